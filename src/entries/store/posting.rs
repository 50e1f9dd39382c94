//! Journals, and approved entries that are corrected.

use super::record::keys;
use crate::{
    entries::model::{Entry, JournalWork},
    platform::failure::Failure,
    vocabulary::{
        currency::Currency,
        ids::{ContractId, CustomerId, EntryId, EntryJournalId, ProductId, ResourceId},
        words::{BillingType, TransactionClass, TransactionType},
    },
};
use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::Decimal;
use sqlx::PgConnection;

/// Whether somebody of that key works here.
pub async fn is_resource(conn: &mut PgConnection, company: i64, resource: ResourceId) -> Result<bool, Failure> {
    Ok(sqlx::query_scalar!(r#"select exists (select from resource where company_id = $1 and resource_id = $2) as "exists!""#, company, resource.0)
        .fetch_one(conn)
        .await?)
}

/// Writes a journal.
pub async fn journal_insert(
    conn: &mut PgConnection,
    company: i64,
    description: &str,
    person: Option<i64>,
    now: DateTime<Utc>,
) -> Result<EntryJournalId, Failure> {
    let id = sqlx::query_scalar!(
        "insert into entry_journal (company_id, description, person_id, posted_at) values ($1, $2, $3, $4) returning entry_journal_id",
        company,
        description,
        person,
        now
    )
    .fetch_one(conn)
    .await?;
    Ok(EntryJournalId(id))
}

/// Writes its lines, approved as they are; answers their keys in order.
pub async fn journal_lines_insert(
    conn: &mut PgConnection,
    company: i64,
    journal: EntryJournalId,
    person: Option<i64>,
    lines: &[(JournalWork, BillingType)],
) -> Result<Vec<EntryId>, Failure> {
    let dimension = |at: usize| lines.iter().map(|(l, _)| keys(l.work.dimension).get(at).copied().flatten()).collect::<Vec<Option<i64>>>();
    let ids = sqlx::query_scalar!(
        "insert into entry (company_id, entry_journal_id, person_id, state, task, journal_type, transaction_class, work_on, project_id, task_id, resource_id,
             role_id, category_id, product_id, notes, quantity, billable_quantity, unit, billing_type, unit_price, price_currency, unit_cost)
         select $1, $2, $3, 'approved', '', r.written, r.class, r.work_on, r.project_id, r.task_id, r.resource_id, r.role_id, r.category_id, r.product_id, r.notes,
             r.quantity, r.quantity, r.unit, r.billing_type, r.unit_price, r.price_currency, r.unit_cost
         from unnest($4::transaction_type[], $5::transaction_class[], $6::date[], $7::bigint[], $8::bigint[], $9::bigint[], $10::bigint[], $11::bigint[], $12::bigint[],
             $13::text[], $14::numeric[], $15::text[], $16::billing_type[], $17::numeric[], $19::text[], $18::numeric[])
             with ordinality r (written, class, work_on, project_id, task_id, resource_id, role_id, category_id, product_id, notes, quantity, unit, billing_type, unit_price, price_currency, unit_cost, place)
         order by r.place returning entry_id",
        company,
        journal.0,
        person,
        lines.iter().map(|(l, _)| l.transaction_type).collect::<Vec<_>>() as Vec<TransactionType>,
        lines.iter().map(|(l, _)| l.work.transaction_class).collect::<Vec<_>>() as Vec<TransactionClass>,
        &lines.iter().map(|(l, _)| l.work.work_on).collect::<Vec<_>>(),
        &lines.iter().map(|(l, _)| l.work.project_id.0).collect::<Vec<_>>(),
        &lines.iter().map(|(l, _)| l.work.task_id.map(|id| id.0)).collect::<Vec<_>>() as &[Option<i64>],
        &lines.iter().map(|(l, _)| l.resource_id.map(|id| id.0)).collect::<Vec<_>>() as &[Option<i64>],
        &dimension(0) as &[Option<i64>],
        &dimension(1) as &[Option<i64>],
        &dimension(2) as &[Option<i64>],
        &lines.iter().map(|(l, _)| l.work.notes.clone()).collect::<Vec<_>>(),
        &lines.iter().map(|(l, _)| l.work.quantity).collect::<Vec<_>>(),
        &lines.iter().map(|(l, _)| l.work.unit.clone()).collect::<Vec<_>>(),
        lines.iter().map(|(_, t)| *t).collect::<Vec<_>>() as Vec<BillingType>,
        &lines.iter().map(|(l, _)| l.unit_price).collect::<Vec<_>>() as &[Option<Decimal>],
        &lines.iter().map(|(l, _)| l.work.unit_cost.unwrap_or_default()).collect::<Vec<_>>(),
        lines.iter().map(|(l, _)| l.price_currency).collect::<Vec<_>>() as Vec<Option<Currency>>
    )
    .fetch_all(conn)
    .await?;
    Ok(ids.into_iter().map(EntryId).collect())
}

