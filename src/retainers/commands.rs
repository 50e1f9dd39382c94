//! Verbs of retainers.

pub use super::store::{RETAINERS, list_retainers, total_retainers};

use super::{
    model::{
        ContractRetainers, Mark, Refund, RetainerContract, RetainerEdit, RetainerRemoval,
        RetainerRow, RetainerSchedule, RetainerSource, RetainerTerms, Takable,
    },
    rules::{self, Event},
    store,
};
use crate::{
    backlog::model::ReadySummary,
    contracts,
    platform::{command::Tx, failure::Failure, scope::Scope},
    vocabulary::{
        ids::{ContractId, CustomerId, RetainerId},
        paging::{BulkOutcome, ListQuery, PAGE_SIZE_LIMIT, Selection},
        refusal::Refusal,
    },
};
use chrono::NaiveDate;

/// A contract's retainers, the newest of them; the list has them all.
pub async fn read_retainers(
    scope: &mut Scope,
    contract: ContractId,
) -> Result<ContractRetainers, Failure> {
    let found = store::contract(scope, contract).await?.ok_or(Refusal::NotFound)?;
    let query = ListQuery {
        size: PAGE_SIZE_LIMIT,
        descending: true,
        sort: Some("date".into()),
        ..ListQuery::default()
    }
    .with("contract_id", contract.to_string());
    let newest = store::list_retainers(scope, &query).await?;
    let has_more = newest.next.is_some();
    Ok(ContractRetainers {
        contract: found,
        retainers: newest.rows.into_iter().rev().collect(),
        has_more,
    })
}

/// Creates a retainer, or changes one that no invoice bills (R-RET-1).
pub async fn save_retainer(tx: &mut Tx, edit: &RetainerEdit) -> Result<RetainerId, Failure> {
    let contract = enter(tx, edit.contract_id).await?;
    let terms = rules::edit_retainer(edit, &contract)?;

    let Some(retainer_id) = edit.retainer_id else {
        tx.note((), &terms);
        let ids = store::write::retainer_insert(tx, &contract, &[terms], false).await?;
        return ids
            .into_iter()
            .next()
            .ok_or_else(|| Failure::Fault("a retainer without key".into()));
    };
    let before = read(tx, retainer_id).await?;
    if before.contract_id != edit.contract_id {
        return Err(Refusal::NotFound.into());
    }
    rules::may_change(&before)?;

    tx.note(&before, &terms);
    store::write::retainer_update(tx, retainer_id, edit.version, &terms).await?;
    Ok(retainer_id)
}

/// Set up a retainer schedule (R-RET-2); answers how many retainers it made.
pub async fn schedule_retainers(tx: &mut Tx, schedule: &RetainerSchedule) -> Result<i64, Failure> {
    let contract = enter(tx, schedule.contract_id).await?;
    let terms = rules::schedule(schedule, &contract)?;

    tx.note((), &terms);
    let made = store::write::retainer_insert(tx, &contract, &terms, false).await?;
    Ok(i64::try_from(made.len()).unwrap_or(0))
}

/// Deletes a retainer that no invoice bills.
pub async fn delete_retainer(tx: &mut Tx, removal: &RetainerRemoval) -> Result<(), Failure> {
    let before = read(tx, removal.retainer_id).await?;
    contracts::commands::lock(tx, &[before.contract_id.0]).await?;
    let before = read(tx, removal.retainer_id).await?;
    rules::may_change(&before)?;

    tx.note(&before, ());
    store::write::retainer_delete(tx, removal.retainer_id, removal.version).await
}

/// Marks retainers Ready to Invoice or Not Ready: a refused row says why, the others are changed.
pub async fn mark_retainers(tx: &mut Tx, mark: &Mark) -> Result<BulkOutcome, Failure> {
    let chosen = store::RETAINERS.look_up(tx, &mark.selection).await?;
    let selection = chosen.parts().0;
    let contracts = store::selected_contracts(tx, selection).await?;
    contracts::commands::share(tx, &contracts).await?;
    if let Some((query, sight)) = chosen.matching_seen() {
        sight.check(&store::total_retainers(tx, query).await?)?;
    }
    let selected = store::selected(tx, selection, &contracts).await?;
    let seen = mark.selection.versions_seen();
    let event = if mark.ready { Event::MarkReady } else { Event::MarkNotReady };

    let mut outcome = BulkOutcome::default();
    let mut allowed = Vec::with_capacity(selected.len());
    for row in selected {
        if mark.selection.is_stale(&seen, row.retainer_id, row.version) {
            outcome.refuse(Refusal::Outdated, row.retainer_id);
            continue;
        }
        match rules::next(
            row.status,
            row.contract_state,
            row.invoice.as_deref().unwrap_or_default(),
            event,
        ) {
            Ok(_) => allowed.push(row.retainer_id),
            Err(refusal) => outcome.refuse(refusal, row.retainer_id),
        }
    }
    if let Selection::Rows(ids) = selection {
        for row in store::not_here(tx, ids).await? {
            outcome.refuse(Refusal::RetainerGone, row);
        }
    }

    let marked = store::write::retainer_mark(tx, &allowed, mark.ready).await?;
    outcome.change(selection, marked.into_iter().map(|(row, version)| (row, Some(version))));
    Ok(outcome)
}

