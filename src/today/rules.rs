//! What Today decides of what it reads: how old work is, how much a month has grown, and which
//! contracts need a look. Pure.

use crate::{
    today::model::{Age, UnbilledCell, Why},
    vocabulary::{
        currency::Currency,
        words::{BillingStatus, ContractState},
    },
};
use chrono::{Datelike, Days, Months, NaiveDate, Weekday};
use rust_decimal::{Decimal, prelude::ToPrimitive};
use std::collections::BTreeMap;

/// From how many percent of a limit on it needs a look.
const LIMIT_USED: Decimal = Decimal::from_parts(90, 0, 0, false, 0);
/// After how many days without an invoice.
pub const LONG_NOT_INVOICED_DAYS: i64 = 60;
/// How many days before it is due a retainer is told of.
pub const RETAINER_SOON_DAYS: i64 = 14;
/// How far back days without time are told, in days.
pub const MISSING_DAYS: u64 = 14;

/// How old work of a day is.
pub fn age(work_on: NaiveDate, today: NaiveDate) -> Age {
    match days_since(work_on, today) {
        ..=30 => Age::UpTo30,
        31..=60 => Age::UpTo60,
        61..=90 => Age::UpTo90,
        _ => Age::Over90,
    }
}

/// The days of an age, first and last; none: without end.
pub fn days_of(age: Age, today: NaiveDate) -> (Option<NaiveDate>, Option<NaiveDate>) {
    let ago = |days: u64| today.checked_sub_days(Days::new(days));
    match age {
        Age::UpTo30 => (ago(30), None),
        Age::UpTo60 => (ago(60), ago(31)),
        Age::UpTo90 => (ago(90), ago(61)),
        Age::Over90 => (None, ago(91)),
    }
}

/// Days from a day to today; negative, where it is yet to come.
pub fn days_since(day: NaiveDate, today: NaiveDate) -> i64 {
    today.signed_duration_since(day).num_days()
}

/// The first day of a day's month, and of the months before and after it.
pub fn months(today: NaiveDate) -> [NaiveDate; 3] {
    let first = today.with_day(1).unwrap_or(today);
    let before = first.checked_sub_months(Months::new(1)).unwrap_or(first);
    let next = first.checked_add_months(Months::new(1)).unwrap_or(first);
    [before, first, next]
}

/// The filter of milestones, goods and retainers, and of days of schedules, that keeps to contracts in
/// force: of a draft they are not agreed yet, of a lost contract nobody asks for them any more (R-SM-5,
/// R-SM-3).
pub fn of_contracts_in_force() -> (&'static str, String) {
    ("contract_state", ContractState::Confirmed.word().to_owned())
}

/// By how many percent something has grown, in whole ones; none, where there was nothing to grow,
/// or what is below nothing.
pub fn growth(before: Decimal, now: Decimal) -> Option<Decimal> {
    (before > Decimal::ZERO)
        .then(|| ((now - before) * Decimal::ONE_HUNDRED).checked_div(before))
        .flatten()
        .map(|percent| percent.round())
}

/// What there is to know of a contract, of which some may want a look.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// The most that is used of one of its limits, in percent.
    pub limit_used: Option<Decimal>,
    /// The oldest milestone that is due and not Ready.
    pub milestone_on: Option<NaiveDate>,
    /// The last confirmed invoice.
    pub invoiced_on: Option<NaiveDate>,
    /// Something is on no invoice.
    pub has_unbilled: bool,
    /// The next retainer that is not Ready.
    pub retainer_on: Option<NaiveDate>,
}

/// Whether a contract needs a look, and why: a limit that is used up, before a milestone that is
/// overdue, before a long time without an invoice, before a retainer that is due soon.
pub fn needs_a_look(facts: &Facts, today: NaiveDate) -> Option<Why> {
    let overdue = facts.milestone_on.map(|day| days_since(day, today)).filter(|days| *days > 0);
    let not_invoiced = facts
        .invoiced_on
        .filter(|_| facts.has_unbilled)
        .map(|day| days_since(day, today))
        .filter(|days| *days > LONG_NOT_INVOICED_DAYS);
    let due = facts
        .retainer_on
        .map(|day| -days_since(day, today))
        .filter(|days| *days <= RETAINER_SOON_DAYS);
    facts
        .limit_used
        .filter(|used| *used >= LIMIT_USED)
        .map(Why::LimitUsed)
        .or(overdue.map(Why::MilestoneOverdue))
        .or(not_invoiced.map(Why::LongNotInvoiced))
        .or(due.map(Why::RetainerDue))
}

/// Which of two reasons comes first: its kind, and of one kind the more pressing.
pub fn pressing(why: &Why) -> (u8, Decimal) {
    match why {
        Why::LimitUsed(percent) => (0, -*percent),
        Why::MilestoneOverdue(days) => (1, Decimal::from(-days)),
        Why::LongNotInvoiced(days) => (2, Decimal::from(-days)),
        Why::RetainerDue(days) => (3, Decimal::from(*days)),
    }
}

/// Weekdays before today, as far back as they are told, on which no time is written down.
pub fn missing(today: NaiveDate, with_time: &[NaiveDate]) -> Vec<NaiveDate> {
    let work_days = |day: &NaiveDate| !matches!(day.weekday(), Weekday::Sat | Weekday::Sun);
    (1..=MISSING_DAYS)
        .filter_map(|days| today.checked_sub_days(Days::new(days)))
        .filter(work_days)
        .filter(|day| !with_time.contains(day))
        .collect()
}

/// What unbilled work comes to, per currency.
pub fn sums(cells: &[UnbilledCell]) -> Vec<(Currency, Decimal)> {
    let mut sums: BTreeMap<Currency, Decimal> = BTreeMap::new();
    for (currency, amount) in cells.iter().flat_map(|cell| &cell.counted.amounts) {
        *sums.entry(*currency).or_default() += *amount;
    }
    sums.into_iter().collect()
}

/// A part of a bar, in thousandths of the longest.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Part {
    /// Where it begins.
    pub start: u32,
    /// How long it is.
    pub length: u32,
}

/// Unbilled work of a currency by age: what is Not Ready, Ready and on drafts, one behind the
/// other. The longest bar is a thousand; what is below nothing has no length.
pub fn bars(cells: &[UnbilledCell], currency: Currency) -> [[Part; 3]; 4] {
    let statuses = [BillingStatus::NotReady, BillingStatus::Ready, BillingStatus::OnDraft];
    let amount = |age: Age, status: BillingStatus| {
        let amounts = cells
            .iter()
            .filter(|cell| (cell.age, cell.status) == (age, status))
            .flat_map(|cell| &cell.counted.amounts)
            .filter(|(other, _)| *other == currency);
        amounts.map(|(_, amount)| *amount).sum::<Decimal>().max(Decimal::ZERO)
    };
    let amounts = Age::ALL.map(|age| statuses.map(|status| amount(age, status)));
    let longest = amounts.iter().map(|bar| bar.iter().sum()).max().unwrap_or(Decimal::ZERO);
    let scaled = |amount: Decimal| {
        (amount * Decimal::ONE_THOUSAND)
            .checked_div(longest)
            .and_then(|length| length.round().to_u32())
            .unwrap_or(0)
    };
    amounts.map(|bar| {
        let mut start = 0;
        bar.map(|amount| {
            let part = Part { start, length: scaled(amount) };
            start += part.length;
            part
        })
    })
}
