//! Verbs of milestones.

mod contract;

pub use super::store::{MILESTONES, list_milestones, total_milestones};

pub use contract::{hold_lines, split_anew, unmark_contracts};

use super::{
    model::{
        FixedPriceLine, Generate, LineMilestones, Mark, Milestone, MilestoneEdit, MilestoneRemoval,
        ProgressBilling, TakenMilestone,
    },
    rules::{self, Event},
    store,
};
use crate::{
    backlog::model::ReadySummary,
    contracts,
    platform::{command::Tx, failure::Failure, scope::Scope},
    vocabulary::{
        ids::{ContractId, ContractLineId, CustomerId, MilestoneId, MilestoneSplitId},
        paging::{BulkOutcome, Selection},
        refusal::Refusal,
        words::{ContractState, ScheduleType},
    },
};
use chrono::NaiveDate;
use rust_decimal::Decimal;
use std::collections::{BTreeSet, HashMap};

/// The fixed-price lines of a contract with their milestones.
pub async fn read_milestones(
    scope: &mut Scope,
    contract: ContractId,
) -> Result<Vec<LineMilestones>, Failure> {
    if !contracts::commands::contract_exists(scope, contract).await? {
        return Err(Refusal::NotFound.into());
    }
    let lines = store::lines(scope, Some(contract), None).await?;
    let ids: Vec<i64> = lines.iter().map(|line| line.contract_line_id.0).collect();
    let mut of_line: HashMap<ContractLineId, Vec<Milestone>> = HashMap::new();
    for (line, milestone) in store::milestones(scope, &ids).await? {
        of_line.entry(line).or_default().push(milestone);
    }
    Ok(lines
        .into_iter()
        .map(|line| LineMilestones {
            milestones: of_line.remove(&line.contract_line_id).unwrap_or_default(),
            line,
        })
        .collect())
}

/// Marks parts Ready to Invoice or Not Ready (R-SM-9, R-SM-10): a refused row says why, the others
/// are changed.
pub async fn mark_milestones(tx: &mut Tx, mark: &Mark) -> Result<BulkOutcome, Failure> {
    let chosen = store::MILESTONES.look_up(tx, &mark.selection).await?;
    let selection = chosen.parts().0;
    let contracts = store::selected_contracts(tx, selection).await?;
    contracts::commands::share(tx, &contracts).await?;
    if let Some((query, sight)) = chosen.matching_seen() {
        sight.check(&store::total_milestones(tx, query).await?)?;
    }
    let selected = store::selected(tx, selection, &contracts).await?;
    let seen = mark.selection.versions_seen();
    let lines: BTreeSet<i64> = selected.iter().map(|row| row.contract_line_id).collect();
    let sums = sums(tx, &lines.into_iter().collect::<Vec<_>>()).await?;
    let event = if mark.ready { Event::MarkReady } else { Event::MarkNotReady };

    let mut outcome = BulkOutcome::default();
    let mut allowed = Vec::with_capacity(selected.len());
    for row in selected {
        if mark.selection.is_stale(&seen, row.milestone_split_id, row.version) {
            outcome.refuse(Refusal::Outdated, row.milestone_split_id);
            continue;
        }
        let is_lost = row.contract_state == ContractState::Lost;
        let sum = if is_lost {
            Err(Refusal::ContractIsLost)
        } else {
            sums.get(&row.contract_line_id).cloned().unwrap_or(Ok(()))
        };
        match rules::next(
            row.status,
            row.schedule_type,
            &sum,
            row.invoice.as_deref().unwrap_or_default(),
            event,
        ) {
            Ok(_) => allowed.push(row.milestone_split_id),
            Err(refusal) => outcome.refuse(refusal, row.milestone_split_id),
        }
    }
    if let Selection::Rows(ids) = selection {
        for row in store::not_here(tx, ids).await? {
            outcome.refuse(Refusal::MilestoneGone, row);
        }
    }

    let marked = store::write::split_mark(tx, &allowed, mark.ready).await?;
    outcome.change(selection, marked.into_iter().map(|(row, version)| (row, Some(version))));
    Ok(outcome)
}

/// What the sum rule says of each line (R-MS-4).
async fn sums(tx: &mut Tx, lines: &[i64]) -> Result<HashMap<i64, Result<(), Refusal>>, Failure> {
    let sums = store::line_sums(tx, lines).await?;
    Ok(sums
        .into_iter()
        .map(|(line, contracted, estimated_tax, currency, amount, tax)| {
            (
                line,
                rules::check_sum(
                    contracted,
                    estimated_tax,
                    currency,
                    std::iter::once((amount, tax)),
                ),
            )
        })
        .collect())
}

