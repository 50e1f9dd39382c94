//! Amounts: decimals, rounded once, half away from zero, to the currency's decimals (R-PRC-9).

use super::{currency::Currency, words::BillingType};
use rust_decimal::{Decimal, RoundingStrategy};
use serde::{Deserialize, Serialize};

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

/// quantity × price in the currency's decimals: what is printed multiplies out (R-APP-8,
/// R-EDIT-10). Both factors are within their limits, so the product fits.
pub fn amount(quantity: Decimal, unit_price: Decimal, currency: Currency) -> Decimal {
    round(quantity.saturating_mul(unit_price), currency.decimals())
}

/// What a Time and Material line takes off each of its sales and adds to it, in percent of the
/// amount, 0 to 100 each (R-PRC-4). A sale keeps what held when it was written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(sqlx::FromRow))]
pub struct DiscountAndFee {
    /// Taken off.
    pub discount_percent: Decimal,
    /// Added.
    pub fee_percent: Decimal,
}

impl DiscountAndFee {
    /// None of either.
    pub const NONE: Self = Self { discount_percent: Decimal::ZERO, fee_percent: Decimal::ZERO };

    /// So many percent off, and so many on top.
    pub const fn new(discount_percent: Decimal, fee_percent: Decimal) -> Self {
        Self { discount_percent, fee_percent }
    }

    /// Discount and fee of an amount, each in the currency's decimals: they follow it, whatever
    /// quantity and price become (R-EDIT-11). What is not charged has neither (R-EDIT-10).
    pub fn of(
        self,
        billing_type: BillingType,
        amount: Decimal,
        currency: Currency,
    ) -> (Decimal, Decimal) {
        let part = |percent: Decimal| {
            round(amount.saturating_mul(percent) / Decimal::ONE_HUNDRED, currency.decimals())
        };
        if billing_type == BillingType::Chargeable {
            (part(self.discount_percent), part(self.fee_percent))
        } else {
            (Decimal::ZERO, Decimal::ZERO)
        }
    }

    /// amount − discount + fee, before tax: what counts, in every sum (R-PRC-4).
    pub fn net(self, billing_type: BillingType, amount: Decimal, currency: Currency) -> Decimal {
        let (discount, fee) = self.of(billing_type, amount, currency);
        amount - discount + fee
    }
}

/// A quantity as typed: positive or zero, below the limit, at most four decimals.
pub fn is_quantity(value: Decimal) -> bool {
    !value.is_sign_negative()
        && value < QUANTITY_LIMIT
        && value.normalize().scale() <= FACTOR_DECIMALS
}

/// A price as typed: positive or zero, below the limit, at most four decimals.
pub fn is_price(value: Decimal) -> bool {
    !value.is_sign_negative() && value < PRICE_LIMIT && value.normalize().scale() <= FACTOR_DECIMALS
}

/// A percentage as typed: 0 to 100, at most four decimals.
pub fn is_percent(value: Decimal) -> bool {
    !value.is_sign_negative()
        && value <= Decimal::ONE_HUNDRED
        && value.normalize().scale() <= FACTOR_DECIMALS
}

/// The plain text of a number as people type it: spaces trimmed, a comma taken for the decimal
/// point when there is no point. Scientific notation, signs in the middle and the like are refused.
pub fn parse_decimal(text: &str) -> Option<Decimal> {
    let text = text.trim();
    let text = if text.contains('.') { text.to_owned() } else { text.replace(',', ".") };
    let digits = text.strip_prefix('-').unwrap_or(&text);
    let plain = !digits.is_empty()
        && digits.len() <= 24
        && digits.chars().all(|c| c.is_ascii_digit() || c == '.')
        && digits.chars().any(|c| c.is_ascii_digit());
    plain.then(|| text.parse().ok()).flatten()
}

/// Which mark stands before the decimals. The other one groups digits, if either does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DecimalMark {
    /// 1,234.50
    Point,
    /// 1.234,50
    Comma,
}

impl DecimalMark {
    /// The other one.
    pub fn other(self) -> Self {
        match self {
            Self::Point => Self::Comma,
            Self::Comma => Self::Point,
        }
    }

    /// As it is written.
    pub fn as_char(self) -> char {
        match self {
            Self::Point => '.',
            Self::Comma => ',',
        }
    }
}

/// Why a text is no number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NumberProblem {
    /// Not written as numbers are.
    NotANumber,
    /// One number to some readers, a thousand times as much to others: 1,200.
    Ambiguous,
}

/// What groups digits in threes besides the mark that isn't the decimal one: blanks (plain,
/// no-break, narrow, thin) and apostrophes.
const GROUPING: &[char] = &[' ', '\u{a0}', '\u{202f}', '\u{2009}', '\'', '\u{2019}'];

/// A number whose decimal mark is known. Digits may be grouped in threes; everything else is
/// refused: other groups, signs in the middle, powers of ten, units.
pub fn parse_marked(text: &str, mark: DecimalMark) -> Option<Decimal> {
    let text = text.trim();
    let (sign, digits) = match text.strip_prefix(['-', '\u{2212}']) {
        Some(rest) => ("-", rest),
        None => ("", text),
    };
    let (whole, decimals) = digits.split_once(mark.as_char()).unwrap_or((digits, ""));
    let whole = ungrouped(whole, mark.other().as_char())?;
    let count = whole.len() + decimals.len();
    if count == 0 || count > 24 || !decimals.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    format!("{sign}{}.{decimals}", if whole.is_empty() { "0" } else { &whole })
        .trim_end_matches('.')
        .parse()
        .ok()
}

/// Digits, without the one kind of mark that groups them in threes.
fn ungrouped(whole: &str, other: char) -> Option<String> {
    let Some(grouping) = whole.chars().find(|c| !c.is_ascii_digit()) else {
        return Some(whole.to_owned());
    };
    if grouping != other && !GROUPING.contains(&grouping) {
        return None;
    }
    let mut groups = whole.split(grouping);
    let first = groups.next().unwrap_or_default();
    let is_whole = |group: &str, lengths: std::ops::RangeInclusive<usize>| {
        lengths.contains(&group.len()) && group.bytes().all(|b| b.is_ascii_digit())
    };
    let is_grouped = is_whole(first, 1..=3)
        && !first.starts_with('0')
        && groups.all(|group| is_whole(group, 3..=3));
    is_grouped.then(|| whole.split(grouping).collect())
}

/// A number as somebody types it whose decimal mark is `mark`. What can be read one way only is
/// read so, whichever marks it has (7,5; 1.234,50); the reader's own mark is believed; 1,200 typed
/// by a reader of points is asked about.
pub fn parse_number(text: &str, mark: DecimalMark) -> Result<Decimal, NumberProblem> {
    match (parse_marked(text, mark), parse_marked(text, mark.other())) {
        (Some(own), Some(other)) if own != other && !text.contains(mark.as_char()) => {
            Err(NumberProblem::Ambiguous)
        }
        (Some(value), _) | (None, Some(value)) => Ok(value),
        (None, None) => Err(NumberProblem::NotANumber),
    }
}
