//! How a run begins: everything that is due is written down, contract by contract and day by day, and
//! a batch works it off (R-RUN-4, R-RUN-5).

use super::due::RunInvoices;
use crate::{
    milestones,
    platform::{
        batch::{self, Items, NewBatch},
        command::Tx,
        failure::Failure,
    },
    retainers,
    runs::{
        model::{Job, NewRun},
        rules, store,
        words::JobType,
    },
    schedules,
    vocabulary::{
        ids::{BatchJobRunId, ContractId},
        refusal::Refusal,
    },
};
use chrono::NaiveDate;

/// Begins a run of a job, which is locked: on its own day, or because somebody asks for it.
pub async fn begin(
    tx: &mut Tx,
    job: &Job,
    due_on: Option<NaiveDate>,
    run_on: NaiveDate,
) -> Result<BatchJobRunId, Failure> {
    let (job_type, batch_job_id) = (job.job_type, Some(job.batch_job_id));
    begin_run(tx, &NewRun { batch_job_id, job_type, due_on, run_on }).await
}

/// Begins a run. One that is under way goes first.
pub async fn begin_run(tx: &mut Tx, run: &NewRun) -> Result<BatchJobRunId, Failure> {
    store::runs_lock(tx, run.job_type).await?;
    let (last, open) = store::last_run(tx, run.job_type).await?;
    if let Some(since) = open {
        return Err(Refusal::RunIsUnderWay(since).into());
    }
    match run.job_type {
        JobType::CreateInvoices => {
            let planned = plan(tx, last, run.run_on).await?;
            let id = store::run_insert(tx, run).await?;
            if !planned.is_empty() {
                let items = store::items::items_insert(tx, id, &planned).await?;
                let many = RunInvoices { invoice_on: run.run_on };
                let new = NewBatch { many, items: Items::Single(items), amounts: Vec::new() };
                if let Some(begun) = batch::begin_one(tx, new).await? {
                    store::run_batch(tx, id, begun.batch_id).await?;
                }
            }
            Ok(id)
        }
        JobType::UpdateRoleUtilization => {
            let id = store::run_insert(tx, run).await?;
            store::utilization::update(tx, run.run_on).await?;
            Ok(id)
        }
    }
}

/// What a run up to a day sets out to do.
pub async fn plan(
    tx: &mut Tx,
    last: Option<NaiveDate>,
    run_on: NaiveDate,
) -> Result<Vec<(NaiveDate, ContractId)>, Failure> {
    let scheduled = schedules::commands::due(tx, run_on).await?;
    let mut others = milestones::commands::due(tx, run_on).await?;
    others.extend(retainers::commands::due(tx, run_on).await?);
    Ok(rules::plan(&scheduled, &others, last, run_on))
}
