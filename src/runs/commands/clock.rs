//! Runs that begin by the clock: every node looks each minute whose time has come.

use super::begin;
use crate::{
    platform::{
        command::{self, Actor, Tx},
        database::Database,
        failure::Failure,
        jobs::{self, Job},
    },
    runs::{rules, store},
    vocabulary::{ids::BatchJobId, refusal::Refusal},
};
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// How often somebody looks.
const EVERY: Duration = Duration::from_secs(60);

/// Begins the runs whose time has come. It comes back by itself.
#[derive(Debug, Serialize, Deserialize)]
pub struct BeginRuns {}

impl Job for BeginRuns {
    const NAME: &'static str = "begin_runs";

    async fn run(self, database: Database) -> Result<(), Failure> {
        let begun = begin_due_runs(&database).await;
        jobs::again(&database, &self, EVERY).await?;
        begun.map(drop)
    }
}

/// Begins the runs whose time has come, of every company; answers how many. One that can't begin
/// holds up no other: it is tried again the next minute, and is overdue until then.
pub async fn begin_due_runs(database: &Database) -> Result<u32, Failure> {
    let now = database.clock.now();
    let due = database
        .without_company(move |conn| {
            Box::pin(async move { store::clock::jobs_due(conn, now).await })
        })
        .await?;
    let mut begun = 0;
    for (company, job) in due {
        let actor = Actor { company, person: None };
        match command::run(database, actor, "begin_due_run", None, job, |tx, job| {
            Box::pin(begin_due_run(tx, job))
        })
        .await
        {
            Ok(was_due) => begun += u32::from(was_due),
            Err(Failure::Refused(Refusal::RunIsUnderWay(since))) => {
                tracing::info!(%since, "a run waits for the one before it");
            }
            Err(failure) => tracing::error!(job = job.0, "a run could not begin: {failure}"),
        }
    }
    Ok(begun)
}

/// Begins the run of a job whose time has come, and sets its next time; nothing, where another node
/// was first, or where the company has moved to a time zone in which its time is to come (R-RUN-2).
/// Answers whether it did.
pub async fn begin_due_run(tx: &mut Tx, job: &BatchJobId) -> Result<bool, Failure> {
    let Some(job) = store::job_lock(tx, *job).await? else { return Ok(false) };
    let Some((due_on, at)) = job.next else { return Ok(false) };
    if at > tx.now() {
        return Ok(false);
    }
    let zone = tx.time_zone().await?;
    let to_come = zone.instant_of(due_on, job.runs_at).filter(|at| *at > tx.now());
    if let Some(at) = to_come {
        store::job_next(tx, job.batch_job_id, (due_on, at)).await?;
        return Ok(false);
    }
    let next = rules::next_run(job.runs_at, zone, Some(due_on), tx.now())
        .ok_or_else(|| Failure::Fault("no next run".into()))?;
    let today = tx.today().await?.max(due_on);
    begin::begin(tx, &job, Some(due_on), today).await?;
    store::job_next(tx, job.batch_job_id, next).await?;
    Ok(true)
}
