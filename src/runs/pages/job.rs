//! A batch job: when it runs, what can be done with it, and the history of its runs.

use super::{jobs::JobFields, preview::PreviewFields};
use crate::{
    runs::{
        api::{delete_job, list_jobs, list_runs, run_job, start_job, stop_job, total_runs},
        model::{JobRow, JobStart, RunRow},
        pieces::{last_run, state},
        words::{JobType, Workflow},
    },
    ui::{
        allowed::may,
        ask::use_ask,
        badge::{Tone, badge_text},
        dialog::Dialog,
        facts::fact,
        field::ChoiceField,
        form::{sends, submit_footer},
        format::{self, Label},
        grid::{Column, FilterField, Grid, GridSpec, Input, grid_state, listed},
        notice::{Notice, NoticeBox},
        page::{Missing, PageHead, answered_among, loading},
        paths,
        wait::{Awaited, awaited_first},
    },
    vocabulary::{failure::ApiError, ids::BatchJobId, refusal::Refusal, texts::texts},
};
use leptos::prelude::*;
use leptos_router::hooks::{use_navigate, use_params_map};

/// The page.
pub struct Job;

crate::part!(Job, part_job, "list_jobs");

/// What the parts of the page share.
#[derive(Clone, Copy)]
struct Shared {
    notice: RwSignal<Option<Notice>>,
    reload: RwSignal<u32>,
    editing: RwSignal<bool>,
    starting: RwSignal<bool>,
    previewing: RwSignal<bool>,
    stop: Action<BatchJobId, ()>,
    run: Action<BatchJobId, ()>,
    delete: Action<(BatchJobId, i32), ()>,
}

impl Shared {
    fn new() -> Self {
        let (notice, reload) = (RwSignal::new(None), RwSignal::new(0));
        let say = move |said: Result<Notice, ApiError>| {
            notice.set(Some(said.unwrap_or_else(|error| Notice::refused(&error))));
            reload.update(|n| *n += 1);
        };
        let stop = Action::new(move |job: &BatchJobId| {
            let call = stop_job(*job);
            async move { say(call.await.map(|()| Notice::done(texts().job_is_stopped))) }
        });
        let navigate = StoredValue::new(use_navigate());
        let run = Action::new(move |job: &BatchJobId| {
            let call = run_job(*job);
            async move {
                match call.await {
                    Ok(run) => navigate
                        .with_value(|navigate| navigate(&paths::run(run), Default::default())),
                    Err(error) => say(Err(error)),
                }
            }
        });
        let delete = Action::new(move |(job, version): &(BatchJobId, i32)| {
            let call = delete_job(*job, *version);
            async move {
                match call.await {
                    Ok(()) => {
                        navigate.with_value(|navigate| navigate(paths::JOBS, Default::default()))
                    }
                    Err(error) => say(Err(error)),
                }
            }
        });
        let closed = || RwSignal::new(false);
        let (editing, starting, previewing) = (closed(), closed(), closed());
        Self { notice, reload, editing, starting, previewing, stop, run, delete }
    }

    fn done(self, said: Result<Notice, ApiError>) {
        self.editing.set(false);
        self.starting.set(false);
        self.notice.set(Some(said.unwrap_or_else(|error| Notice::refused(&error))));
        self.reload.update(|n| *n += 1);
    }
}

