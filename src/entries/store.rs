//! SQL of entries.
#![allow(clippy::as_conversions, reason = "in sqlx's macros `as` names a parameter's type; nothing is converted")]

use super::{
    model::{Entry, EntryRow, NewEntry},
    rules::Transition,
};
use crate::{
    platform::{
        failure::Failure,
        list::{Filter, ListSpec, Placed, Sort, page},
    },
    vocabulary::{
        currency::Currency,
        ids::EntryId,
        paging::{ListQuery, Page, Selection, Totals},
        refusal::Refusal,
        words::{BillingType, EntryState, TransactionClass},
    },
};
use rust_decimal::Decimal;
use sqlx::{PgConnection, QueryBuilder};
use std::collections::HashSet;

/// What Approvals can filter and sort by.
pub const ENTRIES: ListSpec = ListSpec {
    filters: &[
        ("state", Filter::Word("e.state", "entry_state", &["draft", "submitted", "approved", "returned"])),
        ("entry_id", Filter::Id("e.entry_id")),
        ("project", Filter::Named("e.project_id", "select f.project_id from project f where (f.code || ' ' || f.name) ilike ")),
        ("person", Filter::Named("e.resource_id", "select f.resource_id from resource f where f.name ilike ")),
        ("notes", Filter::Text("(e.task || ' ' || e.notes) ilike ", "")),
        ("from", Filter::From("e.work_on")),
        ("to", Filter::To("e.work_on")),
        ("billing_type", Filter::Word("e.billing_type", "billing_type", &["chargeable", "non_chargeable", "complimentary"])),
    ],
    sorts: &[
        Sort { name: "date", sql: "e.work_on", sql_type: "date" },
        Sort { name: "quantity", sql: "e.quantity", sql_type: "numeric" },
        Sort { name: "project", sql: "(select s.code from project s where s.company_id = e.company_id and s.project_id = e.project_id)", sql_type: "text" },
        Sort { name: "person", sql: "(select s.name from resource s where s.company_id = e.company_id and s.resource_id = e.resource_id)", sql_type: "text" },
    ],
    descending: false,
    id: "e.entry_id",
};

/// A page of entries.
pub async fn entry_list(conn: &mut PgConnection, company: i64, query: &ListQuery) -> Result<Page<EntryRow>, Failure> {
    let query = &ENTRIES.resolve(conn, company, query).await?;
    let mut sql = QueryBuilder::new(
        "select p.*, pr.code as project_code, re.name as resource_name, ro.name as role_name, c.number as contract_number from (\
         select e.company_id, e.entry_id, e.work_on, e.project_id, e.resource_id, e.role_id, e.transaction_class, e.task, e.notes, e.quantity, e.billing_type, \
         e.billable_quantity, e.external_comment, e.state, e.is_history, e.decision_comment",
    );
    ENTRIES.push_cursor_columns(query, &mut sql)?;
    sql.push(" from entry e where e.company_id = ").push_bind(company);
    ENTRIES.push_filters(query, &mut sql)?;
    ENTRIES.push_page(query, &mut sql)?;
    sql.push(
        ") p join project pr on pr.company_id = p.company_id and pr.project_id = p.project_id \
         join resource re on re.company_id = p.company_id and re.resource_id = p.resource_id \
         join role ro on ro.company_id = p.company_id and ro.role_id = p.role_id \
         left join contract_line_class k on k.company_id = p.company_id and k.project_id = p.project_id and k.transaction_class = p.transaction_class \
         left join contract_line l on l.company_id = k.company_id and l.contract_line_id = k.contract_line_id \
         left join contract c on c.company_id = l.company_id and c.contract_id = l.contract_id",
    );
    let (sort, descending) = ENTRIES.sort(query)?;
    let backward = query.after.is_none() && query.before.is_some();
    let direction = if descending != backward { " desc" } else { "" };
    sql.push(" order by p.sort_value::").push(sort.sql_type).push(direction).push(", p.row_id").push(direction);
    let rows: Vec<Placed<EntryRow>> = sql.build_query_as().fetch_all(conn).await?;
    Ok(page(query, rows))
}

