//! Contracts at a month's end, and what all of them come to.

use crate::{
    contracts::commands::{BY_CONTRACT, BY_CUSTOMER, BY_TEAM},
    month_end::model::{Figure, Month, MonthContract, Stage},
    platform::{
        failure::Failure,
        list::{Filter, ListSpec, Rows, Sort},
        scope::Scope,
    },
    today::model::List,
    vocabulary::{
        currency::Currency,
        ids::ContractId,
        paging::{ListQuery, Page},
    },
};
use chrono::NaiveDate;
use rust_decimal::Decimal;
use sqlx::{FromRow, Postgres, QueryBuilder};
use std::collections::HashMap;

/// Something on no invoice by a day, of these rows: what is asked of a row is whether it is Ready. Work
/// that was approved is done, whatever becomes of its contract; what is planned counts on contracts in
/// force (R-SM-5).
macro_rules! open_by {
    ($ready:literal) => {
        concat!(
            r"
            ::date as day) z cross join lateral (
                select 1
                from backlog f
                where f.company_id = c.company_id and f.contract_id = c.contract_id
                    and f.billing_type = 'chargeable' and f.work_on <= z.day
            ",
            $ready,
            r"
                union all select 1
                from milestone_split f
                where c.state = 'confirmed' and f.company_id = c.company_id
                    and f.contract_id = c.contract_id and not f.is_billed_before and f.milestone_on <= z.day
                    and not exists (
                        select
                        from claim d
                        where d.company_id = f.company_id
                            and d.source_milestone_split_id = f.milestone_split_id
                    )
            ",
            $ready,
            r"
                union all select 1
                from product_line f
                where c.state = 'confirmed' and f.company_id = c.company_id
                    and f.contract_id = c.contract_id and f.sold_on <= z.day
                    and not exists (
                        select
                        from claim d
                        where d.company_id = f.company_id
                            and d.source_product_line_id = f.product_line_id
                    )
            ",
            $ready,
            r"
                union all select 1
                from retainer f
                where c.state = 'confirmed' and f.company_id = c.company_id
                    and f.contract_id = c.contract_id and not f.is_billed_before and f.invoice_on <= z.day
                    and not exists (
                        select
                        from retainer_claim d
                        where d.company_id = f.company_id and d.retainer_id = f.retainer_id
                            and d.retainer_use = 'billed'
                    )
            ",
            $ready
        )
    };
}

/// Something on drafts by a day.
macro_rules! drafted_by {
    () => {
        r"
        select 1
        from invoice i
        join invoice_detail d on d.company_id = i.company_id and d.invoice_id = i.invoice_id
        where i.company_id = c.company_id and i.contract_id = c.contract_id and i.is_open
            and d.billing_type = 'chargeable' and d.work_on <= z.day
        union all select 1
        from invoice i
        join invoice_retainer u on u.company_id = i.company_id and u.invoice_id = i.invoice_id
        join retainer t on t.company_id = u.company_id and t.retainer_id = u.retainer_id
        where i.company_id = c.company_id and i.contract_id = c.contract_id and i.is_open
            and u.retainer_use = 'billed' and t.invoice_on <= z.day
        "
    };
}

/// Asked of each contract as it is walked, until the page is full.
const WALKED: &str = "(select true from (select ";

