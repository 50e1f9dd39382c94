//! The details of an invoice, grouped by line and billing type; edited one by one, taken off one or
//! many.

use super::detail_form::DetailForm;
use crate::{
    invoicing::{
        create::{model::Became, pieces::with_results},
        draft::{
            api::{delete_details, put_back},
            model::{DetailRemoval, DetailReturn, DetailRow, TakenOff},
        },
        model::InvoicePage,
        pieces::Shared,
        rules::is_open,
    },
    ui::{
        allowed::may,
        dialog::Dialog,
        format::{self, Label, Money},
        grid::{Bulk, BulkBar, Column, FilterField, Grid, GridSpec, GridState, Input},
        notice::Notice,
        paths,
        row_button::RowButton,
    },
    vocabulary::{
        failure::ApiError,
        ids::InvoiceId,
        paging::{Page, Selection, Totals},
        refusal::Refusal,
        texts::{count, fill, of, texts},
        words::{BillingType, RetainerUse},
    },
};
use leptos::prelude::*;
use std::{collections::BTreeSet, sync::Arc};

/// The detail whose dialog is open, and whether there can be one.
#[derive(Clone, Copy)]
struct Editing {
    row: RwSignal<Option<DetailRow>>,
    open: RwSignal<bool>,
    /// The open invoice; none: it is confirmed.
    invoice: Signal<Option<InvoiceId>>,
}

/// The list with its dialog.
pub fn details_grid(
    state: GridState,
    rows: Resource<Result<Page<DetailRow>, ApiError>>,
    totals: Resource<Result<Totals, ApiError>>,
    invoice: Resource<Result<InvoicePage, ApiError>>,
    shared: Shared,
) -> AnyView {
    let t = texts();
    let seen = RwSignal::new(None::<(InvoiceId, i32)>);
    Effect::new(move |_| {
        seen.set(
            invoice
                .get()
                .and_then(Result::ok)
                .filter(|page| is_open(page.header.state))
                .map(|page| (page.header.invoice_id, page.version)),
        );
    });
    let open_invoice = Signal::derive(move || seen.get().map(|(invoice, _)| invoice));
    let editing =
        Editing { row: RwSignal::new(None), open: RwSignal::new(false), invoice: open_invoice };
    provide_context(editing);
    let returnable = returnable(rows, invoice);
    let said = move |what: Notice| {
        shared.notice.set(Some(what));
        shared.reload.update(|n| *n += 1);
    };
    let delete = Action::new(move |(selection, hold_back): &(Selection, bool)| {
        let (selection, hold_back, invoice) = (selection.clone(), *hold_back, seen.get_untracked());
        let can_return = returnable.with_untracked(|rows| can_return(&selection, rows));
        async move {
            said(match remove(invoice, selection, hold_back).await {
                Ok(off) => {
                    let sales: Vec<i64> = off.sales.iter().map(|id| id.0).collect();
                    let left = (can_return && !sales.is_empty()).then(|| Selection::shown(sales));
                    let invoice_id = invoice.map(|(id, _)| id);
                    Notice::done(count(t.details_removed, off.details)).undone_by(
                        left,
                        move |selection| async move {
                            said(returned(invoice_id, selection, hold_back).await)
                        },
                    )
                }
                Err(error) => Notice::refused(&error),
            });
        }
    });
    let bulk: BulkBar = Arc::new(move |bulk| bulk_bar(bulk, delete, open_invoice, returnable));
    let saved = move || {
        editing.open.set(false);
        shared.notice.set(Some(Notice::done(t.notice_saved)));
        shared.reload.update(|n| *n += 1);
    };
    view! {
        <Grid spec=spec(bulk) state rows totals />
        <Dialog open=editing.open title=t.detail_edit>
            {move || {
                editing
                    .row
                    .get()
                    .zip(open_invoice.get())
                    .map(|(row, invoice)| view! { <DetailForm invoice row done=saved /> })
            }}
        </Dialog>
    }
    .into_any()
}

