//! SQL of entries: the list; beside it what people write, what is decided, what imports add, journals.
#![allow(
    clippy::as_conversions,
    reason = "in sqlx's macros `as` names a parameter's type; nothing is converted"
)]

mod decided;
mod imported;
mod posting;
mod record;

pub use decided::{entry_approve, entry_edit, entry_move};
pub use imported::{entry_insert, entry_settle, entry_take, known_entries, tasks_named};
pub use posting::{entry_correct, journal_lines_insert};
pub use record::{
    Known, chosen, entry_delete, entry_own, entry_record, hours_cost, lock_resource, same_work,
    week_lines,
};

use super::model::{Asker, Entry, EntryRow, dimension};
use crate::{
    claims::model::ClaimStatus,
    platform::{
        failure::Failure,
        list::{Filter, ListSpec, Rows, Sort, Sums},
        scope::Scope,
    },
    vocabulary::{
        ids::EntryId,
        paging::{ListQuery, Page, Selection, Totals},
        words::TransactionClass,
    },
};
use rust_decimal::Decimal;
use sqlx::QueryBuilder;

/// The list of entries: Approvals, My Time, what a journal wrote.
pub const ENTRIES: ListSpec = ListSpec {
    name: "entries",
    rows: Rows::In("entry e"),
    of: "",
    is_short: false,
    company: "e.company_id",
    columns: r"
        e.company_id, e.entry_id, e.work_on, e.project_id, e.resource_id, e.role_id, e.category_id,
            e.product_id, e.task_id, e.transaction_class, e.task, e.notes, e.quantity, e.unit,
            e.unit_cost, e.unit_price, e.price_currency, e.billing_type, e.billing_type_is_chosen,
            e.billable_quantity, e.external_comment, e.state, e.is_history, e.decision_comment,
            e.recall_reason, e.entry_journal_id, e.version
    ",
    shown: r"
        p.*, pr.label as project_code, re.name as resource_name,
            coalesce(ta.name, p.task) as task_name,
            coalesce(ro.name, ca.name, po.name, '') as priced_by, c.number as contract_number,
            coalesce(c.is_outside, false) as is_outside_dates
    ",
    named: r"
        join project pr on pr.company_id = p.company_id and pr.project_id = p.project_id
        left join resource re on re.company_id = p.company_id and re.resource_id = p.resource_id
        left join task ta on ta.company_id = p.company_id and ta.task_id = p.task_id
        left join role ro on ro.company_id = p.company_id and ro.role_id = p.role_id
        left join category ca on ca.company_id = p.company_id and ca.category_id = p.category_id
        left join product po on po.company_id = p.company_id and po.product_id = p.product_id
        left join lateral (
            select ct.number, p.work_on < ct.start_on
                or coalesce(p.work_on > ct.requested_delivery_on, false) as is_outside
            from contract_line_class k
            join contract_line l on l.company_id = k.company_id
                and l.contract_line_id = k.contract_line_id
            join contract ct on ct.company_id = l.company_id and ct.contract_id = l.contract_id
            where k.company_id = p.company_id and k.project_id = p.project_id
                and k.transaction_class = p.transaction_class
                and (k.task_id is null or k.task_id = p.task_id) and ct.state <> 'lost'
            order by is_outside, k.task_id nulls last, ct.contract_id
            limit 1
        ) c
            on true
    ",
    filters: &[
        ("state", Filter::Choice(STATES)),
        (
            "class",
            Filter::Word(
                "e.transaction_class",
                "transaction_class",
                &["time", "expense", "material", "fee"],
            ),
        ),
        ("journal_id", Filter::Id("e.entry_journal_id")),
        ("entry_id", Filter::Id("e.entry_id")),
        (
            "failed_in",
            Filter::IdWithin(
                "e.entry_id in (select f.entry_id from approval_failure f where f.company_id = e.company_id and f.approval_set_id = ",
                ")",
            ),
        ),
        (
            "project",
            Filter::Named(
                "e.project_id",
                "select f.project_id from project f where (f.label || ' ' || f.name) ilike ",
            ),
        ),
        (
            "team",
            Filter::Named(
                "e.project_id",
                "select f.project_id from project_team_name f where f.name ilike ",
            ),
        ),
        (
            "person",
            Filter::Named(
                "e.resource_id",
                "select f.resource_id from resource f where f.name ilike ",
            ),
        ),
        ("notes", Filter::Text("(e.task || ' ' || e.notes) ilike ", "")),
        ("from", Filter::From("e.work_on")),
        ("to", Filter::To("e.work_on")),
        (
            "billing_type",
            Filter::Word(
                "e.billing_type",
                "billing_type",
                &["chargeable", "non_chargeable", "complimentary"],
            ),
        ),
    ],
    sorts: &[
        Sort::own("date", "e.work_on", "date"),
        Sort::by(
            "project",
            "s.code",
            "project s",
            "s.company_id = e.company_id and s.project_id = e.project_id",
        ),
    ],
    descending: false,
    id: "e.entry_id",
};

