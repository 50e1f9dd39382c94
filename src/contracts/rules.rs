//! Decisions of the contract book. Pure.

pub mod book;
pub mod setup;

use super::model::{Dimension, LimitBefore, LimitEdit, LimitLevel, LineTerms, Price};
use crate::vocabulary::{
    ids::ContractId,
    money::{FACTOR_DECIMALS, is_price, parse_decimal, round},
    refusal::{Field, Refusal},
    split::Share,
    texts::Texts,
    words::{BillingMethod, BillingType, ContractState, Pricing, TransactionClass},
};
use chrono::NaiveDate;
use rust_decimal::Decimal;

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

/// R-PRC-1, R-PRC-2: the price per unit on a day, in the contract's currency; the contract's own before the company's; none → 0.
/// `unit_cost` is what a unit cost us, if that is in the contract's currency.
pub fn price_on(prices: &[Price], terms: &LineTerms, class: TransactionClass, dimension: Dimension, unit_cost: Option<Decimal>, day: NaiveDate) -> Decimal {
    let holds =
        |p: &&Price| p.currency == terms.currency && p.transaction_class == class && p.dimension == dimension && p.valid_from <= day && day <= p.valid_to;
    let of = |contract: Option<ContractId>| prices.iter().filter(holds).find(|p| p.contract_id == contract);
    let Some(price) = of(Some(terms.contract_id)).or_else(|| of(None)) else { return Decimal::ZERO };
    let cost = unit_cost.unwrap_or_default();
    match price.pricing {
        Pricing::PerUnit => price.unit_price,
        Pricing::AtCost => cost,
        Pricing::Markup => {
            let marked_up = cost.saturating_mul(Decimal::ONE_HUNDRED + price.unit_price) / Decimal::ONE_HUNDRED;
            round(marked_up, FACTOR_DECIMALS)
        }
    }
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
    let amount = parse_decimal(typed).ok_or(Refusal::FieldNotANumber(Field::NotToExceed))?;
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
