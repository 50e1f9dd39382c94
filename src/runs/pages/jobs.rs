//! Settings › Batch Jobs: what begins by the clock (R-RUN-1).

use crate::{
    runs::{
        api::{list_jobs, save_job},
        model::{JobForm, JobRow},
        pieces::{last_run, state},
        words::JobType,
    },
    ui::{
        allowed::may,
        dialog::Dialog,
        field::{CheckLine, ChoiceField, TextField},
        form::{other_error, sends, submit_footer},
        format::{self, Label},
        notice::{Failed, Notice, NoticeBox},
        page::{PageHead, loading},
        paths,
        table::{Head, small_table},
        wait::{Awaited, awaited_first},
    },
    vocabulary::{failure::ApiError, refusal::Field, texts::texts},
};
use leptos::prelude::*;

/// The page.
pub struct Jobs;

crate::part!(Jobs, part_jobs, "list_jobs");

impl Jobs {
    fn page() -> AnyView {
        let t = texts();
        let (adding, notice) = (RwSignal::new(false), RwSignal::new(None));
        let reload = RwSignal::new(0);
        let rows = awaited_first(move || reload.get(), |_| list_jobs());
        let done = move || {
            adding.set(false);
            notice.set(Some(Notice::done(t.notice_saved)));
            reload.update(|n| *n += 1);
        };
        let new = may("save_job").then(|| {
            view! {
                <button type="button" class="primary" on:click=move |_| adding.set(true)>
                    {t.job_new}
                </button>
            }
        });
        view! {
            <PageHead title=t.jobs_title>
                <a class="button plain" href=paths::UTILIZATION>
                    {t.utilization_title}
                </a>
                {new}
            </PageHead>
            <p class="quiet-text">{t.jobs_explained}</p>
            <NoticeBox notice />
            <Dialog open=adding title=t.job_new>
                <JobFields row=None done />
            </Dialog>
            <Awaited fallback=loading>
                {move || Suspend::new(async move {
                    match rows.await {
                        Ok(rows) => table(rows),
                        Err(error) => view! { <Failed error /> }.into_any(),
                    }
                })}
            </Awaited>
        }
        .into_any()
    }
}

fn table(rows: Vec<JobRow>) -> AnyView {
    let t = texts();
    if rows.is_empty() {
        return view! { <p class="quiet-text">{t.jobs_none}</p> }.into_any();
    }
    let heads = [
        Head::Text(t.field_name),
        Head::Text(t.job_type),
        Head::Text(t.job_daily_at),
        Head::Text(t.column_state),
        Head::Text(t.job_next_run),
        Head::Text(t.job_last_run),
    ];
    small_table(t.jobs_title, &heads, rows.into_iter().map(row_view).collect_view())
}

fn row_view(row: JobRow) -> AnyView {
    let t = texts();
    view! {
        <tr data-row=row.batch_job_id.to_string()>
            <td data-label=t.field_name>
                <a href=paths::job(row.batch_job_id)>{row.name.clone()}</a>
            </td>
            <td data-label=t.job_type>{row.job_type.label()}</td>
            <td data-label=t.job_daily_at>{row.runs_at.format("%H:%M").to_string()}</td>
            <td data-label=t.column_state>{state(&row)}</td>
            <td data-label=t.job_next_run>{row.next_run_at.map(format::instant)}</td>
            <td data-label=t.job_last_run>{last_run(&row)}</td>
        </tr>
    }
    .into_any()
}

/// A job, added or changed; its type is chosen once.
#[component]
pub fn JobFields(
    /// Which; none: a new one.
    row: Option<JobRow>,
    /// Told when it is saved.
    done: impl Fn() + Copy + Send + Sync + 'static,
) -> impl IntoView {
    let t = texts();
    let is_new = row.is_none();
    let job_type = row.as_ref().map_or(JobType::CreateInvoices, |r| r.job_type);
    let name = RwSignal::new(
        row.as_ref().map_or_else(|| t.job_preset_name.to_owned(), |r| r.name.clone()),
    );
    let chosen = RwSignal::new(job_type.word().to_owned());
    // Until somebody writes another, a new one is called by what it does.
    Effect::new(move |_| {
        let presets = [t.job_preset_name, t.job_update_role_utilization];
        if is_new && presets.contains(&&*name.get_untracked()) {
            let creates = chosen.get() == JobType::CreateInvoices.word();
            name.set(if creates { presets[0] } else { presets[1] }.to_owned());
        } else {
            chosen.track();
        }
    });
    let runs_at = RwSignal::new(
        row.as_ref().map_or_else(|| "02:00".to_owned(), |r| r.runs_at.format("%H:%M").to_string()),
    );
    let is_active = RwSignal::new(row.as_ref().is_none_or(|r| r.is_active));
    let error = RwSignal::new(None::<ApiError>);
    let batch_job_id = row.as_ref().map(|r| r.batch_job_id);
    let version = row.map(|r| r.version).unwrap_or_default();
    let save = Action::new(move |(): &()| {
        let form = untrack(|| JobForm {
            batch_job_id,
            version,
            name: name.get(),
            job_type: JobType::from_word(&chosen.get()).unwrap_or(job_type),
            runs_at: runs_at.get(),
            is_active: is_active.get(),
        });
        async move {
            match save_job(form).await {
                Ok(_) => done(),
                Err(refused) => error.set(Some(refused)),
            }
        }
    });
    let types = || JobType::ALL.iter().map(|kind| (kind.word(), kind.label())).collect();
    view! {
        <form on:submit=sends(save)>
            <TextField field=Field::Name value=name error />
            <div class="fields">
                {is_new
                    .then(|| {
                        view! { <ChoiceField label=t.job_type value=chosen choices=types() /> }
                    })}
                <ChoiceField
                    label=t.job_frequency
                    value=RwSignal::new("daily".to_owned())
                    choices=vec![("daily", t.job_daily)]
                /> <TextField field=Field::RunTime value=runs_at error kind="time" />
            </div>
            <CheckLine label=t.job_is_active checked=is_active change=move |on| is_active.set(on) />
            <p class="quiet-text">{t.job_time_explained}</p>
            {other_error(error)}
            {submit_footer(t.action_save, save.pending())}
        </form>
    }
}
