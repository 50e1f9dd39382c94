//! What imports add.
#![allow(
    clippy::as_conversions,
    reason = "in sqlx's macros `as` names a parameter's type; nothing is converted"
)]

use crate::{
    contracts::model::{NewContract, NewContractLine},
    platform::{failure::Failure, scope::Scope},
    vocabulary::{
        currency::Currency,
        ids::ProjectId,
        words::{BillingMethod, TransactionClass},
    },
};
use rust_decimal::Decimal;

/// Adds contracts as drafts, then confirms those that say so (R-SM-1, R-SM-2).
pub async fn contract_insert(
    scope: &mut Scope,
    new: &[NewContract],
    projects: &[ProjectId],
) -> Result<(), Failure> {
    sqlx::query!(
        r"
        insert into contract (
            company_id, number, name, primary_customer_id, currency, start_on, requested_delivery_on
        )
        select $1, r.number, r.name, cu.customer_id, r.currency, r.start_on, r.delivery_on
        from unnest(
            $2::text[], $3::text[], $4::text[], $5::text[], $6::date[], $7::date[]
        ) with ordinality r (number, name, customer, currency, start_on, delivery_on, place)
        join customer cu on cu.company_id = $1 and cu.name = r.customer
        order by r.place
        ",
        scope.company(),
        &new.iter().map(|c| c.number.clone()).collect::<Vec<_>>(),
        &new.iter().map(|c| c.name.clone()).collect::<Vec<_>>(),
        &new.iter().map(|c| c.primary_customer.clone()).collect::<Vec<_>>(),
        new.iter().map(|c| c.currency).collect::<Vec<_>>() as Vec<Currency>,
        &new.iter().map(|c| c.start_on).collect::<Vec<_>>(),
        &new.iter().map(|c| c.requested_delivery_on).collect::<Vec<_>>()
            as &[Option<chrono::NaiveDate>]
    )
    .execute(scope.connection())
    .await?;
    contract_line_insert(scope, new, projects).await?;
    let confirmed: Vec<String> =
        new.iter().filter(|c| c.is_confirmed).map(|c| c.number.clone()).collect();
    sqlx::query!(
        r"
        update contract
        set state = 'confirmed'
        where company_id = $1 and number = any($2) and state = 'draft'
        ",
        scope.company(),
        &confirmed
    )
    .execute(scope.connection())
    .await?;
    Ok(())
}

async fn contract_line_insert(
    scope: &mut Scope,
    new: &[NewContract],
    projects: &[ProjectId],
) -> Result<(), Failure> {
    let lines: Vec<_> = new.iter().flat_map(|c| c.lines.iter().map(move |l| (c, l))).collect();
    sqlx::query!(
        r"
        insert into contract_line (
            company_id, contract_id, line_number, name, billing_method, project_id,
            contracted_amount, not_to_exceed, discount_percent, fee_percent
        )
        select $1, c.contract_id, r.line_number, r.name, r.billing_method, r.project_id,
            r.contracted_amount, r.not_to_exceed, r.discount, r.fee
        from unnest(
            $2::text[], $3::integer[], $4::text[], $5::billing_method[], $6::bigint[],
            $7::numeric[], $8::numeric[], $9::numeric[], $10::numeric[]
        ) with ordinality r (
            contract, line_number, name, billing_method, project_id, contracted_amount,
            not_to_exceed, discount, fee, place
        )
        join contract c on c.company_id = $1 and c.number = r.contract
        order by r.place
        ",
        scope.company(),
        &lines.iter().map(|(c, _)| c.number.clone()).collect::<Vec<_>>(),
        &lines.iter().map(|(_, l)| l.line_number).collect::<Vec<_>>(),
        &lines.iter().map(|(_, l)| l.name.clone()).collect::<Vec<_>>(),
        lines.iter().map(|(_, l)| l.billing_method).collect::<Vec<_>>() as Vec<BillingMethod>,
        &lines.iter().map(|(_, l)| l.project.id(projects).0).collect::<Vec<_>>(),
        &lines.iter().map(|(_, l)| l.contracted_amount).collect::<Vec<_>>() as &[Option<Decimal>],
        &lines.iter().map(|(_, l)| l.not_to_exceed).collect::<Vec<_>>() as &[Option<Decimal>],
        &lines.iter().map(|(_, l)| l.discount_and_fee.discount_percent).collect::<Vec<_>>(),
        &lines.iter().map(|(_, l)| l.discount_and_fee.fee_percent).collect::<Vec<_>>()
    )
    .execute(scope.connection())
    .await?;
    contract_line_class_insert(scope, &lines).await?;
    contract_line_customer_insert(scope, &lines).await?;
    let numbers: Vec<String> = new.iter().map(|c| c.number.clone()).collect();
    contract_customer_insert(scope, &numbers).await
}