/// Changes what approved entries say, once nothing of them stands in the ledger.
pub async fn entry_correct(conn: &mut PgConnection, company: i64, entries: &[(Entry, BillingType)]) -> Result<u64, Failure> {
    let dimension = |at: usize| entries.iter().map(|(e, _)| keys(e.dimension).get(at).copied().flatten()).collect::<Vec<Option<i64>>>();
    let done = sqlx::query!(
        "update entry e set project_id = r.project_id, task_id = r.task_id, task = case when e.project_id = r.project_id then e.task else '' end, resource_id = r.resource_id,
             role_id = r.role_id, category_id = r.category_id, product_id = r.product_id, work_on = r.work_on, billing_type = r.billing_type, version = e.version + 1,
             unit = coalesce((select p.unit from product p where p.company_id = $1 and p.product_id = r.product_id), e.unit)
         from unnest($2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[], $8::bigint[], $9::date[], $10::billing_type[])
             r (entry_id, project_id, task_id, resource_id, role_id, category_id, product_id, work_on, billing_type)
         where e.company_id = $1 and e.entry_id = r.entry_id and e.state in ('approved', 'recall_requested')",
        company,
        &entries.iter().map(|(e, _)| e.entry_id.0).collect::<Vec<_>>(),
        &entries.iter().map(|(e, _)| e.project_id.0).collect::<Vec<_>>(),
        &entries.iter().map(|(e, _)| e.task_id.map(|id| id.0)).collect::<Vec<_>>() as &[Option<i64>],
        &entries.iter().map(|(e, _)| e.resource_id.map(|id| id.0)).collect::<Vec<_>>() as &[Option<i64>],
        &dimension(0) as &[Option<i64>],
        &dimension(1) as &[Option<i64>],
        &dimension(2) as &[Option<i64>],
        &entries.iter().map(|(e, _)| e.work_on).collect::<Vec<_>>(),
        entries.iter().map(|(_, t)| *t).collect::<Vec<_>>() as Vec<BillingType>
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected())
}

/// Approved entries whose work a contract's lines cover in its time, or that the ledger has on it, also those whose author
/// asks for them back; history left out.
pub async fn approved_on(conn: &mut PgConnection, company: i64, contract: ContractId) -> Result<Vec<i64>, Failure> {
    Ok(sqlx::query_scalar!(
        r#"
        select e.entry_id from entry e
        where e.company_id = $1 and e.state in ('approved', 'recall_requested') and not e.is_history
          and (exists (select from contract_line_class k join contract_line l on l.company_id = k.company_id and l.contract_line_id = k.contract_line_id
                   join contract c on c.company_id = l.company_id and c.contract_id = l.contract_id
                   where k.company_id = e.company_id and k.project_id = e.project_id and k.transaction_class = e.transaction_class and l.contract_id = $2
                     and e.work_on >= c.start_on and (c.requested_delivery_on is null or e.work_on <= c.requested_delivery_on))
            or exists (select from actual a where a.company_id = e.company_id and a.contract_id = $2 and a.entry_id = e.entry_id))
        order by e.entry_id
        "#,
        company,
        contract.0
    )
    .fetch_all(conn)
    .await?)
}

/// Approved entries on work that lines of these contracts cover.
pub async fn approved_on_numbered(conn: &mut PgConnection, company: i64, contracts: &[String]) -> Result<Vec<i64>, Failure> {
    Ok(sqlx::query_scalar!(
        r#"
        select distinct e.entry_id from contract c
        join contract_line l on l.company_id = c.company_id and l.contract_id = c.contract_id
        join contract_line_class k on k.company_id = l.company_id and k.contract_line_id = l.contract_line_id
        join entry e on e.company_id = k.company_id and e.project_id = k.project_id and e.transaction_class = k.transaction_class
        where c.company_id = $1 and c.number = any($2) and e.state = 'approved' and not e.is_history
        order by e.entry_id
        "#,
        company,
        contracts
    )
    .fetch_all(conn)
    .await?)
}

