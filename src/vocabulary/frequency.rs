//! R-RUN-10, R-RUN-11: how often a contract line is invoiced, and on which days. Written as a
//! compact text: `weekly mon`, `biweekly 2-wed`, `biweekly 9`, `monthly 1,15,first-mon,last-fri`.

use super::dates::week_start;
use chrono::{Datelike, Days, Months, NaiveDate, Weekday};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeSet, fmt, str::FromStr};

/// Runs a month has at most.
pub const MONTHLY_RUNS: usize = 4;

/// When a contract line is invoiced.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Frequency {
    /// Every week on one weekday.
    Weekly(Weekday),
    /// Once in 14 days.
    Biweekly(PeriodDay),
    /// One to four times a month, in the order given.
    Monthly(MonthDays),
}

/// A day of a period of 14 days, which begins on a Monday.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PeriodDay {
    /// 1 to 14.
    Day(Fortnight),
    /// A weekday of its first or second week.
    Weekday(Week, Weekday),
}

/// A number from 1 to 14.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Fortnight(u8);

/// Which of the two weeks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Week {
    /// The week the period begins with.
    First,
    /// The other.
    Second,
}

/// One to four different days of a month.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct MonthDays(Vec<MonthDay>);

/// A day of a month.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MonthDay {
    /// 1 to 31; the last day where the month is shorter.
    Day(CalendarDay),
    /// The so-manieth weekday of that name.
    Weekday(Occurrence, Weekday),
}

/// A number from 1 to 31.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct CalendarDay(u8);

/// Which of the weekdays of a month.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Occurrence {
    /// The first.
    First,
    /// The second.
    Second,
    /// The third.
    Third,
    /// The fourth.
    Fourth,
    /// The fourth or fifth, whichever is the last.
    Last,
}

/// The text is no frequency.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotAFrequency;

/// Weekdays as written.
pub const WEEKDAYS: [(Weekday, &str); 7] = [
    (Weekday::Mon, "mon"),
    (Weekday::Tue, "tue"),
    (Weekday::Wed, "wed"),
    (Weekday::Thu, "thu"),
    (Weekday::Fri, "fri"),
    (Weekday::Sat, "sat"),
    (Weekday::Sun, "sun"),
];
/// Occurrences as written.
pub const OCCURRENCES: [(Occurrence, &str); 5] = [
    (Occurrence::First, "first"),
    (Occurrence::Second, "second"),
    (Occurrence::Third, "third"),
    (Occurrence::Fourth, "fourth"),
    (Occurrence::Last, "last"),
];

impl Fortnight {
    /// 1 to 14.
    pub fn new(day: u8) -> Option<Self> {
        (1..=14).contains(&day).then_some(Self(day))
    }
}

impl CalendarDay {
    /// 1 to 31.
    pub fn new(day: u8) -> Option<Self> {
        (1..=31).contains(&day).then_some(Self(day))
    }
}

impl MonthDays {
    /// One to four different days.
    pub fn new(days: Vec<MonthDay>) -> Option<Self> {
        let differ = days
            .iter()
            .enumerate()
            .all(|(at, day)| !days.iter().take(at).any(|before| before == day));
        ((1..=MONTHLY_RUNS).contains(&days.len()) && differ).then_some(Self(days))
    }

    /// They, as given.
    pub fn days(&self) -> &[MonthDay] {
        &self.0
    }
}

impl Frequency {
    /// R-RUN-11: every run from `start` to `end`, and one on the end if the last run is before it.
    pub fn dates(&self, start: NaiveDate, end: NaiveDate) -> Vec<NaiveDate> {
        self.dates_since(start, start, end)
    }

    /// The same of what began on another day: biweekly periods are counted from the week of
    /// `began`, before it as after it, whatever part of them is asked for.
    pub fn dates_since(
        &self,
        began: NaiveDate,
        start: NaiveDate,
        end: NaiveDate,
    ) -> Vec<NaiveDate> {
        let mut dates = self.runs_since(began, start, end);
        if start <= end && dates.last() != Some(&end) {
            dates.push(end);
        }
        dates
    }

    /// Every run from `start` to `end`, both included. The first biweekly period begins on the
    /// Monday of the week of `start`.
    pub fn runs(&self, start: NaiveDate, end: NaiveDate) -> Vec<NaiveDate> {
        self.runs_since(start, start, end)
    }

    fn runs_since(&self, began: NaiveDate, start: NaiveDate, end: NaiveDate) -> Vec<NaiveDate> {
        if start > end {
            return Vec::new();
        }
        let period = period_start(began, start);
        let mut dates: BTreeSet<NaiveDate> = match self {
            Self::Weekly(weekday) => every(week_start(start), 7, from_monday(*weekday), end),
            Self::Biweekly(PeriodDay::Day(Fortnight(day))) => {
                every(period, 14, u64::from(day.saturating_sub(1)), end)
            }
            Self::Biweekly(PeriodDay::Weekday(Week::First, weekday)) => {
                every(period, 14, from_monday(*weekday), end)
            }
            Self::Biweekly(PeriodDay::Weekday(Week::Second, weekday)) => {
                every(period, 14, 7 + from_monday(*weekday), end)
            }
            Self::Monthly(MonthDays(days)) => months(start, end)
                .flat_map(|first| days.iter().filter_map(move |day| in_month(*day, first)))
                .collect(),
        };
        dates.retain(|date| (start..=end).contains(date));
        dates.into_iter().collect()
    }
}

fn from_monday(weekday: Weekday) -> u64 {
    weekday.num_days_from_monday().into()
}

