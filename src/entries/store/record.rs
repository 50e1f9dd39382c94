//! What people write down themselves.

use crate::{
    book::model::Dimension,
    entries::model::{EntryRow, Recorded, Work},
    platform::{failure::Failure, scope::Scope},
    vocabulary::{
        ids::{EntryId, PersonId, ResourceId},
        refusal::Refusal,
        words::{EntryState, TransactionClass},
    },
};
use chrono::NaiveDate;
use rust_decimal::Decimal;

/// Key of the role, category and product, one of which is there.
pub fn keys(dimension: Dimension) -> [Option<i64>; 3] {
    match dimension {
        Dimension::Role(id) => [Some(id.0), None, None],
        Dimension::Category(id) => [None, Some(id.0), None],
        Dimension::Product(id) => [None, None, Some(id.0)],
    }
}

/// What of a choice is the company's: the project, the task as one of its tasks, the role, category
/// or product; and a product's unit.
pub struct Known {
    /// The project is there.
    pub project: bool,
    /// The task is there and of that project, or none was named.
    pub task: bool,
    /// What it is priced by is there.
    pub dimension: bool,
    /// Of the product.
    pub unit: Option<String>,
}

/// Looks choices up, all at once; in their order.
pub async fn chosen(scope: &mut Scope, works: &[Work]) -> Result<Vec<Known>, Failure> {
    let dimensions: Vec<[Option<i64>; 3]> = works.iter().map(|work| keys(work.dimension)).collect();
    Ok(sqlx::query_as!(
        Known,
        r#"
        select p.project_id is not null as "project!",
            (r.task_id is null or t.task_id is not null) as "task!",
            coalesce(o.role_id, c.category_id, d.product_id) is not null as "dimension!",
            d.unit as "unit?"
        from unnest($2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[])
            with ordinality r (project_id, task_id, role_id, category_id, product_id, place)
        left join project p on p.company_id = $1 and p.project_id = r.project_id
        left join task t on t.company_id = $1 and t.project_id = r.project_id
            and t.task_id = r.task_id
        left join role o on o.company_id = $1 and o.role_id = r.role_id
        left join category c on c.company_id = $1 and c.category_id = r.category_id
        left join product d on d.company_id = $1 and d.product_id = r.product_id
        order by r.place
        "#,
        scope.company(),
        &works.iter().map(|work| work.project_id.0).collect::<Vec<_>>(),
        &works.iter().map(|work| work.task_id.map(|id| id.0)).collect::<Vec<_>>()
            as &[Option<i64>],
        &dimensions.iter().map(|[role, ..]| *role).collect::<Vec<_>>() as &[Option<i64>],
        &dimensions.iter().map(|[_, category, _]| *category).collect::<Vec<_>>()
            as &[Option<i64>],
        &dimensions.iter().map(|[.., product]| *product).collect::<Vec<_>>() as &[Option<i64>]
    )
    .fetch_all(scope.connection())
    .await?)
}

/// Two tabs of the same person come one after another.
pub async fn lock_resource(scope: &mut Scope, resource: ResourceId) -> Result<(), Failure> {
    sqlx::query!(
        r"
        select resource_id
        from resource
        where company_id = $1 and resource_id = $2
        for no key update
        ",
        scope.company(),
        resource.0
    )
    .fetch_one(scope.connection())
    .await?;
    Ok(())
}

/// Whether somebody wrote the same time down for that day already, with the same notes: another
/// tab, most likely. With other notes it is other work (R-APP-15).
pub async fn same_work(
    scope: &mut Scope,
    resource: ResourceId,
    work: &Work,
) -> Result<bool, Failure> {
    let [role, ..] = keys(work.dimension);
    Ok(sqlx::query_scalar!(
        r#"
        select exists (
            select
            from entry
            where company_id = $1 and resource_id = $2 and work_on = $3 and project_id = $4
                and role_id = $5 and task_id is not distinct from $6 and notes = $7
                and transaction_class = 'time' and person_id is not null
        ) as "exists!"
        "#,
        scope.company(),
        resource.0,
        work.work_on,
        work.project_id.0,
        role,
        work.task_id.map(|id| id.0),
        work.notes
    )
    .fetch_one(scope.connection())
    .await?)
}

/// What an hour of this resource cost when it was last known: a time sheet's rate goes on until the
/// next. A journal's sale has no cost, and 0 says that nobody knew.
pub async fn hours_cost(
    scope: &mut Scope,
    resource: ResourceId,
    day: NaiveDate,
) -> Result<Decimal, Failure> {
    let known = sqlx::query_scalar!(
        r"
        select unit_cost
        from entry
        where company_id = $1 and resource_id = $2 and transaction_class = 'time' and unit_cost > 0
        order by work_on > $3, abs(work_on - $3), entry_id desc
        limit 1
        ",
        scope.company(),
        resource.0,
        day
    )
    .fetch_optional(scope.connection())
    .await?;
    Ok(known.unwrap_or_default())
}

