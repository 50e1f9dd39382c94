//! SQL of the ledger's page.

use crate::{
    access::rules::CostSight,
    desk::model::LedgerRow,
    platform::{
        failure::Failure,
        list::{Filter, Found, Kept, ListSpec, Rows, Sort, Sums},
        scope::Scope,
    },
    vocabulary::{
        currency::Currency,
        ids::PersonId,
        paging::{ListQuery, Page, Totals},
        words::TransactionType,
    },
};
use rust_decimal::Decimal;
use sqlx::QueryBuilder;

/// The ledger.
pub const LEDGER: ListSpec = ListSpec {
    name: "ledger",
    rows: Rows::In("actual a"),
    of: "",
    is_short: false,
    company: "a.company_id",
    columns: r"
        a.company_id, a.actual_id, a.transaction_type, a.transaction_class, a.billing_type,
            a.work_on, a.accounted_on, a.contract_id, a.customer_id, a.project_id, a.resource_id,
            a.entry_id, a.retainer_id, a.journal_opening_id, a.quantity, a.unit_price, a.amount,
            a.discount_percent, a.fee_percent, a.tax, a.currency, a.has_price, a.cost_actual_id, a.reverses_actual_id,
            a.replaces_actual_id, a.bills_actual_id, a.invoice_id as own_invoice_id,
            a.added_detail_id,
            case
                when a.transaction_class in ('milestone', 'material')
                    and num_nonnulls(a.entry_id, a.added_detail_id) = 0
                    then a.invoice_detail_id
            end as agreed_detail_id
    ",
    shown: r"
        p.*, c.number as contract_number, cu.name as customer_name, pr.label as project_code,
            re.name as resource_name,
            coalesce(
                e.notes, ms.name, cm.name, pd.name, cpd.name, rt.description, jo.description,
                aw.notes
            ) as notes,
            coalesce(p.own_invoice_id, d.invoice_id) as invoice_id, i.invoice_number,
            rv.actual_id as reversed_by_actual_id, bi.actual_id as billed_by_actual_id,
            case
                when (p.reverses_actual_id is not null and p.own_invoice_id is null)
                    or (rv.actual_id is not null and rv.invoice_id is null) then 'canceled'
                when p.transaction_type <> 'unbilled_sales' or p.reverses_actual_id is not null
                    or p.retainer_id is not null then null
                when bi.actual_id is not null or not di.is_open then 'posted'
                when di.is_open then 'on_draft'
                when b.is_ready then 'ready'
                else 'not_ready'
            end::text as billing_status,
            case
                when p.reverses_actual_id is not null then 'unadjustable'
                when rv.actual_id is not null
                    and (rv.invoice_id is null or p.transaction_type = 'billed_sales')
                    then 'adjusted'
                when exists (
                    select
                    from actual r
                    where r.company_id = p.company_id and r.replaces_actual_id = p.actual_id
                ) then 'adjusted'
                else 'none'
            end::text as adjustment_status
    ",
    named: r"
        left join contract c on c.company_id = p.company_id and c.contract_id = p.contract_id
        left join customer cu on cu.company_id = p.company_id and cu.customer_id = p.customer_id
        left join project pr on pr.company_id = p.company_id and pr.project_id = p.project_id
        left join resource re on re.company_id = p.company_id and re.resource_id = p.resource_id
        left join entry e on e.company_id = p.company_id and e.entry_id = p.entry_id
        left join added_work aw on aw.company_id = p.company_id
            and aw.added_detail_id = p.added_detail_id
        left join invoice_detail d on d.company_id = p.company_id
            and d.source_actual_id = p.actual_id
        left join invoice di on di.company_id = d.company_id and di.invoice_id = d.invoice_id
        left join invoice_detail md on md.company_id = p.company_id
            and md.invoice_detail_id = p.agreed_detail_id
        left join actual cs on cs.company_id = md.company_id
            and cs.actual_id = md.corrects_actual_id
        left join invoice_detail cd on cd.company_id = cs.company_id
            and cd.invoice_detail_id = cs.invoice_detail_id
        left join milestone_split sp on sp.company_id = md.company_id
            and sp.milestone_split_id = md.source_milestone_split_id
        left join milestone_split cp on cp.company_id = cd.company_id
            and cp.milestone_split_id = cd.source_milestone_split_id
        left join milestone cm on cm.company_id = cp.company_id
            and cm.milestone_id = cp.milestone_id
        left join milestone ms on ms.company_id = sp.company_id
            and ms.milestone_id = sp.milestone_id
        left join product_line pl on pl.company_id = md.company_id
            and pl.product_line_id = md.source_product_line_id
        left join product pd on pd.company_id = pl.company_id and pd.product_id = pl.product_id
        left join product_line cl on cl.company_id = cd.company_id
            and cl.product_line_id = cd.source_product_line_id
        left join product cpd on cpd.company_id = cl.company_id
            and cpd.product_id = cl.product_id
        left join journal_opening jo on jo.company_id = p.company_id
            and jo.journal_opening_id = p.journal_opening_id
        left join retainer rt on rt.company_id = p.company_id and rt.retainer_id = p.retainer_id
        left join invoice i on i.company_id = p.company_id
            and i.invoice_id = coalesce(p.own_invoice_id, d.invoice_id)
        left join backlog b on b.company_id = p.company_id and b.actual_id = p.actual_id
        left join actual rv on rv.company_id = p.company_id and rv.reverses_actual_id = p.actual_id
        left join actual bi on bi.company_id = p.company_id and bi.bills_actual_id = p.actual_id
            and bi.reverses_actual_id is null
    ",
    filters: &[
        ("contract_id", Filter::Id("a.contract_id")),
        // What came of an entry and of what came of it, along the links of the ledger.
        (
            "entry_id",
            Filter::IdWithin(
                "a.actual_id = any(array(select x.actual_id from actual o cross join lateral (select o.actual_id union all select r.actual_id from actual r where r.company_id = o.company_id and r.reverses_actual_id = o.actual_id \
                 union all select b.actual_id from actual b where b.company_id = o.company_id and b.bills_actual_id = o.actual_id and b.reverses_actual_id is null \
                 union all select n.actual_id from actual b join actual n on n.company_id = b.company_id and n.reverses_actual_id = b.actual_id \
                     where b.company_id = o.company_id and b.bills_actual_id = o.actual_id and b.reverses_actual_id is null) x \
                 where o.company_id = (select current_company()) and o.reverses_actual_id is null and o.bills_actual_id is null and o.entry_id = ",
                "))",
            ),
        ),
        // Along the rows of its contract.
        (
            "invoice_id",
            Filter::IdWithin(
                "(a.contract_id, a.invoice_id) = (select i.contract_id, i.invoice_id from invoice i where i.company_id = (select current_company()) and i.invoice_id = ",
                ")",
            ),
        ),
        ("retainer_id", Filter::Id("a.retainer_id")),
        (
            "journal_id",
            Filter::IdWithin(
                "a.actual_id = any(array(select w.actual_id from (select ",
                "::bigint as id) j cross join lateral (\
                 select x.actual_id from entry f join actual o on o.company_id = f.company_id and o.entry_id = f.entry_id and o.reverses_actual_id is null and o.bills_actual_id is null \
                 cross join lateral (select o.actual_id union all select r.actual_id from actual r where r.company_id = o.company_id and r.reverses_actual_id = o.actual_id \
                 union all select b.actual_id from actual b where b.company_id = o.company_id and b.bills_actual_id = o.actual_id and b.reverses_actual_id is null \
                 union all select n.actual_id from actual b join actual n on n.company_id = b.company_id and n.reverses_actual_id = b.actual_id \
                     where b.company_id = o.company_id and b.bills_actual_id = o.actual_id and b.reverses_actual_id is null) x \
                 where f.company_id = (select current_company()) and f.entry_journal_id = j.id \
                 union all \
                 select w.actual_id from journal_opening f join actual w on w.company_id = f.company_id and w.journal_opening_id = f.journal_opening_id \
                 where f.company_id = (select current_company()) and f.entry_journal_id = j.id) w))",
            ),
        ),
        (
            "contract",
            Filter::Named(
                "a.contract_id",
                "select f.contract_id from contract f where (f.number || ' ' || f.name) ilike ",
            ),
        ),
        (
            "customer",
            Filter::NamedFound(
                "a.customer_id",
                "select f.customer_id from customer f where f.name ilike ",
                ROWS_OF_CUSTOMERS,
            ),
        ),
        (
            "project",
            Filter::NamedFound(
                "a.project_id",
                "select f.project_id from project f where (f.label || ' ' || f.name) ilike ",
                ROWS_OF_PROJECTS,
            ),
        ),
        (
            "person",
            Filter::NamedFound(
                "a.resource_id",
                "select f.resource_id from resource f where f.name ilike ",
                ROWS_OF_PEOPLE,
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
    sorts: &[Sort::own("id", "a.actual_id", "bigint"), Sort::own("date", "a.work_on", "date")],
    descending: true,
    id: "a.actual_id",
};

/// What sums say of which contracts a customer's rows are, and the rows of those.
const ROWS_OF_CUSTOMERS: Found = Found {
    before: "with n as (select unnest(",
    after: "::bigint[]) as id) select x.actual_id \
     from (select distinct s.contract_id, n.id from n join actual_sum s on s.customer_id = n.id where s.company_id = (select current_company()) and s.kept_by = 'contract_line') d \
     cross join lateral (select f.actual_id from actual f where f.company_id = (select current_company()) and f.contract_id = d.contract_id and f.customer_id = d.id offset 0) x",
    when: |_| true,
};

/// The same of a project, and what it has without a contract.
const ROWS_OF_PROJECTS: Found = Found {
    before: "with n as (select unnest(",
    after: "::bigint[]) as id) select x.actual_id \
     from (select distinct s.contract_id, n.id from n join actual_sum s on s.project_id = n.id where s.company_id = (select current_company()) and s.kept_by = 'contract_line') d \
     cross join lateral (select f.actual_id from actual f where f.company_id = (select current_company()) and f.contract_id = d.contract_id and f.project_id = d.id offset 0) x \
     union all select x.actual_id from n cross join lateral (select f.actual_id from actual f where f.company_id = (select current_company()) and f.contract_id is null and f.project_id = n.id offset 0) x",
    when: |_| true,
};

/// What came of a person's entries and of what came of it. Whose an entry is never changes.
const ROWS_OF_PEOPLE: Found = Found {
    before: "with n as (select unnest(",
    after: "::bigint[]) as id) select x.actual_id from n join entry e on e.resource_id = n.id \
     join actual o on o.company_id = e.company_id and o.entry_id = e.entry_id and o.reverses_actual_id is null and o.bills_actual_id is null \
     cross join lateral (select o.actual_id union all select r.actual_id from actual r where r.company_id = o.company_id and r.reverses_actual_id = o.actual_id \
     union all select b.actual_id from actual b where b.company_id = o.company_id and b.bills_actual_id = o.actual_id and b.reverses_actual_id is null \
     union all select n.actual_id from actual b join actual n on n.company_id = b.company_id and n.reverses_actual_id = b.actual_id \
         where b.company_id = o.company_id and b.bills_actual_id = o.actual_id and b.reverses_actual_id is null) x \
     where e.company_id = (select current_company())",
    when: |_| true,
};

/// Of contracts, customers and projects.
const BY_CONTRACT: &str = "(select * from actual_sum where kept_by = 'contract_line') a";

/// What the ledger comes to as it is kept.
const KEPT: &[Kept] = &[
    Kept {
        from: BY_CONTRACT,
        filters: &["type", "contract_id", "contract", "customer", "project"],
    },
    Kept {
        from: "(select * from actual_sum where kept_by = 'day') a",
        filters: &["type", "from", "to"],
    },
    Kept {
        from: "(select * from actual_sum where kept_by = 'person') a",
        filters: &["type", "person"],
    },
];

/// Which costs a reader sees.
#[derive(Clone, Copy, Debug)]
pub struct Sight {
    /// Of which projects.
    pub costs: CostSight,
    /// Whose own projects those are.
    pub person: PersonId,
}

/// Rows of cost that the reader doesn't see are not in the list, nor in what it comes to.
pub(super) fn push_sight(sight: Sight, company: i64, sql: &mut QueryBuilder<sqlx::Postgres>) {
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
    let company = scope.company();
    LEDGER.page(scope, query, &|sql| push_sight(sight, company, sql)).await
}

/// Count and amounts of everything the filters let through, each type by itself: what work cost,
/// what it is worth and what was billed of it are no sum. Reversals count with their sign. Of sales
/// what is chargeable is an amount, as on invoices and in the backlog (R-EDIT-10); what isn't, nobody
/// owes.
pub async fn ledger_totals(
    scope: &mut Scope,
    query: &ListQuery,
    sight: Sight,
) -> Result<Totals, Failure> {
    // Whose costs are seen goes by projects, of which only some sums know.
    let kept = match sight.costs {
        CostSight::OwnProjects => Kept::of(KEPT, query).filter(|kept| kept.from == BY_CONTRACT),
        CostSight::All | CostSight::Nothing => Kept::of(KEPT, query),
    };
    let list = kept.map_or(LEDGER, |kept| ListSpec { rows: Rows::In(kept.from), ..LEDGER });
    let query = &match kept {
        Some(_) => LEDGER.names(scope, query).await?,
        None => query.clone(),
    };
    let sums = Sums {
        columns: match kept {
            Some(_) => "a.transaction_type, a.currency, sum(a.row_count)::bigint, sum(a.amount)",
            None => {
                "a.transaction_type, a.currency, count(*), sum(case when a.transaction_type = 'cost' or a.billing_type = 'chargeable' then a.net_amount else 0 end)"
            }
        },
        joins: "",
        by: "a.transaction_type, a.currency",
    };
    let company = scope.company();
    let mut rows: Vec<(TransactionType, Currency, i64, Decimal)> =
        list.sums(scope, query, &|sql| push_sight(sight, company, sql), sums).await?;
    rows.sort();
    let count = rows.iter().map(|(_, _, count, _)| count).sum();
    let kinds = rows
        .into_iter()
        .map(|(kind, currency, _, amount)| (kind.word().to_owned(), currency, amount))
        .collect();
    Ok(Totals { count, kinds, ..Totals::default() })
}
