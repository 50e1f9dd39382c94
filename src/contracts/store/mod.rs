//! SQL of the contract book: the lists and the page; beside it what approval reads, and what
//! imports add.
#![allow(
    clippy::as_conversions,
    reason = "in sqlx's macros `as` names a parameter's type; nothing is converted"
)]

mod book;
mod contract_customers;
mod find;
mod form;
mod known;
mod limits;
mod rounding;
mod setup;
mod terms;

pub use book::contract_insert;
pub use find::{contract_exists, contract_find, contract_named};
pub use form::{contract_form, read_contract_setup};
pub use known::{covers, project_setup};
pub use limits::*;
pub use rounding::{line_shares, rounding_move};
pub use setup::{contract_delete, contract_save, contract_version};
pub use terms::{contract_period, line_terms};

use super::{
    model::{ContractCustomer, ContractLine, ContractPage, ContractRow, LineSplit},
    rules::rounding_has_a_share,
};
use crate::{
    platform::{
        failure::Failure,
        list::{ALL, Filter, ListSpec, Rows, Sort, Sums},
        scope::Scope,
    },
    vocabulary::{
        currency::Currency,
        ids::{ContractId, ContractLineId, CustomerId},
        money::DiscountAndFee,
        paging::{ListQuery, Page, Totals},
        refusal::Refusal,
        words::{ContractState, TransactionClass},
    },
};
use rust_decimal::Decimal;
use sqlx::QueryBuilder;
use std::collections::HashMap;

/// By a part of the number and name of the contract `c` that a row is.
pub const BY_CONTRACT: Filter = Filter::Text("(c.number || ' ' || c.name) ilike ", "");
/// By somebody on the team of one of its projects.
pub const BY_TEAM: Filter = Filter::Named(
    "c.contract_id",
    "select f.contract_id from contract_team_name f where f.name ilike ",
);
/// By the state of the contract of a row `t`. Asked of each row as it is met along the order: were it
/// joined, PostgreSQL might gather the contracts first.
pub const BY_STATE: Filter = Filter::Word(
    r"
    (
        select f.state
        from contract f
        where f.company_id = t.company_id and f.contract_id = t.contract_id
    )
    ",
    "contract_state",
    &["draft", "confirmed", "lost"],
);
/// By one of its customers.
pub const BY_CUSTOMER: Filter = Filter::NamedWithin(
    "c.contract_id in (select l.contract_id from contract_line l join contract_line_customer lc on lc.company_id = l.company_id \
     and lc.contract_line_id = l.contract_line_id where l.company_id = (select current_company()) and lc.customer_id = any(",
    "))",
    "select f.customer_id from customer f where f.name ilike ",
);
/// By one of its projects.
pub const BY_PROJECT: Filter = Filter::NamedWithin(
    "c.contract_id in (select l.contract_id from contract_line l where l.company_id = (select current_company()) and l.project_id = any(",
    "))",
    "select f.project_id from project f where (f.label || ' ' || f.name) ilike ",
);

/// The list of contracts.
pub const CONTRACTS: ListSpec = ListSpec {
    name: "contracts",
    rows: Rows::In("contract c"),
    of: "",
    is_short: false,
    company: "c.company_id",
    columns: r"
        c.company_id, c.contract_id, c.number, c.name, c.primary_customer_id, c.currency, c.state
    ",
    shown: r"
        p.*, cu.name as primary_customer_name, f.ready_count, f.ready_amount, f.not_ready_amount,
            f.without_price_count, f.draft_amount, f.billed_amount, f.billed_before_amount,
            array[f.ready_count > f.milestone_ready_count + f.retainer_ready_count + f.product_ready_count, f.milestone_ready_count > 0, f.retainer_ready_count > 0, f.product_ready_count > 0] as ready_in,
            array[f.not_ready_count > f.milestone_not_ready_count + f.retainer_not_ready_count + f.product_not_ready_count, f.milestone_not_ready_count > 0, f.retainer_not_ready_count > 0, f.product_not_ready_count > 0] as not_ready_in
    ",
    named: r"
        join customer cu on cu.company_id = p.company_id and cu.customer_id = p.primary_customer_id
        cross join lateral (
            select v.*
            from contract_billing v
            where v.company_id = p.company_id and v.contract_id = p.contract_id offset 0
        ) f
    ",
    filters: &[
        ("contract_id", Filter::Id("c.contract_id")),
        ("contract", BY_CONTRACT),
        ("team", BY_TEAM),
        ("customer", BY_CUSTOMER),
        ("project", BY_PROJECT),
        ("state", Filter::Word("c.state", "contract_state", &["draft", "confirmed", "lost"])),
        ("currency", Filter::Text("c.currency ilike ", "")),
    ],
    sorts: &[Sort::own("number", "c.number", "text"), Sort::own("name", "c.name", "text")],
    descending: false,
    id: "c.contract_id",
};