/// Marks what is left of a retainer Ready to refund, or cancels that (R-RET-8); what a draft
/// refunds is taken off there.
pub async fn refund_retainer(tx: &mut Tx, refund: &Refund) -> Result<(), Failure> {
    let contract = store::contract_of(tx, refund.retainer_id).await?.ok_or(Refusal::NotFound)?;
    contracts::commands::lock(tx, &[contract.0]).await?;
    let before = lock(tx, refund.retainer_id).await?;
    if before.version != refund.version {
        return Err(Refusal::Outdated.into());
    }

    if rules::refund(&before, refund.refund)? {
        tx.note(before.refund_status, refund.refund);
        store::write::retainer_refund(tx, refund.retainer_id, refund.refund).await?;
    }
    Ok(())
}

/// R-APP-14: a journal says that retainers were billed before Billwright, or takes that back. Their
/// contracts are locked already; whoever calls writes the ledger.
pub async fn bill_before(tx: &mut Tx, retainers: &[i64], billed: bool) -> Result<(), Failure> {
    store::write::retainer_bill_before(tx, retainers, billed).await
}

/// Nothing is asked for beforehand on lost contracts (R-SM-3): retainers that no invoice bills are
/// Not Ready. They are held already.
pub async fn unmark_contracts(tx: &mut Tx, contracts: &[i64]) -> Result<(), Failure> {
    store::write::contracts_unmark(tx, contracts).await
}

/// A contract, locked: whoever plans or bills its retainers comes one after another.
async fn enter(tx: &mut Tx, contract: ContractId) -> Result<RetainerContract, Failure> {
    contracts::commands::lock(tx, &[contract.0]).await?;
    Ok(store::contract(tx, contract).await?.ok_or(Refusal::NotFound)?)
}

/// A retainer as it is.
async fn read(tx: &mut Tx, retainer: RetainerId) -> Result<RetainerRow, Failure> {
    let query = ListQuery::default().with("retainer_id", retainer.to_string());
    let row = store::list_retainers(tx, &query).await?.rows.into_iter().next();
    Ok(row.ok_or(Refusal::NotFound)?)
}

/// A retainer as it stands; nobody uses or marks it before this is done.
pub async fn lock(tx: &mut Tx, retainer: RetainerId) -> Result<RetainerRow, Failure> {
    store::take::retainer_lock(tx, &[retainer.0]).await?;
    read(tx, retainer).await
}

/// A retainer made for a draft: stored on the contract, at once Ready (R-RET-2). The contract is
/// held already.
pub async fn add_ready(
    tx: &mut Tx,
    edit: &RetainerEdit,
) -> Result<(RetainerId, RetainerTerms), Failure> {
    let contract = store::contract(tx, edit.contract_id).await?.ok_or(Refusal::NotFound)?;
    let terms = rules::edit_retainer(edit, &contract)?;
    let ids =
        store::write::retainer_insert(tx, &contract, std::slice::from_ref(&terms), true).await?;
    let id =
        ids.into_iter().next().ok_or_else(|| Failure::Fault("a retainer without key".into()))?;
    Ok((id, terms))
}

/// Marks a retainer Ready to refund, or not, for an open invoice that is locked already.
pub async fn set_refund(tx: &mut Tx, retainer: RetainerId, refund: bool) -> Result<(), Failure> {
    store::write::retainer_refund(tx, retainer, refund).await
}

/// What creation can find on these contracts. They are locked already; their retainers are from now
/// on.
pub async fn summarize(
    tx: &mut Tx,
    contracts: &[i64],
    invoice_on: NaiveDate,
) -> Result<Vec<ReadySummary>, Failure> {
    store::take::contract_lock(tx, contracts).await?;
    store::take::ready_summary(tx, contracts, invoice_on).await
}

/// Contracts that are confirmed, and the invoice dates up to this day of what is Ready on them
/// (R-RUN-12).
pub async fn due(
    scope: &mut Scope,
    by: NaiveDate,
) -> Result<Vec<(ContractId, NaiveDate)>, Failure> {
    store::take::due(scope, by).await
}

/// What new invoices of these contracts and customers bill, apply and refund, the oldest first.
/// Nobody uses them before this is done.
pub async fn take(
    tx: &mut Tx,
    pairs: &[(ContractId, CustomerId)],
    invoice_on: NaiveDate,
) -> Result<Vec<Takable>, Failure> {
    let contracts: Vec<i64> = pairs.iter().map(|(contract, _)| contract.0).collect();
    store::take::contract_lock(tx, &contracts).await?;
    store::take::takable(tx, pairs, invoice_on).await
}

/// Invoices that refunded what was left of these are confirmed.
pub async fn refunds_done(tx: &mut Tx, retainers: &[i64]) -> Result<(), Failure> {
    store::write::refunds_done(tx, retainers).await
}

/// Retainers, locked, with what is owed of each.
pub async fn lock_sources(tx: &mut Tx, retainers: &[i64]) -> Result<Vec<RetainerSource>, Failure> {
    store::take::retainer_lock(tx, retainers).await?;
    store::take::sources(tx, retainers).await
}

/// The same for reading only.
pub async fn read_sources(
    scope: &mut Scope,
    retainers: &[i64],
) -> Result<Vec<RetainerSource>, Failure> {
    store::take::sources(scope, retainers).await
}