/// The details on this page of the list that taking back puts on again just as they are: work that
/// was not edited here, while no retainer pays for any of it; milestones go on drafts in their own
/// way.
fn returnable(
    rows: Resource<Result<Page<DetailRow>, ApiError>>,
    invoice: Resource<Result<InvoicePage, ApiError>>,
) -> RwSignal<BTreeSet<i64>> {
    let returnable = RwSignal::new(BTreeSet::new());
    let may_put_back = may("put_back");
    Effect::new(move |_| {
        let is_paid = |page: &InvoicePage| {
            page.retainers.iter().any(|retainer| retainer.retainer_use != RetainerUse::Billed)
        };
        let rows = rows.get().and_then(Result::ok).map(|page| page.rows).unwrap_or_default();
        let is_free =
            may_put_back && invoice.get().and_then(Result::ok).is_some_and(|page| !is_paid(&page));
        let as_they_came = rows
            .into_iter()
            .filter(|row| is_free && row.version == 1 && row.source_actual_id.is_some());
        returnable.set(as_they_came.map(|row| row.invoice_detail_id.0).collect());
    });
    returnable
}

/// Whether all that is selected is known to be such.
fn can_return(selection: &Selection, returnable: &BTreeSet<i64>) -> bool {
    matches!(selection.parts().0, Selection::Rows(ids) if ids.iter().all(|id| returnable.contains(id)))
}

/// Puts sales back on the draft they were taken off, Ready again where they were held back.
async fn returned(invoice: Option<InvoiceId>, selection: Selection, held_back: bool) -> Notice {
    let Some(invoice_id) = invoice else { return Notice::default() };
    match put_back(DetailReturn { invoice_id, selection, held_back }).await {
        Ok(billed) => {
            let failed: Vec<Became> =
                billed.became.into_iter().filter(|one| one.outcome.is_err()).collect();
            let done = count(texts().details_put_back, billed.outcome.changed);
            Notice { done: Some(done), ..with_results(Notice::bulk("", &billed.outcome), &failed) }
        }
        Err(error) => Notice::refused(&error),
    }
}

/// Takes details off a draft as it was seen: its version says that they are still what was chosen.
async fn remove(
    invoice: Option<(InvoiceId, i32)>,
    selection: Selection,
    hold_back: bool,
) -> Result<TakenOff, ApiError> {
    let (invoice_id, version) =
        invoice.ok_or(ApiError::Refused(Refusal::ConfirmedInvoiceIsFrozen))?;
    delete_details(DetailRemoval { invoice_id, version, selection, hold_back }).await
}

fn bulk_bar(
    bulk: Bulk,
    delete: Action<(Selection, bool), ()>,
    open_invoice: Signal<Option<InvoiceId>>,
    returnable: RwSignal<BTreeSet<i64>>,
) -> AnyView {
    let t = texts();
    let is_pending = Signal::derive(move || delete.pending().get() || open_invoice.get().is_none());
    let question = move |selection: &Selection, is_all: bool| {
        let can_return = returnable.with_untracked(|rows| can_return(selection, rows));
        let question = if is_all { t.details_remove_all } else { t.details_remove_for_good };
        (is_all || !can_return).then(|| question.to_owned())
    };
    let button = move |hold_back: bool, label: &'static str| {
        bulk.asking(label, "", is_pending, question, move |selection| {
            delete.dispatch((selection, hold_back));
        })
    };
    view! {
        {button(false, t.details_remove)}
        {button(true, t.details_hold_back)}
    }
    .into_any()
}

fn spec(bulk: BulkBar) -> GridSpec<DetailRow> {
    let t = texts();
    GridSpec {
        caption: t.details_title,
        columns: columns(),
        filters: filters(),
        id: |r| r.invoice_detail_id.0,
        amount: |r| {
            Some((
                r.currency,
                if r.billing_type == BillingType::Chargeable {
                    r.amount
                } else {
                    rust_decimal::Decimal::ZERO
                },
            ))
        },
        version: None,
        empty: |_| texts().details_empty.to_owned(),
        bulk: Some(bulk),
        bulk_function: "delete_details",
    }
}

