//! SQL of what is invoiced by itself: of lines, each up to its own day (R-RUN-6).

use crate::{
    backlog::model::{ReadySummary, TakenRow},
    platform::{failure::Failure, scope::Scope},
    vocabulary::ids::{ActualId, ContractId, ContractLineId, CustomerId},
};
use chrono::NaiveDate;

/// What creation can find on these lines, each up to its day.
pub async fn ready_summary_of_lines(
    scope: &mut Scope,
    lines: &[(ContractLineId, NaiveDate)],
) -> Result<Vec<ReadySummary>, Failure> {
    let rows = sqlx::query!(
        r#"
        select b.contract_id, b.customer_id,
            count(*) filter (where b.billing_type = 'chargeable') as "chargeable!",
            count(*) filter (where b.billing_type <> 'chargeable') as "not_chargeable!"
        from unnest($2::bigint[], $3::date[]) l (contract_line_id, by_day)
        join contract_line c on c.company_id = $1 and c.contract_line_id = l.contract_line_id
        join backlog b on b.company_id = $1 and b.contract_id = c.contract_id
            and b.contract_line_id = l.contract_line_id
        where b.is_ready and b.work_on <= l.by_day
        group by b.contract_id, b.customer_id
        order by b.contract_id, b.customer_id
        "#,
        scope.company(),
        &lines.iter().map(|(line, _)| line.0).collect::<Vec<_>>(),
        &lines.iter().map(|(_, day)| *day).collect::<Vec<_>>()
    )
    .fetch_all(scope.connection())
    .await?;
    Ok(rows
        .into_iter()
        .map(|r| ReadySummary {
            contract_id: ContractId(r.contract_id),
            customer_id: CustomerId(r.customer_id),
            chargeable: r.chargeable,
            not_chargeable: r.not_chargeable,
            later: 0,
            without_price: 0,
            at_limit: 0,
            not_evaluated: 0,
            not_ready: 0,
        })
        .collect())
}

/// Takes Ready rows of these lines, each up to its day, out of the backlog, for these contracts and
/// customers.
pub async fn backlog_take_of_lines(
    scope: &mut Scope,
    pairs: &[(ContractId, CustomerId)],
    lines: &[(ContractLineId, NaiveDate)],
) -> Result<Vec<TakenRow>, Failure> {
    Ok(sqlx::query_as!(
        TakenRow,
        r#"
        with ready as materialized (
            select b.actual_id, l.by_day
            from unnest($2::bigint[], $3::bigint[]) p (contract_id, customer_id)
            cross join lateral (
                select b.actual_id, b.contract_line_id, b.work_on
                from backlog b
                where b.company_id = $1 and b.contract_id = p.contract_id
                    and b.customer_id = p.customer_id and b.is_ready
                offset 0
            ) b
            join unnest($4::bigint[], $5::date[]) l (contract_line_id, by_day)
                on b.contract_line_id = l.contract_line_id and b.work_on <= l.by_day
        )
        delete
        from backlog b using ready r, actual a
        where b.company_id = $1 and b.actual_id = r.actual_id and b.is_ready
            and b.work_on <= r.by_day and a.company_id = $1 and a.actual_id = b.actual_id
        returning b.actual_id as "actual_id: ActualId", b.contract_id as "contract_id: ContractId",
            b.customer_id as "customer_id: CustomerId",
            b.contract_line_id as "contract_line_id: ContractLineId", b.work_on,
            b.billing_type, b.quantity, a.unit_price, a.amount, a.discount_percent, a.fee_percent,
            b.currency, b.nte_status
        "#,
        scope.company(),
        &pairs.iter().map(|p| p.0.0).collect::<Vec<_>>(),
        &pairs.iter().map(|p| p.1.0).collect::<Vec<_>>(),
        &lines.iter().map(|(line, _)| line.0).collect::<Vec<_>>(),
        &lines.iter().map(|(_, day)| *day).collect::<Vec<_>>()
    )
    .fetch_all(scope.connection())
    .await?)
}
