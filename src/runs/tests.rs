//! When jobs run, and what a run sets out to do, as tables and by simulation.

use super::{
    model::{Job, JobForm},
    rules,
    words::JobType,
};
use crate::vocabulary::{
    ids::{BatchJobId, ContractId},
    refusal::{Field, Refusal},
    time_zone::TimeZone,
};
use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};
use rust_decimal::Decimal;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap_or_else(|error| panic!("{text}: {error}"))
}

fn instant(text: &str) -> DateTime<Utc> {
    text.parse().unwrap_or_else(|error| panic!("{text}: {error}"))
}

fn time(text: &str) -> NaiveTime {
    text.parse().unwrap_or_else(|error| panic!("{text}: {error}"))
}

fn zone(name: &str) -> TimeZone {
    name.parse().unwrap_or_else(|error| panic!("{name}: {error:?}"))
}

#[test]
fn a_job_has_a_name_of_any_kind_and_a_time_of_day() {
    // R-RUN-1, W-4: its type decides, not the words of its name
    let form = |name: &str, runs_at: &str| {
        rules::job(&JobForm {
            batch_job_id: None,
            version: 0,
            name: name.into(),
            job_type: JobType::CreateInvoices,
            runs_at: runs_at.into(),
            is_active: true,
        })
        .map(|job| (job.name, job.runs_at.to_string()))
    };
    assert_eq!(form("Nightly", "02:00"), Ok(("Nightly".into(), "02:00:00".into())));
    assert_eq!(form("Nightly", "23:59:00"), Ok(("Nightly".into(), "23:59:00".into())));
    assert_eq!(form(" ", "02:00"), Err(Refusal::FieldMissing(Field::Name)));
    assert_eq!(form("Nightly", ""), Err(Refusal::FieldMissing(Field::RunTime)));
    for wrong in ["24:00", "2 o'clock", "02:00:30", "-1:00"] {
        assert_eq!(form("Nightly", wrong), Err(Refusal::NotATimeOfDay), "{wrong}");
    }
}

#[test]
fn a_job_is_started_once() {
    // R-RUN-3
    let job = |started_at, is_active| Job {
        batch_job_id: BatchJobId(1),
        job_type: JobType::CreateInvoices,
        runs_at: time("02:00:00"),
        is_active,
        started_at,
        next: None,
        version: 1,
    };
    let since = instant("2026-10-05T02:00:00Z");
    assert_eq!(rules::may_start(&job(None, true)), Ok(()));
    assert_eq!(rules::may_start(&job(None, false)), Err(Refusal::JobIsNotActive));
    assert_eq!(rules::may_start(&job(Some(since), true)), Err(Refusal::JobRunsAlready(since)));
}

#[test]
fn the_next_run_is_at_its_time_where_the_company_is() {
    // R-RUN-2
    let berlin = zone("Europe/Berlin");
    for (runs_at, done, now, expected) in [
        ("02:00:00", None, "2026-01-10T00:30:00Z", "2026-01-10T01:00:00Z"),
        ("02:00:00", None, "2026-01-10T01:00:00Z", "2026-01-11T01:00:00Z"),
        ("02:00:00", Some("2026-01-10"), "2026-01-10T00:30:00Z", "2026-01-11T01:00:00Z"),
        // the clock is put forward from 2 to 3: it runs at 3
        ("02:30:00", Some("2026-03-28"), "2026-03-28T12:00:00Z", "2026-03-29T01:00:00Z"),
        // and put back from 3 to 2: it runs the first time it is half past two
        ("02:30:00", Some("2026-10-24"), "2026-10-24T12:00:00Z", "2026-10-25T00:30:00Z"),
        ("02:30:00", Some("2026-10-25"), "2026-10-25T00:31:00Z", "2026-10-26T01:30:00Z"),
        // after an outage, the next to come
        ("02:00:00", Some("2026-01-02"), "2026-01-10T12:00:00Z", "2026-01-11T01:00:00Z"),
    ] {
        let next = rules::next_run(time(runs_at), berlin, done.map(day), instant(now));
        assert_eq!(next.map(|(_, at)| at), Some(instant(expected)), "{runs_at} {done:?} {now}");
    }
    // Apia left a day out: what was due on it runs when the next day begins, each day once
    let apia = zone("Pacific/Apia");
    let next = rules::next_run(
        time("02:00:00"),
        apia,
        Some(day("2011-12-29")),
        instant("2011-12-29T20:00:00Z"),
    );
    assert_eq!(next, Some((day("2011-12-30"), instant("2011-12-30T10:00:00Z"))));
}