/// States, as conditions. Of all that is not in the ledger there are indexes of their own.
const STATES: &[(&str, &str)] = &[
    ("draft", "e.state = 'draft'"),
    ("submitted", "e.state = 'submitted'"),
    ("approved", "e.state = 'approved'"),
    ("returned", "e.state = 'returned'"),
    ("recall_requested", "e.state = 'recall_requested'"),
];

/// Whose entries a list holds.
#[derive(Clone, Copy, Debug)]
pub enum Whose<'a> {
    /// Those of some resources.
    Own(&'a [i64]),
    /// Those of some projects; none: of all.
    Of(Option<&'a [i64]>),
}

/// A page of entries.
pub async fn entry_list(
    scope: &mut Scope,
    query: &ListQuery,
    whose: Whose<'_>,
) -> Result<Page<EntryRow>, Failure> {
    ENTRIES.page(scope, query, &|sql| push_whose(whose, sql)).await
}

fn push_whose(whose: Whose<'_>, sql: &mut QueryBuilder<sqlx::Postgres>) {
    match whose {
        Whose::Own(resources) => {
            sql.push(" and e.resource_id = any(").push_bind(resources.to_vec()).push(")");
        }
        Whose::Of(sees) => push_sight(sees, sql),
    }
}

/// Count, hours and other units; what entries come to in money is not said before they are
/// approved, so no amounts.
pub async fn entry_totals(
    scope: &mut Scope,
    query: &ListQuery,
    whose: Whose<'_>,
) -> Result<Totals, Failure> {
    let sums = Sums {
        columns: r"
            case when e.transaction_class <> 'time' then e.unit end as unit, count(*),
                coalesce(sum(e.quantity), 0)
        ",
        joins: "",
        by: "1",
    };
    let mut rows: Vec<(Option<String>, i64, Decimal)> =
        ENTRIES.sums(scope, query, &|sql| push_whose(whose, sql), sums).await?;
    rows.sort();
    let (mut count, mut quantity, mut quantities) = (0, Decimal::ZERO, Vec::new());
    for (unit, rows, sum) in rows {
        count += rows;
        match unit {
            None => quantity += sum,
            Some(unit) if unit.is_empty() => {}
            Some(unit) => quantities.push((unit, sum)),
        }
    }
    let mut hints = Vec::new();
    if count == 0 {
        let mut states =
            QueryBuilder::new("select e.state::text, count(*) from entry e where e.company_id = ");
        states.push_bind(scope.company());
        push_whose(whose, &mut states);
        hints =
            states.push(" group by e.state").build_query_as().fetch_all(scope.connection()).await?;
    }
    Ok(Totals { count, quantity, quantities, hints, ..Totals::default() })
}

/// Who asks for a chunk of entries, where it begins and how long it is.
#[derive(Clone, Copy)]
pub struct Chunk<'a> {
    /// Whoever asks.
    pub asker: &'a Asker,
    /// Filters show them only their own work.
    pub only_own: bool,
    /// Only entries after this one.
    pub after: EntryId,
    /// At most so many.
    pub limit: i64,
}

/// One chunk of a selection, locked in key order. Each says whether it is the own work of whoever
/// asks (R-SEC-1).
pub async fn entry_lock(
    scope: &mut Scope,
    selection: &Selection,
    chunk: Chunk<'_>,
) -> Result<Vec<Entry>, Failure> {
    entry_chunk(scope, selection, chunk, " for update of e").await
}

/// The same, only to look.
pub async fn entry_read(
    scope: &mut Scope,
    selection: &Selection,
    chunk: Chunk<'_>,
) -> Result<Vec<Entry>, Failure> {
    entry_chunk(scope, selection, chunk, "").await
}

async fn entry_chunk(
    scope: &mut Scope,
    selection: &Selection,
    chunk: Chunk<'_>,
    lock: &'static str,
) -> Result<Vec<Entry>, Failure> {
    let selection = &ENTRIES.resolve_selection(scope, selection).await?;
    let mut sql = QueryBuilder::new(
        r"
        select e.entry_id, e.version, e.transaction_class, e.work_on, e.project_id, e.task_id,
            e.resource_id, e.role_id, e.category_id, e.product_id, e.quantity, e.unit,
            e.billing_type, e.billing_type_is_chosen, e.billable_quantity, e.unit_price,
            e.price_currency, e.unit_cost, e.state, e.is_history, e.journal_type,
        ",
    );
    push_is_own(chunk.asker, &mut sql);
    sql.push(" as is_own, (e.resource_id = any(")
        .push_bind(chunk.asker.alike.clone())
        .push(")) is true as may_be_own, ");
    match &chunk.asker.approves_on {
        Some(projects) => sql.push("e.project_id = any(").push_bind(projects.clone()).push(")"),
        None => sql.push("true"),
    };
    sql.push(" as is_theirs_to_decide, (")
        .push(AUTHOR)
        .push(") is not null as has_an_author from entry e where e.company_id = ")
        .push_bind(scope.company());
    sql.push(" and e.entry_id > ").push_bind(chunk.after.0);
    if matches!(selection, Selection::Matching(_)) {
        if chunk.only_own {
            sql.push(" and ");
            push_is_own(chunk.asker, &mut sql);
        } else {
            push_sight(chunk.asker.sees(), &mut sql);
        }
    }
    ENTRIES.push_selection(selection, &mut sql)?;
    sql.push(" order by e.entry_id limit ").push_bind(chunk.limit).push(lock);
    Ok(sql.build_query_as().fetch_all(scope.connection()).await?)
}