/// A page of contracts with their totals.
pub async fn list_contracts(
    scope: &mut Scope,
    query: &ListQuery,
) -> Result<Page<ContractRow>, Failure> {
    CONTRACTS.page(scope, query, ALL).await
}

/// How many contracts, and what they have ready per currency.
pub async fn total_contracts(scope: &mut Scope, query: &ListQuery) -> Result<Totals, Failure> {
    ready_totals(scope, &CONTRACTS, query).await
}

/// How many contracts a list of them has, `c`, and what they have Ready, per currency. What is
/// Ready is added up by itself: only filters make it ask of which contracts.
pub async fn ready_totals(
    scope: &mut Scope,
    list: &ListSpec,
    query: &ListQuery,
) -> Result<Totals, Failure> {
    let query = &list.resolve(scope, query).await?;
    let counts: Vec<(Currency, i64)> = list
        .sums(
            scope,
            query,
            ALL,
            Sums { columns: "c.currency, count(*)", joins: "", by: "c.currency" },
        )
        .await?;
    let of_all = r"
        select currency, coalesce(sum(amount), 0)
        from open_billing
        where is_ready and company_id = (select current_company())
    ";
    let mut sql = if query.filters.is_empty() && query.rows.is_none() {
        QueryBuilder::new(of_all)
    } else {
        let start = format!("{of_all} and contract_id in (");
        let mut sql = list.sums_statement(
            &start,
            scope.company(),
            query,
            ALL,
            Sums { columns: "c.contract_id", joins: "", by: "" },
        )?;
        sql.push(")");
        sql
    };
    sql.push(" group by currency");
    let ready: HashMap<Currency, Decimal> = sql
        .build_query_as::<(Currency, Decimal)>()
        .fetch_all(scope.connection())
        .await?
        .into_iter()
        .collect();
    let mut totals =
        Totals { count: counts.iter().map(|(_, count)| count).sum(), ..Totals::default() };
    totals.amounts = counts
        .into_iter()
        .map(|(currency, _)| (currency, ready.get(&currency).copied().unwrap_or_default()))
        .collect();
    totals.amounts.sort();
    Ok(totals)
}

