//! Preview: what a run of some day would create, worked out by running it and taking everything back.

use super::{begin::plan, due::run_days};
use crate::{
    platform::{
        command::{self, Actor, Tx},
        database::Database,
        failure::Failure,
    },
    runs::{
        model::{AskPreview, NewRun, Preview, PreviewRow},
        store,
        words::JobType,
    },
    vocabulary::{ids::ContractId, refusal::Field, typed::date},
};
use std::collections::{BTreeSet, HashMap};

/// Contracts that are told at once.
const CONTRACTS_AT_ONCE: usize = 100;

/// What a run of some day would create, of the next contracts after one; nothing is written.
pub async fn preview_run(
    database: &Database,
    actor: Actor,
    ask: AskPreview,
) -> Result<Preview, Failure> {
    command::rehearse(database, actor, ask, |tx, ask| Box::pin(preview(tx, ask))).await
}

async fn preview(tx: &mut Tx, ask: &AskPreview) -> Result<Preview, Failure> {
    let run_on = match ask.run_on.trim() {
        "" => tx.today().await?,
        typed => date(typed, Field::Date)?,
    };
    let (last, _) = store::last_run(tx, JobType::CreateInvoices).await?;
    let mut planned = plan(tx, last, run_on).await?;
    let contracts: BTreeSet<ContractId> = planned.iter().map(|(_, id)| *id).collect();
    let contract_count = i64::try_from(contracts.len()).unwrap_or(i64::MAX);
    let mut rest = contracts.into_iter().filter(|id| ask.after.is_none_or(|after| *id > after));
    let some: Vec<ContractId> = rest.by_ref().take(CONTRACTS_AT_ONCE).collect();
    let after = rest.next().and(some.last().copied());
    planned.retain(|(_, contract)| some.contains(contract));

    let job_type = JobType::CreateInvoices;
    let run = NewRun { batch_job_id: None, job_type, due_on: None, run_on };
    let run = store::run_insert(tx, &run).await?;
    let items = store::items::items_insert(tx, run, &planned).await?;
    let items = store::items::items(tx, &items).await?;
    let done = run_days(tx, &items, run_on, None).await?;

    let outcomes: Vec<_> = done.into_iter().flatten().collect();
    let drafts: Vec<i64> =
        outcomes.iter().flat_map(|(_, made)| made.iter().flatten()).map(|id| id.0).collect();
    let drafts: HashMap<_, _> = store::items::drafts(tx, &drafts)
        .await?
        .into_iter()
        .map(|draft| (draft.invoice_id, draft))
        .collect();
    let names = store::items::contract_names(tx, &some).await?;
    let rows = outcomes
        .into_iter()
        .map(|(item, outcome)| PreviewRow {
            contract_id: item.contract_id,
            contract: names.get(&item.contract_id).cloned().unwrap_or_default(),
            due_on: item.due_on,
            drafts: outcome
                .iter()
                .flatten()
                .filter_map(|invoice| drafts.get(invoice).cloned())
                .collect(),
            reason: outcome.err(),
        })
        .collect();
    Ok(Preview { contract_count, rows, after })
}
