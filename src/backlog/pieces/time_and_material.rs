//! Time and Material Billing Backlog: all unbilled sales of all contracts; marked Ready to Invoice,
//! or Not Ready.

use crate::{
    backlog::{
        api::{list_backlog, mark_backlog, reevaluate_limits, reset_limits, total_backlog},
        model::{BacklogRow, Mark},
    },
    ui::{
        badge::{Tone, badge, billing_badge},
        format::{self, Label},
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
        paging::{BulkOutcome, Page, Selection, Totals},
        texts::{fill, texts},
        words::{BillingType, NteStatus, TransactionClass},
    },
};
use leptos::prelude::*;
use std::sync::Arc;

/// Further buttons for selected rows, handed in from above: what they work on, where to say what
/// came of it, and what asks the list again.
pub type MoreActs = fn(Bulk, RwSignal<Option<Notice>>, RwSignal<u32>) -> AnyView;

struct Parts {
    state: GridState,
    reload: RwSignal<u32>,
    rows: Awaiting<Result<Page<BacklogRow>, ApiError>>,
    totals: Awaiting<Result<Totals, ApiError>>,
}

/// The page. Making invoices belongs to the room above, so its buttons are handed in.
#[component]
pub fn TimeAndMaterial(
    /// What else can be done with selected rows.
    more: MoreActs,
) -> impl IntoView {
    let Parts { state, reload, rows, totals } = parts();
    let notice = RwSignal::new(None);
    let said = move |what: Notice| {
        notice.set(Some(what));
        reload.update(|n| *n += 1);
    };
    let bulk = Action::new(move |(act, selection): &(Act, Selection)| {
        let (act, selection) = (*act, selection.clone());
        async move {
            let (notice, left) = act.run(selection).await;
            said(match act.inverse() {
                Some(inverse) => notice
                    .undone_by(left, move |left| async move { said(inverse.run(left).await.0) }),
                None => notice,
            });
        }
    });
    let bulk: BulkBar = Arc::new(move |chosen| {
        view! {
            {bulk_bar(chosen, bulk)}
            {more(chosen, notice, reload)}
        }
        .into_any()
    });
    view! {
        <PageHead title=texts().backlog_title />
        <NoticeBox notice />
        <Grid spec=spec(bulk) state rows totals />
    }
}

fn parts() -> Parts {
    let state = grid_state(Signal::stored(Vec::new()), &[]);
    let reload = RwSignal::new(0);
    let (rows, totals) = listed(state, reload, list_backlog, total_backlog);
    Parts { state, reload, rows, totals }
}

/// What can be done with selected rows.
#[derive(Clone, Copy)]
enum Act {
    MarkReady,
    MarkNotReady,
    ResetLimits,
    ReevaluateLimits,
}

impl Act {
    /// What came of it, and the rows it changed, where they were chosen one by one.
    async fn run(self, selection: Selection) -> (Notice, Option<Selection>) {
        let answer: Result<BulkOutcome, ApiError> = match self {
            Self::MarkReady => mark_backlog(Mark { selection, ready: true }).await,
            Self::MarkNotReady => mark_backlog(Mark { selection, ready: false }).await,
            Self::ResetLimits => reset_limits(selection).await,
            Self::ReevaluateLimits => reevaluate_limits(selection).await,
        };
        match answer {
            Ok(outcome) => (Notice::bulk(self.done(), &outcome), outcome.left()),
            Err(error) => (Notice::refused(&error), None),
        }
    }

    /// What takes it back, if anything does: limits are evaluated again, not put back as they were.
    fn inverse(self) -> Option<Self> {
        match self {
            Self::MarkReady => Some(Self::MarkNotReady),
            Self::MarkNotReady => Some(Self::MarkReady),
            Self::ResetLimits | Self::ReevaluateLimits => None,
        }
    }

    fn label(self) -> &'static str {
        let t = texts();
        match self {
            Self::MarkReady => t.word_ready,
            Self::MarkNotReady => t.word_not_ready,
            Self::ResetLimits => t.backlog_reset_limits,
            Self::ReevaluateLimits => t.backlog_reevaluate_limits,
        }
    }

    fn done(self) -> &'static str {
        let t = texts();
        match self {
            Self::MarkReady => t.backlog_marked_ready,
            Self::MarkNotReady => t.backlog_marked_not_ready,
            Self::ResetLimits => t.backlog_limits_reset,
            Self::ReevaluateLimits => t.backlog_limits_reevaluated,
        }
    }
}

fn bulk_bar(chosen: Bulk, bulk: Action<(Act, Selection), ()>) -> AnyView {
    let button = move |act: Act, class: &'static str| {
        chosen.button(act.label(), class, bulk.pending(), move |selection| {
            bulk.dispatch((act, selection));
        })
    };
    view! {
        {button(Act::MarkReady, "primary")}
        {button(Act::MarkNotReady, "")}
        {button(Act::ResetLimits, "")}
        {button(Act::ReevaluateLimits, "")}
    }
    .into_any()
}

fn spec(bulk: BulkBar) -> GridSpec<BacklogRow> {
    let t = texts();
    GridSpec {
        caption: t.backlog_title,
        columns: columns(),
        filters: filters(),
        id: |r| r.actual_id.0,
        amount: |r| {
            Some((
                r.currency,
                if r.billing_type == BillingType::Chargeable {
                    r.net_amount()
                } else {
                    rust_decimal::Decimal::ZERO
                },
            ))
        },
        version: None,
        empty: |totals| {
            let hint = |status: &str| {
                totals
                    .hints
                    .iter()
                    .find(|(name, _)| name == status)
                    .map(|(_, n)| format::count(*n))
                    .unwrap_or_default()
            };
            fill(
                texts().backlog_empty,
                &[
                    ("ready", &hint("ready")),
                    ("not_ready", &hint("not_ready")),
                    ("on_draft", &hint("on_draft")),
                ],
            )
        },
        bulk: Some(bulk),
        bulk_function: "mark_backlog",
    }
}

