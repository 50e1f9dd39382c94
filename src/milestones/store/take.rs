//! SQL of what invoices take of milestones.

use crate::{
    backlog::model::ReadySummary,
    milestones::model::TakenMilestone,
    platform::{failure::Failure, scope::Scope},
    vocabulary::ids::{ContractId, ContractLineId, CustomerId, MilestoneSplitId},
};
use chrono::NaiveDate;

/// What creation can find, per contract and customer.
pub async fn ready_summary(
    scope: &mut Scope,
    contracts: &[i64],
    invoice_on: NaiveDate,
) -> Result<Vec<ReadySummary>, Failure> {
    let rows = sqlx::query!(
        r#"
        select s.contract_id, s.customer_id,
            count(*) filter (where s.is_ready and s.milestone_on <= $3) as "due!",
            count(*) filter (where s.is_ready and s.milestone_on > $3) as "later!",
            count(*) filter (where not s.is_ready) as "not_ready!"
        from milestone_split s
        where s.company_id = $1 and s.contract_id = any($2) and not s.is_billed_before
            and s.amount <> 0
            and not exists (
                select
                from claim d
                where d.company_id = $1 and d.source_milestone_split_id = s.milestone_split_id
            )
        group by s.contract_id, s.customer_id
        order by s.contract_id, s.customer_id
        "#,
        scope.company(),
        contracts,
        invoice_on
    )
    .fetch_all(scope.connection())
    .await?;
    Ok(rows
        .into_iter()
        .map(|r| ReadySummary {
            contract_id: ContractId(r.contract_id),
            customer_id: CustomerId(r.customer_id),
            chargeable: r.due,
            not_chargeable: 0,
            later: r.later,
            without_price: 0,
            at_limit: 0,
            not_evaluated: 0,
            not_ready: r.not_ready,
        })
        .collect())
}

/// Contracts that are confirmed, and the days up to this one of parts that are Ready.
pub async fn due(
    scope: &mut Scope,
    by: NaiveDate,
) -> Result<Vec<(ContractId, NaiveDate)>, Failure> {
    let rows = sqlx::query!(
        r"
        select distinct s.contract_id, s.milestone_on
        from milestone_split s
        join contract c on c.company_id = s.company_id and c.contract_id = s.contract_id
        where s.company_id = $1 and s.is_ready and s.milestone_on <= $2 and s.amount <> 0
            and c.state = 'confirmed'
            and not exists (
                select
                from claim d
                where d.company_id = $1 and d.source_milestone_split_id = s.milestone_split_id
            )
        ",
        scope.company(),
        by
    )
    .fetch_all(scope.connection())
    .await?;
    Ok(rows.into_iter().map(|r| (ContractId(r.contract_id), r.milestone_on)).collect())
}

/// Ready parts dated by the invoice date, for these contracts and customers, in key order.
pub async fn ready(
    scope: &mut Scope,
    pairs: &[(ContractId, CustomerId)],
    invoice_on: NaiveDate,
) -> Result<Vec<TakenMilestone>, Failure> {
    Ok(sqlx::query_as!(
        TakenMilestone,
        r#"
        select s.milestone_split_id as "milestone_split_id: MilestoneSplitId", s.contract_id as "contract_id: ContractId",
               s.contract_line_id as "contract_line_id: ContractLineId", s.customer_id as "customer_id: CustomerId", s.milestone_on, s.amount, s.tax,
               s.currency
        from unnest($2::bigint[], $3::bigint[]) p (contract_id, customer_id)
        join milestone_split s on s.company_id = $1 and s.contract_id = p.contract_id and s.customer_id = p.customer_id
        where s.is_ready and s.milestone_on <= $4 and s.amount <> 0 -- of nothing, nothing is billed
          and not exists (select from claim d where d.company_id = $1 and d.source_milestone_split_id = s.milestone_split_id)
        order by s.milestone_split_id
        "#,
        scope.company(),
        &pairs.iter().map(|p| p.0.0).collect::<Vec<_>>(),
        &pairs.iter().map(|p| p.1.0).collect::<Vec<_>>(),
        invoice_on
    )
    .fetch_all(scope.connection())
    .await?)
}
