//! Contracts as people set them up: a checked form in.
#![allow(
    clippy::as_conversions,
    reason = "in sqlx's macros `as` names a parameter's type; nothing is converted"
)]

use super::contract_customers::contract_customers_save;
use crate::{
    contracts::model::setup::{CheckedContract, CheckedLine},
    platform::{failure::Failure, scope::Scope},
    vocabulary::{
        currency::Currency,
        ids::ContractId,
        words::{BillingMethod, ContractState, ScheduleType, TransactionClass},
    },
};
use rust_decimal::Decimal;

/// Where a contract stands, locked against others who change it.
pub async fn contract_version(
    scope: &mut Scope,
    contract: ContractId,
) -> Result<Option<(ContractState, i32)>, Failure> {
    let row = sqlx::query!(
        r"
        select state, version
        from contract
        where company_id = $1 and contract_id = $2
        for update
        ",
        scope.company(),
        contract.0
    )
    .fetch_optional(scope.connection())
    .await?;
    Ok(row.map(|r| (r.state, r.version)))
}

/// Writes a checked contract: a new one, a draft whole, of a confirmed one what may change. The
/// caller holds its lock.
pub async fn contract_save(
    scope: &mut Scope,
    contract: Option<ContractId>,
    is_draft: bool,
    checked: &CheckedContract,
) -> Result<ContractId, Failure> {
    let id = match contract {
        Some(id) => {
            sqlx::query!(
                r"
                update contract
                set number = $3, name = $4, primary_customer_id = $5, start_on = $6,
                    requested_delivery_on = $7, not_to_exceed = $8, version = version + 1
                where company_id = $1 and contract_id = $2
                ",
                scope.company(),
                id.0,
                checked.number,
                checked.name,
                checked.primary_customer.0,
                checked.start_on,
                checked.requested_delivery_on,
                checked.not_to_exceed
            )
            .execute(scope.connection())
            .await?;
            id
        }
        None => ContractId(
            sqlx::query_scalar!(
                r"
                insert into contract (
                    company_id, number, name, primary_customer_id, currency, start_on,
                    requested_delivery_on, not_to_exceed
                )
                values ($1, $2, $3, $4, $5, $6, $7, $8)
                returning contract_id
                ",
                scope.company(),
                checked.number,
                checked.name,
                checked.primary_customer.0,
                checked.currency as Currency,
                checked.start_on,
                checked.requested_delivery_on,
                checked.not_to_exceed
            )
            .fetch_one(scope.connection())
            .await?,
        ),
    };
    contract_customers_save(scope, id, checked).await?;
    if is_draft {
        let kept: Vec<i64> =
            checked.lines.iter().filter_map(|l| l.contract_line_id).map(|l| l.0).collect();
        delete_parts(scope, id, &kept).await?;
        let new: Vec<&CheckedLine> =
            checked.lines.iter().filter(|l| l.contract_line_id.is_none()).collect();
        let mut inserted = insert_lines(scope, id, &new).await?.into_iter();
        let lines: Vec<(i64, &CheckedLine)> = checked
            .lines
            .iter()
            .filter_map(|l| {
                l.contract_line_id.map(|id| id.0).or_else(|| inserted.next()).map(|id| (id, l))
            })
            .collect();
        update_lines(scope, checked).await?;
        insert_parts(scope, &lines).await?;
    } else {
        update_lines(scope, checked).await?;
        update_limits(scope, checked).await?;
    }
    Ok(id)
}

/// What hangs on a draft's lines, to be written anew; and the lines that are no longer on the form.
async fn delete_parts(
    scope: &mut Scope,
    contract: ContractId,
    kept: &[i64],
) -> Result<(), Failure> {
    let lines = sqlx::query_scalar!(
        "select contract_line_id from contract_line where company_id = $1 and contract_id = $2",
        scope.company(),
        contract.0
    )
    .fetch_all(scope.connection())
    .await?;
    sqlx::query!(
        "delete from contract_line_class where company_id = $1 and contract_line_id = any($2)",
        scope.company(),
        &lines
    )
    .execute(scope.connection())
    .await?;
    sqlx::query!("delete from contract_line_chargeability where company_id = $1 and contract_line_id = any($2)", scope.company(), &lines).execute(scope.connection()).await?;
    sqlx::query!(
        "delete from contract_line_customer where company_id = $1 and contract_line_id = any($2)",
        scope.company(),
        &lines
    )
    .execute(scope.connection())
    .await?;
    sqlx::query!("delete from contract_line where company_id = $1 and contract_line_id = any($2) and contract_line_id <> all($3)", scope.company(), &lines, kept)
        .execute(scope.connection())
        .await?;
    Ok(())
}

