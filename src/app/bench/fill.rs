//! Data to measure on, written as the owner: no measurement itself.

use crate::{platform::failure::Failure, vocabulary::ids::CompanyId};
use sqlx::PgConnection;

/// How big a company is.
#[derive(Clone, Copy, Debug)]
pub struct Size {
    /// Contracts, some with limits, milestones and retainers.
    pub contracts: u32,
    /// Open sales.
    pub sales: u32,
    /// Invoices, one of 25 a draft.
    pub invoices: u32,
}

/// A company of that size, with everything that its lists show, through every wall.
pub async fn company(
    owner: &mut PgConnection,
    company: CompanyId,
    size: Size,
) -> Result<(), Failure> {
    let mut tx = sqlx::Connection::begin(owner).await?;
    let numbers = [
        ("company", company.0),
        ("contracts", size.contracts.into()),
        ("sales", size.sales.into()),
        ("invoices", size.invoices.into()),
    ];
    for (name, number) in numbers {
        sqlx::query("select set_config('bench.' || $1, $2, true)")
            .bind(name)
            .bind(number.to_string())
            .execute(&mut *tx)
            .await?;
    }
    sqlx::raw_sql(include_str!("company.sql")).execute(&mut *tx).await?;
    tx.commit().await?;
    sqlx::query("vacuum analyze").execute(owner).await?;
    Ok(())
}

/// Contracts with one Time and Material line each, and 100 submitted entries on each.
pub async fn entries(
    owner: &mut PgConnection,
    company: CompanyId,
    contracts: u32,
) -> Result<(), Failure> {
    let steps = [
        r"
        insert into customer (company_id, name, country, language, payment_terms_days)
        select $1, 'Customer ' || i, 'DE', 'de', 30
        from generate_series(1, greatest(1, $2 / 5)) i
        ",
        r"
        insert into project (company_id, code, name)
        select $1, 'P' || i, 'Project ' || i
        from generate_series(1, $2) i
        ",
        r"
        insert into resource (company_id, name)
        select $1, 'Person ' || i
        from generate_series(1, 50) i
        where $2 > 0
        ",
        "insert into role (company_id, name) select $1, 'Consultant' where $2 > 0",
        r"
        insert into price (
            company_id, currency, transaction_class, role_id, unit, unit_price, valid_from, valid_to
        )
        select $1, 'EUR', 'time', role_id, 'hour', 120.50, '2000-01-01', '2100-01-01'
        from role
        where company_id = $1 and $2 > 0
        ",
        r"
        insert into contract (company_id, number, name, primary_customer_id, currency, start_on)
        select $1, 'B-' || lpad(i::text, 7, '0'), 'Contract ' || i,
            (
                select customer_id
                from customer
                where company_id = $1
                order by customer_id offset (i % greatest(1, $2 / 5))
                limit 1
            ),
            'EUR', '2020-01-01'
        from generate_series(1, $2) i
        ",
        r"
        insert into contract_line (
            company_id, contract_id, line_number, name, billing_method, project_id
        )
        select $1, c.contract_id, 1, 'Time', 'time_and_material', p.project_id
        from (
            select contract_id, row_number() over (order by contract_id) as n
            from contract
            where company_id = $1
        ) c
        join (
            select project_id, row_number() over (order by project_id) as n
            from project
            where company_id = $1
        ) p using (n)
        where $2 > 0
        ",
        r"
        insert into contract_line_class (
            company_id, project_id, transaction_class, contract_line_id
        )
        select company_id, project_id, 'time', contract_line_id
        from contract_line
        where company_id = $1 and $2 > 0
        ",
        r"
        insert into contract_line_customer (
            company_id, contract_line_id, customer_id, position, billing_split_percent, is_rounding
        )
        select l.company_id, l.contract_line_id, c.primary_customer_id, 1, 100, true
        from contract_line l
        join contract c using (company_id, contract_id)
        where l.company_id = $1 and $2 > 0
        ",
        "update contract set state = 'confirmed' where company_id = $1 and $2 > 0",
        r"
        insert into entry (
            company_id, transaction_class, work_on, project_id, resource_id, role_id, task, notes,
            quantity, billing_type, billable_quantity, state
        )
        select $1, 'time', date '2024-01-01' + (e % 700), p.project_id,
            (select min(resource_id) from resource where company_id = $1) + e % 50,
            (select role_id from role where company_id = $1), 'Build', 'Work on part ' || e,
            1 + (e % 30) * 0.25, 'chargeable', 1 + (e % 30) * 0.25, 'submitted'
        from project p
        cross join generate_series(1, 100) e
        where p.company_id = $1 and $2 > 0
        ",
        "analyze",
    ];
    run(owner, company, contracts, &steps).await
}

