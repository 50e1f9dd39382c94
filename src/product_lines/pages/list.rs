//! Product Billing Backlog (R-BL-3): what is sold on all contracts, marked Ready to Invoice, or Not
//! Ready.

use crate::{
    contracts::pieces::contract_state_filter,
    product_lines::{
        api::{list_product_lines, mark_product_lines, total_product_lines},
        model::{Mark, ProductLineRow},
    },
    ui::{
        badge::invoicing_badge,
        format::{self, Label, Money},
        grid::{
            BulkBar, Column, FilterField, Grid, GridSpec, GridState, Input, grid_state, hint,
            listed, ready_bar,
        },
        notice::{Notice, NoticeBox},
        page::PageHead,
        paths,
        wait::Awaiting,
    },
    vocabulary::{
        failure::ApiError,
        paging::{Page, Selection, Totals},
        texts::{fill, texts},
        words::InvoicingStatus,
    },
};
use leptos::prelude::*;
use std::sync::Arc;

/// The page.
pub struct ProductBacklog;

struct Parts {
    state: GridState,
    reload: RwSignal<u32>,
    rows: Awaiting<Result<Page<ProductLineRow>, ApiError>>,
    totals: Awaiting<Result<Totals, ApiError>>,
}

crate::part!(ProductBacklog, part_product_backlog, "list_product_lines");

impl ProductBacklog {
    fn page() -> AnyView {
        let Parts { state, reload, rows, totals } = parts();
        let notice = RwSignal::new(None);
        let mark = Action::new(move |(selection, ready): &(Selection, bool)| {
            let mark = Mark { selection: selection.clone(), ready: *ready };
            marked(mark, move |said| {
                notice.set(Some(said));
                reload.update(|n| *n += 1);
            })
        });
        let bulk: BulkBar = Arc::new(move |bulk| ready_bar(bulk, mark));
        view! {
            <PageHead title=texts().products_title />
            <NoticeBox notice />
            <Grid spec=spec(bulk) state rows totals />
        }
        .into_any()
    }
}

/// What the page asks.
fn parts() -> Parts {
    let state = grid_state(Signal::stored(Vec::new()), &[]);
    let reload = RwSignal::new(0);
    let (rows, totals) = listed(state, reload, list_product_lines, total_product_lines);
    Parts { state, reload, rows, totals }
}

/// Marks; `done` hears what came of it, and of taking it back.
pub async fn marked(mark: Mark, done: impl Fn(Notice) + Copy + Send + Sync + 'static) {
    let ready = mark.ready;
    let (notice, left) = answered(mark).await;
    done(notice.undone_by(left, move |selection| async move {
        done(answered(Mark { selection, ready: !ready }).await.0)
    }));
}

/// What came of marking, and the rows it changed, where they were chosen one by one.
async fn answered(mark: Mark) -> (Notice, Option<Selection>) {
    let t = texts();
    let done = if mark.ready { t.backlog_marked_ready } else { t.backlog_marked_not_ready };
    match mark_product_lines(mark).await {
        Ok(outcome) => (Notice::bulk(done, &outcome), outcome.left()),
        Err(error) => (Notice::refused(&error), None),
    }
}

fn spec(bulk: BulkBar) -> GridSpec<ProductLineRow> {
    let t = texts();
    GridSpec {
        caption: t.products_title,
        columns: columns(),
        filters: filters(),
        id: |r| r.product_line_id.0,
        amount: |r| Some((r.currency, r.amount)),
        version: Some(|r| r.version),
        empty: |totals| {
            let hint = |status: &str| hint(totals, status);
            fill(
                texts().products_empty,
                &[
                    ("ready", &hint("ready")),
                    ("not_ready", &hint("not_ready")),
                    ("on_draft", &hint("on_draft")),
                    ("posted", &hint("posted")),
                ],
            )
        },
        bulk: Some(bulk),
        bulk_function: "mark_product_lines",
    }
}

fn columns() -> Vec<Column<ProductLineRow>> {
    let t = texts();
    vec![
        Column::text("date", t.column_date, |r: &ProductLineRow| format::day(r.sold_on).into_any())
            .sorted("date"),
        Column::text("product", t.column_product, |r: &ProductLineRow| {
            r.product_name.clone().into_any()
        }),
        Column::text("contract", t.column_contract, |r: &ProductLineRow| {
            view! { <a href=paths::contract(r.contract_id)>{r.contract_number.clone()}</a> }
                .into_any()
        })
        .sorted("contract"),
        Column::text("line", t.column_line, |r: &ProductLineRow| r.line_name.clone().into_any()),
        Column::text("customer", t.column_customer, |r: &ProductLineRow| {
            r.customer_name.clone().into_any()
        }),
        Column::text("project", t.column_project, |r: &ProductLineRow| {
            r.project_code.clone().into_any()
        })
        .hidden(),
        Column::number("quantity", t.field_quantity, |r: &ProductLineRow| {
            view! { {format::number(r.quantity, 0)}" "{r.unit.clone()} }.into_any()
        }),
        Column::number("price", t.field_unit_price, |r: &ProductLineRow| {
            view! { <Money value=r.unit_price currency=r.currency/> }.into_any()
        }),
        Column::number("tax", t.field_tax, |r: &ProductLineRow| {
            view! { <Money value=r.tax currency=r.currency/> }.into_any()
        })
        .hidden(),
        Column::number("amount", t.column_amount, |r: &ProductLineRow| {
            view! { <Money value=r.amount currency=r.currency/> }.into_any()
        }),
        Column::text("status", t.column_invoice_status, status),
    ]
}

fn filters() -> Vec<FilterField> {
    let t = texts();
    let statuses = InvoicingStatus::ALL
        .iter()
        .filter(|status| **status != InvoicingStatus::BilledBefore)
        .map(|s| (s.word(), s.label()))
        .chain(std::iter::once(("open", t.backlog_open)))
        .collect();
    vec![
        FilterField::new("status", t.column_invoice_status, Input::Choice(statuses)),
        FilterField::new("product", t.column_product, Input::Text),
        FilterField::new("contract", t.column_contract, Input::Text),
        contract_state_filter(),
        FilterField::new("team", t.filter_team, Input::Text),
        FilterField::new("customer", t.column_customer, Input::Text),
        FilterField::new("from", t.filter_from, Input::Date),
        FilterField::new("to", t.filter_to, Input::Date),
        FilterField::new("contract_id", t.filter_one_contract, Input::Link),
        FilterField::new("line", t.filter_one_line, Input::Link),
    ]
}

/// Where a product line stands; on an invoice it leads there.
pub fn status(row: &ProductLineRow) -> AnyView {
    match row.invoice_id {
        Some(invoice) => view! {
            <a href=paths::invoice(invoice) title=row.invoice.clone()>
                {invoicing_badge(row.status)}
            </a>
        }
        .into_any(),
        None => invoicing_badge(row.status),
    }
}