/// Adds lines after those there are; answers their keys in order.
async fn insert_lines(
    scope: &mut Scope,
    contract: ContractId,
    new: &[&CheckedLine],
) -> Result<Vec<i64>, Failure> {
    let rows = sqlx::query!(
        r"
        insert into contract_line (
            company_id, contract_id, line_number, name, billing_method, schedule_type, project_id,
            has_selected_tasks, contracted_amount, estimated_tax, not_to_exceed, customer_budget,
            billing_start_on, invoice_frequency_id, discount_percent, fee_percent
        )
        select $1, $2,
            (
                select coalesce(max(line_number), 0)
                from contract_line
                where company_id = $1 and contract_id = $2
            ) + r.place,
            r.name, r.method, r.schedule, r.project, r.selected, r.contracted, r.tax, r.nte,
            r.budget, r.start_on, r.frequency, r.discount, r.fee
        from unnest(
            $3::text[], $4::billing_method[], $5::invoice_schedule_type[], $6::bigint[],
            $7::boolean[], $8::numeric[], $9::numeric[], $10::numeric[], $11::numeric[],
            $12::date[], $13::bigint[], $14::numeric[], $15::numeric[]
        ) with ordinality r (
            name, method, schedule, project, selected, contracted, tax, nte, budget, start_on,
            frequency, discount, fee, place
        )
        order by r.place
        returning contract_line_id, line_number
        ",
        scope.company(),
        contract.0,
        &new.iter().map(|l| l.name.clone()).collect::<Vec<_>>(),
        new.iter().map(|l| l.billing_method).collect::<Vec<_>>() as Vec<BillingMethod>,
        new.iter().map(|l| l.schedule_type).collect::<Vec<_>>() as Vec<ScheduleType>,
        &new.iter().map(|l| l.project.0).collect::<Vec<_>>(),
        &new.iter().map(|l| l.tasks.is_some()).collect::<Vec<_>>(),
        &new.iter().map(|l| l.contracted_amount).collect::<Vec<_>>() as &[Option<Decimal>],
        &new.iter().map(|l| l.estimated_tax).collect::<Vec<_>>(),
        &new.iter().map(|l| l.not_to_exceed).collect::<Vec<_>>() as &[Option<Decimal>],
        &new.iter().map(|l| l.customer_budget).collect::<Vec<_>>() as &[Option<Decimal>],
        &new.iter().map(|l| l.billing_start_on).collect::<Vec<_>>()
            as &[Option<chrono::NaiveDate>],
        &new.iter().map(|l| l.invoice_frequency.map(|id| id.0)).collect::<Vec<_>>()
            as &[Option<i64>],
        &new.iter().map(|l| l.discount_and_fee.discount_percent).collect::<Vec<_>>(),
        &new.iter().map(|l| l.discount_and_fee.fee_percent).collect::<Vec<_>>()
    )
    .fetch_all(scope.connection())
    .await?;
    let mut rows: Vec<(i32, i64)> =
        rows.into_iter().map(|r| (r.line_number, r.contract_line_id)).collect();
    rows.sort_unstable();
    Ok(rows.into_iter().map(|(_, id)| id).collect())
}

