//! SQL of retainers.
#![allow(
    clippy::as_conversions,
    reason = "in sqlx's macros `as` names a parameter's type; nothing is converted"
)]

pub mod take;
pub mod write;

use super::model::{RetainerContract, RetainerRow};
use crate::{
    platform::{
        failure::Failure,
        list::{Filter, ListSpec, Placed, Sort, page},
        scope::Scope,
    },
    vocabulary::{
        currency::Currency,
        ids::{ContractId, CustomerId, RetainerId},
        paging::{ListQuery, Page, Selection, Totals},
        refusal::Refusal,
        words::{ContractState, InvoicingStatus},
    },
};
use rust_decimal::Decimal;
use sqlx::{Postgres, QueryBuilder};

/// What the list can filter and sort by.
const RETAINERS: ListSpec = ListSpec {
    filters: &[
        ("status", Filter::Own),
        ("retainer_id", Filter::Id("t.retainer_id")),
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
            "team",
            Filter::Named(
                "t.contract_id",
                "select f.contract_id from contract_team_name f where f.name ilike ",
            ),
        ),
        (
            "customer",
            Filter::Named(
                "t.customer_id",
                "select f.customer_id from customer f where f.name ilike ",
            ),
        ),
        ("from", Filter::From("t.invoice_on")),
        ("to", Filter::To("t.invoice_on")),
    ],
    sorts: &[
        Sort { name: "date", sql: "t.invoice_on", sql_type: "date" },
        Sort { name: "amount", sql: "t.amount", sql_type: "numeric" },
        Sort {
            name: "contract",
            sql: r"
                (
                    select s.number
                    from contract s
                    where s.company_id = t.company_id and s.contract_id = t.contract_id
                )
            ",
            sql_type: "text",
        },
        Sort {
            name: "customer",
            sql: r"
                (
                    select s.name
                    from customer s
                    where s.company_id = t.company_id and s.customer_id = t.customer_id
                )
            ",
            sql_type: "text",
        },
    ],
    descending: false,
    id: "t.retainer_id",
};

/// The invoice that bills a retainer `t`.
const BILLED_BY: &str = r"
    from retainer_claim b
    where b.company_id = t.company_id and b.retainer_id = t.retainer_id
        and b.retainer_use = 'billed'
";

/// What is available of a retainer `t`.
const AVAILABLE: &str = r"
    (
        select v.available
        from retainer_balance v
        where v.company_id = t.company_id and v.retainer_id = t.retainer_id
    )
";

/// The condition of a status by which the list can be filtered.
fn status_condition(status: &str) -> Option<String> {
    match status {
        "not_ready" => Some(" and not t.is_ready and not t.is_billed_before".to_owned()),
        "ready" => Some(format!(" and t.is_ready and not exists (select {BILLED_BY})")),
        "on_draft" => Some(format!(" and exists (select {BILLED_BY} and b.is_on_draft)")),
        "posted" => Some(format!(" and exists (select {BILLED_BY} and b.is_final)")),
        "billed_before" => Some(" and t.is_billed_before".to_owned()),
        "available" => Some(format!(
            r"
            and (t.is_billed_before or exists (select {BILLED_BY} and b.is_final))
            and {AVAILABLE} > 0
            "
        )),
        "to_refund" => Some(" and t.is_to_refund".to_owned()),
        _ => None,
    }
}

fn push_status(query: &ListQuery, sql: &mut QueryBuilder<Postgres>) -> Result<(), Refusal> {
    if let Some(status) = query.filter("status") {
        sql.push(
            status_condition(status)
                .ok_or_else(|| Refusal::UnknownListOption(status.chars().take(50).collect()))?,
        );
    }
    Ok(())
}

