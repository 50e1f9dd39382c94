//! SQL of the contract book.
#![allow(clippy::as_conversions, reason = "in sqlx's macros `as` names a parameter's type; nothing is converted")]

mod limits;

pub use limits::*;

use super::model::{
    ContractCustomer, ContractLine, ContractPage, ContractRow, CustomerTerms, KnownBook, LineSplit, LineTerms, NewContract, NewCustomer, NewPrice, Price,
};
use crate::{
    platform::{
        failure::Failure,
        list::{Filter, ListSpec, Placed, Sort, page},
    },
    vocabulary::{
        currency::Currency,
        ids::{ContractId, ContractLineId, CustomerId, ProjectId, RoleId},
        paging::{ListQuery, Page, Totals},
        refusal::Refusal,
        words::{BillingMethod, ContractState, TransactionClass},
    },
};
use rust_decimal::Decimal;
use sqlx::{PgConnection, QueryBuilder};
use std::collections::HashMap;

/// What the contract list can filter and sort by.
const CONTRACTS: ListSpec = ListSpec {
    filters: &[
        ("contract_id", Filter::Id("c.contract_id")),
        ("contract", Filter::Text("(c.number || ' ' || c.name) ilike ", "")),
        (
            "customer",
            Filter::Text(
                "exists (select from contract_line l join contract_line_customer lc on lc.company_id = l.company_id and lc.contract_line_id = l.contract_line_id \
             join customer f on f.company_id = lc.company_id and f.customer_id = lc.customer_id where l.company_id = c.company_id and l.contract_id = c.contract_id and f.name ilike ",
                ")",
            ),
        ),
        (
            "project",
            Filter::Text(
                "exists (select from contract_line l join project f on f.company_id = l.company_id and f.project_id = l.project_id \
             where l.company_id = c.company_id and l.contract_id = c.contract_id and (f.code || ' ' || f.name) ilike ",
                ")",
            ),
        ),
        ("state", Filter::Word("c.state", "contract_state", &["draft", "confirmed", "lost"])),
        ("currency", Filter::Text("c.currency ilike ", "")),
    ],
    sorts: &[Sort { name: "number", sql: "c.number", sql_type: "text" }, Sort { name: "name", sql: "c.name", sql_type: "text" }],
    descending: false,
    id: "c.contract_id",
};

/// The totals of each contract of a page, read off backlog and invoices.
const CONTRACT_TOTALS: &str = " left join lateral (select \
        coalesce(sum(b.amount) filter (where b.is_ready and b.billing_type = 'chargeable'), 0) as ready_amount, \
        count(*) filter (where b.is_ready) as ready_count, \
        coalesce(sum(b.amount) filter (where not b.is_ready and b.billing_type = 'chargeable'), 0) as not_ready_amount \
        from backlog b where b.company_id = p.company_id and b.contract_id = p.contract_id) b on true \
    left join lateral (select \
        coalesce(sum(i.amount), 0) as billed_amount, \
        coalesce(sum((select sum(d.amount) from invoice_detail d where d.company_id = i.company_id and d.invoice_id = i.invoice_id and d.billing_type = 'chargeable')) \
            filter (where i.amount is null), 0) as draft_amount \
        from invoice i where i.company_id = p.company_id and i.contract_id = p.contract_id) i on true";

/// A page of contracts with their totals.
pub async fn contract_list(conn: &mut PgConnection, company: i64, query: &ListQuery) -> Result<Page<ContractRow>, Failure> {
    let mut sql = QueryBuilder::new(
        "select p.*, b.ready_amount, b.ready_count, b.not_ready_amount, i.draft_amount, i.billed_amount from (\
         select c.company_id, c.contract_id, c.number, c.name, cu.name as primary_customer_name, c.currency, c.state",
    );
    CONTRACTS.push_cursor_columns(query, &mut sql)?;
    sql.push(" from contract c join customer cu on cu.company_id = c.company_id and cu.customer_id = c.primary_customer_id where c.company_id = ")
        .push_bind(company);
    CONTRACTS.push_filters(query, &mut sql)?;
    CONTRACTS.push_page(query, &mut sql)?;
    sql.push(") p").push(CONTRACT_TOTALS);
    let (sort, descending) = CONTRACTS.sort(query)?;
    let backward = query.after.is_none() && query.before.is_some();
    let direction = if descending != backward { " desc" } else { "" };
    sql.push(" order by p.sort_value::").push(sort.sql_type).push(direction).push(", p.row_id").push(direction);
    let rows: Vec<Placed<ContractRow>> = sql.build_query_as().fetch_all(conn).await?;
    Ok(page(query, rows))
}

