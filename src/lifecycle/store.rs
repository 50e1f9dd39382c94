//! SQL of a contract's life: the approved work that it covers.

use super::model::SetTypes;
use crate::{
    platform::{failure::Failure, scope::Scope},
    vocabulary::{
        ids::{ContractId, CustomerId, EntryId},
        words::BillingType,
    },
};
use chrono::NaiveDate;

/// Approved entries whose work a contract's lines cover in its time, or that the ledger has on it,
/// also those whose author asks for them back; history left out.
pub async fn approved_on(scope: &mut Scope, contract: ContractId) -> Result<Vec<i64>, Failure> {
    Ok(sqlx::query_scalar!(
        r"
        select e.entry_id
        from entry e
        where e.company_id = $1 and e.state in ('approved', 'recall_requested') and not e.is_history
            and (
                exists (
                    select
                    from contract_line_class k
                    join contract_line l on l.company_id = k.company_id
                        and l.contract_line_id = k.contract_line_id
                    join contract c on c.company_id = l.company_id and c.contract_id = l.contract_id
                    where k.company_id = e.company_id and k.project_id = e.project_id
                        and k.transaction_class = e.transaction_class and l.contract_id = $2
                        and e.work_on >= c.start_on
                        and (
                            c.requested_delivery_on is null or e.work_on <= c.requested_delivery_on
                        )
                )
                or exists (
                    select
                    from actual a
                    where a.company_id = e.company_id and a.contract_id = $2
                        and a.entry_id = e.entry_id
                )
            )
        order by e.entry_id
        ",
        scope.company(),
        contract.0
    )
    .fetch_all(scope.connection())
    .await?)
}

/// Approved entries on work that lines of these contracts cover, also those whose author asks for
/// them back; history left out.
pub async fn approved_on_numbered(
    scope: &mut Scope,
    contracts: &[String],
) -> Result<Vec<i64>, Failure> {
    Ok(sqlx::query_scalar!(
        r"
        select distinct e.entry_id
        from contract c
        join contract_line l on l.company_id = c.company_id and l.contract_id = c.contract_id
        join contract_line_class k on k.company_id = l.company_id
            and k.contract_line_id = l.contract_line_id
        join entry e on e.company_id = k.company_id and e.project_id = k.project_id
            and e.transaction_class = k.transaction_class
        where c.company_id = $1 and c.number = any($2)
            and e.state in ('approved', 'recall_requested') and not e.is_history
        order by e.entry_id
        ",
        scope.company(),
        contracts
    )
    .fetch_all(scope.connection())
    .await?)
}

/// Approved entries on what a contract's lines cover, dated after one day and by another, if given;
/// history left out.
pub async fn approved_after(
    scope: &mut Scope,
    contract: ContractId,
    after: NaiveDate,
    by: Option<NaiveDate>,
) -> Result<Vec<i64>, Failure> {
    Ok(sqlx::query_scalar!(
        r"
        select e.entry_id
        from entry e
        where e.company_id = $1 and e.state in ('approved', 'recall_requested') and not e.is_history
            and e.work_on > $3 and ($4::date is null or e.work_on <= $4)
            and exists (
                select
                from contract_line_class k
                join contract_line l on l.company_id = k.company_id
                    and l.contract_line_id = k.contract_line_id
                where k.company_id = e.company_id and k.project_id = e.project_id
                    and k.transaction_class = e.transaction_class and l.contract_id = $2
            )
        order by e.entry_id
        ",
        scope.company(),
        contract.0,
        after,
        by
    )
    .fetch_all(scope.connection())
    .await?)
}

/// The entries that these rows of the ledger came from.
pub async fn entries_of(scope: &mut Scope, actuals: &[i64]) -> Result<Vec<i64>, Failure> {
    Ok(sqlx::query_scalar!(
        r#"
        select distinct entry_id as "entry_id!"
        from actual
        where company_id = $1 and actual_id = any($2) and entry_id is not null
        order by 1
        "#,
        scope.company(),
        actuals
    )
    .fetch_all(scope.connection())
    .await?)
}

/// What billing types of these entries' sales were set to since they were given: of a customer's part
/// of which nothing stands as it was, and all alike.
pub async fn set_types(scope: &mut Scope, entries: &[i64]) -> Result<SetTypes, Failure> {
    let rows = sqlx::query!(
        r#"
        with recursive made as (
            select a.entry_id, a.customer_id, a.billing_type as stands_as, a.billing_type,
                a.replaces_actual_id
            from actual a
            where a.company_id = $1 and a.entry_id = any($2)
                and a.transaction_type = 'unbilled_sales' and a.reverses_actual_id is null
                and not exists (
                    select
                    from actual r
                    where r.company_id = a.company_id and r.reverses_actual_id = a.actual_id
                )
            union all
            select m.entry_id, m.customer_id, m.stands_as, a.billing_type, a.replaces_actual_id
            from made m
            join actual a on a.company_id = $1 and a.actual_id = m.replaces_actual_id
        )
        select entry_id as "entry_id!", customer_id as "customer_id!",
            billing_type as "given!: BillingType", min(stands_as) as "set_to!: BillingType"
        from made
        where replaces_actual_id is null
        group by entry_id, customer_id, billing_type
        having min(stands_as) = max(stands_as) and min(stands_as) <> billing_type
        "#,
        scope.company(),
        entries
    )
    .fetch_all(scope.connection())
    .await?;
    let key = |entry, customer, given| (EntryId(entry), CustomerId(customer), given);
    Ok(rows.into_iter().map(|r| (key(r.entry_id, r.customer_id, r.given), r.set_to)).collect())
}
