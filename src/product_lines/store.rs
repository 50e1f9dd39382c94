//! SQL of product lines.

pub mod write;

use super::model::{ProductBasedLine, ProductLineRow, TakenProductLine};
use crate::{
    backlog::model::ReadySummary,
    contracts::commands::BY_STATE,
    platform::{
        failure::Failure,
        list::{ALL, Filter, ListSpec, Rows, Sort, Sums},
        scope::Scope,
    },
    vocabulary::{
        currency::Currency,
        ids::{ContractId, ContractLineId, CustomerId, ProductLineId},
        paging::{ListQuery, Page, Selection, Totals},
        words::{BillingMethod, ContractState, InvoicingStatus},
    },
};
use chrono::NaiveDate;
use sqlx::QueryBuilder;

/// The Product Billing Backlog (R-BL-3).
pub const PRODUCT_LINES: ListSpec = ListSpec {
    name: "product lines",
    rows: Rows::In("product_line t"),
    of: "",
    is_short: false,
    company: "t.company_id",
    columns: "t.*",
    shown: r"
        p.product_line_id, p.version, p.contract_id, c.number as contract_number,
            p.contract_line_id, l.name as line_name, cu.name as customer_name,
            pr.label as project_code, p.product_id, g.name as product_name, g.unit, p.sold_on,
            p.quantity, p.unit_price, p.amount, p.tax, p.currency, cl.invoice_id,
            cl.label as invoice,
            coalesce(cl.status, case when p.is_ready then 'ready' else 'not_ready' end) as status
    ",
    named: r"
        join product g on g.company_id = p.company_id and g.product_id = p.product_id
        join contract c on c.company_id = p.company_id and c.contract_id = p.contract_id
        join contract_line l on l.company_id = p.company_id
            and l.contract_line_id = p.contract_line_id
        join customer cu on cu.company_id = c.company_id and cu.customer_id = c.primary_customer_id
        join project pr on pr.company_id = l.company_id and pr.project_id = l.project_id
        left join claim cl on cl.company_id = p.company_id
            and cl.source_product_line_id = p.product_line_id
    ",
    filters: &[
        ("status", Filter::Choice(STATUSES)),
        ("contract_state", BY_STATE),
        ("contract_id", Filter::Id("t.contract_id")),
        ("line", Filter::Id("t.contract_line_id")),
        (
            "contract",
            Filter::Named(
                "t.contract_id",
                "select f.contract_id from contract f where (f.number || ' ' || f.name) ilike ",
            ),
        ),
        (
            "team",
            Filter::Named(
                "t.contract_id",
                "select f.contract_id from contract_team_name f where f.name ilike ",
            ),
        ),
        (
            "customer",
            Filter::Named(
                "t.contract_id",
                "select f.contract_id from contract f join customer n on n.company_id = f.company_id and n.customer_id = f.primary_customer_id where n.name ilike ",
            ),
        ),
        (
            "product",
            Filter::Named("t.product_id", "select f.product_id from product f where f.name ilike "),
        ),
        ("from", Filter::From("t.sold_on")),
        ("to", Filter::To("t.sold_on")),
    ],
    sorts: &[
        Sort::own("date", "t.sold_on", "date"),
        Sort::by(
            "contract",
            "s.number",
            "contract s",
            "s.company_id = t.company_id and s.contract_id = t.contract_id",
        ),
    ],
    descending: false,
    id: "t.product_line_id",
};

/// The statuses by which the list can be filtered, as conditions.
const STATUSES: &[(&str, &str)] = &[
    ("not_ready", "not t.is_ready"),
    (
        "ready",
        "t.is_ready and not exists (select from claim d where d.company_id = t.company_id and d.source_product_line_id = t.product_line_id)",
    ),
    (
        "on_draft",
        "exists (select from claim d where d.company_id = t.company_id and d.source_product_line_id = t.product_line_id and d.is_on_draft)",
    ),
    (
        "posted",
        "exists (select from claim d where d.company_id = t.company_id and d.source_product_line_id = t.product_line_id and d.is_final)",
    ),
    (
        "open",
        "not exists (select from claim d where d.company_id = t.company_id and d.source_product_line_id = t.product_line_id)",
    ),
];

/// A page of product lines.
pub async fn list_product_lines(
    scope: &mut Scope,
    query: &ListQuery,
) -> Result<Page<ProductLineRow>, Failure> {
    PRODUCT_LINES.page(scope, query, ALL).await
}

