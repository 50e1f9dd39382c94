//! What is due is put on drafts, contract by contract, the oldest day first (R-RUN-5 to R-RUN-9). Drafts
//! are dated the day of the run; each day has drafts of its own, with what counted by then.

use crate::{
    access::{self, rules::JOB_KEEPERS},
    contracts,
    invoicing::create::{
        commands::{Taking, create_due},
        model::{Create, Created},
    },
    platform::{
        batch::{Many, Part, Refused},
        command::Tx,
        failure::Failure,
    },
    runs::store::{self, items::Item},
    schedules,
    vocabulary::{
        failure::ApiError,
        ids::{BatchId, ContractId, InvoiceId, RunItemId},
        refusal::Refusal,
    },
};
use chrono::NaiveDate;
use futures::future::BoxFuture;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// The automated run.
#[derive(Serialize, Deserialize)]
pub struct RunInvoices {
    /// The day on the drafts.
    pub invoice_on: NaiveDate,
}

impl Many for RunInvoices {
    const KIND: &'static str = "run_invoices";
    const CHUNK: usize = 100;

    fn chunk<'a>(
        &'a self,
        tx: &'a mut Tx,
        part: &'a Part,
    ) -> BoxFuture<'a, Result<Refused, Failure>> {
        Box::pin(chunk(tx, part, self.invoice_on))
    }
}

async fn chunk(tx: &mut Tx, part: &Part, invoice_on: NaiveDate) -> Result<Refused, Failure> {
    if !access::commands::may_still(tx, JOB_KEEPERS).await? {
        return Ok(part.items.iter().map(|id| (*id, Refusal::BeginnerMayNot.into())).collect());
    }
    let items = store::items::items(tx, &part.items).await?;
    let mut refused = Vec::new();
    for day in run_days(tx, &items, invoice_on, Some(part.batch_id)).await? {
        let failed = day
            .into_iter()
            .filter_map(|(item, outcome)| outcome.err().map(|reason| (item.run_item_id.0, reason)));
        refused.extend(failed);
    }
    Ok(refused)
}

/// What became of an item: its drafts, of which there may be none (R-SM-35), or why it failed.
pub type Outcome = (Item, Result<Vec<InvoiceId>, ApiError>);

/// Does items, day by day, and writes down what became of each.
pub async fn run_days(
    tx: &mut Tx,
    items: &[Item],
    invoice_on: NaiveDate,
    batch: Option<BatchId>,
) -> Result<Vec<Vec<Outcome>>, Failure> {
    // All of them in key order, before the first day.
    let keys: Vec<i64> = items.iter().map(|item| item.contract_id.0).collect();
    contracts::commands::lock(tx, &keys).await?;
    let mut done = Vec::new();
    for of_day in items.chunk_by(|one, other| one.due_on == other.due_on) {
        done.push(run_day(tx, of_day, invoice_on, batch).await?);
    }
    Ok(done)
}

/// Items of one day, each of another contract.
async fn run_day(
    tx: &mut Tx,
    items: &[Item],
    invoice_on: NaiveDate,
    batch: Option<BatchId>,
) -> Result<Vec<Outcome>, Failure> {
    let Some(due_on) = items.first().map(|item| item.due_on) else { return Ok(Vec::new()) };
    let contracts: Vec<ContractId> = items.iter().map(|item| item.contract_id).collect();
    let keys: Vec<i64> = contracts.iter().map(|id| id.0).collect();
    let days = schedules::commands::due_days(tx, &keys, due_on).await?;

    let lines = days.iter().map(|day| (day.contract_line_id, day.cut_off_on)).collect();
    let create = Create { contracts, invoice_on: Some(invoice_on), seen: None };
    let created = create_due(tx, &create, Taking::Due(due_on, lines), batch).await?;

    let became: HashMap<ContractId, Result<Vec<InvoiceId>, ApiError>> =
        created.into_iter().map(|one| (one.contract_id, outcome(one))).collect();
    let of = |contract: ContractId| became.get(&contract).cloned().unwrap_or(Ok(Vec::new()));
    let settled: Vec<_> =
        days.iter().map(|day| (day.invoice_schedule_id, of(day.contract_id).err())).collect();
    schedules::commands::settle(tx, &settled).await?;
    let outcomes: Vec<Outcome> = items.iter().map(|item| (*item, of(item.contract_id))).collect();
    write(tx, &outcomes).await?;
    Ok(outcomes)
}

/// R-RUN-8: nothing to bill is no failure.
fn outcome(created: Created) -> Result<Vec<InvoiceId>, ApiError> {
    match created.outcome {
        Ok(drafts) => Ok(drafts.into_iter().map(|draft| draft.invoice_id).collect()),
        Err(ApiError::Refused(Refusal::NothingToInvoice(..))) => Ok(Vec::new()),
        Err(error) => Err(error),
    }
}

async fn write(tx: &mut Tx, outcomes: &[Outcome]) -> Result<(), Failure> {
    let settled: Vec<(RunItemId, Option<ApiError>)> = outcomes
        .iter()
        .map(|(item, outcome)| (item.run_item_id, outcome.as_ref().err().cloned()))
        .collect();
    store::items::items_settle(tx, &settled).await?;
    let drafts: Vec<(RunItemId, InvoiceId)> = outcomes
        .iter()
        .flat_map(|(item, outcome)| {
            outcome.iter().flatten().map(|invoice| (item.run_item_id, *invoice))
        })
        .collect();
    if drafts.is_empty() { Ok(()) } else { store::items::drafts_insert(tx, &drafts).await }
}