/// Two nodes look every so often, one by a clock that is an hour ahead: answers the days that were
/// run, in the order in which they were.
fn simulate(zone: TimeZone, runs_at: NaiveTime, from: NaiveDate, to: NaiveDate) -> Vec<NaiveDate> {
    let mut ran = Vec::new();
    let mut now = zone.instant_of(from, NaiveTime::MIN).expect("a beginning");
    let mut next = rules::next_run(runs_at, zone, None, now).expect("a first run");
    while next.0 <= to {
        for skew in [TimeDelta::hours(1), TimeDelta::zero()] {
            let clock = now + skew;
            if next.1 <= clock {
                ran.push(next.0);
                next = rules::next_run(runs_at, zone, Some(next.0), clock).expect("another run");
            }
        }
        now += TimeDelta::minutes(347);
    }
    ran
}

#[test]
fn in_four_hundred_years_each_day_runs_once() {
    // G6: months' ends, 29 February, both changes of the clock, in three time zones, two nodes whose
    // clocks differ by an hour
    let (from, to) = (day("2026-01-01"), day("2426-01-01"));
    let every_day: Vec<NaiveDate> = from.iter_days().take_while(|day| *day <= to).collect();
    for (name, runs_at) in [
        ("Europe/Berlin", "02:30:00"),
        ("America/New_York", "01:30:00"),
        ("Pacific/Auckland", "02:00:00"),
    ] {
        let ran = simulate(zone(name), time(runs_at), from, to);
        assert!(ran == every_day, "{name}: {} of {} days", ran.len(), every_day.len());
    }
    assert!(every_day.contains(&day("2400-02-29")) && !every_day.is_empty());
}

fn planned(
    schedules: &[(i64, &str)],
    others: &[(i64, &str)],
    last: Option<&str>,
    run_on: &str,
) -> Vec<String> {
    let of = |rows: &[(i64, &str)]| -> Vec<(ContractId, NaiveDate)> {
        rows.iter().map(|(contract, on)| (ContractId(*contract), day(on))).collect()
    };
    rules::plan(&of(schedules), &of(others), last.map(day), day(run_on))
        .into_iter()
        .map(|(on, contract)| format!("{on} {contract}"))
        .collect()
}

#[test]
fn a_run_catches_up_the_oldest_day_first() {
    // R-RUN-5, R-RUN-7: 5 October milestone and time; 19 October time; 2 November; 3 November milestone
    let schedules = [(1, "2026-10-05"), (1, "2026-10-19"), (1, "2026-11-02"), (2, "2026-10-05")];
    let milestones = [(1, "2026-10-05"), (1, "2026-11-03")];
    let after_an_outage = planned(&schedules, &milestones, Some("2026-09-30"), "2026-11-10");
    assert_eq!(
        after_an_outage,
        ["2026-10-05 1", "2026-10-05 2", "2026-10-19 1", "2026-11-02 1", "2026-11-03 1"]
    );
    // day by day it comes to the same
    let daily: Vec<String> = ["2026-10-05", "2026-10-19", "2026-11-02", "2026-11-03"]
        .iter()
        .flat_map(|on| {
            let of = |rows: &[(i64, &'static str)]| -> Vec<(i64, &'static str)> {
                rows.iter().copied().filter(|(_, due)| due == on).collect()
            };
            let before = day(on).pred_opt().map(|day| day.to_string());
            planned(&of(&schedules), &of(&milestones), before.as_deref(), on)
        })
        .collect();
    assert_eq!(daily, after_an_outage);
}

#[test]
fn what_became_ready_after_its_day_comes_with_the_next_run() {
    // R-RUN-6: milestones dated by the day of the run
    assert_eq!(
        planned(&[(1, "2026-10-21")], &[(1, "2026-09-01")], Some("2026-10-20"), "2026-10-21"),
        ["2026-10-21 1"],
        "one invoice"
    );
    assert_eq!(planned(&[], &[(1, "2026-09-01")], None, "2026-10-21"), ["2026-10-21 1"]);
    assert_eq!(
        planned(&[], &[(1, "2026-09-01")], Some("2026-10-21"), "2026-10-21"),
        ["2026-10-21 1"],
        "a second run of the day"
    );
}

#[test]
fn utilization_is_what_is_billed_of_what_there_was() {
    let dec = |text: &str| text.parse::<Decimal>().unwrap();
    for (billable, available, expected) in [
        ("120", "160", Some("75.0")),
        ("0", "160", Some("0.0")),
        ("1", "3", Some("33.3")),
        ("200", "160", Some("125.0")),
        ("8", "0", None),
    ] {
        let percent = rules::utilization(dec(billable), dec(available));
        assert_eq!(percent, expected.map(dec), "{billable} of {available}");
    }
}