/// Creates a milestone, or changes one (R-MS-1, R-MS-2, R-MS-5). Its parts are made anew where its
/// amount changes, Not Ready.
pub async fn save_milestone(tx: &mut Tx, edit: &MilestoneEdit) -> Result<MilestoneId, Failure> {
    let (line, milestones) = enter(tx, edit.contract_line_id).await?;
    rules::may_change_line(&line)?;
    let terms = rules::edit_milestone(edit, line.currency)?;
    let parts = rules::parts_of(&terms, &line.customers, line.currency);

    let Some(milestone_id) = edit.milestone_id else {
        tx.note((), &terms);
        let ids = store::write::milestone_insert(tx, &line, &[(terms, parts)]).await?;
        keep_marks_honest(tx, &[line.contract_line_id.0]).await?;
        return ids
            .into_iter()
            .next()
            .ok_or_else(|| Failure::Fault("a milestone without key".into()));
    };
    let before = seen(&milestones, milestone_id, edit.version)?;
    rules::may_edit(before, &terms)?;

    tx.note(&before.terms, &terms);
    store::write::milestone_update(tx, milestone_id, edit.version, &terms).await?;
    if (terms.amount, terms.tax) != (before.terms.amount, before.terms.tax) {
        let to = rules::rearrange(&rules::open_parts(before), parts);
        store::write::split_rearrange(tx, milestone_id, &to).await?;
    }
    keep_marks_honest(tx, &[line.contract_line_id.0]).await?;
    Ok(milestone_id)
}

/// Deletes a milestone with its parts, if no invoice has claimed any, or once billed one (R-MS-5,
/// R-SM-14).
pub async fn delete_milestone(tx: &mut Tx, removal: &MilestoneRemoval) -> Result<(), Failure> {
    let (line, milestones) = enter_by(tx, removal.milestone_id).await?;
    let before = seen(&milestones, removal.milestone_id, removal.version)?;
    rules::may_delete(before)?;

    tx.note(before, ());
    store::write::milestone_delete(tx, &[removal.milestone_id]).await?;
    keep_marks_honest(tx, &[line.contract_line_id.0]).await
}

/// Generate Periodic Milestones (R-MS-3): those that no invoice has, or had, make room, if they are
/// the ones that were shown.
pub async fn generate_milestones(tx: &mut Tx, generate: &Generate) -> Result<i64, Failure> {
    let (line, milestones) = enter(tx, generate.contract_line_id).await?;
    rules::may_change_line(&line)?;
    let (frequency, from, to) = rules::period(&generate.frequency, &generate.from, &generate.to)?;
    let new = rules::periodic(&line, &milestones, &frequency, from, to)?;
    let replaced: BTreeSet<MilestoneId> = milestones
        .iter()
        .filter(|m| rules::may_delete(m).is_ok())
        .map(|m| m.milestone_id)
        .collect();
    if replaced != generate.replaces.iter().copied().collect() {
        return Err(Refusal::Outdated.into());
    }

    tx.note(&milestones, &new);
    let new: Vec<_> = new
        .into_iter()
        .map(|terms| {
            let parts = rules::parts_of(&terms, &line.customers, line.currency);
            (terms, parts)
        })
        .collect();
    store::write::milestone_delete(tx, &replaced.into_iter().collect::<Vec<_>>()).await?;
    let made = store::write::milestone_insert(tx, &line, &new).await?;
    Ok(i64::try_from(made.len()).unwrap_or(0))
}

/// Cuts the next part off a progress-based milestone and marks it Ready (R-MS-7).
pub async fn bill_progress(tx: &mut Tx, bill: &ProgressBilling) -> Result<(), Failure> {
    let (line, milestones) = enter_by(tx, bill.milestone_id).await?;
    rules::may_change_line(&line)?;
    if line.schedule_type != ScheduleType::ProgressBased {
        return Err(Refusal::MilestoneIsBilledWhole.into());
    }
    let before = seen(&milestones, bill.milestone_id, bill.version)?;
    rules::check_sum(
        line.contracted_amount,
        line.estimated_tax,
        line.currency,
        milestones.iter().map(|m| (m.terms.amount, m.terms.tax)),
    )?;
    let (_, remaining) = rules::invoiced(before);
    let next = rules::next_amount(&bill.next, before.terms.amount, remaining, line.currency)?;
    let open = rules::open_parts(before);
    let to = rules::rearrange(&open, rules::cut(&open, next, line.currency.decimals()));

    tx.note(&before.parts, next);
    store::write::milestone_touch(tx, bill.milestone_id, bill.version).await?;
    store::write::split_rearrange(tx, bill.milestone_id, &to).await
}