/// Count and amounts of everything the filters let through; hints count every status under the
/// other filters.
pub async fn total_product_lines(scope: &mut Scope, query: &ListQuery) -> Result<Totals, Failure> {
    let sums = Sums {
        columns: "t.currency, count(*), 0::numeric, coalesce(sum(t.amount), 0)",
        joins: "",
        by: "t.currency",
    };
    let rows = PRODUCT_LINES.sums(scope, query, ALL, sums).await?;
    let mut totals = crate::platform::list::totals(rows);
    if totals.count == 0 {
        totals.hints = PRODUCT_LINES.counts(scope, query, "status", ALL).await?;
    }
    Ok(totals)
}

/// The contracts that a selection touches, in key order.
pub async fn selected_contracts(
    scope: &mut Scope,
    selection: &Selection,
) -> Result<Vec<i64>, Failure> {
    let selection = &PRODUCT_LINES.resolve_selection(scope, selection).await?;
    let mut sql = QueryBuilder::new(
        "select distinct t.contract_id from product_line t where t.company_id = ",
    );
    sql.push_bind(scope.company());
    PRODUCT_LINES.push_selection(selection, &mut sql)?;
    sql.push(" order by 1");
    Ok(sql.build_query_scalar().fetch_all(scope.connection()).await?)
}

/// A selected product line, for marking.
#[derive(sqlx::FromRow)]
pub struct Selected {
    /// Its key.
    pub product_line_id: i64,
    /// As it is.
    pub version: i32,
    /// Of its contract: what is lost is marked no more.
    pub contract_state: ContractState,
    /// Where it stands.
    pub status: InvoicingStatus,
    /// The invoice it is on.
    pub invoice: Option<String>,
}

/// Selected product lines, locked in key order, of these contracts, which are held already: rows
/// that appear on others meanwhile are not this command's business.
pub async fn selected(
    scope: &mut Scope,
    selection: &Selection,
    contracts: &[i64],
) -> Result<Vec<Selected>, Failure> {
    let selection = &PRODUCT_LINES.resolve_selection(scope, selection).await?;
    let mut sql = QueryBuilder::new(
        r"
        select p.product_line_id, p.version, c.state as contract_state,
            coalesce(cl.status, case when p.is_ready then 'ready' else 'not_ready' end) as status,
            cl.label as invoice
        from (select t.* from product_line t where t.company_id =
        ",
    );
    sql.push_bind(scope.company())
        .push(" and t.contract_id = any(")
        .push_bind(contracts.to_vec())
        .push(")");
    PRODUCT_LINES.push_selection(selection, &mut sql)?;
    sql.push(
        r"
        order by t.product_line_id
        for update of t) p
        join contract c on c.company_id = p.company_id and c.contract_id = p.contract_id
        left join claim cl on cl.company_id = p.company_id
            and cl.source_product_line_id = p.product_line_id
        order by p.product_line_id
        ",
    );
    Ok(sql.build_query_as().fetch_all(scope.connection()).await?)
}

/// Which of these are nobody's, or another company's.
pub async fn not_here(scope: &mut Scope, lines: &[i64]) -> Result<Vec<i64>, Failure> {
    Ok(sqlx::query_scalar!(
        r#"
        select distinct id as "id!"
        from unnest($2::bigint[]) id
        where not exists (
            select from product_line p where p.company_id = $1 and p.product_line_id = id
        )
        order by 1
        "#,
        scope.company(),
        lines
    )
    .fetch_all(scope.connection())
    .await?)
}

/// The product-based lines of a contract, in order.
pub async fn lines(
    scope: &mut Scope,
    contract: ContractId,
) -> Result<Vec<ProductBasedLine>, Failure> {
    let rows = sqlx::query!(
        r"
        select l.contract_line_id, l.line_number, l.name, c.state, c.currency
        from contract_line l
        join contract c on c.company_id = l.company_id and c.contract_id = l.contract_id
        where l.company_id = $1 and l.contract_id = $2 and l.billing_method = 'product'
        order by l.line_number
        ",
        scope.company(),
        contract.0
    )
    .fetch_all(scope.connection())
    .await?;
    Ok(rows
        .into_iter()
        .map(|l| ProductBasedLine {
            contract_id: contract,
            state: l.state,
            contract_line_id: ContractLineId(l.contract_line_id),
            line_number: l.line_number,
            name: l.name,
            currency: l.currency,
        })
        .collect())
}