/// An open backlog of that many rows: sales of one company, straight into ledger and backlog.
pub async fn backlog(
    owner: &mut PgConnection,
    company: CompanyId,
    rows: u32,
) -> Result<(), Failure> {
    entries(owner, company, 1_000).await?;
    let steps = [
        "update entry set state = 'approved' where company_id = $1 and $2 > 0",
        r"
        insert into actual (
            company_id, transaction_type, transaction_class, billing_type, work_on, accounted_on,
            contract_id, contract_line_id, customer_id, project_id, resource_id, role_id, entry_id,
            quantity, unit_price, amount, currency
        )
        select $1, 'unbilled_sales', 'time', 'chargeable', date '2015-01-01' + (n % 4000),
            '2026-01-01', l.contract_id, l.contract_line_id, lc.customer_id, l.project_id,
            e.resource_id, e.role_id, e.entry_id, 2, 120.50, 241, 'EUR'
        from (
            select *, row_number() over (order by contract_line_id) - 1 as k
            from contract_line
            where company_id = $1
        ) l
        join contract_line_customer lc on lc.company_id = $1
            and lc.contract_line_id = l.contract_line_id
        join (
            select *, row_number() over (order by entry_id) - 1 as k
            from entry
            where company_id = $1
            limit 1000
        ) e using (k)
        cross join generate_series(1, $2 / 1000) s (n0)
        cross join lateral (select (s.n0 * 37 + l.k * 13)::integer as n) m
        ",
        r"
        insert into backlog (
            company_id, actual_id, contract_id, contract_line_id, customer_id, project_id,
            resource_id, work_on, transaction_class, billing_type, currency, quantity, net_amount,
            is_ready, nte_status
        )
        select company_id, actual_id, contract_id, contract_line_id, customer_id, project_id,
            resource_id, work_on, transaction_class, billing_type, currency, quantity, net_amount,
            actual_id % 3 = 0, 'not_applicable'
        from actual
        where company_id = $1 and $2 > 0
        ",
        "vacuum analyze backlog",
        "vacuum analyze actual",
    ];
    run(owner, company, rows, &steps).await
}

/// One contract with so many open sales of which half fit under its limits, on the line and on the
/// contract; none evaluated.
pub async fn limited(
    owner: &mut PgConnection,
    company: CompanyId,
    rows: u32,
) -> Result<(), Failure> {
    entries(owner, company, 1).await?;
    let steps = [
        "update entry set state = 'approved' where company_id = $1 and $2 > 0",
        r"
        insert into actual (
            company_id, transaction_type, transaction_class, billing_type, work_on, accounted_on,
            contract_id, contract_line_id, customer_id, project_id, resource_id, role_id, entry_id,
            quantity, unit_price, amount, currency
        )
        select $1, 'unbilled_sales', 'time', 'chargeable', date '2015-01-01' + (n * 37 % 4000),
            '2026-01-01', l.contract_id, l.contract_line_id, lc.customer_id, l.project_id,
            e.resource_id, e.role_id, e.entry_id, 2, 120.50, 241, 'EUR'
        from contract_line l
        join contract_line_customer lc on lc.company_id = $1
            and lc.contract_line_id = l.contract_line_id
        cross join (select * from entry where company_id = $1 order by entry_id limit 1) e
        cross join generate_series(1, $2) n
        where l.company_id = $1
        ",
        r"
        insert into backlog (
            company_id, actual_id, contract_id, contract_line_id, customer_id, project_id,
            resource_id, work_on, transaction_class, billing_type, currency, quantity, net_amount,
            is_ready, nte_status
        )
        select company_id, actual_id, contract_id, contract_line_id, customer_id, project_id,
            resource_id, work_on, transaction_class, billing_type, currency, quantity, net_amount,
            false, 'not_evaluated'
        from actual
        where company_id = $1 and $2 > 0
        ",
        "update contract_line set not_to_exceed = 241.0 * $2 / 2 where company_id = $1",
        "update contract set not_to_exceed = 241.0 * $2 where company_id = $1",
        "vacuum analyze backlog",
        "vacuum analyze actual",
    ];
    run(owner, company, rows, &steps).await
}

async fn run(
    owner: &mut PgConnection,
    company: CompanyId,
    n: u32,
    steps: &[&'static str],
) -> Result<(), Failure> {
    let n = i32::try_from(n).unwrap_or(i32::MAX);
    for step in steps {
        if step.contains("$1") {
            sqlx::query(*step).bind(company.0).bind(n).execute(&mut *owner).await?;
        } else {
            sqlx::query(*step).execute(&mut *owner).await?;
        }
    }
    Ok(())
}
