//! SQL of the backlog.
#![allow(
    clippy::as_conversions,
    reason = "in sqlx's macros `as` names a parameter's type; nothing is converted"
)]

mod limits;
mod many;
mod picked;
mod withdraw;

pub use limits::*;
pub use many::{are_more_than, selected_rows};
pub use picked::*;
pub use withdraw::{backlog_withdraw, backlog_withdraw_contract};

use super::{
    model::{BacklogRow, OpenRow, ReadySummary, TakenRow},
    rules::Hold,
};
use crate::{
    platform::{
        failure::Failure,
        list::{ALL, Filter, ListSpec, Rows, Sort, Source, Sums, unknown},
        scope::Scope,
    },
    vocabulary::{
        currency::Currency,
        ids::{ActualId, ContractId, ContractLineId, CustomerId},
        paging::{ListQuery, Page, Selection, Totals},
        refusal::Refusal,
        words::{BillingStatus, BillingType, LimitKind, NteStatus, TransactionClass},
    },
};
use chrono::NaiveDate;
use rust_decimal::Decimal;
use sqlx::{Postgres, QueryBuilder};
use std::collections::BTreeMap;

/// The backlog; `t` is an open row, one on a draft or one that is posted. Names and what is said of
/// the sale are looked up for the rows of the page only.
pub const BACKLOG: ListSpec = ListSpec {
    name: "backlog",
    rows: Rows::By(sources),
    of: "",
    is_short: false,
    company: "t.company_id",
    columns: r"
        t.company_id, t.actual_id, t.is_ready, t.nte_status, t.nte_detail, t.invoice_id, t.is_posted
    ",
    shown: r"
        p.actual_id, p.is_ready, p.nte_status, p.nte_detail, p.invoice_id, a.contract_id, a.work_on,
            a.billing_type, a.currency, a.quantity, a.amount, a.has_price,
            c.number as contract_number, cu.name as customer_name, pr.label as project_code,
            re.name as resource_name,
            coalesce(
                ro.name,
                (
                    select n.name
                    from category n
                    where n.company_id = e.company_id and n.category_id = e.category_id
                ),
                (
                    select n.name
                    from product n
                    where n.company_id = e.company_id and n.product_id = e.product_id
                )
            ) as role_name,
            coalesce(
                (
                    select n.name
                    from task n
                    where n.company_id = e.company_id and n.task_id = e.task_id
                ),
                e.task
            ) as task,
            e.notes, a.entry_id, a.unit_price, a.transaction_class,
            coalesce(e.is_recall_requested, false) as is_recall_requested,
            case
                when p.is_posted then 'posted'
                when p.invoice_id is not null then 'on_draft'
                when p.is_ready then 'ready'
                else 'not_ready'
            end::text as billing_status
    ",
    named: r"
        join actual a on a.company_id = p.company_id and a.actual_id = p.actual_id
        join contract c on c.company_id = a.company_id and c.contract_id = a.contract_id
        join customer cu on cu.company_id = a.company_id and cu.customer_id = a.customer_id
        join project pr on pr.company_id = a.company_id and pr.project_id = a.project_id
        left join resource re on re.company_id = a.company_id and re.resource_id = a.resource_id
        left join role ro on ro.company_id = a.company_id and ro.role_id = a.role_id
        left join entry_work e on e.company_id = a.company_id and e.entry_id = a.entry_id
    ",
    filters: &[
        (
            "status",
            Filter::Source(
                &["all", "open", "ready", "not_ready", "failed", "no_price", "on_draft", "posted"],
                &["failed", "no_price"],
            ),
        ),
        ("contract_id", Filter::Id("t.contract_id")),
        ("customer_id", Filter::Id("t.customer_id")),
        (
            "contract",
            Filter::Named(
                "t.contract_id",
                "select f.contract_id from contract f where (f.number || ' ' || f.name) ilike ",
            ),
        ),
        (
            "customer",
            Filter::Named(
                "t.customer_id",
                "select f.customer_id from customer f where f.name ilike ",
            ),
        ),
        (
            "project",
            Filter::Named(
                "t.project_id",
                "select f.project_id from project f where (f.label || ' ' || f.name) ilike ",
            ),
        ),
        (
            "team",
            Filter::Named(
                "t.project_id",
                "select f.project_id from project_team_name f where f.name ilike ",
            ),
        ),
        (
            "person",
            Filter::Named(
                "t.resource_id",
                "select f.resource_id from resource f where f.name ilike ",
            ),
        ),
        ("from", Filter::From("t.work_on")),
        ("to", Filter::To("t.work_on")),
        ("line", Filter::Id("t.contract_line_id")),
        (
            "recall",
            Filter::Among(
                "t.actual_id",
                ("requested", "none"),
                r"
                select f.actual_id
                from entry_work e
                join actual f on f.company_id = e.company_id and f.entry_id = e.entry_id
                where e.is_recall_requested and f.reverses_actual_id is null
                    and f.bills_actual_id is null and e.company_id =
                ",
            ),
        ),
        (
            "class",
            Filter::Word(
                "t.transaction_class",
                "transaction_class",
                &["time", "expense", "material", "fee"],
            ),
        ),
        (
            "billing_type",
            Filter::Word(
                "t.billing_type",
                "billing_type",
                &["chargeable", "non_chargeable", "complimentary"],
            ),
        ),
    ],
    sorts: &[
        Sort::own("date", "t.work_on", "date"),
        Sort::by(
            "contract",
            "s.number",
            "contract s",
            "s.company_id = t.company_id and s.contract_id = t.contract_id",
        ),
        Sort::by(
            "customer",
            "s.name",
            "customer s",
            "s.company_id = t.company_id and s.customer_id = t.customer_id",
        ),
        Sort::by(
            "project",
            "s.code",
            "project s",
            "s.company_id = t.company_id and s.project_id = t.project_id",
        ),
    ],
    descending: false,
    id: "t.actual_id",
};

