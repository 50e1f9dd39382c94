//! Amounts: decimals, rounded once, half away from zero, to the currency's decimals (R-PRC-9).

use super::currency::Currency;
use rust_decimal::{Decimal, RoundingStrategy};

/// The largest quantity a row holds, exclusive.
pub const QUANTITY_LIMIT: Decimal = Decimal::from_parts(1_000_000, 0, 0, false, 0);
/// The largest price a row holds, exclusive.
pub const PRICE_LIMIT: Decimal = Decimal::from_parts(1_410_065_408, 2, 0, false, 0); // 10^10
/// Decimals that quantities and prices carry.
pub const FACTOR_DECIMALS: u32 = 4;

/// Rounds half away from zero.
pub fn round(value: Decimal, decimals: u32) -> Decimal {
    value.round_dp_with_strategy(decimals, RoundingStrategy::MidpointAwayFromZero)
}

/// quantity × price in the currency's decimals: what is printed multiplies out (R-APP-8, R-EDIT-10).
/// Both factors are within their limits, so the product fits.
pub fn amount(quantity: Decimal, unit_price: Decimal, currency: Currency) -> Decimal {
    round(quantity.saturating_mul(unit_price), currency.decimals())
}

/// A quantity as typed: positive or zero, below the limit, at most four decimals.
pub fn is_quantity(value: Decimal) -> bool {
    !value.is_sign_negative() && value < QUANTITY_LIMIT && value.normalize().scale() <= FACTOR_DECIMALS
}

/// A price as typed: positive or zero, below the limit, at most four decimals.
pub fn is_price(value: Decimal) -> bool {
    !value.is_sign_negative() && value < PRICE_LIMIT && value.normalize().scale() <= FACTOR_DECIMALS
}

/// The plain text of a number as people type it: spaces trimmed, a comma taken for the decimal point
/// when there is no point. Scientific notation, signs in the middle and the like are refused.
pub fn parse_decimal(text: &str) -> Option<Decimal> {
    let text = text.trim();
    let text = if text.contains('.') { text.to_owned() } else { text.replace(',', ".") };
    let digits = text.strip_prefix('-').unwrap_or(&text);
    let plain =
        !digits.is_empty() && digits.len() <= 24 && digits.chars().all(|c| c.is_ascii_digit() || c == '.') && digits.chars().any(|c| c.is_ascii_digit());
    plain.then(|| text.parse().ok()).flatten()
}
