//! The floor: the same rows by hand-written set-based SQL, one connection of the app role, under the
//! same row-level security, constraints and triggers. One transaction for a thousand contracts: a
//! million rows in one statement are slower, since nobody knows beforehand how many there will be.

use crate::{app::home::Home, platform::failure::Failure, vocabulary::ids::CompanyId};
use sqlx::{AssertSqlSafe, Connection, Executor};

/// Approval: cost and unbilled sale per entry, the backlog row, the entry's state.
pub async fn approve(home: &Home, company: CompanyId) -> Result<(), Failure> {
    act(
        home,
        company,
        &[
            r"
            update entry e
            set state = 'approved'
            from contract_line l
            where e.company_id = {c} and e.state = 'submitted' and l.company_id = {c}
                and l.project_id = e.project_id and l.contract_id between {from} and {to}
            ",
            r"
            create temporary table fresh on commit drop as
            select nextval('actual_id_seq') as cost_id, nextval('actual_id_seq') as sale_id, e.*,
                l.contract_id, l.contract_line_id, lc.customer_id, p.unit_price as price
            from entry e
            join contract_line_class k on k.company_id = {c} and k.project_id = e.project_id
                and k.transaction_class = e.transaction_class
            join contract_line l on l.company_id = {c} and l.contract_line_id = k.contract_line_id
            join contract_line_customer lc on lc.company_id = {c}
                and lc.contract_line_id = l.contract_line_id
            join price p on p.company_id = {c} and p.role_id = e.role_id and p.currency = 'EUR'
                and e.work_on between p.valid_from and p.valid_to
            where e.company_id = {c} and l.contract_id between {from} and {to}
            ",
            r"
            insert into actual (
                company_id, actual_id, transaction_type, transaction_class, billing_type, work_on,
                accounted_on, contract_id, contract_line_id, customer_id, project_id, resource_id,
                role_id, entry_id, quantity, unit_price, amount, currency
            )
            select {c}, cost_id, 'cost', transaction_class, billing_type, work_on, current_date,
                contract_id, contract_line_id, customer_id, project_id, resource_id, role_id,
                entry_id, quantity, unit_cost, round(quantity * unit_cost, 2), 'EUR'
            from fresh
            ",
            r"
            insert into actual (
                company_id, actual_id, transaction_type, transaction_class, billing_type, work_on,
                accounted_on, contract_id, contract_line_id, customer_id, project_id, resource_id,
                role_id, entry_id, quantity, unit_price, amount, currency, cost_actual_id
            )
            select {c}, sale_id, 'unbilled_sales', transaction_class, billing_type, work_on,
                current_date, contract_id, contract_line_id, customer_id, project_id, resource_id,
                role_id, entry_id, quantity, price, round(quantity * price, 2), 'EUR', cost_id
            from fresh
            ",
            r"
            insert into backlog (
                company_id, actual_id, contract_id, contract_line_id, customer_id, project_id,
                resource_id, work_on, transaction_class, billing_type, currency, quantity,
                net_amount, nte_status
            )
            select {c}, sale_id, contract_id, contract_line_id, customer_id, project_id,
                resource_id, work_on, transaction_class, billing_type, 'EUR', quantity,
                round(quantity * price, 2), 'not_applicable'
            from fresh
            ",
        ],
    )
    .await
}

