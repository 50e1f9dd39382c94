//! SQL of days whose turn has come.
#![allow(
    clippy::as_conversions,
    reason = "in sqlx's macros `as` names a parameter's type; nothing is converted"
)]

use crate::{
    platform::{failure::Failure, scope::Scope},
    schedules::model::DueDay,
    vocabulary::{
        failure::ApiError,
        ids::{ContractId, ContractLineId, InvoiceScheduleId},
    },
};
use chrono::NaiveDate;

/// R-RUN-5, R-SM-5: days up to this one that have not run, of contracts that are confirmed.
pub async fn due(
    scope: &mut Scope,
    by: NaiveDate,
) -> Result<Vec<(ContractId, NaiveDate)>, Failure> {
    let rows = sqlx::query!(
        r"
        select distinct s.contract_id, s.run_on
        from invoice_schedule s
        join contract c on c.company_id = s.company_id and c.contract_id = s.contract_id
        where s.company_id = $1 and s.run_on <= $2 and s.status = 'not_run'
            and c.state = 'confirmed'
        ",
        scope.company(),
        by
    )
    .fetch_all(scope.connection())
    .await?;
    Ok(rows.into_iter().map(|r| (ContractId(r.contract_id), r.run_on)).collect())
}

/// The days of these contracts on a date that have not run or whose run failed, locked in key
/// order. The contracts are locked already.
pub async fn due_lock(
    scope: &mut Scope,
    contracts: &[i64],
    run_on: NaiveDate,
) -> Result<Vec<DueDay>, Failure> {
    Ok(sqlx::query_as!(
        DueDay,
        r#"
        select invoice_schedule_id as "invoice_schedule_id: InvoiceScheduleId",
            contract_id as "contract_id: ContractId",
            contract_line_id as "contract_line_id: ContractLineId", cut_off_on
        from invoice_schedule
        where company_id = $1 and contract_id = any($2) and run_on = $3
            and status in ('not_run', 'failed')
        order by invoice_schedule_id
        for no key update
        "#,
        scope.company(),
        contracts,
        run_on
    )
    .fetch_all(scope.connection())
    .await?)
}

/// What became of days: nothing to say, it was successful; else why not.
pub async fn settle(
    scope: &mut Scope,
    days: &[(InvoiceScheduleId, Option<ApiError>)],
) -> Result<(), Failure> {
    let reasons = days
        .iter()
        .map(|(_, reason)| reason.as_ref().map(serde_json::to_value).transpose())
        .collect::<Result<Vec<_>, _>>()
        .map_err(|error| Failure::Fault(error.to_string()))?;
    sqlx::query!(
        r"
        update invoice_schedule s
        set status = case when r.reason is null then 'successful' else 'failed' end::schedule_status,
            reason = r.reason
        from unnest($2::bigint[], $3::jsonb[]) r (id, reason)
        where s.company_id = $1 and s.invoice_schedule_id = r.id
        ",
        scope.company(),
        &days.iter().map(|(id, _)| id.0).collect::<Vec<_>>(),
        &reasons as &[Option<serde_json::Value>]
    )
    .execute(scope.connection())
    .await?;
    Ok(())
}