async fn contract_line_customer_insert(
    scope: &mut Scope,
    lines: &[(&NewContract, &NewContractLine)],
) -> Result<(), Failure> {
    let mut positions = Vec::new();
    for (c, l) in lines {
        for (position, split) in (1_i32..).zip(&l.splits) {
            positions.push((c.number.clone(), l.line_number, position, split));
        }
    }
    sqlx::query!(
        r"
        insert into contract_line_customer (
            company_id, contract_line_id, customer_id, position, billing_split_percent, is_rounding,
            not_to_exceed
        )
        select $1, l.contract_line_id, cu.customer_id, r.position, r.percent, r.is_rounding,
            r.not_to_exceed
        from unnest(
            $2::text[], $3::integer[], $4::integer[], $5::text[], $6::numeric[], $7::boolean[],
            $8::numeric[]
        ) r (contract, line_number, position, customer, percent, is_rounding, not_to_exceed)
        join contract c on c.company_id = $1 and c.number = r.contract
        join contract_line l on l.company_id = $1 and l.contract_id = c.contract_id
            and l.line_number = r.line_number
        join customer cu on cu.company_id = $1 and cu.name = r.customer
        ",
        scope.company(),
        &positions.iter().map(|p| p.0.clone()).collect::<Vec<_>>(),
        &positions.iter().map(|p| p.1).collect::<Vec<_>>(),
        &positions.iter().map(|p| p.2).collect::<Vec<_>>(),
        &positions.iter().map(|p| p.3.customer_name.clone()).collect::<Vec<_>>(),
        &positions.iter().map(|p| p.3.billing_split_percent).collect::<Vec<_>>(),
        &positions.iter().map(|p| p.3.is_rounding).collect::<Vec<_>>(),
        &positions.iter().map(|p| p.3.not_to_exceed).collect::<Vec<_>>() as &[Option<Decimal>]
    )
    .execute(scope.connection())
    .await?;
    Ok(())
}

/// R-VOC-4: whoever pays on a line is a customer of the contract too, with 0 %; the primary one has
/// the rest.
async fn contract_customer_insert(scope: &mut Scope, contracts: &[String]) -> Result<(), Failure> {
    sqlx::query!(
        r"
        insert into contract_customer (
            company_id, contract_id, customer_id, position, billing_split_percent, is_rounding
        )
        select $1, x.contract_id, x.customer_id,
            row_number() over (partition by x.contract_id order by min(x.place)),
            case when bool_or(x.is_primary) then 100 else 0 end, bool_or(x.is_primary)
        from (
            select c.contract_id, c.primary_customer_id as customer_id, 0 as place,
                true as is_primary
            from contract c
            where c.company_id = $1 and c.number = any($2)
            union all select c.contract_id, lc.customer_id, l.line_number * 1000 + lc.position,
                false
            from contract c
            join contract_line l on l.company_id = c.company_id and l.contract_id = c.contract_id
            join contract_line_customer lc on lc.company_id = l.company_id
                and lc.contract_line_id = l.contract_line_id
            where c.company_id = $1 and c.number = any($2)
        ) x
        group by x.contract_id, x.customer_id
        ",
        scope.company(),
        contracts
    )
    .execute(scope.connection())
    .await?;
    Ok(())
}

/// Which kinds of work lines cover.
async fn contract_line_class_insert(
    scope: &mut Scope,
    lines: &[(&NewContract, &NewContractLine)],
) -> Result<(), Failure> {
    let classes: Vec<_> = lines
        .iter()
        .flat_map(|(c, l)| l.classes.iter().map(move |k| (c.number.clone(), l.line_number, *k)))
        .collect();
    sqlx::query!(
        r"
        insert into contract_line_class (
            company_id, project_id, transaction_class, contract_line_id
        )
        select $1, l.project_id, r.class, l.contract_line_id
        from unnest(
            $2::text[], $3::integer[], $4::transaction_class[]
        ) r (contract, line_number, class)
        join contract c on c.company_id = $1 and c.number = r.contract
        join contract_line l on l.company_id = $1 and l.contract_id = c.contract_id
            and l.line_number = r.line_number
        ",
        scope.company(),
        &classes.iter().map(|k| k.0.clone()).collect::<Vec<_>>(),
        &classes.iter().map(|k| k.1).collect::<Vec<_>>(),
        classes.iter().map(|k| k.2).collect::<Vec<_>>() as Vec<TransactionClass>
    )
    .execute(scope.connection())
    .await?;
    Ok(())
}
