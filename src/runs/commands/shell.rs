//! `billwright run-due`: what the automated run does, from a shell.

use super::{begin::begin_run, due::RunInvoices, preview::preview_run};
use crate::{
    platform::{
        batch,
        command::{self, Actor},
        database::Database,
        failure::Failure,
    },
    runs::{
        model::{AskPreview, NewRun, PreviewRow, RunDraft, RunItemRow, RunRow},
        store,
        words::JobType,
    },
    vocabulary::{failure::ApiError, ids::CompanyId, paging::ListQuery, texts::texts},
};
use chrono::NaiveDate;

/// What came of a contract and a day, on lines; and whether something failed.
#[derive(Debug, Default)]
pub struct Told {
    /// A line each.
    pub lines: Vec<String>,
    /// Of them, those that failed.
    pub failed: usize,
    /// Drafts that were made, or would be.
    pub drafts: usize,
}

impl Told {
    fn tell(
        &mut self,
        (contract, due_on): (&str, NaiveDate),
        drafts: &[RunDraft],
        reason: Option<&ApiError>,
    ) {
        if let Some(reason) = reason {
            self.failed += 1;
            self.lines.push(format!("{due_on} {contract}: {}", reason.sentence(texts())));
        }
        self.drafts += drafts.len();
        self.lines.extend(drafts.iter().map(|draft| {
            format!("{due_on} {contract}: {} {} {}", draft.customer, draft.amount, draft.currency)
        }));
    }
}

/// What is due in each of these companies, on lines; and how much of it failed.
pub async fn of_companies(
    database: &Database,
    companies: &[(CompanyId, String)],
    as_of: Option<NaiveDate>,
    dry_run: bool,
) -> Result<(Vec<String>, usize), Failure> {
    let (mut lines, mut failed) = (Vec::new(), 0);
    for (company, name) in companies {
        let told = if dry_run {
            rehearse_due(database, *company, as_of).await?
        } else {
            run_due(database, *company, as_of).await?
        };
        lines.push(format!("{name}: {} drafts, {} failed", told.drafts, told.failed));
        lines.extend(told.lines.iter().map(|line| format!("  {line}")));
        failed += told.failed;
    }
    Ok((lines, failed))
}

/// Does what is due by a day, or today; begun and worked off here, whoever else works on it too.
pub async fn run_due(
    database: &Database,
    company: CompanyId,
    as_of: Option<NaiveDate>,
) -> Result<Told, Failure> {
    let actor = Actor { company, person: None };
    let run = command::run(database, actor, "run_due", None, as_of, |tx, as_of| {
        Box::pin(async move {
            let run_on = match as_of {
                Some(day) => *day,
                None => tx.today().await?,
            };
            let batch_job_id = store::job_that_creates(tx).await?;
            let job_type = JobType::CreateInvoices;
            begin_run(tx, &NewRun { batch_job_id, job_type, due_on: None, run_on }).await
        })
    })
    .await?;
    let batch = database
        .read(company, move |scope| {
            Box::pin(async move {
                let query = ListQuery::default().with("run_id", run.to_string());
                let page = store::lists::list_runs(scope, &query).await?;
                Ok(page.rows.first().and_then(|row: &RunRow| row.batch_id))
            })
        })
        .await?;
    let mut told = Told::default();
    let Some(batch) = batch else { return Ok(told) };
    batch::work::<RunInvoices>(database, company, batch).await?;
    let rows = database
        .read(company, move |scope| {
            Box::pin(async move {
                let query = ListQuery::default().with("run_id", run.to_string());
                let mut rows: Vec<RunItemRow> = Vec::new();
                store::lists::each_item(scope, &query, |row| rows.push(row)).await?;
                Ok(rows)
            })
        })
        .await?;
    for row in &rows {
        let contract = format!("{} {}", row.contract_number, row.contract_name);
        told.tell((&contract, row.due_on), &row.drafts, row.reason.as_ref());
    }
    Ok(told)
}

/// What that would create; nothing is written.
pub async fn rehearse_due(
    database: &Database,
    company: CompanyId,
    as_of: Option<NaiveDate>,
) -> Result<Told, Failure> {
    let actor = Actor { company, person: None };
    let run_on = as_of.map(|day| day.to_string()).unwrap_or_default();
    let (mut told, mut after) = (Told::default(), None);
    loop {
        let ask = AskPreview { run_on: run_on.clone(), after };
        let preview = preview_run(database, actor, ask).await?;
        preview.rows.iter().for_each(|row: &PreviewRow| {
            told.tell((&row.contract, row.due_on), &row.drafts, row.reason.as_ref());
        });
        match preview.after {
            Some(last) => after = Some(last),
            None => return Ok(told),
        }
    }
}