/// The contract of a line, how that bills, where the contract stands, and its currency.
pub async fn line_terms(
    scope: &mut Scope,
    line: ContractLineId,
) -> Result<Option<(ContractId, BillingMethod, ContractState, Currency)>, Failure> {
    let row = sqlx::query!(
        r"
        select c.contract_id, l.billing_method, c.state, c.currency
        from contract_line l
        join contract c on c.company_id = l.company_id and c.contract_id = l.contract_id
        where l.company_id = $1 and l.contract_line_id = $2
        ",
        scope.company(),
        line.0
    )
    .fetch_optional(scope.connection())
    .await?;
    Ok(row.map(|r| (ContractId(r.contract_id), r.billing_method, r.state, r.currency)))
}

/// One product line, as it is listed.
pub async fn product_line(
    scope: &mut Scope,
    line: ProductLineId,
) -> Result<Option<ProductLineRow>, Failure> {
    let query = ListQuery { rows: Some(vec![line.0]), ..ListQuery::default() };
    let mut found = None;
    PRODUCT_LINES.each(scope, &query, ALL, |row: ProductLineRow| found = Some(row)).await?;
    Ok(found)
}

/// All of a contract, by date.
pub async fn of_contract(
    scope: &mut Scope,
    contract: ContractId,
) -> Result<Vec<ProductLineRow>, Failure> {
    let query = ListQuery::default().with("contract_id", contract.to_string());
    let mut rows = Vec::new();
    PRODUCT_LINES.each(scope, &query, ALL, |row: ProductLineRow| rows.push(row)).await?;
    Ok(rows)
}

/// What a product is counted in.
pub async fn product_unit(scope: &mut Scope, product: i64) -> Result<Option<String>, Failure> {
    Ok(sqlx::query_scalar!(
        "select unit from product where company_id = $1 and product_id = $2",
        scope.company(),
        product
    )
    .fetch_optional(scope.connection())
    .await?)
}

/// What creation can find, per contract: the primary customer's (R-INV-9).
pub async fn ready_summary(
    scope: &mut Scope,
    contracts: &[i64],
    invoice_on: NaiveDate,
) -> Result<Vec<ReadySummary>, Failure> {
    let rows = sqlx::query!(
        r#"
        select p.contract_id, c.primary_customer_id,
            count(*) filter (where p.is_ready and p.sold_on <= $3) as "due!",
            count(*) filter (where p.is_ready and p.sold_on > $3) as "later!",
            count(*) filter (where not p.is_ready) as "not_ready!"
        from product_line p
        join contract c on c.company_id = p.company_id and c.contract_id = p.contract_id
        where p.company_id = $1 and p.contract_id = any($2)
            and not exists (
                select
                from claim d
                where d.company_id = $1 and d.source_product_line_id = p.product_line_id
            )
        group by p.contract_id, c.primary_customer_id
        order by p.contract_id
        "#,
        scope.company(),
        contracts,
        invoice_on
    )
    .fetch_all(scope.connection())
    .await?;
    Ok(rows
        .into_iter()
        .map(|r| ReadySummary {
            contract_id: ContractId(r.contract_id),
            customer_id: CustomerId(r.primary_customer_id),
            chargeable: r.due,
            not_chargeable: 0,
            later: r.later,
            without_price: 0,
            at_limit: 0,
            not_evaluated: 0,
            not_ready: r.not_ready,
        })
        .collect())
}

/// Ready product lines dated by the invoice date, of those of these contracts and customers where
/// the customer is the primary one (R-INV-9), in key order.
pub async fn ready(
    scope: &mut Scope,
    pairs: &[(ContractId, CustomerId)],
    invoice_on: NaiveDate,
) -> Result<Vec<TakenProductLine>, Failure> {
    Ok(sqlx::query_as!(
        TakenProductLine,
        r#"
        select p.product_line_id as "product_line_id: ProductLineId",
            p.contract_id as "contract_id: ContractId",
            p.contract_line_id as "contract_line_id: ContractLineId",
            c.primary_customer_id as "customer_id: CustomerId", p.sold_on, p.quantity,
            p.unit_price, p.amount, p.tax, p.currency
        from unnest($2::bigint[], $3::bigint[]) x (contract_id, customer_id)
        join contract c on c.company_id = $1 and c.contract_id = x.contract_id
            and c.primary_customer_id = x.customer_id
        join product_line p on p.company_id = $1 and p.contract_id = c.contract_id
        where p.is_ready and p.sold_on <= $4
            and not exists (
                select
                from claim d
                where d.company_id = $1 and d.source_product_line_id = p.product_line_id
            )
        order by p.product_line_id
        "#,
        scope.company(),
        &pairs.iter().map(|p| p.0.0).collect::<Vec<_>>(),
        &pairs.iter().map(|p| p.1.0).collect::<Vec<_>>(),
        invoice_on
    )
    .fetch_all(scope.connection())
    .await?)
}
