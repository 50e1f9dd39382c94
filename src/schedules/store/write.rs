//! SQL that writes invoice schedules.

use crate::{
    platform::{failure::Failure, scope::Scope},
    schedules::model::ScheduleDay,
    vocabulary::{
        ids::{ContractLineId, InvoiceScheduleId},
        refusal::Refusal,
    },
};

/// Takes the days that have not run off the schedule of a line, in key order; answers which.
pub async fn days_clear(
    scope: &mut Scope,
    line: ContractLineId,
) -> Result<Vec<InvoiceScheduleId>, Failure> {
    let gone = sqlx::query_scalar!(
        r"
        delete
        from invoice_schedule
        where company_id = $1 and contract_line_id = $2 and status = 'not_run'
        returning invoice_schedule_id
        ",
        scope.company(),
        line.0
    )
    .fetch_all(scope.connection())
    .await?;
    Ok(gone.into_iter().map(InvoiceScheduleId).collect())
}

/// Puts days on the schedule of a line; answers their keys.
pub async fn days_insert(
    scope: &mut Scope,
    line: ContractLineId,
    days: &[ScheduleDay],
) -> Result<Vec<InvoiceScheduleId>, Failure> {
    let made = sqlx::query_scalar!(
        r"
        insert into invoice_schedule (
            company_id, contract_id, contract_line_id, run_on, cut_off_on
        )
        select $1, l.contract_id, l.contract_line_id, r.run_on, r.cut_off_on
        from unnest($3::date[], $4::date[]) r (run_on, cut_off_on)
        join contract_line l on l.company_id = $1 and l.contract_line_id = $2
        order by r.run_on
        returning invoice_schedule_id
        ",
        scope.company(),
        line.0,
        &days.iter().map(|day| day.run_on).collect::<Vec<_>>(),
        &days.iter().map(|day| day.cut_off_on).collect::<Vec<_>>()
    )
    .fetch_all(scope.connection())
    .await?;
    Ok(made.into_iter().map(InvoiceScheduleId).collect())
}

/// Changes a day, if its version is still the one seen.
pub async fn day_update(
    scope: &mut Scope,
    id: InvoiceScheduleId,
    version: i32,
    day: ScheduleDay,
) -> Result<(), Failure> {
    let done = sqlx::query!(
        r"
        update invoice_schedule
        set run_on = $4, cut_off_on = $5, version = version + 1
        where company_id = $1 and invoice_schedule_id = $2 and version = $3
        ",
        scope.company(),
        id.0,
        version,
        day.run_on,
        day.cut_off_on
    )
    .execute(scope.connection())
    .await?
    .rows_affected();
    if done == 1 { Ok(()) } else { Err(Refusal::Outdated.into()) }
}

/// Removes a day, if its version is still the one seen.
pub async fn day_delete(
    scope: &mut Scope,
    id: InvoiceScheduleId,
    version: i32,
) -> Result<(), Failure> {
    let done = sqlx::query!(
        r"
        delete from invoice_schedule
        where company_id = $1 and invoice_schedule_id = $2 and version = $3
        ",
        scope.company(),
        id.0,
        version
    )
    .execute(scope.connection())
    .await?
    .rows_affected();
    if done == 1 { Ok(()) } else { Err(Refusal::Outdated.into()) }
}
