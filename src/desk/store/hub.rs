//! SQL of the billing hub: contracts, read off backlog and invoices as they are at this moment.

use crate::{
    contracts::{
        self,
        commands::{BY_CONTRACT, BY_CUSTOMER, BY_PROJECT, BY_TEAM},
    },
    desk::model::{HubClasses, HubContract, HubPart, ToInvoice},
    platform::{
        failure::Failure,
        list::{ALL, Filter, ListSpec, Rows, Sort, Within},
        scope::Scope,
    },
    vocabulary::{
        currency::Currency,
        ids::ContractId,
        paging::{ListQuery, Page, Selection, Totals},
        refusal::Refusal,
    },
};
use rust_decimal::Decimal;
use sqlx::{QueryBuilder, Row, postgres::PgRow};
use std::collections::HashMap;

/// The billing hub.
pub const HUB: ListSpec = ListSpec {
    name: "hub",
    rows: Rows::In("contract c"),
    of: "",
    is_short: false,
    company: "c.company_id",
    columns: r"
        c.company_id, c.contract_id, c.number, c.name, c.primary_customer_id, c.currency, c.state
    ",
    shown: r"
        p.*, cu.name as primary_customer_name, l.contracted_amount, f.ready_count, f.ready_amount,
            f.not_ready_amount, f.without_price_count, f.milestone_ready_count,
            f.milestone_ready_amount, f.milestone_not_ready_amount, f.retainer_ready_count,
            f.retainer_ready_amount, f.retainer_not_ready_amount, f.product_ready_count,
            f.product_ready_amount, f.product_not_ready_amount, f.draft_amount, f.billed_amount,
            f.billed_before_amount, r.retainer_amount, r.available_retainer_amount,
            o.other_customers, i.invoiced_on
    ",
    named: r"
        join customer cu on cu.company_id = p.company_id and cu.customer_id = p.primary_customer_id
        left join lateral (
            select sum(x.contracted_amount) as contracted_amount
            from contract_line x
            where x.company_id = p.company_id and x.contract_id = p.contract_id
        ) l
            on true
        cross join lateral (
            select v.*
            from contract_billing v
            where v.company_id = p.company_id and v.contract_id = p.contract_id offset 0
        ) f
        left join lateral (
            select coalesce(sum(x.amount), 0) as retainer_amount,
                coalesce(sum(v.available), 0) as available_retainer_amount
            from retainer x
            join retainer_balance v on v.company_id = x.company_id and v.retainer_id = x.retainer_id
            where x.company_id = p.company_id and x.contract_id = p.contract_id
        ) r
            on true
        cross join lateral (
            select count(distinct lc.customer_id) as other_customers
            from contract_line x
            join contract_line_customer lc on lc.company_id = x.company_id
                and lc.contract_line_id = x.contract_line_id
            where x.company_id = p.company_id and x.contract_id = p.contract_id
                and lc.billing_split_percent > 0 and lc.customer_id <> p.primary_customer_id
        ) o
        cross join lateral (
            select max(x.invoice_on) as invoiced_on
            from invoice x
            where x.company_id = p.company_id and x.contract_id = p.contract_id and not x.is_open
        ) i
    ",
    filters: &[
        ("contract_id", Filter::Id("c.contract_id")),
        ("contract", BY_CONTRACT),
        ("team", BY_TEAM),
        ("customer", BY_CUSTOMER),
        ("project", BY_PROJECT),
        ("state", Filter::Word("c.state", "contract_state", &["draft", "confirmed", "lost"])),
        ("currency", Filter::Text("c.currency ilike ", "")),
        (
            "due_by",
            Filter::DayWithin("c.state = 'confirmed' and (select true from (select ", DUE_BY),
        ),
        (
            "has",
            Filter::Choice(&[
                ("ready", HAS_READY),
                ("not_ready", HAS_NOT_READY),
                ("held", HAS_HELD),
                ("on_draft", HAS_DRAFT),
                ("milestones_off", HAS_MILESTONES_OFF),
            ]),
        ),
    ],
    sorts: &[
        Sort::own("number", "c.number", "text"),
        Sort::own("name", "c.name", "text"),
        Sort::by(
            "customer",
            "s.name",
            "customer s",
            "s.company_id = c.company_id and s.customer_id = c.primary_customer_id",
        ),
    ],
    descending: false,
    id: "c.contract_id",
};

/// Contracts with something Ready on no invoice. Asked of each contract as it is walked, until the
/// page is full: were it an `exists`, PostgreSQL would first gather what is Ready of all.
const HAS_READY: &str = r"
    (
        select true
        from open_billing f
        where f.company_id = c.company_id and f.contract_id = c.contract_id and f.is_ready
        limit 1
    )