/// How many contracts, and what they have ready per currency.
pub async fn contract_totals(conn: &mut PgConnection, company: i64, query: &ListQuery) -> Result<Totals, Failure> {
    let mut sql = QueryBuilder::new(
        "select c.currency, count(*) as count, 0::numeric as quantity, coalesce(sum(b.amount), 0) as amount from contract c \
         left join (select company_id, contract_id, sum(amount) as amount from backlog where company_id = ",
    );
    sql.push_bind(company);
    sql.push(" and is_ready and billing_type = 'chargeable' group by company_id, contract_id) b on b.company_id = c.company_id and b.contract_id = c.contract_id where c.company_id = ");
    sql.push_bind(company);
    CONTRACTS.push_filters(query, &mut sql)?;
    sql.push(" group by c.currency order by c.currency");
    let rows: Vec<(Currency, i64, Decimal, Decimal)> = sql.build_query_as().fetch_all(conn).await?;
    Ok(crate::platform::list::totals(rows))
}

/// A contract with its lines, splits and customers.
pub async fn contract_page(conn: &mut PgConnection, company: i64, contract: ContractId) -> Result<ContractPage, Failure> {
    let query = ListQuery::default().with("contract_id", contract.to_string());
    let header = contract_list(conn, company, &query).await?.rows.into_iter().next().ok_or(Refusal::NotFound)?;
    let dates = sqlx::query!("select start_on, requested_delivery_on, version from contract where company_id = $1 and contract_id = $2", company, contract.0)
        .fetch_one(&mut *conn)
        .await?;
    let lines = sqlx::query!(
        r#"
        select l.contract_line_id, l.line_number, l.name, l.billing_method as "billing_method: BillingMethod", p.code as project_code,
               array(select k.transaction_class from contract_line_class k where k.company_id = l.company_id and k.contract_line_id = l.contract_line_id order by 1) as "classes!: Vec<TransactionClass>",
               l.contracted_amount, l.not_to_exceed
        from contract_line l join project p on p.company_id = l.company_id and p.project_id = l.project_id
        where l.company_id = $1 and l.contract_id = $2 order by l.line_number
        "#,
        company,
        contract.0
    )
    .fetch_all(&mut *conn)
    .await?;
    let mut splits: HashMap<i64, Vec<LineSplit>> = HashMap::new();
    for s in sqlx::query!(
        r#"
        select lc.contract_line_id, cu.name, lc.billing_split_percent, lc.is_rounding, lc.not_to_exceed
        from contract_line_customer lc
        join contract_line l on l.company_id = lc.company_id and l.contract_line_id = lc.contract_line_id
        join customer cu on cu.company_id = lc.company_id and cu.customer_id = lc.customer_id
        where lc.company_id = $1 and l.contract_id = $2 order by lc.contract_line_id, lc.position
        "#,
        company,
        contract.0
    )
    .fetch_all(&mut *conn)
    .await?
    {
        splits.entry(s.contract_line_id).or_default().push(LineSplit {
            customer_name: s.name,
            billing_split_percent: s.billing_split_percent,
            is_rounding: s.is_rounding,
            not_to_exceed: s.not_to_exceed,
        });
    }
    let lines = lines
        .into_iter()
        .map(|l| ContractLine {
            contract_line_id: ContractLineId(l.contract_line_id),
            line_number: l.line_number,
            name: l.name,
            billing_method: l.billing_method,
            project_code: l.project_code,
            classes: l.classes,
            contracted_amount: l.contracted_amount,
            not_to_exceed: l.not_to_exceed,
            splits: splits.remove(&l.contract_line_id).unwrap_or_default(),
        })
        .collect();
    let customers = contract_customers(conn, company, contract).await?;
    let limits = limit_settings(conn, company, contract).await?;
    Ok(ContractPage { header, start_on: dates.start_on, requested_delivery_on: dates.requested_delivery_on, lines, customers, limits, version: dates.version })
}