/// State and history of one's own entry, locked, with its version; none if it is not there or
/// somebody else's.
pub async fn entry_own(
    scope: &mut Scope,
    entry: EntryId,
    own: &[i64],
) -> Result<Option<(EntryState, bool, i32, TransactionClass)>, Failure> {
    let row = sqlx::query!(
        r"
        select state, is_history, version, transaction_class
        from entry
        where company_id = $1 and entry_id = $2 and resource_id = any($3)
        for update
        ",
        scope.company(),
        entry.0,
        own
    )
    .fetch_optional(scope.connection())
    .await?;
    Ok(row.map(|r| (r.state, r.is_history, r.version, r.transaction_class)))
}

/// Writes an entry down: a new one, or over the one that is there. All of it is billable until an
/// approver says less.
pub async fn entry_record(
    scope: &mut Scope,
    entry: Option<EntryId>,
    (resource, person): (ResourceId, Option<PersonId>),
    work: &Work,
    unit_cost: Decimal,
) -> Result<Recorded, Failure> {
    let [role, category, product] = keys(work.dimension);
    let task = work.task_id.map(|id| id.0);
    if let Some(entry_id) = entry {
        let version = sqlx::query_scalar!(
            r"
            update entry
            set project_id = $3, task_id = $4, role_id = $5, category_id = $6, product_id = $7,
                work_on = $8, quantity = $9, billable_quantity = $9, unit = $10, unit_cost = $11,
                notes = $12, version = version + 1,
                task = case when $4::bigint is null then task else '' end
            where company_id = $1 and entry_id = $2
            returning version
            ",
            scope.company(),
            entry_id.0,
            work.project_id.0,
            task,
            role,
            category,
            product,
            work.work_on,
            work.quantity,
            work.unit,
            unit_cost,
            work.notes
        )
        .fetch_optional(scope.connection())
        .await?
        .ok_or(Refusal::NotFound)?;
        return Ok(Recorded { entry_id, version });
    }
    let id = sqlx::query_scalar!(
        r"
        insert into entry (
            company_id, transaction_class, work_on, project_id, task_id, resource_id, role_id,
            category_id, product_id, task, notes, quantity, unit, billing_type, billable_quantity,
            unit_cost, person_id
        )
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, '', $10, $11, $12, 'chargeable', $11, $13, $14)
        returning entry_id
        ",
        scope.company(),
        work.transaction_class as TransactionClass,
        work.work_on,
        work.project_id.0,
        task,
        resource.0,
        role,
        category,
        product,
        work.notes,
        work.quantity,
        work.unit,
        unit_cost,
        person.map(|p| p.0)
    )
    .fetch_one(scope.connection())
    .await?;
    Ok(Recorded { entry_id: EntryId(id), version: 1 })
}

/// Removes a draft that never counted.
pub async fn entry_delete(scope: &mut Scope, entry: EntryId) -> Result<(), Failure> {
    sqlx::query!(
        "delete from entry where company_id = $1 and entry_id = $2",
        scope.company(),
        entry.0
    )
    .execute(scope.connection())
    .await?;
    Ok(())
}

/// The time of a resource from one day to another, in order of what it was spent on.
pub async fn week_lines(
    scope: &mut Scope,
    own: &[i64],
    from: NaiveDate,
    to: NaiveDate,
) -> Result<Vec<EntryRow>, Failure> {
    Ok(sqlx::query_as(
        r"
        select e.entry_id, e.transaction_class, e.work_on, e.project_id, p.label as project_code,
            null::text as resource_name, e.task_id, coalesce(t.name, e.task) as task_name,
            e.role_id, e.category_id, e.product_id, r.name as priced_by, e.notes, e.quantity,
            e.unit, e.unit_cost, e.unit_price, e.price_currency, e.billing_type,
            e.billing_type_is_chosen, e.billable_quantity, e.external_comment, e.state,
            e.is_history, e.decision_comment, e.recall_reason, e.entry_journal_id, e.version,
            null::text as contract_number
        from entry e
        join project p on p.company_id = e.company_id and p.project_id = e.project_id
        join role r on r.company_id = e.company_id and r.role_id = e.role_id
        left join task t on t.company_id = e.company_id and t.task_id = e.task_id
        where e.company_id = $1 and e.resource_id = any($2) and e.work_on between $3 and $4
            and e.transaction_class = 'time' and e.entry_journal_id is null
        order by p.code, coalesce(t.name, e.task), r.name, e.work_on, e.entry_id
        ",
    )
    .bind(scope.company())
    .bind(own)
    .bind(from)
    .bind(to)
    .fetch_all(scope.connection())
    .await?)
}
