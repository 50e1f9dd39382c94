//! Verbs of the backlog.

use super::{
    model::{BacklogRow, Limit, LimitLevel, Mark, OpenRow, ReadySummary, TakenRow},
    rules::{self, Event},
    store,
};
use crate::{
    contracts::{self, model::LineTerms},
    platform::{command::Tx, failure::Failure},
    vocabulary::{
        ids::{ActualId, CompanyId, ContractId, CustomerId},
        paging::{BulkOutcome, ListQuery, Page, Selection, Totals},
        refusal::Refusal,
        words::{BillingType, NteStatus},
    },
};
use chrono::NaiveDate;
use sqlx::PgConnection;
use std::collections::{BTreeMap, BTreeSet};

/// Rows a refusal names, at most; the count says how many there are.
const NAMED: usize = 20;

/// A page of the backlog.
pub async fn list_backlog(conn: &mut PgConnection, company: CompanyId, query: &ListQuery) -> Result<Page<BacklogRow>, Failure> {
    store::backlog_list(conn, company.0, query).await
}

/// What the filtered backlog comes to.
pub async fn total_backlog(conn: &mut PgConnection, company: CompanyId, query: &ListQuery) -> Result<Totals, Failure> {
    store::backlog_totals(conn, company.0, query).await
}

/// Marks rows Ready to Invoice or Not Ready (R-SM-17, R-SM-18): a refused row says why, the others are changed (R-BL-4).
pub async fn mark_backlog(tx: &mut Tx, mark: &Mark) -> Result<BulkOutcome, Failure> {
    let company = tx.company();
    let contracts = store::selected_contracts(tx.connection(), company, &mark.selection).await?;
    contracts::commands::share(tx, &contracts).await?;
    let event = if mark.ready { Event::MarkReady } else { Event::MarkNotReady };
    let mut held = store::held_by_invoice(tx.connection(), company, &mark.selection).await?;
    if mark.ready {
        held.extend(store::held_by_limit(tx.connection(), company, &mark.selection).await?);
    }

    let mut refused: BTreeMap<Refusal, (i64, Vec<i64>)> = BTreeMap::new();
    let mut refuse = |refusal: Refusal, row: i64| {
        let (count, named) = refused.entry(refusal).or_default();
        *count += 1;
        if named.len() < NAMED {
            named.push(row);
        }
    };
    for row in held {
        if let Err(refusal) = rules::next(row.status, row.nte_status, row.nte_detail.as_deref(), &row.invoice, event) {
            refuse(refusal, row.actual_id);
        }
    }
    if let Selection::Rows(ids) = &mark.selection {
        for row in store::not_here(tx.connection(), company, ids).await? {
            refuse(Refusal::NotInBacklog, row);
        }
    }

    let changed = store::backlog_mark(tx.connection(), company, &mark.selection, mark.ready).await?;
    Ok(BulkOutcome { changed, refused: refused.into_iter().map(|(refusal, (count, named))| (refusal, count, named)).collect() })
}

/// Reset Not-to-Exceed Status: frees the room of committed rows, forgets failures (R-NTE-6, R-NTE-7). Rows on drafts,
/// rows that are not chargeable and rows without a limit are left alone.
pub async fn reset_limits(tx: &mut Tx, selection: &Selection) -> Result<BulkOutcome, Failure> {
    let company = tx.company();
    lock_selected(tx, selection).await?;
    let changed = store::limit_reset(tx.connection(), company, selection).await?;
    Ok(BulkOutcome { changed, refused: Vec::new() })
}

/// Reevaluate Not-to-Exceed Status: the chosen rows give up what they hold, then each is checked again in order of
/// date and id (R-NTE-3, R-NTE-6). Those that don't fit say which level stops them.
pub async fn reevaluate_limits(tx: &mut Tx, selection: &Selection) -> Result<BulkOutcome, Failure> {
    let company = tx.company();
    let contracts = lock_selected(tx, selection).await?;
    let rows = store::limit_rows(tx.connection(), company, selection, &contracts).await?;
    let projects: Vec<i64> = rows.iter().map(|r| r.project_id).collect::<BTreeSet<_>>().into_iter().collect();
    let (terms, _) = contracts::commands::terms(tx, &projects).await?;
    let limited: Vec<&LineTerms> = terms.values().filter(|t| has_limit(t)).collect();
    let mut limits = limits(tx, &limited).await?;

    for row in rows.iter().filter(|r| r.nte_status == NteStatus::Committed) {
        for level in [LimitLevel::LineCustomer(row.contract_line_id, row.customer_id), LimitLevel::Line(row.contract_line_id)] {
            if let Some(limit) = limits.get_mut(&level) {
                limit.used -= row.amount;
            }
        }
    }
    let mut evaluated = Vec::with_capacity(rows.len());
    let mut refused: BTreeMap<Refusal, (i64, Vec<i64>)> = BTreeMap::new();
    for row in &rows {
        let levels = [LimitLevel::LineCustomer(row.contract_line_id, row.customer_id), LimitLevel::Line(row.contract_line_id)];
        let (status, failed) = rules::evaluate(&mut limits, &levels, BillingType::Chargeable, row.amount);
        let detail = failed.map(|level| rules::level_name(level).to_owned());
        if let Some(level) = &detail {
            let (count, named) = refused.entry(Refusal::LimitFailed(level.clone())).or_default();
            *count += 1;
            if named.len() < NAMED {
                named.push(row.actual_id);
            }
        }
        evaluated.push((row.actual_id, status, detail));
    }

    let changed = store::limit_update(tx.connection(), company, &evaluated).await?;
    Ok(BulkOutcome { changed, refused: refused.into_iter().map(|(refusal, (count, named))| (refusal, count, named)).collect() })
}