/// A line with its milestones, its contract locked: whoever changes or bills them comes one after
/// another.
async fn enter(
    tx: &mut Tx,
    line: ContractLineId,
) -> Result<(FixedPriceLine, Vec<Milestone>), Failure> {
    let contract = store::contract_of_line(tx, line).await?.ok_or(Refusal::NotFound)?;
    contracts::commands::lock(tx, &[contract]).await?;
    let found =
        store::lines(tx, None, Some(line)).await?.into_iter().next().ok_or(Refusal::NotFound)?;
    let milestones = store::milestones(tx, &[line.0]).await?;
    Ok((found, milestones.into_iter().map(|(_, milestone)| milestone).collect()))
}

async fn enter_by(
    tx: &mut Tx,
    milestone: MilestoneId,
) -> Result<(FixedPriceLine, Vec<Milestone>), Failure> {
    let line = store::line_of_milestone(tx, milestone).await?.ok_or(Refusal::NotFound)?;
    enter(tx, line).await
}

/// The milestone as it was on the screen.
fn seen(
    milestones: &[Milestone],
    milestone: MilestoneId,
    version: i32,
) -> Result<&Milestone, Refusal> {
    let found = milestones.iter().find(|m| m.milestone_id == milestone).ok_or(Refusal::NotFound)?;
    if found.version == version { Ok(found) } else { Err(Refusal::Outdated) }
}

/// R-MS-4: where the milestones of a line no longer sum to what is contracted, none of them stays
/// Ready.
async fn keep_marks_honest(tx: &mut Tx, lines: &[i64]) -> Result<(), Failure> {
    let off: Vec<i64> = sums(tx, lines)
        .await?
        .into_iter()
        .filter(|(_, sum)| sum.is_err())
        .map(|(line, _)| line)
        .collect();
    if off.is_empty() { Ok(()) } else { store::write::lines_unmark(tx, &off).await }
}

/// What creation can find on these contracts. They are locked already.
pub async fn summarize(
    tx: &mut Tx,
    contracts: &[i64],
    invoice_on: NaiveDate,
) -> Result<Vec<ReadySummary>, Failure> {
    store::take::ready_summary(tx, contracts, invoice_on).await
}

/// Contracts that are confirmed, and the days up to this one of what is Ready on them (R-RUN-5).
pub async fn due(
    scope: &mut Scope,
    by: NaiveDate,
) -> Result<Vec<(ContractId, NaiveDate)>, Failure> {
    store::take::due(scope, by).await
}

/// What is Ready of these contracts and customers, which are locked already; whoever calls must
/// claim every part.
pub async fn take(
    tx: &mut Tx,
    pairs: &[(ContractId, CustomerId)],
    invoice_on: NaiveDate,
) -> Result<Vec<TakenMilestone>, Failure> {
    store::take::ready(tx, pairs, invoice_on).await
}

/// R-APP-14: a journal says that parts were billed before Billwright, or takes that back. Their
/// contracts are locked already; whoever calls writes the ledger.
pub async fn bill_before(tx: &mut Tx, parts: &[i64], billed: bool) -> Result<(), Failure> {
    store::write::split_bill_before(tx, parts, billed).await
}

/// Parts that come off an invoice are Ready, as they were (R-SM-12); held back they are not.
pub async fn hold_back(tx: &mut Tx, parts: &[MilestoneSplitId]) -> Result<(), Failure> {
    let ids: Vec<i64> = parts.iter().map(|part| part.0).collect();
    store::write::split_mark(tx, &ids, false).await?;
    Ok(())
}

/// Parts that were billed are credited (R-SM-14, E5, E11): whole, and they are Ready as before; or
/// so much of each stays billed, and the rest is a new part, Not Ready. Whoever calls has freed
/// their claims, and claims again what stays.
pub async fn credit(tx: &mut Tx, parts: &[(MilestoneSplitId, Decimal)]) -> Result<(), Failure> {
    let kept: Vec<(MilestoneSplitId, Decimal)> =
        parts.iter().copied().filter(|(_, kept)| *kept > Decimal::ZERO).collect();
    if !kept.is_empty() {
        store::write::split_cut(tx, &kept).await?;
    }
    Ok(())
}
