//! Verbs of entries.

mod contract;
mod correct;
mod imported;
mod journal;
mod ledger;
mod openings;
mod record;
mod rights;
mod sets;

pub use contract::{close_contract, confirm_contract, move_rounding, price_anew, price_under, save_contract, take_back_lost};
pub use correct::{correct_entries, preview_correction};
pub use imported::{add_entries, carry_on, known_entries, read_foretelling};
pub use journal::post_journal;
pub use openings::{cancel_openings, find_openable, list_openings, total_openings};
pub use record::{decide_own_entries, delete_entry, list_own_entries, read_choices, read_week, record_entry, total_own_entries};
pub use sets::{
    ApproveSet, approve_set, edit_approval_setting, fail_approval, list_approval_failures, list_approval_sets, read_approval_setting, request_approval,
    retry_approval_sets, total_approval_failures, total_approval_sets, work_on_set,
};

use super::{
    model::{Decide, Decided, Decision, Entry, EntryEdit, EntryRow},
    rules::{self, Approval},
    store::{self, Chunk, Whose},
};
use crate::{
    backlog, contracts,
    platform::{command::Tx, failure::Failure},
    vocabulary::{
        ids::{CompanyId, EntryId, PersonId},
        paging::{ListQuery, Page, Selection, Sight, Totals},
        refusal::{Field, Refusal},
        words::{BillingType, EntryState, TransactionClass},
    },
};
use rights::{asker, asker_of};
use sqlx::PgConnection;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// Entries decided in one transaction: bounds memory and locks.
const CHUNK: i64 = 10_000;

/// A page of entries; what is not decided yet says what approval would, and what is submitted whether limits would hold.
pub async fn list_entries(conn: &mut PgConnection, company: CompanyId, reader: Option<PersonId>, query: &ListQuery) -> Result<Page<EntryRow>, Failure> {
    let asker = asker(conn, company, reader).await?;
    let mut page = store::entry_list(conn, company.0, query, Whose::Of(asker.sees())).await?;
    let approvals = foretell(conn, company, &mut page.rows).await?;
    validate_limits(conn, company, &mut page.rows, &approvals).await?;
    page.rows.iter_mut().filter(|row| !asker.sees_cost_of(row.project_id)).for_each(|row| row.unit_cost = None);
    Ok(page)
}

/// Says what approval would of entries that aren't decided yet: billing types where nobody chose one (R-APP-3), and what would
/// be billed at 0 (R-PRC-2). Answers what approving those that wait for it would write, by their place.
async fn foretell(conn: &mut PgConnection, company: CompanyId, rows: &mut [EntryRow]) -> Result<Vec<(usize, Approval)>, Failure> {
    let open = |row: &EntryRow| matches!(row.state, EntryState::Draft | EntryState::Submitted | EntryState::Returned) && row.entry_journal_id.is_none();
    let projects: Vec<i64> = rows.iter().filter(|row| open(row)).map(|row| row.project_id.0).collect::<HashSet<_>>().into_iter().collect();
    if projects.is_empty() {
        return Ok(Vec::new());
    }
    let terms = contracts::commands::read_terms(conn, company, &projects).await?;
    let prices = contracts::commands::read_prices(conn, company).await?;
    let currency = store::company_currency(conn, company.0).await?;
    let mut approvals = Vec::new();
    for (at, row) in rows.iter_mut().enumerate().filter(|(_, row)| open(row)) {
        let Some(entry) = row.entry() else { continue };
        // Nothing that is said here depends on the day of approval.
        let approval = rules::foresee(&entry, &terms, &prices, currency, row.work_on);
        (row.billing_type, row.remarks) = (approval.billing_type, approval.remarks);
        if row.state == EntryState::Submitted {
            approvals.push((at, approval));
        }
    }
    Ok(approvals)
}

/// R-APP-9: asked when it is looked at, not kept from submission: limits are set, used and freed while an entry waits.
async fn validate_limits(conn: &mut PgConnection, company: CompanyId, rows: &mut [EntryRow], approvals: &[(usize, Approval)]) -> Result<(), Failure> {
    let contracts: BTreeSet<i64> = approvals.iter().flat_map(|(_, a)| &a.sales).filter_map(|(sale, _)| sale.contract_id).map(|id| id.0).collect();
    let limits = backlog::commands::limits(conn, company, &contracts.into_iter().collect::<Vec<_>>()).await?;
    for (at, approval) in approvals {
        if let Some(row) = rows.get_mut(*at) {
            row.nte_validation = Some(rules::nte_validation(approval, &limits));
        }
    }
    Ok(())
}

