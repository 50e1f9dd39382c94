//! Server functions of batch jobs: who may, then hand over.

use super::model::{
    AskPreview, JobForm, JobRow, JobStart, Preview, RunItemRow, RunRow, UtilizationRow,
};
#[cfg(feature = "ssr")]
use super::{commands, store};
use crate::{
    access::{
        calls::calls,
        rules::{JOB_KEEPERS, SEES_BILLING},
    },
    vocabulary::{
        ids::{BatchJobId, BatchJobRunId},
        paging::{ListQuery, Page, Totals},
    },
};

calls! {
    /// The batch jobs of the company.
    read list_jobs() -> Vec<JobRow>, for SEES_BILLING => |scope| commands::list_jobs(scope);
    /// A page of runs.
    read list_runs(query: ListQuery) -> Page<RunRow>, for SEES_BILLING
        => |scope| store::lists::list_runs(scope, &query);
    /// How many runs.
    read total_runs(query: ListQuery) -> Totals, for SEES_BILLING
        => |scope| store::lists::total_runs(scope, &query);
    /// A page of what runs set out to do.
    read list_run_items(query: ListQuery) -> Page<RunItemRow>, for SEES_BILLING
        => |scope| store::lists::list_run_items(scope, &query);
    /// How much that is.
    read total_run_items(query: ListQuery) -> Totals, for SEES_BILLING
        => |scope| store::lists::total_run_items(scope, &query);
    /// Billable hours of what is available, per role and month.
    read list_utilization() -> Vec<UtilizationRow>, for SEES_BILLING
        => |scope| commands::list_utilization(scope);
    /// What a run of some day would create.
    call preview_run(ask: AskPreview) -> Preview, for JOB_KEEPERS
        => |caller| async move {
            Ok(commands::preview_run(&caller.database, caller.actor(), ask).await?)
        };
    /// Adds a batch job, or changes one.
    write save_job(form: JobForm) -> BatchJobId, for JOB_KEEPERS;
    /// Deletes a batch job that has never run.
    write delete_job(job: BatchJobId, version: i32) -> (), for JOB_KEEPERS;
    /// Run Workflow: starts a batch job.
    write start_job(start: JobStart) -> (), for JOB_KEEPERS;
    /// Stops a batch job.
    write stop_job(job: BatchJobId) -> (), for JOB_KEEPERS;
    /// Runs a batch job now.
    write run_job(job: BatchJobId) -> BatchJobRunId, for JOB_KEEPERS;
}
