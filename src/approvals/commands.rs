//! Verbs of approvals.

mod carry_on;
mod ledger;
mod sets;

pub use carry_on::{carry_on, read_foretelling};
pub use ledger::{approve, count, plan, take_back, write};
pub use sets::{
    ApproveSet, edit_approval_setting, one_by_one, read_approval_setting, request_approval,
    retry_sets,
};

use super::{
    model::EntryEdit,
    rules::{self, Approval},
    store,
};
use crate::{
    access, backlog, contracts,
    entries::{
        self,
        commands::{Chunk, Judge, Judged, Whose, asker, asker_of, judge_chunk, move_entries},
        model::{Decide, Decided, Decision, Entry, EntryRow},
        rules::is_refused_on_own_work,
    },
    platform::{command::Tx, failure::Failure, scope::Scope},
    prices,
    vocabulary::{
        ids::{EntryId, PersonId},
        paging::{BulkOutcome, ListQuery, Page, Selection, Totals},
        refusal::{Field, Refusal},
        words::{BillingType, EntryState},
    },
};
use std::collections::{BTreeSet, HashSet};

/// A page of entries; what is not decided yet says what approval would, and what is submitted
/// whether limits would hold.
pub async fn list_entries(
    scope: &mut Scope,
    reader: Option<PersonId>,
    query: &ListQuery,
) -> Result<Page<EntryRow>, Failure> {
    let asker = asker(scope, reader).await?;
    let mut page = entries::commands::entry_list(scope, query, Whose::Of(asker.sees())).await?;
    let approvals = foretell(scope, &mut page.rows).await?;
    validate_limits(scope, &mut page.rows, &approvals).await?;
    let ids: Vec<i64> = page
        .rows
        .iter()
        .filter(|row| row.state == EntryState::Submitted)
        .map(|row| row.entry_id.0)
        .collect();
    let waiting = store::waits_among(scope, &ids).await?;
    page.rows.iter_mut().for_each(|row| row.waits_in = waiting.get(&row.entry_id).copied());
    page.rows
        .iter_mut()
        .filter(|row| !asker.sees_cost_of(row.project_id))
        .for_each(|row| row.unit_cost = None);
    Ok(page)
}

