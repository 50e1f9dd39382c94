//! SQL of the backlog.
#![allow(
    clippy::as_conversions,
    reason = "in sqlx's macros `as` names a parameter's type; nothing is converted"
)]

mod due;
mod limits;
mod many;
mod mark;
mod picked;
mod sources;
mod totals;
mod withdraw;

pub use due::{backlog_take_of_lines, ready_summary_of_lines};
pub use limits::*;
pub use many::{are_more_than, selected_rows};
pub use mark::{Held, backlog_mark, held_by_invoice, not_here, open_rows};
pub use picked::*;
pub use totals::total_backlog;
pub use withdraw::{backlog_withdraw, backlog_withdraw_contract};

use self::sources::{ON_DRAFT, OPEN, POSTED, ROWS_OF_PEOPLE, ROWS_OF_PROJECTS, sources};
use super::model::{BacklogRow, OpenRow, ReadySummary, TakenRow};
use crate::{
    platform::{
        failure::Failure,
        list::{ALL, Filter, ListSpec, Rows, Sort},
        scope::Scope,
    },
    vocabulary::{
        currency::Currency,
        ids::{ActualId, ContractId, ContractLineId, CustomerId},
        paging::{ListQuery, Page, Selection},
        words::{BillingType, NteStatus, TransactionClass},
    },
};
use chrono::NaiveDate;
use sqlx::{Postgres, QueryBuilder};

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
            a.billing_type, a.currency, a.quantity, a.amount,
            a.discount_percent, a.fee_percent, a.has_price,
            c.number as contract_number, cu.name as customer_name, pr.label as project_code,
            re.name as resource_name,
            coalesce(
                ro.name,
                (
                    select n.name
                    from category n
                    where n.company_id = a.company_id
                        and n.category_id = coalesce(e.category_id, w.category_id)
                ),
                (
                    select n.name
                    from product n
                    where n.company_id = a.company_id
                        and n.product_id = coalesce(e.product_id, w.product_id)
                )
            ) as role_name,
            coalesce(
                (
                    select n.name
                    from task n
                    where n.company_id = a.company_id and n.task_id = coalesce(e.task_id, w.task_id)
                ),
                e.task
            ) as task,
            coalesce(e.notes, w.notes) as notes, a.entry_id, a.unit_price, a.transaction_class,
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
        left join added_work w on w.company_id = a.company_id
            and w.added_detail_id = a.added_detail_id
    ",
    filters: &[
        (
            "status",
            Filter::Source(
                &[
                    "all",
                    "open",
                    "ready",
                    "not_ready",
                    "failed",
                    "not_evaluated",
                    "no_price",
                    "on_draft",
                    "posted",
                ],
                &["failed", "not_evaluated", "no_price"],
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
            Filter::NamedFound(
                "t.project_id",
                "select f.project_id from project f where (f.label || ' ' || f.name) ilike ",
                ROWS_OF_PROJECTS,
            ),
        ),
        (
            "team",
            Filter::NamedFound(
                "t.project_id",
                "select f.project_id from project_team_name f where f.name ilike ",
                ROWS_OF_PROJECTS,
            ),
        ),
        (
            "person",
            Filter::NamedFound(
                "t.resource_id",
                "select f.resource_id from resource f where f.name ilike ",
                ROWS_OF_PEOPLE,
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

/// A page of the backlog.
pub async fn list_backlog(
    scope: &mut Scope,
    query: &ListQuery,
) -> Result<Page<BacklogRow>, Failure> {
    BACKLOG.page(scope, query, ALL).await
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

/// Opens rows.
pub async fn backlog_insert(scope: &mut Scope, rows: &[OpenRow]) -> Result<(), Failure> {
    sqlx::query!(
        r"
        insert into backlog (
            company_id, actual_id, contract_id, contract_line_id, customer_id, project_id,
            resource_id, work_on, billing_type, currency, quantity, net_amount, has_price, is_ready,
            nte_status, nte_detail, transaction_class, unit
        )
        select $1, r.*,
            case
                when r.transaction_class <> 'time' then coalesce(
                    (
                        select coalesce(e.unit, w.unit)
                        from actual a
                        left join entry_work e on e.company_id = a.company_id
                            and e.entry_id = a.entry_id
                        left join added_work w on w.company_id = a.company_id
                            and w.added_detail_id = a.added_detail_id
                        where a.company_id = $1 and a.actual_id = r.actual_id
                    ),
                    ''
                )
            end
        from (
            select unnest($2::bigint[]) as actual_id, unnest($3::bigint[]) as contract_id,
                unnest($4::bigint[]) as contract_line_id, unnest($5::bigint[]) as customer_id,
                unnest($6::bigint[]) as project_id, unnest($7::bigint[]) as resource_id,
                unnest($8::date[]) as work_on, unnest($9::billing_type[]) as billing_type,
                unnest($10::text[]) as currency, unnest($11::numeric[]) as quantity,
                unnest($12::numeric[]) as net_amount, unnest($13::boolean[]) as has_price,
                unnest($14::boolean[]) as is_ready, unnest($15::nte_status[]) as nte_status,
                unnest($16::text[]) as nte_detail,
                unnest($17::transaction_class[]) as transaction_class
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
        &rows.iter().map(|r| r.net_amount).collect::<Vec<_>>(),
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
        with ready as materialized (
            select b.actual_id
            from unnest($2::bigint[], $3::bigint[]) p (contract_id, customer_id)
            cross join lateral (
                select b.actual_id
                from backlog b
                where b.company_id = $1 and b.contract_id = p.contract_id
                    and b.customer_id = p.customer_id and b.is_ready and b.work_on <= $4
                offset 0
            ) b
        )
        delete
        from backlog b using ready r, actual a
        where b.company_id = $1 and b.actual_id = r.actual_id and b.is_ready and b.work_on <= $4
            and a.company_id = $1 and a.actual_id = b.actual_id
        returning b.actual_id as "actual_id: ActualId", b.contract_id as "contract_id: ContractId",
            b.customer_id as "customer_id: CustomerId",
            b.contract_line_id as "contract_line_id: ContractLineId", b.work_on,
            b.billing_type, b.quantity, a.unit_price, a.amount, a.discount_percent, a.fee_percent,
            b.currency, b.nte_status
        "#,
        scope.company(),
        &pairs.iter().map(|p| p.0.0).collect::<Vec<_>>(),
        &pairs.iter().map(|p| p.1.0).collect::<Vec<_>>(),
        invoice_on
    )
    .fetch_all(scope.connection())
    .await?)
}
