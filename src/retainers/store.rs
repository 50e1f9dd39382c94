//! SQL of retainers.

pub mod take;
pub mod write;

use super::model::{RetainerContract, RetainerRow};
use crate::{
    contracts::commands::BY_STATE,
    platform::{
        failure::Failure,
        list::{ALL, Filter, ListSpec, Rows, Sort, Sums},
        scope::Scope,
    },
    vocabulary::{
        ids::{ContractId, CustomerId, RetainerId},
        paging::{ListQuery, Page, Selection, Totals},
        words::{ContractState, InvoicingStatus},
    },
};
use sqlx::QueryBuilder;

/// The list of retainers.
pub const RETAINERS: ListSpec = ListSpec {
    name: "retainers",
    rows: Rows::In("retainer t"),
    of: "",
    is_short: false,
    company: "t.company_id",
    columns: "t.*",
    shown: r"
        p.retainer_id, p.version, p.contract_id, c.number as contract_number,
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
            ri.draft as refund_draft
    ",
    named: r"
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
    filters: &[
        ("status", Filter::Choice(STATUSES)),
        ("contract_state", BY_STATE),
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
        Sort::own("date", "t.invoice_on", "date"),
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
    ],
    descending: false,
    id: "t.retainer_id",
};

/// The statuses by which the list can be filtered, as conditions on a retainer `t`; what an invoice
/// has is read off its claims.
const STATUSES: &[(&str, &str)] = &[
    ("not_ready", "not t.is_ready and not t.is_billed_before"),
    (
        "ready",
        "t.is_ready and not exists (select from retainer_claim b where b.company_id = t.company_id and b.retainer_id = t.retainer_id and b.retainer_use = 'billed')",
    ),
    (
        "on_draft",
        r"
        exists (
            select
            from retainer_claim b
            where b.company_id = t.company_id and b.retainer_id = t.retainer_id
                and b.retainer_use = 'billed' and b.is_on_draft
        )
        ",
    ),
    (
        "posted",
        r"
        exists (
            select
            from retainer_claim b
            where b.company_id = t.company_id and b.retainer_id = t.retainer_id
                and b.retainer_use = 'billed' and b.is_final
        )
        ",
    ),
    ("billed_before", "t.is_billed_before"),
    (
        "available",
        "(t.is_billed_before or exists (select from retainer_claim b where b.company_id = t.company_id and b.retainer_id = t.retainer_id and b.retainer_use = 'billed' and b.is_final)) and (select v.available from retainer_balance v where v.company_id = t.company_id and v.retainer_id = t.retainer_id) > 0",
    ),
    ("to_refund", "t.is_to_refund"),
];

/// A page of retainers.
pub async fn list_retainers(
    scope: &mut Scope,
    query: &ListQuery,
) -> Result<Page<RetainerRow>, Failure> {
    RETAINERS.page(scope, query, ALL).await
}

/// Count and amounts of everything the filters let through; of available retainers, what is
/// available. Hints count the statuses under the other filters.
pub async fn total_retainers(scope: &mut Scope, query: &ListQuery) -> Result<Totals, Failure> {
    let amount = if query.filter("status") == Some("available") {
        "t.currency, count(*), 0::numeric, coalesce(sum((select v.available from retainer_balance v where v.company_id = t.company_id and v.retainer_id = t.retainer_id)), 0)"
    } else {
        "t.currency, count(*), 0::numeric, coalesce(sum(t.amount), 0)"
    };
    let mut totals = crate::platform::list::totals(
        RETAINERS
            .sums(scope, query, ALL, Sums { columns: amount, joins: "", by: "t.currency" })
            .await?,
    );
    if totals.count == 0 {
        totals.hints = RETAINERS.counts(scope, query, "status", ALL).await?;
        totals.hints.retain(|(status, _)| status != "to_refund");
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
    RETAINERS.push_selection(selection, &mut sql)?;
    sql.push(" order by 1");
    Ok(sql.build_query_scalar().fetch_all(scope.connection()).await?)
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
    RETAINERS.push_selection(selection, &mut sql)?;
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
        r"
        select state, currency, start_on, requested_delivery_on
        from contract
        where company_id = $1 and contract_id = $2
        ",
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
