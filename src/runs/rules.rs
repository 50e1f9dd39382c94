//! When jobs run, and what a run sets out to do. Pure.

#[cfg(feature = "ssr")]
mod times;

#[cfg(feature = "ssr")]
pub use times::next_run;

use super::model::{CheckedJob, Job, JobForm};
use crate::vocabulary::{
    ids::ContractId,
    refusal::{Field, Refusal},
    typed::text,
};
use chrono::{NaiveDate, NaiveTime, TimeDelta};
use rust_decimal::Decimal;
use std::collections::BTreeSet;

/// A run that has not begun, or moved, for so long is overdue.
pub const OVERDUE_AFTER: TimeDelta = TimeDelta::minutes(15);

/// Hours of a working day (Monday to Friday): what is available of somebody.
pub const DAY_HOURS: Decimal = Decimal::from_parts(8, 0, 0, false, 0);

/// R-RUN-1: what was typed, checked.
pub fn job(form: &JobForm) -> Result<CheckedJob, Refusal> {
    let name = text(&form.name, Field::Name, 200)?;
    if name.is_empty() {
        return Err(Refusal::FieldMissing(Field::Name));
    }
    let typed = form.runs_at.trim();
    if typed.is_empty() {
        return Err(Refusal::FieldMissing(Field::RunTime));
    }
    let runs_at = NaiveTime::parse_from_str(typed, "%H:%M")
        .or_else(|_| NaiveTime::parse_from_str(typed, "%H:%M:00"))
        .map_err(|_| Refusal::NotATimeOfDay)?;
    Ok(CheckedJob { name, runs_at, is_active: form.is_active })
}

/// R-RUN-3: a job is started once.
pub fn may_start(job: &Job) -> Result<(), Refusal> {
    match job.started_at {
        Some(since) => Err(Refusal::JobRunsAlready(since)),
        None if !job.is_active => Err(Refusal::JobIsNotActive),
        None => Ok(()),
    }
}

/// R-RUN-5, R-RUN-7: what a run sets out to do, the oldest day first. Days of schedules stand as
/// they are; what is Ready of milestones and retainers is due on its own day, unless a run has
/// passed that already (`last` is the newest day of a run): then it comes with this one.
pub fn plan(
    schedules: &[(ContractId, NaiveDate)],
    others: &[(ContractId, NaiveDate)],
    last: Option<NaiveDate>,
    run_on: NaiveDate,
) -> Vec<(NaiveDate, ContractId)> {
    let first = last.and_then(|last| last.succ_opt()).map_or(run_on, |next| next.min(run_on));
    let days = schedules.iter().map(|(contract, day)| (*day, *contract));
    let others = others.iter().map(|(contract, day)| ((*day).max(first), *contract));
    let planned: BTreeSet<(NaiveDate, ContractId)> = days.chain(others).collect();
    planned.into_iter().collect()
}

/// How much of what is available is billed, in percent; nothing where nothing was available.
pub fn utilization(billable: Decimal, available: Decimal) -> Option<Decimal> {
    (billable * Decimal::ONE_HUNDRED).checked_div(available).map(|percent| percent.round_dp(1))
}
