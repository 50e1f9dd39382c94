//! Ledger: actuals with their links, so that a figure can be followed back to its time entry.

use crate::{
    claims::rules::number_text,
    desk::{
        api::{list_ledger, total_ledger},
        model::LedgerRow,
    },
    ui::{
        badge::{Tone, badge, billing_badge},
        format::{self, Label},
        grid::{Column, FilterField, Grid, GridSpec, GridState, Input, grid_state, listed},
        page::PageHead,
        paths,
        wait::Awaiting,
    },
    vocabulary::{
        failure::ApiError,
        ids::ActualId,
        paging::{Page, Totals},
        texts::{fill, texts},
        words::{AdjustmentStatus, TransactionType},
    },
};
use leptos::prelude::*;

/// The page.
pub struct Ledger;

struct Parts {
    state: GridState,
    rows: Awaiting<Result<Page<LedgerRow>, ApiError>>,
    totals: Awaiting<Result<Totals, ApiError>>,
}

crate::part!(Ledger, part_ledger, "list_ledger");

impl Ledger {
    fn page() -> AnyView {
        let Parts { state, rows, totals } = parts();
        view! {
            <PageHead title=texts().ledger_title />
            <p class="quiet-text">{texts().ledger_hint}</p>
            <Grid spec=spec() state rows totals />
        }
        .into_any()
    }
}

/// What the page asks.
fn parts() -> Parts {
    let state = grid_state(Signal::stored(Vec::new()), &[]);
    let (rows, totals) = listed(state, RwSignal::new(0), list_ledger, total_ledger);
    Parts { state, rows, totals }
}

fn spec() -> GridSpec<LedgerRow> {
    let t = texts();
    GridSpec {
        caption: t.ledger_title,
        columns: columns(),
        filters: filters(),
        id: |r| r.actual_id.0,
        amount: |r| Some((r.currency, r.net_amount())),
        version: None,
        empty: |_| texts().ledger_empty.to_owned(),
        bulk: None,
        bulk_function: "",
    }
}

fn columns() -> Vec<Column<LedgerRow>> {
    let t = texts();
    vec![
        Column::number("id", t.column_actual, |r: &LedgerRow| {
            let id = r.actual_id;
            view! { <a id=format!("a{id}") href=paths::follow_actual(id)>{id.to_string()}</a> }
                .into_any()
        })
        .sorted("id"),
        Column::text("type", t.column_type, |r: &LedgerRow| r.transaction_type.label().into_any()),
        Column::text("date", t.column_date, |r: &LedgerRow| format::day(r.work_on).into_any())
            .sorted("date"),
        Column::text("accounted", t.field_accounting_date, |r: &LedgerRow| {
            format::day(r.accounted_on).into_any()
        })
        .hidden(),
        Column::text("contract", t.column_contract, contract),
        Column::text("customer", t.column_customer, |r: &LedgerRow| {
            r.customer_name.clone().into_any()
        }),
        Column::text("project", t.column_project, |r: &LedgerRow| {
            r.project_code.clone().unwrap_or_default().into_any()
        })
        .hidden(),
        Column::text("person", t.column_person, |r: &LedgerRow| r.resource_name.clone().into_any())
            .hidden(),
        Column::text("entry", t.column_entry, entry),
        Column::text("billing_type", t.column_billing_type, |r: &LedgerRow| {
            r.billing_type.label().into_any()
        }),
        Column::number("hours", t.field_quantity, |r: &LedgerRow| {
            format::quantity(r.quantity).into_any()
        }),
        Column::number("price", t.field_unit_price, |r: &LedgerRow| {
            format::number(r.unit_price, r.currency.decimals()).into_any()
        })
        .hidden(),
        Column::number("amount", t.column_amount, |r: &LedgerRow| {
            format::net_amount(r.discount_and_fee, r.billing_type, r.amount, r.currency)
        }),
        Column::text("status", t.column_billing_status, status),
        Column::text("links", t.column_links, links),
        Column::text("invoice", t.column_invoice, invoice),
    ]
}

fn filters() -> Vec<FilterField> {
    let t = texts();
    vec![
        FilterField::new(
            "type",
            t.column_type,
            Input::Choice(TransactionType::ALL.iter().map(|w| (w.word(), w.label())).collect()),
        ),
        FilterField::new("contract", t.column_contract, Input::Text),
        FilterField::new("customer", t.column_customer, Input::Text),
        FilterField::new("project", t.column_project, Input::Text),
        FilterField::new("person", t.column_person, Input::Text),
        FilterField::new("from", t.filter_from, Input::Date),
        FilterField::new("to", t.filter_to, Input::Date),
        FilterField::new("contract_id", t.filter_one_contract, Input::Link),
        FilterField::new("entry_id", t.filter_entry, Input::Link),
        FilterField::new("retainer_id", t.filter_one_retainer, Input::Link),
        FilterField::new("journal_id", t.filter_journal, Input::Link),
        FilterField::new("invoice_id", t.filter_one_invoice, Input::Link),
    ]
}

fn contract(row: &LedgerRow) -> AnyView {
    match (row.contract_id, &row.contract_number) {
        (Some(id), Some(number)) => {
            view! { <a href=paths::contract(id)>{number.clone()}</a> }.into_any()
        }
        _ => ().into_any(),
    }
}

fn entry(row: &LedgerRow) -> AnyView {
    let notes = row.notes.clone().unwrap_or_default();
    let Some(id) = row.entry_id else {
        return view! {
            <span class="clip short" title=notes.clone()>
                {notes.clone()}
            </span>
        }
        .into_any();
    };
    view! {
        <a href=paths::ledger_of_entry(id) title=notes.clone()>
            <span class="clip short">
                {format!("{} {notes}", fill(texts().ledger_entry, &[("id", &id.to_string())]))}
            </span>
        </a>
    }
    .into_any()
}

fn invoice(row: &LedgerRow) -> AnyView {
    let Some(id) = row.invoice_id else { return ().into_any() };
    let text = row
        .invoice_number
        .map(number_text)
        .unwrap_or_else(|| fill(texts().invoice_draft, &[("id", &id.to_string())]));
    view! { <a href=paths::invoice(id)>{text}</a> }.into_any()
}

fn status(row: &LedgerRow) -> AnyView {
    let billing = row.billing_status.map(billing_badge);
    let adjustment = (row.adjustment_status != AdjustmentStatus::None).then(|| {
        view! {
            " "
            {badge(row.adjustment_status, Tone::Quiet)}
        }
    });
    view! {
        {billing}
        {adjustment}
    }
    .into_any()
}

/// Which rows this one points at, and which point at it.
fn links(row: &LedgerRow) -> AnyView {
    let t = texts();
    // All that came of an entry stands together there; here the other row may be on another page.
    let entry = row.entry_id.map(paths::ledger_of_entry).unwrap_or_default();
    let link = |label: &'static str, id: Option<ActualId>| {
        id.map(
            |id| view! { <li>{label}" "<a href=format!("{entry}#a{id}")>{id.to_string()}</a></li> },
        )
    };
    view! {
        <ul class="links">
            {link(t.link_reverses, row.reverses_actual_id)}
            {link(t.link_reversed_by, row.reversed_by_actual_id)}
            {link(t.link_replaces, row.replaces_actual_id)}
            {link(t.link_bills, row.bills_actual_id)}
            {link(t.link_billed_by, row.billed_by_actual_id)}
            {link(t.link_cost, row.cost_actual_id)}
        </ul>
    }
    .into_any()
}
