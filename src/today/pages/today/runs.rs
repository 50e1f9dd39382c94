//! What goes on or went wrong in the background, and what the reader worked on last.

use super::{more, section};
use crate::{
    runs::{
        api::list_jobs,
        model::JobRow,
        pieces::{last_run, state},
    },
    today::{
        api::{read_recent, read_runs},
        model::{Counted, Recent, Record, Runs},
        pieces::{address, line, lines},
    },
    ui::{
        allowed::may,
        format, paths,
        wait::{Awaited, awaited},
    },
    vocabulary::texts::{count, texts},
};
use leptos::prelude::*;

pub(super) fn block() -> AnyView {
    if !may("read_runs") {
        return ().into_any();
    }
    let asked = awaited(|| (), |()| read_runs());
    view! {
        {overdue()}
        {section("runs", texts().today_runs, asked, background)}
    }
    .into_any()
}

/// Batch jobs that nobody does though their time has come, and those whose last run failed in part;
/// nothing, where all is well.
fn overdue() -> AnyView {
    if !may("list_jobs") {
        return ().into_any();
    }
    let asked = awaited(|| (), |()| list_jobs());
    view! {
        <Awaited>
            {move || Suspend::new(async move {
                let jobs = asked.await.unwrap_or_default();
                alarms(
                    jobs.into_iter().filter(|job| job.is_overdue || job.last_failed > 0).collect(),
                )
            })}
        </Awaited>
    }
    .into_any()
}

fn alarms(jobs: Vec<JobRow>) -> AnyView {
    if jobs.is_empty() {
        return ().into_any();
    }
    let rows = jobs.into_iter().map(|job| {
        view! {
            <li>
                <a href=paths::job(job.batch_job_id)>{job.name.clone()}</a>
                " "
                {state(&job)}
                " "
                {last_run(&job)}
            </li>
        }
    });
    let title = texts().today_jobs;
    view! {
        <section class="card" data-block="jobs" aria-labelledby="today-jobs" role="alert">
            <h2 id="today-jobs">{title}</h2>
            <ul class="today-lines">{rows.collect_view()}</ul>
        </section>
    }
    .into_any()
}

fn background(found: Runs) -> AnyView {
    let t = texts();
    let refused = found.refused.iter().map(|(batch, refused)| {
        line(paths::batch(*batch), format!("#{batch}"), [count(t.today_run_refused, *refused)])
    });
    let all = found.all.iter().map(|counted| line(address(counted), said(counted), []));
    view! {
        {lines(refused.chain(all).collect(), t.today_runs_none)}
        {more(found.more)}
    }
    .into_any()
}

fn said(counted: &Counted) -> String {
    let t = texts();
    let is = |word: &str| counted.filters.iter().any(|(_, text)| text == word);
    let text = if is("waiting") {
        t.today_runs_waiting
    } else if is("running") {
        t.today_runs_running
    } else {
        t.today_runs_refusals
    };
    count(text, counted.count)
}

/// What the reader worked on last.
pub(super) fn recent() -> AnyView {
    if !may("read_recent") {
        return ().into_any();
    }
    let asked = awaited(|| (), |()| read_recent());
    section("recent", texts().today_recent, asked, records)
}

fn records(found: Vec<Recent>) -> AnyView {
    let rows = found.iter().map(|recent| {
        let href = match recent.record {
            Record::Contract(contract) => paths::contract(contract),
            Record::Invoice(invoice) => paths::invoice(invoice),
        };
        line(href, recent.name.clone(), [recent.customer.clone(), format::instant(recent.at)])
    });
    lines(rows.collect(), texts().today_recent_none)
}
