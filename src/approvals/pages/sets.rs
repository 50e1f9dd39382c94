//! Approval sets: what is approved in the background, how far it has come, what could not be
//! approved and why (R-APP-13).

use crate::{
    approvals::{
        api::{
            list_approval_failures, list_approval_sets, restart_approval_set, retry_approval_sets,
            total_approval_failures, total_approval_sets,
        },
        model::{ApprovalSetRow, FailureRow, Requested},
    },
    ui::{
        badge::{Tone, badge, badge_text},
        facts::fact,
        follow::{PAUSE, follow},
        format::{self, Label},
        grid::{Bulk, BulkBar, Column, FilterField, Grid, GridSpec, Input, grid_state, listed},
        notice::{Notice, NoticeBox},
        page::{Missing, PageHead},
        paths,
    },
    vocabulary::{
        failure::ApiError,
        ids::ApprovalSetId,
        paging::{ListQuery, Page, Selection, Totals},
        refusal::Refusal,
        texts::{count, fill, texts},
        words::{ApprovalSetState, EntryState},
    },
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use std::sync::Arc;

/// Every set.
pub struct ApprovalSets;

/// One of them, with what failed in it.
pub struct ApprovalSet;

/// What came of asking for approval in the background.
pub fn asked(requested: &Requested) -> Notice {
    let t = texts();
    let mut notice = Notice::bulk("", &requested.outcome);
    notice.done = Some(if requested.sets == 0 {
        t.sets_none_asked.to_owned()
    } else {
        let entries = count(t.sets_entries, requested.outcome.changed);
        fill(
            &count(t.sets_asked, requested.outcome.changed),
            &[("entries", &entries), ("projects", &count(t.sets_projects, requested.sets))],
        )
    });
    if requested.sets > 0 {
        notice.links.push((paths::APPROVAL_SETS.to_owned(), t.sets_log.to_owned()));
    }
    notice
}

/// Entries still to come, of all sets.
fn to_come(totals: &Result<Totals, ApiError>) -> i64 {
    let hint =
        |totals: &Totals| totals.hints.iter().find(|(name, _)| name == "entries").map(|(_, n)| *n);
    totals.as_ref().ok().and_then(hint).unwrap_or_default()
}

/// How much is still to come, read out as it changes.
fn progress(waiting: Signal<i64>) -> AnyView {
    let t = texts();
    let text = move || {
        if waiting.get() > 0 {
            count(t.sets_running_hint, waiting.get())
        } else {
            t.sets_idle_hint.to_owned()
        }
    };
    view! {
        <p class="quiet-text" role="status" aria-live="polite">
            {text}
        </p>
    }
    .into_any()
}

/// Starts a set again whose job failed for good.
fn restart(notice: RwSignal<Option<Notice>>, reload: RwSignal<u32>) -> Action<ApprovalSetId, ()> {
    Action::new(move |set: &ApprovalSetId| {
        let call = restart_approval_set(*set);
        async move {
            notice.set(Some(match call.await {
                Ok(()) => Notice::done(texts().batches_restarted),
                Err(error) => Notice::refused(&error),
            }));
            reload.update(|n| *n += 1);
        }
    })
}

/// Asks for what failed once more, and says what came of it.
fn retry(notice: RwSignal<Option<Notice>>, reload: RwSignal<u32>) -> Action<Selection, ()> {
    Action::new(move |selection: &Selection| {
        let call = retry_approval_sets(selection.clone());
        async move {
            notice.set(Some(match call.await {
                Ok(requested) => asked(&requested),
                Err(error) => Notice::refused(&error),
            }));
            reload.update(|n| *n += 1);
        }
    })
}

crate::part!(ApprovalSets, part_approval_sets, "list_approval_sets");

impl ApprovalSets {
    fn page() -> AnyView {
        let t = texts();
        let state = grid_state(Signal::stored(Vec::new()), &[]);
        let reload = RwSignal::new(0);
        let (rows, totals) = listed(state, reload, list_approval_sets, total_approval_sets);
        let notice = RwSignal::new(None);
        let again = retry(notice, reload);
        // The totals are small: they are followed, and the rows asked for when something has moved.
        let waiting = RwSignal::new(0);
        follow(totals, |totals| to_come(totals) > 0, PAUSE);
        Effect::new(move |before: Option<Option<i64>>| {
            let now = totals.get().map(|totals| to_come(&totals));
            waiting.set(now.unwrap_or_default());
            if before.flatten().is_some_and(|before| Some(before) != now) {
                rows.refetch();
            }
            now.or(before.flatten())
        });
        let bulk: BulkBar = Arc::new(move |bulk: Bulk| {
            bulk.button(texts().sets_retry, "primary", again.pending(), move |selection| {
                again.dispatch(selection);
            })
        });
        view! {
            <PageHead
                title=t.sets_title
                trail=vec![(paths::APPROVALS.to_owned(), t.entries_title.to_owned())]
            />
            {progress(waiting.into())}
            <NoticeBox notice />
            <Grid spec=spec(bulk) state rows totals />
        }
        .into_any()
    }
}

fn spec(bulk: BulkBar) -> GridSpec<ApprovalSetRow> {
    let t = texts();
    GridSpec {
        caption: t.sets_title,
        columns: vec![
            Column::text("asked", t.sets_asked_at, |r: &ApprovalSetRow| {
                view! { <a href=paths::approval_set(r.approval_set_id)>{format::instant(r.asked_at)}</a> }.into_any()
            })
            .sorted("asked"),
            Column::text("project", t.column_project, |r: &ApprovalSetRow| r.project_code.clone().into_any()).sorted("project"),
            Column::text("person", t.sets_asked_by, |r: &ApprovalSetRow| r.person_name.clone().into_any()),
            Column::text("state", t.column_state, |r: &ApprovalSetRow| state_cell(r)),
            Column::number("approved", t.sets_approved, |r: &ApprovalSetRow| format::count(r.approved.into()).into_any()),
            Column::number("failed", t.sets_failed, |r: &ApprovalSetRow| failed_cell(r)),
            Column::number("waiting", t.sets_waiting, |r: &ApprovalSetRow| format::count(r.waiting.into()).into_any()),
            Column::number("hours", t.sets_hours, |r: &ApprovalSetRow| format::quantity(r.hours).into_any()),
            Column::text("comment", t.field_comment, |r: &ApprovalSetRow| r.comment.clone().into_any()).hidden(),
        ],
        filters: vec![
            FilterField::new("state", t.column_state, Input::Choice(ApprovalSetState::ALL.iter().map(|s| (s.word(), s.label())).collect())),
            FilterField::new("project", t.column_project, Input::Text),
            FilterField::new("person", t.sets_asked_by, Input::Text),
            FilterField::new("from", t.filter_from, Input::Date),
            FilterField::new("to", t.filter_to, Input::Date),
            FilterField::new("set_id", t.sets_one_set, Input::Link),
        ],
        id: |r| r.approval_set_id.0,
        amount: |_| None,
        version: None,
        empty: |totals| {
            let hint = |state: &str| totals.hints.iter().find(|(name, _)| name == state).map(|(_, n)| format::count(*n)).unwrap_or_else(|| "0".to_owned());
            let names = [("waiting", hint("waiting")), ("running", hint("running")), ("done", hint("done")), ("failed", hint("done_with_failures"))];
            fill(texts().sets_empty, &names.iter().map(|(name, count)| (*name, count.as_str())).collect::<Vec<_>>())
        },
        bulk: Some(bulk),
        bulk_function: "retry_approval_sets",
    }
}

/// How far it has come; whether it retries another; what there is to be said of what it approved.
fn state_cell(row: &ApprovalSetRow) -> AnyView {
    let t = texts();
    let tone = match row.state() {
        ApprovalSetState::Waiting | ApprovalSetState::Running => Tone::Waiting,
        ApprovalSetState::Done => Tone::Good,
        ApprovalSetState::DoneWithFailures => Tone::Bad,
    };
    let retries = row.retries_approval_set_id.map(|set| {
        view! {
            " "
            <a href=paths::approval_set(set)>
                <small>{fill(t.sets_retries, &[("set", &set.to_string())])}</small>
            </a>
        }
    });
    let told = [
        (t.entries_without_price, row.without_price),
        (t.entries_at_zero, row.at_zero),
        (t.entries_rate_left, row.rate_left),
        (t.entries_not_covered, row.not_covered),
        (t.entries_outside_dates, row.outside_dates),
    ];
    let told = told
        .into_iter()
        .filter(|(_, n)| *n > 0)
        .map(|(text, n)| view! { <small class="quiet-text">" "{count(text, n.into())}</small> })
        .collect_view();
    let stopped = row.is_stopped.then(|| {
        view! {
            " "
            {badge_text(t.word_stopped, Tone::Bad)}
        }
    });
    view! {
        {badge(row.state(), tone)}
        {stopped}
        {retries}
        {told}
    }
    .into_any()
}

/// How many failed; a link to why.
fn failed_cell(row: &ApprovalSetRow) -> AnyView {
    match row.failed {
        0 => "0".into_any(),
        failed => view! { <a href=paths::approval_set(row.approval_set_id)>{format::count(failed.into())}</a> }.into_any(),
    }
}

crate::part!(ApprovalSet, part_approval_set, "list_approval_sets");

impl ApprovalSet {
    fn page() -> AnyView {
        let params = use_params_map();
        let id = Memo::new(move |_| {
            params
                .read()
                .get("id")
                .and_then(|id| id.parse::<ApprovalSetId>().ok())
                .unwrap_or(ApprovalSetId(0))
        });
        let fixed = Signal::derive(move || vec![("set_id", id.get().to_string())]);
        let state = grid_state(fixed, &[]);
        let (reload, notice) = (RwSignal::new(0), RwSignal::new(None));
        let set = Resource::new_blocking(
            move || (id.get(), reload.get()),
            |(id, _)| list_approval_sets(ListQuery::default().with("set_id", id.to_string())),
        );
        let (rows, totals) = listed(state, reload, list_approval_failures, total_approval_failures);
        let (again, on) = (retry(notice, reload), restart(notice, reload));
        let waiting = RwSignal::new(0);
        follow(set, |set| row_of(set).is_some_and(|row| row.waiting > 0), PAUSE);
        Effect::new(move |before: Option<Option<i32>>| {
            let row = set.get().as_ref().and_then(row_of);
            waiting.set(row.as_ref().map(|row| i64::from(row.waiting)).unwrap_or_default());
            let now = row.map(|row| row.failed);
            if before.flatten().is_some_and(|before| now.is_some_and(|now| now != before)) {
                rows.refetch();
                totals.refetch();
            }
            now.or(before.flatten())
        });
        view! {
            <Transition fallback=|| {
                view! { <div class="grid-loading" aria-busy="true"></div> }
            }>
                {move || Suspend::new(async move {
                    match set.await {
                        Ok(page) => {
                            match page.rows.into_iter().next() {
                                Some(row) => head(row, again, on),
                                None => {
                                    view! { <Missing error=ApiError::Refused(Refusal::NotFound) /> }
                                        .into_any()
                                }
                            }
                        }
                        Err(error) => view! { <Missing error /> }.into_any(),
                    }
                })}
            </Transition>
            {progress(waiting.into())}
            <NoticeBox notice />
            <h2>{texts().sets_failures}</h2>
            <Grid spec=failures() state rows totals />
        }
        .into_any()
    }
}

fn row_of(set: &Result<Page<ApprovalSetRow>, ApiError>) -> Option<ApprovalSetRow> {
    set.as_ref().ok().and_then(|page| page.rows.first().cloned())
}

/// What was asked, how far it has come, and what can be done about what failed.
fn head(
    row: ApprovalSetRow,
    again: Action<Selection, ()>,
    on: Action<ApprovalSetId, ()>,
) -> AnyView {
    let t = texts();
    let set = row.approval_set_id;
    let trail = vec![
        (paths::APPROVALS.to_owned(), t.entries_title.to_owned()),
        (paths::APPROVAL_SETS.to_owned(), t.sets_title.to_owned()),
    ];
    let acts = (row.failed > 0).then(|| {
        let act = move |_| {
            again.dispatch(Selection::shown(vec![set.0]));
        };
        view! {
            <a class="button plain" href=paths::failed_in_set(set)>
                {t.sets_open_failed}
            </a>
            <button
                type="button"
                class="primary"
                disabled=move || again.pending().get()
                on:click=act
            >
                {t.sets_retry}
            </button>
        }
    });
    let go_on = row.is_stopped.then(|| {
        let act = move |_| {
            on.dispatch(set);
        };
        view! {
            <button type="button" class="primary" disabled=move || on.pending().get() on:click=act>
                {t.batches_restart}
            </button>
        }
    });
    let stopped = row.is_stopped.then(|| view! { <p class="refusal">{t.batches_stopped}</p> });
    let state = state_cell(&row);
    view! {
        <PageHead title=fill(t.sets_one_title, &[("set", &set.to_string())]) trail>
            {go_on}
            {acts}
        </PageHead>
        {stopped}
        <dl class="facts">
            {fact(t.column_project, row.project_code.clone())}
            {fact(t.sets_asked_by, row.person_name.clone())}
            {fact(t.sets_asked_at, format::instant(row.asked_at))}
            {fact(t.column_state, state)}
            {fact(t.sets_approved, format::count(row.approved.into()))}
            {fact(t.sets_failed, format::count(row.failed.into()))}
            {fact(t.sets_waiting, format::count(row.waiting.into()))}
            {fact(t.sets_hours, format::quantity(row.hours))}
            {(!row.comment.is_empty()).then(|| fact(t.field_comment, row.comment.clone()))}
        </dl>
    }
    .into_any()
}

fn failures() -> GridSpec<FailureRow> {
    let t = texts();
    GridSpec {
        caption: t.sets_failures,
        columns: vec![
            Column::text("date", t.column_date, |r: &FailureRow| format::day(r.work_on).into_any())
                .sorted("date"),
            Column::text("person", t.column_person, |r: &FailureRow| {
                r.resource_name.clone().into_any()
            })
            .sorted("person"),
            Column::text("notes", t.column_notes, |r: &FailureRow| {
                view! { <span class="clip" title=r.notes.clone()>{r.notes.clone()}</span> }
                    .into_any()
            }),
            Column::number("quantity", t.field_quantity, |r: &FailureRow| {
                let unit =
                    (!r.unit.is_empty()).then(|| view! { " "<small>{r.unit.clone()}</small> });
                view! { {format::quantity(r.quantity)}{unit} }.into_any()
            })
            .sorted("quantity"),
            Column::text("reason", t.sets_failure_reason, |r: &FailureRow| {
                view! { <span class="refusal">{r.reason.sentence(texts())}</span> }.into_any()
            }),
            Column::text("now", t.sets_failure_now, |r: &FailureRow| now_cell(r)),
            Column::text("open", t.sets_failure_entry, |r: &FailureRow| {
                view! { <a href=paths::approvals_of_entry(r.entry_id)>{texts().sets_open_entry}</a> }.into_any()
            }),
        ],
        filters: vec![
            FilterField::new("person", t.column_person, Input::Text),
            FilterField::new(
                "now",
                t.sets_failure_now,
                Input::Choice(EntryState::ALL.iter().map(|s| (s.word(), s.label())).collect()),
            ),
        ],
        id: |r| r.entry_id.0,
        amount: |_| None,
        version: None,
        empty: |_| texts().sets_no_failures.to_owned(),
        bulk: None,
        bulk_function: "",
    }
}

/// What has become of it since: what is submitted still can be retried.
fn now_cell(row: &FailureRow) -> AnyView {
    let tone = match row.state {
        EntryState::Draft | EntryState::Returned => Tone::Quiet,
        EntryState::Submitted | EntryState::RecallRequested => Tone::Waiting,
        EntryState::Approved => Tone::Good,
    };
    badge(row.state, tone)
}
