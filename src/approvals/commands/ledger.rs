//! What entries write into the ledger and the backlog, and take back out of them.

use crate::{
    access,
    actuals::{self, model::Actual},
    approvals::rules::{self, Approval},
    backlog,
    contracts::{self, model::Terms},
    entries::{
        self,
        model::{Decided, Entry, Remarks},
    },
    platform::{command::Tx, failure::Failure},
    prices,
    vocabulary::{
        ids::{ActualId, EntryId},
        refusal::Refusal,
        words::{BillingType, TransactionType},
    },
};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet, HashSet};

/// What became of submitted entries.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Approved {
    /// What there is to be said of some that were approved.
    pub told: Vec<(EntryId, Decided)>,
    /// Those that stay submitted, since the ledger can't hold them, with why.
    pub unfit: Vec<(EntryId, Refusal)>,
}

/// Approves submitted entries, each with the word to its author: their state, the ledger, the
/// backlog (R-APP-1 to R-APP-10). Those that the ledger can't hold stay submitted.
pub async fn approve(
    tx: &mut Tx,
    entries: &[Entry],
    word: impl Fn(&Entry) -> String + Send,
) -> Result<Approved, Failure> {
    let mut approved = Approved::default();
    let mut types: BTreeMap<String, Vec<(EntryId, BillingType)>> = BTreeMap::new();
    let mut fitting = Vec::with_capacity(entries.len());
    for (entry, approval) in entries.iter().zip(plan(tx, entries).await?) {
        if let Err(refusal) = rules::fits(&approval) {
            approved.unfit.push((entry.entry_id, refusal));
            continue;
        }
        types.entry(word(entry)).or_default().push((entry.entry_id, approval.type_of(entry)));
        let mut told = Decided::default();
        count(std::slice::from_ref(&approval), &mut told);
        if told != Decided::default() {
            approved.told.push((entry.entry_id, told));
        }
        fitting.push(approval);
    }
    for (word, types) in &types {
        entries::commands::entry_approve(tx, types, word).await?;
    }
    write(tx, fitting).await?;
    Ok(approved)
}

/// What there is to be said of what was approved.
pub fn count(approvals: &[Approval], decided: &mut Decided) {
    for approval in approvals {
        let Remarks { without_price, at_zero, rate_left, outside_dates } = approval.remarks;
        decided.without_price += i64::from(without_price);
        decided.at_zero += i64::from(at_zero);
        decided.rate_left += i64::from(rate_left);
        decided.not_covered += i64::from(approval.is_not_covered());
        decided.outside_dates += i64::from(outside_dates);
    }
}

/// What approving these entries writes. Limited contracts are locked on the way, so that two at one
/// limit come one after another.
pub async fn plan(tx: &mut Tx, entries: &[Entry]) -> Result<Vec<Approval>, Failure> {
    let today = tx.today().await?;
    let projects: Vec<i64> =
        entries.iter().map(|e| e.project_id.0).collect::<HashSet<_>>().into_iter().collect();
    let (terms, prices) = loop {
        let (terms, prices) = prices::commands::terms(tx, &projects).await?;
        let held = contracts_of(&terms);
        contracts::commands::hold(tx, &held).await?;
        // One that was closed while we waited for it has no terms any more: read again.
        if contracts::commands::lost(tx, &held).await?.is_empty() {
            break (terms, prices);
        }
    };
    let currency = access::commands::company_currency(tx).await?;
    Ok(entries
        .iter()
        .map(|entry| rules::foresee(entry, &terms, &prices, currency, today))
        .collect())
}

fn contracts_of(terms: &Terms) -> Vec<i64> {
    terms.values().map(|t| t.contract_id.0).collect::<BTreeSet<_>>().into_iter().collect()
}

/// Writes what was planned, all or nothing; its entries are approved already.
pub async fn write(tx: &mut Tx, approvals: Vec<Approval>) -> Result<(), Failure> {
    approvals.iter().try_for_each(rules::fits)?;
    let contracts: BTreeSet<i64> = approvals
        .iter()
        .flat_map(|a| &a.sales)
        .filter_map(|(sale, _)| sale.contract_id)
        .map(|id| id.0)
        .collect();
    let limited = contracts::commands::hold(tx, &contracts.into_iter().collect::<Vec<_>>()).await?;
    let mut limits = backlog::commands::limits(tx, &limited).await?;
    let keys = approvals.iter().map(|a| a.costs.len() + a.sales.len()).sum();
    let rows = with_keys(approvals, actuals::commands::draw_ids(tx, keys).await?)?;

    let mut sales: Vec<&Actual> =
        rows.iter().filter(|r| r.transaction_type == TransactionType::UnbilledSales).collect();
    sales.sort_by_key(|s| (s.work_on, s.id));
    let mut open = Vec::with_capacity(sales.len());
    for sale in sales {
        open.extend(backlog::rules::open_row(sale, &mut limits));
    }
    actuals::commands::post(tx, &rows).await?;
    backlog::commands::open(tx, &open).await
}

/// Gives every row its key, and every sale its cost's.
fn with_keys(approvals: Vec<Approval>, ids: Vec<ActualId>) -> Result<Vec<Actual>, Failure> {
    let mut ids = ids.into_iter();
    let mut key = || ids.next().ok_or_else(|| Failure::Fault("fewer keys than rows".into()));
    let mut rows = Vec::new();
    for approval in approvals {
        let mut cost_keys = Vec::with_capacity(approval.costs.len());
        for cost in approval.costs {
            let id = key()?;
            cost_keys.push(id);
            rows.push(Actual { id, ..cost });
        }
        for (sale, cost_at) in approval.sales {
            let cost_actual_id = cost_at.and_then(|at| cost_keys.get(at).copied());
            rows.push(Actual { id: key()?, cost_actual_id, ..sale });
        }
    }
    Ok(rows)
}

/// R-APP-12: what stands of these entries is taken back and leaves the backlog, and with it the
/// room it held of limits. They are on no invoice, and their contracts are locked.
pub async fn take_back(tx: &mut Tx, entries: &[EntryId]) -> Result<(), Failure> {
    let ids: Vec<i64> = entries.iter().map(|id| id.0).collect();
    let standing = actuals::commands::standing(tx, &ids).await?;
    let sales: Vec<ActualId> = standing
        .iter()
        .filter(|a| a.transaction_type == TransactionType::UnbilledSales)
        .map(|a| a.id)
        .collect();
    backlog::commands::withdraw(tx, &sales).await?;
    actuals::commands::cancel(tx, &standing).await
}