/// Two people at the same limit come one after another. Answers the contracts that are locked: rows that others open
/// on more of them meanwhile are not this command's business.
async fn lock_selected(tx: &mut Tx, selection: &Selection) -> Result<Vec<i64>, Failure> {
    if matches!(selection, Selection::Rows(ids) if ids.is_empty()) {
        return Err(Refusal::NothingSelected.into());
    }
    let company = tx.company();
    let contracts = store::selected_contracts(tx.connection(), company, selection).await?;
    contracts::commands::lock(tx, &contracts).await?;
    Ok(contracts)
}

/// Opens rows: new unbilled sales, or what a draft gave back.
pub async fn open(tx: &mut Tx, rows: &[OpenRow]) -> Result<(), Failure> {
    let company = tx.company();
    for chunk in rows.chunks(20_000) {
        store::backlog_insert(tx.connection(), company, chunk).await?;
    }
    Ok(())
}

/// Takes sales out of the backlog that are taken back in the ledger; whoever calls does that. Their contracts are locked
/// already. `Outdated` if one of them is not there.
pub async fn withdraw(tx: &mut Tx, sales: &[ActualId]) -> Result<(), Failure> {
    let company = tx.company();
    let ids: Vec<i64> = sales.iter().map(|id| id.0).collect();
    let gone = store::backlog_withdraw(tx.connection(), company, &ids).await?;
    if gone.len() == sales.len() { Ok(()) } else { Err(Refusal::Outdated.into()) }
}

/// What creation can find on these contracts. They are locked already.
pub async fn summarize(tx: &mut Tx, contracts: &[i64], invoice_on: NaiveDate) -> Result<Vec<ReadySummary>, Failure> {
    let company = tx.company();
    store::ready_summary(tx.connection(), company, contracts, invoice_on).await
}

/// Takes what is Ready of these contracts and customers; whoever calls must claim every row.
pub async fn take(tx: &mut Tx, pairs: &[(ContractId, CustomerId)], invoice_on: NaiveDate) -> Result<Vec<TakenRow>, Failure> {
    let company = tx.company();
    store::backlog_take(tx.connection(), company, pairs, invoice_on).await
}

/// Every limit of these lines with what is used of it (R-NTE-2, R-NTE-3). Their contracts are locked already.
pub async fn limits(tx: &mut Tx, terms: &[&LineTerms]) -> Result<BTreeMap<LimitLevel, Limit>, Failure> {
    let limited: Vec<i64> = terms.iter().filter(|t| has_limit(t)).map(|t| t.contract_line_id.0).collect();
    if limited.is_empty() {
        return Ok(BTreeMap::new());
    }
    let company = tx.company();
    let used = store::used(tx.connection(), company, &limited).await?;
    let mut limits = BTreeMap::new();
    for t in terms {
        let line = t.contract_line_id;
        if let Some(limit) = t.not_to_exceed {
            let used = used.iter().filter(|u| u.0 == line).map(|u| u.2).sum();
            limits.insert(LimitLevel::Line(line), Limit { limit, used });
        }
        for c in &t.customers {
            if let Some(limit) = c.not_to_exceed {
                let used = used.iter().filter(|u| u.0 == line && u.1 == c.customer_id).map(|u| u.2).sum();
                limits.insert(LimitLevel::LineCustomer(line, c.customer_id), Limit { limit, used });
            }
        }
    }
    Ok(limits)
}

/// Whether a line or one of its customers is capped.
pub fn has_limit(terms: &LineTerms) -> bool {
    terms.not_to_exceed.is_some() || terms.customers.iter().any(|c| c.not_to_exceed.is_some())
}
