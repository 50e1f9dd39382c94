//! SQL of batch jobs and their runs.
#![allow(
    clippy::as_conversions,
    reason = "in sqlx's macros `as` names a parameter's type; nothing is converted"
)]

pub mod clock;
pub mod items;
pub mod lists;
pub mod utilization;

use super::{
    model::{CheckedJob, Job, NewRun},
    words::{JobType, Workflow},
};
use crate::{
    platform::{failure::Failure, scope::Scope},
    vocabulary::ids::{BatchId, BatchJobId, BatchJobRunId},
};
use chrono::{DateTime, NaiveDate, Utc};

/// Adds a job, which is not running.
pub async fn job_insert(
    scope: &mut Scope,
    job_type: JobType,
    job: &CheckedJob,
) -> Result<BatchJobId, Failure> {
    let id = sqlx::query_scalar!(
        r"
        insert into batch_job (company_id, name, job_type, runs_at, is_active)
        values ($1, $2, $3, $4, $5)
        returning batch_job_id
        ",
        scope.company(),
        job.name,
        job_type as JobType,
        job.runs_at,
        job.is_active
    )
    .fetch_one(scope.connection())
    .await?;
    Ok(BatchJobId(id))
}

/// A job, locked: whoever else changes, starts or runs it comes after.
pub async fn job_lock(scope: &mut Scope, job: BatchJobId) -> Result<Option<Job>, Failure> {
    let row = sqlx::query!(
        r#"
        select batch_job_id, job_type as "job_type: JobType", runs_at, is_active, started_at,
            next_run_on, next_run_at, version
        from batch_job
        where company_id = $1 and batch_job_id = $2
        for no key update
        "#,
        scope.company(),
        job.0
    )
    .fetch_optional(scope.connection())
    .await?;
    Ok(row.map(|r| Job {
        batch_job_id: BatchJobId(r.batch_job_id),
        job_type: r.job_type,
        runs_at: r.runs_at,
        is_active: r.is_active,
        started_at: r.started_at,
        next: r.next_run_on.zip(r.next_run_at),
        version: r.version,
    }))
}

/// Writes what a job is.
pub async fn job_update(
    scope: &mut Scope,
    job: BatchJobId,
    checked: &CheckedJob,
) -> Result<(), Failure> {
    sqlx::query!(
        r"
        update batch_job
        set name = $3, runs_at = $4, is_active = $5, version = version + 1
        where company_id = $1 and batch_job_id = $2
        ",
        scope.company(),
        job.0,
        checked.name,
        checked.runs_at,
        checked.is_active
    )
    .execute(scope.connection())
    .await?;
    Ok(())
}

/// It is started, and runs next then.
pub async fn job_start(
    scope: &mut Scope,
    job: BatchJobId,
    workflow: Workflow,
    (next_run_on, next_run_at): (NaiveDate, DateTime<Utc>),
) -> Result<(), Failure> {
    let now = scope.now();
    sqlx::query!(
        r"
        update batch_job
        set workflow = $3, started_at = $4, next_run_on = $5, next_run_at = $6,
            version = version + 1
        where company_id = $1 and batch_job_id = $2
        ",
        scope.company(),
        job.0,
        workflow as Workflow,
        now,
        next_run_on,
        next_run_at
    )
    .execute(scope.connection())
    .await?;
    Ok(())
}

/// It runs no more until it is started again.
pub async fn job_stop(scope: &mut Scope, job: BatchJobId) -> Result<(), Failure> {
    sqlx::query!(
        r"
        update batch_job
        set workflow = null, started_at = null, next_run_on = null, next_run_at = null,
            version = version + 1
        where company_id = $1 and batch_job_id = $2
        ",
        scope.company(),
        job.0
    )
    .execute(scope.connection())
    .await?;
    Ok(())
}

