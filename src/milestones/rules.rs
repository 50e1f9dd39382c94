//! Decisions about milestones. Pure.

use super::model::{
    FixedPriceLine, Milestone, MilestoneEdit, MilestonePart, MilestoneTerms, NextInvoice,
    PartTerms, Payer, Rearranged,
};
use crate::claims::{model::ClaimStatus, rules::held};
use crate::vocabulary::{
    currency::Currency,
    frequency::Frequency,
    ids::CustomerId,
    money::{FACTOR_DECIMALS, round},
    refusal::{Field, Refusal},
    split::{Share, by_largest_remainder, in_equal_parts, split_amount},
    typed::{date, money, number, text},
    words::{BillingMethod, ContractState, InvoicingStatus, MilestoneProgress, ScheduleType},
};
use chrono::NaiveDate;
use rust_decimal::Decimal;
use std::collections::BTreeSet;

/// What somebody may do with a part of a milestone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// Ready to Invoice.
    MarkReady,
    /// Not Ready to Invoice.
    MarkNotReady,
}

/// R-SM-8 to R-SM-13: where a part goes, or why not. Marking what is marked already is no change
/// and no refusal. `sum` is what the sum rule says of its line (R-MS-4), or that its contract is
/// lost (R-SM-3).
pub fn next(
    status: InvoicingStatus,
    schedule: ScheduleType,
    sum: &Result<(), Refusal>,
    invoice: &str,
    event: Event,
) -> Result<InvoicingStatus, Refusal> {
    match (status, event) {
        (InvoicingStatus::OnDraft, Event::MarkReady | Event::MarkNotReady) => {
            Err(held(ClaimStatus::OnDraft, invoice))
        }
        (InvoicingStatus::Posted, Event::MarkReady | Event::MarkNotReady) => {
            Err(held(ClaimStatus::Posted, invoice))
        }
        (InvoicingStatus::BilledBefore, Event::MarkReady | Event::MarkNotReady) => {
            Err(Refusal::BilledBefore)
        }
        (InvoicingStatus::NotReady | InvoicingStatus::Ready, Event::MarkNotReady) => {
            Ok(InvoicingStatus::NotReady)
        }
        (InvoicingStatus::Ready, Event::MarkReady) => Ok(InvoicingStatus::Ready),
        (InvoicingStatus::NotReady, Event::MarkReady) => match schedule {
            ScheduleType::ProgressBased => Err(Refusal::MilestoneIsProgressBased),
            ScheduleType::CompletedMilestones => sum.clone().map(|()| InvoicingStatus::Ready),
        },
    }
}

/// R-SM-5 to R-SM-7: what a milestone has come to, read off its parts. A part of 0 is on no
/// invoice: it holds nothing up, and a milestone of nothing is done once it is marked.
pub fn progress(parts: impl Iterator<Item = (InvoicingStatus, Decimal)>) -> MilestoneProgress {
    let (of_nothing, billed): (Vec<_>, Vec<_>) = parts.partition(|(_, amount)| amount.is_zero());
    let is_done = |status: InvoicingStatus| match status {
        InvoicingStatus::Posted | InvoicingStatus::BilledBefore => true,
        InvoicingStatus::Ready => billed.is_empty(),
        InvoicingStatus::NotReady | InvoicingStatus::OnDraft => false,
    };
    let counts = if billed.is_empty() { &of_nothing } else { &billed };
    let any_moved = counts.iter().any(|(status, _)| *status != InvoicingStatus::NotReady);
    let all_posted = counts.iter().all(|(status, _)| is_done(*status));
    match (any_moved, all_posted) {
        (true, true) => MilestoneProgress::Completed,
        (true, false) => MilestoneProgress::InProgress,
        (false, _) => MilestoneProgress::NotStarted,
    }
}

/// R-MS-4: the milestones of a line sum to its contracted amount, their taxes to its estimated tax;
/// else by how much not.
pub fn check_sum(
    contracted: Option<Decimal>,
    estimated_tax: Decimal,
    currency: Currency,
    milestones: impl Iterator<Item = (Decimal, Decimal)>,
) -> Result<(), Refusal> {
    let sum = milestones
        .fold((Decimal::ZERO, Decimal::ZERO), |(amount, tax), (a, t)| (amount + a, tax + t));
    let (amount, tax) = (sum.0 - contracted.unwrap_or_default(), sum.1 - estimated_tax);
    if amount.is_zero() && tax.is_zero() {
        Ok(())
    } else {
        Err(Refusal::MilestonesOffSum { amount, tax, currency })
    }
}

