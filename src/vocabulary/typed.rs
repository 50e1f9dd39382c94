//! What people type into fields, read: each says which field is wrong, and why.

use super::{
    currency::Currency,
    dates::parse_date,
    money::{DecimalMark, NumberProblem, is_price, parse_marked, parse_number},
    refusal::{Field, Refusal},
};
use chrono::NaiveDate;
use rust_decimal::{Decimal, prelude::ToPrimitive};

/// A text: trimmed, without the null characters that PostgreSQL can't hold, of so many characters
/// at most.
pub fn text(typed: &str, field: Field, limit: u32) -> Result<String, Refusal> {
    let typed = typed.replace('\0', "").trim().to_owned();
    if typed.chars().count() > usize::try_from(limit).unwrap_or(usize::MAX) {
        Err(Refusal::FieldTooLong(field, limit))
    } else {
        Ok(typed)
    }
}

/// A text that can't be left blank.
pub fn required(typed: &str, field: Field, limit: u32) -> Result<String, Refusal> {
    let text = text(typed, field, limit)?;
    if text.is_empty() { Err(Refusal::FieldMissing(field)) } else { Ok(text) }
}

/// The decimal mark of whoever types: English pages write 1,234.50, and read it.
pub const READERS_MARK: DecimalMark = DecimalMark::Point;

/// A number as far as it can be read, for sums that follow the typing.
pub fn readable(typed: &str) -> Option<Decimal> {
    parse_number(typed, READERS_MARK).ok()
}

/// A number. What the pages print is read back; what can be read in two ways (1,500) is asked
/// about.
pub fn number(typed: &str, field: Field) -> Result<Decimal, Refusal> {
    if typed.trim().is_empty() {
        return Err(Refusal::FieldMissing(field));
    }
    parse_number(typed, READERS_MARK).map_err(|problem| match (problem, readings(typed)) {
        (NumberProblem::Ambiguous, Some((own, other))) => {
            Refusal::FieldReadTwoWays(field, own, other)
        }
        (NumberProblem::Ambiguous | NumberProblem::NotANumber, _) => {
            Refusal::FieldNotANumber(field)
        }
    })
}

/// A number of money: a currency without decimals is printed without any, so that 1,500 is read one
/// way.
pub fn number_in(typed: &str, field: Field, currency: Currency) -> Result<Decimal, Refusal> {
    match number(typed, field) {
        Err(Refusal::FieldReadTwoWays(_, own, _)) if currency.decimals() == 0 => Ok(own),
        read => read,
    }
}

/// A whole number: 1,500 is one way only.
pub fn whole(typed: &str) -> Option<Decimal> {
    [READERS_MARK, READERS_MARK.other()]
        .into_iter()
        .filter_map(|mark| parse_marked(typed, mark))
        .find(Decimal::is_integer)
}

/// A whole number from 0 on, up to `most`.
pub fn whole_up_to(typed: &str, field: Field, most: u32) -> Result<i32, Refusal> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Err(Refusal::FieldMissing(field));
    }
    whole(typed)
        .and_then(|value| value.to_u32())
        .filter(|value| *value <= most)
        .and_then(|value| i32::try_from(value).ok())
        .ok_or(Refusal::FieldNotWithin(field, 0, most))
}

/// As the reader's own mark has it, and as the other one.
fn readings(typed: &str) -> Option<(Decimal, Decimal)> {
    Some((
        parse_marked(typed, READERS_MARK)?.normalize(),
        parse_marked(typed, READERS_MARK.other())?.normalize(),
    ))
}

/// An amount: zero or more, in whole units of its currency.
pub fn money(typed: &str, field: Field, currency: Currency) -> Result<Decimal, Refusal> {
    let amount = number_in(typed, field, currency)?;
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
