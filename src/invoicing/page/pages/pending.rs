//! What could be billed and is not on a draft, with why; and the way onto it (R-INV-11, R-INV-15).

use super::on::On;
use crate::{
    invoicing::{
        create::{model::Became, pieces::with_results},
        draft::{
            api::{add_pending, list_pending, refresh_invoice, total_pending},
            model::{InvoiceHead, PendingAdd, PendingRow},
            rules,
        },
    },
    ui::{
        allowed::may,
        format::{self, Label, Money},
        grid::{Bulk, BulkBar, Column, FilterField, Grid, GridSpec, Input, grid_state, listed},
        notice::Notice,
        paths,
        wait::Awaiting,
    },
    vocabulary::{
        failure::ApiError,
        paging::Selection,
        texts::{count, fill, texts},
    },
};
use chrono::NaiveDate;
use leptos::prelude::*;
use std::sync::Arc;

/// What the draft is: why a row is not on it depends on its day.
#[derive(Clone, Copy)]
struct Draft(Awaiting<Result<InvoiceHead, ApiError>>);

/// The tab.
pub fn pending_tab(on: On) -> AnyView {
    let t = texts();
    provide_context(Draft(on.head));
    let fixed = Signal::derive(move || {
        let id = on.id.get().map_or_else(|| "0".to_owned(), |id| id.to_string());
        ["invoice_id", "payer_of", "not_on"].map(|name| (name, id.clone())).to_vec()
    });
    let state = grid_state(fixed, &[]);
    let (rows, totals) = listed(state, on.shared.reload, list_pending, total_pending);
    let said = move |notice: Notice| {
        on.shared.notice.set(Some(notice));
        on.shared.reload.update(|n| *n += 1);
    };
    let add = Action::new(move |selection: &Selection| {
        let (selection, invoice) = (selection.clone(), on.id.get_untracked());
        async move {
            let Some(invoice_id) = invoice else { return };
            said(match add_pending(PendingAdd { invoice_id, selection }).await {
                Ok(billed) => {
                    let failed: Vec<Became> =
                        billed.became.into_iter().filter(|one| one.outcome.is_err()).collect();
                    let done = count(t.pending_added, billed.outcome.changed);
                    Notice {
                        done: Some(done),
                        ..with_results(Notice::bulk("", &billed.outcome), &failed)
                    }
                }
                Err(error) => Notice::refused(&error),
            });
        }
    });
    let refresh = Action::new(move |(): &()| {
        let invoice = on.id.get_untracked();
        async move {
            let Some(invoice_id) = invoice else { return };
            said(match refresh_invoice(invoice_id).await {
                Ok(took) if took.count() == 0 => Notice::done(t.pending_nothing_new),
                Ok(took) => Notice::done(count(t.pending_added, took.count())),
                Err(error) => Notice::refused(&error),
            });
        }
    });
    let bulk: BulkBar = Arc::new(move |bulk: Bulk| {
        bulk.button(t.pending_add, "primary", add.pending(), move |selection| {
            add.dispatch(selection);
        })
    });
    view! {
        {refresh_bar(on, refresh)}
        <Grid spec=spec(bulk) state rows totals />
    }
    .into_any()
}

/// What is listed here, and the button that takes in what is Ready of it.
fn refresh_bar(on: On, refresh: Action<(), ()>) -> AnyView {
    let t = texts();
    let press = move |_| {
        refresh.dispatch(());
    };
    view! {
        <p class="tab-acts">
            <span class="quiet-text">{t.pending_explained}</span>
            {may("refresh_invoice")
                .then(|| {
                    view! {
                        <button
                            type="button"
                            disabled=move || refresh.pending().get() || on.seen.get().is_none()
                            on:click=press
                        >
                            {t.pending_refresh}
                        </button>
                    }
                })}
        </p>
    }
    .into_any()
}

fn spec(bulk: BulkBar) -> GridSpec<PendingRow> {
    let t = texts();
    GridSpec {
        caption: t.invoice_tab_pending,
        columns: vec![
            Column::text("date", t.column_date, |r: &PendingRow| format::day(r.work_on).into_any())
                .sorted("date"),
            Column::text("class", t.column_class, |r: &PendingRow| {
                r.transaction_class.label().into_any()
            }),
            Column::text("line", t.column_line, |r: &PendingRow| r.line_name.clone().into_any()),
            Column::text("person", t.column_person, |r: &PendingRow| {
                r.resource_name.clone().into_any()
            }),
            Column::text("notes", t.column_notes, |r: &PendingRow| {
                let text = r.notes.clone().unwrap_or_default();
                view! {
                    <span class="clip" title=text.clone()>
                        {text.clone()}
                    </span>
                }
                .into_any()
            }),
            Column::text("billing_type", t.column_billing_type, |r: &PendingRow| {
                r.billing_type.label().into_any()
            }),
            Column::number("quantity", t.field_quantity, |r: &PendingRow| {
                format::quantity(r.quantity).into_any()
            }),
            Column::number("amount", t.column_amount, |r: &PendingRow| {
                view! { <Money value=r.net_amount currency=r.currency /> }.into_any()
            }),
            Column::text("why", t.pending_why, why),
        ],
        filters: vec![
            FilterField::new("from", t.filter_from, Input::Date),
            FilterField::new("to", t.filter_to, Input::Date),
            FilterField::new("line", t.filter_one_line, Input::Link),
        ],
        id: |r| r.pending_id,
        amount: |r| {
            let is_charged = r.billing_type == crate::vocabulary::words::BillingType::Chargeable;
            Some((r.currency, if is_charged { r.net_amount } else { rust_decimal::Decimal::ZERO }))
        },
        version: None,
        empty: |_| texts().pending_empty.to_owned(),
        bulk: Some(bulk),
        bulk_function: "add_pending",
    }
}

/// Why it is not on the draft; or that it can be added.
fn why(row: &PendingRow) -> AnyView {
    let Some(Draft(head)) = use_context::<Draft>() else { return ().into_any() };
    let row = row.clone();
    let said = move || {
        let head = head.get()?.ok()?;
        Some(reason(&row, head.invoice_on))
    };
    view! { {said} }.into_any()
}

fn reason(row: &PendingRow, invoice_on: NaiveDate) -> AnyView {
    let t = texts();
    match (rules::why_not(row, invoice_on), row.invoice_id, &row.invoice_label) {
        (Some(_), Some(invoice), Some(label)) => view! {
            <a href=paths::invoice(invoice)>
                {fill(t.pending_on_draft, &[("draft", label)])}
            </a>
        }
        .into_any(),
        (Some(refusal), ..) => {
            let text = refusal.sentence(t);
            view! {
                <span class="clip" title=text.clone()>
                    {text.clone()}
                </span>
            }
            .into_any()
        }
        (None, ..) if row.is_ready => t.pending_is_ready.into_any(),
        (None, ..) => t.pending_not_ready.into_any(),
    }
}