";
/// Contracts with something that is on no invoice and not Ready.
const HAS_NOT_READY: &str = r"
    (
        select true
        from open_billing f
        where f.company_id = c.company_id and f.contract_id = c.contract_id and not f.is_ready
        limit 1
    )
";
/// Contracts with work that does not fit into a limit.
const HAS_HELD: &str = r"
    exists (
        select
        from backlog_sum f
        where f.company_id = c.company_id and f.contract_id = c.contract_id
            and f.nte_status = 'failed'
        group by f.contract_id
        having sum(f.row_count) > 0
    )
";
/// Contracts that are to be invoiced by a day: a day of a schedule that has not run, or a milestone or
/// retainer on no invoice. Asked of contracts in force: nobody invoices others (R-SM-5).
const DUE_BY: &str = r"
    ::date as day) z cross join lateral (
        select 1
        from invoice_schedule f
        where f.company_id = c.company_id and f.contract_id = c.contract_id
            and f.status = 'not_run' and f.run_on <= z.day
        union all select 1
        from milestone_split f
        where f.company_id = c.company_id and f.contract_id = c.contract_id
            and not f.is_billed_before and f.milestone_on <= z.day and not exists (
                select
                from claim d
                where d.company_id = f.company_id
                    and d.source_milestone_split_id = f.milestone_split_id
            )
        union all select 1
        from retainer f
        where f.company_id = c.company_id and f.contract_id = c.contract_id
            and not f.is_billed_before and f.invoice_on <= z.day and not exists (
                select
                from retainer_claim d
                where d.company_id = f.company_id and d.retainer_id = f.retainer_id
                    and d.retainer_use = 'billed'
            )
    ) x limit 1)
";
/// Contracts with an open invoice.
const HAS_DRAFT: &str = r"
    exists (
        select
        from invoice f
        where f.company_id = c.company_id and f.contract_id = c.contract_id and f.is_open
    )
";

/// Contracts in force with a fixed-price line whose milestones don't come to what is contracted:
/// none of them can be Ready (R-MS-4).
const HAS_MILESTONES_OFF: &str = r"
    c.state = 'confirmed' and exists (
        select
        from contract_line f
        left join lateral (
            select sum(m.amount) as amount, sum(m.tax) as tax
            from milestone m
            where m.company_id = f.company_id and m.contract_line_id = f.contract_line_id
        ) m
            on true
        where f.company_id = c.company_id and f.contract_id = c.contract_id
            and f.billing_method = 'fixed_price'
            and (coalesce(m.amount, 0), coalesce(m.tax, 0)) <> (coalesce(f.contracted_amount, 0), f.estimated_tax)
    )
";

impl<'r> sqlx::FromRow<'r, PgRow> for HubContract {
    fn from_row(row: &'r PgRow) -> Result<Self, sqlx::Error> {
        let milestones = HubPart {
            ready_count: row.try_get("milestone_ready_count")?,
            ready_amount: row.try_get("milestone_ready_amount")?,
            not_ready_amount: row.try_get("milestone_not_ready_amount")?,
        };
        let retainers = HubPart {
            ready_count: row.try_get("retainer_ready_count")?,
            ready_amount: row.try_get("retainer_ready_amount")?,
            not_ready_amount: row.try_get("retainer_not_ready_amount")?,
        };
        let products = HubPart {
            ready_count: row.try_get("product_ready_count")?,
            ready_amount: row.try_get("product_ready_amount")?,
            not_ready_amount: row.try_get("product_not_ready_amount")?,
        };
        Ok(Self {
            contract_id: row.try_get("contract_id")?,
            number: row.try_get("number")?,
            name: row.try_get("name")?,
            primary_customer_name: row.try_get("primary_customer_name")?,
            currency: row.try_get("currency")?,
            state: row.try_get("state")?,
            contracted_amount: row.try_get("contracted_amount")?,
            invoiced_amount: row.try_get("billed_amount")?,
            billed_before_amount: row.try_get("billed_before_amount")?,
            draft_amount: row.try_get("draft_amount")?,
            ready_count: row.try_get("ready_count")?,
            ready_amount: row.try_get("ready_amount")?,
            not_ready_amount: row.try_get("not_ready_amount")?,
            without_price_count: row.try_get("without_price_count")?,
            milestones,
            retainers,
            products,
            retainer_amount: row.try_get("retainer_amount")?,
            available_retainer_amount: row.try_get("available_retainer_amount")?,
            other_customers: row.try_get("other_customers")?,
            invoiced_on: row.try_get("invoiced_on")?,
            held_amount: Decimal::ZERO,
            limit_used: None,
            classes: HubClasses::default(),
        })
    }
}

