//! Invoices: drafts and confirmed, of all contracts; many are confirmed with one act (R-CONF-7).

use crate::{
    invoicing::{
        api::{list_invoices, total_invoices},
        confirm::pieces::confirm_bar,
        draft::api::delete_drafts,
        model::InvoiceRow,
        pieces::{confirmation_badge, kind_badge, number_or_draft, state_badge},
        rules::is_open,
    },
    ui::{
        badge::{Tone, badge_text},
        format::{self, Label, Money},
        grid::{
            Bulk, BulkBar, Column, FilterField, Grid, GridSpec, GridState, Input, grid_state,
            listed,
        },
        notice::{Notice, NoticeBox},
        page::PageHead,
        paths,
        wait::Awaiting,
    },
    vocabulary::{
        failure::ApiError,
        paging::{Page, Selection, Totals},
        texts::texts,
        words::InvoiceState,
    },
};
use leptos::prelude::*;
use std::sync::Arc;

/// The page.
pub struct Invoices;

/// The list, as the drafts that are opened from it say in their addresses.
#[derive(Clone, PartialEq)]
struct Opened(String);

struct Parts {
    state: GridState,
    rows: Awaiting<Result<Page<InvoiceRow>, ApiError>>,
    totals: Awaiting<Result<Totals, ApiError>>,
}

crate::part!(Invoices, part_invoices, "list_invoices");

impl Invoices {
    fn page() -> AnyView {
        let (reload, notice) = (RwSignal::new(0), RwSignal::new(None));
        let Parts { state, rows, totals } = parts(reload);
        provide_context(Memo::new(move |_| Opened(state.list())));
        view! {
            <PageHead title=texts().invoices_title />
            <NoticeBox notice />
            <Grid spec=spec(bulk_bar(notice, reload)) state rows totals />
        }
        .into_any()
    }
}

/// What the page asks.
fn parts(reload: RwSignal<u32>) -> Parts {
    let state = grid_state(Signal::stored(Vec::new()), &[]);
    let (rows, totals) = listed(state, reload, list_invoices, total_invoices);
    Parts { state, rows, totals }
}

/// What is done with chosen drafts.
fn bulk_bar(notice: RwSignal<Option<Notice>>, reload: RwSignal<u32>) -> BulkBar {
    let t = texts();
    let confirm = confirm_bar(notice, reload);
    let delete = Action::new(move |selection: &Selection| {
        let selection = selection.clone();
        async move {
            notice.set(Some(match delete_drafts(selection).await {
                Ok(outcome) => Notice::bulk(t.drafts_deleted, &outcome),
                Err(error) => Notice::refused(&error),
            }));
            reload.update(|n| *n += 1);
        }
    });
    Arc::new(move |bulk: Bulk| {
        let delete = bulk.for_good(
            t.action_delete_drafts,
            t.drafts_delete_would,
            delete.pending(),
            move |selection| {
                delete.dispatch(selection);
            },
        );
        view! {
            {confirm(bulk)}
            {delete}
        }
        .into_any()
    })
}

/// The way to an invoice; a draft knows its list, whose others can be gone through from there.
fn link(row: &InvoiceRow, said: String) -> AnyView {
    let id = row.invoice_id;
    let opened = use_context::<Memo<Opened>>().filter(|_| is_open(row.state));
    let href = move || {
        let list = opened.map(|opened| opened.get().0);
        paths::in_list(paths::invoice(id), list.as_deref())
    };
    view! { <a href=href>{said}</a> }.into_any()
}

fn spec(bulk: BulkBar) -> GridSpec<InvoiceRow> {
    let t = texts();
    GridSpec {
        caption: t.invoices_title,
        columns: columns(),
        filters: filters(),
        id: |r| r.invoice_id.0,
        amount: |r| Some((r.currency, r.amount)),
        version: Some(|r| r.version),
        empty: |_| texts().invoices_empty.to_owned(),
        bulk: Some(bulk),
        bulk_function: "confirm_drafts",
    }
}

fn columns() -> Vec<Column<InvoiceRow>> {
    let t = texts();
    vec![
        Column::text("number", t.column_number, |r: &InvoiceRow| {
            link(r, number_or_draft(r.invoice_number, r.invoice_id))
        })
        .sorted("number"),
        Column::text("name", t.field_name, |r: &InvoiceRow| link(r, r.name.clone())),
        Column::text("contract", t.column_contract, |r: &InvoiceRow| {
            view! { <a href=paths::contract(r.contract_id)>{r.contract_number.clone()}</a> }
                .into_any()
        })
        .sorted("contract"),
        Column::text("customer", t.column_customer, |r: &InvoiceRow| {
            r.customer_name.clone().into_any()
        })
        .sorted("customer"),
        Column::text("date", t.field_invoice_date, |r: &InvoiceRow| {
            format::day(r.invoice_on).into_any()
        })
        .sorted("date"),
        Column::number("details", t.column_details, |r: &InvoiceRow| {
            format::count(r.detail_count).into_any()
        }),
        Column::number("tax", t.field_tax, |r: &InvoiceRow| {
            view! { <Money value=r.tax currency=r.currency/> }.into_any()
        })
        .hidden(),
        Column::number("amount", t.column_amount, |r: &InvoiceRow| {
            view! { <Money value=r.amount currency=r.currency/> }.into_any()
        }),
        Column::text("state", t.column_state, |r: &InvoiceRow| {
            (
                state_badge(r.state),
                r.paid_at.map(|_| badge_text(texts().invoice_paid, Tone::Good)),
                kind_badge(r),
                confirmation_badge(r),
            )
                .into_any()
        }),
    ]
}

fn filters() -> Vec<FilterField> {
    let t = texts();
    vec![
        FilterField::new(
            "state",
            t.column_state,
            Input::Choice(
                [("open", t.invoice_open)]
                    .into_iter()
                    .chain(InvoiceState::ALL.iter().map(|s| (s.word(), s.label())))
                    .chain([("scheduled", t.invoice_scheduled), ("failed", t.invoice_failed)])
                    .collect(),
            ),
        ),
        FilterField::new(
            "paid",
            t.invoice_payment,
            Input::Choice(vec![("paid", t.invoice_paid), ("unpaid", t.invoice_unpaid)]),
        ),
        FilterField::new(
            "kind",
            t.invoice_kind,
            Input::Choice(vec![
                ("proforma", t.invoice_proforma),
                ("corrective", t.invoice_corrective),
            ]),
        ),
        FilterField::new("number", t.column_number, Input::Text),
        FilterField::new("contract", t.column_contract, Input::Text),
        FilterField::new("team", t.filter_team, Input::Text),
        FilterField::new("customer", t.column_customer, Input::Text),
        FilterField::new("from", t.filter_from, Input::Date),
        FilterField::new("to", t.filter_to, Input::Date),
        FilterField::new("confirmed_from", t.filter_confirmed_from, Input::Date),
        FilterField::new("created_to", t.filter_created_to, Input::Date),
        FilterField::new("contract_id", t.filter_one_contract, Input::Link),
        FilterField::new("batch_id", t.filter_one_batch, Input::Link),
        FilterField::new("tried_in", t.filter_one_batch, Input::Link),
    ]
}
