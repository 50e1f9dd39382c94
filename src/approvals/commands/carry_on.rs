//! Entries that are here are carried on with what their source says now.

use super::ledger;
use crate::{
    access,
    approvals::{
        model::Carried,
        rules::{self, Foretelling},
    },
    book::model::WhichProject,
    entries::{
        self,
        commands::{CHUNK, Chunk},
        model::{Asker, Decision, Entry, NewEntry, TakenChange},
    },
    platform::{command::Tx, failure::Failure, scope::Scope},
    prices::{self, rules::planned::Planned},
    vocabulary::{
        ids::{EntryId, ProjectId},
        paging::Selection,
        refusal::Refusal,
        words::EntryState,
    },
};
use std::collections::BTreeSet;

/// What is to be read to foretell what approving new entries would bill, together with what their
/// plan adds to the book; nothing is read per entry.
pub async fn read_foretelling(
    scope: &mut Scope,
    new: &[&NewEntry],
    planned: Planned<'_>,
) -> Result<Foretelling, Failure> {
    let named: BTreeSet<(ProjectId, &str)> = new
        .iter()
        .filter_map(|entry| match entry.project {
            WhichProject::Known(project) => Some((project, entry.task.as_str())),
            WhichProject::New(_) => None,
        })
        .collect();
    let projects: BTreeSet<i64> = named.iter().map(|(project, _)| project.0).collect();
    let tasks =
        entries::commands::tasks_named(scope, &named.into_iter().collect::<Vec<_>>()).await?;
    let book = prices::commands::read_planned_book(
        scope,
        &projects.into_iter().collect::<Vec<_>>(),
        planned,
    )
    .await?;
    let currency = access::commands::company_currency(scope).await?;
    Ok(Foretelling { book, tasks, currency })
}

/// Carries entries on with what their source says now: their work first, then who approved, then
/// what was invoiced.
pub async fn carry_on(tx: &mut Tx, carried: &Carried) -> Result<(), Failure> {
    let chunk = usize::try_from(CHUNK).unwrap_or(1);
    for changes in carried.changed.chunks(chunk) {
        take(tx, changes).await?;
    }
    for ids in carried.approved.chunks(chunk) {
        let entries = locked(tx, ids).await?;
        step(tx, &entries, EntryState::Draft, Decision::Submit).await?;
    }
    for ids in carried.invoiced.chunks(chunk) {
        settle(tx, ids).await?;
    }
    Ok(())
}

async fn locked(tx: &mut Tx, ids: &[EntryId]) -> Result<Vec<Entry>, Failure> {
    let chosen = Selection::Rows(ids.iter().map(|id| id.0).collect());
    entries::commands::entry_lock(
        tx,
        &chosen,
        Chunk { asker: &Asker::default(), only_own: false, after: EntryId(0), limit: CHUNK },
    )
    .await
}

/// Those of the entries that are in a state, one step further; answers them.
async fn step(
    tx: &mut Tx,
    entries: &[Entry],
    from: EntryState,
    decision: Decision,
) -> Result<Vec<EntryId>, Failure> {
    let ids: Vec<EntryId> =
        entries.iter().filter(|e| e.state == from).map(|e| e.entry_id).collect();
    if !ids.is_empty() {
        let transition = entries::rules::next(from, false, false, decision)?;
        entries::commands::entry_move(tx, &ids, transition, "").await?;
    }
    Ok(ids)
}

/// Approved ones are taken back and written anew, as a correction does (R-APP-14); submitted ones
/// are recalled meanwhile. What is on an invoice is refused by its name.
async fn take(tx: &mut Tx, changes: &[TakenChange]) -> Result<(), Failure> {
    let ids: Vec<EntryId> = changes.iter().map(|c| c.entry_id).collect();
    let entries = locked(tx, &ids).await?;
    if let Some(refusal) = entries::commands::invoiced(tx, &entries).await?.into_values().next() {
        return Err(refusal.into());
    }
    let approved: Vec<EntryId> = entries
        .iter()
        .filter(|e| matches!(e.state, EntryState::Approved | EntryState::RecallRequested))
        .map(|e| e.entry_id)
        .collect();

    let recalled = step(tx, &entries, EntryState::Submitted, Decision::Recall).await?;
    ledger::take_back(tx, &approved).await?;
    if entries::commands::entry_take(tx, changes).await?
        != u64::try_from(changes.len()).unwrap_or(0)
    {
        return Err(Refusal::Outdated.into());
    }
    let back = locked(tx, &recalled).await?;
    step(tx, &back, EntryState::Draft, Decision::Submit).await?;
    if approved.is_empty() {
        return Ok(());
    }
    let anew = locked(tx, &approved).await?;
    let approvals = ledger::plan(tx, &anew).await?;
    if let Some(refusal) = approvals.iter().find_map(|approval| rules::fits(approval).err()) {
        return Err(refusal.into());
    }
    let (typed, approvals): (Vec<_>, Vec<_>) = anew
        .into_iter()
        .zip(approvals)
        .map(|(entry, approval)| {
            let billing_type = approval.type_of(&entry);
            ((entry, billing_type), approval)
        })
        .unzip();
    entries::commands::entry_correct(tx, &typed).await?;
    ledger::write(tx, approvals).await
}

/// What was invoiced elsewhere leaves the ledger, and is history.
async fn settle(tx: &mut Tx, ids: &[EntryId]) -> Result<(), Failure> {
    let entries = locked(tx, ids).await?;
    if let Some(refusal) = entries::commands::invoiced(tx, &entries).await?.into_values().next() {
        return Err(refusal.into());
    }
    step(tx, &entries, EntryState::Draft, Decision::Submit).await?;
    step(tx, &entries, EntryState::Returned, Decision::Submit).await?;
    let approved: Vec<EntryId> =
        entries.iter().filter(|e| e.state == EntryState::Approved).map(|e| e.entry_id).collect();
    ledger::take_back(tx, &approved).await?;
    entries::commands::entry_settle(tx, ids).await
}