/// The Monday on which the period of 14 days begins that a day lies in; one begins in the week of
/// `began`.
fn period_start(began: NaiveDate, day: NaiveDate) -> NaiveDate {
    let into = day.signed_duration_since(week_start(began)).num_days().rem_euclid(14);
    day.checked_sub_days(Days::new(into.unsigned_abs())).unwrap_or(day)
}

/// The day `offset` days into every period of `length` days, up to `end`.
fn every(first: NaiveDate, length: u64, offset: u64, end: NaiveDate) -> BTreeSet<NaiveDate> {
    std::iter::successors(first.checked_add_days(Days::new(offset)), |date| {
        date.checked_add_days(Days::new(length))
    })
    .take_while(|date| *date <= end)
    .collect()
}

/// The first days of the months from one day to another.
fn months(start: NaiveDate, end: NaiveDate) -> impl Iterator<Item = NaiveDate> {
    std::iter::successors(start.with_day(1), |first| first.checked_add_months(Months::new(1)))
        .take_while(move |first| *first <= end)
}

fn in_month(day: MonthDay, first: NaiveDate) -> Option<NaiveDate> {
    match day {
        MonthDay::Day(CalendarDay(day)) => {
            (1..=u32::from(day)).rev().find_map(|day| first.with_day(day))
        }
        MonthDay::Weekday(Occurrence::First, weekday) => nth(first, weekday, 1),
        MonthDay::Weekday(Occurrence::Second, weekday) => nth(first, weekday, 2),
        MonthDay::Weekday(Occurrence::Third, weekday) => nth(first, weekday, 3),
        MonthDay::Weekday(Occurrence::Fourth, weekday) => nth(first, weekday, 4),
        MonthDay::Weekday(Occurrence::Last, weekday) => {
            nth(first, weekday, 5).or_else(|| nth(first, weekday, 4))
        }
    }
}

fn nth(first: NaiveDate, weekday: Weekday, n: u8) -> Option<NaiveDate> {
    NaiveDate::from_weekday_of_month_opt(first.year(), first.month(), weekday, n)
}

impl fmt::Display for Frequency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Weekly(weekday) => write!(f, "weekly {}", word(&WEEKDAYS, *weekday)),
            Self::Biweekly(PeriodDay::Day(Fortnight(day))) => write!(f, "biweekly {day}"),
            Self::Biweekly(PeriodDay::Weekday(week, weekday)) => {
                write!(
                    f,
                    "biweekly {}-{}",
                    if *week == Week::First { 1 } else { 2 },
                    word(&WEEKDAYS, *weekday)
                )
            }
            Self::Monthly(MonthDays(days)) => {
                let days: Vec<String> = days
                    .iter()
                    .map(|day| match day {
                        MonthDay::Day(CalendarDay(day)) => day.to_string(),
                        MonthDay::Weekday(occurrence, weekday) => format!(
                            "{}-{}",
                            word(&OCCURRENCES, *occurrence),
                            word(&WEEKDAYS, *weekday)
                        ),
                    })
                    .collect();
                write!(f, "monthly {}", days.join(","))
            }
        }
    }
}

fn word<T: PartialEq + Copy>(words: &[(T, &'static str)], value: T) -> &'static str {
    words.iter().find(|(known, _)| *known == value).map(|(_, word)| *word).unwrap_or_default()
}

fn value<T: PartialEq + Copy>(words: &[(T, &'static str)], word: &str) -> Result<T, NotAFrequency> {
    words.iter().find(|(_, known)| *known == word).map(|(value, _)| *value).ok_or(NotAFrequency)
}

impl FromStr for Frequency {
    type Err = NotAFrequency;
    fn from_str(text: &str) -> Result<Self, NotAFrequency> {
        let (period, days) = text.trim().split_once(' ').ok_or(NotAFrequency)?;
        match period {
            "weekly" => Ok(Self::Weekly(value(&WEEKDAYS, days)?)),
            "biweekly" => period_day(days).map(Self::Biweekly),
            "monthly" => {
                let days = days
                    .split(',')
                    .map(|day| month_day(day.trim()))
                    .collect::<Result<Vec<_>, _>>()?;
                MonthDays::new(days).map(Self::Monthly).ok_or(NotAFrequency)
            }
            _ => Err(NotAFrequency),
        }
    }
}

fn period_day(text: &str) -> Result<PeriodDay, NotAFrequency> {
    match text.split_once('-') {
        None => text.parse().ok().and_then(Fortnight::new).map(PeriodDay::Day).ok_or(NotAFrequency),
        Some(("1", weekday)) => Ok(PeriodDay::Weekday(Week::First, value(&WEEKDAYS, weekday)?)),
        Some(("2", weekday)) => Ok(PeriodDay::Weekday(Week::Second, value(&WEEKDAYS, weekday)?)),
        Some(_) => Err(NotAFrequency),
    }
}

fn month_day(text: &str) -> Result<MonthDay, NotAFrequency> {
    match text.split_once('-') {
        None => {
            text.parse().ok().and_then(CalendarDay::new).map(MonthDay::Day).ok_or(NotAFrequency)
        }
        Some((occurrence, weekday)) => {
            Ok(MonthDay::Weekday(value(&OCCURRENCES, occurrence)?, value(&WEEKDAYS, weekday)?))
        }
    }
}

impl TryFrom<String> for Frequency {
    type Error = NotAFrequency;
    fn try_from(text: String) -> Result<Self, NotAFrequency> {
        text.parse()
    }
}

impl From<Frequency> for String {
    fn from(frequency: Frequency) -> Self {
        frequency.to_string()
    }
}

impl fmt::Display for NotAFrequency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not an invoice frequency")
    }
}