/// A contract with its lines, splits and customers.
pub async fn read_contract(
    scope: &mut Scope,
    contract: ContractId,
) -> Result<ContractPage, Failure> {
    let query = ListQuery::default().with("contract_id", contract.to_string());
    let header =
        list_contracts(scope, &query).await?.rows.into_iter().next().ok_or(Refusal::NotFound)?;
    let dates = sqlx::query!(
        r"
        select start_on, requested_delivery_on, not_to_exceed, version
        from contract
        where company_id = $1 and contract_id = $2
        ",
        scope.company(),
        contract.0
    )
    .fetch_one(scope.connection())
    .await?;
    let lines = sqlx::query!(
        r#"
        select l.contract_line_id, l.line_number, l.name, l.billing_method, p.label as project_code,
            array(
                select distinct k.transaction_class
                from contract_line_class k
                where k.company_id = l.company_id and k.contract_line_id = l.contract_line_id
                order by 1
            ) as "classes!: Vec<TransactionClass>",
            l.contracted_amount, l.not_to_exceed, l.discount_percent, l.fee_percent
        from contract_line l
        join project p on p.company_id = l.company_id and p.project_id = l.project_id
        where l.company_id = $1 and l.contract_id = $2
        order by l.line_number
        "#,
        scope.company(),
        contract.0
    )
    .fetch_all(scope.connection())
    .await?;
    let mut splits = line_splits(scope, contract).await?;
    let lines = lines
        .into_iter()
        .map(|l| {
            let splits = splits.remove(&l.contract_line_id).unwrap_or_default();
            ContractLine {
                contract_line_id: ContractLineId(l.contract_line_id),
                line_number: l.line_number,
                name: l.name,
                billing_method: l.billing_method,
                project_code: l.project_code,
                classes: l.classes,
                contracted_amount: l.contracted_amount,
                not_to_exceed: l.not_to_exceed,
                discount_and_fee: DiscountAndFee::new(l.discount_percent, l.fee_percent),
                rounding_choices: rounding_choices(&splits),
                splits: splits.into_iter().map(|(_, split)| split).collect(),
            }
        })
        .collect();
    Ok(ContractPage {
        header,
        start_on: dates.start_on,
        requested_delivery_on: dates.requested_delivery_on,
        not_to_exceed: dates.not_to_exceed,
        version: dates.version,
        lines,
        customers: contract_customers(scope, contract).await?,
        limits: limit_settings(scope, contract).await?,
    })
}

/// Who could take the rounding of a line, where whoever has it has no share; else nobody.
fn rounding_choices(splits: &[(CustomerId, LineSplit)]) -> Vec<(CustomerId, String)> {
    if rounding_has_a_share(splits.iter().map(|(_, s)| (s.billing_split_percent, s.is_rounding))) {
        return Vec::new();
    }
    splits
        .iter()
        .filter(|(_, s)| !s.billing_split_percent.is_zero())
        .map(|(customer, s)| (*customer, s.customer_name.clone()))
        .collect()
}

/// The customers of a contract's lines, by line, in order of allotment.
async fn line_splits(
    scope: &mut Scope,
    contract: ContractId,
) -> Result<HashMap<i64, Vec<(CustomerId, LineSplit)>>, Failure> {
    let mut splits: HashMap<i64, Vec<(CustomerId, LineSplit)>> = HashMap::new();
    for s in sqlx::query!(
        r"
        select lc.contract_line_id, lc.customer_id, cu.name, lc.billing_split_percent,
            lc.is_rounding, lc.not_to_exceed
        from contract_line_customer lc
        join contract_line l on l.company_id = lc.company_id
            and l.contract_line_id = lc.contract_line_id
        join customer cu on cu.company_id = lc.company_id and cu.customer_id = lc.customer_id
        where lc.company_id = $1 and l.contract_id = $2
        order by lc.contract_line_id, lc.position
        ",
        scope.company(),
        contract.0
    )
    .fetch_all(scope.connection())
    .await?
    {
        let split = LineSplit {
            customer_name: s.name,
            billing_split_percent: s.billing_split_percent,
            is_rounding: s.is_rounding,
            not_to_exceed: s.not_to_exceed,
        };
        splits.entry(s.contract_line_id).or_default().push((CustomerId(s.customer_id), split));
    }
    Ok(splits)
}