/// R-MS-1, R-SM-3: whether a line can have milestones made, changed or cut.
pub fn may_change_line(line: &FixedPriceLine) -> Result<(), Refusal> {
    match (line.billing_method, line.state) {
        (
            BillingMethod::TimeAndMaterial | BillingMethod::Product,
            ContractState::Draft | ContractState::Confirmed | ContractState::Lost,
        ) => Err(Refusal::MilestoneIsForFixedPrice),
        (BillingMethod::FixedPrice, ContractState::Lost) => Err(Refusal::ContractIsLost),
        (BillingMethod::FixedPrice, ContractState::Draft | ContractState::Confirmed)
            if line.customers.is_empty() =>
        {
            Err(Refusal::LineHasNoCustomers)
        }
        (BillingMethod::FixedPrice, ContractState::Draft | ContractState::Confirmed) => Ok(()),
    }
}

/// R-MS-5, R-SM-14: what no invoice has claimed may go, unless one had it that was credited since.
pub fn may_delete(milestone: &Milestone) -> Result<(), Refusal> {
    unclaimed(milestone)?;
    if milestone.parts.iter().any(|part| part.was_billed) {
        return Err(Refusal::MilestoneWasBilled);
    }
    Ok(())
}

/// Whether no invoice has claimed a part; else the invoice is named. A confirmed one says more than
/// a draft.
fn unclaimed(milestone: &Milestone) -> Result<(), Refusal> {
    let claimed = |status: InvoicingStatus| {
        milestone
            .parts
            .iter()
            .filter(move |part| part.status == status)
            .find_map(|part| part.invoice.as_ref().map(|(_, invoice)| invoice.clone()))
    };
    if let Some(invoice) = claimed(InvoicingStatus::Posted) {
        return Err(held(ClaimStatus::Posted, &invoice));
    }
    if milestone.parts.iter().any(|part| part.status == InvoicingStatus::BilledBefore) {
        return Err(Refusal::BilledBefore);
    }
    claimed(InvoicingStatus::OnDraft)
        .map_or(Ok(()), |invoice| Err(held(ClaimStatus::OnDraft, &invoice)))
}

/// The same for a change: once an invoice has claimed a part, only the task may change, which is
/// information. What was credited may change.
pub fn may_edit(before: &Milestone, terms: &MilestoneTerms) -> Result<(), Refusal> {
    if (MilestoneTerms { task: before.terms.task.clone(), ..terms.clone() }) == before.terms {
        Ok(())
    } else {
        unclaimed(before)
    }
}

/// R-MS-2: what was typed, checked.
pub fn edit_milestone(edit: &MilestoneEdit, currency: Currency) -> Result<MilestoneTerms, Refusal> {
    let name = text(&edit.name, Field::Name, 200)?;
    if name.is_empty() {
        return Err(Refusal::FieldMissing(Field::Name));
    }
    let milestone_on = date(&edit.milestone_on, Field::Date)?;
    let (amount, tax) = amounts(edit, currency)?;
    Ok(MilestoneTerms {
        name,
        milestone_on,
        amount,
        tax,
        task: text(&edit.task, Field::Task, 500)?,
    })
}

/// Amount and tax as typed, checked.
pub fn amounts(edit: &MilestoneEdit, currency: Currency) -> Result<(Decimal, Decimal), Refusal> {
    let amount = money(&edit.amount, Field::Amount, currency)?;
    let tax = if edit.tax.trim().is_empty() {
        Decimal::ZERO
    } else {
        money(&edit.tax, Field::Tax, currency)?
    };
    if amount.is_zero() && !tax.is_zero() {
        Err(Refusal::MilestoneTaxNeedsAnAmount)
    } else {
        Ok((amount, tax))
    }
}

/// R-MS-5: a part per customer; the rounding customer takes the rest.
pub fn parts_of(terms: &MilestoneTerms, payers: &[Payer], currency: Currency) -> Vec<PartTerms> {
    let shares: Vec<Share> = payers.iter().map(|payer| payer.share).collect();
    let amounts = split_amount(terms.amount, &shares, currency.decimals());
    let mut taxes = split_amount(terms.tax, &shares, currency.decimals());
    carry_tax(&amounts, &mut taxes);
    let sums = amounts.into_iter().zip(taxes);
    payers
        .iter()
        .zip(sums)
        .map(|(payer, (amount, tax))| PartTerms {
            customer_id: payer.customer_id,
            amount,
            tax,
            is_ready: false,
        })
        .collect()
}

