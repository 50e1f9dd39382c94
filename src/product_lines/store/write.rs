//! SQL that writes product lines.

use crate::{
    platform::{failure::Failure, scope::Scope},
    product_lines::model::ProductTerms,
    vocabulary::{
        ids::{ContractLineId, ProductLineId},
        refusal::Refusal,
    },
};
use rust_decimal::Decimal;

/// Writes a product line; what it says of its contract is read off that.
pub async fn product_line_insert(
    scope: &mut Scope,
    line: ContractLineId,
    terms: &ProductTerms,
) -> Result<ProductLineId, Failure> {
    let id = sqlx::query_scalar!(
        r"
        insert into product_line (
            company_id, contract_id, contract_line_id, product_id, sold_on, quantity, unit_price,
            amount, tax, currency
        )
        select l.company_id, l.contract_id, l.contract_line_id, $3, $4, $5, $6, $7, $8, c.currency
        from contract_line l
        join contract c on c.company_id = l.company_id and c.contract_id = l.contract_id
        where l.company_id = $1 and l.contract_line_id = $2
        returning product_line_id
        ",
        scope.company(),
        line.0,
        terms.product_id.0,
        terms.sold_on,
        terms.quantity,
        terms.unit_price,
        terms.amount,
        terms.tax
    )
    .fetch_one(scope.connection())
    .await?;
    Ok(ProductLineId(id))
}

/// Writes what is agreed, if its version is still the one seen. It keeps its mark.
pub async fn product_line_update(
    scope: &mut Scope,
    line: ProductLineId,
    version: i32,
    terms: &ProductTerms,
) -> Result<(), Failure> {
    let done = sqlx::query!(
        r"
        update product_line
        set product_id = $4, sold_on = $5, quantity = $6, unit_price = $7, amount = $8, tax = $9,
            version = version + 1
        where company_id = $1 and product_line_id = $2 and version = $3
        ",
        scope.company(),
        line.0,
        version,
        terms.product_id.0,
        terms.sold_on,
        terms.quantity,
        terms.unit_price,
        terms.amount,
        terms.tax
    )
    .execute(scope.connection())
    .await?
    .rows_affected();
    if done == 1 { Ok(()) } else { Err(Refusal::Outdated.into()) }
}

/// Removes a product line, if its version is still the one seen.
pub async fn product_line_delete(
    scope: &mut Scope,
    line: ProductLineId,
    version: i32,
) -> Result<(), Failure> {
    let done = sqlx::query!(
        "delete from product_line where company_id = $1 and product_line_id = $2 and version = $3",
        scope.company(),
        line.0,
        version
    )
    .execute(scope.connection())
    .await?
    .rows_affected();
    if done == 1 { Ok(()) } else { Err(Refusal::Outdated.into()) }
}

/// Marks product lines that no invoice has claimed, locked in key order; answers those it changed.
pub async fn product_line_mark(
    scope: &mut Scope,
    lines: &[i64],
    ready: bool,
) -> Result<Vec<(i64, i32)>, Failure> {
    let marked = sqlx::query!(
        r"
        update product_line p
        set is_ready = $3
        from (
            select product_line_id
            from product_line
            where company_id = $1 and product_line_id = any($2) and is_ready <> $3
            order by product_line_id
            for update
        ) chosen
        where p.company_id = $1 and p.product_line_id = chosen.product_line_id
            and not exists (
                select
                from claim d
                where d.company_id = $1 and d.source_product_line_id = p.product_line_id
            )
        returning p.product_line_id, p.version
        ",
        scope.company(),
        lines,
        ready
    )
    .fetch_all(scope.connection())
    .await?;
    Ok(marked.into_iter().map(|row| (row.product_line_id, row.version)).collect())
}

/// Takes the mark off all of these contracts that no invoice has claimed.
pub async fn contracts_unmark(scope: &mut Scope, contracts: &[i64]) -> Result<(), Failure> {
    sqlx::query!(
        r"
        update product_line p
        set is_ready = false
        from (
            select product_line_id
            from product_line
            where company_id = $1 and contract_id = any($2) and is_ready
            order by product_line_id
            for update
        ) chosen
        where p.company_id = $1 and p.product_line_id = chosen.product_line_id
            and not exists (
                select
                from claim d
                where d.company_id = $1 and d.source_product_line_id = p.product_line_id
            )
        ",
        scope.company(),
        contracts
    )
    .execute(scope.connection())
    .await?;
    Ok(())
}

/// Cuts product lines: so many stay, with their share of the tax, and the rest is a new product
/// line, Not Ready.
pub async fn product_line_cut(
    scope: &mut Scope,
    lines: &[(ProductLineId, Decimal)],
) -> Result<(), Failure> {
    sqlx::query!(
        r"
        with cut as materialized (
            select p.product_line_id, p.quantity - r.kept as quantity,
                round(
                    (p.quantity - r.kept) * p.unit_price, currency_decimals(p.currency)
                ) as amount,
                round(r.kept * p.unit_price, currency_decimals(p.currency)) as kept_amount,
                round(p.tax * r.kept / p.quantity, currency_decimals(p.currency)) as kept_tax
            from unnest($2::bigint[], $3::numeric[]) r (product_line_id, kept)
            join product_line p on p.company_id = $1 and p.product_line_id = r.product_line_id
            where r.kept < p.quantity
        ),
        was as materialized (
            select p.*
            from product_line p
            join cut c on c.product_line_id = p.product_line_id
            where p.company_id = $1
        ),
        stays as (
            update product_line p
            set quantity = p.quantity - c.quantity, amount = c.kept_amount,
                tax = case when c.kept_amount > 0 then c.kept_tax else 0 end,
                version = p.version + 1
            from cut c
            where p.company_id = $1 and p.product_line_id = c.product_line_id
        )
        insert into product_line (
            company_id, contract_id, contract_line_id, product_id, sold_on, quantity, unit_price,
            amount, tax, currency
        )
        select w.company_id, w.contract_id, w.contract_line_id, w.product_id, w.sold_on,
            c.quantity, w.unit_price, c.amount,
            case when c.amount > 0 then w.tax - c.kept_tax else 0 end, w.currency
        from was w
        join cut c on c.product_line_id = w.product_line_id
        order by w.product_line_id
        ",
        scope.company(),
        &lines.iter().map(|l| l.0.0).collect::<Vec<_>>(),
        &lines.iter().map(|l| l.1).collect::<Vec<_>>()
    )
    .execute(scope.connection())
    .await?;
    Ok(())
}