async fn contract_customers(conn: &mut PgConnection, company: i64, contract: ContractId) -> Result<Vec<ContractCustomer>, Failure> {
    let rows = sqlx::query!(
        r#"
        select cu.customer_id, cu.name,
               count(b.actual_id) filter (where b.is_ready) as "ready_count!",
               coalesce(sum(b.amount) filter (where b.is_ready and b.billing_type = 'chargeable'), 0) as "ready_amount!",
               count(b.actual_id) filter (where not b.is_ready) as "not_ready_count!",
               coalesce(sum(b.amount) filter (where not b.is_ready and b.billing_type = 'chargeable'), 0) as "not_ready_amount!"
        from customer cu
        left join backlog b on b.company_id = cu.company_id and b.customer_id = cu.customer_id and b.contract_id = $2
        where cu.company_id = $1 and cu.customer_id in (
            select lc.customer_id from contract_line l
            join contract_line_customer lc on lc.company_id = l.company_id and lc.contract_line_id = l.contract_line_id
            where l.company_id = $1 and l.contract_id = $2)
        group by cu.customer_id, cu.name order by cu.name
        "#,
        company,
        contract.0
    )
    .fetch_all(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|r| ContractCustomer {
            customer_id: CustomerId(r.customer_id),
            customer_name: r.name,
            ready_count: r.ready_count,
            ready_amount: r.ready_amount,
            not_ready_count: r.not_ready_count,
            not_ready_amount: r.not_ready_amount,
        })
        .collect())
}

/// The terms of every whole-project line that covers a class of these projects.
pub async fn line_terms(conn: &mut PgConnection, company: i64, projects: &[i64]) -> Result<HashMap<(ProjectId, TransactionClass), LineTerms>, Failure> {
    let lines = sqlx::query!(
        r#"
        select k.project_id, k.transaction_class as "transaction_class: TransactionClass", l.contract_line_id, l.contract_id,
               l.billing_method as "billing_method: BillingMethod", c.currency as "currency: Currency", l.not_to_exceed
        from contract_line_class k
        join contract_line l on l.company_id = k.company_id and l.contract_line_id = k.contract_line_id
        join contract c on c.company_id = l.company_id and c.contract_id = l.contract_id
        where k.company_id = $1 and k.project_id = any($2)
        "#,
        company,
        projects
    )
    .fetch_all(&mut *conn)
    .await?;
    let ids: Vec<i64> = lines.iter().map(|l| l.contract_line_id).collect();
    let mut customers: HashMap<i64, Vec<CustomerTerms>> = HashMap::new();
    for c in sqlx::query!(
        r#"
        select contract_line_id, customer_id, billing_split_percent, is_rounding, not_to_exceed
        from contract_line_customer
        where company_id = $1 and contract_line_id = any($2) and billing_split_percent > 0
        order by contract_line_id, position
        "#,
        company,
        &ids
    )
    .fetch_all(&mut *conn)
    .await?
    {
        customers.entry(c.contract_line_id).or_default().push(CustomerTerms {
            customer_id: CustomerId(c.customer_id),
            percent: c.billing_split_percent,
            is_rounding: c.is_rounding,
            not_to_exceed: c.not_to_exceed,
        });
    }
    Ok(lines
        .into_iter()
        .map(|l| {
            let terms = LineTerms {
                contract_id: ContractId(l.contract_id),
                contract_line_id: ContractLineId(l.contract_line_id),
                billing_method: l.billing_method,
                currency: l.currency,
                not_to_exceed: l.not_to_exceed,
                customers: customers.get(&l.contract_line_id).cloned().unwrap_or_default(),
            };
            ((ProjectId(l.project_id), l.transaction_class), terms)
        })
        .collect())
}

/// Every price of a company: a few rows per role, currency and year.
pub async fn prices(conn: &mut PgConnection, company: i64) -> Result<Vec<Price>, Failure> {
    let rows = sqlx::query!(
        r#"select currency as "currency: Currency", transaction_class as "transaction_class: TransactionClass", role_id, unit_price, valid_from, valid_to
           from price where company_id = $1 order by price_id"#,
        company
    )
    .fetch_all(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|p| Price {
            currency: p.currency,
            transaction_class: p.transaction_class,
            role_id: RoleId(p.role_id),
            unit_price: p.unit_price,
            valid_from: p.valid_from,
            valid_to: p.valid_to,
        })
        .collect())
}