async fn update_lines(scope: &mut Scope, checked: &CheckedContract) -> Result<(), Failure> {
    let old: Vec<&CheckedLine> =
        checked.lines.iter().filter(|l| l.contract_line_id.is_some()).collect();
    sqlx::query!(
        r"
        update contract_line l
        set name = r.name, billing_method = r.method, schedule_type = r.schedule,
            project_id = r.project, has_selected_tasks = r.selected,
            contracted_amount = r.contracted, estimated_tax = r.tax, not_to_exceed = r.nte,
            customer_budget = r.budget, billing_start_on = r.start_on,
            invoice_frequency_id = r.frequency, discount_percent = r.discount, fee_percent = r.fee
        from unnest(
            $2::bigint[], $3::text[], $4::billing_method[], $5::invoice_schedule_type[],
            $6::bigint[], $7::boolean[], $8::numeric[], $9::numeric[], $10::numeric[],
            $11::numeric[], $12::date[], $13::bigint[], $14::numeric[], $15::numeric[]
        ) r (
            id, name, method, schedule, project, selected, contracted, tax, nte, budget, start_on,
            frequency, discount, fee
        )
        where l.company_id = $1 and l.contract_line_id = r.id
        ",
        scope.company(),
        &old.iter().filter_map(|l| l.contract_line_id).map(|id| id.0).collect::<Vec<_>>(),
        &old.iter().map(|l| l.name.clone()).collect::<Vec<_>>(),
        old.iter().map(|l| l.billing_method).collect::<Vec<_>>() as Vec<BillingMethod>,
        old.iter().map(|l| l.schedule_type).collect::<Vec<_>>() as Vec<ScheduleType>,
        &old.iter().map(|l| l.project.0).collect::<Vec<_>>(),
        &old.iter().map(|l| l.tasks.is_some()).collect::<Vec<_>>(),
        &old.iter().map(|l| l.contracted_amount).collect::<Vec<_>>() as &[Option<Decimal>],
        &old.iter().map(|l| l.estimated_tax).collect::<Vec<_>>(),
        &old.iter().map(|l| l.not_to_exceed).collect::<Vec<_>>() as &[Option<Decimal>],
        &old.iter().map(|l| l.customer_budget).collect::<Vec<_>>() as &[Option<Decimal>],
        &old.iter().map(|l| l.billing_start_on).collect::<Vec<_>>()
            as &[Option<chrono::NaiveDate>],
        &old.iter().map(|l| l.invoice_frequency.map(|id| id.0)).collect::<Vec<_>>()
            as &[Option<i64>],
        &old.iter().map(|l| l.discount_and_fee.discount_percent).collect::<Vec<_>>(),
        &old.iter().map(|l| l.discount_and_fee.fee_percent).collect::<Vec<_>>()
    )
    .execute(scope.connection())
    .await?;
    Ok(())
}

