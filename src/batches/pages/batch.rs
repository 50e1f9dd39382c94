//! What was begun in the background: how far it has come, what was refused and why.

use super::shown::{retry, state_cell};
use crate::{
    batches::{
        api::{list_batch_refusals, list_batches, restart_batch, total_batch_refusals},
        model::{BatchRow, RefusalRow},
        words::BatchState,
    },
    ui::{
        allowed::may,
        badge::{Tone, badge},
        facts::fact,
        follow::{PAUSE, follow},
        format::{self, Label, Money},
        grid::{Column, FilterField, Grid, GridSpec, Input, grid_state, listed},
        notice::{Notice, NoticeBox},
        page::{Missing, PageHead},
        paths,
    },
    vocabulary::{
        failure::ApiError,
        ids::{ApprovalSetId, BatchId},
        paging::{ListQuery, Page, Selection},
        refusal::Refusal,
        texts::{fill, texts},
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
        let batch = Resource::new_blocking(
            move || (id.get(), reload.get()),
            |(id, _)| list_batches(ListQuery::default().with("batch_id", id.to_string())),
        );
        let (rows, totals) = listed(state, reload, list_batch_refusals, total_batch_refusals);
        follow(batch, |batch| row_of(batch).is_some_and(|row| row.waiting > 0), PAUSE);
        Effect::new(move |before: Option<Option<i32>>| {
            let now = batch.get().as_ref().and_then(row_of).map(|row| row.refused);
            if before.flatten().is_some_and(|before| now.is_some_and(|now| now != before)) {
                rows.refetch();
                totals.refetch();
            }
            now.or(before.flatten())
        });
        let again = Action::new(move |batch: &BatchId| {
            let call = restart_batch(*batch);
            async move {
                notice.set(Some(match call.await {
                    Ok(()) => Notice::done(texts().batches_restarted),
                    Err(error) => Notice::refused(&error),
                }));
                reload.update(|n| *n += 1);
            }
        });
        let retry = retry(notice, reload);
        view! {
            <Transition fallback=|| {
                view! { <div class="grid-loading" aria-busy="true"></div> }
            }>
                {move || Suspend::new(async move {
                    match batch.await {
                        Ok(page) => {
                            match page.rows.into_iter().next() {
                                Some(row) => head(row, again, retry),
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
            <p class="quiet-text" role="status" aria-live="polite">
                <Transition>
                    {move || Suspend::new(async move {
                        row_of(&batch.await).map(|row| progress(&row))
                    })}
                </Transition>
            </p>
            <NoticeBox notice />
            <h2>{texts().batches_refusals}</h2>
            <Grid spec=refusals() state rows totals />
        }
        .into_any()
    }
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
            fill(t.batches_progress, &[("done", &so_far), ("items", &format::count(row.items()))])
        }
        BatchState::Done | BatchState::DoneWithRefusals => t.batches_idle.to_owned(),
    }
}

/// What was begun, how far it has come, and what can be done about it.
fn head(row: BatchRow, again: Action<BatchId, ()>, retry: Action<Selection, ()>) -> AnyView {
    let t = texts();
    let batch = row.batch_id;
    let trail = vec![(paths::BATCHES.to_owned(), t.batches_title.to_owned())];
    let acts = (row.is_stopped && may(row.kind.begun_by())).then(|| {
        let act = move |_| {
            again.dispatch(batch);
        };
        view! {
            <button
                type="button"
                class="primary"
                disabled=move || again.pending().get()
                on:click=act
            >
                {t.batches_restart}
            </button>
        }
    });
    let title =
        fill(t.batches_one_title, &[("kind", row.kind.label()), ("batch", &batch.to_string())]);
    let amounts =
        (!row.amounts.is_empty()).then(|| fact(t.batches_amounts, format::amounts(&row.amounts)));
    let state = state_cell(&row);
    let failed = row.set.is_some() && row.refused > 0 && may("retry_approval_sets");
    let failed = failed.then(|| failed_acts(batch, retry));
    let set = row.set.clone().map(|set| {
        view! {
            {fact(t.column_project, set.project_code)}
            {fact(t.sets_hours, format::quantity(set.hours))}
            {(!set.comment.is_empty()).then(|| fact(t.field_comment, set.comment))}
        }
    });
    view! {
        <PageHead title trail>
            {acts}
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
