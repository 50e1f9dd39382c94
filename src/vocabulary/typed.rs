//! What people type into fields, read: each says which field is wrong, and why.

use super::{
    currency::Currency,
    dates::parse_date,
    money::{is_price, parse_decimal},
    refusal::{Field, Refusal},
};
use chrono::NaiveDate;
use rust_decimal::Decimal;

/// A text: trimmed, without the null characters that PostgreSQL can't hold, of so many characters at most.
pub fn text(typed: &str, field: Field, limit: u32) -> Result<String, Refusal> {
    let typed = typed.replace('\0', "").trim().to_owned();
    if typed.chars().count() > usize::try_from(limit).unwrap_or(usize::MAX) { Err(Refusal::FieldTooLong(field, limit)) } else { Ok(typed) }
}

/// A text that can't be left blank.
pub fn required(typed: &str, field: Field, limit: u32) -> Result<String, Refusal> {
    let text = text(typed, field, limit)?;
    if text.is_empty() { Err(Refusal::FieldMissing(field)) } else { Ok(text) }
}

/// A plain number.
pub fn number(typed: &str, field: Field) -> Result<Decimal, Refusal> {
    match typed.trim() {
        "" => Err(Refusal::FieldMissing(field)),
        text => parse_decimal(text).ok_or(Refusal::FieldNotANumber(field)),
    }
}

/// An amount: zero or more, in whole units of its currency.
pub fn money(typed: &str, field: Field, currency: Currency) -> Result<Decimal, Refusal> {
    let amount = number(typed, field)?;
    if !is_price(amount) {
        return Err(Refusal::FieldOutOfRange(field));
    }
    if amount.normalize().scale() > currency.decimals() {
        return Err(Refusal::FieldTooPrecise(field, currency.decimals()));
    }
    Ok(amount)
}

/// A day.
pub fn date(typed: &str, field: Field) -> Result<NaiveDate, Refusal> {
    match typed.trim() {
        "" => Err(Refusal::FieldMissing(field)),
        text => parse_date(text).ok_or(Refusal::FieldNotADate(field)),
    }
}
