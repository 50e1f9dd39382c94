//! What approval reads of the contract book: lines, their customers, chargeability, prices.

use crate::{
    book::model::Dimension,
    contracts::model::{CustomerTerms, LineTerms, Period, Terms},
    platform::{failure::Failure, scope::Scope},
    vocabulary::{
        ids::{CategoryId, ContractId, ContractLineId, CustomerId, ProjectId, RoleId, TaskId},
        money::DiscountAndFee,
        words::ContractState,
    },
};
use std::collections::HashMap;

/// The terms of every line that covers a class of these projects, whole or some of their tasks.
pub async fn line_terms(scope: &mut Scope, projects: &[i64]) -> Result<Terms, Failure> {
    let lines = sqlx::query!(
        r#"
        select k.project_id, k.transaction_class, k.task_id, l.contract_line_id, l.contract_id,
            l.billing_method, c.currency,
            l.discount_percent, l.fee_percent, c.start_on, c.requested_delivery_on,
            coalesce(
                (
                    select x.is_chargeable
                    from contract_line_chargeability x
                    where x.company_id = k.company_id and x.contract_line_id = k.contract_line_id
                        and x.task_id = k.task_id
                ),
                true
            ) as "is_task_chargeable!"
        from contract_line_class k
        join contract_line l on l.company_id = k.company_id
            and l.contract_line_id = k.contract_line_id
        join contract c on c.company_id = l.company_id and c.contract_id = l.contract_id
        where k.company_id = $1 and k.project_id = any($2) and c.state <> 'lost'
        "#,
        scope.company(),
        projects
    )
    .fetch_all(scope.connection())
    .await?;
    let ids: Vec<i64> = lines.iter().map(|l| l.contract_line_id).collect();
    let mut customers: HashMap<i64, Vec<CustomerTerms>> = HashMap::new();
    for c in sqlx::query!(
        r"
        select contract_line_id, customer_id, billing_split_percent, is_rounding
        from contract_line_customer
        where company_id = $1 and contract_line_id = any($2) and billing_split_percent > 0
        order by contract_line_id, position
        ",
        scope.company(),
        &ids
    )
    .fetch_all(scope.connection())
    .await?
    {
        customers.entry(c.contract_line_id).or_default().push(CustomerTerms {
            customer_id: CustomerId(c.customer_id),
            percent: c.billing_split_percent,
            is_rounding: c.is_rounding,
        });
    }
    let not_chargeable = not_chargeable(scope, &ids).await?;
    let mut terms = Terms::default();
    for l in lines {
        let key = l.contract_line_id;
        terms
            .0
            .entry((ProjectId(l.project_id), l.transaction_class, l.task_id.map(TaskId)))
            .or_default()
            .push(LineTerms {
                contract_id: ContractId(l.contract_id),
                contract_line_id: ContractLineId(l.contract_line_id),
                billing_method: l.billing_method,
                currency: l.currency,
                discount_and_fee: DiscountAndFee::new(l.discount_percent, l.fee_percent),
                period: Period { from: l.start_on, to: l.requested_delivery_on },
                customers: customers.get(&key).cloned().unwrap_or_default(),
                is_task_chargeable: l.is_task_chargeable,
                not_chargeable: not_chargeable.get(&key).cloned().unwrap_or_default(),
            });
    }
    Ok(terms)
}

/// R-APP-3: per line the roles and categories that customers don't pay for: the line's word, or
/// else their own.
async fn not_chargeable(
    scope: &mut Scope,
    lines: &[i64],
) -> Result<HashMap<i64, Vec<Dimension>>, Failure> {
    let rows = sqlx::query!(
        r#"
        select l.id as "contract_line_id!", d.role_id, d.category_id
        from unnest($2::bigint[]) l (id)
        cross join (
            select role_id, null::bigint as category_id, is_chargeable
            from role
            where company_id = $1
            union all select null, category_id, is_chargeable
            from category
            where company_id = $1
        ) d
        left join contract_line_chargeability x on x.company_id = $1 and x.contract_line_id = l.id
            and x.task_id is null
            and (x.role_id, x.category_id) is not distinct from (d.role_id, d.category_id)
        where not coalesce(x.is_chargeable, d.is_chargeable)
            and (not d.is_chargeable or x.contract_line_id is not null)
        "#,
        scope.company(),
        lines
    )
    .fetch_all(scope.connection())
    .await?;
    let mut found: HashMap<i64, Vec<Dimension>> = HashMap::new();
    for row in rows {
        let dimension = row
            .role_id
            .map(|id| Dimension::Role(RoleId(id)))
            .or(row.category_id.map(|id| Dimension::Category(CategoryId(id))));
        found.entry(row.contract_line_id).or_default().extend(dimension);
    }
    Ok(found)
}

/// Where a contract stands, and its time.
pub async fn contract_period(
    scope: &mut Scope,
    contract: ContractId,
) -> Result<Option<(ContractState, Period)>, Failure> {
    let row = sqlx::query!(
        r"
        select state, start_on, requested_delivery_on
        from contract
        where company_id = $1 and contract_id = $2
        ",
        scope.company(),
        contract.0
    )
    .fetch_optional(scope.connection())
    .await?;
    Ok(row.map(|r| (r.state, Period { from: r.start_on, to: r.requested_delivery_on })))
}
