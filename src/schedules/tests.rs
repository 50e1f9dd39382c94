//! Rules of invoice schedules, as tables.

use super::{
    model::{LineSchedule, RunStatus, ScheduleEdit, ScheduleRow, ScheduledLine},
    rules,
};
use crate::vocabulary::{
    ids::{ContractId, ContractLineId, InvoiceScheduleId},
    refusal::{Field, Refusal},
    words::{BillingMethod, ContractState},
};
use chrono::NaiveDate;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap_or_else(|error| panic!("{text}: {error}"))
}

fn line(frequency: Option<&str>) -> ScheduledLine {
    ScheduledLine {
        contract_id: ContractId(1),
        state: ContractState::Confirmed,
        contract_line_id: ContractLineId(1),
        line_number: 1,
        name: "Work".into(),
        billing_method: BillingMethod::TimeAndMaterial,
        billing_start_on: day("2026-01-01"),
        requested_delivery_on: None,
        frequency: frequency.map(|days| ("As agreed".to_owned(), days.to_owned())),
    }
}

fn row(on: &str, status: RunStatus) -> ScheduleRow {
    ScheduleRow {
        invoice_schedule_id: InvoiceScheduleId(1),
        version: 1,
        contract_id: ContractId(1),
        contract_number: "K-1".into(),
        contract_line_id: ContractLineId(1),
        line_name: "Work".into(),
        customer_name: "Somebody".into(),
        run_on: day(on),
        cut_off_on: day(on),
        status,
        reason: None,
    }
}

fn generated(frequency: &str, from: &str, to: &str, rows: Vec<ScheduleRow>) -> Vec<String> {
    let schedule = LineSchedule { line: line(Some(frequency)), rows };
    let days = rules::generate(&schedule, from, to).expect("days");
    days.iter().map(|day| format!("{} to {}", day.run_on, day.cut_off_on)).collect()
}

#[test]
fn days_go_from_start_to_end_and_work_counts_to_the_day_before() {
    // R-RUN-6, R-RUN-11: both ends included, day 31 is a short month's last, the end closes
    assert_eq!(
        generated("monthly 31", "2028-01-31", "2028-04-15", vec![]),
        [
            "2028-01-31 to 2028-01-30",
            "2028-02-29 to 2028-02-28",
            "2028-03-31 to 2028-03-30",
            "2028-04-15 to 2028-04-14"
        ]
    );
    // the first period of two weeks begins in the week of the start, here a Thursday
    assert_eq!(
        generated("biweekly 1-mon", "2026-01-01", "2026-01-26", vec![]),
        ["2026-01-12 to 2026-01-11", "2026-01-26 to 2026-01-25"]
    );
    assert_eq!(
        generated("biweekly 2-wed", "2026-01-01", "2026-01-22", vec![]),
        ["2026-01-07 to 2026-01-06", "2026-01-21 to 2026-01-20", "2026-01-22 to 2026-01-21"]
    );
}

#[test]
fn two_week_periods_are_counted_from_billing_start() {
    // R-RUN-10, R-RUN-11: it is Thursday, 1 January, so that a period begins on 29 December, and on
    // 1, 15 and 29 June; what is generated anew from a day of either week is of the same periods
    let ran = || vec![row("2026-06-01", RunStatus::Successful)];
    for (frequency, from, to, expected) in [
        ("biweekly 1-mon", "2026-06-08", "2026-06-29", &["2026-06-15", "2026-06-29"][..]),
        ("biweekly 1-mon", "2026-06-15", "2026-06-29", &["2026-06-15", "2026-06-29"]),
        ("biweekly 2-wed", "2026-06-08", "2026-06-24", &["2026-06-10", "2026-06-24"]),
        ("biweekly 2-wed", "2026-06-15", "2026-06-24", &["2026-06-24"]),
        ("biweekly 9", "2026-06-08", "2026-06-23", &["2026-06-09", "2026-06-23"]),
        // the end closes, whatever the period
        ("biweekly 1-mon", "2026-06-08", "2026-06-20", &["2026-06-15", "2026-06-20"]),
        // every week is every week
        ("weekly mon", "2026-06-08", "2026-06-15", &["2026-06-08", "2026-06-15"]),
    ] {
        let days: Vec<String> = generated(frequency, from, to, ran())
            .iter()
            .filter_map(|day| day.split(' ').next().map(str::to_owned))
            .collect();
        assert_eq!(days, expected, "{frequency} from {from} to {to}");
    }
    // and so are those before it
    assert_eq!(
        generated("biweekly 1-mon", "2025-12-25", "2026-01-12", vec![]),
        ["2025-12-29 to 2025-12-28", "2026-01-12 to 2026-01-11"]
    );
}