/// Marking everything Ready.
pub async fn mark(home: &Home, company: CompanyId) -> Result<(), Failure> {
    act(
        home,
        company,
        &[r"
            update backlog
            set is_ready = true
            where company_id = {c} and contract_id between {from} and {to} and not is_ready
                and nte_status = 'not_applicable'
        "],
    )
    .await
}

/// Reevaluation of a limit: rows of one size fit as far as their running sum does.
pub async fn reevaluate(home: &Home, company: CompanyId) -> Result<(), Failure> {
    act(
        home,
        company,
        &[r"
            with used as materialized (
                select l.contract_line_id,
                    l.not_to_exceed - coalesce(
                        (
                            select sum(a.net_amount)
                            from actual a
                            where a.company_id = {c} and a.contract_id = l.contract_id
                                and a.contract_line_id = l.contract_line_id
                                and a.transaction_type in ('unbilled_sales', 'billed_sales')
                                and a.billing_type = 'chargeable'
                        ),
                        0
                    ) + coalesce(
                        (
                            select sum(b.net_amount)
                            from backlog b
                            where b.company_id = {c} and b.contract_id = l.contract_id
                                and b.contract_line_id = l.contract_line_id
                        ),
                        0
                    ) as room
                from contract_line l
                where l.company_id = {c}
            ),
                asked as materialized (
                    select b.actual_id,
                        sum(b.net_amount) over (
                            partition by b.contract_line_id order by b.work_on, b.actual_id
                        ) <= u.room as fits
                    from backlog b
                    join used u using (contract_line_id)
                    where b.company_id = {c} and b.billing_type = 'chargeable'
                ) update backlog b
            set nte_status = case when a.fits then 'committed' else 'failed' end::nte_status,
                nte_detail = case when a.fits then null else 'contract_line' end
            from asked a
            where b.company_id = {c} and b.actual_id = a.actual_id
        "],
    )
    .await
}

/// Creation: an invoice per contract and customer, its line, its details; the backlog rows go.
pub async fn create(home: &Home, company: CompanyId) -> Result<(), Failure> {
    act(
        home,
        company,
        &[
            r"
            insert into invoice (
                company_id, contract_id, customer_id, currency, name, bill_to_name,
                payment_terms_days, invoice_on
            )
            select {c}, b.contract_id, b.customer_id, c.currency, c.name, cu.name,
                cu.payment_terms_days, current_date
            from (
                select distinct contract_id, customer_id
                from backlog
                where company_id = {c} and contract_id between {from} and {to} and is_ready
                    and work_on <= current_date
            ) b
            join contract c on c.company_id = {c} and c.contract_id = b.contract_id
            join customer cu on cu.company_id = {c} and cu.customer_id = b.customer_id
            ",
            r"
            insert into invoice_line (company_id, invoice_id, contract_line_id, name)
            select {c}, i.invoice_id, l.contract_line_id, l.name
            from invoice i
            join contract_line l on l.company_id = {c} and l.contract_id = i.contract_id
            where i.company_id = {c} and i.contract_id between {from} and {to}
            ",
            r"
            with taken as (
                delete
                from backlog b using invoice i, actual a
                where b.company_id = {c} and b.contract_id between {from} and {to}
                    and i.company_id = {c} and i.contract_id = b.contract_id
                    and i.customer_id = b.customer_id and a.company_id = {c}
                    and a.actual_id = b.actual_id and b.is_ready and b.work_on <= current_date
                returning i.invoice_id, b.*, a.unit_price, a.amount
            ) insert into invoice_detail (
                company_id, invoice_id, contract_line_id, source_actual_id, work_on, billing_type,
                quantity, unit_price, amount, currency, nte_status
            )
            select {c}, invoice_id, contract_line_id, actual_id, work_on, billing_type, quantity,
                unit_price, amount, currency, nte_status
            from taken
            ",
        ],
    )
    .await
}

/// Confirmation: a reversal and a billed sale per detail, the numbers, the states.
pub async fn confirm(home: &Home, company: CompanyId) -> Result<(), Failure> {
    act(home, company, &include_str!("confirm.sql").split(';').collect::<Vec<_>>()).await
}

/// Contracts in one transaction.
const AT_ONCE: i64 = 1_000;

/// Statements for all of a company's contracts, `{from}` one `{to}` another.
async fn act(home: &Home, company: CompanyId, statements: &[&str]) -> Result<(), Failure> {
    let mut connection = home.owner().await?;
    let ranges: Vec<(i64, i64)> = sqlx::query_as(
        r"
        select min(contract_id), max(contract_id)
        from (
            select contract_id, row_number() over (order by contract_id) - 1 as place
            from contract
            where company_id = $1
        ) c
        group by place / $2
        order by 1
        ",
    )
    .bind(company.0)
    .bind(AT_ONCE)
    .fetch_all(&mut connection)
    .await?;
    // A temporary table needs a right the app role lacks; its rows are counted all the same.
    connection
        .execute(
            r"
            do $$ begin
                execute format('grant temporary on database %I to billwright_app', current_database());
            end $$
            ",
        )
        .await?;
    connection.execute("set role billwright_app").await?;
    for (from, to) in ranges {
        let mut tx = connection.begin().await?;
        tx.execute(AssertSqlSafe(format!("set local billwright.company = '{}'", company.0)))
            .await?;
        for statement in statements {
            let statement = statement
                .replace("{c}", &company.0.to_string())
                .replace("{from}", &from.to_string())
                .replace("{to}", &to.to_string());
            tx.execute(AssertSqlSafe(statement)).await?;
        }
        tx.commit().await?;
    }
    Ok(())
}