/// A page of retainers.
pub async fn list_retainers(
    scope: &mut Scope,
    query: &ListQuery,
) -> Result<Page<RetainerRow>, Failure> {
    let query = &RETAINERS.resolve(scope, query).await?;
    let mut sql = QueryBuilder::new(
        r"
        select p.retainer_id, p.version, p.contract_id, c.number as contract_number,
            c.state as contract_state, p.customer_id, cu.name as customer_name, p.description,
            p.invoice_on, p.currency, p.amount,
            case
                when p.is_billed_before or cl.is_final then p.amount - v.owed
                else 0
            end as used_amount,
            v.on_drafts as draft_amount, v.available as available_amount, cl.invoice_id,
            cl.label as invoice,
            coalesce(
                cl.status,
                case
                    when p.is_ready then 'ready'
                    when p.is_billed_before then 'billed_before'
                    else 'not_ready'
                end
            ) as status,
            case
                when p.is_to_refund then 'ready'
                when v.owed = 0 and ri.is_confirmed then 'refunded'
                else 'none'
            end::text as refund_status,
            ri.draft as refund_draft, p.sort_value, p.row_id
        from (select t.*
        ",
    );
    RETAINERS.push_cursor_columns(query, &mut sql)?;
    sql.push(" from retainer t where t.company_id = ").push_bind(scope.company());
    RETAINERS.push_filters(query, &mut sql)?;
    push_status(query, &mut sql)?;
    RETAINERS.push_page(query, &mut sql)?;
    sql.push(
        r"
        ) p
        join contract c on c.company_id = p.company_id and c.contract_id = p.contract_id
        join customer cu on cu.company_id = p.company_id and cu.customer_id = p.customer_id
        left join retainer_claim cl on cl.company_id = p.company_id
            and cl.retainer_id = p.retainer_id and cl.retainer_use = 'billed'
        cross join lateral (
            select min(r.name) filter (where r.is_on_draft) as draft,
                coalesce(bool_or(r.is_final), false) as is_confirmed
            from retainer_claim r
            where r.company_id = p.company_id and r.retainer_id = p.retainer_id
                and r.retainer_use = 'refunded'
        ) ri
        join retainer_balance v on v.company_id = p.company_id and v.retainer_id = p.retainer_id
        ",
    );
    let (sort, descending) = RETAINERS.sort(query)?;
    let backward = query.after.is_none() && query.before.is_some();
    let direction = if descending != backward { " desc" } else { "" };
    sql.push(" order by p.sort_value::")
        .push(sort.sql_type)
        .push(direction)
        .push(", p.row_id")
        .push(direction);
    let rows: Vec<Placed<RetainerRow>> = sql.build_query_as().fetch_all(scope.connection()).await?;
    Ok(page(query, rows))
}

/// Count and amounts of everything the filters let through; of available retainers, what is
/// available. Hints count the statuses under the other filters.
pub async fn total_retainers(scope: &mut Scope, query: &ListQuery) -> Result<Totals, Failure> {
    let query = &RETAINERS.resolve(scope, query).await?;
    let amount = if query.filter("status") == Some("available") { AVAILABLE } else { "t.amount" };
    let mut sql = QueryBuilder::new(format!(
        r"
        select t.currency, count(*), count(*)::numeric, coalesce(sum({amount}), 0)
        from retainer t
        where t.company_id =
        "
    ));
    sql.push_bind(scope.company());
    RETAINERS.push_filters(query, &mut sql)?;
    push_status(query, &mut sql)?;
    sql.push(" group by t.currency order by t.currency");
    let rows: Vec<(Currency, i64, Decimal, Decimal)> =
        sql.build_query_as().fetch_all(scope.connection()).await?;
    let mut totals = crate::platform::list::totals(rows);
    totals.quantity = Decimal::ZERO;
    if totals.count == 0 {
        for status in ["not_ready", "ready", "on_draft", "posted", "billed_before", "available"] {
            let mut sql =
                QueryBuilder::new("select count(*) from retainer t where t.company_id = ");
            sql.push_bind(scope.company());
            RETAINERS.push_filters(query, &mut sql)?;
            sql.push(status_condition(status).unwrap_or_default());
            let count: i64 = sql.build_query_scalar().fetch_one(scope.connection()).await?;
            totals.hints.push((status.to_owned(), count));
        }
    }
    Ok(totals)
}

/// The contracts that a selection touches, in key order.
pub async fn selected_contracts(
    scope: &mut Scope,
    selection: &Selection,
) -> Result<Vec<i64>, Failure> {
    let selection = &RETAINERS.resolve_selection(scope, selection).await?;
    let mut sql =
        QueryBuilder::new("select distinct t.contract_id from retainer t where t.company_id = ");
    sql.push_bind(scope.company());
    push_selected(selection, &mut sql)?;
    sql.push(" order by 1");
    Ok(sql.build_query_scalar().fetch_all(scope.connection()).await?)
}