/// Approved entries on what a contract's lines cover, dated after one day and by another, if given; history left out.
pub async fn approved_after(conn: &mut PgConnection, company: i64, contract: ContractId, after: NaiveDate, by: Option<NaiveDate>) -> Result<Vec<i64>, Failure> {
    Ok(sqlx::query_scalar!(
        r#"
        select e.entry_id from entry e
        where e.company_id = $1 and e.state in ('approved', 'recall_requested') and not e.is_history and e.work_on > $3 and ($4::date is null or e.work_on <= $4)
          and exists (select from contract_line_class k join contract_line l on l.company_id = k.company_id and l.contract_line_id = k.contract_line_id
              where k.company_id = e.company_id and k.project_id = e.project_id and k.transaction_class = e.transaction_class and l.contract_id = $2)
        order by e.entry_id
        "#,
        company,
        contract.0,
        after,
        by
    )
    .fetch_all(conn)
    .await?)
}

/// The entries that these rows of the ledger came from.
pub async fn entries_of(conn: &mut PgConnection, company: i64, actuals: &[i64]) -> Result<Vec<i64>, Failure> {
    Ok(sqlx::query_scalar!(
        r#"select distinct entry_id as "entry_id!" from actual where company_id = $1 and actual_id = any($2) and entry_id is not null order by 1"#,
        company,
        actuals
    )
    .fetch_all(conn)
    .await?)
}

/// Names of customers.
pub async fn customer_names(conn: &mut PgConnection, company: i64, customers: &[i64]) -> Result<Vec<(CustomerId, String)>, Failure> {
    let rows =
        sqlx::query!("select customer_id, name from customer where company_id = $1 and customer_id = any($2)", company, customers).fetch_all(conn).await?;
    Ok(rows.into_iter().map(|r| (CustomerId(r.customer_id), r.name)).collect())
}

/// Which of these tasks are of that project.
pub async fn are_tasks_of(conn: &mut PgConnection, company: i64, pairs: &[(i64, i64)]) -> Result<bool, Failure> {
    let (projects, tasks): (Vec<i64>, Vec<i64>) = pairs.iter().copied().unzip();
    Ok(sqlx::query_scalar!(
        r#"select not exists (select from unnest($2::bigint[], $3::bigint[]) r (project_id, task_id)
             where not exists (select from task t where t.company_id = $1 and t.project_id = r.project_id and t.task_id = r.task_id)) as "all!""#,
        company,
        &projects,
        &tasks
    )
    .fetch_one(conn)
    .await?)
}

/// Whether each of these is the company's, where it is named: project, role, category, product, resource.
pub async fn are_known(conn: &mut PgConnection, company: i64, named: [Option<i64>; 5]) -> Result<[bool; 5], Failure> {
    let [project, role, category, product, resource] = named;
    let known = sqlx::query!(
        r#"select ($2::bigint is null or exists (select from project where company_id = $1 and project_id = $2)) as "project!",
                  ($3::bigint is null or exists (select from role where company_id = $1 and role_id = $3)) as "role!",
                  ($4::bigint is null or exists (select from category where company_id = $1 and category_id = $4)) as "category!",
                  ($5::bigint is null or exists (select from product where company_id = $1 and product_id = $5)) as "product!",
                  ($6::bigint is null or exists (select from resource where company_id = $1 and resource_id = $6)) as "resource!""#,
        company,
        project,
        role,
        category,
        product,
        resource
    )
    .fetch_one(conn)
    .await?;
    Ok([known.project, known.role, known.category, known.product, known.resource])
}

/// What a product is counted in.
pub async fn product_unit(conn: &mut PgConnection, company: i64, product: ProductId) -> Result<String, Failure> {
    let unit = sqlx::query_scalar!("select unit from product where company_id = $1 and product_id = $2", company, product.0).fetch_optional(conn).await?;
    Ok(unit.unwrap_or_default())
}