/// Says what approval would of entries that aren't decided yet: billing types where nobody chose
/// one (R-APP-3), and what would be billed at 0 (R-PRC-2). Answers what approving those that wait
/// for it would write, by their place.
async fn foretell(
    scope: &mut Scope,
    rows: &mut [EntryRow],
) -> Result<Vec<(usize, Approval)>, Failure> {
    let open = |row: &EntryRow| {
        matches!(row.state, EntryState::Draft | EntryState::Submitted | EntryState::Returned)
            && row.entry_journal_id.is_none()
    };
    let projects: Vec<i64> = rows
        .iter()
        .filter(|row| open(row))
        .map(|row| row.project_id.0)
        .collect::<HashSet<_>>()
        .into_iter()
        .collect();
    if projects.is_empty() {
        return Ok(Vec::new());
    }
    let terms = contracts::commands::read_terms(scope, &projects).await?;
    let prices = prices::commands::read_prices(scope).await?;
    let currency = access::commands::company_currency(scope).await?;
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

/// R-APP-9: asked when it is looked at, not kept from submission: limits are set, used and freed
/// while an entry waits.
async fn validate_limits(
    scope: &mut Scope,
    rows: &mut [EntryRow],
    approvals: &[(usize, Approval)],
) -> Result<(), Failure> {
    let contracts: BTreeSet<i64> = approvals
        .iter()
        .flat_map(|(_, a)| &a.sales)
        .filter_map(|(sale, _)| sale.contract_id)
        .map(|id| id.0)
        .collect();
    let limits =
        backlog::commands::limits(scope, &contracts.into_iter().collect::<Vec<_>>()).await?;
    for (at, approval) in approvals {
        if let Some(row) = rows.get_mut(*at) {
            row.nte_validation = Some(rules::nte_validation(approval, &limits));
        }
    }
    Ok(())
}

/// Count and hours of the filtered entries.
pub async fn total_entries(
    scope: &mut Scope,
    reader: Option<PersonId>,
    query: &ListQuery,
) -> Result<Totals, Failure> {
    let asker = asker(scope, reader).await?;
    entries::commands::entry_totals(scope, query, Whose::Of(asker.sees())).await
}

/// What an approver decides about entries, one chunk: permitted rows are changed, the others say
/// why not.
pub async fn decide_entries(tx: &mut Tx, decide: &Decide) -> Result<Decided, Failure> {
    if !entries::rules::is_for_approver(decide.decision) {
        return Err(Refusal::InputUnreadable.into());
    }
    let decision = decide.decision;
    let own_is_allowed =
        !is_refused_on_own_work(decision) || store::own_work_may_be_approved(tx).await?;
    let Judged { mut decided, moves, word } =
        judge_chunk(tx, decide, Judge::Approver { own_is_allowed }).await?;
    for (transition, entries) in moves {
        let entries = free(tx, entries, &mut decided.outcome).await?;
        let ids: Vec<EntryId> = entries.iter().map(|e| e.entry_id).collect();
        match decision {
            Decision::Approve => {
                let approved = approve(tx, &entries, |_| word.clone()).await?;
                approved.told.iter().for_each(|(_, told)| decided.add_told(told));
                let unfit = approved.unfit;
                let stays: HashSet<EntryId> = unfit.iter().map(|(entry, _)| *entry).collect();
                let moved = entries.iter().filter(|entry| !stays.contains(&entry.entry_id));
                // Moving an entry is no change of what it says: its version is the same.
                decided.outcome.change(
                    &decide.selection,
                    moved.map(|entry| (entry.entry_id.0, Some(entry.version))),
                );
                unfit
                    .into_iter()
                    .for_each(|(entry, refusal)| decided.outcome.refuse(refusal, entry.0));
                continue;
            }
            // What the ledger holds of an entry goes before its state does.
            Decision::ApproveRecall | Decision::CancelApproval => take_back(tx, &ids).await?,
            Decision::Submit
            | Decision::Recall
            | Decision::Return
            | Decision::RequestRecall
            | Decision::RejectRecall => {}
        }
        move_entries(tx, decide, (transition, &entries), &word, &mut decided).await?;
    }
    Ok(decided)
}

/// Those of the entries that wait in no approval set; of the others it is decided already
/// (R-APP-13).
async fn free(
    tx: &mut Tx,
    entries: Vec<Entry>,
    outcome: &mut BulkOutcome,
) -> Result<Vec<Entry>, Failure> {
    let submitted: Vec<i64> =
        entries.iter().filter(|e| e.state == EntryState::Submitted).map(|e| e.entry_id.0).collect();
    let waiting = store::waits_among(tx, &submitted).await?;
    let (waits, free): (Vec<Entry>, Vec<Entry>) =
        entries.into_iter().partition(|entry| waiting.contains_key(&entry.entry_id));
    waits
        .into_iter()
        .for_each(|entry| outcome.refuse(Refusal::WaitsInApprovalSet, entry.entry_id.0));
    Ok(free)
}

/// What the approver changes on one submitted entry (R-APP-4).
pub async fn edit_entry(tx: &mut Tx, edit: &EntryEdit) -> Result<(), Failure> {
    let selection = Selection::Rows(vec![edit.entry_id.0]);
    let asker = asker_of(tx).await?;
    let chunk = Chunk { asker: &asker, only_own: false, after: EntryId(0), limit: 1 };
    let entry = entries::commands::entry_lock(tx, &selection, chunk)
        .await?
        .into_iter()
        .next()
        .ok_or(Refusal::NotFound)?;
    let (terms, _) = prices::commands::terms(tx, &[entry.project_id.0]).await?;

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
    let comment = entries::rules::comment(&edit.external_comment, Field::ExternalDescription)?;
    // What the contract says anyhow is no choice: it may say otherwise by the time of approval.
    let said = rules::billing_type(
        None,
        entry.dimension,
        terms.of(entry.project_id, entry.transaction_class, entry.task_id, entry.work_on),
    );
    // Where no line covers the work nothing is said, and the form begins with Chargeable.
    let said = if said == BillingType::NotAvailable { BillingType::Chargeable } else { said };
    let is_chosen = edit.billing_type != said;

    tx.note((entry.billable_quantity, entry.billing_type), (billable, edit.billing_type));
    entries::commands::entry_edit(
        tx,
        edit.entry_id,
        billable,
        (edit.billing_type, is_chosen),
        &comment,
    )
    .await
}

/// Whether the company lets people approve what they did themselves (R-SEC-1).
pub async fn read_entry_setting(scope: &mut Scope) -> Result<bool, Failure> {
    store::own_work_may_be_approved(scope).await
}

/// Sets whether people may approve what they did themselves, where it is still as it was seen.
pub async fn edit_entry_setting(
    tx: &mut Tx,
    (own_work_may_be_approved, seen): &(bool, bool),
) -> Result<(), Failure> {
    let before = store::own_work_may_be_approved(tx).await?;
    if before != *seen {
        return Err(Refusal::Outdated.into());
    }
    tx.note(before, own_work_may_be_approved);
    store::setting_save(tx, *own_work_may_be_approved).await
}