fn columns() -> Vec<Column<BacklogRow>> {
    let t = texts();
    vec![
        Column::text("date", t.column_date, |r: &BacklogRow| format::day(r.work_on).into_any())
            .sorted("date"),
        Column::text("contract", t.column_contract, |r: &BacklogRow| {
            view! { <a href=paths::contract(r.contract_id)>{r.contract_number.clone()}</a> }
                .into_any()
        })
        .sorted("contract"),
        Column::text("customer", t.column_customer, |r: &BacklogRow| {
            r.customer_name.clone().into_any()
        })
        .sorted("customer"),
        Column::text("project", t.column_project, |r: &BacklogRow| {
            r.project_code.clone().into_any()
        })
        .sorted("project"),
        Column::text("person", t.column_person, |r: &BacklogRow| {
            r.resource_name.clone().into_any()
        }),
        Column::text("class", t.column_class, |r: &BacklogRow| {
            r.transaction_class.label().into_any()
        }),
        Column::text("role", t.column_priced_by, |r: &BacklogRow| r.role_name.clone().into_any())
            .hidden(),
        Column::text("task", t.column_task, |r: &BacklogRow| r.task.clone().into_any()).hidden(),
        Column::text("notes", t.column_notes, |r: &BacklogRow| notes(r)),
        Column::number("hours", t.field_quantity, |r: &BacklogRow| {
            format::quantity(r.quantity).into_any()
        }),
        Column::number("price", t.field_unit_price, price),
        Column::number("amount", t.column_amount, |r: &BacklogRow| {
            let cell = |r: &BacklogRow| {
                format::net_amount(r.discount_and_fee, r.billing_type, r.amount, r.currency)
            };
            r.has_price.then(|| cell(r)).into_any()
        }),
        Column::text("billing_type", t.column_billing_type, |r: &BacklogRow| {
            r.billing_type.label().into_any()
        }),
        Column::text("status", t.column_billing_status, status),
        Column::text("limit", t.column_limit, limit).hidden(),
    ]
}

fn filters() -> Vec<FilterField> {
    let t = texts();
    let types = BillingType::ALL
        .iter()
        .filter(|w| **w != BillingType::NotAvailable)
        .map(|w| (w.word(), w.label()))
        .collect();
    let classes = [
        TransactionClass::Time,
        TransactionClass::Expense,
        TransactionClass::Material,
        TransactionClass::Fee,
    ];
    let classes = classes.into_iter().map(|w| (w.word(), w.label())).collect();
    vec![
        FilterField::new(
            "status",
            t.column_billing_status,
            Input::Choice(vec![
                ("not_ready", t.word_not_ready),
                ("ready", t.word_ready),
                ("on_draft", t.word_on_draft),
                ("open", t.backlog_open),
                ("failed", t.backlog_failed),
                ("not_evaluated", t.word_not_evaluated),
                ("no_price", t.backlog_no_price),
                ("posted", t.word_invoice_posted),
                ("all", t.backlog_with_posted),
            ]),
        ),
        FilterField::new(
            "recall",
            t.backlog_recall,
            Input::Choice(vec![("requested", t.backlog_recall_requested)]),
        ),
        FilterField::new("contract", t.column_contract, Input::Text),
        FilterField::new("team", t.filter_team, Input::Text),
        FilterField::new("customer", t.column_customer, Input::Text),
        FilterField::new("project", t.column_project, Input::Text),
        FilterField::new("person", t.column_person, Input::Text),
        FilterField::new("from", t.filter_from, Input::Date),
        FilterField::new("to", t.filter_to, Input::Date),
        FilterField::new("billing_type", t.column_billing_type, Input::Choice(types)),
        FilterField::new("class", t.column_class, Input::Choice(classes)),
        FilterField::new("line", t.filter_one_line, Input::Link),
        FilterField::new("contract_id", t.filter_one_contract, Input::Link),
        FilterField::new("customer_id", t.filter_one_customer, Input::Link),
    ]
}

fn notes(row: &BacklogRow) -> AnyView {
    let text = row.notes.clone().unwrap_or_default();
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

/// The price; or that there is none, which is not 0.
fn price(row: &BacklogRow) -> AnyView {
    if row.has_price {
        return format::number(row.unit_price, row.currency.decimals()).into_any();
    }
    view! { <span class="badge waiting">{texts().entries_no_price}</span> }.into_any()
}

fn status(row: &BacklogRow) -> AnyView {
    let stopped = (row.nte_status == NteStatus::Failed).then(|| {
        let t = texts();
        view! {
            " "
            {limit(row)}
            " "
            <a href=paths::limits_of_row(row.contract_id, row.actual_id)>{t.limits_make_room}</a>
        }
    });
    let recall = row.is_recall_requested.then(|| {
        view! {
            " "
            <span class="badge waiting">{texts().backlog_recall_requested}</span>
        }
    });
    let status = view! {
        {billing_badge(row.billing_status)}
        {recall}
    };
    match row.invoice_id {
        Some(invoice) => view! { <a href=paths::invoice(invoice)>{status}</a> }.into_any(),
        None => view! {
            {status}
            {stopped}
        }
        .into_any(),
    }
}

fn limit(row: &BacklogRow) -> AnyView {
    let tone = if row.nte_status == NteStatus::Failed { Tone::Bad } else { Tone::Quiet };
    let level = row.nte_detail.map(|level| {
        view! {
            " "
            <small>{level.label()}</small>
        }
    });
    view! {
        {badge(row.nte_status, tone)}
        {level}
    }
    .into_any()
}
