//! How a file writes its numbers and days, found from all of its cells. What can be read two ways
//! is never guessed.

use crate::vocabulary::{
    dates::{DateOrder, parse_date_as},
    money::{DecimalMark, parse_marked, round},
};
use chrono::NaiveDate;
use rust_decimal::Decimal;

/// A cell as it can be read.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Reading<T> {
    /// One way.
    One(T),
    /// Two ways.
    Two(T, T),
    /// Not at all.
    None,
}

/// What a file's cells say of all of them.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Format {
    /// None: nothing decides.
    pub decimal: Option<DecimalMark>,
    /// None: nothing decides.
    pub dates: Option<DateOrder>,
}

impl Format {
    /// A number of a cell.
    pub fn number(&self, cell: &str) -> Reading<Decimal> {
        let cell = number_part(cell);
        let read = |mark| parse_marked(&cell, mark);
        match self.decimal {
            Some(mark) => read(mark)
                .or_else(|| read(mark.other()).filter(|_| !cell.contains(mark.as_char())))
                .map_or(Reading::None, Reading::One),
            None => one_of(read(DecimalMark::Point), read(DecimalMark::Comma)),
        }
    }

    /// Hours of a cell: a number, or a time span (7:30, 07:30:00, 7h 30m), which has four decimals
    /// at most.
    pub fn hours(&self, cell: &str) -> Reading<Decimal> {
        match span(cell) {
            Some(hours) => Reading::One(hours),
            None => self.number(cell),
        }
    }

    /// Hours of a cell that can be read one way.
    pub fn hours_of(&self, cell: &str) -> Option<Decimal> {
        match self.hours(cell) {
            Reading::One(hours) => Some(hours),
            Reading::Two(..) | Reading::None => None,
        }
    }

    /// A day of a cell that can be read one way.
    pub fn day_of(&self, cell: &str) -> Option<NaiveDate> {
        match self.day(cell) {
            Reading::One(day) => Some(day),
            Reading::Two(..) | Reading::None => None,
        }
    }

    /// A day of a cell.
    pub fn day(&self, cell: &str) -> Reading<NaiveDate> {
        match self.dates {
            Some(order) => parse_date_as(cell, order)
                .or_else(|| parse_date_as(cell, DateOrder::YearFirst))
                .map_or(Reading::None, Reading::One),
            None => one_of(
                parse_date_as(cell, DateOrder::YearFirst)
                    .or_else(|| parse_date_as(cell, DateOrder::DayFirst)),
                parse_date_as(cell, DateOrder::YearFirst)
                    .or_else(|| parse_date_as(cell, DateOrder::MonthFirst)),
            ),
        }
    }
}

/// More hours than a month has are nobody's single entry: the number is meant the other way.
pub const HOURS_OF_A_MONTH: Decimal = Decimal::from_parts(744, 0, 0, false, 0);

/// 7:30 · 07:30:00 · 7h 30m · 45 min
pub fn span(cell: &str) -> Option<Decimal> {
    let cell = cell.trim().to_ascii_lowercase();
    let sixty = Decimal::from(60);
    let whole = |digits: &str| {
        digits
            .trim()
            .bytes()
            .all(|b| b.is_ascii_digit())
            .then(|| digits.trim().parse::<u32>().ok())
            .flatten()
            .map(Decimal::from)
    };
    if let Some((hours, rest)) = cell.split_once(':') {
        let (minutes, seconds) = rest.split_once(':').unwrap_or((rest, "0"));
        let (minutes, seconds) = (whole(minutes)?, whole(seconds)?);
        let is_clock = minutes < sixty && seconds < sixty;
        return is_clock
            .then(|| {
                whole(hours).map(|hours| round(hours + (minutes + seconds / sixty) / sixty, 4))
            })
            .flatten();
    }
    let (mut total, mut number, mut said) = (Decimal::ZERO, String::new(), false);
    for word in
        cell.split_inclusive(|c: char| c.is_ascii_alphabetic()).flat_map(str::split_whitespace)
    {
        let digits: String = word.chars().take_while(char::is_ascii_digit).collect();
        let unit = word.get(digits.len()..).unwrap_or_default();
        number.push_str(&digits);
        match unit {
            "" => {}
            "h" | "m" | "s" if !number.is_empty() => {
                let per_hour = match unit {
                    "h" => Decimal::ONE,
                    "m" => sixty,
                    _ => sixty * sixty,
                };
                total += whole(&number)? / per_hour;
                number.clear();
                said = true;
            }
            _ => return None,
        }
    }
    (said && number.is_empty()).then(|| round(total, 4))
}

pub fn one_of<T: PartialEq>(one: Option<T>, other: Option<T>) -> Reading<T> {
    match (one, other) {
        (Some(one), Some(other)) if one != other => Reading::Two(one, other),
        (Some(value), _) | (None, Some(value)) => Reading::One(value),
        (None, None) => Reading::None,
    }
}

/// A number without the currency that spreadsheets write beside it.
pub fn number_part(cell: &str) -> String {
    let is_beside = |c: char| c.is_whitespace() || "€$£¥".contains(c) || c.is_ascii_uppercase();
    let cell = cell.trim();
    match cell.strip_prefix('-') {
        Some(rest) => format!("-{}", rest.trim_matches(is_beside)),
        None => cell.trim_matches(is_beside).to_owned(),
    }
}
