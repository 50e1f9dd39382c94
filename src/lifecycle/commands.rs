//! Verbs of a contract as a whole, and what becomes of its approved work.

mod retype;

pub use retype::{SetBillingType, set_billing_type};

use super::{rules, store};
use crate::{
    actuals,
    approvals::{self, rules::Approval},
    backlog,
    contracts::{
        self,
        model::{RoundingMove, setup::ContractForm},
    },
    entries::{
        self,
        commands::{CHUNK, Chunk},
        model::{Asker, Entry},
    },
    milestones,
    platform::{command::Tx, failure::Failure},
    prices, product_lines, retainers,
    vocabulary::{
        ids::{ActualId, ContractId, EntryId},
        paging::{BulkOutcome, Selection},
        refusal::Refusal,
        words::ContractState,
    },
};

/// Confirms a draft contract (R-SM-2); what was approved on its work before is taken back and
/// written anew under the terms that hold from now on (R-APP-11), also where its author asks for it
/// back: the request stays. Answers how many entries that were.
pub async fn confirm_contract(tx: &mut Tx, input: &(ContractId, i32)) -> Result<i64, Failure> {
    contracts::commands::confirm_contract(tx, input).await?;
    reevaluate(tx, input.0).await
}

/// Saves a contract as typed. Where the end of one in force moves, what was approved on its work on
/// the days that it covers from now on, or no longer covers, and is on no invoice, is written anew
/// (R-APP-11); milestones of a draft's lines are split anew (R-MS-5).
pub async fn save_contract(tx: &mut Tx, form: &ContractForm) -> Result<ContractId, Failure> {
    let before = match form.contract_id {
        Some(contract) => contracts::commands::period(tx, contract).await?,
        None => None,
    };
    let lines = milestones::commands::hold_lines(tx, form.contract_id).await?;
    let contract = contracts::commands::save_contract(tx, form).await?;
    milestones::commands::split_anew(tx, contract, &lines).await?;
    if let (Some((ContractState::Confirmed, before)), Some((_, after))) =
        (before, contracts::commands::period(tx, contract).await?)
        && before.to != after.to
    {
        let (from, to) = match (before.to, after.to) {
            (Some(one), Some(other)) => (one.min(other), Some(one.max(other))),
            (one, other) => (one.or(other).unwrap_or(after.from), None),
        };
        let ids = store::approved_after(tx, contract, from, to).await?;
        write_all_anew(tx, &ids).await?;
    }
    Ok(contract)
}

/// Gives the rounding of a line to a customer with a share; what was approved while nobody could
/// take it, and is on no invoice, is written anew, so that nothing of its quantity is lost
/// (R-APP-7). Answers how many entries were looked at.
pub async fn move_rounding(tx: &mut Tx, input: &RoundingMove) -> Result<i64, Failure> {
    let contract = contracts::commands::move_rounding(tx, input).await?;
    reevaluate(tx, contract).await
}

/// What was approved on a contract's work, under the terms that hold now; chunk by chunk.
async fn reevaluate(tx: &mut Tx, contract: ContractId) -> Result<i64, Failure> {
    let ids = store::approved_on(tx, contract).await?;
    write_all_anew(tx, &ids).await?;
    Ok(i64::try_from(ids.len()).unwrap_or(0))
}

async fn write_all_anew(tx: &mut Tx, ids: &[i64]) -> Result<(), Failure> {
    for chunk in ids.chunks(usize::try_from(CHUNK).unwrap_or(1)) {
        let entries = locked(tx, chunk).await?;
        write_anew(tx, entries).await?;
    }
    Ok(())
}

async fn locked(tx: &mut Tx, ids: &[i64]) -> Result<Vec<Entry>, Failure> {
    let chunk =
        Chunk { asker: &Asker::default(), only_own: false, after: EntryId(0), limit: CHUNK };
    entries::commands::entry_lock(tx, &Selection::Rows(ids.to_vec()), chunk).await
}