#[test]
fn what_has_run_stays_and_nothing_is_due_again() {
    // R-RUN-11: regeneration keeps rows already run; new days lie after them
    let rows = vec![row("2026-02-28", RunStatus::Successful), row("2026-03-31", RunStatus::NotRun)];
    assert_eq!(
        generated("weekly fri", "2026-02-01", "2026-03-13", rows.clone()),
        ["2026-03-06 to 2026-03-05", "2026-03-13 to 2026-03-12"]
    );
    let schedule = LineSchedule { line: line(Some("weekly fri")), rows };
    assert_eq!(
        rules::generate(&schedule, "2026-01-01", "2026-02-28"),
        Err(Refusal::NoScheduleDays)
    );
}

#[test]
fn what_nobody_means_is_refused_by_its_field() {
    let weekly = LineSchedule { line: line(Some("weekly fri")), rows: vec![] };
    for (from, to, expected) in [
        ("2026-03-01", "2026-02-28", Refusal::ScheduleEndsBeforeItStarts),
        ("2026-01-01", "", Refusal::FieldMissing(Field::To)),
        ("soon", "2026-02-28", Refusal::FieldNotADate(Field::From)),
        ("2026-01-01", "2099-12-31", Refusal::ScheduleIsTooLong(3_862)),
    ] {
        assert_eq!(rules::generate(&weekly, from, to), Err(expected), "{from} to {to}");
    }
    let by_hand = LineSchedule { line: line(None), rows: vec![] };
    assert_eq!(
        rules::generate(&by_hand, "2026-01-01", "2026-02-01"),
        Err(Refusal::LineHasNoFrequency)
    );
    let of = |billing_method, state| ScheduledLine { billing_method, state, ..line(None) };
    for (line, expected) in [
        (
            of(BillingMethod::FixedPrice, ContractState::Confirmed),
            Err(Refusal::ScheduleIsForTimeAndMaterial),
        ),
        (
            of(BillingMethod::Product, ContractState::Draft),
            Err(Refusal::ScheduleIsForTimeAndMaterial),
        ),
        (of(BillingMethod::TimeAndMaterial, ContractState::Lost), Err(Refusal::ContractIsLost)),
        (of(BillingMethod::TimeAndMaterial, ContractState::Draft), Ok(())),
    ] {
        assert_eq!(rules::may_schedule(&line), expected, "{line:?}"); // R-RUN-4, R-SM-3
    }
}

#[test]
fn a_day_typed_counts_work_up_to_itself_at_most() {
    // R-RUN-6
    let edit = |run_on: &str, cut_off_on: &str| {
        rules::edit(&ScheduleEdit {
            contract_line_id: ContractLineId(1),
            invoice_schedule_id: None,
            version: 0,
            run_on: run_on.into(),
            cut_off_on: cut_off_on.into(),
        })
        .map(|day| day.cut_off_on.to_string())
    };
    assert_eq!(edit("2026-03-01", ""), Ok("2026-02-28".into()));
    assert_eq!(edit("2026-03-01", "2026-03-01"), Ok("2026-03-01".into()));
    assert_eq!(edit("2026-03-01", "2026-03-02"), Err(Refusal::CutOffAfterRun));
    assert_eq!(edit("", ""), Err(Refusal::FieldMissing(Field::InvoiceRunDate)));
    assert_eq!(edit("2026-03-01", "x"), Err(Refusal::FieldNotADate(Field::CutOffDate)));
}
