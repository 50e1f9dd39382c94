//! A run: what it set out to do, contract by contract and day by day, and what came of each.

use super::{
    job::{begun_by, run_state},
    preview::draft_view,
};
use crate::{
    batches::api::retry_batch,
    runs::{
        api::{list_run_items, list_runs, total_run_items},
        model::{RunItemRow, RunRow},
    },
    schedules::model::RunStatus,
    ui::{
        allowed::may,
        badge::{Tone, badge},
        facts::fact,
        follow::follow,
        format::{self, Label},
        grid::{Column, FilterField, Grid, GridSpec, Input, grid_state, listed},
        notice::{Notice, NoticeBox},
        page::{Missing, PageHead, answered_among, loading},
        paths,
        wait::{Awaited, awaited_first},
    },
    vocabulary::{
        failure::ApiError,
        ids::{BatchId, BatchJobRunId},
        paging::{BulkOutcome, ListQuery, Page},
        refusal::Refusal,
        texts::{fill, texts},
    },
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

/// The page.
pub struct Run;

crate::part!(Run, part_run, "list_runs");

impl Run {
    fn page() -> AnyView {
        let params = use_params_map();
        let id = Memo::new(move |_| {
            params.read().get("id").and_then(|id| id.parse().ok()).unwrap_or(BatchJobRunId(0))
        });
        let (reload, notice) = (RwSignal::new(0), RwSignal::new(None));
        let run = awaited_first(
            move || (id.get(), reload.get()),
            |(id, _)| {
                let query = ListQuery::default().with("run_id", id.to_string());
                answered_among(list_runs(query), |page| !page.rows.is_empty())
            },
        );
        let fixed = Signal::derive(move || vec![("run_id", id.get().to_string())]);
        let state = grid_state(fixed, &[]);
        let (rows, totals) = listed(state, reload, list_run_items, total_run_items);
        follow(run, |run| row_of(run).is_some_and(|row| row.waiting > 0));
        Effect::new(move |before: Option<Option<i64>>| {
            let now = run.get().as_ref().and_then(row_of).map(|row| row.waiting);
            if before.flatten().is_some_and(|before| now.is_some_and(|now| now != before)) {
                rows.refetch();
                totals.refetch();
            }
            now.or(before.flatten())
        });
        let retry = Action::new(move |batch: &BatchId| {
            let call = retry_batch(*batch);
            async move {
                let said = call.await.map(|begun| {
                    let outcome = BulkOutcome { begun: Some(begun), ..BulkOutcome::default() };
                    Notice::bulk("", &outcome)
                });
                notice.set(Some(said.unwrap_or_else(|error| Notice::refused(&error))));
                reload.update(|n| *n += 1);
            }
        });
        view! {
            <Awaited fallback=loading>
                {move || Suspend::new(async move {
                    match run.await {
                        Ok(page) => {
                            match page.rows.into_iter().next() {
                                Some(row) => head(row, retry),
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
            <NoticeBox notice />
            <h2>{texts().run_results}</h2>
            <Grid spec=spec() state rows totals />
        }
        .into_any()
    }
}

fn row_of(run: &Result<Page<RunRow>, ApiError>) -> Option<RunRow> {
    run.as_ref().ok().and_then(|page| page.rows.first().cloned())
}

fn head(run: RunRow, retry: Action<BatchId, ()>) -> AnyView {
    let t = texts();
    let mut trail = vec![(paths::JOBS.to_owned(), t.jobs_title.to_owned())];
    trail.extend(run.batch_job_id.map(|job| (paths::job(job), run.job_type.label().to_owned())));
    let title =
        fill(t.run_title, &[("job", run.job_type.label()), ("day", &format::day(run.run_on))]);
    // Those that came of trying again are counted, too.
    let drafts = run.batch_id.filter(|_| run.draft_count > 0).map(|batch| {
        view! {
            <a class="button plain" href=paths::invoices_of_tries(batch)>
                {t.batches_open_created}
            </a>
        }
    });
    let progress = run.last_batch_id.map(|batch| {
        view! {
            <a class="button plain" href=paths::batch(batch)>
                {t.run_open_batch}
            </a>
        }
    });
    let again = run.last_batch_id.filter(|_| may("run_job") && run.waiting == 0 && run.failed > 0);
    let again = again.map(|batch| {
        view! {
            <button
                type="button"
                class="primary"
                disabled=move || retry.pending().get()
                on:click=move |_| {
                    retry.dispatch(batch);
                }
            >
                {t.sets_retry}
            </button>
        }
    });
    view! {
        <PageHead title trail>
            {drafts}
            {progress}
            {again}
        </PageHead>
        <dl class="facts">
            {fact(t.run_begun_at, format::instant(run.begun_at))}
            {fact(t.run_begun_by, begun_by(&run))} {fact(t.run_day, format::day(run.run_on))}
            {fact(t.column_state, run_state(&run))}
            {fact(t.run_items, format::count(run.item_count))}
            {fact(t.run_drafts, format::count(run.draft_count))}
            {fact(t.word_run_failed, format::count(run.failed))}
            {fact(t.batches_waiting, format::count(run.waiting))}
        </dl>
    }
    .into_any()
}

fn spec() -> GridSpec<RunItemRow> {
    let t = texts();
    GridSpec {
        caption: t.run_results,
        columns: vec![
            Column::text("date", t.run_due, |r: &RunItemRow| format::day(r.due_on).into_any())
                .sorted("date"),
            Column::text("contract", t.column_contract, |r: &RunItemRow| {
                let named = format!("{} {}", r.contract_number, r.contract_name);
                view! { <a href=paths::contract(r.contract_id)>{named}</a> }.into_any()
            }),
            Column::text("status", t.column_run_status, |r: &RunItemRow| {
                let tone = match r.status {
                    RunStatus::NotRun => Tone::Waiting,
                    RunStatus::Successful => Tone::Good,
                    RunStatus::Failed => Tone::Bad,
                };
                badge(r.status, tone)
            }),
            Column::text("drafts", t.run_drafts, came),
        ],
        filters: vec![
            FilterField::new(
                "status",
                t.column_run_status,
                Input::Choice(RunStatus::ALL.iter().map(|s| (s.word(), s.label())).collect()),
            ),
            FilterField::new("contract", t.column_contract, Input::Text),
        ],
        id: |r| r.run_item_id.0,
        amount: |_| None,
        version: None,
        empty: |_| texts().run_nothing_due.to_owned(),
        bulk: None,
        bulk_function: "",
    }
}

/// What came of an item: its drafts, or why it failed.
fn came(item: &RunItemRow) -> AnyView {
    let t = texts();
    match &item.reason {
        Some(reason) => view! { <span class="refusal">{reason.sentence(t)}</span> }.into_any(),
        None if item.drafts.is_empty() && item.status == RunStatus::Successful => {
            view! { <span class="quiet-text">{t.run_nothing_to_bill}</span> }.into_any()
        }
        None => item.drafts.iter().map(|draft| draft_view(draft, true)).collect_view().into_any(),
    }
}