/// Open rows.
const OPEN: &str = "(select b.*, null::bigint as invoice_id, false as is_posted from backlog b) t";

/// Rows on open invoices, in the shape of the backlog. What only the sale says is joined so that
/// PostgreSQL leaves it out where nothing asks for it.
const ON_DRAFT: &str = r"
    (
        select d.company_id, d.source_actual_id as actual_id, d.contract_id, d.contract_line_id,
            d.customer_id, a.project_id, a.resource_id, d.work_on, a.billing_type,
            a.transaction_class, d.currency, a.quantity, a.amount, a.has_price, true as is_ready,
            d.nte_status, null::text as nte_detail, d.invoice_id, false as is_posted
        from claim d
        left join actual a on a.company_id = d.company_id and a.actual_id = d.source_actual_id
        where d.is_on_draft and d.source_actual_id is not null
    ) t
";

/// Rows on confirmed invoices, in the same shape; by far the most of an old company, so they come
/// only when asked for (R-BL-1). They are walked along the ledger's own indexes, and each finds its
/// invoice by its claim: the comma leaves the order of the three to PostgreSQL, which reads
/// explicit joins as they are written.
const POSTED: &str = r"
    (
        select a.company_id, a.actual_id, d.contract_id, d.contract_line_id, d.customer_id,
            a.project_id, a.resource_id, a.work_on, a.billing_type, a.transaction_class, a.currency,
            a.quantity, a.amount, a.has_price, true as is_ready, d.nte_status,
            null::text as nte_detail, d.invoice_id, true as is_posted
        from actual a, claim d
        where d.company_id = a.company_id and d.source_actual_id = a.actual_id
            and a.transaction_type = 'unbilled_sales' and a.reverses_actual_id is null
            and d.is_final
    ) t
";

