//! Decisions about invoice schedules. Pure.

use super::model::{
    LineSchedule, RunStatus, ScheduleDay, ScheduleEdit, ScheduleRow, ScheduledLine,
};
use crate::vocabulary::{
    frequency::Frequency,
    refusal::{Field, Refusal},
    typed::date,
    words::{BillingMethod, ContractState},
};
use chrono::NaiveDate;

/// Days that are generated at once: eighty years of months.
pub const MOST_DAYS: usize = 1_000;

/// R-RUN-4, R-SM-3: whether a line can have days of its own made or changed.
pub fn may_schedule(line: &ScheduledLine) -> Result<(), Refusal> {
    match (line.billing_method, line.state) {
        (BillingMethod::FixedPrice | BillingMethod::Product, _) => {
            Err(Refusal::ScheduleIsForTimeAndMaterial)
        }
        (BillingMethod::TimeAndMaterial, ContractState::Lost) => Err(Refusal::ContractIsLost),
        (BillingMethod::TimeAndMaterial, ContractState::Draft | ContractState::Confirmed) => Ok(()),
    }
}

/// R-RUN-6: work counts up to and including the day before, unless somebody says another.
pub fn day(run_on: NaiveDate) -> ScheduleDay {
    ScheduleDay { run_on, cut_off_on: run_on.pred_opt().unwrap_or(run_on) }
}

/// R-RUN-11: the days of a line from one day to another, both included, by its frequency, whose
/// periods of two weeks are counted from Billing start. Days that have run stay; what is generated
/// lies after them, so that nothing is due again.
pub fn generate(
    schedule: &LineSchedule,
    from: &str,
    to: &str,
) -> Result<Vec<ScheduleDay>, Refusal> {
    let LineSchedule { line, rows } = schedule;
    may_schedule(line)?;
    let (_, frequency) = line.frequency.as_ref().ok_or(Refusal::LineHasNoFrequency)?;
    let frequency: Frequency =
        frequency.parse().map_err(|_| Refusal::FieldNotAChoice(Field::InvoiceFrequency))?;
    let (from, to) = (date(from, Field::From)?, date(to, Field::To)?);
    if to < from {
        return Err(Refusal::ScheduleEndsBeforeItStarts);
    }
    let ran = rows.iter().filter(|row| row.status != RunStatus::NotRun).map(|row| row.run_on).max();
    let days: Vec<ScheduleDay> = frequency
        .dates_since(line.billing_start_on, from, to)
        .into_iter()
        .filter(|date| ran.is_none_or(|ran| *date > ran))
        .map(day)
        .collect();
    match days.len() {
        0 => Err(Refusal::NoScheduleDays),
        many if many > MOST_DAYS => {
            Err(Refusal::ScheduleIsTooLong(i64::try_from(many).unwrap_or(i64::MAX)))
        }
        _ => Ok(days),
    }
}

/// What was typed of a day, checked.
pub fn edit(edit: &ScheduleEdit) -> Result<ScheduleDay, Refusal> {
    let run_on = date(&edit.run_on, Field::InvoiceRunDate)?;
    if edit.cut_off_on.trim().is_empty() {
        return Ok(day(run_on));
    }
    let cut_off_on = date(&edit.cut_off_on, Field::CutOffDate)?;
    if cut_off_on > run_on {
        return Err(Refusal::CutOffAfterRun);
    }
    Ok(ScheduleDay { run_on, cut_off_on })
}

/// R-RUN-11: what has run is neither changed nor deleted.
pub fn may_change(row: &ScheduleRow) -> Result<(), Refusal> {
    match row.status {
        RunStatus::NotRun => Ok(()),
        RunStatus::Successful | RunStatus::Failed => Err(Refusal::ScheduleHasRun),
    }
}
