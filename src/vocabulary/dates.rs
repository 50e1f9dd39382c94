//! Calendar days: dates without time zone, within the years that people bill in.

use chrono::{Datelike, Days, NaiveDate};
use serde::{Deserialize, Serialize};

/// A day written 2026-11-20; nothing else. Years 1990 to 2199: beyond them it is a slip of the
/// finger.
pub fn parse_date(text: &str) -> Option<NaiveDate> {
    let text = text.trim();
    let shaped = text.len() == 10
        && text
            .char_indices()
            .all(|(i, c)| if i == 4 || i == 7 { c == '-' } else { c.is_ascii_digit() });
    let day = shaped.then(|| NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()).flatten()?;
    is_billable_day(day).then_some(day)
}

/// Whether a day lies within the years that people bill in.
pub fn is_billable_day(day: NaiveDate) -> bool {
    (1990..2200).contains(&day.year())
}

/// The Monday of a day's week.
pub fn week_start(day: NaiveDate) -> NaiveDate {
    day.checked_sub_days(Days::new(day.weekday().num_days_from_monday().into())).unwrap_or(day)
}

/// In which order a file writes day, month and year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DateOrder {
    /// 2026-03-31
    YearFirst,
    /// 31.03.2026
    DayFirst,
    /// 03/31/2026
    MonthFirst,
}

impl DateOrder {
    /// Every one.
    pub const ALL: [Self; 3] = [Self::YearFirst, Self::DayFirst, Self::MonthFirst];
}

const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const WEEKDAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/// A day of a file that writes its days in this order, with point, slash or hyphen; a time of day
/// behind it is left out. A month in letters (31-Mar-2026; Mar 31, 2026) is itself in any order.
/// Years as `parse_date`; two digits are 20xx.
pub fn parse_date_as(text: &str, order: DateOrder) -> Option<NaiveDate> {
    let text = text.trim();
    let day = match text.split_once('T') {
        Some((day, time)) if day.ends_with(|c: char| c.is_ascii_digit()) && time.contains(':') => {
            day
        }
        _ => text,
    };
    let words = day
        .split_whitespace()
        .take_while(|word| !word.contains(':'))
        .flat_map(|word| word.split(['-', '/', '.', ',']));
    let parts: Vec<&str> =
        words.filter(|part| !part.is_empty() && !is_one_of(part, &WEEKDAYS)).collect();
    let [first, second, third] = parts.as_slice() else { return None };
    let (year, month, day) = match (month_in_letters(first), month_in_letters(second)) {
        (Some(month), _) => (*third, month, number(second)?),
        (None, Some(month)) if first.len() == 4 => (*first, month, number(third)?),
        (None, Some(month)) => (*third, month, number(first)?),
        (None, None) => match order {
            DateOrder::YearFirst => (*first, number(second)?, number(third)?),
            DateOrder::DayFirst => (*third, number(second)?, number(first)?),
            DateOrder::MonthFirst => (*third, number(first)?, number(second)?),
        },
    };
    let year = match (year.len(), number(year)?) {
        (4, year) => year,
        (2, year) if order != DateOrder::YearFirst => 2000 + year,
        _ => return None,
    };
    let day = NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day)?;
    is_billable_day(day).then_some(day)
}

fn is_one_of(part: &str, words: &[&str]) -> bool {
    part.len() >= 3
        && part.chars().all(|c| c.is_ascii_alphabetic())
        && words.iter().any(|word| part.to_ascii_lowercase().starts_with(word))
}

fn month_in_letters(part: &str) -> Option<u32> {
    (1..).zip(MONTHS).find(|(_, word)| is_one_of(part, &[*word])).map(|(month, _)| month)
}

fn number(digits: &str) -> Option<u32> {
    (digits.len() <= 4 && digits.bytes().all(|b| b.is_ascii_digit()))
        .then(|| digits.parse().ok())
        .flatten()
}