/// What has no amount carries no tax: the largest carries it instead, the first of several.
fn carry_tax(amounts: &[Decimal], taxes: &mut [Decimal]) {
    let mut loose = Decimal::ZERO;
    for (amount, tax) in amounts.iter().zip(taxes.iter_mut()) {
        if amount.is_zero() {
            loose += std::mem::take(tax);
        }
    }
    let largest = amounts
        .iter()
        .enumerate()
        .max_by(|a, b| a.1.cmp(b.1).then(b.0.cmp(&a.0)))
        .map(|(at, _)| at);
    if let Some(tax) = largest.and_then(|at| taxes.get_mut(at)) {
        *tax += loose;
    }
}

/// Whether a line as it was and as it is now splits its milestones differently, or tells their
/// parts something else.
pub fn splits_otherwise(before: &FixedPriceLine, after: &FixedPriceLine) -> bool {
    (before.project_id, before.schedule_type, &before.customers)
        != (after.project_id, after.schedule_type, &after.customers)
}

/// The period of Generate Periodic Milestones, as typed.
pub fn period(
    frequency: &str,
    from: &str,
    to: &str,
) -> Result<(Frequency, NaiveDate, NaiveDate), Refusal> {
    let frequency =
        frequency.parse().map_err(|_| Refusal::FieldNotAChoice(Field::InvoiceFrequency))?;
    Ok((frequency, date(from, Field::From)?, date(to, Field::To)?))
}

/// R-MS-3: the milestones of a period, equal but for the last, which takes what rounding leaves.
/// Those that an invoice has claimed, or once billed, stay, and take their days and amounts with
/// them.
pub fn periodic(
    line: &FixedPriceLine,
    milestones: &[Milestone],
    frequency: &Frequency,
    from: NaiveDate,
    to: NaiveDate,
) -> Result<Vec<MilestoneTerms>, Refusal> {
    may_change_line(line)?;
    let contracted =
        line.contracted_amount.ok_or(Refusal::FieldMissing(Field::ContractedAmount))?;
    let kept: Vec<&MilestoneTerms> =
        milestones.iter().filter(|m| may_delete(m).is_err()).map(|m| &m.terms).collect();
    let amount = contracted - kept.iter().map(|t| t.amount).sum::<Decimal>();
    let tax = line.estimated_tax - kept.iter().map(|t| t.tax).sum::<Decimal>();
    if amount <= Decimal::ZERO || tax < Decimal::ZERO {
        return Err(no_room(milestones, (amount, tax), line.currency));
    }
    // What came to nothing, after it was credited, holds no day.
    let taken: BTreeSet<NaiveDate> =
        kept.iter().filter(|t| !t.amount.is_zero()).map(|t| t.milestone_on).collect();
    let dates: Vec<NaiveDate> =
        frequency.dates(from, to).into_iter().filter(|date| !taken.contains(date)).collect();
    if dates.is_empty() {
        return Err(Refusal::NoMilestoneDates);
    }
    let decimals = line.currency.decimals();
    let amounts = in_equal_parts(amount, dates.len(), decimals);
    let mut taxes = in_equal_parts(tax, dates.len(), decimals);
    carry_tax(&amounts, &mut taxes);
    let sums = amounts.into_iter().zip(taxes);
    Ok(dates
        .into_iter()
        .zip(sums)
        .map(|(day, (amount, tax))| MilestoneTerms {
            name: day.to_string(),
            milestone_on: day,
            amount,
            tax,
            task: String::new(),
        })
        .collect())
}

/// Why nothing is left for periodic milestones. What was credited never goes, but may change: where that
/// makes room, it says so (R-SM-14).
fn no_room(
    milestones: &[Milestone],
    (amount, tax): (Decimal, Decimal),
    currency: Currency,
) -> Refusal {
    let (held, tax_held) = milestones
        .iter()
        .filter(|m| unclaimed(m).is_ok() && may_delete(m).is_err())
        .fold((Decimal::ZERO, Decimal::ZERO), |(amount, tax), m| {
            (amount + m.terms.amount, tax + m.terms.tax)
        });
    if held > Decimal::ZERO && amount + held > Decimal::ZERO && tax + tax_held >= Decimal::ZERO {
        Refusal::CreditedMilestonesStay(held, currency)
    } else {
        Refusal::NothingLeftForMilestones
    }
}

