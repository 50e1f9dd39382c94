//! Decisions of the contract book. Pure.

pub mod setup;

use super::model::{Cover, LimitBefore, LimitEdit, LineShare, LineTerms};
use crate::{
    book::model::Dimension,
    vocabulary::{
        ids::{CustomerId, ProjectId, TaskId},
        money::is_price,
        refusal::{Field, Refusal},
        split::Share,
        typed::number_in,
        words::{BillingMethod, BillingType, ContractState},
    },
};
use chrono::NaiveDate;
use rust_decimal::Decimal;

/// Whether contracts cover this work, but none on that day (as `Terms::is_outside`): nothing of it
/// is billed. What no contract covers on any day is not meant to be.
pub fn is_outside(
    covers: &[Cover],
    project: ProjectId,
    task: Option<TaskId>,
    day: NaiveDate,
) -> bool {
    let mut of_work = covers
        .iter()
        .filter(|cover| {
            cover.project_id == project && (cover.task_id.is_none() || cover.task_id == task)
        })
        .peekable();
    of_work.peek().is_some() && !of_work.any(|cover| cover.period.holds(day))
}

/// R-APP-7: who takes the rounding must have a share: at 0 % no row carries what rounding leaves.
pub fn rounding_has_a_share(mut splits: impl Iterator<Item = (Decimal, bool)>) -> bool {
    splits.all(|(percent, is_rounding)| !is_rounding || !percent.is_zero())
}

/// Whether the rounding of a line may go to another of its customers: away from one at 0 %, to one
/// with a share. Answers who has it.
pub fn move_rounding(
    state: ContractState,
    shares: &[LineShare],
    to: CustomerId,
) -> Result<CustomerId, Refusal> {
    if state == ContractState::Lost {
        return Err(Refusal::ContractIsReadOnly);
    }
    let from =
        shares.iter().find(|share| share.is_rounding).ok_or(Refusal::RoundingCustomerMissing)?;
    if !from.percent.is_zero() {
        return Err(Refusal::RoundingStays);
    }
    let taker = shares.iter().find(|share| share.customer_id == to).ok_or(Refusal::NotFound)?;
    if taker.percent.is_zero() { Err(Refusal::RoundingWithoutShare) } else { Ok(from.customer_id) }
}

/// R-APP-7: shares are percentages that total 100, exactly one takes the rounding, nobody is named
/// twice.
pub fn split_is_whole<'a>(splits: impl Iterator<Item = (&'a str, Decimal, bool)>) -> bool {
    let mut total = Decimal::ZERO;
    let mut rounding = 0;
    let mut names = std::collections::HashSet::new();
    for (name, percent, is_rounding) in splits {
        total += percent;
        rounding += i32::from(is_rounding);
        if !names.insert(name) || percent.is_sign_negative() {
            return false;
        }
    }
    total == Decimal::ONE_HUNDRED && rounding == 1
}

/// The shares of a line, for `split_quantity`.
pub fn shares(terms: &LineTerms) -> Vec<Share> {
    terms
        .customers
        .iter()
        .map(|c| Share { percent: c.percent, is_rounding: c.is_rounding })
        .collect()
}

/// R-APP-3: whether customers pay for work that a line covers.
pub fn billing_type(terms: &LineTerms, dimension: Dimension) -> BillingType {
    if terms.is_task_chargeable && !terms.not_chargeable.contains(&dimension) {
        BillingType::Chargeable
    } else {
        BillingType::NonChargeable
    }
}

/// Whether a contract's limits may be set: while it is being written or in force, at levels that
/// are evaluated (R-NTE-1).
pub fn may_set_limit(
    state: ContractState,
    billing_method: Option<BillingMethod>,
) -> Result<(), Refusal> {
    match (state, billing_method) {
        (
            ContractState::Lost,
            None
            | Some(
                BillingMethod::TimeAndMaterial | BillingMethod::FixedPrice | BillingMethod::Product,
            ),
        ) => Err(Refusal::ContractIsReadOnly),
        (
            ContractState::Draft | ContractState::Confirmed,
            Some(BillingMethod::FixedPrice | BillingMethod::Product),
        ) => Err(Refusal::LimitOnFixedPrice),
        (
            ContractState::Draft | ContractState::Confirmed,
            None | Some(BillingMethod::TimeAndMaterial),
        ) => Ok(()),
    }
}

/// The limit as typed, checked; blank takes it away.
pub fn set_limit(before: &LimitBefore, edit: &LimitEdit) -> Result<Option<Decimal>, Refusal> {
    may_set_limit(before.state, before.billing_method)?;
    let typed = edit.amount.trim();
    if typed.is_empty() {
        return Ok(None);
    }
    let amount = number_in(typed, Field::NotToExceed, before.currency)?;
    if !is_price(amount) {
        return Err(Refusal::FieldOutOfRange(Field::NotToExceed));
    }
    let decimals = before.currency.decimals();
    if amount.normalize().scale() > decimals {
        return Err(Refusal::FieldTooPrecise(Field::NotToExceed, decimals));
    }
    Ok(Some(amount))
}
