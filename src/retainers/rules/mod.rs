//! Decisions about retainers. Pure.

mod ledger;

pub use ledger::{confirm_use, correct_use, rows_of_use};

use super::model::{RetainerContract, RetainerEdit, RetainerRow, RetainerSchedule, RetainerTerms};
use crate::claims::{model::ClaimStatus, rules::held};
use crate::vocabulary::{
    currency::Currency,
    dates::is_billable_day,
    frequency::Frequency,
    ids::{CustomerId, RetainerId},
    refusal::{Field, Refusal},
    split::in_equal_parts,
    typed::{date, money, number, required, whole},
    words::{ContractState, InvoicingStatus, RefundStatus},
};
use chrono::{Days, NaiveDate};
use rust_decimal::{Decimal, prelude::ToPrimitive};

/// The most retainers of one schedule: ten years of weeks.
pub const SCHEDULE_LIMIT: u32 = 520;
/// Room in a description for a schedule's numbering.
const DESCRIPTION_LIMIT: u32 = 180;

/// What somebody may do with a retainer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// Ready to Invoice.
    MarkReady,
    /// Not Ready to Invoice.
    MarkNotReady,
}

/// As for milestones (R-SM-8 to R-SM-13): where a retainer goes, or why not. Marking what is marked
/// already is no change and no refusal.
pub fn next(
    status: InvoicingStatus,
    contract: ContractState,
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
        (InvoicingStatus::NotReady | InvoicingStatus::Ready, Event::MarkReady) => {
            may_plan(contract).map(|()| InvoicingStatus::Ready)
        }
    }
}

/// R-SM-3, R-SM-5: whether a contract can have retainers made, changed or marked.
pub fn may_plan(contract: ContractState) -> Result<(), Refusal> {
    match contract {
        ContractState::Draft | ContractState::Confirmed => Ok(()),
        ContractState::Lost => Err(Refusal::ContractIsLost),
    }
}

/// What no invoice bills can still be changed or deleted; else that invoice is named.
pub fn may_change(retainer: &RetainerRow) -> Result<(), Refusal> {
    let invoice = retainer.invoice.as_deref().unwrap_or_default();
    match retainer.status {
        InvoicingStatus::NotReady | InvoicingStatus::Ready => Ok(()),
        InvoicingStatus::OnDraft => Err(held(ClaimStatus::OnDraft, invoice)),
        InvoicingStatus::Posted => Err(held(ClaimStatus::Posted, invoice)),
        InvoicingStatus::BilledBefore => Err(Refusal::BilledBefore),
    }
}

/// R-RET-3: whether it was prepaid, so that it can be used.
pub fn is_billed(status: InvoicingStatus) -> bool {
    match status {
        InvoicingStatus::Posted | InvoicingStatus::BilledBefore => true,
        InvoicingStatus::NotReady | InvoicingStatus::Ready | InvoicingStatus::OnDraft => false,
    }
}

/// R-RET-8: whether what is left can be refunded, or that be cancelled. `Ok(false)`: it is so
/// already.
pub fn refund(retainer: &RetainerRow, refund: bool) -> Result<bool, Refusal> {
    match (retainer.refund_status, refund) {
        (RefundStatus::Refunded, _) => Err(Refusal::RetainerIsRefunded),
        (RefundStatus::None, false) | (RefundStatus::Ready, true) => Ok(false),
        (RefundStatus::Ready, false) => retainer
            .refund_draft
            .as_ref()
            .map_or(Ok(true), |draft| Err(held(ClaimStatus::OnDraft, draft))),
        (RefundStatus::None, true) if !is_billed(retainer.status) => {
            Err(Refusal::RetainerIsNotBilled)
        }
        (RefundStatus::None, true) if retainer.available_amount <= Decimal::ZERO => {
            Err(Refusal::NothingAvailable)
        }
        (RefundStatus::None, true) => Ok(true),
    }
}

/// R-RET-1: what was typed, checked.
pub fn edit_retainer(
    edit: &RetainerEdit,
    contract: &RetainerContract,
) -> Result<RetainerTerms, Refusal> {
    may_plan(contract.state)?;
    Ok(RetainerTerms {
        customer_id: customer(edit.customer_id, contract)?,
        description: required(&edit.description, Field::Description, 200)?,
        invoice_on: date(&edit.invoice_on, Field::InvoiceDate)?,
        amount: positive(&edit.amount, Field::Amount, contract.currency)?,
    })
}

/// R-RET-2: the retainers of a schedule, equal but for the last, which takes what rounding leaves.
pub fn schedule(
    schedule: &RetainerSchedule,
    contract: &RetainerContract,
) -> Result<Vec<RetainerTerms>, Refusal> {
    may_plan(contract.state)?;
    let customer_id = customer(schedule.customer_id, contract)?;
    let description = required(&schedule.description, Field::Description, DESCRIPTION_LIMIT)?;
    let total = positive(&schedule.total, Field::Total, contract.currency)?;
    let dates = dates(schedule)?;
    let amounts = in_equal_parts(total, dates.len(), contract.currency.decimals());
    if amounts.iter().any(|amount| *amount <= Decimal::ZERO) {
        return Err(Refusal::TotalTooSmall);
    }
    let count = dates.len();
    let terms = |(at, (invoice_on, amount)): (usize, (NaiveDate, Decimal))| {
        let description = if count == 1 {
            description.clone()
        } else {
            format!("{description} {}/{count}", at + 1)
        };
        RetainerTerms { customer_id, description, invoice_on, amount }
    };
    Ok(dates.into_iter().zip(amounts).enumerate().map(terms).collect())
}

