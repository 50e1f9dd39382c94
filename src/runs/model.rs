//! Batch jobs, their runs and what came of them.

use super::words::{JobType, Workflow};
use crate::{
    schedules::model::RunStatus,
    vocabulary::{
        currency::Currency,
        failure::ApiError,
        ids::{BatchId, BatchJobId, BatchJobRunId, ContractId, InvoiceId, RoleId, RunItemId},
    },
};
use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// A batch job, as the settings list it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(sqlx::FromRow))]
pub struct JobRow {
    /// Its key.
    pub batch_job_id: BatchJobId,
    /// What it is called.
    pub name: String,
    /// What it does.
    pub job_type: JobType,
    /// When, every day, in the company's time zone.
    pub runs_at: NaiveTime,
    /// Whether it may run.
    pub is_active: bool,
    /// How it was started; none: it is not running.
    pub workflow: Option<Workflow>,
    /// When it was started.
    pub started_at: Option<DateTime<Utc>>,
    /// When it runs next.
    pub next_run_at: Option<DateTime<Utc>>,
    /// Its next time is long past, or its last run stands still: nobody does it.
    pub is_overdue: bool,
    /// Its last run.
    pub last_run_id: Option<BatchJobRunId>,
    /// When that began.
    pub last_begun_at: Option<DateTime<Utc>>,
    /// Contracts and days of it that failed.
    pub last_failed: i64,
    /// Contracts and days of it that wait.
    pub last_waiting: i64,
    /// Raised by every change.
    pub version: i32,
}

/// Add a batch job, or change one; as typed. Its type is said once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct JobForm {
    /// Which; none: a new one.
    pub batch_job_id: Option<BatchJobId>,
    /// The version that was on the screen.
    pub version: i32,
    /// What it is called.
    pub name: String,
    /// What it does.
    pub job_type: JobType,
    /// When, every day.
    pub runs_at: String,
    /// Whether it may run; one that may not is stopped.
    pub is_active: bool,
}

/// A batch job whose form was checked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CheckedJob {
    /// What it is called.
    pub name: String,
    /// When, every day.
    pub runs_at: NaiveTime,
    /// Whether it may run.
    pub is_active: bool,
}

/// Run Workflow: start a batch job.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct JobStart {
    /// Which.
    pub batch_job_id: BatchJobId,
    /// How.
    pub workflow: Workflow,
}

/// A batch job as it stands, locked.
#[derive(Clone, Debug, PartialEq)]
pub struct Job {
    /// Its key.
    pub batch_job_id: BatchJobId,
    /// What it does.
    pub job_type: JobType,
    /// When, every day.
    pub runs_at: NaiveTime,
    /// Whether it may run.
    pub is_active: bool,
    /// When it was started.
    pub started_at: Option<DateTime<Utc>>,
    /// The day whose run is next, and when that begins.
    pub next: Option<(NaiveDate, DateTime<Utc>)>,
    /// As it is.
    pub version: i32,
}

/// A run to be begun.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct NewRun {
    /// Of which job; none: from a shell, where there is none.
    pub batch_job_id: Option<BatchJobId>,
    /// What it does.
    pub job_type: JobType,
    /// The day of the job's run; none: somebody began it.
    pub due_on: Option<NaiveDate>,
    /// What is due by this day is done.
    pub run_on: NaiveDate,
}

/// A run, as lists show it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(sqlx::FromRow))]
pub struct RunRow {
    /// Its key.
    pub batch_job_run_id: BatchJobRunId,
    /// Of which job.
    pub batch_job_id: Option<BatchJobId>,
    /// What it did.
    pub job_type: JobType,
    /// Its day, where the clock began it.
    pub due_on: Option<NaiveDate>,
    /// What was due by this day was done.
    pub run_on: NaiveDate,
    /// When it began.
    pub begun_at: DateTime<Utc>,
    /// Who began it.
    pub person_name: Option<String>,
    /// What works it off.
    pub batch_id: Option<BatchId>,
    /// The last try of what failed of it, or the same.
    pub last_batch_id: Option<BatchId>,
    /// Contracts and days it set out to do.
    pub item_count: i64,
    /// Of them, those that wait.
    pub waiting: i64,
    /// Of them, those that failed.
    pub failed: i64,
    /// Of them, those that have not run: to come, or cancelled.
    pub left_over: i64,
    /// Drafts that came of it and are there still.
    pub draft_count: i64,
}

/// A contract and a day of a run, with what came of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RunItemRow {
    /// Its key.
    pub run_item_id: RunItemId,
    /// The deal.
    pub contract_id: ContractId,
    /// Its number.
    pub contract_number: String,
    /// What it is about.
    pub contract_name: String,
    /// The day it was due.
    pub due_on: NaiveDate,
    /// What became of it.
    pub status: RunStatus,
    /// Why it failed.
    pub reason: Option<ApiError>,
    /// Its drafts, one per customer.
    pub drafts: Vec<RunDraft>,
}

/// A draft that came of a run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RunDraft {
    /// Which.
    pub invoice_id: InvoiceId,
    /// Who is billed.
    pub customer: String,
    /// What it comes to, as it stands.
    pub amount: Decimal,
    /// Of the amount.
    pub currency: Currency,
}

/// What a run of some day would create; of contracts after this one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AskPreview {
    /// The day; blank: today.
    pub run_on: String,
    /// The last contract that was told.
    pub after: Option<ContractId>,
}

/// What a run would create, of some contracts at once.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Preview {
    /// Contracts that something is due of on that day, all together.
    pub contract_count: i64,
    /// What would come of some of them.
    pub rows: Vec<PreviewRow>,
    /// The last contract of these; none: there are no more.
    pub after: Option<ContractId>,
}

/// What a run would do for a contract and a day.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PreviewRow {
    /// The deal.
    pub contract_id: ContractId,
    /// Its number and name.
    pub contract: String,
    /// The day it is due.
    pub due_on: NaiveDate,
    /// The drafts it would make; none: there is nothing to bill.
    pub drafts: Vec<RunDraft>,
    /// Why it would fail.
    pub reason: Option<ApiError>,
}

/// Billable hours of what is available, of a role in a month.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(sqlx::FromRow))]
pub struct UtilizationRow {
    /// Which role.
    pub role_id: RoleId,
    /// Its name.
    pub role_name: String,
    /// The first day of the month.
    pub month: NaiveDate,
    /// Hours that customers pay for.
    pub billable_hours: Decimal,
    /// Hours that there were.
    pub available_hours: Decimal,
    /// When this was worked out.
    pub updated_at: DateTime<Utc>,
}