/// *Price anew*: entries whose sales in the backlog nothing priced, and that have a price by now,
/// are taken back and written anew (R-PRC-2). Selected rows that still have none, that have one
/// already, or of whose entry something is on an invoice, say so.
pub async fn price_anew(tx: &mut Tx, selection: &Selection) -> Result<BulkOutcome, Failure> {
    let (rows, priced) = backlog::commands::without_price(tx, selection).await?;
    let mut outcome = BulkOutcome::default();
    if priced > 0 {
        outcome.refused.push((Refusal::HasPrice, priced, Vec::new()));
    }
    let rows: Vec<i64> = rows.into_iter().map(|id| id.0).collect();
    let ids = store::entries_of(tx, &rows).await?;
    for chunk in ids.chunks(usize::try_from(CHUNK).unwrap_or(1)) {
        let entries = locked(tx, chunk).await?;
        let invoiced = entries::commands::invoiced(tx, &entries).await?;
        let (stopped, open): (Vec<Entry>, Vec<Entry>) =
            entries.into_iter().partition(|entry| invoiced.contains_key(&entry.entry_id));
        stopped.into_iter().for_each(|entry| {
            if let Some(refusal) = invoiced.get(&entry.entry_id) {
                outcome.refuse(refusal.clone(), entry.entry_id.0);
            }
        });
        let approvals = approvals::commands::plan(tx, &open).await?;
        let is_priced = |approval: &Approval| {
            approval.sales.iter().all(|(sale, _)| sale.has_price)
                && approvals::rules::fits(approval).is_ok()
        };
        let (priced, unpriced): (Vec<_>, Vec<_>) =
            open.into_iter().zip(approvals).partition(|(_, approval)| is_priced(approval));
        unpriced.into_iter().for_each(|(entry, approval)| {
            outcome.refuse(
                approvals::rules::fits(&approval).err().unwrap_or(Refusal::NoPrice),
                entry.entry_id.0,
            )
        });
        outcome.changed += i64::try_from(priced.len()).unwrap_or(0);
        replace(tx, priced).await?;
    }
    Ok(outcome)
}

/// What was approved on the work of contracts that came in confirmed: written anew under their
/// terms, as confirming them by hand does (R-APP-11).
pub async fn price_under(tx: &mut Tx, contracts: &[String]) -> Result<(), Failure> {
    let ids = store::approved_on_numbered(tx, contracts).await?;
    write_all_anew(tx, &ids).await
}

/// The same entries under other terms. Those on an invoice stay as they are: billed sales are left
/// alone (R-APP-11).
async fn write_anew(tx: &mut Tx, entries: Vec<Entry>) -> Result<(), Failure> {
    let invoiced = entries::commands::invoiced(tx, &entries).await?;
    let open: Vec<Entry> =
        entries.into_iter().filter(|e| !invoiced.contains_key(&e.entry_id)).collect();
    let approvals = approvals::commands::plan(tx, &open).await?;
    replace(tx, open.into_iter().zip(approvals).collect()).await
}

/// What stands of these entries is taken back; what approving them writes now is written in its
/// stead. The billing type that somebody set of a sale stays set (R-COR-11).
async fn replace(tx: &mut Tx, mut planned: Vec<(Entry, Approval)>) -> Result<(), Failure> {
    let ids: Vec<EntryId> = planned.iter().map(|(entry, _)| entry.entry_id).collect();
    let keys: Vec<i64> = ids.iter().map(|id| id.0).collect();
    let set = store::set_types(tx, &keys).await?;
    for (entry, approval) in &mut planned {
        rules::keep_types(entry.entry_id, approval, &set);
    }
    approvals::commands::take_back(tx, &ids).await?;
    let (typed, approvals): (Vec<_>, Vec<_>) = planned
        .into_iter()
        .map(|(entry, approval)| {
            let billing_type = approval.type_of(&entry);
            ((entry, billing_type), approval)
        })
        .unzip();
    entries::commands::entry_correct(tx, &typed).await?;
    approvals::commands::write(tx, approvals).await
}

/// Deletes a draft that nothing hangs on, with the prices that it has for itself.
pub async fn delete_contract(tx: &mut Tx, input: &(ContractId, i32)) -> Result<(), Failure> {
    contracts::commands::lock(tx, &[input.0.0]).await?;
    prices::commands::delete_prices_of(tx, input.0).await?;
    contracts::commands::delete_contract(tx, input).await
}

/// Closes a contract as lost (R-SM-3): unbilled sales that are on no invoice are taken back, their
/// costs stay; milestones, product lines and retainers that are on no invoice are Not Ready. Work approved on its
/// projects from now on is cost only. Answers how many sales were taken back.
pub async fn close_contract(tx: &mut Tx, input: &(ContractId, i32)) -> Result<i64, Failure> {
    contracts::commands::close_contract(tx, input).await?;
    milestones::commands::unmark_contracts(tx, &[input.0.0]).await?;
    product_lines::commands::unmark_contracts(tx, &[input.0.0]).await?;
    retainers::commands::unmark_contracts(tx, &[input.0.0]).await?;
    let open = backlog::commands::withdraw_contract(tx, input.0).await?;
    take_back_lost(tx, &open).await
}

/// Takes back unbilled sales of a lost contract that are neither on an invoice nor in the backlog
/// any more; answers how many.
pub async fn take_back_lost(tx: &mut Tx, open: &[ActualId]) -> Result<i64, Failure> {
    let sales = actuals::commands::read_sales(tx, open).await?;
    actuals::commands::cancel(tx, &sales).await?;
    Ok(i64::try_from(sales.len()).unwrap_or(0))
}
