//! SQL of the ledger's page.

use crate::{
    access::rules::CostSight,
    desk::model::LedgerRow,
    platform::{
        failure::Failure,
        list::{Filter, ListSpec, Placed, Sort, page},
        scope::Scope,
    },
    vocabulary::{
        currency::Currency,
        ids::PersonId,
        paging::{ListQuery, Page, Totals},
        refusal::Refusal,
        words::TransactionType,
    },
};
use rust_decimal::Decimal;
use sqlx::QueryBuilder;

/// What the Ledger page can filter and sort by.
pub const LEDGER: ListSpec = ListSpec {
    filters: &[
        ("contract_id", Filter::Id("a.contract_id")),
        ("entry_id", Filter::Id("a.entry_id")),
        ("invoice_id", Filter::Id("a.invoice_id")),
        ("retainer_id", Filter::Id("a.retainer_id")),
        ("journal_id", Filter::Own),
        (
            "contract",
            Filter::Named(
                "a.contract_id",
                "select f.contract_id from contract f where (f.number || ' ' || f.name) ilike ",
            ),
        ),
        (
            "customer",
            Filter::Named(
                "a.customer_id",
                "select f.customer_id from customer f where f.name ilike ",
            ),
        ),
        (
            "project",
            Filter::Named(
                "a.project_id",
                "select f.project_id from project f where (f.label || ' ' || f.name) ilike ",
            ),
        ),
        (
            "person",
            Filter::Named(
                "a.resource_id",
                "select f.resource_id from resource f where f.name ilike ",
            ),
        ),
        ("from", Filter::From("a.work_on")),
        ("to", Filter::To("a.work_on")),
        (
            "type",
            Filter::Word(
                "a.transaction_type",
                "transaction_type",
                &["cost", "unbilled_sales", "billed_sales"],
            ),
        ),
    ],
    sorts: &[
        Sort { name: "id", sql: "a.actual_id", sql_type: "bigint" },
        Sort { name: "date", sql: "a.work_on", sql_type: "date" },
        Sort { name: "amount", sql: "a.amount", sql_type: "numeric" },
    ],
    descending: true,
    id: "a.actual_id",
};