/// Where the rows are: what is open, on drafts, and posted are found each by itself.
fn sources(query: &ListQuery) -> Result<Vec<Source>, Refusal> {
    // What drafts hold is found by its invoices, each with its details: no index has it in the
    // order of anything else.
    let all = |from| Source { from, condition: "", is_gathered: from == ON_DRAFT };
    let open = |condition| vec![Source { from: OPEN, condition, is_gathered: false }];
    Ok(match query.filter("status") {
        None => vec![all(OPEN), all(ON_DRAFT)],
        Some("all") => vec![all(OPEN), all(ON_DRAFT), all(POSTED)],
        Some("open") => open(""),
        Some("ready") => open(" and t.is_ready"),
        Some("not_ready") => open(" and not t.is_ready"),
        Some("failed") => open(" and t.nte_status = 'failed'"),
        Some("no_price") => open(" and not t.has_price and t.billing_type = 'chargeable'"),
        Some("on_draft") => vec![all(ON_DRAFT)],
        Some("posted") => vec![all(POSTED)],
        Some(other) => return Err(unknown(other)),
    })
}

/// A page of the backlog.
pub async fn list_backlog(
    scope: &mut Scope,
    query: &ListQuery,
) -> Result<Page<BacklogRow>, Failure> {
    BACKLOG.page(scope, query, ALL).await
}

/// Count, quantity and chargeable amount, of hours and of each other unit: hours and kilometres are
/// no sum. What work is counted in is asked of what is no time only.
const SUMS: Sums = Sums {
    columns: r"
        t.currency,
            case
                when t.transaction_class <> 'time' then coalesce(
                    (
                        select e.unit
                        from actual x
                        join entry_work e on e.company_id = x.company_id and e.entry_id = x.entry_id
                        where x.company_id = t.company_id and x.actual_id = t.actual_id
                    ),
                    ''
                )
            end as unit,
            count(*), coalesce(sum(t.quantity), 0),
            coalesce(sum(t.amount) filter (where t.billing_type = 'chargeable'), 0)
    ",
    joins: "",
    by: "1, 2",
};

/// Count, hours, other units and chargeable amounts of everything the filters let through; hints
/// count the statuses of the whole backlog under the same filters, so that an empty list can say
/// why.
pub async fn total_backlog(scope: &mut Scope, query: &ListQuery) -> Result<Totals, Failure> {
    let mut totals = Totals::default();
    let mut by_currency: BTreeMap<Currency, Decimal> = BTreeMap::new();
    let mut by_unit: BTreeMap<String, Decimal> = BTreeMap::new();
    let mut without_status = query.clone();
    without_status.filters.remove("status");
    let sums: Vec<(Currency, Option<String>, i64, Decimal, Decimal)> =
        BACKLOG.sums(scope, query, ALL, SUMS).await?;
    for (currency, unit, count, quantity, amount) in sums {
        totals.count += count;
        match unit {
            Some(unit) => *by_unit.entry(unit).or_default() += quantity,
            None => totals.quantity += quantity,
        }
        *by_currency.entry(currency).or_default() += amount;
    }
    totals.amounts = by_currency.into_iter().collect();
    totals.quantities = by_unit
        .into_iter()
        .filter(|(unit, quantity)| !unit.is_empty() && !quantity.is_zero())
        .collect();
    if totals.count == 0 {
        totals.hints = hints(scope, &without_status).await?;
    }
    Ok(totals)
}

async fn hints(scope: &mut Scope, query: &ListQuery) -> Result<Vec<(String, i64)>, Failure> {
    let open = Sums {
        columns: r"
            count(*) filter (where t.is_ready and t.invoice_id is null),
                count(*) filter (where not t.is_ready),
                count(*) filter (where t.invoice_id is not null)
        ",
        joins: "",
        by: "",
    };
    let counts: Vec<(i64, i64, i64)> = BACKLOG.sums(scope, query, ALL, open).await?;
    let (ready, not_ready, on_draft) = counts
        .into_iter()
        .fold((0, 0, 0), |all, one| (all.0 + one.0, all.1 + one.1, all.2 + one.2));
    Ok(vec![
        ("ready".into(), ready),
        ("not_ready".into(), not_ready),
        ("on_draft".into(), on_draft),
    ])
}

