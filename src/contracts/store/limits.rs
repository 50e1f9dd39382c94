//! SQL of not-to-exceed limits: where they are set.

use crate::{
    contracts::model::{LimitBefore, LimitLevel, LimitSetting},
    platform::{failure::Failure, scope::Scope},
    vocabulary::ids::{ContractId, ContractLineId, CustomerId},
};
use rust_decimal::Decimal;

/// A level from its parts, as the statements below answer them.
fn level(contract: i64, line: Option<i64>, customer: Option<i64>) -> LimitLevel {
    match (line, customer) {
        (Some(line), Some(customer)) => {
            LimitLevel::LineCustomer(ContractLineId(line), CustomerId(customer))
        }
        (Some(line), None) => LimitLevel::Line(ContractLineId(line)),
        (None, Some(customer)) => {
            LimitLevel::ContractCustomer(ContractId(contract), CustomerId(customer))
        }
        (None, None) => LimitLevel::Contract(ContractId(contract)),
    }
}

/// The limits that are set on these contracts, of every level (R-NTE-2).
pub async fn limits_set(
    scope: &mut Scope,
    contracts: &[i64],
) -> Result<Vec<(ContractId, LimitLevel, Decimal)>, Failure> {
    let rows = sqlx::query!(
        r#"
        select contract_id as "contract_id!", null::bigint as line, null::bigint as customer,
            not_to_exceed as "amount!"
        from contract
        where company_id = $1 and contract_id = any($2) and not_to_exceed is not null
        union all select contract_id, null, customer_id, not_to_exceed
        from contract_customer
        where company_id = $1 and contract_id = any($2) and not_to_exceed is not null
        union all select contract_id, contract_line_id, null, not_to_exceed
        from contract_line
        where company_id = $1 and contract_id = any($2) and not_to_exceed is not null
        union all select l.contract_id, lc.contract_line_id, lc.customer_id, lc.not_to_exceed
        from contract_line l
        join contract_line_customer lc on lc.company_id = l.company_id
            and lc.contract_line_id = l.contract_line_id
        where l.company_id = $1 and l.contract_id = any($2) and lc.not_to_exceed is not null
        "#,
        scope.company(),
        contracts
    )
    .fetch_all(scope.connection())
    .await?;
    Ok(rows
        .into_iter()
        .map(|r| (ContractId(r.contract_id), level(r.contract_id, r.line, r.customer), r.amount))
        .collect())
}

/// Every level of a contract that may carry a limit, set or not: line by line, customers first,
/// then the contract's own.
pub async fn limit_settings(
    scope: &mut Scope,
    contract: ContractId,
) -> Result<Vec<LimitSetting>, Failure> {
    let rows = sqlx::query!(
        r"
        select line, customer, line_name, customer_name, amount
        from (
            select l.line_number as a, 1 as b, lc.position as c, l.contract_line_id as line,
                lc.customer_id as customer, l.line_number || '. ' || l.name as line_name,
                cu.name as customer_name, lc.not_to_exceed as amount
            from contract_line l
            join contract_line_customer lc on lc.company_id = l.company_id
                and lc.contract_line_id = l.contract_line_id
            join customer cu on cu.company_id = lc.company_id and cu.customer_id = lc.customer_id
            where l.company_id = $1 and l.contract_id = $2
                and l.billing_method = 'time_and_material'
            union all select l.line_number, 2, 0, l.contract_line_id, null,
                l.line_number || '. ' || l.name, null, l.not_to_exceed
            from contract_line l
            where l.company_id = $1 and l.contract_id = $2
                and l.billing_method = 'time_and_material'
            union all select 2147483647, 3, cc.position, null, cc.customer_id, null, cu.name,
                cc.not_to_exceed
            from contract_customer cc
            join customer cu on cu.company_id = cc.company_id and cu.customer_id = cc.customer_id
            where cc.company_id = $1 and cc.contract_id = $2
            union all select 2147483647, 4, 0, null, null, null, null, c.not_to_exceed
            from contract c
            where c.company_id = $1 and c.contract_id = $2
        ) levels
        order by a, b, c, customer
        ",
        scope.company(),
        contract.0
    )
    .fetch_all(scope.connection())
    .await?;
    Ok(rows
        .into_iter()
        .map(|r| LimitSetting {
            level: level(contract.0, r.line, r.customer),
            line_name: r.line_name,
            customer_name: r.customer_name,
            amount: r.amount,
        })
        .collect())
}

