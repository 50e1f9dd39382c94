//! Revise: what a confirmed invoice billed, chosen to be corrected (R-COR-1).

use crate::{
    claims::rules::number_text,
    invoicing::{
        api::read_invoice,
        model::InvoicePage,
        pieces::number_or_draft,
        revise::{
            api::{list_billed, read_revisable, revise_invoice, total_billed},
            model::{self, BilledRow, BilledUse, Chosen, Revisable, Revised},
        },
    },
    ui::{
        allowed::may,
        ask::use_ask,
        badge::{Tone, badge_text},
        format::{self, Label, Money},
        grid::{
            Bulk, BulkBar, Column, FilterField, Grid, GridSpec, GridState, Input, grid_state,
            listed,
        },
        notice::{Notice, NoticeBox},
        page::{Missing, PageHead, answered, lead, loading},
        paths,
        wait::{Awaited, Awaiting, awaited_first},
    },
    vocabulary::{
        failure::ApiError,
        ids::{ActualId, InvoiceId},
        paging::{Page, Totals},
        refusal::Refusal,
        texts::{count, fill, texts},
        words::{BillingType, TransactionClass},
    },
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use std::{collections::BTreeSet, sync::Arc};

/// The page.
pub struct Revise;

struct Parts {
    state: GridState,
    reload: RwSignal<u32>,
    about: Awaiting<Result<(InvoicePage, Revisable), ApiError>>,
    rows: Awaiting<Result<Page<BilledRow>, ApiError>>,
    totals: Awaiting<Result<Totals, ApiError>>,
}

/// What the page's parts share: the invoice, where corrections go, and how it is done.
#[derive(Clone, Copy)]
struct Desk {
    draft: RwSignal<Option<InvoiceId>>,
    act: Action<Chosen, ()>,
}

crate::part!(Revise, part_revise, "revise_invoice");

impl Revise {
    fn page() -> AnyView {
        let Parts { state, reload, about, rows, totals } = parts();
        let notice = RwSignal::new(None);
        let (draft, to) = (RwSignal::new(None::<InvoiceId>), lead());
        let params = use_params_map();
        let act = Action::new(move |chosen: &Chosen| {
            let id = params.read_untracked().get("id").and_then(|id| id.parse::<InvoiceId>().ok());
            let (chosen, draft) = (chosen.clone(), draft.get_untracked());
            async move {
                let Some(invoice_id) = id else { return };
                match revise_invoice(model::Revise { invoice_id, chosen, draft }).await {
                    Ok(revised) if revised.left_out.is_empty() => {
                        to.set(Some(paths::invoice(revised.invoice_id)));
                    }
                    Ok(revised) => notice.set(Some(done(&revised))),
                    Err(error) => notice.set(Some(Notice::refused(&error))),
                }
                reload.update(|n| *n += 1);
            }
        });
        let desk = Desk { draft, act };
        let bulk: BulkBar = Arc::new(move |bulk| bulk_bar(bulk, act));
        view! {
            <Awaited fallback=loading>
                {move || Suspend::new(async move {
                    match about.await {
                        Ok((page, revisable)) => head(&page, revisable, desk),
                        Err(error) => view! { <Missing error /> }.into_any(),
                    }
                })}
            </Awaited>
            <NoticeBox notice />
            <Grid spec=spec(bulk) state rows totals />
        }
        .into_any()
    }
}

/// What the page asks.
fn parts() -> Parts {
    let params = use_params_map();
    let id =
        Memo::new(move |_| params.read().get("id").and_then(|id| id.parse::<InvoiceId>().ok()));
    let fixed = Signal::derive(move || {
        vec![("invoice_id", id.get().map(|id| id.to_string()).unwrap_or_else(|| "0".to_owned()))]
    });
    let state = grid_state(fixed, &[]);
    let reload = RwSignal::new(0);
    let about = awaited_first(
        move || (id.get(), reload.get()),
        |(id, _)| {
            answered(async move {
                let id = id.ok_or(ApiError::Refused(Refusal::NotFound))?;
                Ok((read_invoice(id).await?, read_revisable(id).await?))
            })
        },
    );
    let (rows, totals) = listed(state, reload, list_billed, total_billed);
    Parts { state, reload, about, rows, totals }
}

fn done(revised: &Revised) -> Notice {
    let t = texts();
    let named = number_or_draft(None, revised.invoice_id);
    let mut said = fill(&count(t.revise_done, revised.added), &[("draft", &named)]);
    for (reason, n) in &revised.left_out {
        let left = fill(&count(t.revise_left_out, *n), &[("reason", &reason.sentence(t))]);
        said = format!("{said} {left}");
    }
    let links = vec![(paths::invoice(revised.invoice_id), named)];
    Notice { links, ..Notice::done(said) }
}

fn head(page: &InvoicePage, revisable: Revisable, desk: Desk) -> AnyView {
    let t = texts();
    let called = page.header.invoice_number.map(number_text).unwrap_or_default();
    let trail = vec![
        (paths::INVOICES.to_owned(), t.invoices_title.to_owned()),
        (paths::invoice(page.header.invoice_id), called.clone()),
    ];
    let ask = use_ask();
    let question = fill(t.revise_all_question, &[("invoice", &called)]);
    let act = desk.act;
    let all = move |_| {
        ask.ask(t.revise_all, question.clone(), t.revise_all, move || {
            act.dispatch(Chosen::All);
        });
    };
    view! {
        <PageHead title=fill(t.revise_titled, &[("invoice", &called)]) trail>
            <button type="button" class="primary" disabled=move || act.pending().get() on:click=all>
                {t.revise_all}
            </button>
        </PageHead>
        <p class="quiet-text">{t.revise_hint}</p>
        {target(revisable.drafts, desk.draft)}
        {(!revisable.uses.is_empty()).then(|| retainers(revisable.uses, desk))}
    }
    .into_any()
}

/// Where corrections go: a new corrective invoice, or one that is there.
fn target(drafts: Vec<(InvoiceId, String)>, draft: RwSignal<Option<InvoiceId>>) -> AnyView {
    let t = texts();
    if drafts.is_empty() {
        return ().into_any();
    }
    let options = drafts
        .into_iter()
        .map(|(id, _)| view! { <option value=id.to_string()>{number_or_draft(None, id)}</option> })
        .collect_view();
    view! {
        <label class="field">
            <span>{t.revise_target}</span>
            <select on:change=move |e| draft.set(event_target_value(&e).parse().ok())>
                <option value="">{t.revise_target_new}</option>
                {options}
            </select>
        </label>
    }
    .into_any()
}

fn retainers(uses: Vec<BilledUse>, desk: Desk) -> AnyView {
    let t = texts();
    let chosen = RwSignal::new(BTreeSet::<i64>::new());
    let act = desk.act;
    let rows = uses.into_iter().map(|billed| use_view(billed, chosen)).collect_view();
    let run = move |_| {
        let retainers = chosen.with_untracked(|ids| ids.iter().map(|id| ActualId(*id)).collect());
        act.dispatch(Chosen::Some { sales: None, retainers });
    };
    view! {
        <section class="card">
            <h2>{t.invoice_retainers}</h2>
            <ul class="groups">{rows}</ul>
            <button
                type="button"
                disabled=move || act.pending().get() || chosen.with(BTreeSet::is_empty)
                on:click=run
            >
                {t.revise_retainers}
            </button>
        </section>
    }
    .into_any()
}

fn use_view(billed: BilledUse, chosen: RwSignal<BTreeSet<i64>>) -> AnyView {
    let t = texts();
    let id = billed.actual_id.0;
    let is_live = super::super::rules::is_live_use(&billed).is_ok();
    let state = match (&billed.correction, &billed.used_on) {
        (Some((id, label, confirmed)), _) => correction_text(*id, label, *confirmed),
        (None, Some(label)) if !is_live => fill(t.revise_used, &[("invoice", label)]),
        (None, _) => t.revise_live.to_owned(),
    };
    let mark = move |e| {
        let is_in = event_target_checked(&e);
        chosen.update(|ids| {
            if is_in {
                ids.insert(id)
            } else {
                ids.remove(&id)
            };
        });
    };
    view! {
        <li>
            <label>
                <input type="checkbox" disabled=!is_live on:change=mark />
                {format!("{} · {}", billed.retainer_use.label(), billed.description)}
            </label>
            <span class="number">
                <Money value=billed.amount currency=billed.currency />
            </span>
            <span>{state}</span>
        </li>
    }
    .into_any()
}

/// By which invoice, or on which draft, called as everywhere.
fn correction_text(id: InvoiceId, label: &str, confirmed: bool) -> String {
    let t = texts();
    if confirmed {
        fill(t.revise_corrected, &[("invoice", label)])
    } else {
        fill(t.revise_on_draft, &[("invoice", &number_or_draft(None, id))])
    }
}

fn bulk_bar(bulk: Bulk, act: Action<Chosen, ()>) -> AnyView {
    if !may("revise_invoice") {
        return ().into_any();
    }
    bulk.button(texts().revise_selected, "primary", act.pending(), move |selection| {
        act.dispatch(Chosen::Some { sales: Some(selection), retainers: Vec::new() });
    })
}

fn spec(bulk: BulkBar) -> GridSpec<BilledRow> {
    let t = texts();
    GridSpec {
        caption: t.revise_billed_title,
        columns: columns(),
        filters: vec![
            FilterField::new("class", t.column_class, Input::Choice(classes())),
            FilterField::new("person", t.column_person, Input::Text),
            FilterField::new("from", t.filter_from, Input::Date),
            FilterField::new("to", t.filter_to, Input::Date),
        ],
        id: |r| r.actual_id.0,
        // As the total: what the customer doesn't pay is not billed.
        amount: |r| {
            (r.billing_type == BillingType::Chargeable).then_some((r.currency, r.net_amount()))
        },
        version: None,
        empty: |_| texts().revise_none.to_owned(),
        bulk: Some(bulk),
        bulk_function: "revise_invoice",
    }
}

fn classes() -> Vec<(&'static str, &'static str)> {
    TransactionClass::ALL
        .iter()
        .filter(|class| **class != TransactionClass::Retainer)
        .map(|class| (class.word(), class.label()))
        .collect()
}

fn columns() -> Vec<Column<BilledRow>> {
    let t = texts();
    vec![
        Column::text("date", t.column_date, |r: &BilledRow| format::day(r.work_on).into_any())
            .sorted("date"),
        Column::text("line", t.column_line, |r: &BilledRow| r.line_name.clone().into_any()),
        Column::text("class", t.column_class, |r: &BilledRow| {
            r.transaction_class.label().into_any()
        }),
        Column::text("person", t.column_person, |r: &BilledRow| r.resource_name.clone().into_any()),
        Column::text("notes", t.column_notes, |r: &BilledRow| {
            let notes = r.notes.clone().unwrap_or_default();
            view! {
                <span class="clip" title=notes.clone()>
                    {notes.clone()}
                </span>
            }
            .into_any()
        }),
        Column::text("billing_type", t.column_billing_type, |r: &BilledRow| {
            r.billing_type.label().into_any()
        }),
        Column::number("quantity", t.field_quantity, |r: &BilledRow| {
            format::quantity(r.quantity).into_any()
        }),
        Column::number("price", t.field_unit_price, |r: &BilledRow| {
            format::number(r.unit_price, r.currency.decimals()).into_any()
        }),
        Column::number("tax", t.field_tax, |r: &BilledRow| {
            format::number(r.tax, r.currency.decimals()).into_any()
        })
        .hidden(),
        Column::number("amount", t.column_amount, |r: &BilledRow| {
            format::net_amount(r.discount_and_fee, r.billing_type, r.amount, r.currency)
        })
        .sorted("amount"),
        Column::text("state", t.column_state, state),
    ]
}

fn state(row: &BilledRow) -> AnyView {
    let t = texts();
    match row.correction_id.zip(row.correction.as_deref()) {
        None => badge_text(t.revise_live, Tone::Good),
        Some((id, label)) => view! {
            <a href=paths::invoice(id)>{correction_text(id, label, row.is_corrected)}</a>
        }
        .into_any(),
    }
}