/// The contracts that a selection of open rows touches, in key order.
pub async fn selected_contracts(
    scope: &mut Scope,
    selection: &Selection,
) -> Result<Vec<i64>, Failure> {
    let selection = &BACKLOG.resolve_selection(scope, selection).await?;
    let mut sql =
        QueryBuilder::new("select distinct t.contract_id from backlog t where t.company_id = ");
    sql.push_bind(scope.company());
    push_selected(selection, &mut sql)?;
    sql.push(" order by 1");
    Ok(sql.build_query_scalar().fetch_all(scope.connection()).await?)
}

fn push_selected(selection: &Selection, sql: &mut QueryBuilder<Postgres>) -> Result<(), Failure> {
    if let Selection::Matching(query) = selection {
        let open = sources(query)?.into_iter().find(|source| source.from == OPEN);
        sql.push(open.map_or(" and false", |source| source.condition));
    }
    Ok(BACKLOG.push_selection(selection, sql)?)
}

/// Marks every selected row that may be (the same condition as `rules::next`); answers how many it
/// changed. Rows are locked in key order, so that two who mark the same rows never wait for each
/// other in a circle.
pub async fn backlog_mark(
    scope: &mut Scope,
    selection: &Selection,
    ready: bool,
) -> Result<Vec<i64>, Failure> {
    let selection = &BACKLOG.resolve_selection(scope, selection).await?;
    let mut sql = QueryBuilder::new(
        "with chosen as materialized (select t.actual_id from backlog t where t.company_id = ",
    );
    sql.push_bind(scope.company()).push(" and t.is_ready <> ").push_bind(ready);
    if ready {
        sql.push(" and t.nte_status in ('committed', 'not_applicable') and (t.has_price or t.billing_type <> 'chargeable')");
    }
    push_selected(selection, &mut sql)?;
    sql.push(" order by t.actual_id for update) update backlog b set is_ready = ").push_bind(ready);
    sql.push(" from chosen where b.company_id = ")
        .push_bind(scope.company())
        .push(" and b.actual_id = chosen.actual_id returning b.actual_id");
    Ok(sql.build_query_scalar().fetch_all(scope.connection()).await?)
}

/// Why a selected row stays as it is.
pub struct Held {
    /// The row.
    pub actual_id: i64,
    /// Where it stands.
    pub status: BillingStatus,
    /// Against limits.
    pub nte_status: NteStatus,
    /// The level that stops it.
    pub nte_detail: Option<LimitKind>,
    /// The customer is to pay, but nothing prices it.
    pub lacks_price: bool,
    /// The invoice it is on.
    pub invoice: String,
}

impl Held {
    /// As the rules read it.
    pub fn hold(&self) -> Hold {
        Hold { nte: self.nte_status, nte_detail: self.nte_detail, lacks_price: self.lacks_price }
    }
}

/// Selected rows that can't become Ready, for want of a price or for their limit.
pub async fn held_back(scope: &mut Scope, selection: &Selection) -> Result<Vec<Held>, Failure> {
    let selection = &BACKLOG.resolve_selection(scope, selection).await?;
    let mut sql = QueryBuilder::new(
        r"
        select t.actual_id, t.nte_status, t.nte_detail, not t.has_price
            and t.billing_type = 'chargeable'
        from backlog t
        where (
            t.nte_status in ('failed', 'not_evaluated')
            or (not t.has_price and t.billing_type = 'chargeable')
        )
            and t.company_id =
        ",
    );
    sql.push_bind(scope.company());
    push_selected(selection, &mut sql)?;
    sql.push(" order by t.actual_id");
    let rows: Vec<(i64, NteStatus, Option<LimitKind>, bool)> =
        sql.build_query_as().fetch_all(scope.connection()).await?;
    Ok(rows
        .into_iter()
        .map(|(actual_id, nte_status, nte_detail, lacks_price)| Held {
            actual_id,
            status: BillingStatus::NotReady,
            nte_status,
            nte_detail,
            lacks_price,
            invoice: String::new(),
        })
        .collect())
}

