//! What becomes of approved work when its contract is confirmed, or lost.

use super::{CHUNK, ledger};
use crate::{
    actuals, backlog, contracts,
    entries::{
        model::Entry,
        store::{self, Chunk},
    },
    milestones,
    platform::{command::Tx, failure::Failure},
    retainers,
    vocabulary::{
        ids::{ActualId, ContractId, EntryId},
        paging::Selection,
        words::TransactionType,
    },
};

/// Confirms a draft contract (R-SM-2); what was approved on its work before is taken back and written anew under the terms
/// that hold from now on (R-APP-11). Answers how many entries that were.
pub async fn confirm_contract(tx: &mut Tx, input: &(ContractId, i32)) -> Result<i64, Failure> {
    let company = tx.company();
    contracts::commands::confirm_contract(tx, input).await?;
    let ids = store::approved_on(tx.connection(), company, input.0).await?;
    for chunk in ids.chunks(usize::try_from(CHUNK).unwrap_or(1)) {
        let chosen = Selection::Rows(chunk.to_vec());
        let entries = store::entry_lock(tx.connection(), company, &chosen, Chunk { person: None, only_own: false, after: EntryId(0), limit: CHUNK }).await?;
        write_anew(tx, entries).await?;
    }
    Ok(i64::try_from(ids.len()).unwrap_or(0))
}

/// The same entries under other terms. Those on an invoice stay as they are: billed sales are left alone (R-APP-11).
async fn write_anew(tx: &mut Tx, entries: Vec<Entry>) -> Result<(), Failure> {
    let company = tx.company();
    let invoiced = ledger::invoiced(tx, &entries).await?;
    let open: Vec<Entry> = entries.into_iter().filter(|e| !invoiced.contains_key(&e.entry_id)).collect();
    let ids: Vec<EntryId> = open.iter().map(|e| e.entry_id).collect();
    ledger::take_back(tx, &ids).await?;
    let approvals = ledger::plan(tx, &open).await?;
    let typed: Vec<_> = open.into_iter().zip(&approvals).map(|(entry, approval)| (entry, approval.billing_type)).collect();
    store::entry_correct(tx.connection(), company, &typed).await?;
    ledger::write(tx, approvals).await
}

/// Closes a contract as lost (R-SM-3): unbilled sales that are on no invoice are taken back, their costs stay; milestones and
/// retainers that are on no invoice are Not Ready. Work approved on its projects from now on is cost only. Answers how many
/// sales were taken back.
pub async fn close_contract(tx: &mut Tx, input: &(ContractId, i32)) -> Result<i64, Failure> {
    contracts::commands::close_contract(tx, input).await?;
    milestones::commands::unmark_contract(tx, input.0).await?;
    retainers::commands::unmark_contract(tx, input.0).await?;
    let open = backlog::commands::withdraw_contract(tx, input.0).await?;
    take_back_lost(tx, &open).await
}

/// Takes back unbilled sales of a lost contract that are neither on an invoice nor in the backlog any more; answers how many.
pub async fn take_back_lost(tx: &mut Tx, open: &[ActualId]) -> Result<i64, Failure> {
    let company = tx.company();
    let ids: Vec<i64> = open.iter().map(|id| id.0).collect();
    let entries = store::entries_of(tx.connection(), company, &ids).await?;
    let mut sales = actuals::commands::standing(tx, &entries).await?;
    sales.retain(|row| row.transaction_type == TransactionType::UnbilledSales && open.contains(&row.id));
    actuals::commands::cancel(tx, &sales).await?;
    Ok(i64::try_from(sales.len()).unwrap_or(0))
}
