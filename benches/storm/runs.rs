//! The automated run in the storm: clients plan days on which lines are invoiced, start and stop the
//! batch job, have it run now, preview, cancel and retry, while the clock of both servers begins run
//! after run of days that nobody has served yet. In the end each day ran once, or says why not.

pub mod clock;
pub mod verdict;

use crate::{
    acts::{Known, a_day, page},
    client::Client,
};
use billwright::{
    batches::model::BatchRow,
    platform::clock::Clock,
    runs::{
        model::{AskPreview, JobRow, JobStart, Preview, RunItemRow, RunRow},
        words::{JobType, Workflow},
    },
    schedules::model::{
        Generate, LineSchedule, RunStatus, ScheduleEdit, ScheduleRemoval, ScheduleRow,
    },
    vocabulary::{
        ids::{BatchJobRunId, InvoiceScheduleId},
        paging::Begun,
        time_zone::TimeZone,
        words::BillingMethod,
    },
};

/// One thing that people do about runs.
pub async fn act(client: &mut Client, known: &Known) {
    match client.below(16) {
        0..4 => generate(client, known).await,
        4..8 => day(client, known).await,
        8..11 => job(client).await,
        11..13 => cancel_or_retry(client).await,
        13..15 => preview(client).await,
        _ => look(client).await,
    }
}

/// The line by time and material of a contract, with its days.
async fn schedule(client: &mut Client, known: &Known) -> Option<LineSchedule> {
    let contract = client.one(&known.contracts)?;
    let lines: Vec<LineSchedule> = client.call("read_schedules", "contract", &contract).await?;
    lines.into_iter().find(|of| of.line.billing_method == BillingMethod::TimeAndMaterial)
}

fn has_not_run(row: &ScheduleRow) -> bool {
    row.status == RunStatus::NotRun
}

/// Generate Invoice Schedule, of days behind us and to come.
async fn generate(client: &mut Client, known: &Known) {
    let Some(LineSchedule { line, rows }) = schedule(client, known).await else { return };
    let today = line.billing_start_on.max(TimeZone::UTC.day_of(Clock::System.now()));
    let generate = Generate {
        contract_line_id: line.contract_line_id,
        from: a_day(client),
        to: (today + chrono::Days::new(20)).to_string(),
        replaces: rows
            .iter()
            .filter(|row| has_not_run(row))
            .map(|row| row.invoice_schedule_id)
            .collect(),
    };
    let _: Option<i64> = client.call("generate_schedule", "generate", &generate).await;
}

/// A day is added, moved or taken off.
async fn day(client: &mut Client, known: &Known) {
    let Some(LineSchedule { line, rows }) = schedule(client, known).await else { return };
    let open: Vec<ScheduleRow> = rows.into_iter().filter(has_not_run).collect();
    let chosen = client.one(&open).filter(|_| client.below(2) == 0);
    if let Some(row) = chosen.as_ref().filter(|_| client.below(3) == 0) {
        let removal =
            ScheduleRemoval { invoice_schedule_id: row.invoice_schedule_id, version: row.version };
        let _: Option<()> = client.call("delete_schedule_day", "removal", &removal).await;
        return;
    }
    let edit = ScheduleEdit {
        contract_line_id: line.contract_line_id,
        invoice_schedule_id: chosen.as_ref().map(|row| row.invoice_schedule_id),
        version: chosen.as_ref().map_or(0, |row| row.version),
        run_on: a_day(client),
        cut_off_on: String::new(),
    };
    let _: Option<InvoiceScheduleId> = client.call("save_schedule_day", "edit", &edit).await;
}

/// Run now; or it is started, twice, and now and then stopped.
async fn job(client: &mut Client) {
    let Some(jobs) = client.call_with::<Vec<JobRow>>("list_jobs", "{}").await else { return };
    let creates = jobs.iter().find(|job| job.job_type == JobType::CreateInvoices);
    let Some(job) = creates.map(|job| job.batch_job_id) else { return };
    match client.below(8) {
        0 => {
            let _: Option<()> = client.call("stop_job", "job", &job).await;
        }
        1..4 => {
            let workflow = client.one(&[Workflow::ProcessRunner, Workflow::ProcessRunCaller]);
            let workflow = workflow.unwrap_or(Workflow::ProcessRunCaller);
            for _ in 0..2 {
                let start = JobStart { batch_job_id: job, workflow };
                let _: Option<()> = client.call("start_job", "start", &start).await;
            }
        }
        _ => {
            let begun = client.call::<_, BatchJobRunId>("run_job", "job", &job).await;
            // Who thinks better of it has to be quick.
            if begun.is_some() && client.below(2) == 0 {
                let rows: Vec<BatchRow> =
                    page(client, "list_batches", &[("kind", "run_invoices")]).await;
                let newest = rows.iter().max_by_key(|row| row.batch_id);
                if let Some(batch) = newest.map(|row| row.batch_id) {
                    let _: Option<i64> = client.call("cancel_batch", "batch", &batch).await;
                }
            }
        }
    }
}

/// What waits of a run is cancelled, and what was left or failed of one is tried again.
async fn cancel_or_retry(client: &mut Client) {
    let rows: Vec<BatchRow> = page(client, "list_batches", &[("kind", "run_invoices")]).await;
    let going: Vec<&BatchRow> = rows.iter().filter(|row| row.waiting > 0).collect();
    if let Some(row) = client.one(&going).filter(|_| client.below(2) == 0) {
        let _: Option<i64> = client.call("cancel_batch", "batch", &row.batch_id).await;
        return;
    }
    let left: Vec<&BatchRow> =
        rows.iter().filter(|row| row.refused > 0 && row.retried_by.is_none()).collect();
    if let Some(row) = client.one(&left) {
        let _: Option<Begun> = client.call("retry_batch", "batch", &row.batch_id).await;
    }
}

/// What a run would create, today or some other day.
async fn preview(client: &mut Client) {
    let run_on = if client.below(2) == 0 { String::new() } else { a_day(client) };
    let ask = AskPreview { run_on, after: None };
    let _: Option<Preview> = client.call("preview_run", "ask", &ask).await;
}

/// The lists.
async fn look(client: &mut Client) {
    let runs: Vec<RunRow> = page(client, "list_runs", &[]).await;
    let Some(run) = client.one(&runs) else { return };
    let run = run.batch_job_run_id.to_string();
    let _: Vec<RunItemRow> = page(client, "list_run_items", &[("run_id", run.as_str())]).await;
    let _: Vec<ScheduleRow> = page(client, "list_schedules", &[("status", "not_run")]).await;
}