impl Job {
    fn page() -> AnyView {
        let params = use_params_map();
        let id = Memo::new(move |_| {
            params.read().get("id").and_then(|id| id.parse().ok()).unwrap_or(BatchJobId(0))
        });
        let shared = Shared::new();
        let jobs = awaited_first(
            move || (id.get(), shared.reload.get()),
            |(id, _)| {
                answered_among(list_jobs(), move |jobs| {
                    jobs.iter().any(|job| job.batch_job_id == id)
                })
            },
        );
        let fixed = Signal::derive(move || vec![("job_id", id.get().to_string())]);
        let (rows, totals) = {
            let state = grid_state(fixed, &[]);
            let (rows, totals) = listed(state, shared.reload, list_runs, total_runs);
            ((rows, state), totals)
        };
        let (rows, state) = rows;
        view! {
            <Awaited fallback=loading>
                {move || Suspend::new(async move {
                    match jobs.await {
                        Ok(jobs) => {
                            match jobs.into_iter().find(|job| job.batch_job_id == id.get()) {
                                Some(job) => head(job, shared),
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
            <NoticeBox notice=shared.notice />
            <h2>{texts().runs_title}</h2>
            <Grid spec=spec() state rows totals />
        }
        .into_any()
    }
}

fn head(job: JobRow, shared: Shared) -> AnyView {
    let t = texts();
    let trail = vec![(paths::JOBS.to_owned(), t.jobs_title.to_owned())];
    let id = job.batch_job_id;
    let creates = job.job_type == JobType::CreateInvoices;
    let edited = job.clone();
    let saved = move || shared.done(Ok(Notice::done(texts().notice_saved)));
    let buttons = buttons(&job, shared);
    view! {
        <PageHead title=job.name.clone() trail>
            {buttons}
        </PageHead>
        <dl class="facts">
            {fact(t.job_type, job.job_type.label())}
            {fact(t.job_daily_at, job.runs_at.format("%H:%M").to_string())}
            {fact(t.column_state, state(&job))}
            {job.workflow.map(|workflow| fact(t.job_workflow, workflow.label()))}
            {job.started_at.map(|at| fact(t.job_started_at, format::instant(at)))}
            {fact(t.job_next_run, job.next_run_at.map(format::instant))}
            {fact(t.job_last_run, last_run(&job))}
        </dl>
        {job.is_overdue.then(|| view! { <p class="refusal">{t.job_overdue_explained}</p> })}
        <Dialog open=shared.editing title=t.job_edit>
            <JobFields row=Some(edited.clone()) done=saved />
        </Dialog>
        <Dialog open=shared.starting title=t.job_run_workflow>
            <StartFields job=id shared />
        </Dialog>
        {move || {
            (creates && shared.previewing.get())
                .then(|| {
                    view! {
                        <section class="card" aria-label=t.run_preview>
                            <PreviewFields />
                        </section>
                    }
                })
        }}
    }
    .into_any()
}

fn buttons(job: &JobRow, shared: Shared) -> AnyView {
    let t = texts();
    if !may("save_job") {
        return ().into_any();
    }
    let (id, is_started) = (job.batch_job_id, job.started_at.is_some());
    let creates = job.job_type == JobType::CreateInvoices;
    let open = |label: &'static str, part: RwSignal<bool>, class: &'static str| {
        view! {
            <button type="button" class=class on:click=move |_| part.update(|open| *open = !*open)>
                {label}
            </button>
        }
        .into_any()
    };
    let act = |label: &'static str, act: Action<BatchJobId, ()>| {
        view! {
            <button
                type="button"
                disabled=move || act.pending().get()
                on:click=move |_| {
                    act.dispatch(id);
                }
            >
                {label}
            </button>
        }
        .into_any()
    };
    let start = if is_started { "" } else { "primary" };
    let (ask, version) = (use_ask(), job.version);
    let delete = (job.last_run_id.is_none() && !is_started).then(|| {
        let press = move |_| {
            ask.ask(t.job_delete, t.job_delete_would, t.job_delete, move || {
                shared.delete.dispatch((id, version));
            });
        };
        view! {
            <button type="button" class="plain" on:click=press>
                {t.job_delete}
            </button>
        }
    });
    view! {
        {delete}
        {open(t.action_edit, shared.editing, "plain")}
        {creates.then(|| open(t.run_preview, shared.previewing, ""))}
        {act(t.run_now, shared.run)}
        {is_started.then(|| act(t.job_stop, shared.stop))}
        {open(t.job_run_workflow, shared.starting, start)}
    }
    .into_any()
}

/// Run Workflow: one of the two ways to start (R-RUN-2).
#[component]
fn StartFields(job: BatchJobId, shared: Shared) -> impl IntoView {
    let t = texts();
    let chosen = RwSignal::new(Workflow::ProcessRunner.word().to_owned());
    let explained = move || match Workflow::from_word(&chosen.get()) {
        Some(Workflow::ProcessRunCaller) => t.workflow_process_run_caller_explained,
        Some(Workflow::ProcessRunner) | None => t.workflow_process_runner_explained,
    };
    let start = Action::new(move |(): &()| {
        let workflow = Workflow::from_word(&chosen.get_untracked());
        let workflow = workflow.unwrap_or(Workflow::ProcessRunner);
        let call = start_job(JobStart { batch_job_id: job, workflow });
        async move { shared.done(call.await.map(|()| Notice::done(t.job_is_started))) }
    });
    view! {
        <form on:submit=sends(start)>
            <ChoiceField
                label=t.job_workflow
                value=chosen
                choices=Workflow::ALL.iter().map(|w| (w.word(), w.label())).collect()
            />
            <p class="quiet-text">{explained}</p>
            {submit_footer(t.job_start, start.pending())}
        </form>
    }
}

fn spec() -> GridSpec<RunRow> {
    let t = texts();
    GridSpec {
        caption: t.runs_title,
        columns: vec![
            Column::text("begun", t.run_begun_at, |r: &RunRow| {
                view! { <a href=paths::run(r.batch_job_run_id)>{format::instant(r.begun_at)}</a> }
                    .into_any()
            })
            .sorted("begun"),
            Column::text("run_on", t.run_day, |r: &RunRow| format::day(r.run_on).into_any()),
            Column::text("by", t.run_begun_by, |r: &RunRow| begun_by(r)),
            Column::number("items", t.run_items, |r: &RunRow| {
                format::count(r.item_count).into_any()
            }),
            Column::number("drafts", t.run_drafts, |r: &RunRow| {
                format::count(r.draft_count).into_any()
            }),
            Column::text("state", t.column_state, |r: &RunRow| run_state(r)),
        ],
        filters: vec![
            FilterField::new("from", t.filter_from, Input::Date),
            FilterField::new("to", t.filter_to, Input::Date),
        ],
        id: |r| r.batch_job_run_id.0,
        amount: |_| None,
        version: None,
        empty: |_| texts().runs_none.to_owned(),
        bulk: None,
        bulk_function: "",
    }
}

/// Who began a run: the clock, or somebody.
pub fn begun_by(run: &RunRow) -> AnyView {
    let t = texts();
    match (&run.person_name, run.due_on) {
        (Some(name), _) => name.clone().into_any(),
        (None, Some(_)) => t.run_by_clock.into_any(),
        (None, None) => t.run_from_shell.into_any(),
    }
}

/// How far a run has come.
pub fn run_state(run: &RunRow) -> AnyView {
    let t = texts();
    match (run.waiting, run.failed, run.left_over) {
        (1.., ..) => badge_text(t.word_running, Tone::Waiting),
        (_, 1.., _) => badge_text(t.word_run_failed, Tone::Bad),
        (_, _, 1..) => badge_text(t.word_not_run, Tone::Waiting),
        _ => badge_text(t.word_run_successful, Tone::Good),
    }
}
