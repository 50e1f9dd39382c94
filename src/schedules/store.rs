//! SQL of invoice schedules.

pub mod due;
pub mod write;

use super::model::{ScheduleRow, ScheduledLine};
use crate::{
    contracts::commands::BY_STATE,
    platform::{
        failure::Failure,
        list::{ALL, Filter, ListSpec, Rows, Sort},
        scope::Scope,
    },
    vocabulary::{
        ids::{ContractId, ContractLineId, InvoiceScheduleId},
        paging::{ListQuery, Page, Totals},
    },
};
use sqlx::{FromRow, Row, postgres::PgRow};

/// Days of every schedule.
pub const SCHEDULES: ListSpec = ListSpec {
    name: "invoice schedules",
    rows: Rows::In("invoice_schedule t"),
    of: "",
    is_short: false,
    company: "t.company_id",
    columns: "t.*",
    shown: r"
        p.invoice_schedule_id, p.version, p.contract_id, c.number as contract_number,
            p.contract_line_id, l.name as line_name, cu.name as customer_name, p.run_on,
            p.cut_off_on, p.status, p.reason
    ",
    named: r"
        join contract c on c.company_id = p.company_id and c.contract_id = p.contract_id
        join contract_line l on l.company_id = p.company_id
            and l.contract_line_id = p.contract_line_id
        join customer cu on cu.company_id = c.company_id and cu.customer_id = c.primary_customer_id
    ",
    filters: &[
        (
            "status",
            Filter::Choice(&[
                ("not_run", "t.status = 'not_run'"),
                ("successful", "t.status = 'successful'"),
                ("failed", "t.status = 'failed'"),
            ]),
        ),
        ("contract_state", BY_STATE),
        ("contract_id", Filter::Id("t.contract_id")),
        ("line", Filter::Id("t.contract_line_id")),
        (
            "contract",
            Filter::Named(
                "t.contract_id",
                "select f.contract_id from contract f where (f.number || ' ' || f.name) ilike ",
            ),
        ),
        (
            "customer",
            Filter::Named(
                "t.contract_id",
                "select f.contract_id from contract f join customer n on n.company_id = f.company_id and n.customer_id = f.primary_customer_id where n.name ilike ",
            ),
        ),
        (
            "team",
            Filter::Named(
                "t.contract_id",
                "select f.contract_id from contract_team_name f where f.name ilike ",
            ),
        ),
        ("from", Filter::From("t.run_on")),
        ("to", Filter::To("t.run_on")),
    ],
    sorts: &[
        Sort::own("date", "t.run_on", "date"),
        Sort::by(
            "contract",
            "s.number",
            "contract s",
            "s.company_id = t.company_id and s.contract_id = t.contract_id",
        ),
    ],
    descending: false,
    id: "t.invoice_schedule_id",
};

impl FromRow<'_, PgRow> for ScheduleRow {
    fn from_row(row: &PgRow) -> Result<Self, sqlx::Error> {
        let reason: Option<sqlx::types::Json<_>> = row.try_get("reason")?;
        Ok(Self {
            invoice_schedule_id: row.try_get("invoice_schedule_id")?,
            version: row.try_get("version")?,
            contract_id: row.try_get("contract_id")?,
            contract_number: row.try_get("contract_number")?,
            contract_line_id: row.try_get("contract_line_id")?,
            line_name: row.try_get("line_name")?,
            customer_name: row.try_get("customer_name")?,
            run_on: row.try_get("run_on")?,
            cut_off_on: row.try_get("cut_off_on")?,
            status: row.try_get("status")?,
            reason: reason.map(|reason| reason.0),
        })
    }
}

/// A page of days.
pub async fn list_schedules(
    scope: &mut Scope,
    query: &ListQuery,
) -> Result<Page<ScheduleRow>, Failure> {
    SCHEDULES.page(scope, query, ALL).await
}

/// How many days the filters let through; hints count every status under the other filters.
pub async fn total_schedules(scope: &mut Scope, query: &ListQuery) -> Result<Totals, Failure> {
    let count = SCHEDULES.count(scope, query, ALL).await?;
    let mut totals = Totals { count, ..Totals::default() };
    if totals.count == 0 {
        totals.hints = SCHEDULES.counts(scope, query, "status", ALL).await?;
    }
    Ok(totals)
}

/// One day.
pub async fn schedule(
    scope: &mut Scope,
    id: InvoiceScheduleId,
) -> Result<Option<ScheduleRow>, Failure> {
    let query = ListQuery { rows: Some(vec![id.0]), ..ListQuery::default() };
    let mut found = None;
    SCHEDULES.each(scope, &query, ALL, |row: ScheduleRow| found = Some(row)).await?;
    Ok(found)
}

/// The days of a contract, or of one of its lines, by date.
pub async fn of_contract(
    scope: &mut Scope,
    contract: ContractId,
    line: Option<ContractLineId>,
) -> Result<Vec<ScheduleRow>, Failure> {
    let mut query = ListQuery::default().with("contract_id", contract.to_string());
    if let Some(line) = line {
        query = query.with("line", line.to_string());
    }
    let mut rows = Vec::new();
    SCHEDULES.each(scope, &query, ALL, |row: ScheduleRow| rows.push(row)).await?;
    Ok(rows)
}

/// The lines by time and material of a contract, or one line of any kind; in order.
pub async fn lines(
    scope: &mut Scope,
    contract: Option<ContractId>,
    line: Option<ContractLineId>,
) -> Result<Vec<ScheduledLine>, Failure> {
    let rows = sqlx::query!(
        r#"
        select l.contract_id, c.state, l.contract_line_id, l.line_number, l.name, l.billing_method,
            coalesce(l.billing_start_on, c.start_on) as "billing_start_on!",
            c.requested_delivery_on, f.name as "frequency_name?", f.frequency as "frequency?"
        from contract_line l
        join contract c on c.company_id = l.company_id and c.contract_id = l.contract_id
        left join invoice_frequency f on f.company_id = l.company_id
            and f.invoice_frequency_id = l.invoice_frequency_id
        where l.company_id = $1
            and (
                l.contract_line_id = $3
                or (l.contract_id = $2 and l.billing_method = 'time_and_material')
            )
        order by l.line_number
        "#,
        scope.company(),
        contract.map(|id| id.0),
        line.map(|id| id.0)
    )
    .fetch_all(scope.connection())
    .await?;
    Ok(rows
        .into_iter()
        .map(|l| ScheduledLine {
            contract_id: ContractId(l.contract_id),
            state: l.state,
            contract_line_id: ContractLineId(l.contract_line_id),
            line_number: l.line_number,
            name: l.name,
            billing_method: l.billing_method,
            billing_start_on: l.billing_start_on,
            requested_delivery_on: l.requested_delivery_on,
            frequency: l.frequency_name.zip(l.frequency),
        })
        .collect())
}