/// Selected rows that an invoice has claimed. For filters: only where they show rows on drafts.
pub async fn held_by_invoice(
    scope: &mut Scope,
    selection: &Selection,
) -> Result<Vec<Held>, Failure> {
    let selection = &BACKLOG.resolve_selection(scope, selection).await?;
    let mut sql = QueryBuilder::new("select t.actual_id, i.status, i.label from ");
    match selection {
        Selection::Rows(_) => {
            sql.push("(select company_id, source_actual_id as actual_id, invoice_id from claim) t");
        }
        Selection::Matching(query) => match sources(query)?
            .iter()
            .map(|source| source.from)
            .filter(|from| *from != OPEN)
            .collect::<Vec<_>>()[..]
        {
            [] => return Ok(Vec::new()),
            [one] => drop(sql.push(one)),
            [..] => drop(
                sql.push("(select t.* from ")
                    .push(ON_DRAFT)
                    .push(" union all select t.* from ")
                    .push(POSTED)
                    .push(") t"),
            ),
        },
        Selection::Seen(..) => return Ok(Vec::new()),
    }
    sql.push(
        r"
        join invoice_label i on i.company_id = t.company_id and i.invoice_id = t.invoice_id
        where t.company_id =
        ",
    )
    .push_bind(scope.company());
    BACKLOG.push_selection(selection, &mut sql)?;
    sql.push(" order by t.actual_id");
    let rows: Vec<(i64, BillingStatus, String)> =
        sql.build_query_as().fetch_all(scope.connection()).await?;
    Ok(rows
        .into_iter()
        .map(|(actual_id, status, invoice)| Held {
            actual_id,
            status,
            nte_status: NteStatus::NotApplicable,
            nte_detail: None,
            lacks_price: false,
            invoice,
        })
        .collect())
}

/// Which of these rows are neither open nor on an invoice: nobody's, or another company's.
pub async fn not_here(scope: &mut Scope, rows: &[i64]) -> Result<Vec<i64>, Failure> {
    let ids = sqlx::query_scalar!(
        r#"
        select distinct id as "id!"
        from unnest($2::bigint[]) id
        where not exists (select from backlog b where b.company_id = $1 and b.actual_id = id)
            and not exists (select from claim d where d.company_id = $1 and d.source_actual_id = id)
        order by 1
        "#,
        scope.company(),
        rows
    )
    .fetch_all(scope.connection())
    .await?;
    Ok(ids)
}

/// Opens rows.
pub async fn backlog_insert(scope: &mut Scope, rows: &[OpenRow]) -> Result<(), Failure> {
    sqlx::query!(
        r"
        insert into backlog (
            company_id, actual_id, contract_id, contract_line_id, customer_id, project_id,
            resource_id, work_on, billing_type, currency, quantity, amount, has_price, is_ready,
            nte_status, nte_detail, transaction_class
        )
        select $1, r.*
        from unnest(
            $2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[],
            $8::date[], $9::billing_type[], $10::text[], $11::numeric[], $12::numeric[],
            $13::boolean[], $14::boolean[], $15::nte_status[], $16::text[], $17::transaction_class[]
        ) r
        ",
        scope.company(),
        &rows.iter().map(|r| r.actual_id.0).collect::<Vec<_>>(),
        &rows.iter().map(|r| r.contract_id.0).collect::<Vec<_>>(),
        &rows.iter().map(|r| r.contract_line_id.0).collect::<Vec<_>>(),
        &rows.iter().map(|r| r.customer_id.0).collect::<Vec<_>>(),
        &rows.iter().map(|r| r.project_id.0).collect::<Vec<_>>(),
        &rows.iter().map(|r| r.resource_id.map(|id| id.0)).collect::<Vec<_>>() as &[Option<i64>],
        &rows.iter().map(|r| r.work_on).collect::<Vec<NaiveDate>>(),
        rows.iter().map(|r| r.billing_type).collect::<Vec<_>>() as Vec<BillingType>,
        rows.iter().map(|r| r.currency).collect::<Vec<_>>() as Vec<Currency>,
        &rows.iter().map(|r| r.quantity).collect::<Vec<_>>(),
        &rows.iter().map(|r| r.amount).collect::<Vec<_>>(),
        &rows.iter().map(|r| r.has_price).collect::<Vec<_>>(),
        &rows.iter().map(|r| r.is_ready).collect::<Vec<_>>(),
        rows.iter().map(|r| r.nte_status).collect::<Vec<_>>() as Vec<NteStatus>,
        &rows.iter().map(|r| r.nte_detail.map(|kind| kind.word().to_owned())).collect::<Vec<_>>()
            as &[Option<String>],
        rows.iter().map(|r| r.transaction_class).collect::<Vec<_>>() as Vec<TransactionClass>
    )
    .execute(scope.connection())
    .await?;
    Ok(())
}

