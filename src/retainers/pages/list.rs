//! Retainers and Advances of all contracts, and Available Retainers and Advances: billed and not
//! used up (R-BL-3).

use crate::{
    contracts::pieces::contract_state_filter,
    retainers::{
        api::{list_retainers, mark_retainers, total_retainers},
        model::{Mark, RetainerRow},
    },
    ui::{
        badge::{Tone, badge, invoicing_badge},
        format::{self, Label, Money},
        grid::{
            BulkBar, Column, FilterField, Grid, GridSpec, Input, grid_state, hint, listed,
            ready_bar,
        },
        notice::{Notice, NoticeBox},
        page::PageHead,
        paths,
    },
    vocabulary::{
        paging::Selection,
        texts::{fill, texts},
        words::{InvoicingStatus, RefundStatus},
    },
};
use leptos::prelude::*;
use std::sync::Arc;

/// Every retainer.
pub struct RetainersAndAdvances;

/// Those that can be used.
pub struct AvailableRetainers;

crate::part!(RetainersAndAdvances, part_retainers_and_advances, "list_retainers");

impl RetainersAndAdvances {
    fn page() -> AnyView {
        page(texts().retainers_title, Vec::new())
    }
}

crate::part!(AvailableRetainers, part_available_retainers, "list_retainers");

impl AvailableRetainers {
    fn page() -> AnyView {
        page(texts().retainers_available_title, vec![("status", "available".to_owned())])
    }
}

/// The list; `fixed` is the filter of a view of its own, which marks nothing.
fn page(title: &'static str, fixed: Vec<(&'static str, String)>) -> AnyView {
    let is_view = !fixed.is_empty();
    let state = grid_state(Signal::stored(fixed), &[]);
    let reload = RwSignal::new(0);
    let (rows, totals) = listed(state, reload, list_retainers, total_retainers);
    let notice = RwSignal::new(None);
    let mark = Action::new(move |(selection, ready): &(Selection, bool)| {
        let mark = Mark { selection: selection.clone(), ready: *ready };
        marked(mark, move |said| {
            notice.set(Some(said));
            reload.update(|n| *n += 1);
        })
    });
    let bulk: Option<BulkBar> =
        (!is_view).then(|| -> BulkBar { Arc::new(move |bulk| ready_bar(bulk, mark)) });
    view! {
        <PageHead title=title>
            {if is_view {
                view! {
                    <a class="button plain" href=paths::RETAINERS>
                        {texts().retainers_title}
                    </a>
                }
            } else {
                view! {
                    <a class="button plain" href=paths::AVAILABLE_RETAINERS>
                        {texts().retainers_available_title}
                    </a>
                }
            }}
        </PageHead>
        <NoticeBox notice />
        <Grid spec=spec(title, is_view, bulk) state rows totals />
    }
    .into_any()
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
    match mark_retainers(mark).await {
        Ok(outcome) => (Notice::bulk(done, &outcome), outcome.left()),
        Err(error) => (Notice::refused(&error), None),
    }
}

fn spec(title: &'static str, is_view: bool, bulk: Option<BulkBar>) -> GridSpec<RetainerRow> {
    GridSpec {
        caption: title,
        columns: columns(),
        filters: filters(is_view),
        id: |r| r.retainer_id.0,
        amount: |r| Some((r.currency, r.amount)),
        version: Some(|r| r.version),
        empty: |totals| {
            let names = ["ready", "not_ready", "on_draft", "posted", "billed_before", "available"];
            let counts: Vec<(&str, String)> =
                names.iter().map(|name| (*name, hint(totals, name))).collect();
            fill(
                texts().retainers_empty,
                &counts.iter().map(|(name, count)| (*name, count.as_str())).collect::<Vec<_>>(),
            )
        },
        bulk,
        bulk_function: "mark_retainers",
    }
}

fn columns() -> Vec<Column<RetainerRow>> {
    let t = texts();
    vec![
        Column::text("date", t.field_invoice_date, |r: &RetainerRow| {
            format::day(r.invoice_on).into_any()
        })
        .sorted("date"),
        Column::text("description", t.field_description, |r: &RetainerRow| {
            view! { <a href=paths::ledger_of_retainer(r.retainer_id)>{r.description.clone()}</a> }
                .into_any()
        }),
        Column::text("contract", t.column_contract, |r: &RetainerRow| {
            view! { <a href=paths::contract(r.contract_id)>{r.contract_number.clone()}</a> }
                .into_any()
        })
        .sorted("contract"),
        Column::text("customer", t.column_customer, |r: &RetainerRow| {
            r.customer_name.clone().into_any()
        })
        .sorted("customer"),
        Column::number("amount", t.column_amount, |r: &RetainerRow| {
            view! { <Money value=r.amount currency=r.currency/> }.into_any()
        }),
        Column::number("used", t.retainer_used, |r: &RetainerRow| {
            format::sum(r.used_amount, r.currency, None)
        }),
        Column::number("drafts", t.retainer_on_drafts, |r: &RetainerRow| {
            format::sum(r.draft_amount, r.currency, None)
        }),
        Column::number("available", t.retainer_available, |r: &RetainerRow| {
            format::sum(r.available_amount, r.currency, None)
        }),
        Column::text("status", t.column_invoice_status, status),
        Column::text("refund", t.retainer_refund_status, refund_status),
    ]
}

/// `is_view`: the status is the view's.
fn filters(is_view: bool) -> Vec<FilterField> {
    let t = texts();
    let mut filters = vec![
        FilterField::new("contract", t.column_contract, Input::Text),
        contract_state_filter(),
        FilterField::new("team", t.filter_team, Input::Text),
        FilterField::new("customer", t.column_customer, Input::Text),
        FilterField::new("from", t.filter_from, Input::Date),
        FilterField::new("to", t.filter_to, Input::Date),
        FilterField::new("contract_id", t.filter_one_contract, Input::Link),
        FilterField::new("customer_id", t.filter_one_customer, Input::Link),
    ];
    if !is_view {
        let mut statuses: Vec<(&'static str, &'static str)> =
            InvoicingStatus::ALL.iter().map(|s| (s.word(), s.label())).collect();
        statuses.extend([
            ("available", t.retainer_with_available),
            ("to_refund", t.word_ready_to_refund),
        ]);
        filters.insert(
            0,
            FilterField::new("status", t.column_invoice_status, Input::Choice(statuses)),
        );
    }
    filters
}

/// Whether it is billed; on an invoice it leads there.
pub fn status(row: &RetainerRow) -> AnyView {
    match row.invoice_id {
        Some(invoice) => view! {
            <a href=paths::invoice(invoice) title=row.invoice.clone().unwrap_or_default()>
                {invoicing_badge(row.status)}
            </a>
        }
        .into_any(),
        None => invoicing_badge(row.status),
    }
}

/// Whether what is left goes back; nothing, where it doesn't.
pub fn refund_status(row: &RetainerRow) -> AnyView {
    match row.refund_status {
        RefundStatus::None => ().into_any(),
        RefundStatus::Ready => badge(row.refund_status, Tone::Waiting),
        RefundStatus::Refunded => badge(row.refund_status, Tone::Good),
    }
}
