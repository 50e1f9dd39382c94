//! Decisions of the contract book. Pure.

pub mod book;
#[cfg(feature = "ssr")]
pub mod people;
#[cfg(feature = "ssr")]
pub mod planned;
pub mod setup;
pub mod team;

use super::model::{Cover, Dimension, LimitBefore, LimitEdit, LimitLevel, LineShare, LineTerms, Price};
use crate::vocabulary::{
    ids::{ContractId, CustomerId, ProjectId, TaskId},
    money::{FACTOR_DECIMALS, is_price, round},
    names::fold,
    refusal::{Field, Refusal},
    split::Share,
    texts::Texts,
    typed::number_in,
    words::{BillingMethod, BillingType, ContractState, Pricing, TransactionClass},
};
use chrono::NaiveDate;
use rust_decimal::Decimal;

/// Whether contracts cover this work, but none on that day (as `Terms::is_outside`): nothing of it is billed. What no contract covers
/// on any day is not meant to be.
pub fn is_outside(covers: &[Cover], project: ProjectId, task: Option<TaskId>, day: NaiveDate) -> bool {
    let mut of_work = covers.iter().filter(|cover| cover.project_id == project && (cover.task_id.is_none() || cover.task_id == task)).peekable();
    of_work.peek().is_some() && !of_work.any(|cover| cover.period.holds(day))
}

/// R-APP-7: who takes the rounding must have a share: at 0 % no row carries what rounding leaves.
pub fn rounding_has_a_share(mut splits: impl Iterator<Item = (Decimal, bool)>) -> bool {
    splits.all(|(percent, is_rounding)| !is_rounding || !percent.is_zero())
}

/// Whether the rounding of a line may go to another of its customers: away from one at 0 %, to one with a share. Answers who has it.
pub fn move_rounding(state: ContractState, shares: &[LineShare], to: CustomerId) -> Result<CustomerId, Refusal> {
    if state == ContractState::Lost {
        return Err(Refusal::ContractIsReadOnly);
    }
    let from = shares.iter().find(|share| share.is_rounding).ok_or(Refusal::RoundingCustomerMissing)?;
    if !from.percent.is_zero() {
        return Err(Refusal::RoundingStays);
    }
    let taker = shares.iter().find(|share| share.customer_id == to).ok_or(Refusal::NotFound)?;
    if taker.percent.is_zero() { Err(Refusal::RoundingWithoutShare) } else { Ok(from.customer_id) }
}

/// R-APP-7: shares are percentages that total 100, exactly one takes the rounding, nobody is named twice.
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
    terms.customers.iter().map(|c| Share { percent: c.percent, is_rounding: c.is_rounding }).collect()
}

/// What is to be priced, and when.
#[derive(Clone, Copy, Debug)]
pub struct Priced<'a> {
    /// Time, expense, …
    pub class: TransactionClass,
    /// As what, or for what.
    pub dimension: Dimension,
    /// Of its quantity; hours, whatever it says, for time.
    pub unit: &'a str,
    /// What a unit cost us, if that is known in the contract's currency.
    pub unit_cost: Option<Decimal>,
    /// When.
    pub day: NaiveDate,
}

/// R-PRC-1, R-PRC-2: the price per unit on a day, in the contract's currency; the contract's own before the company's. None: nothing
/// prices it, which is not the same as 0.
pub fn price_on(prices: &[Price], terms: &LineTerms, priced: Priced) -> Option<Decimal> {
    let holds =
        |p: &Price| p.currency == terms.currency && p.dimension == priced.dimension && p.transaction_class == priced.class && p.period.holds(priced.day);
    let of = |contract: Option<ContractId>| of_unit(prices.iter().filter(move |p| p.contract_id == contract && holds(p)), priced);
    let price = of(Some(terms.contract_id)).or_else(|| of(None))?;
    match price.pricing {
        Pricing::PerUnit => Some(price.unit_price),
        Pricing::AtCost => priced.unit_cost,
        Pricing::Markup => {
            let marked_up = priced.unit_cost?.saturating_mul(Decimal::ONE_HUNDRED + price.unit_price) / Decimal::ONE_HUNDRED;
            Some(round(marked_up, FACTOR_DECIMALS))
        }
    }
}

/// The price of a unit: hours have the hour's; others their own unit's, else one by cost, which is per whatever unit the cost is of.
/// Where no unit was written down, it is the one unit that has prices, if there is but one.
fn of_unit<'a>(mut prices: impl Iterator<Item = &'a Price> + Clone, priced: Priced) -> Option<&'a Price> {
    if priced.class == TransactionClass::Time {
        return prices.find(|p| is_hour(&p.unit));
    }
    if priced.unit.trim().is_empty() {
        let first = prices.next()?;
        return prices.all(|p| is_same_unit(&p.unit, &first.unit)).then_some(first);
    }
    prices.clone().find(|p| is_same_unit(&p.unit, priced.unit)).or_else(|| prices.find(|p| p.pricing != Pricing::PerUnit))
}

/// Whether two people mean the same unit, as names are compared.
pub fn is_same_unit(one: &str, other: &str) -> bool {
    fold(one) == fold(other)
}

/// Words for the one unit that time is priced by (price_of_time_is_by_the_hour).
const HOURS: [&str; 15] = ["hour", "hours", "h", "hr", "hrs", "stunde", "stunden", "std", "std.", "uur", "uren", "u", "time", "timer", "t"];

/// Whether a unit is the hour: the price of a day would be charged for each of its hours.
pub fn is_hour(unit: &str) -> bool {
    HOURS.contains(&fold(unit).as_str())
}

/// R-APP-3: whether customers pay for work that a line covers.
pub fn billing_type(terms: &LineTerms, dimension: Dimension) -> BillingType {
    if terms.is_task_chargeable && !terms.not_chargeable.contains(&dimension) { BillingType::Chargeable } else { BillingType::NonChargeable }
}

/// Whether a contract's limits may be set: while it is being written or in force, at levels that are evaluated (R-NTE-1).
pub fn may_set_limit(state: ContractState, billing_method: Option<BillingMethod>) -> Result<(), Refusal> {
    match (state, billing_method) {
        (ContractState::Lost, None | Some(BillingMethod::TimeAndMaterial | BillingMethod::FixedPrice)) => Err(Refusal::ContractIsReadOnly),
        (ContractState::Draft | ContractState::Confirmed, Some(BillingMethod::FixedPrice)) => Err(Refusal::LimitOnFixedPrice),
        (ContractState::Draft | ContractState::Confirmed, None | Some(BillingMethod::TimeAndMaterial)) => Ok(()),
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

/// How a level is named, also in the detail of a record that it stops (R-NTE-4).
pub fn level_name(level: LimitLevel) -> &'static str {
    match level {
        LimitLevel::LineCustomer(..) => "contract line customer",
        LimitLevel::Line(_) => "contract line",
        LimitLevel::ContractCustomer(..) => "contract customer",
        LimitLevel::Contract(_) => "contract",
    }
}

/// How a level is named on pages.
pub fn level_label(level: LimitLevel, t: &Texts) -> &'static str {
    match level {
        LimitLevel::LineCustomer(..) => t.limit_line_customer,
        LimitLevel::Line(_) => t.limit_line,
        LimitLevel::ContractCustomer(..) => t.limit_contract_customer,
        LimitLevel::Contract(_) => t.limit_contract,
    }
}