fn push_selected(selection: &Selection, sql: &mut QueryBuilder<Postgres>) -> Result<(), Failure> {
    if let Selection::Matching(query) = selection {
        push_status(query, sql)?;
    }
    Ok(RETAINERS.push_selection(selection, sql)?)
}

/// A selected retainer, for marking.
#[derive(sqlx::FromRow)]
pub struct Selected {
    /// Its key.
    pub retainer_id: i64,
    /// Raised by every change.
    pub version: i32,
    /// §2.1, of its contract.
    pub contract_state: ContractState,
    /// Where it stands.
    pub status: InvoicingStatus,
    /// The invoice that bills it.
    pub invoice: Option<String>,
}

/// Selected retainers, locked in key order, of these contracts, which are held already: rows that
/// appear on others meanwhile are not this command's business.
pub async fn selected(
    scope: &mut Scope,
    selection: &Selection,
    contracts: &[i64],
) -> Result<Vec<Selected>, Failure> {
    let selection = &RETAINERS.resolve_selection(scope, selection).await?;
    let mut sql = QueryBuilder::new(
        r"
        select p.retainer_id, p.version, c.state as contract_state,
            coalesce(
                cl.status,
                case
                    when p.is_ready then 'ready'
                    when p.is_billed_before then 'billed_before'
                    else 'not_ready'
                end
            ) as status,
            cl.label as invoice
        from (select t.* from retainer t where t.company_id =
        ",
    );
    sql.push_bind(scope.company())
        .push(" and t.contract_id = any(")
        .push_bind(contracts.to_vec())
        .push(")");
    push_selected(selection, &mut sql)?;
    sql.push(
        r"
        order by t.retainer_id
        for no key update of t) p
        join contract c on c.company_id = p.company_id and c.contract_id = p.contract_id
        left join retainer_claim cl on cl.company_id = p.company_id
            and cl.retainer_id = p.retainer_id and cl.retainer_use = 'billed'
        order by p.retainer_id
        ",
    );
    Ok(sql.build_query_as().fetch_all(scope.connection()).await?)
}

/// Which of these retainers are nobody's, or another company's.
pub async fn not_here(scope: &mut Scope, retainers: &[i64]) -> Result<Vec<i64>, Failure> {
    Ok(sqlx::query_scalar!(
        r#"
        select distinct id as "id!"
        from unnest($2::bigint[]) id
        where not exists (select from retainer r where r.company_id = $1 and r.retainer_id = id)
        order by 1
        "#,
        scope.company(),
        retainers
    )
    .fetch_all(scope.connection())
    .await?)
}

/// What a contract says about its retainers.
pub async fn contract(
    scope: &mut Scope,
    contract: ContractId,
) -> Result<Option<RetainerContract>, Failure> {
    let Some(found) = sqlx::query!(
        r#"
        select state as "state: ContractState", currency as "currency: Currency", start_on,
            requested_delivery_on
        from contract
        where company_id = $1 and contract_id = $2
        "#,
        scope.company(),
        contract.0
    )
    .fetch_optional(scope.connection())
    .await?
    else {
        return Ok(None);
    };
    let customers = sqlx::query!(
        r"
        select cc.customer_id, cu.name
        from contract_customer cc
        join customer cu on cu.company_id = cc.company_id and cu.customer_id = cc.customer_id
        where cc.company_id = $1 and cc.contract_id = $2
        order by cc.position, cc.customer_id
        ",
        scope.company(),
        contract.0
    )
    .fetch_all(scope.connection())
    .await?;
    Ok(Some(RetainerContract {
        contract_id: contract,
        state: found.state,
        currency: found.currency,
        start_on: found.start_on,
        requested_delivery_on: found.requested_delivery_on,
        customers: customers.into_iter().map(|c| (CustomerId(c.customer_id), c.name)).collect(),
    }))
}

/// The contract of a retainer.
pub async fn contract_of(
    scope: &mut Scope,
    retainer: RetainerId,
) -> Result<Option<ContractId>, Failure> {
    let contract = sqlx::query_scalar!(
        "select contract_id from retainer where company_id = $1 and retainer_id = $2",
        scope.company(),
        retainer.0
    )
    .fetch_optional(scope.connection())
    .await?;
    Ok(contract.map(ContractId))
}