/// Who wrote an entry down or did the work, if they can sign in.
const AUTHOR: &str = r"
    select w.person_id
    from person w
    where w.company_id = e.company_id and w.is_active
        and w.person_id = coalesce(
            e.person_id,
            (
                select r.person_id
                from resource r
                where r.company_id = e.company_id and r.resource_id = e.resource_id
            )
        )
";

/// Keeps a list to some projects.
pub fn push_sight(sees: Option<&[i64]>, sql: &mut QueryBuilder<sqlx::Postgres>) {
    if let Some(projects) = sees {
        sql.push(" and e.project_id = any(").push_bind(projects.to_vec()).push(")");
    }
}

/// Whether they wrote it down or did the work.
fn push_is_own(asker: &Asker, sql: &mut QueryBuilder<sqlx::Postgres>) {
    sql.push("(e.person_id = ").push_bind(asker.person.map(|p| p.0));
    sql.push(" or e.resource_id = any(").push_bind(asker.resources.clone()).push(")) is true");
}

impl<'r> sqlx::FromRow<'r, sqlx::postgres::PgRow> for Entry {
    fn from_row(row: &'r sqlx::postgres::PgRow) -> Result<Self, sqlx::Error> {
        use sqlx::Row;
        let dimension = dimension(
            row.try_get("role_id")?,
            row.try_get("category_id")?,
            row.try_get("product_id")?,
        );
        Ok(Self {
            entry_id: row.try_get("entry_id")?,
            version: row.try_get("version")?,
            transaction_class: row.try_get::<TransactionClass, _>("transaction_class")?,
            work_on: row.try_get("work_on")?,
            project_id: row.try_get("project_id")?,
            task_id: row.try_get("task_id")?,
            resource_id: row.try_get("resource_id")?,
            // entry_is_priced_by_what_suits_its_class: one of them is there.
            dimension: dimension.ok_or_else(|| {
                sqlx::Error::ColumnNotFound("role_id, category_id or product_id".into())
            })?,
            quantity: row.try_get("quantity")?,
            unit: row.try_get("unit")?,
            billing_type: row.try_get("billing_type")?,
            billing_type_is_chosen: row.try_get("billing_type_is_chosen")?,
            billable_quantity: row.try_get("billable_quantity")?,
            unit_price: row.try_get("unit_price")?,
            price_currency: row.try_get("price_currency")?,
            unit_cost: row.try_get("unit_cost")?,
            state: row.try_get("state")?,
            is_history: row.try_get("is_history")?,
            journal_type: row.try_get("journal_type")?,
            is_own: row.try_get("is_own")?,
            may_be_own: row.try_get("may_be_own")?,
            is_theirs_to_decide: row.try_get("is_theirs_to_decide")?,
            has_an_author: row.try_get("has_an_author")?,
        })
    }
}

/// Which of these entries are on an invoice, and on which: its name, or its number once it is
/// confirmed. What was credited whole is on none any more.
pub async fn invoiced(
    scope: &mut Scope,
    entries: &[i64],
) -> Result<Vec<(EntryId, ClaimStatus, String)>, Failure> {
    let rows = sqlx::query!(
        r#"
        select distinct
            on (u.entry_id) u.entry_id as "entry_id!", i.status as "status!: ClaimStatus",
                i.label as "invoice!"
        from actual u
        left join actual b on b.company_id = u.company_id and b.bills_actual_id = u.actual_id
            and b.reverses_actual_id is null
            and not exists (
                select
                from actual r
                where r.company_id = b.company_id and r.reverses_actual_id = b.actual_id
            )
        left join claim d on d.company_id = u.company_id and d.source_actual_id = u.actual_id
            and d.is_on_draft
        join invoice_label i on i.company_id = u.company_id
            and i.invoice_id = case when b.actual_id is null then d.invoice_id else b.invoice_id end
        where u.company_id = $1 and u.entry_id = any($2) and u.entry_id is not null
            and u.reverses_actual_id is null and u.bills_actual_id is null
            and u.transaction_type = 'unbilled_sales'
        order by u.entry_id, i.invoice_id
        "#,
        scope.company(),
        entries
    )
    .fetch_all(scope.connection())
    .await?;
    Ok(rows.into_iter().map(|r| (EntryId(r.entry_id), r.status, r.invoice)).collect())
}