/// Count and hours of the filtered entries.
pub async fn total_entries(conn: &mut PgConnection, company: CompanyId, reader: Option<PersonId>, query: &ListQuery) -> Result<Totals, Failure> {
    let asker = asker(conn, company, reader).await?;
    store::entry_totals(conn, company.0, query, Whose::Of(asker.sees())).await
}

/// What an approver decides about entries, one chunk: permitted rows are changed, the others say why not.
pub async fn decide_entries(tx: &mut Tx, decide: &Decide) -> Result<Decided, Failure> {
    if !rules::is_for_approver(decide.decision) {
        return Err(Refusal::InputUnreadable.into());
    }
    decide_chunk(tx, decide, false).await
}

/// Lock, sort out what may not be, write: for approvers, or for people on their own work alone.
async fn decide_chunk(tx: &mut Tx, decide: &Decide, only_own: bool) -> Result<Decided, Failure> {
    let company = tx.company();
    let decision = decide.decision;
    let word = rules::word_with(decision, &decide.comment)?;
    let asker = asker_of(tx).await?;
    let chunk = Chunk { asker: &asker, only_own, after: decide.after, limit: CHUNK };
    let entries = store::entry_lock(tx.connection(), company, decide.selection.parts().0, chunk).await?;
    let rest = as_seen(tx.connection(), company, &decide.selection, chunk, &entries).await?;
    let seen = decide.selection.versions_seen();
    let invoiced: HashMap<EntryId, Refusal> = if rules::must_be_uninvoiced(decision) { ledger::invoiced(tx, &entries).await? } else { HashMap::new() };
    let own_is_allowed = !rules::is_refused_on_own_work(decision) || store::own_work_may_be_approved(tx.connection(), company).await?;

    let last = entries.last().map(|e| e.entry_id).filter(|_| entries.len() == usize::try_from(CHUNK).unwrap_or(0));
    let mut decided = Decided { last, rest, ..Decided::default() };
    let mut moves: BTreeMap<EntryState, (rules::Transition, Vec<Entry>)> = BTreeMap::new();
    for entry in entries {
        let judged = if only_own { rules::judge_own(&entry, decision) } else { rules::judge(&entry, decision, own_is_allowed) };
        let answer = match judged {
            Err(refusal @ Refusal::NotFound) => Err(refusal),
            _ if decide.selection.is_stale(&seen, entry.entry_id.0, entry.version) => Err(Refusal::Outdated),
            Ok(transition) => invoiced.get(&entry.entry_id).cloned().map_or(Ok(transition), Err),
            Err(refusal) => Err(refusal),
        };
        match answer {
            Ok(transition) => moves.entry(entry.state).or_insert((transition, Vec::new())).1.push(entry),
            Err(refusal) => decided.outcome.refuse(refusal, entry.entry_id.0),
        }
    }

    for (transition, entries) in moves.values() {
        let unfit = move_entries(tx, decision, *transition, entries, &word, &mut decided).await?;
        let stays: HashSet<EntryId> = unfit.iter().map(|(entry, _)| *entry).collect();
        let moved = entries.iter().filter(|entry| !stays.contains(&entry.entry_id));
        // Moving an entry is no change of what it says: its version is the same.
        decided.outcome.change(&decide.selection, moved.map(|entry| (entry.entry_id.0, Some(entry.version))));
        unfit.into_iter().for_each(|(entry, refusal)| decided.outcome.refuse(refusal, entry.0));
    }
    Ok(decided)
}

