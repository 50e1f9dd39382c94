//! Decisions of the contract book. Pure.

use super::model::{LineTerms, Price};
use crate::vocabulary::{currency::Currency, ids::RoleId, split::Share, words::TransactionClass};
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
