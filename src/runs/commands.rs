//! Verbs of batch jobs.

mod begin;
pub mod clock;
pub mod due;
pub mod keeping;
mod preview;
pub mod shell;

pub use super::store::lists::{RUN_ITEMS, RUNS};
pub use due::RunInvoices;
pub use preview::preview_run;

use super::{
    model::{JobForm, JobRow, JobStart, UtilizationRow},
    rules, store,
    words::Workflow,
};
use crate::{
    platform::{command::Tx, failure::Failure, scope::Scope},
    vocabulary::{
        ids::{BatchJobId, BatchJobRunId},
        refusal::Refusal,
    },
};

/// The batch jobs of the company.
pub async fn list_jobs(scope: &mut Scope) -> Result<Vec<JobRow>, Failure> {
    store::lists::jobs(scope).await
}

/// What UpdateRoleUtilization has worked out.
pub async fn list_utilization(scope: &mut Scope) -> Result<Vec<UtilizationRow>, Failure> {
    store::utilization::list(scope).await
}

/// Adds a batch job, or changes one (R-RUN-1). Another time of day counts from its next run; one that
/// is not to be active is stopped.
pub async fn save_job(tx: &mut Tx, form: &JobForm) -> Result<BatchJobId, Failure> {
    let checked = rules::job(form)?;
    let Some(id) = form.batch_job_id else {
        return store::job_insert(tx, form.job_type, &checked).await;
    };
    let job = store::job_lock(tx, id).await?.ok_or(Refusal::NotFound)?;
    if job.version != form.version {
        return Err(Refusal::Outdated.into());
    }
    if job.started_at.is_some() && !checked.is_active {
        store::job_stop(tx, id).await?;
    }
    store::job_update(tx, id, &checked).await?;
    if job.started_at.is_some() && checked.is_active && job.runs_at != checked.runs_at {
        // Its next day stays: where its time has passed by then, it is due.
        let zone = tx.time_zone().await?;
        let moved =
            job.next.and_then(|(day, _)| zone.instant_of(day, checked.runs_at).map(|at| (day, at)));
        if let Some(next) = moved {
            store::job_next(tx, id, next).await?;
        }
    }
    Ok(id)
}

/// Deletes a batch job that has never run.
pub async fn delete_job(tx: &mut Tx, (job, version): &(BatchJobId, i32)) -> Result<(), Failure> {
    let found = store::job_lock(tx, *job).await?.ok_or(Refusal::NotFound)?;
    if found.version != *version {
        return Err(Refusal::Outdated.into());
    }
    store::job_delete(tx, *job).await
}

/// Run Workflow (R-RUN-2, R-RUN-3): now and then daily, or at its next time and then daily; each
/// day once, also where it was stopped meanwhile. One that runs already says since when, and
/// nothing is done.
pub async fn start_job(tx: &mut Tx, start: &JobStart) -> Result<(), Failure> {
    let job = store::job_lock(tx, start.batch_job_id).await?.ok_or(Refusal::NotFound)?;
    rules::may_start(&job)?;
    let today = tx.today().await?;
    let zone = tx.time_zone().await?;
    // The run that begins now is today's. A day that has run is done with, whatever its time was.
    let ran = store::last_due(tx, start.batch_job_id).await?;
    let done = (start.workflow == Workflow::ProcessRunner).then_some(today).max(ran);
    let next = rules::next_run(job.runs_at, zone, done, tx.now())
        .ok_or_else(|| Failure::Fault("no next run".into()))?;
    store::job_start(tx, start.batch_job_id, start.workflow, next).await?;
    if start.workflow == Workflow::ProcessRunner {
        begin::begin(tx, &job, None, today).await?;
    }
    Ok(())
}

/// Stops a batch job: it does not run until it is started again. A run under way ends.
pub async fn stop_job(tx: &mut Tx, job: &BatchJobId) -> Result<(), Failure> {
    let found = store::job_lock(tx, *job).await?.ok_or(Refusal::NotFound)?;
    if found.started_at.is_none() {
        return Err(Refusal::JobDoesNotRun.into());
    }
    store::job_stop(tx, *job).await
}

/// Run now: what is due today, once, whether the job runs by the clock or not.
pub async fn run_job(tx: &mut Tx, job: &BatchJobId) -> Result<BatchJobRunId, Failure> {
    let job = store::job_lock(tx, *job).await?.ok_or(Refusal::NotFound)?;
    let today = tx.today().await?;
    begin::begin(tx, &job, None, today).await
}
