//! Verbs of invoice schedules.

pub use super::store::{SCHEDULES, total_schedules};

use super::{
    model::{DueDay, Generate, LineSchedule, ScheduleEdit, ScheduleRemoval, ScheduledLine},
    rules, store,
};
use crate::{
    contracts,
    platform::{command::Tx, failure::Failure, scope::Scope},
    vocabulary::{
        failure::ApiError,
        ids::{ContractId, ContractLineId, InvoiceScheduleId},
        refusal::Refusal,
    },
};
use chrono::NaiveDate;
use std::collections::BTreeSet;

/// The lines by time and material of a contract, with their days.
pub async fn read_schedules(
    scope: &mut Scope,
    contract: ContractId,
) -> Result<Vec<LineSchedule>, Failure> {
    if !contracts::commands::contract_exists(scope, contract).await? {
        return Err(Refusal::NotFound.into());
    }
    let lines = store::lines(scope, Some(contract), None).await?;
    let mut all = store::of_contract(scope, contract, None).await?;
    Ok(lines
        .into_iter()
        .map(|line| {
            let id = line.contract_line_id;
            let rows = all.extract_if(.., |row| row.contract_line_id == id).collect();
            LineSchedule { line, rows }
        })
        .collect())
}

/// Generate Invoice Schedule (R-RUN-11): the days of a line by its frequency; those that have not
/// run are replaced, those that have run stay. Answers how many there are to come.
pub async fn generate_schedule(tx: &mut Tx, generate: &Generate) -> Result<i64, Failure> {
    let line = enter(tx, generate.contract_line_id).await?;
    let rows = store::of_contract(tx, line.contract_id, Some(line.contract_line_id)).await?;
    let schedule = LineSchedule { line, rows };
    let days = rules::generate(&schedule, &generate.from, &generate.to)?;

    let gone = store::write::days_clear(tx, generate.contract_line_id).await?;
    let seen: BTreeSet<InvoiceScheduleId> = generate.replaces.iter().copied().collect();
    if gone.iter().copied().collect::<BTreeSet<_>>() != seen {
        return Err(Refusal::Outdated.into());
    }
    tx.note(&schedule.rows, &days);
    let made = store::write::days_insert(tx, generate.contract_line_id, &days).await?;
    Ok(i64::try_from(made.len()).unwrap_or(i64::MAX))
}

/// Adds a day to a schedule, or changes one that has not run.
pub async fn save_schedule_day(
    tx: &mut Tx,
    edit: &ScheduleEdit,
) -> Result<InvoiceScheduleId, Failure> {
    let line = enter(tx, edit.contract_line_id).await?;
    rules::may_schedule(&line)?;
    let before = match edit.invoice_schedule_id {
        None => None,
        Some(id) => {
            let row = store::schedule(tx, id)
                .await?
                .filter(|row| row.contract_line_id == edit.contract_line_id)
                .ok_or(Refusal::NotFound)?;
            if row.version != edit.version {
                return Err(Refusal::Outdated.into());
            }
            rules::may_change(&row)?;
            Some(row)
        }
    };
    let day = rules::edit(edit)?;
    tx.note(before, day);
    match edit.invoice_schedule_id {
        None => {
            let made = store::write::days_insert(tx, edit.contract_line_id, &[day]).await?;
            made.into_iter().next().ok_or_else(|| Refusal::NotFound.into())
        }
        Some(id) => {
            store::write::day_update(tx, id, edit.version, day).await?;
            Ok(id)
        }
    }
}

/// Takes a day that has not run off its schedule.
pub async fn delete_schedule_day(tx: &mut Tx, removal: &ScheduleRemoval) -> Result<(), Failure> {
    let id = removal.invoice_schedule_id;
    let line = store::schedule(tx, id).await?.ok_or(Refusal::NotFound)?.contract_line_id;
    enter(tx, line).await?;
    let row = store::schedule(tx, id).await?.ok_or(Refusal::NotFound)?;
    rules::may_change(&row)?;
    tx.note(&row, ());
    store::write::day_delete(tx, id, removal.version).await
}

/// A line of a contract, held until the command ends: nobody invoices the contract meanwhile.
async fn enter(tx: &mut Tx, line: ContractLineId) -> Result<ScheduledLine, Failure> {
    let found = |lines: Vec<ScheduledLine>| lines.into_iter().next().ok_or(Refusal::NotFound);
    let contract = found(store::lines(tx, None, Some(line)).await?)?.contract_id;
    contracts::commands::lock(tx, &[contract.0]).await?;
    Ok(found(store::lines(tx, None, Some(line)).await?)?)
}

/// Contracts and their days up to this one that have not run (R-RUN-5).
pub async fn due(
    scope: &mut Scope,
    by: NaiveDate,
) -> Result<Vec<(ContractId, NaiveDate)>, Failure> {
    store::due::due(scope, by).await
}

/// The days of these contracts on a date that are to be run, locked. The contracts are locked
/// already; whoever calls settles every one.
pub async fn due_days(
    tx: &mut Tx,
    contracts: &[i64],
    run_on: NaiveDate,
) -> Result<Vec<DueDay>, Failure> {
    store::due::due_lock(tx, contracts, run_on).await
}

/// Run Successful, or Run Failed with its reason (R-RUN-9, R-SM-35).
pub async fn settle(
    tx: &mut Tx,
    days: &[(InvoiceScheduleId, Option<ApiError>)],
) -> Result<(), Failure> {
    if days.is_empty() { Ok(()) } else { store::due::settle(tx, days).await }
}
