//! How old work is, how much a month has grown, which contracts need a look: as tables.

use crate::vocabulary::words::BillingStatus;
use chrono::NaiveDate;
use rust_decimal::Decimal;

fn on(text: &str) -> NaiveDate {
    NaiveDate::parse_from_str(text, "%Y-%m-%d").unwrap_or_else(|error| panic!("{text}: {error}"))
}

#[test]
fn work_is_as_old_as_the_days_since() {
    use super::{
        model::Age,
        rules::{age, days_of},
    };
    let today = on("2026-03-31");
    for (day, expected) in [
        ("2026-04-30", Age::UpTo30),
        ("2026-03-31", Age::UpTo30),
        ("2026-03-01", Age::UpTo30),
        ("2026-02-28", Age::UpTo60),
        ("2026-01-30", Age::UpTo60),
        ("2026-01-29", Age::UpTo90),
        ("2025-12-31", Age::UpTo90),
        ("2025-12-30", Age::Over90),
        ("1990-01-01", Age::Over90),
    ] {
        assert_eq!(age(on(day), today), expected, "{day}");
        // The days that a link names are those that are counted.
        for other in Age::ALL {
            let (from, to) = days_of(other, today);
            let is_within =
                from.is_none_or(|from| from <= on(day)) && to.is_none_or(|to| on(day) <= to);
            assert_eq!(is_within, other == expected, "{day} in {other:?}");
        }
    }
}

#[test]
fn a_month_has_grown_by_whole_percents() {
    use super::rules::{growth, months};
    for (before, now, expected) in [
        ("100", "112", Some("12")),
        ("100", "88", Some("-12")),
        ("3", "4", Some("33")),
        ("100", "0", Some("-100")),
        ("100", "-50", Some("-150")),
        ("0", "50", None),
        ("-20", "50", None),
    ] {
        let number = |text: &str| text.parse::<Decimal>().expect("a number");
        assert_eq!(growth(number(before), number(now)), expected.map(number), "{before} to {now}");
    }
    let firsts = |day: &str| months(on(day)).map(|first| first.to_string());
    assert_eq!(firsts("2026-03-31"), ["2026-02-01", "2026-03-01", "2026-04-01"]);
    assert_eq!(firsts("2026-01-01"), ["2025-12-01", "2026-01-01", "2026-02-01"]);
}

#[test]
fn a_contract_needs_a_look_for_its_most_pressing_reason() {
    use super::{
        model::Why,
        rules::{Facts, needs_a_look, pressing},
    };
    let today = on("2026-03-31");
    let none = Facts::default();
    let limit = |percent: i64| Facts { limit_used: Some(Decimal::from(percent)), ..none };
    let milestone = |day| Facts { milestone_on: Some(on(day)), ..none };
    let invoiced = |day, has_unbilled| Facts { invoiced_on: Some(on(day)), has_unbilled, ..none };
    let retainer = |day| Facts { retainer_on: Some(on(day)), ..none };
    for (facts, expected) in [
        (none, None),
        (limit(89), None),
        (limit(90), Some(Why::LimitUsed(Decimal::from(90)))),
        (milestone("2026-03-31"), None),
        (milestone("2026-03-30"), Some(Why::MilestoneOverdue(1))),
        (invoiced("2026-01-30", true), None),
        (invoiced("2026-01-29", true), Some(Why::LongNotInvoiced(61))),
        (invoiced("2026-01-29", false), None),
        (retainer("2026-04-15"), None),
        (retainer("2026-04-14"), Some(Why::RetainerDue(14))),
        (retainer("2026-03-24"), Some(Why::RetainerDue(-7))),
        (
            Facts { limit_used: Some(Decimal::from(99)), ..milestone("2026-03-01") },
            Some(Why::LimitUsed(Decimal::from(99))),
        ),
        (
            Facts { retainer_on: Some(today), ..milestone("2026-03-01") },
            Some(Why::MilestoneOverdue(30)),
        ),
    ] {
        assert_eq!(needs_a_look(&facts, today), expected, "{facts:?}");
    }
    let mut reasons = [
        Why::RetainerDue(3),
        Why::LongNotInvoiced(70),
        Why::MilestoneOverdue(2),
        Why::MilestoneOverdue(9),
        Why::LimitUsed(Decimal::from(90)),
        Why::LimitUsed(Decimal::from(120)),
    ];
    reasons.sort_by_key(pressing);
    assert_eq!(
        reasons,
        [
            Why::LimitUsed(Decimal::from(120)),
            Why::LimitUsed(Decimal::from(90)),
            Why::MilestoneOverdue(9),
            Why::MilestoneOverdue(2),
            Why::LongNotInvoiced(70),
            Why::RetainerDue(3),
        ]
    );
}

#[test]
fn weekdays_without_time_are_missing_and_today_is_not_over() {
    use super::rules::missing;
    let monday = on("2026-03-30");
    let with_time: Vec<NaiveDate> =
        ["2026-03-16", "2026-03-17", "2026-03-18", "2026-03-20", "2026-03-23"].map(on).to_vec();
    let days: Vec<String> = missing(monday, &with_time).iter().map(ToString::to_string).collect();
    assert_eq!(days, ["2026-03-27", "2026-03-26", "2026-03-25", "2026-03-24", "2026-03-19"]);
}

#[test]
fn bars_are_as_long_as_what_they_show() {
    use super::{
        model::{Age, Counted, List, UnbilledCell, UnbilledKind},
        rules::{Part, bars, sums},
    };
    let euro = "EUR".parse().expect("a currency");
    let pound = "GBP".parse().expect("a currency");
    let cell = |status, age, currency, amount: i64| {
        let mut counted = Counted::of(List::Backlog, &[]);
        counted.add(1, currency, Decimal::from(amount));
        UnbilledCell { status, kind: UnbilledKind::Time, age, counted }
    };
    let cells = [
        cell(BillingStatus::NotReady, Age::UpTo30, euro, 300),
        cell(BillingStatus::Ready, Age::UpTo30, euro, 100),
        cell(BillingStatus::OnDraft, Age::Over90, euro, 200),
        cell(BillingStatus::Ready, Age::UpTo60, euro, -50),
        cell(BillingStatus::Ready, Age::UpTo60, pound, 7),
    ];
    let part = |start, length| Part { start, length };
    let none = [part(0, 0); 3];
    assert_eq!(
        bars(&cells, euro),
        [
            [part(0, 750), part(750, 250), part(1000, 0)],
            none,
            none,
            [part(0, 0), part(0, 0), part(0, 500)],
        ]
    );
    assert_eq!(bars(&[], euro), [none; 4], "of nothing there is nothing to draw");
    assert_eq!(sums(&cells), [(euro, Decimal::from(550)), (pound, Decimal::from(7))]);
}