/// What is decided is what was seen: where all that match are chosen, this chunk, which is locked, and the rest come to it.
/// Answers what the rest comes to.
async fn as_seen(conn: &mut PgConnection, company: i64, selection: &Selection, chunk: Chunk<'_>, entries: &[Entry]) -> Result<Option<Sight>, Failure> {
    let Some((query, sight)) = selection.matching_seen() else { return Ok(None) };
    // One's own lists show what oneself did, not what one wrote down for others.
    let own = chunk.only_own.then_some(&chunk.asker.resources[..]);
    let whose = own.map_or(Whose::Of(chunk.asker.sees()), Whose::Own);
    let shown = || entries.iter().filter(|entry| own.is_none_or(|own| entry.resource_id.is_some_and(|id| own.contains(&id.0))));
    let hours = shown().filter(|e| e.transaction_class == TransactionClass::Time).map(|e| e.quantity).sum();
    let mut now = Totals { count: i64::try_from(shown().count()).unwrap_or(i64::MAX), quantity: hours, ..Totals::default() };
    let last = entries.last().filter(|_| i64::try_from(entries.len()) == Ok(chunk.limit));
    let rest = match last {
        None => None,
        Some(last) => {
            let beyond = ListQuery { beyond: Some(last.entry_id.0), ..query.clone() };
            let rest = store::entry_totals(conn, company, &beyond, whose).await?;
            (now.count, now.quantity) = (now.count + rest.count, now.quantity + rest.quantity);
            Some(Sight::of(&rest))
        }
    };
    sight.check(&now)?;
    Ok(rest)
}

/// What the ledger holds of an entry comes with its state and goes before it. Answers those that stay as they are, with the
/// reason.
async fn move_entries(
    tx: &mut Tx,
    decision: Decision,
    transition: rules::Transition,
    entries: &[Entry],
    word: &str,
    decided: &mut Decided,
) -> Result<Vec<(EntryId, Refusal)>, Failure> {
    let company = tx.company();
    let ids: Vec<EntryId> = entries.iter().map(|e| e.entry_id).collect();
    match decision {
        Decision::Approve => return ledger::approve(tx, entries, word, decided).await,
        Decision::ApproveRecall | Decision::CancelApproval => ledger::take_back(tx, &ids).await?,
        Decision::Submit | Decision::Recall | Decision::Return | Decision::RequestRecall | Decision::RejectRecall => {}
    }
    store::entry_move(tx.connection(), company, &ids, transition, word).await?;
    Ok(Vec::new())
}

/// What the approver changes on one submitted entry (R-APP-4).
pub async fn edit_entry(tx: &mut Tx, edit: &EntryEdit) -> Result<(), Failure> {
    let company = tx.company();
    let selection = Selection::Rows(vec![edit.entry_id.0]);
    let asker = asker_of(tx).await?;
    let chunk = Chunk { asker: &asker, only_own: false, after: EntryId(0), limit: 1 };
    let entry = store::entry_lock(tx.connection(), company, &selection, chunk).await?.into_iter().next().ok_or(Refusal::NotFound)?;
    let (terms, _) = contracts::commands::terms(tx, &[entry.project_id.0]).await?;

    if !entry.is_theirs_to_decide {
        return Err(Refusal::NotProjectApprover.into());
    }
    if entry.state != EntryState::Submitted {
        return Err(Refusal::EntryNotSubmitted.into());
    }
    if entry.version != edit.version {
        return Err(Refusal::Outdated.into());
    }
    let billable = rules::billable_quantity(&edit.billable_quantity)?;
    if edit.billing_type == BillingType::NotAvailable {
        return Err(Refusal::InputUnreadable.into());
    }
    let comment = rules::comment(&edit.external_comment, Field::ExternalDescription)?;
    // What the contract says anyhow is no choice: it may say otherwise by the time of approval.
    let said = rules::billing_type(None, entry.dimension, terms.of(entry.project_id, entry.transaction_class, entry.task_id, entry.work_on));
    let is_chosen = edit.billing_type != said;

    tx.note((entry.billable_quantity, entry.billing_type), (billable, edit.billing_type));
    store::entry_edit(tx.connection(), company, edit.entry_id, billable, (edit.billing_type, is_chosen), &comment).await
}

/// Whether the company lets people approve what they did themselves (R-SEC-1).
pub async fn read_entry_setting(conn: &mut PgConnection, company: CompanyId) -> Result<bool, Failure> {
    store::own_work_may_be_approved(conn, company.0).await
}

/// Sets whether people may approve what they did themselves, where it is still as it was seen.
pub async fn edit_entry_setting(tx: &mut Tx, (own_work_may_be_approved, seen): &(bool, bool)) -> Result<(), Failure> {
    let company = tx.company();
    let before = store::own_work_may_be_approved(tx.connection(), company).await?;
    if before != *seen {
        return Err(Refusal::Outdated.into());
    }
    tx.note(before, own_work_may_be_approved);
    store::setting_save(tx.connection(), company, *own_work_may_be_approved).await
}
