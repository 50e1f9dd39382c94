//! What is done in the background: how far it has come, what was refused and why.

use crate::{
    batches::{
        api::{
            list_batch_refusals, list_batches, restart_batch, total_batch_refusals, total_batches,
        },
        model::{BatchRow, RefusalRow},
        words::{BatchKind, BatchState},
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
        ids::BatchId,
        paging::{ListQuery, Page, Totals},
        refusal::Refusal,
        texts::{fill, texts},
    },
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

/// All of them.
pub struct Batches;

/// One, with what was refused in it.
pub struct Batch;

/// Rows still to come, of all batches.
fn to_come(totals: &Result<Totals, ApiError>) -> i64 {
    let hint =
        |totals: &Totals| totals.hints.iter().find(|(name, _)| name == "items").map(|(_, n)| *n);
    totals.as_ref().ok().and_then(hint).unwrap_or_default()
}

crate::part!(Batches, part_batches, "list_batches");

impl Batches {
    fn page() -> AnyView {
        let t = texts();
        let state = grid_state(Signal::stored(Vec::new()), &[]);
        let (rows, totals) = listed(state, RwSignal::new(0), list_batches, total_batches);
        // The totals are small: they are followed, and the rows asked for when something has moved.
        follow(totals, |totals| to_come(totals) > 0, PAUSE);
        Effect::new(move |before: Option<Option<i64>>| {
            let now = totals.get().map(|totals| to_come(&totals));
            if before.flatten().is_some_and(|before| Some(before) != now) {
                rows.refetch();
            }
            now.or(before.flatten())
        });
        view! {
            <PageHead
                title=t.batches_title
                trail=vec![(paths::BACKLOG.to_owned(), t.backlog_title.to_owned())]
            />
            <Grid spec=spec() state rows totals />
        }
        .into_any()
    }
}

fn spec() -> GridSpec<BatchRow> {
    let t = texts();
    GridSpec {
        caption: t.batches_title,
        columns: columns(),
        filters: filters(),
        id: |r| r.batch_id.0,
        amount: |_| None,
        version: None,
        empty: |totals| {
            let hint = |states: &[&str]| {
                format::count(
                    totals
                        .hints
                        .iter()
                        .filter(|(name, _)| states.contains(&name.as_str()))
                        .map(|(_, n)| *n)
                        .sum(),
                )
            };
            let counts = [
                ("running", hint(&["waiting", "running"])),
                ("done", hint(&["done"])),
                ("refused", hint(&["done_with_refusals"])),
            ];
            fill(
                texts().batches_empty,
                &counts.iter().map(|(name, count)| (*name, count.as_str())).collect::<Vec<_>>(),
            )
        },
        bulk: None,
        bulk_function: "",
    }
}

fn columns() -> Vec<Column<BatchRow>> {
    let t = texts();
    vec![
        Column::text("begun", t.batches_begun_at, |r: &BatchRow| {
            view! { <a href=paths::batch(r.batch_id)>{format::instant(r.begun_at)}</a> }.into_any()
        })
        .sorted("begun"),
        Column::text("kind", t.batches_kind, |r: &BatchRow| r.kind.label().into_any()),
        Column::text("person", t.batches_begun_by, |r: &BatchRow| r.person_name.clone().into_any()),
        Column::text("state", t.column_state, |r: &BatchRow| state_badge(r)),
        Column::number("items", t.batches_items, |r: &BatchRow| {
            format::count(r.items()).into_any()
        }),
        Column::number("done", t.batches_done, |r: &BatchRow| {
            format::count(r.done.into()).into_any()
        }),
        Column::number("refused", t.batches_refused, |r: &BatchRow| {
            format::count(r.refused.into()).into_any()
        }),
        Column::number("waiting", t.batches_waiting, |r: &BatchRow| {
            format::count(r.waiting.into()).into_any()
        }),
        Column::text("amounts", t.batches_amounts, |r: &BatchRow| {
            format::amounts(&r.amounts).into_any()
        })
        .hidden(),
    ]
}

fn filters() -> Vec<FilterField> {
    let t = texts();
    let states = BatchState::ALL
        .iter()
        .filter(|state| **state != BatchState::Stopped)
        .map(|s| (s.word(), s.label()))
        .collect();
    vec![
        FilterField::new("state", t.column_state, Input::Choice(states)),
        FilterField::new(
            "kind",
            t.batches_kind,
            Input::Choice(BatchKind::ALL.iter().map(|k| (k.word(), k.label())).collect()),
        ),
        FilterField::new("person", t.batches_begun_by, Input::Text),
        FilterField::new("from", t.filter_from, Input::Date),
        FilterField::new("to", t.filter_to, Input::Date),
        FilterField::new("batch_id", t.batches_one, Input::Link),
    ]
}

fn state_badge(row: &BatchRow) -> AnyView {
    let tone = match row.state() {
        BatchState::Waiting | BatchState::Running => Tone::Waiting,
        BatchState::Done => Tone::Good,
        BatchState::Stopped | BatchState::DoneWithRefusals => Tone::Bad,
    };
    badge(row.state(), tone)
}

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
        view! {
            <Transition fallback=|| {
                view! { <div class="grid-loading" aria-busy="true"></div> }
            }>
                {move || Suspend::new(async move {
                    match batch.await {
                        Ok(page) => {
                            match page.rows.into_iter().next() {
                                Some(row) => head(row, again),
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
fn head(row: BatchRow, again: Action<BatchId, ()>) -> AnyView {
    let t = texts();
    let batch = row.batch_id;
    let trail = vec![
        (paths::BACKLOG.to_owned(), t.backlog_title.to_owned()),
        (paths::BATCHES.to_owned(), t.batches_title.to_owned()),
    ];
    let acts = (row.is_stopped && may("restart_batch")).then(|| {
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
    let state = state_badge(&row);
    view! {
        <PageHead title trail>
            {acts}
        </PageHead>
        <dl class="facts">
            {fact(t.batches_begun_by, row.person_name.clone())}
            {fact(t.batches_begun_at, format::instant(row.begun_at))}
            {fact(t.column_state, state)}
            {fact(t.batches_items, format::count(row.items()))}
            {fact(t.batches_done, format::count(row.done.into()))}
            {fact(t.batches_refused, format::count(row.refused.into()))}
            {fact(t.batches_waiting, format::count(row.waiting.into()))}
            {amounts}
        </dl>
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
            Column::number("amount", t.column_amount, |r: &RefusalRow| {
                r.amount.map(|(currency, value)| view! { <Money value currency/> }).into_any()
            }),
            Column::text("reason", t.sets_failure_reason, |r: &RefusalRow| {
                view! { <span class="refusal">{r.reason.sentence(texts())}</span> }.into_any()
            }),
        ],
        filters: Vec::new(),
        id: |r| r.item_id,
        amount: |_| None,
        version: None,
        empty: |_| texts().batches_no_refusals.to_owned(),
        bulk: None,
        bulk_function: "",
    }
}