/// What creation can find, per contract and customer.
pub async fn ready_summary(
    scope: &mut Scope,
    contracts: &[i64],
    invoice_on: NaiveDate,
) -> Result<Vec<ReadySummary>, Failure> {
    let rows = sqlx::query!(
        r#"
        select contract_id, customer_id,
            count(*) filter (
                where is_ready and work_on <= $3 and billing_type = 'chargeable'
            ) as "chargeable!",
            count(*) filter (
                where is_ready and work_on <= $3 and billing_type <> 'chargeable'
            ) as "not_chargeable!",
            count(*) filter (where is_ready and work_on > $3) as "later!",
            count(*) filter (where not is_ready and lacks_price) as "without_price!",
            count(*) filter (
                where not is_ready and not lacks_price and nte_status = 'failed'
            ) as "at_limit!",
            count(*) filter (
                where not is_ready and not lacks_price and nte_status = 'not_evaluated'
            ) as "not_evaluated!",
            count(*) filter (
                where not is_ready and not lacks_price
                and nte_status in ('committed', 'not_applicable')
            ) as "not_ready!"
        from (select *, not has_price and billing_type = 'chargeable' as lacks_price from backlog) b
        where company_id = $1 and contract_id = any($2)
        group by contract_id, customer_id
        order by contract_id, customer_id
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
            customer_id: CustomerId(r.customer_id),
            chargeable: r.chargeable,
            not_chargeable: r.not_chargeable,
            later: r.later,
            without_price: r.without_price,
            at_limit: r.at_limit,
            not_evaluated: r.not_evaluated,
            not_ready: r.not_ready,
        })
        .collect())
}

/// Takes Ready rows dated by the invoice date out of the backlog, for these contracts and
/// customers.
pub async fn backlog_take(
    scope: &mut Scope,
    pairs: &[(ContractId, CustomerId)],
    invoice_on: NaiveDate,
) -> Result<Vec<TakenRow>, Failure> {
    Ok(sqlx::query_as!(
        TakenRow,
        r#"
        delete
        from backlog b using unnest($2::bigint[], $3::bigint[]) p (contract_id, customer_id),
            actual a
        where b.company_id = $1 and b.contract_id = p.contract_id and b.customer_id = p.customer_id
            and b.is_ready and b.work_on <= $4 and a.company_id = $1 and a.actual_id = b.actual_id
        returning b.actual_id as "actual_id: ActualId", b.contract_id as "contract_id: ContractId",
            b.customer_id as "customer_id: CustomerId",
            b.contract_line_id as "contract_line_id: ContractLineId", b.work_on,
            b.billing_type as "billing_type: BillingType", b.quantity, a.unit_price, b.amount,
            b.currency as "currency: Currency", b.nte_status as "nte_status: NteStatus"
        "#,
        scope.company(),
        &pairs.iter().map(|p| p.0.0).collect::<Vec<_>>(),
        &pairs.iter().map(|p| p.1.0).collect::<Vec<_>>(),
        invoice_on
    )
    .fetch_all(scope.connection())
    .await?)
}