/// Contracts at a month's end; each day is the month's last, but for the first day of the month of
/// what is confirmed in it.
pub const CONTRACTS: ListSpec = ListSpec {
    name: "month's end",
    rows: Rows::In("contract c"),
    of: "",
    is_short: false,
    company: "c.company_id",
    columns: "c.company_id, c.contract_id, c.number, c.name, c.primary_customer_id",
    shown: "p.contract_id, p.number, p.name, cu.name as primary_customer_name",
    named: r"
        join customer cu on cu.company_id = p.company_id and cu.customer_id = p.primary_customer_id
    ",
    filters: &[
        ("contract_id", Filter::Id("c.contract_id")),
        ("contract", BY_CONTRACT),
        ("team", BY_TEAM),
        ("customer", BY_CUSTOMER),
        ("currency", Filter::Text("c.currency ilike ", "")),
        (
            "left",
            Filter::DayWithin(
                WALKED,
                concat!(open_by!(""), " union all ", drafted_by!(), ") x limit 1)"),
            ),
        ),
        (
            "not_ready",
            Filter::DayWithin(WALKED, concat!(open_by!(" and not f.is_ready"), ") x limit 1)")),
        ),
        ("ready", Filter::DayWithin(WALKED, concat!(open_by!(" and f.is_ready"), ") x limit 1)"))),
        (
            "held",
            Filter::DayWithin(
                "exists (select from backlog f where f.company_id = c.company_id and f.contract_id = c.contract_id and f.nte_status = 'failed' \
                 and f.billing_type = 'chargeable' and f.work_on <= ",
                ")",
            ),
        ),
        (
            "on_draft",
            Filter::DayWithin(
                WALKED,
                concat!("::date as day) z cross join lateral (", drafted_by!(), ") x limit 1)"),
            ),
        ),
        (
            "confirmed",
            Filter::DayWithin(
                WALKED,
                r"
                ::date as day) z
                    join invoice f on f.company_id = c.company_id and f.contract_id = c.contract_id
                        and f.state = 'confirmed' and f.invoice_on >= z.day
                        and f.invoice_on < z.day + interval '1 month'
                    limit 1)
                ",
            ),
        ),
        (
            "failed",
            Filter::Choice(&[(
                "failed",
                r"
                exists (
                    select
                    from invoice f
                    join invoice_confirmation g on g.company_id = f.company_id
                        and g.invoice_id = f.invoice_id
                    where f.company_id = c.company_id and f.contract_id = c.contract_id
                        and f.is_open and g.reason is not null
                )
                ",
            )]),
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

/// What was never agreed has no month, until work was approved on it: whoever closes a month sees the
/// contract that has to be confirmed before it is billed. Asked of each draft contract as it is walked.
fn has_a_month(last: NaiveDate) -> impl Fn(&mut QueryBuilder<Postgres>) + Send + Sync {
    move |sql: &mut QueryBuilder<Postgres>| {
        sql.push(
            r"
            and (
                c.state <> 'draft'
                or (
                    select true
                    from backlog f
                    where f.company_id = c.company_id and f.contract_id = c.contract_id
                        and f.billing_type = 'chargeable' and f.work_on <=
            ",
        );
        sql.push_bind(last).push(" limit 1))");
    }
}

/// A contract as it is listed.
#[derive(FromRow)]
struct Listed {
    contract_id: ContractId,
    number: String,
    name: String,
    primary_customer_name: String,
}

/// A page of contracts with what each has: one statement for the contracts, two for all their
/// figures.
pub async fn contract_list(
    scope: &mut Scope,
    query: &ListQuery,
    month: Month,
) -> Result<Page<MonthContract>, Failure> {
    let page: Page<Listed> = CONTRACTS.page(scope, query, &has_a_month(month.last)).await?;
    let ids: Vec<i64> = page.rows.iter().map(|row| row.contract_id.0).collect();
    let mut found: HashMap<i64, Vec<Figure>> = HashMap::new();
    let mut all = figures(scope, Some(&ids), month).await?;
    all.extend(agreed(scope, Some(&ids), month).await?);
    for row in all {
        let (Some(contract), Some(figure)) = (row.contract_id, row.figure()) else { continue };
        found.entry(contract).or_default().push(figure);
    }
    let row = |row: Listed| MonthContract {
        month,
        figures: found.remove(&row.contract_id.0).unwrap_or_default(),
        contract_id: row.contract_id,
        number: row.number,
        name: row.name,
        primary_customer_name: row.primary_customer_name,
    };
    Ok(Page {
        rows: page.rows.into_iter().map(row).collect(),
        next: page.next,
        previous: page.previous,
    })
}

/// How many contracts the filters let through.
pub async fn contract_count(
    scope: &mut Scope,
    query: &ListQuery,
    month: Month,
) -> Result<i64, Failure> {
    CONTRACTS.count(scope, query, &has_a_month(month.last)).await
}

/// What there is of one stage on one list.
pub struct Found {
    /// Of which contract, where contracts were named.
    pub contract_id: Option<i64>,
    /// Its list, by the kind of its rows.
    pub kind: String,
    /// Its stage, by its word.
    pub stage: String,
    /// Of the amount.
    pub currency: Currency,
    /// Rows.
    pub count: i64,
    /// What is chargeable of them.
    pub amount: Decimal,
}

impl Found {
    /// As it is shown.
    pub fn figure(&self) -> Option<Figure> {
        let list = match self.kind.as_str() {
            "work" => List::Backlog,
            "milestone" => List::Milestones,
            "product" => List::ProductLines,
            "retainer" => List::Retainers,
            "invoice" => List::Invoices,
            _ => return None,
        };
        let stage = Stage::from_word(&self.stage)?;
        let (count, currency, amount) = (self.count, self.currency, self.amount);
        Some(Figure { stage, list, count, currency, amount })
    }
}

/// What these contracts have by a month's end, each by itself; of none: what all together have. Of
/// all, the backlog is read off its sums.
pub async fn figures(
    scope: &mut Scope,
    contracts: Option<&[i64]>,
    month: Month,
) -> Result<Vec<Found>, Failure> {
    Ok(sqlx::query_as!(
        Found,
        r#"
        select null::bigint as contract_id, 'work' as "kind!",
            case when s.is_ready then 'ready' else 'not_ready' end as "stage!",
            s.currency as "currency!: Currency", sum(s.row_count)::bigint as "count!",
            sum(s.amount) as "amount!"
        from backlog_day_sum s
        where s.company_id = $1 and $2::bigint[] is null and s.work_on <= $4
        group by s.is_ready, s.currency
        having sum(s.row_count) <> 0
        union all select b.contract_id, 'work',
            case when b.is_ready then 'ready' else 'not_ready' end, b.currency, count(*),
            sum(b.net_amount)
        from backlog b
        where b.company_id = $1 and b.contract_id = any($2) and b.work_on <= $4
            and b.billing_type = 'chargeable'
        group by b.contract_id, b.is_ready, b.currency
        union all select case when $2::bigint[] is not null then b.contract_id end, 'work', 'held',
            b.currency, count(*), sum(b.net_amount)
        from backlog b
        where b.company_id = $1 and b.nte_status = 'failed' and b.work_on <= $4
            and b.billing_type = 'chargeable'
            and ($2::bigint[] is null or b.contract_id = any($2))
        group by 1, b.currency
        union all select case when $2::bigint[] is not null then d.contract_id end, 'work',
            'on_draft', d.currency, count(*), sum(a.net_amount)
        from claim d
        join actual a on a.company_id = d.company_id and a.actual_id = d.source_actual_id
        where d.company_id = $1 and d.is_on_draft and d.work_on <= $4
            and a.billing_type = 'chargeable'
            and ($2::bigint[] is null or d.contract_id = any($2))
        group by 1, d.currency
        union all select case when $2::bigint[] is not null then i.contract_id end, 'invoice',
            'failed', i.currency, count(*), coalesce(sum(t.amount), 0)
        from invoice i
        join invoice_confirmation f on f.company_id = i.company_id and f.invoice_id = i.invoice_id
        join invoice_total t on t.company_id = i.company_id and t.invoice_id = i.invoice_id
        where i.company_id = $1 and i.is_open and f.reason is not null
            and ($2::bigint[] is null or i.contract_id = any($2))
        group by 1, i.currency
        union all select case when $2::bigint[] is not null then i.contract_id end, 'invoice',
            'confirmed', i.currency, count(*), coalesce(sum(i.amount), 0)
        from invoice i
        where i.company_id = $1 and not i.is_open and i.state = 'confirmed'
            and i.invoice_on >= $3 and i.invoice_on <= $4
            and ($2::bigint[] is null or i.contract_id = any($2))
        group by 1, i.currency
        "#,
        scope.company(),
        contracts,
        month.first,
        month.last
    )
    .fetch_all(scope.connection())
    .await?)
}

/// The same of what was agreed: milestones, product lines and retainers of contracts in force, and what
/// drafts hold, whatever became of their contract (R-SM-3).
pub async fn agreed(
    scope: &mut Scope,
    contracts: Option<&[i64]>,
    month: Month,
) -> Result<Vec<Found>, Failure> {
    Ok(sqlx::query_as!(
        Found,
        r#"
        select case when $2::bigint[] is not null then x.contract_id end as contract_id,
            x.kind as "kind!", x.stage as "stage!", x.currency as "currency!: Currency",
            count(*) as "count!", sum(x.amount) as "amount!"
        from (
            select t.contract_id, 'milestone' as kind,
                case
                    when not t.is_ready then 'not_ready'
                    when d.invoice_id is null then 'ready'
                    else 'on_draft'
                end as stage, t.currency, t.amount
            from milestone_split t
            left join claim d on d.company_id = t.company_id
                and d.source_milestone_split_id = t.milestone_split_id
            where t.company_id = $1 and t.milestone_on <= $3 and not t.is_billed_before
                and (d.invoice_id is null or d.is_on_draft)
                and ($2::bigint[] is null or t.contract_id = any($2))
            union all select t.contract_id, 'product',
                case
                    when not t.is_ready then 'not_ready'
                    when d.invoice_id is null then 'ready'
                    else 'on_draft'
                end, t.currency, t.amount
            from product_line t
            left join claim d on d.company_id = t.company_id
                and d.source_product_line_id = t.product_line_id
            where t.company_id = $1 and t.sold_on <= $3
                and (d.invoice_id is null or d.is_on_draft)
                and ($2::bigint[] is null or t.contract_id = any($2))
            union all select t.contract_id, 'retainer',
                case
                    when not t.is_ready then 'not_ready'
                    when d.invoice_id is null then 'ready'
                    else 'on_draft'
                end, t.currency, t.amount
            from retainer t
            left join retainer_claim d on d.company_id = t.company_id
                and d.retainer_id = t.retainer_id and d.retainer_use = 'billed'
            where t.company_id = $1 and t.invoice_on <= $3 and not t.is_billed_before
                and (d.invoice_id is null or d.is_on_draft)
                and ($2::bigint[] is null or t.contract_id = any($2))
        ) x
        join contract c on c.company_id = $1 and c.contract_id = x.contract_id
        where c.state = 'confirmed' or x.stage = 'on_draft'
        group by 1, x.kind, x.stage, x.currency
        "#,
        scope.company(),
        contracts,
        month.last
    )
    .fetch_all(scope.connection())
    .await?)
}