fn columns() -> Vec<Column<DetailRow>> {
    let t = texts();
    vec![
        Column::text("line", t.column_line, |r: &DetailRow| r.line_name.clone().into_any())
            .sorted("group"),
        Column::text("billing_type", t.column_billing_type, |r: &DetailRow| {
            changed(r, r.billing_type != r.source_billing_type, r.billing_type.label().into_any())
        }),
        Column::text("date", t.column_date, |r: &DetailRow| format::day(r.work_on).into_any())
            .sorted("date"),
        Column::text("person", t.column_person, |r: &DetailRow| r.resource_name.clone().into_any()),
        Column::text("role", t.column_role, |r: &DetailRow| r.role_name.clone().into_any())
            .hidden(),
        Column::text("notes", t.column_notes, notes),
        Column::text("external", t.field_external_description, |r: &DetailRow| {
            r.external_description.clone().into_any()
        })
        .hidden(),
        Column::number("quantity", t.field_quantity, |r: &DetailRow| {
            changed(r, r.quantity != r.source_quantity, format::quantity(r.quantity).into_any())
        })
        .sorted("quantity"),
        Column::number("price", t.field_unit_price, |r: &DetailRow| {
            changed(
                r,
                r.unit_price != r.source_unit_price,
                format::number(r.unit_price, r.currency.decimals()).into_any(),
            )
        }),
        Column::number("tax", t.field_tax, |r: &DetailRow| {
            format::number(r.tax, r.currency.decimals()).into_any()
        }),
        Column::number("amount", t.column_amount, |r: &DetailRow| {
            view! { <Money value=r.amount currency=r.currency/> }.into_any()
        })
        .sorted("amount"),
        Column::text("edit", t.column_edit, edit_cell),
    ]
}

fn filters() -> Vec<FilterField> {
    let t = texts();
    let types = BillingType::ALL
        .iter()
        .filter(|w| **w != BillingType::NotAvailable)
        .map(|w| (w.word(), w.label()))
        .collect();
    vec![
        FilterField::new("billing_type", t.column_billing_type, Input::Choice(types)),
        FilterField::new("person", t.column_person, Input::Text),
        FilterField::new("from", t.filter_from, Input::Date),
        FilterField::new("to", t.filter_to, Input::Date),
        FilterField::new("line", t.filter_one_line, Input::Link),
    ]
}

/// A value that differs from what was approved is marked, and says what it was.
fn changed(row: &DetailRow, is_changed: bool, value: AnyView) -> AnyView {
    if !is_changed {
        return value;
    }
    let price = format::money(row.source_unit_price, row.currency);
    let was = match row.source_milestone_split_id {
        Some(_) => fill(texts().detail_milestone, &[("amount", &price)]),
        None => fill(
            texts().detail_approved,
            &[
                ("quantity", &format::quantity(row.source_quantity)),
                ("price", &price),
                ("billing_type", row.source_billing_type.label()),
            ],
        ),
    };
    view! { <mark title=was>{value}</mark> }.into_any()
}

fn notes(row: &DetailRow) -> AnyView {
    let text = if row.description.is_empty() {
        row.notes.clone().unwrap_or_default()
    } else {
        row.description.clone()
    };
    let clip = view! {
        <span class="clip" title=text.clone()>
            {text.clone()}
        </span>
    };
    match row.entry_id {
        Some(entry) => view! {
            <a class="quiet-link" href=paths::ledger_of_entry(entry)>
                {clip}
            </a>
        }
        .into_any(),
        None => clip.into_any(),
    }
}

fn edit_cell(row: &DetailRow) -> AnyView {
    let Some(editing) = use_context::<Editing>().filter(|_| may("edit_detail")) else {
        return ().into_any();
    };
    let label = of(
        texts().action_edit,
        &format!(
            "{}, {}, {}",
            format::day(row.work_on),
            row.resource_name.as_deref().unwrap_or_default(),
            format::quantity(row.quantity)
        ),
    );
    let row = row.clone();
    // On a confirmed invoice the style sheet takes the column away: the head says so, rows don't
    // know it.
    let act = move || {
        if editing.invoice.get_untracked().is_some() {
            editing.row.set(Some(row.clone()));
            editing.open.set(true);
        }
    };
    view! { <RowButton label=texts().action_edit name=label act /> }.into_any()
}