/// A page of contracts with what each has where: one statement for the contracts of the page, one
/// for what of their backlog is of each class and over a limit.
pub async fn list_hub(scope: &mut Scope, query: &ListQuery) -> Result<Page<HubContract>, Failure> {
    let mut page: Page<HubContract> = HUB.page(scope, query, ALL).await?;
    let ids: Vec<i64> = page.rows.iter().map(|c| c.contract_id.0).collect();
    let mut classes = classes(scope, &ids).await?;
    for contract in &mut page.rows {
        if let Some((classes, held)) = classes.remove(&contract.contract_id) {
            (contract.classes, contract.held_amount) = (classes, held);
        }
    }
    Ok(page)
}

/// What is chargeable in the backlog of these contracts, by class, and what of it is over a limit.
async fn classes(
    scope: &mut Scope,
    contracts: &[i64],
) -> Result<HashMap<ContractId, (HubClasses, Decimal)>, Failure> {
    let rows = sqlx::query!(
        r#"
        select b.contract_id,
            coalesce(sum(b.amount) filter (where b.transaction_class = 'time'), 0) as "time!",
            coalesce(sum(b.amount) filter (where b.transaction_class = 'expense'), 0) as "expense!",
            coalesce(
                sum(b.amount) filter (where b.transaction_class = 'material'), 0
            ) as "material!",
            coalesce(sum(b.amount) filter (where b.transaction_class = 'fee'), 0) as "fee!",
            coalesce(sum(b.amount) filter (where b.nte_status = 'failed'), 0) as "held!"
        from backlog_sum b
        where b.company_id = $1 and b.contract_id = any($2) and b.billing_type = 'chargeable'
        group by b.contract_id
        "#,
        scope.company(),
        contracts
    )
    .fetch_all(scope.connection())
    .await?;
    Ok(rows
        .into_iter()
        .map(|r| {
            let (time, expense, material, fee) = (r.time, r.expense, r.material, r.fee);
            let classes = HubClasses { time, expense, material, fee };
            (ContractId(r.contract_id), (classes, r.held))
        })
        .collect())
}
/// How many contracts, and what they have ready per currency.
pub async fn total_hub(scope: &mut Scope, query: &ListQuery) -> Result<Totals, Failure> {
    contracts::commands::ready_totals(scope, &HUB, query).await
}

/// How many rows, parts, product lines and retainers are on no invoice, Ready or not, and what they come to per
/// currency.
pub async fn total_open(scope: &mut Scope, ready: bool) -> Result<Totals, Failure> {
    let mut sql = QueryBuilder::new(
        r"
        select currency, sum(row_count)::bigint, 0::numeric, coalesce(sum(amount), 0)
        from open_billing
        where company_id =
        ",
    );
    sql.push_bind(scope.company())
        .push(" and is_ready = ")
        .push(ready)
        .push(" group by currency order by currency");
    let rows: Vec<(Currency, i64, Decimal, Decimal)> =
        sql.build_query_as().fetch_all(scope.connection()).await?;
    Ok(crate::platform::list::totals(rows))
}

/// The chosen contracts in key order, so many at most; of all that match only those with something
/// Ready.
pub async fn hub_contracts(scope: &mut Scope, selection: &Selection) -> Result<Vec<i64>, Failure> {
    if matches!(selection, Selection::Rows(ids) if ids.is_empty()) {
        return Err(Refusal::NothingSelected.into());
    }
    let with_something: Within<'_> = &|sql| {
        sql.push(" and ").push(HAS_READY);
    };
    HUB.chosen(scope, selection, with_something, "contract c").await
}

/// What these contracts have Ready on no invoice: of how many of them, for how many customers.
pub async fn to_invoice(scope: &mut Scope, contracts: &[i64]) -> Result<ToInvoice, Failure> {
    let rows: Vec<(Option<Currency>, i64, i64, i64, Decimal)> = sqlx::query_as(
        r"
        select currency, count(distinct contract_id), count(distinct customer_id),
            coalesce(sum(row_count), 0)::bigint, coalesce(sum(amount), 0)
        from open_billing
        where company_id = $1 and contract_id = any($2) and is_ready
        group by grouping sets ((currency), ())
        order by currency
        ",
    )
    .bind(scope.company())
    .bind(contracts)
    .fetch_all(scope.connection())
    .await?;
    let mut found = ToInvoice::default();
    for (currency, contracts, customers, rows, amount) in rows {
        match currency {
            Some(currency) => found.amounts.push((currency, amount)),
            None => (found.contracts, found.customers, found.rows) = (contracts, customers, rows),
        }
    }
    Ok(found)
}
