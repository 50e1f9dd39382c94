//! Calendar days: dates without time zone, within the years that people bill in.

use chrono::{Datelike, Days, NaiveDate};

/// A day written 2026-11-20; nothing else. Years 1990 to 2199: beyond them it is a slip of the finger.
pub fn parse_date(text: &str) -> Option<NaiveDate> {
    let text = text.trim();
    let shaped = text.len() == 10 && text.char_indices().all(|(i, c)| if i == 4 || i == 7 { c == '-' } else { c.is_ascii_digit() });
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
