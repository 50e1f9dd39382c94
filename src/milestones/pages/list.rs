//! Fixed Price Milestones: every customer's milestones of all contracts (R-MS-8); marked Ready to
//! Invoice, or Not Ready.

use crate::{
    contracts::pieces::contract_state_filter,
    milestones::{
        api::{list_milestones, mark_milestones, total_milestones},
        model::{Mark, MilestoneRow},
    },
    ui::{
        badge::{Tone, badge, invoicing_badge},
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
        words::{InvoicingStatus, MilestoneProgress},
    },
};
use leptos::prelude::*;
use std::sync::Arc;

/// The page.
pub struct FixedPriceMilestones;

struct Parts {
    state: GridState,
    reload: RwSignal<u32>,
    rows: Awaiting<Result<Page<MilestoneRow>, ApiError>>,
    totals: Awaiting<Result<Totals, ApiError>>,
}

crate::part!(FixedPriceMilestones, part_fixed_price_milestones, "list_milestones");

impl FixedPriceMilestones {
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
            <PageHead title=texts().milestones_title />
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
    let (rows, totals) = listed(state, reload, list_milestones, total_milestones);
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
    match mark_milestones(mark).await {
        Ok(outcome) => (Notice::bulk(done, &outcome), outcome.left()),
        Err(error) => (Notice::refused(&error), None),
    }
}

fn spec(bulk: BulkBar) -> GridSpec<MilestoneRow> {
    let t = texts();
    GridSpec {
        caption: t.milestones_title,
        columns: columns(),
        filters: filters(),
        id: |r| r.milestone_split_id.0,
        amount: |r| Some((r.currency, r.amount)),
        version: Some(|r| r.version),
        empty: |totals| {
            let hint = |status: &str| hint(totals, status);
            fill(
                texts().milestones_empty,
                &[
                    ("ready", &hint("ready")),
                    ("not_ready", &hint("not_ready")),
                    ("on_draft", &hint("on_draft")),
                    ("posted", &hint("posted")),
                    ("billed_before", &hint("billed_before")),
                ],
            )
        },
        bulk: Some(bulk),
        bulk_function: "mark_milestones",
    }
}

fn columns() -> Vec<Column<MilestoneRow>> {
    let t = texts();
    vec![
        Column::text("date", t.column_date, |r: &MilestoneRow| {
            format::day(r.milestone_on).into_any()
        })
        .sorted("date"),
        Column::text("name", t.field_name, |r: &MilestoneRow| r.name.clone().into_any()),
        Column::text("contract", t.column_contract, |r: &MilestoneRow| {
            view! { <a href=paths::contract(r.contract_id)>{r.contract_number.clone()}</a> }
                .into_any()
        })
        .sorted("contract"),
        Column::text("line", t.column_line, |r: &MilestoneRow| r.line_name.clone().into_any()),
        Column::text("customer", t.column_customer, |r: &MilestoneRow| {
            r.customer_name.clone().into_any()
        })
        .sorted("customer"),
        Column::text("project", t.column_project, |r: &MilestoneRow| {
            r.project_code.clone().into_any()
        })
        .sorted("project"),
        Column::text("task", t.column_task, |r: &MilestoneRow| r.task.clone().into_any()).hidden(),
        Column::number("tax", t.field_tax, |r: &MilestoneRow| {
            view! { <Money value=r.tax currency=r.currency/> }.into_any()
        })
        .hidden(),
        Column::number("amount", t.column_amount, |r: &MilestoneRow| {
            view! { <Money value=r.amount currency=r.currency/> }.into_any()
        }),
        Column::text("progress", t.column_milestone_status, |r: &MilestoneRow| {
            progress_badge(r.progress)
        }),
        Column::text("status", t.column_invoice_status, |r: &MilestoneRow| {
            status(
                r.status,
                r.invoice_id.map(|invoice| {
                    (paths::invoice(invoice), r.invoice.clone().unwrap_or_default())
                }),
            )
        }),
    ]
}

fn filters() -> Vec<FilterField> {
    let t = texts();
    let mut statuses: Vec<(&'static str, &'static str)> =
        InvoicingStatus::ALL.iter().map(|s| (s.word(), s.label())).collect();
    statuses.push(("open", t.backlog_open));
    vec![
        FilterField::new("status", t.column_invoice_status, Input::Choice(statuses)),
        FilterField::new(
            "progress",
            t.column_milestone_status,
            Input::Choice(MilestoneProgress::ALL.iter().map(|p| (p.word(), p.label())).collect()),
        ),
        FilterField::new("contract", t.column_contract, Input::Text),
        contract_state_filter(),
        FilterField::new("team", t.filter_team, Input::Text),
        FilterField::new("customer", t.column_customer, Input::Text),
        FilterField::new("project", t.column_project, Input::Text),
        FilterField::new("from", t.filter_from, Input::Date),
        FilterField::new("to", t.filter_to, Input::Date),
        FilterField::new("contract_id", t.filter_one_contract, Input::Link),
        FilterField::new("customer_id", t.filter_one_customer, Input::Link),
        FilterField::new("line", t.filter_one_line, Input::Link),
    ]
}

/// The status of a milestone as a whole, which follows from its customers' parts (R-MS-5).
pub fn progress_badge(progress: MilestoneProgress) -> AnyView {
    let tone = match progress {
        MilestoneProgress::NotStarted => Tone::Quiet,
        MilestoneProgress::InProgress => Tone::Waiting,
        MilestoneProgress::Completed => Tone::Good,
    };
    badge(progress, tone)
}

/// A part's status; on an invoice it leads there.
pub fn status(status: InvoicingStatus, invoice: Option<(String, String)>) -> AnyView {
    match invoice {
        Some((href, name)) => view! {
            <a href=href title=name>
                {invoicing_badge(status)}
            </a>
        }
        .into_any(),
        None => invoicing_badge(status),
    }
}