/// Locks contracts in key order, so that whoever creates invoices on them comes one after another.
pub async fn contract_lock(conn: &mut PgConnection, company: i64, contracts: &[i64]) -> Result<Vec<(ContractId, ContractState)>, Failure> {
    let rows = sqlx::query!(
        r#"select contract_id, state as "state: ContractState" from contract where company_id = $1 and contract_id = any($2)
           order by contract_id for no key update"#,
        company,
        contracts
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|r| (ContractId(r.contract_id), r.state)).collect())
}

/// Holds contracts against creation while their backlog is marked.
pub async fn contract_share(conn: &mut PgConnection, company: i64, contracts: &[i64]) -> Result<(), Failure> {
    sqlx::query!("select contract_id from contract where company_id = $1 and contract_id = any($2) order by contract_id for share", company, contracts)
        .fetch_all(conn)
        .await?;
    Ok(())
}

/// What is known by name.
pub async fn known_book(conn: &mut PgConnection, company: i64) -> Result<KnownBook, Failure> {
    let customers = sqlx::query_scalar!("select name from customer where company_id = $1", company).fetch_all(&mut *conn).await?;
    let contracts =
        sqlx::query!(r#"select number, currency as "currency: Currency" from contract where company_id = $1"#, company).fetch_all(&mut *conn).await?;
    let classes = sqlx::query!(
        r#"select p.code, k.transaction_class as "transaction_class: TransactionClass", c.number
           from contract_line_class k
           join project p on p.company_id = k.company_id and p.project_id = k.project_id
           join contract_line l on l.company_id = k.company_id and l.contract_line_id = k.contract_line_id
           join contract c on c.company_id = l.company_id and c.contract_id = l.contract_id
           where k.company_id = $1"#,
        company
    )
    .fetch_all(&mut *conn)
    .await?;
    let prices = sqlx::query!(
        r#"select p.currency as "currency: Currency", p.transaction_class as "transaction_class: TransactionClass", r.name, p.valid_from, p.valid_to
           from price p join role r on r.company_id = p.company_id and r.role_id = p.role_id where p.company_id = $1"#,
        company
    )
    .fetch_all(conn)
    .await?;
    Ok(KnownBook {
        customers: customers.into_iter().collect(),
        contracts: contracts.into_iter().map(|c| (c.number, c.currency)).collect(),
        project_classes: classes.into_iter().map(|k| ((k.code, k.transaction_class), k.number)).collect(),
        prices: prices.into_iter().map(|p| (p.currency, p.transaction_class, p.name, p.valid_from, p.valid_to)).collect(),
    })
}

/// Adds customers.
pub async fn customer_insert(conn: &mut PgConnection, company: i64, new: &[NewCustomer]) -> Result<(), Failure> {
    sqlx::query!(
        "insert into customer (company_id, name, country, language, vat_id, payment_terms_days)
         select $1, r.* from unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::integer[]) r",
        company,
        &new.iter().map(|c| c.name.clone()).collect::<Vec<_>>(),
        &new.iter().map(|c| c.country.clone()).collect::<Vec<_>>(),
        &new.iter().map(|c| c.language.clone()).collect::<Vec<_>>(),
        &new.iter().map(|c| c.vat_id.clone()).collect::<Vec<_>>() as &[Option<String>],
        &new.iter().map(|c| c.payment_terms_days).collect::<Vec<_>>()
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Adds what is missing of projects (code, name), people and roles, by name.
pub async fn names_insert(conn: &mut PgConnection, company: i64, projects: &[(String, String)], resources: &[String], roles: &[String]) -> Result<(), Failure> {
    let (codes, names): (Vec<String>, Vec<String>) = projects.iter().cloned().unzip();
    sqlx::query!(
        "insert into project (company_id, code, name) select $1, r.* from unnest($2::text[], $3::text[]) r on conflict on constraint project_code_is_unique do nothing",
        company,
        &codes,
        &names
    )
    .execute(&mut *conn)
    .await?;
    sqlx::query!(
        "insert into resource (company_id, name) select $1, r from unnest($2::text[]) r on conflict on constraint resource_name_is_unique do nothing",
        company,
        resources
    )
    .execute(&mut *conn)
    .await?;
    sqlx::query!(
        "insert into role (company_id, name) select $1, r from unnest($2::text[]) r on conflict on constraint role_name_is_unique do nothing",
        company,
        roles
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Adds contracts as drafts, then confirms those that say so (R-SM-1, R-SM-2).
pub async fn contract_insert(conn: &mut PgConnection, company: i64, new: &[NewContract]) -> Result<(), Failure> {
    sqlx::query!(
        "insert into contract (company_id, number, name, primary_customer_id, currency, start_on, requested_delivery_on)
         select $1, r.number, r.name, cu.customer_id, r.currency, r.start_on, r.delivery_on
         from unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::date[], $7::date[]) r (number, name, customer, currency, start_on, delivery_on)
         join customer cu on cu.company_id = $1 and cu.name = r.customer",
        company,
        &new.iter().map(|c| c.number.clone()).collect::<Vec<_>>(),
        &new.iter().map(|c| c.name.clone()).collect::<Vec<_>>(),
        &new.iter().map(|c| c.primary_customer.clone()).collect::<Vec<_>>(),
        new.iter().map(|c| c.currency).collect::<Vec<_>>() as Vec<Currency>,
        &new.iter().map(|c| c.start_on).collect::<Vec<_>>(),
        &new.iter().map(|c| c.requested_delivery_on).collect::<Vec<_>>() as &[Option<chrono::NaiveDate>]
    )
    .execute(&mut *conn)
    .await?;
    contract_line_insert(conn, company, new).await?;
    let confirmed: Vec<String> = new.iter().filter(|c| c.is_confirmed).map(|c| c.number.clone()).collect();
    sqlx::query!("update contract set state = 'confirmed' where company_id = $1 and number = any($2) and state = 'draft'", company, &confirmed)
        .execute(conn)
        .await?;
    Ok(())
}

async fn contract_line_insert(conn: &mut PgConnection, company: i64, new: &[NewContract]) -> Result<(), Failure> {
    let lines: Vec<_> = new.iter().flat_map(|c| c.lines.iter().map(move |l| (c, l))).collect();
    sqlx::query!(
        "insert into contract_line (company_id, contract_id, line_number, name, billing_method, project_id, contracted_amount, not_to_exceed)
         select $1, c.contract_id, r.line_number, r.name, r.billing_method, p.project_id, r.contracted_amount, r.not_to_exceed
         from unnest($2::text[], $3::integer[], $4::text[], $5::billing_method[], $6::text[], $7::numeric[], $8::numeric[])
              r (contract, line_number, name, billing_method, project, contracted_amount, not_to_exceed)
         join contract c on c.company_id = $1 and c.number = r.contract
         join project p on p.company_id = $1 and p.code = r.project",
        company,
        &lines.iter().map(|(c, _)| c.number.clone()).collect::<Vec<_>>(),
        &lines.iter().map(|(_, l)| l.line_number).collect::<Vec<_>>(),
        &lines.iter().map(|(_, l)| l.name.clone()).collect::<Vec<_>>(),
        lines.iter().map(|(_, l)| l.billing_method).collect::<Vec<_>>() as Vec<BillingMethod>,
        &lines.iter().map(|(_, l)| l.project.clone()).collect::<Vec<_>>(),
        &lines.iter().map(|(_, l)| l.contracted_amount).collect::<Vec<_>>() as &[Option<Decimal>],
        &lines.iter().map(|(_, l)| l.not_to_exceed).collect::<Vec<_>>() as &[Option<Decimal>]
    )
    .execute(&mut *conn)
    .await?;
    let classes: Vec<_> = lines.iter().flat_map(|(c, l)| l.classes.iter().map(move |k| (c.number.clone(), l.line_number, *k))).collect();
    sqlx::query!(
        "insert into contract_line_class (company_id, project_id, transaction_class, contract_line_id)
         select $1, l.project_id, r.class, l.contract_line_id
         from unnest($2::text[], $3::integer[], $4::transaction_class[]) r (contract, line_number, class)
         join contract c on c.company_id = $1 and c.number = r.contract
         join contract_line l on l.company_id = $1 and l.contract_id = c.contract_id and l.line_number = r.line_number",
        company,
        &classes.iter().map(|k| k.0.clone()).collect::<Vec<_>>(),
        &classes.iter().map(|k| k.1).collect::<Vec<_>>(),
        classes.iter().map(|k| k.2).collect::<Vec<_>>() as Vec<TransactionClass>
    )
    .execute(&mut *conn)
    .await?;
    let mut positions = Vec::new();
    for (c, l) in &lines {
        for (position, split) in (1_i32..).zip(&l.splits) {
            positions.push((c.number.clone(), l.line_number, position, split));
        }
    }
    sqlx::query!(
        "insert into contract_line_customer (company_id, contract_line_id, customer_id, position, billing_split_percent, is_rounding, not_to_exceed)
         select $1, l.contract_line_id, cu.customer_id, r.position, r.percent, r.is_rounding, r.not_to_exceed
         from unnest($2::text[], $3::integer[], $4::integer[], $5::text[], $6::numeric[], $7::boolean[], $8::numeric[])
              r (contract, line_number, position, customer, percent, is_rounding, not_to_exceed)
         join contract c on c.company_id = $1 and c.number = r.contract
         join contract_line l on l.company_id = $1 and l.contract_id = c.contract_id and l.line_number = r.line_number
         join customer cu on cu.company_id = $1 and cu.name = r.customer",
        company,
        &positions.iter().map(|p| p.0.clone()).collect::<Vec<_>>(),
        &positions.iter().map(|p| p.1).collect::<Vec<_>>(),
        &positions.iter().map(|p| p.2).collect::<Vec<_>>(),
        &positions.iter().map(|p| p.3.customer_name.clone()).collect::<Vec<_>>(),
        &positions.iter().map(|p| p.3.billing_split_percent).collect::<Vec<_>>(),
        &positions.iter().map(|p| p.3.is_rounding).collect::<Vec<_>>(),
        &positions.iter().map(|p| p.3.not_to_exceed).collect::<Vec<_>>() as &[Option<Decimal>]
    )
    .execute(&mut *conn)
    .await?;
    let numbers: Vec<String> = new.iter().map(|c| c.number.clone()).collect();
    contract_customer_insert(conn, company, &numbers).await
}

/// R-VOC-4: whoever pays on a line is a customer of the contract too, with 0 %; the primary one has the rest.
async fn contract_customer_insert(conn: &mut PgConnection, company: i64, contracts: &[String]) -> Result<(), Failure> {
    sqlx::query!(
        "insert into contract_customer (company_id, contract_id, customer_id, position, billing_split_percent, is_rounding)
         select $1, x.contract_id, x.customer_id, row_number() over (partition by x.contract_id order by min(x.place)),
                case when bool_or(x.is_primary) then 100 else 0 end, bool_or(x.is_primary)
         from (select c.contract_id, c.primary_customer_id as customer_id, 0 as place, true as is_primary
               from contract c where c.company_id = $1 and c.number = any($2)
               union all
               select c.contract_id, lc.customer_id, l.line_number * 1000 + lc.position, false
               from contract c join contract_line l on l.company_id = c.company_id and l.contract_id = c.contract_id
               join contract_line_customer lc on lc.company_id = l.company_id and lc.contract_line_id = l.contract_line_id
               where c.company_id = $1 and c.number = any($2)) x
         group by x.contract_id, x.customer_id",
        company,
        contracts
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Adds prices.
pub async fn price_insert(conn: &mut PgConnection, company: i64, new: &[NewPrice]) -> Result<(), Failure> {
    sqlx::query!(
        "insert into price (company_id, currency, transaction_class, role_id, unit, unit_price, valid_from, valid_to)
         select $1, r.currency, r.class, ro.role_id, r.unit, r.unit_price, r.valid_from, r.valid_to
         from unnest($2::text[], $3::transaction_class[], $4::text[], $5::text[], $6::numeric[], $7::date[], $8::date[])
              r (currency, class, role, unit, unit_price, valid_from, valid_to)
         join role ro on ro.company_id = $1 and ro.name = r.role",
        company,
        new.iter().map(|p| p.currency).collect::<Vec<_>>() as Vec<Currency>,
        new.iter().map(|p| p.transaction_class).collect::<Vec<_>>() as Vec<TransactionClass>,
        &new.iter().map(|p| p.role.clone()).collect::<Vec<_>>(),
        &new.iter().map(|p| p.unit.clone()).collect::<Vec<_>>(),
        &new.iter().map(|p| p.unit_price).collect::<Vec<_>>(),
        &new.iter().map(|p| p.valid_from).collect::<Vec<_>>(),
        &new.iter().map(|p| p.valid_to).collect::<Vec<_>>()
    )
    .execute(conn)
    .await?;
    Ok(())
}