/// The days of a schedule: of its period; or as many as are asked for, from its first day on.
fn dates(schedule: &RetainerSchedule) -> Result<Vec<NaiveDate>, Refusal> {
    let frequency: Frequency = schedule
        .frequency
        .parse()
        .map_err(|_| Refusal::FieldNotAChoice(Field::InvoiceFrequency))?;
    let from = date(&schedule.from, Field::From)?;
    let dates: Vec<NaiveDate> = if schedule.number.trim().is_empty() {
        let to = date(&schedule.to, Field::To)?;
        if to < from {
            return Err(Refusal::FieldBefore(Field::To, Field::From));
        }
        frequency.runs(from, to)
    } else {
        let wanted = match whole(&schedule.number) {
            Some(wanted) => wanted,
            None => number(&schedule.number, Field::Number)?,
        };
        let wanted = wanted
            .is_integer()
            .then(|| wanted.to_u32())
            .flatten()
            .filter(|n| (1..=SCHEDULE_LIMIT).contains(n));
        let wanted = wanted.ok_or(Refusal::ScheduleLength(SCHEDULE_LIMIT))?;
        // Runs are at most a month apart.
        let days = u64::from(wanted + 1) * 31;
        let all = frequency.runs(from, from.checked_add_days(Days::new(days)).unwrap_or(from));
        all.into_iter().take(usize::try_from(wanted).unwrap_or(0)).collect()
    };
    match dates.last() {
        Some(last) if !is_billable_day(*last) => Err(Refusal::FieldNotADate(Field::To)),
        Some(_) if dates.len() <= usize::try_from(SCHEDULE_LIMIT).unwrap_or(0) => Ok(dates),
        Some(_) | None => Err(Refusal::ScheduleLength(SCHEDULE_LIMIT)),
    }
}

/// R-RET-4: what of the available retainers goes on an invoice that comes to so much: the oldest
/// first, in the order given.
pub fn apply(
    available: &[(RetainerId, Decimal)],
    chargeable: Decimal,
) -> Vec<(RetainerId, Decimal)> {
    let mut room = chargeable;
    let mut applied = Vec::new();
    for (retainer, amount) in available {
        let amount = room.min(*amount);
        if amount > Decimal::ZERO {
            room -= amount;
            applied.push((*retainer, amount));
        }
    }
    applied
}

/// R-RET-4: what is applied once an invoice comes to less: the newest gives way first. Only what
/// changes; 0 comes off.
pub fn refit(applied: &[(RetainerId, Decimal)], chargeable: Decimal) -> Vec<(RetainerId, Decimal)> {
    let amounts = applied.iter().map(|(_, amount)| *amount).sum::<Decimal>();
    let mut over = amounts - chargeable.max(Decimal::ZERO);
    let mut changed = Vec::new();
    for (retainer, amount) in applied.iter().rev() {
        let less = over.min(*amount);
        if less > Decimal::ZERO {
            over -= less;
            changed.push((*retainer, amount - less));
        }
    }
    changed
}

/// R-EDIT-8, R-RET-4: an applied amount as typed: not above what is available of the retainer, nor
/// what is left of the invoice once the others are applied. Blank: as much as there is and fits, if
/// that is something. 0 takes it off.
pub fn applied_amount(
    typed: &str,
    available: Decimal,
    left: Decimal,
    currency: Currency,
) -> Result<Decimal, Refusal> {
    if typed.trim().is_empty() {
        return match available.min(left) {
            fits if fits > Decimal::ZERO => Ok(fits),
            _ if available > Decimal::ZERO => {
                Err(Refusal::MoreThanChargeable(left.max(Decimal::ZERO), currency))
            }
            _ => Err(Refusal::NothingAvailable),
        };
    }
    let amount = money(typed, Field::Amount, currency)?;
    if amount > available {
        return Err(Refusal::MoreThanAvailable(available, currency));
    }
    if amount > left {
        Err(Refusal::MoreThanChargeable(left.max(Decimal::ZERO), currency))
    } else {
        Ok(amount)
    }
}

fn customer(
    chosen: Option<CustomerId>,
    contract: &RetainerContract,
) -> Result<CustomerId, Refusal> {
    let chosen = chosen.ok_or(Refusal::FieldMissing(Field::Customer))?;
    if contract.customers.iter().any(|(known, _)| *known == chosen) {
        Ok(chosen)
    } else {
        Err(Refusal::FieldNotAChoice(Field::Customer))
    }
}

/// An amount that is something.
pub fn positive(typed: &str, field: Field, currency: Currency) -> Result<Decimal, Refusal> {
    let amount = money(typed, field, currency)?;
    if amount.is_zero() { Err(Refusal::FieldNotPositive(field)) } else { Ok(amount) }
}