/// Count and hours; entries have no currency, so no amounts.
pub async fn entry_totals(conn: &mut PgConnection, company: i64, query: &ListQuery) -> Result<Totals, Failure> {
    let query = &ENTRIES.resolve(conn, company, query).await?;
    let mut sql = QueryBuilder::new("select count(*), coalesce(sum(e.quantity), 0) from entry e where e.company_id = ");
    sql.push_bind(company);
    ENTRIES.push_filters(query, &mut sql)?;
    let (count, quantity): (i64, Decimal) = sql.build_query_as().fetch_one(&mut *conn).await?;
    let mut hints = Vec::new();
    if count == 0 {
        let states = sqlx::query!(r#"select state::text as "state!", count(*) as "count!" from entry where company_id = $1 group by state"#, company)
            .fetch_all(conn)
            .await?;
        hints = states.into_iter().map(|s| (s.state, s.count)).collect();
    }
    Ok(Totals { count, quantity, amounts: Vec::new(), hints })
}

/// One chunk of a selection, locked in key order.
pub async fn entry_lock(conn: &mut PgConnection, company: i64, selection: &Selection, after: EntryId, limit: i64) -> Result<Vec<Entry>, Failure> {
    let selection = &ENTRIES.resolve_selection(conn, company, selection).await?;
    let mut sql = QueryBuilder::new(
        "select e.entry_id, e.transaction_class, e.work_on, e.project_id, e.resource_id, e.role_id, e.quantity, e.billing_type, e.billable_quantity, \
         e.unit_price, e.unit_cost, e.state, e.is_history from entry e where e.company_id = ",
    );
    sql.push_bind(company).push(" and e.entry_id > ").push_bind(after.0);
    ENTRIES.push_selection(selection, &mut sql)?;
    sql.push(" order by e.entry_id limit ").push_bind(limit).push(" for update");
    Ok(sql.build_query_as().fetch_all(conn).await?)
}

impl<'r> sqlx::FromRow<'r, sqlx::postgres::PgRow> for Entry {
    fn from_row(row: &'r sqlx::postgres::PgRow) -> Result<Self, sqlx::Error> {
        use sqlx::Row;
        Ok(Self {
            entry_id: row.try_get("entry_id")?,
            transaction_class: row.try_get::<TransactionClass, _>("transaction_class")?,
            work_on: row.try_get("work_on")?,
            project_id: row.try_get("project_id")?,
            resource_id: row.try_get("resource_id")?,
            role_id: row.try_get("role_id")?,
            quantity: row.try_get("quantity")?,
            billing_type: row.try_get("billing_type")?,
            billable_quantity: row.try_get("billable_quantity")?,
            unit_price: row.try_get("unit_price")?,
            unit_cost: row.try_get("unit_cost")?,
            state: row.try_get("state")?,
            is_history: row.try_get("is_history")?,
        })
    }
}

/// Moves entries that are still where the transition begins; fewer rows than asked means somebody was first.
pub async fn entry_move(conn: &mut PgConnection, company: i64, entries: &[EntryId], transition: Transition, comment: &str) -> Result<(), Failure> {
    let ids: Vec<i64> = entries.iter().map(|id| id.0).collect();
    let moved = sqlx::query!(
        "update entry set state = $3, decision_comment = $5 where company_id = $1 and entry_id = any($2) and state = $4",
        company,
        &ids,
        transition.to() as EntryState,
        transition.from() as EntryState,
        comment
    )
    .execute(conn)
    .await?
    .rows_affected();
    if usize::try_from(moved).ok() == Some(entries.len()) { Ok(()) } else { Err(Refusal::Outdated.into()) }
}

/// What the approver changed on a submitted entry.
pub async fn entry_edit(
    conn: &mut PgConnection,
    company: i64,
    entry: EntryId,
    billable: Decimal,
    billing_type: BillingType,
    comment: &str,
) -> Result<(), Failure> {
    sqlx::query!(
        "update entry set billable_quantity = $3, billing_type = $4, external_comment = $5 where company_id = $1 and entry_id = $2 and state = 'submitted'",
        company,
        entry.0,
        billable,
        billing_type as BillingType,
        comment
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Which of these source keys are here already.
pub async fn known_keys(conn: &mut PgConnection, company: i64, keys: &[String]) -> Result<HashSet<String>, Failure> {
    let known = sqlx::query_scalar!(r#"select source_key as "source_key!" from entry where company_id = $1 and source_key = any($2)"#, company, keys)
        .fetch_all(conn)
        .await?;
    Ok(known.into_iter().collect())
}

/// Adds entries; a source key that is here already is left alone. Answers the submitted ones.
pub async fn entry_insert(conn: &mut PgConnection, company: i64, new: &[NewEntry]) -> Result<Vec<EntryId>, Failure> {
    let rows = sqlx::query!(
        r#"
        insert into entry (company_id, transaction_class, work_on, project_id, resource_id, role_id, task, notes, quantity, billing_type,
            billable_quantity, unit_price, unit_cost, state, is_history, source_key)
        select $1, 'time', r.work_on, p.project_id, re.resource_id, ro.role_id, r.task, r.notes, r.quantity, r.billing_type,
            r.quantity, r.unit_price, r.unit_cost, r.state, r.is_history, r.source_key
        from unnest($2::date[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::numeric[], $9::billing_type[],
            $10::numeric[], $11::numeric[], $12::entry_state[], $13::boolean[], $14::text[])
            with ordinality r (work_on, project, resource, role, task, notes, quantity, billing_type, unit_price, unit_cost, state, is_history, source_key, place)
        join project p on p.company_id = $1 and p.code = r.project
        join resource re on re.company_id = $1 and re.name = r.resource
        join role ro on ro.company_id = $1 and ro.name = r.role
        order by r.place
        on conflict on constraint entry_is_imported_once do nothing
        returning entry_id, state as "state: EntryState"
        "#,
        company,
        &new.iter().map(|e| e.work_on).collect::<Vec<_>>(),
        &new.iter().map(|e| e.project.clone()).collect::<Vec<_>>(),
        &new.iter().map(|e| e.resource.clone()).collect::<Vec<_>>(),
        &new.iter().map(|e| e.role.clone()).collect::<Vec<_>>(),
        &new.iter().map(|e| e.task.clone()).collect::<Vec<_>>(),
        &new.iter().map(|e| e.notes.clone()).collect::<Vec<_>>(),
        &new.iter().map(|e| e.quantity).collect::<Vec<_>>(),
        new.iter().map(|e| e.billing_type).collect::<Vec<_>>() as Vec<BillingType>,
        &new.iter().map(|e| e.unit_price).collect::<Vec<_>>() as &[Option<Decimal>],
        &new.iter().map(|e| e.unit_cost).collect::<Vec<_>>(),
        new.iter().map(|e| e.state).collect::<Vec<_>>() as Vec<EntryState>,
        &new.iter().map(|e| e.is_history).collect::<Vec<_>>(),
        &new.iter().map(|e| e.source_key.clone()).collect::<Vec<_>>()
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().filter(|r| r.state == EntryState::Submitted).map(|r| EntryId(r.entry_id)).collect())
}

/// The currency costs are kept in.
pub async fn company_currency(conn: &mut PgConnection, company: i64) -> Result<Currency, Failure> {
    Ok(sqlx::query_scalar!(r#"select currency as "currency: Currency" from company where company_id = $1"#, company).fetch_one(conn).await?)
}
