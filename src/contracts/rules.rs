//! Decisions of the contract book. Pure.

use super::model::{LimitBefore, LimitEdit, LimitLevel, LineTerms, Price};
use crate::vocabulary::{
    currency::Currency,
    ids::RoleId,
    money::{is_price, parse_decimal},
    refusal::{Field, Refusal},
    split::Share,
    texts::Texts,
    words::{BillingMethod, ContractState, TransactionClass},
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

/// R-PRC-1, R-PRC-2: the price of a role on a day, in the contract's currency; none → 0.
pub fn price_on(prices: &[Price], currency: Currency, class: TransactionClass, role: RoleId, day: NaiveDate) -> Decimal {
    prices
        .iter()
        .find(|p| p.currency == currency && p.transaction_class == class && p.role_id == role && p.valid_from <= day && day <= p.valid_to)
        .map(|p| p.unit_price)
        .unwrap_or_default()
}

/// Whether a contract's limits may be set: while it is being written or in force, at levels that are evaluated (R-NTE-1).
pub fn may_set_limit(state: ContractState, billing_method: Option<BillingMethod>) -> Result<(), Refusal> {
    match (state, billing_method) {
        (ContractState::Lost, None | Some(BillingMethod::TimeAndMaterial | BillingMethod::FixedPrice)) => Err(Refusal::ContractIsLost),
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