async fn contract_customers(
    scope: &mut Scope,
    contract: ContractId,
) -> Result<Vec<ContractCustomer>, Failure> {
    let rows = sqlx::query!(
        r#"
        select cu.customer_id, cu.name, coalesce(sum(f.row_count) filter (where f.is_ready), 0)::bigint as "ready_count!",
            coalesce(sum(f.amount) filter (where f.is_ready), 0) as "ready_amount!",
            coalesce(sum(f.row_count) filter (where not f.is_ready), 0)::bigint as "not_ready_count!",
            coalesce(sum(f.amount) filter (where not f.is_ready), 0) as "not_ready_amount!",
            array[bool_or(f.is_ready and f.kind = 'work') is true, bool_or(f.is_ready and f.kind = 'milestone') is true, bool_or(f.is_ready and f.kind = 'retainer') is true, bool_or(f.is_ready and f.kind = 'product') is true] as "ready_in!",
            array[bool_or(not f.is_ready and f.kind = 'work') is true, bool_or(not f.is_ready and f.kind = 'milestone') is true, bool_or(not f.is_ready and f.kind = 'retainer') is true, bool_or(not f.is_ready and f.kind = 'product') is true] as "not_ready_in!"
        from customer cu
        left join open_billing f on f.company_id = cu.company_id and f.customer_id = cu.customer_id
            and f.contract_id = $2
        where cu.company_id = $1
            and cu.customer_id in (
                select lc.customer_id
                from contract_line l
                join contract_line_customer lc on lc.company_id = l.company_id
                    and lc.contract_line_id = l.contract_line_id
                where l.company_id = $1 and l.contract_id = $2
            )
        group by cu.customer_id, cu.name
        order by cu.name
        "#,
        scope.company(),
        contract.0
    )
    .fetch_all(scope.connection())
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
            ready_in: r.ready_in,
            not_ready_in: r.not_ready_in,
        })
        .collect())
}

/// Locks contracts in key order, so that whoever creates invoices on them comes one after another.
pub async fn contract_lock(
    scope: &mut Scope,
    contracts: &[i64],
) -> Result<Vec<(ContractId, ContractState)>, Failure> {
    let rows = sqlx::query!(
        r"
        select contract_id, state
        from contract
        where company_id = $1 and contract_id = any($2)
        order by contract_id
        for no key update
        ",
        scope.company(),
        contracts
    )
    .fetch_all(scope.connection())
    .await?;
    Ok(rows.into_iter().map(|r| (ContractId(r.contract_id), r.state)).collect())
}

/// Which of these contracts are lost.
pub async fn contract_lost(scope: &mut Scope, contracts: &[i64]) -> Result<Vec<i64>, Failure> {
    Ok(sqlx::query_scalar!(
        r"
        select contract_id
        from contract
        where company_id = $1 and contract_id = any($2) and state = 'lost'
        ",
        scope.company(),
        contracts
    )
    .fetch_all(scope.connection())
    .await?)
}

/// Holds contracts against creation while their backlog is marked.
pub async fn contract_share(scope: &mut Scope, contracts: &[i64]) -> Result<(), Failure> {
    sqlx::query!(
        r"
        select contract_id
        from contract
        where company_id = $1 and contract_id = any($2)
        order by contract_id
        for share
        ",
        scope.company(),
        contracts
    )
    .fetch_all(scope.connection())
    .await?;
    Ok(())
}

/// Moves a contract that is still where the transition begins.
pub async fn contract_move(
    scope: &mut Scope,
    contract: ContractId,
    from: ContractState,
    to: ContractState,
) -> Result<(), Failure> {
    let moved = sqlx::query!(
        r"
        update contract
        set state = $4, version = version + 1
        where company_id = $1 and contract_id = $2 and state = $3
        ",
        scope.company(),
        contract.0,
        from as ContractState,
        to as ContractState
    )
    .execute(scope.connection())
    .await?
    .rows_affected();
    if moved == 1 { Ok(()) } else { Err(Refusal::Outdated.into()) }
}

/// Whether the ledger points at a contract.
pub async fn contract_has_actuals(
    scope: &mut Scope,
    contract: ContractId,
) -> Result<bool, Failure> {
    Ok(sqlx::query_scalar!(
        r#"
        select exists (select from actual where company_id = $1 and contract_id = $2) as "has!"
        "#,
        scope.company(),
        contract.0
    )
    .fetch_one(scope.connection())
    .await?)
}
