//! What was begun in the background: how far it has come, what was refused and why.

use super::shown::{retry as retry_sets, state_cell};
use crate::{
    batches::{
        api::{
            cancel_batch, list_batch_refusals, list_batches, restart_batch, retry_batch,
            total_batch_refusals,
        },
        model::{BatchRow, RefusalRow},
        words::{BatchKind, BatchState},
    },
    ui::{
        allowed::may,
        ask::{Ask, use_ask},
        badge::{Tone, badge},
        facts::fact,
        follow::follow,
        format::{self, Label, Money},
        grid::{Column, FilterField, Grid, GridSpec, Input, grid_state, listed},
        notice::{Notice, NoticeBox},
        page::{Missing, PageHead, answered_among},
        paths,
        wait::{Awaited, awaited_first},
    },
    vocabulary::{
        failure::ApiError,
        ids::{ApprovalSetId, BatchId},
        paging::{BulkOutcome, ListQuery, Page, Selection},
        refusal::Refusal,
        texts::{count, fill, texts},
        words::EntryState,
    },
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

/// One, with what was refused in it.
pub struct Batch;

crate::part!(Batch, part_batch, "list_batches");

impl Batch {
    fn page() -> AnyView {
        let params = use_params_map();
        let id = Memo::new(move |_| {
            params.read().get("id").and_then(|id| id.parse::<BatchId>().ok()).unwrap_or(BatchId(0))
        });
        let fixed = Signal::derive(move || vec![("batch_id", id.get().to_string())]);
        let state = grid_state(fixed, &[]);
        let (reload, notice) = (RwSignal::new(0), RwSignal::new(None));
        let batch = awaited_first(
            move || (id.get(), reload.get()),
            |(id, _)| {
                let query = ListQuery::default().with("batch_id", id.to_string());
                answered_among(list_batches(query), |page| !page.rows.is_empty())
            },
        );
        let (rows, totals) = listed(state, reload, list_batch_refusals, total_batch_refusals);
        follow(batch, |batch| row_of(batch).is_some_and(|row| row.waiting > 0));
        Effect::new(move |before: Option<Option<i32>>| {
            let now = batch.get().as_ref().and_then(row_of).map(|row| row.refused);
            if before.flatten().is_some_and(|before| now.is_some_and(|now| now != before)) {
                rows.refetch();
                totals.refetch();
            }
            now.or(before.flatten())
        });
        let acts = acts(notice, reload);
        view! {
            <Awaited fallback=|| {
                view! { <div class="grid-loading" aria-busy="true"></div> }
            }>
                {move || Suspend::new(async move {
                    match batch.await {
                        Ok(page) => {
                            match page.rows.into_iter().next() {
                                Some(row) => head(row, acts),
                                None => {
                                    view! { <Missing error=ApiError::Refused(Refusal::NotFound) /> }
                                        .into_any()
                                }
                            }
                        }
                        Err(error) => view! { <Missing error /> }.into_any(),
                    }
                })}
            </Awaited>
            <p class="quiet-text" role="status" aria-live="polite">
                <Awaited>
                    {move || Suspend::new(async move {
                        row_of(&batch.await).map(|row| progress(&row))
                    })}
                </Awaited>
            </p>
            <NoticeBox notice />
            <h2>{texts().batches_refusals}</h2>
            <Grid spec=refusals() state rows totals />
        }
        .into_any()
    }
}

/// What can be done about a batch.
#[derive(Clone, Copy)]
struct Acts {
    /// Start again what stopped.
    again: Action<BatchId, ()>,
    /// Cancel what waits.
    cancel: Action<BatchId, ()>,
    /// Try again what was refused.
    retry: Action<BatchId, ()>,
    /// The same of entries of a set.
    retry_set: Action<Selection, ()>,
    ask: Ask,
}

fn acts(notice: RwSignal<Option<Notice>>, reload: RwSignal<u32>) -> Acts {
    let say = move |said: Result<Notice, ApiError>| {
        notice.set(Some(said.unwrap_or_else(|error| Notice::refused(&error))));
        reload.update(|n| *n += 1);
    };
    let again = Action::new(move |batch: &BatchId| {
        let call = restart_batch(*batch);
        async move { say(call.await.map(|()| Notice::done(texts().batches_restarted))) }
    });
    let cancel = Action::new(move |batch: &BatchId| {
        let call = cancel_batch(*batch);
        async move { say(call.await.map(|rows| Notice::done(count(texts().batches_cancelled, rows)))) }
    });
    let retry = Action::new(move |batch: &BatchId| {
        let call = retry_batch(*batch);
        async move {
            say(call.await.map(|begun| {
                let outcome = BulkOutcome { begun: Some(begun), ..BulkOutcome::default() };
                Notice::bulk("", &outcome)
            }))
        }
    });
    Acts { again, cancel, retry, retry_set: retry_sets(notice, reload), ask: use_ask() }
}

/// A button for an act on a batch.
fn act_button(
    label: &'static str,
    class: &'static str,
    batch: BatchId,
    act: Action<BatchId, ()>,
) -> AnyView {
    view! {
        <button
            type="button"
            class=class
            disabled=move || act.pending().get()
            on:click=move |_| {
                act.dispatch(batch);
            }
        >
            {label}
        </button>
    }
    .into_any()
}

/// Asks first: what is cancelled is not done.
fn cancel_button(batch: BatchId, Acts { cancel, ask, .. }: Acts) -> AnyView {
    let t = texts();
    let press = move |_| {
        ask.ask(t.batches_cancel, t.batches_cancel_would, t.batches_cancel_act, move || {
            cancel.dispatch(batch);
        });
    };
    view! {
        <button type="button" disabled=move || cancel.pending().get() on:click=press>
            {t.batches_cancel}
        </button>
    }
    .into_any()
}

fn row_of(batch: &Result<Page<BatchRow>, ApiError>) -> Option<BatchRow> {
    batch.as_ref().ok().and_then(|page| page.rows.first().cloned())
}

/// How far it has come, read out as it changes.
fn progress(row: &BatchRow) -> String {
    let t = texts();
    match row.state() {
        BatchState::Stopped => t.batches_stopped.to_owned(),
        BatchState::Waiting | BatchState::Running => {
            let so_far = format::count(row.items() - i64::from(row.waiting));
            let left = row.seconds_left().map(left).unwrap_or_default();
            let said = fill(
                t.batches_progress,
                &[("done", &so_far), ("items", &format::count(row.items()))],
            );
            format!("{said} {left}")
        }
        BatchState::Done | BatchState::DoneWithRefusals | BatchState::Cancelled => {
            t.batches_idle.to_owned()
        }
    }
}

/// About how long it will take, in words; seconds only while they are few.
fn left(seconds: i64) -> String {
    let t = texts();
    match seconds {
        ..90 => count(t.batches_seconds_left, seconds),
        _ => count(t.batches_minutes_left, seconds / 60 + 1),
    }
}

/// Where what came of a batch is to be seen.
fn results(row: &BatchRow) -> Option<AnyView> {
    let t = texts();
    let (href, said) = match row.kind {
        BatchKind::CreateInvoices | BatchKind::RunInvoices if row.done > 0 => {
            (paths::invoices_of_batch(row.batch_id), t.batches_open_created)
        }
        BatchKind::ConfirmInvoices if row.refused > 0 => {
            (paths::FAILED_INVOICES.to_owned(), t.batches_open_failed)
        }
        _ => return None,
    };
    Some(
        view! {
            <a class="button plain" href=href>
                {said}
            </a>
        }
        .into_any(),
    )
}

/// What was begun, how far it has come, and what can be done about it.
fn head(row: BatchRow, acts: Acts) -> AnyView {
    let t = texts();
    let batch = row.batch_id;
    let trail = vec![(paths::BATCHES.to_owned(), t.batches_title.to_owned())];
    let may_act = may(row.kind.begun_by());
    let is_set = row.set.is_some();
    let restart = (may_act && row.is_stopped)
        .then(|| act_button(t.batches_restart, "primary", batch, acts.again));
    let cancel = (may_act && row.waiting > 0).then(|| cancel_button(batch, acts));
    let again = row.waiting == 0 && row.refused > 0 && row.retried_by.is_none() && !is_set;
    let retry = (may_act && again).then(|| act_button(t.sets_retry, "primary", batch, acts.retry));
    let title =
        fill(t.batches_one_title, &[("kind", row.kind.label()), ("batch", &batch.to_string())]);
    let amounts =
        (!row.amounts.is_empty()).then(|| fact(t.batches_amounts, format::amounts(&row.amounts)));
    let state = state_cell(&row);
    let failed = is_set && row.refused > 0 && may("retry_approval_sets");
    let failed = failed.then(|| failed_acts(batch, acts.retry_set));
    let set = row.set.clone().map(|set| {
        view! {
            {fact(t.column_project, set.project_code)}
            {fact(t.sets_hours, format::quantity(set.hours))}
            {(!set.comment.is_empty()).then(|| fact(t.field_comment, set.comment))}
        }
    });
    let results = results(&row);
    view! {
        <PageHead title trail>
            {results}
            {cancel}
            {restart}
            {retry}
            {failed}
        </PageHead>
        <dl class="facts">
            {fact(t.batches_begun_by, row.person_name.clone())}
            {fact(t.batches_begun_at, format::instant(row.begun_at))} {fact(t.column_state, state)}
            {fact(t.batches_items, format::count(row.items()))}
            {fact(t.batches_done, format::count(row.done.into()))}
            {fact(t.batches_refused, format::count(row.refused.into()))}
            {fact(t.batches_waiting, format::count(row.waiting.into()))} {amounts} {set}
        </dl>
    }
    .into_any()
}

/// What can be done about entries that a set could not approve.
fn failed_acts(batch: BatchId, retry: Action<Selection, ()>) -> AnyView {
    let t = texts();
    let act = move |_| {
        retry.dispatch(Selection::shown(vec![batch.0]));
    };
    view! {
        <a class="button plain" href=paths::failed_in_set(ApprovalSetId(batch.0))>
            {t.sets_open_failed}
        </a>
        <button type="button" class="primary" disabled=move || retry.pending().get() on:click=act>
            {t.sets_retry}
        </button>
    }
    .into_any()
}

fn refusals() -> GridSpec<RefusalRow> {
    let t = texts();
    GridSpec {
        caption: t.batches_refusals,
        columns: vec![
            Column::text("date", t.column_date, |r: &RefusalRow| {
                r.work_on.map(format::day).into_any()
            }),
            Column::text("contract", t.column_contract, |r: &RefusalRow| {
                r.contract_id
                    .map(|id| view! { <a href=paths::contract(id)>{r.contract_number.clone()}</a> })
                    .into_any()
            }),
            Column::text("customer", t.column_customer, |r: &RefusalRow| {
                r.customer_name.clone().into_any()
            }),
            Column::text("invoice", t.column_invoice, |r: &RefusalRow| {
                r.invoice
                    .clone()
                    .map(|(id, label)| view! { <a href=paths::invoice(id)>{label}</a> })
                    .into_any()
            }),
            Column::text("person", t.column_person, |r: &RefusalRow| {
                r.resource_name.clone().into_any()
            }),
            Column::text("notes", t.column_notes, |r: &RefusalRow| {
                r.entry
                    .as_ref()
                    .map(|e| {
                        view! { <span class="clip" title=e.notes.clone()>{e.notes.clone()}</span> }
                    })
                    .into_any()
            }),
            Column::number("amount", t.column_amount, |r: &RefusalRow| amount_cell(r)),
            Column::text("reason", t.batches_reason, |r: &RefusalRow| {
                view! { <span class="refusal">{r.reason.sentence(texts())}</span> }.into_any()
            }),
            Column::text("now", t.batches_now, |r: &RefusalRow| now_cell(r)),
        ],
        filters: vec![
            FilterField::new("person", t.column_person, Input::Text),
            FilterField::new(
                "now",
                t.batches_now,
                Input::Choice(EntryState::ALL.iter().map(|s| (s.word(), s.label())).collect()),
            ),
        ],
        id: |r| r.item_id,
        amount: |_| None,
        version: None,
        empty: |_| texts().batches_no_refusals.to_owned(),
        bulk: None,
        bulk_function: "",
    }
}

/// What a sale comes to; of an entry, how much was done.
fn amount_cell(row: &RefusalRow) -> AnyView {
    match (&row.amount, &row.entry) {
        (Some((currency, value)), _) => {
            view! { <Money value=*value currency=*currency /> }.into_any()
        }
        (None, Some(entry)) => {
            let unit = (!entry.unit.is_empty()).then(|| {
                view! {
                    " "
                    <small>{entry.unit.clone()}</small>
                }
            });
            view! {
                {format::quantity(entry.quantity)}
                {unit}
            }
            .into_any()
        }
        (None, None) => ().into_any(),
    }
}

/// What has become of an entry since, with the way to it: what is submitted still can be retried.
fn now_cell(row: &RefusalRow) -> AnyView {
    let Some(entry) = &row.entry else { return ().into_any() };
    let tone = match entry.state {
        EntryState::Draft | EntryState::Returned => Tone::Quiet,
        EntryState::Submitted | EntryState::RecallRequested => Tone::Waiting,
        EntryState::Approved => Tone::Good,
    };
    view! {
        {badge(entry.state, tone)}
        " "
        <a href=paths::approvals_of_entry(entry.entry_id)>{texts().sets_open_entry}</a>
    }
    .into_any()
}