/// The contract that a level is of, if there is such a level.
pub async fn limit_contract(
    scope: &mut Scope,
    level: LimitLevel,
) -> Result<Option<ContractId>, Failure> {
    let id = match level {
        LimitLevel::LineCustomer(line, customer) => {
            sqlx::query_scalar!(
                r"
                select l.contract_id
                from contract_line l
                join contract_line_customer lc on lc.company_id = l.company_id
                    and lc.contract_line_id = l.contract_line_id
                where l.company_id = $1 and l.contract_line_id = $2 and lc.customer_id = $3
                ",
                scope.company(),
                line.0,
                customer.0
            )
            .fetch_optional(scope.connection())
            .await?
        }
        LimitLevel::Line(line) => {
            sqlx::query_scalar!(
                r"
                select contract_id
                from contract_line
                where company_id = $1 and contract_line_id = $2
                ",
                scope.company(),
                line.0
            )
            .fetch_optional(scope.connection())
            .await?
        }
        LimitLevel::ContractCustomer(contract, customer) => {
            sqlx::query_scalar!(
                r"
                select contract_id
                from contract_customer
                where company_id = $1 and contract_id = $2 and customer_id = $3
                ",
                scope.company(),
                contract.0,
                customer.0
            )
            .fetch_optional(scope.connection())
            .await?
        }
        LimitLevel::Contract(contract) => {
            sqlx::query_scalar!(
                r"
                select contract_id from contract where company_id = $1 and contract_id = $2
                ",
                scope.company(),
                contract.0
            )
            .fetch_optional(scope.connection())
            .await?
        }
    };
    Ok(id.map(ContractId))
}

/// What stands behind a limit that is about to be set. Its contract is locked already.
pub async fn limit_before(
    scope: &mut Scope,
    contract: ContractId,
    level: LimitLevel,
) -> Result<Option<LimitBefore>, Failure> {
    let (line, customer) = match level {
        LimitLevel::LineCustomer(line, customer) => (Some(line.0), Some(customer.0)),
        LimitLevel::Line(line) => (Some(line.0), None),
        LimitLevel::ContractCustomer(_, customer) => (None, Some(customer.0)),
        LimitLevel::Contract(_) => (None, None),
    };
    Ok(sqlx::query_as!(
        LimitBefore,
        r#"
        select c.state, c.currency, c.version,
            l.billing_method as "billing_method?",
            case
                when $3::bigint is not null and $4::bigint is not null then lc.not_to_exceed
                when $3 is not null then l.not_to_exceed
                when $4 is not null then cc.not_to_exceed
                else c.not_to_exceed
            end as amount
        from contract c
        left join contract_line l on l.company_id = c.company_id and l.contract_id = c.contract_id
            and l.contract_line_id = $3
        left join contract_line_customer lc on lc.company_id = l.company_id
            and lc.contract_line_id = l.contract_line_id and lc.customer_id = $4
        left join contract_customer cc on cc.company_id = c.company_id
            and cc.contract_id = c.contract_id and cc.customer_id = $4
        where c.company_id = $1 and c.contract_id = $2
        "#,
        scope.company(),
        contract.0,
        line,
        customer
    )
    .fetch_optional(scope.connection())
    .await?)
}

/// Writes a limit and raises the contract's version.
pub async fn limit_write(
    scope: &mut Scope,
    contract: ContractId,
    level: LimitLevel,
    amount: Option<Decimal>,
) -> Result<(), Failure> {
    match level {
        LimitLevel::LineCustomer(line, customer) => sqlx::query!(
            r"
            update contract_line_customer
            set not_to_exceed = $4
            where company_id = $1 and contract_line_id = $2 and customer_id = $3
            ",
            scope.company(),
            line.0,
            customer.0,
            amount
        ),
        LimitLevel::Line(line) => {
            sqlx::query!(
                r"
                update contract_line
                set not_to_exceed = $3
                where company_id = $1 and contract_line_id = $2
                ",
                scope.company(),
                line.0,
                amount
            )
        }
        LimitLevel::ContractCustomer(contract, customer) => sqlx::query!(
            r"
            update contract_customer
            set not_to_exceed = $4
            where company_id = $1 and contract_id = $2 and customer_id = $3
            ",
            scope.company(),
            contract.0,
            customer.0,
            amount
        ),
        LimitLevel::Contract(contract) => {
            sqlx::query!(
                r"
                update contract set not_to_exceed = $3 where company_id = $1 and contract_id = $2
                ",
                scope.company(),
                contract.0,
                amount
            )
        }
    }
    .execute(scope.connection())
    .await?;
    sqlx::query!(
        "update contract set version = version + 1 where company_id = $1 and contract_id = $2",
        scope.company(),
        contract.0
    )
    .execute(scope.connection())
    .await?;
    Ok(())
}
