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
        ids::{CompanyId, ContractId, CustomerId},
        paging::{BulkOutcome, ListQuery, Page, Selection, Totals},
        refusal::Refusal,
    },
};
use chrono::NaiveDate;
use sqlx::PgConnection;
use std::collections::BTreeMap;

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
    for row in held {
        if let Err(refusal) = rules::next(row.status, row.nte_status, row.nte_detail.as_deref(), &row.invoice, event) {
            let (count, named) = refused.entry(refusal).or_default();
            *count += 1;
            if named.len() < NAMED {
                named.push(row.actual_id);
            }
        }
    }

    let changed = store::backlog_mark(tx.connection(), company, &mark.selection, mark.ready).await?;
    if changed == 0 && refused.is_empty() && matches!(&mark.selection, Selection::Rows(ids) if ids.is_empty()) {
        return Err(Refusal::NothingSelected.into());
    }
    Ok(BulkOutcome { changed, refused: refused.into_iter().map(|(refusal, (count, named))| (refusal, count, named)).collect() })
}

/// Opens rows: new unbilled sales, or what a draft gave back.
pub async fn open(tx: &mut Tx, rows: &[OpenRow]) -> Result<(), Failure> {
    let company = tx.company();
    for chunk in rows.chunks(20_000) {
        store::backlog_insert(tx.connection(), company, chunk).await?;
    }
    Ok(())
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