/// What a journal wrote: for its entries, and for what was billed before.
fn push_journal(query: &ListQuery, sql: &mut QueryBuilder<sqlx::Postgres>) -> Result<(), Refusal> {
    if let Some(journal) = query.filter("journal_id") {
        let journal: i64 = journal.parse().map_err(|_| Refusal::InputUnreadable)?;
        sql.push(
            r"
            and (
                a.entry_id in (
                    select f.entry_id
                    from entry f
                    where f.company_id = a.company_id and f.entry_journal_id =
            ",
        )
        .push_bind(journal);
        sql.push(
            r"
            )
                or a.journal_opening_id in (
                    select f.journal_opening_id
                    from journal_opening f
                    where f.company_id = a.company_id and f.entry_journal_id =
            ",
        );
        sql.push_bind(journal).push("))");
    }
    Ok(())
}

/// Which costs a reader sees.
#[derive(Clone, Copy, Debug)]
pub struct Sight {
    /// Of which projects.
    pub costs: CostSight,
    /// Whose own projects those are.
    pub person: PersonId,
}

/// Rows of cost that the reader doesn't see are not in the list, nor in what it comes to.
fn push_sight(sight: Sight, company: i64, sql: &mut QueryBuilder<sqlx::Postgres>) {
    match sight.costs {
        CostSight::All => {}
        CostSight::OwnProjects => {
            sql.push(
                r"
                and (
                    a.transaction_type <> 'cost'
                        or a.project_id in (
                            select v.project_id from project_approver v where v.company_id =
                ",
            );
            sql.push_bind(company).push(" and v.person_id = ").push_bind(sight.person.0).push("))");
        }
        CostSight::Nothing => {
            sql.push(" and a.transaction_type <> 'cost'");
        }
    }
}

/// A page of the ledger. Names and links are looked up for its rows only.
pub async fn ledger_list(
    scope: &mut Scope,
    query: &ListQuery,
    sight: Sight,
) -> Result<Page<LedgerRow>, Failure> {
    let query = &LEDGER.resolve(scope, query).await?;
    let mut sql = QueryBuilder::new(
        r"
        select p.*, c.number as contract_number, cu.name as customer_name, pr.label as project_code,
            re.name as resource_name,
            coalesce(e.notes, ms.name, rt.description, jo.description) as notes,
            coalesce(p.own_invoice_id, d.invoice_id) as invoice_id, i.invoice_number,
            rv.actual_id as reversed_by_actual_id, bi.actual_id as billed_by_actual_id,
            case
                when (p.reverses_actual_id is not null and p.own_invoice_id is null)
                    or (rv.actual_id is not null and rv.invoice_id is null) then 'canceled'
                when p.transaction_type <> 'unbilled_sales' or p.reverses_actual_id is not null
                    or p.retainer_id is not null then null
                when bi.actual_id is not null or i.state in ('confirmed', 'posted') then 'posted'
                when d.invoice_id is not null then 'on_draft'
                when b.is_ready then 'ready'
                else 'not_ready'
            end::text as billing_status,
            case
                when p.reverses_actual_id is not null then 'unadjustable'
                when rv.actual_id is not null and rv.invoice_id is null then 'adjusted'
                when exists (
                    select
                    from actual r
                    where r.company_id = p.company_id and r.replaces_actual_id = p.actual_id
                ) then 'adjusted'
                else 'none'
            end::text as adjustment_status
        from (
            select a.company_id, a.actual_id, a.transaction_type, a.transaction_class,
                a.billing_type, a.work_on, a.accounted_on, a.contract_id, a.customer_id,
                a.project_id, a.resource_id, a.entry_id, a.retainer_id, a.journal_opening_id,
                a.quantity, a.unit_price, a.amount, a.tax, a.currency, a.has_price,
                a.cost_actual_id, a.reverses_actual_id, a.replaces_actual_id, a.bills_actual_id,
                a.invoice_id as own_invoice_id,
                case
                    when a.transaction_class = 'milestone' then a.invoice_detail_id
                end as milestone_detail_id
        ",
    );
    LEDGER.push_cursor_columns(query, &mut sql)?;
    sql.push(" from actual a where a.company_id = ").push_bind(scope.company());
    push_sight(sight, scope.company(), &mut sql);
    LEDGER.push_filters(query, &mut sql)?;
    push_journal(query, &mut sql)?;
    LEDGER.push_page(query, &mut sql)?;
    sql.push(
        ") p \
         left join contract c on c.company_id = p.company_id and c.contract_id = p.contract_id \
         left join customer cu on cu.company_id = p.company_id and cu.customer_id = p.customer_id \
         left join project pr on pr.company_id = p.company_id and pr.project_id = p.project_id \
         left join resource re on re.company_id = p.company_id and re.resource_id = p.resource_id \
         left join entry e on e.company_id = p.company_id and e.entry_id = p.entry_id \
         left join invoice_detail d on d.company_id = p.company_id and d.source_actual_id = p.actual_id \
         left join invoice_detail md on md.company_id = p.company_id and md.invoice_detail_id = p.milestone_detail_id \
         left join milestone_split sp on sp.company_id = md.company_id and sp.milestone_split_id = md.source_milestone_split_id \
         left join milestone ms on ms.company_id = sp.company_id and ms.milestone_id = sp.milestone_id \
         left join journal_opening jo on jo.company_id = p.company_id and jo.journal_opening_id = p.journal_opening_id \
         left join retainer rt on rt.company_id = p.company_id and rt.retainer_id = p.retainer_id \
         left join invoice i on i.company_id = p.company_id and i.invoice_id = coalesce(p.own_invoice_id, d.invoice_id) \
         left join backlog b on b.company_id = p.company_id and b.actual_id = p.actual_id \
         left join actual rv on rv.company_id = p.company_id and rv.reverses_actual_id = p.actual_id \
         left join actual bi on bi.company_id = p.company_id and bi.bills_actual_id = p.actual_id and bi.reverses_actual_id is null",
    );
    push_outer_order(&mut sql, query)?;
    let rows: Vec<Placed<LedgerRow>> = sql.build_query_as().fetch_all(scope.connection()).await?;
    Ok(page(query, rows))
}

/// Joins may reshuffle: the page's order once more, by its own columns.
fn push_outer_order(
    sql: &mut QueryBuilder<sqlx::Postgres>,
    query: &ListQuery,
) -> Result<(), Failure> {
    let (sort, descending) = LEDGER.sort(query)?;
    let backward = query.after.is_none() && query.before.is_some();
    let direction = if descending != backward { " desc" } else { "" };
    sql.push(" order by p.sort_value::")
        .push(sort.sql_type)
        .push(direction)
        .push(", p.row_id")
        .push(direction);
    Ok(())
}

/// Count and amounts of everything the filters let through, each type by itself: what work cost,
/// what it is worth and what was billed of it are no sum. Reversals count with their sign.
pub async fn ledger_totals(
    scope: &mut Scope,
    query: &ListQuery,
    sight: Sight,
) -> Result<Totals, Failure> {
    let query = &LEDGER.resolve(scope, query).await?;
    let mut sql = QueryBuilder::new(
        r"
        select a.transaction_type, a.currency, count(*) as count, sum(a.amount) as amount
        from actual a
        where a.company_id =
        ",
    );
    sql.push_bind(scope.company());
    push_sight(sight, scope.company(), &mut sql);
    LEDGER.push_filters(query, &mut sql)?;
    push_journal(query, &mut sql)?;
    sql.push(" group by a.transaction_type, a.currency order by a.transaction_type, a.currency");
    let rows: Vec<(TransactionType, Currency, i64, Decimal)> =
        sql.build_query_as().fetch_all(scope.connection()).await?;
    let count = rows.iter().map(|(_, _, count, _)| count).sum();
    let kinds = rows
        .into_iter()
        .map(|(kind, currency, _, amount)| (kind.word().to_owned(), currency, amount))
        .collect();
    Ok(Totals { count, kinds, ..Totals::default() })
}