/// What a draft's lines cover, who pays on them, and what they take otherwise.
async fn insert_parts(scope: &mut Scope, lines: &[(i64, &CheckedLine)]) -> Result<(), Failure> {
    let mut covers: Vec<(i64, i64, TransactionClass, Option<i64>)> = Vec::new();
    let mut exceptions: Vec<(i64, [Option<i64>; 3], bool)> = Vec::new();
    let mut splits = Vec::new();
    for (id, line) in lines {
        for class in &line.classes {
            match &line.tasks {
                None => covers.push((*id, line.project.0, *class, None)),
                Some(tasks) => covers.extend(
                    tasks.iter().map(|(task, _)| (*id, line.project.0, *class, Some(task.0))),
                ),
            }
        }
        exceptions
            .extend(line.roles.iter().map(|(role, pays)| (*id, [Some(role.0), None, None], *pays)));
        exceptions.extend(
            line.categories
                .iter()
                .map(|(category, pays)| (*id, [None, Some(category.0), None], *pays)),
        );
        exceptions.extend(
            line.tasks
                .iter()
                .flatten()
                .filter(|(_, pays)| !pays)
                .map(|(task, pays)| (*id, [None, None, Some(task.0)], *pays)),
        );
        splits.extend((1_i32..).zip(&line.splits).map(|(position, split)| (*id, position, split)));
    }
    sqlx::query!(
        r"
        insert into contract_line_class (
            company_id, contract_line_id, project_id, transaction_class, task_id
        )
        select $1, r.*
        from unnest($2::bigint[], $3::bigint[], $4::transaction_class[], $5::bigint[]) r
        ",
        scope.company(),
        &covers.iter().map(|c| c.0).collect::<Vec<_>>(),
        &covers.iter().map(|c| c.1).collect::<Vec<_>>(),
        covers.iter().map(|c| c.2).collect::<Vec<_>>() as Vec<TransactionClass>,
        &covers.iter().map(|c| c.3).collect::<Vec<_>>() as &[Option<i64>]
    )
    .execute(scope.connection())
    .await?;
    sqlx::query!(
        r"
        insert into contract_line_chargeability (
            company_id, contract_line_id, role_id, category_id, task_id, is_chargeable
        )
        select $1, r.*
        from unnest($2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[], $6::boolean[]) r
        ",
        scope.company(),
        &exceptions.iter().map(|x| x.0).collect::<Vec<_>>(),
        &exceptions.iter().map(|x| x.1[0]).collect::<Vec<_>>() as &[Option<i64>],
        &exceptions.iter().map(|x| x.1[1]).collect::<Vec<_>>() as &[Option<i64>],
        &exceptions.iter().map(|x| x.1[2]).collect::<Vec<_>>() as &[Option<i64>],
        &exceptions.iter().map(|x| x.2).collect::<Vec<_>>()
    )
    .execute(scope.connection())
    .await?;
    sqlx::query!(
        r"
        insert into contract_line_customer (
            company_id, contract_line_id, position, customer_id, billing_split_percent, is_rounding,
            not_to_exceed
        )
        select $1, r.*
        from unnest(
            $2::bigint[], $3::integer[], $4::bigint[], $5::numeric[], $6::boolean[], $7::numeric[]
        ) r
        ",
        scope.company(),
        &splits.iter().map(|s| s.0).collect::<Vec<_>>(),
        &splits.iter().map(|s| s.1).collect::<Vec<_>>(),
        &splits.iter().map(|s| s.2.customer.0).collect::<Vec<_>>(),
        &splits.iter().map(|s| s.2.percent).collect::<Vec<_>>(),
        &splits.iter().map(|s| s.2.is_rounding).collect::<Vec<_>>(),
        &splits.iter().map(|s| s.2.not_to_exceed).collect::<Vec<_>>() as &[Option<Decimal>]
    )
    .execute(scope.connection())
    .await?;
    Ok(())
}

/// Limits of the customers of a confirmed contract's lines.
async fn update_limits(scope: &mut Scope, checked: &CheckedContract) -> Result<(), Failure> {
    let splits: Vec<_> = checked
        .lines
        .iter()
        .flat_map(|l| {
            l.contract_line_id
                .into_iter()
                .flat_map(move |id| l.splits.iter().map(move |split| (id, split)))
        })
        .collect();
    sqlx::query!(
        r"
        update contract_line_customer c
        set not_to_exceed = r.nte
        from unnest($2::bigint[], $3::bigint[], $4::numeric[]) r (line, customer, nte)
        where c.company_id = $1 and c.contract_line_id = r.line and c.customer_id = r.customer
            and c.not_to_exceed is distinct from r.nte
        ",
        scope.company(),
        &splits.iter().map(|(id, _)| id.0).collect::<Vec<_>>(),
        &splits.iter().map(|(_, s)| s.customer.0).collect::<Vec<_>>(),
        &splits.iter().map(|(_, s)| s.not_to_exceed).collect::<Vec<_>>() as &[Option<Decimal>]
    )
    .execute(scope.connection())
    .await?;
    Ok(())
}

/// Deletes a draft with all that hangs on it (R-SM-4).
pub async fn contract_delete(scope: &mut Scope, contract: ContractId) -> Result<(), Failure> {
    delete_parts(scope, contract, &[]).await?;
    sqlx::query!(
        "delete from contract_customer where company_id = $1 and contract_id = $2",
        scope.company(),
        contract.0
    )
    .execute(scope.connection())
    .await?;
    sqlx::query!(
        "delete from contract where company_id = $1 and contract_id = $2",
        scope.company(),
        contract.0
    )
    .execute(scope.connection())
    .await?;
    Ok(())
}
