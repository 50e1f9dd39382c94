//! SQL of the billing hub: contracts with their lines, read off backlog and invoices as they are at
//! this moment.

use crate::{
    contracts,
    desk::model::{HubContract, HubLine, HubPart, ToInvoice},
    platform::{
        failure::Failure,
        list::{ALL, Filter, ListSpec, Rows, Sort, Within},
        scope::Scope,
    },
    vocabulary::{
        currency::Currency,
        ids::{ContractId, ContractLineId},
        paging::{ListQuery, Page, Selection, Totals},
        refusal::Refusal,
        words::{BillingMethod, ScheduleType},
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
            f.billed_before_amount, r.retainer_amount, r.available_retainer_amount
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
    ",
    filters: &[
        ("contract_id", Filter::Id("c.contract_id")),
        ("contract", Filter::Text("(c.number || ' ' || c.name) ilike ", "")),
        (
            "team",
            Filter::Named(
                "c.contract_id",
                "select f.contract_id from contract_team_name f where f.name ilike ",
            ),
        ),
        (
            "customer",
            Filter::NamedWithin(
                "c.contract_id in (select l.contract_id from contract_line l join contract_line_customer lc on lc.company_id = l.company_id \
                 and lc.contract_line_id = l.contract_line_id where l.company_id = (select current_company()) and lc.customer_id = any(",
                "))",
                "select f.customer_id from customer f where f.name ilike ",
            ),
        ),
        (
            "project",
            Filter::NamedWithin(
                "c.contract_id in (select l.contract_id from contract_line l where l.company_id = (select current_company()) and l.project_id = any(",
                "))",
                "select f.project_id from project f where (f.label || ' ' || f.name) ilike ",
            ),
        ),
        ("state", Filter::Word("c.state", "contract_state", &["draft", "confirmed", "lost"])),
        ("currency", Filter::Text("c.currency ilike ", "")),
        (
            "has",
            Filter::Choice(&[
                ("ready", HAS_READY),
                ("not_ready", HAS_NOT_READY),
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
            lines: Vec::new(),
        })
    }
}

/// A page of contracts with what each has where: one statement for the contracts of the page, one
/// for all their lines.
pub async fn list_hub(scope: &mut Scope, query: &ListQuery) -> Result<Page<HubContract>, Failure> {
    let mut page: Page<HubContract> = HUB.page(scope, query, ALL).await?;
    let ids: Vec<i64> = page.rows.iter().map(|c| c.contract_id.0).collect();
    let mut lines = hub_lines(scope, &ids).await?;
    for contract in &mut page.rows {
        contract.lines = lines.remove(&contract.contract_id).unwrap_or_default();
    }
    Ok(page)
}

/// The lines of these contracts with their amounts, by contract.
async fn hub_lines(
    scope: &mut Scope,
    contracts: &[i64],
) -> Result<HashMap<ContractId, Vec<HubLine>>, Failure> {
    let rows = sqlx::query!(
        r#"
        with open as (
            select b.contract_line_id, b.is_ready, b.transaction_class, sum(b.amount) as amount
            from backlog_sum b
            where b.company_id = $1 and b.contract_id = any($2) and b.billing_type = 'chargeable'
            group by 1, 2, 3
        ),
            taken as (
                select d.contract_line_id,
                    coalesce(
                        sum(d.net_amount - d.credited_amount) filter (where i.is_open), 0
                    ) as draft,
                    coalesce(
                        sum(d.net_amount - d.credited_amount) filter (where not i.is_open), 0
                    ) as invoiced
                from invoice i
                join invoice_detail d on d.company_id = i.company_id and d.invoice_id = i.invoice_id
                where i.company_id = $1 and i.contract_id = any($2)
                    and d.billing_type = 'chargeable'
                group by 1
            ),
            amounts as (
                select contract_line_id,
                    coalesce(sum(amount) filter (where transaction_class = 'time'), 0) as time,
                    coalesce(
                        sum(amount) filter (where transaction_class = 'expense'), 0
                    ) as expense,
                    coalesce(
                        sum(amount) filter (where transaction_class = 'material'), 0
                    ) as material,
                    coalesce(sum(amount) filter (where transaction_class = 'fee'), 0) as fee,
                    coalesce(sum(amount) filter (where is_ready), 0) as ready
                from open
                group by 1
            ),
            agreed as (
                select contract_line_id,
                    coalesce(sum(amount) filter (where kind = 'milestone'), 0) as milestones,
                    coalesce(sum(amount) filter (where kind = 'product'), 0) as products,
                    coalesce(sum(amount) filter (where is_ready), 0) as ready
                from agreed_open
                where company_id = $1 and contract_id = any($2)
                group by 1
            )
        select l.contract_id, l.contract_line_id, l.line_number, l.name, p.label as project_code,
            (
                select string_agg(cu.name, ', ' order by lc.position)
                from contract_line_customer lc
                join customer cu on cu.company_id = lc.company_id
                    and cu.customer_id = lc.customer_id
                where lc.company_id = l.company_id and lc.contract_line_id = l.contract_line_id
            ) as customers,
            l.billing_method as "billing_method: BillingMethod",
            l.schedule_type as "schedule_type: ScheduleType",
            coalesce(g.milestones, 0) as "milestones!", coalesce(g.products, 0) as "products!",
            coalesce(a.time, 0) as "time!", coalesce(a.expense, 0) as "expense!",
            coalesce(a.material, 0) as "material!", coalesce(a.fee, 0) as "fee!",
            coalesce(a.ready, 0) + coalesce(g.ready, 0) as "ready!",
            coalesce(t.draft, 0) as "draft!",
            coalesce(t.invoiced, 0) + coalesce(
                (
                    select o.amount
                    from billed_before o
                    where o.company_id = l.company_id and o.contract_id = l.contract_id
                        and o.contract_line_id = l.contract_line_id
                ),
                0
            ) as "invoiced!"
        from contract_line l
        join project p on p.company_id = l.company_id and p.project_id = l.project_id
        left join amounts a on a.contract_line_id = l.contract_line_id
        left join agreed g on g.contract_line_id = l.contract_line_id
        left join taken t on t.contract_line_id = l.contract_line_id
        where l.company_id = $1 and l.contract_id = any($2)
        order by l.contract_id, l.line_number
        "#,
        scope.company(),
        contracts
    )
    .fetch_all(scope.connection())
    .await?;
    let mut lines: HashMap<ContractId, Vec<HubLine>> = HashMap::new();
    for r in rows {
        lines.entry(ContractId(r.contract_id)).or_default().push(HubLine {
            contract_line_id: ContractLineId(r.contract_line_id),
            line_number: r.line_number,
            name: r.name,
            project_code: r.project_code,
            customers: r.customers.unwrap_or_default(),
            billing_method: r.billing_method,
            schedule_type: (r.billing_method == BillingMethod::FixedPrice)
                .then_some(r.schedule_type),
            milestone_amount: r.milestones,
            product_amount: r.products,
            time_amount: r.time,
            expense_amount: r.expense,
            material_amount: r.material,
            fee_amount: r.fee,
            ready_amount: r.ready,
            draft_amount: r.draft,
            invoiced_amount: r.invoiced,
        });
    }
    Ok(lines)
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