/// R-MS-7: the amount that is billed next, of a whole of which so much remains.
pub fn next_amount(
    next: &NextInvoice,
    whole: Decimal,
    remaining: Decimal,
    currency: Currency,
) -> Result<Decimal, Refusal> {
    let amount = match next {
        NextInvoice::Amount(typed) => money(typed, Field::Amount, currency)?,
        NextInvoice::Percent(typed) => {
            let percent = number(typed, Field::Percent)?;
            if percent <= Decimal::ZERO
                || percent > Decimal::ONE_HUNDRED
                || percent.normalize().scale() > FACTOR_DECIMALS
            {
                return Err(Refusal::NextPercentOutOfRange);
            }
            let amount = round(whole * percent / Decimal::ONE_HUNDRED, currency.decimals());
            // Rounded up by a cent over what remains: the rest is meant.
            if amount - remaining == Decimal::new(1, currency.decimals()) {
                remaining
            } else {
                amount
            }
        }
    };
    if amount.is_zero() {
        return Err(Refusal::FieldOutOfRange(if matches!(next, NextInvoice::Percent(_)) {
            Field::Percent
        } else {
            Field::Amount
        }));
    }
    if amount > remaining { Err(Refusal::MoreThanRemains(remaining, currency)) } else { Ok(amount) }
}

/// R-MS-7: the open parts cut in two, what is billed next Ready and the rest not; each customer
/// bears it in proportion to what it has open. What was cut before and is not invoiced goes back
/// into the whole first.
pub fn cut(open: &[&MilestonePart], next: Decimal, decimals: u32) -> Vec<PartTerms> {
    let mut pools: Vec<(CustomerId, Decimal, Decimal)> = Vec::new();
    for part in open {
        match pools.iter_mut().find(|pool| pool.0 == part.customer_id) {
            Some(pool) => (pool.1, pool.2) = (pool.1 + part.amount, pool.2 + part.tax),
            None => pools.push((part.customer_id, part.amount, part.tax)),
        }
    }
    let total: Decimal = pools.iter().map(|pool| pool.1).sum();
    let exact: Vec<Decimal> = pools
        .iter()
        .map(|pool| if total.is_zero() { Decimal::ZERO } else { next * pool.1 / total })
        .collect();
    let mut parts = Vec::with_capacity(pools.len() * 2);
    for ((customer_id, amount, tax), ready) in
        pools.iter().copied().zip(by_largest_remainder(next, &exact, decimals))
    {
        let ready_tax =
            if ready == amount { tax } else { round(tax * ready / amount, decimals).min(tax) };
        if !ready.is_zero() || next == total {
            parts.push(PartTerms { customer_id, amount: ready, tax: ready_tax, is_ready: true });
        }
        if ready != amount || (amount.is_zero() && next != total) {
            parts.push(PartTerms {
                customer_id,
                amount: amount - ready,
                tax: tax - ready_tax,
                is_ready: false,
            });
        }
    }
    parts
}

/// How open parts become others: a customer's parts keep their keys as far as they go, first those
/// that were billed once. Of these, what is not needed stays as a part of nothing, which is on no
/// invoice: the ledger leads back to it (R-SM-14).
pub fn rearrange(open: &[&MilestonePart], wanted: Vec<PartTerms>) -> Rearranged {
    let (mut free, unbilled): (Vec<&MilestonePart>, Vec<&MilestonePart>) =
        open.iter().copied().partition(|part| part.was_billed);
    free.extend(unbilled);
    let mut rearranged = Rearranged::default();
    for part in wanted {
        match free.iter().position(|before| before.customer_id == part.customer_id) {
            Some(at) => rearranged.changed.push((free.remove(at).milestone_split_id, part)),
            None => rearranged.added.push(part),
        }
    }
    for part in free {
        if part.was_billed {
            let of_nothing = PartTerms {
                customer_id: part.customer_id,
                amount: Decimal::ZERO,
                tax: Decimal::ZERO,
                is_ready: false,
            };
            rearranged.changed.push((part.milestone_split_id, of_nothing));
        } else {
            rearranged.gone.push(part.milestone_split_id);
        }
    }
    rearranged
}

/// The parts that no invoice has claimed.
pub fn open_parts(milestone: &Milestone) -> Vec<&MilestonePart> {
    milestone
        .parts
        .iter()
        .filter(|part| matches!(part.status, InvoicingStatus::NotReady | InvoicingStatus::Ready))
        .collect()
}

/// R-VOC-15: what is on invoices, and what remains.
pub fn invoiced(milestone: &Milestone) -> (Decimal, Decimal) {
    let remaining = open_parts(milestone).iter().map(|part| part.amount).sum::<Decimal>();
    (milestone.terms.amount - remaining, remaining)
}
