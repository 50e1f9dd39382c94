//! Verbs of entries.

use super::{
    model::{Decide, Decided, Decision, Entry, EntryEdit, EntryRow, NewEntry},
    rules::{self, Approval},
    store,
};
use crate::{
    actuals::{self, model::Actual},
    backlog,
    contracts::{
        self,
        model::{Price, Terms},
    },
    platform::{command::Tx, failure::Failure},
    vocabulary::{
        currency::Currency,
        ids::{CompanyId, EntryId},
        paging::{ListQuery, Page, Selection, Totals},
        refusal::{Field, Refusal},
        words::{BillingType, EntryState},
    },
};
use sqlx::PgConnection;
use std::collections::{BTreeMap, BTreeSet, HashSet};

/// Entries decided in one transaction: bounds memory and locks.
const CHUNK: i64 = 10_000;

/// A page of entries.
pub async fn list_entries(conn: &mut PgConnection, company: CompanyId, query: &ListQuery) -> Result<Page<EntryRow>, Failure> {
    store::entry_list(conn, company.0, query).await
}

/// Count and hours of the filtered entries.
pub async fn total_entries(conn: &mut PgConnection, company: CompanyId, query: &ListQuery) -> Result<Totals, Failure> {
    store::entry_totals(conn, company.0, query).await
}

/// Submits, approves or returns entries, one chunk: permitted rows are changed, the others say why not.
pub async fn decide_entries(tx: &mut Tx, decide: &Decide) -> Result<Decided, Failure> {
    let company = tx.company();
    let comment = rules::comment(&decide.comment, Field::Comment)?;
    let entries = store::entry_lock(tx.connection(), company, &decide.selection, decide.after, CHUNK).await?;

    let mut moves: BTreeMap<EntryState, (rules::Transition, Vec<EntryId>)> = BTreeMap::new();
    let mut refused: BTreeMap<Refusal, (i64, Vec<i64>)> = BTreeMap::new();
    for entry in &entries {
        match rules::next(entry.state, entry.is_history, decide.decision) {
            Ok(transition) => moves.entry(entry.state).or_insert((transition, Vec::new())).1.push(entry.entry_id),
            Err(refusal) => {
                let (count, named) = refused.entry(refusal).or_default();
                *count += 1;
                if named.len() < 20 {
                    named.push(entry.entry_id.0);
                }
            }
        }
    }

    let mut decided =
        Decided { last: entries.last().map(|e| e.entry_id).filter(|_| entries.len() == usize::try_from(CHUNK).unwrap_or(0)), ..Decided::default() };
    for (transition, ids) in moves.values() {
        store::entry_move(tx.connection(), company, ids, *transition, &comment).await?;
        decided.outcome.changed += i64::try_from(ids.len()).unwrap_or(0);
    }
    if decide.decision == Decision::Approve {
        let approved: HashSet<EntryId> = moves.values().flat_map(|(_, ids)| ids.iter().copied()).collect();
        let approved: Vec<Entry> = entries.into_iter().filter(|e| approved.contains(&e.entry_id)).collect();
        write_approvals(tx, &approved, &mut decided).await?;
    }
    decided.outcome.refused = refused.into_iter().map(|(refusal, (count, named))| (refusal, count, named)).collect();
    Ok(decided)
}

/// Writes the ledger and the backlog for approved entries (R-APP-1 to R-APP-10).
async fn write_approvals(tx: &mut Tx, entries: &[Entry], decided: &mut Decided) -> Result<(), Failure> {
    let (firm, company, today) = (tx.actor().company, tx.company(), tx.today());
    let projects: Vec<i64> = entries.iter().map(|e| e.project_id.0).collect::<HashSet<_>>().into_iter().collect();
    let (terms, prices) = contracts::commands::terms(tx, &projects).await?;
    let touched: Vec<i64> = terms.values().map(|t| t.contract_id.0).collect::<BTreeSet<_>>().into_iter().collect();
    let limited = contracts::commands::hold(tx, &touched).await?;
    let mut limits = backlog::commands::limits(tx.connection(), firm, &limited).await?;
    let currency = store::company_currency(tx.connection(), company).await?;

    let approvals = approve_all(entries, &terms, &prices, currency, today);
    decided.without_price += i64::try_from(approvals.iter().filter(|a| a.without_price).count()).unwrap_or(0);
    decided.not_covered += i64::try_from(entries.iter().filter(|e| terms.of(e.project_id, e.transaction_class, None).is_none()).count()).unwrap_or(0);
    let keys = approvals.iter().map(|a| a.costs.len() + a.sales.len()).sum();
    let rows = with_keys(approvals, actuals::commands::draw_ids(tx, keys).await?)?;

    let mut sales: Vec<&Actual> = rows.iter().filter(|r| r.transaction_type == crate::vocabulary::words::TransactionType::UnbilledSales).collect();
    sales.sort_by_key(|s| (s.work_on, s.id));
    let mut open = Vec::with_capacity(sales.len());
    for sale in sales {
        open.extend(backlog::rules::open_row(sale, &mut limits));
    }
    actuals::commands::post(tx, &rows).await?;
    backlog::commands::open(tx, &open).await
}

fn approve_all(entries: &[Entry], terms: &Terms, prices: &[Price], currency: Currency, today: chrono::NaiveDate) -> Vec<Approval> {
    entries.iter().map(|entry| rules::approve(entry, terms.of(entry.project_id, entry.transaction_class, None), prices, currency, today)).collect()
}

/// Gives every row its key, and every sale its cost's.
fn with_keys(approvals: Vec<Approval>, ids: Vec<crate::vocabulary::ids::ActualId>) -> Result<Vec<Actual>, Failure> {
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

/// What the approver changes on one submitted entry (R-APP-4).
pub async fn edit_entry(tx: &mut Tx, edit: &EntryEdit) -> Result<(), Failure> {
    let company = tx.company();
    let selection = Selection::Rows(vec![edit.entry_id.0]);
    let entry = store::entry_lock(tx.connection(), company, &selection, EntryId(0), 1).await?.into_iter().next().ok_or(Refusal::NotFound)?;

    if entry.state != EntryState::Submitted {
        return Err(Refusal::EntryNotSubmitted.into());
    }
    let billable = rules::billable_quantity(&edit.billable_quantity)?;
    if edit.billing_type == BillingType::NotAvailable {
        return Err(Refusal::InputUnreadable.into());
    }
    let comment = rules::comment(&edit.external_comment, Field::ExternalDescription)?;

    tx.note((entry.billable_quantity, entry.billing_type), (billable, edit.billing_type));
    store::entry_edit(tx.connection(), company, edit.entry_id, billable, edit.billing_type, &comment).await
}

/// Adds entries from a checked plan; answers those that came in as submitted.
pub async fn add_entries(tx: &mut Tx, new: &[NewEntry]) -> Result<Vec<EntryId>, Failure> {
    let company = tx.company();
    let mut submitted = Vec::new();
    for chunk in new.chunks(20_000) {
        submitted.extend(store::entry_insert(tx.connection(), company, chunk).await?);
    }
    Ok(submitted)
}

/// Which of these source keys are here already.
pub async fn known_keys(conn: &mut PgConnection, company: CompanyId, keys: &[String]) -> Result<HashSet<String>, Failure> {
    store::known_keys(conn, company.0, keys).await
}