/// When it runs next.
pub async fn job_next(
    scope: &mut Scope,
    job: BatchJobId,
    (next_run_on, next_run_at): (NaiveDate, DateTime<Utc>),
) -> Result<(), Failure> {
    sqlx::query!(
        r"
        update batch_job
        set next_run_on = $3, next_run_at = $4
        where company_id = $1 and batch_job_id = $2
        ",
        scope.company(),
        job.0,
        next_run_on,
        next_run_at
    )
    .execute(scope.connection())
    .await?;
    Ok(())
}

/// Removes a job.
pub async fn job_delete(scope: &mut Scope, job: BatchJobId) -> Result<(), Failure> {
    sqlx::query!(
        "delete from batch_job where company_id = $1 and batch_job_id = $2",
        scope.company(),
        job.0
    )
    .execute(scope.connection())
    .await?;
    Ok(())
}

/// The company's job that creates invoices, if it has one.
pub async fn job_that_creates(scope: &mut Scope) -> Result<Option<BatchJobId>, Failure> {
    Ok(sqlx::query_scalar!(
        r#"
        select batch_job_id as "batch_job_id: BatchJobId"
        from batch_job
        where company_id = $1 and job_type = 'create_invoices'
        "#,
        scope.company()
    )
    .fetch_optional(scope.connection())
    .await?)
}

/// Whoever begins a run of a type comes one after another.
pub async fn runs_lock(scope: &mut Scope, job_type: JobType) -> Result<(), Failure> {
    sqlx::query!(
        "select pg_advisory_xact_lock(hashtextextended('run ' || $1, $2))",
        job_type.word(),
        scope.company()
    )
    .fetch_one(scope.connection())
    .await?;
    Ok(())
}

/// The newest day of a run of a type, and since when one of them, or another try of it, is under way.
pub async fn last_run(
    scope: &mut Scope,
    job_type: JobType,
) -> Result<(Option<NaiveDate>, Option<DateTime<Utc>>), Failure> {
    let row = sqlx::query!(
        r"
        select max(r.run_on) as last,
            (
                select min(b.begun_at)
                from batch b
                where b.company_id = $1 and b.waiting > 0 and b.kind = 'run_invoices'
                    and $2::batch_job_type = 'create_invoices'
            ) as open
        from batch_job_run r
        where r.company_id = $1 and r.job_type = $2
        ",
        scope.company(),
        job_type as JobType
    )
    .fetch_one(scope.connection())
    .await?;
    Ok((row.last, row.open))
}

/// The newest day that a job has run by the clock.
pub async fn last_due(scope: &mut Scope, job: BatchJobId) -> Result<Option<NaiveDate>, Failure> {
    Ok(sqlx::query_scalar!(
        r"
        select max(due_on)
        from batch_job_run
        where company_id = $1 and batch_job_id = $2
        ",
        scope.company(),
        job.0
    )
    .fetch_one(scope.connection())
    .await?)
}

/// Writes a run; answers its key.
pub async fn run_insert(scope: &mut Scope, run: &NewRun) -> Result<BatchJobRunId, Failure> {
    let (now, person) = (scope.now(), scope.person().map(|id| id.0));
    let id = sqlx::query_scalar!(
        r"
        insert into batch_job_run (
            company_id, batch_job_id, job_type, due_on, run_on, begun_at, person_id
        )
        values ($1, $2, $3, $4, $5, $6, $7)
        returning batch_job_run_id
        ",
        scope.company(),
        run.batch_job_id.map(|id| id.0),
        run.job_type as JobType,
        run.due_on,
        run.run_on,
        now,
        person
    )
    .fetch_one(scope.connection())
    .await?;
    Ok(BatchJobRunId(id))
}

/// Says what works a run off.
pub async fn run_batch(
    scope: &mut Scope,
    run: BatchJobRunId,
    batch: BatchId,
) -> Result<(), Failure> {
    sqlx::query!(
        "update batch_job_run set batch_id = $3 where company_id = $1 and batch_job_run_id = $2",
        scope.company(),
        run.0,
        batch.0
    )
    .execute(scope.connection())
    .await?;
    Ok(())
}
