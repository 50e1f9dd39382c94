//! SQL of entries that came in files: added, known again, changed where they came from.
#![allow(
    clippy::as_conversions,
    reason = "in sqlx's macros `as` names a parameter's type; nothing is converted"
)]

use crate::{
    entries::model::{KnownEntry, NewEntry, TakenChange},
    platform::{failure::Failure, scope::Scope},
    vocabulary::{
        currency::Currency,
        ids::{EntryId, ProjectId, TaskId},
        names::fold,
        refusal::Refusal,
        words::{BillingType, EntryState},
    },
};
use chrono::NaiveDate;
use rust_decimal::Decimal;
use std::collections::HashMap;

/// Imported entries of these days, and those with one of these keys, whenever they are.
pub async fn known_entries(
    scope: &mut Scope,
    days: (NaiveDate, NaiveDate),
    keys: &[String],
) -> Result<Vec<KnownEntry>, Failure> {
    let rows = sqlx::query!(
        r#"
        select e.entry_id, e.source_key as "source_key!", e.source_reference, e.work_on,
            e.project_id, re.name as "resource!", e.task, e.notes, e.quantity, ro.name as "role!",
            e.billing_type, e.billing_type_is_chosen, e.unit_price, e.price_currency, e.unit_cost,
            e.state, e.is_history,
            (
                select case when i.is_final then i.label else i.name end
                from actual u
                left join actual b on b.company_id = u.company_id
                    and b.bills_actual_id = u.actual_id and b.reverses_actual_id is null
                    and not exists (
                        select
                        from actual r
                        where r.company_id = b.company_id and r.reverses_actual_id = b.actual_id
                    )
                left join claim d on d.company_id = u.company_id
                    and d.source_actual_id = u.actual_id and d.is_on_draft
                join invoice_label i on i.company_id = u.company_id
                    and i.invoice_id = case
                        when b.actual_id is null then d.invoice_id
                        else b.invoice_id
                    end
                where u.company_id = e.company_id and u.entry_id = e.entry_id
                    and u.entry_id is not null and u.reverses_actual_id is null
                    and u.bills_actual_id is null and u.transaction_type = 'unbilled_sales'
                limit 1
            ) as "invoice?"
        from entry e
        join resource re on re.company_id = e.company_id and re.resource_id = e.resource_id
        join role ro on ro.company_id = e.company_id and ro.role_id = e.role_id
        where e.company_id = $1 and e.source_key is not null
            and (e.work_on between $2 and $3 or e.source_key = any($4))
        order by e.entry_id
        "#,
        scope.company(),
        days.0,
        days.1,
        keys
    )
    .fetch_all(scope.connection())
    .await?;
    Ok(rows
        .into_iter()
        .map(|r| KnownEntry {
            entry_id: EntryId(r.entry_id),
            source_key: r.source_key,
            source_reference: r.source_reference,
            work_on: r.work_on,
            project_id: ProjectId(r.project_id),
            resource: r.resource,
            task: r.task,
            notes: r.notes,
            quantity: r.quantity,
            role: r.role,
            billing_type: r.billing_type,
            billing_type_is_chosen: r.billing_type_is_chosen,
            unit_price: r.unit_price,
            price_currency: r.price_currency,
            unit_cost: r.unit_cost,
            state: r.state,
            is_history: r.is_history,
            invoice: r.invoice,
        })
        .collect())
}

/// The tasks that work on projects names, as `entry_insert` finds them; by project and folded name.
pub async fn tasks_named(
    scope: &mut Scope,
    named: &[(ProjectId, &str)],
) -> Result<HashMap<(ProjectId, String), TaskId>, Failure> {
    let rows = sqlx::query!(
        r#"
        select r.project_id as "project_id!", r.task as "task!",
            coalesce(ta.task_id, fo.record_id) as "task_id!"
        from unnest($2::bigint[], $3::text[]) r (project_id, task)
        left join task ta on ta.company_id = $1 and ta.project_id = r.project_id
            and ta.name_key = name_key(r.task) and ta.twin = 0
        left join former_name fo on ta.task_id is null and fo.company_id = $1 and fo.kind = 'task'
            and fo.scope = r.project_id::text and fo.name_key = name_key(r.task)
        where coalesce(ta.task_id, fo.record_id) is not null
        "#,
        scope.company(),
        &named.iter().map(|(project, _)| project.0).collect::<Vec<_>>(),
        &named.iter().map(|(_, task)| (*task).to_owned()).collect::<Vec<_>>()
    )
    .fetch_all(scope.connection())
    .await?;
    Ok(rows
        .into_iter()
        .map(|r| ((ProjectId(r.project_id), fold(&r.task)), TaskId(r.task_id)))
        .collect())
}

/// Adds entries. A "no" in the file is a choice, a "yes" leaves it to the contract (R-APP-3); a
/// task that the project has is known by its name, or by one it had. Answers the submitted ones.
/// Whoever imports the same at the same time is told so.
pub async fn entry_insert(
    scope: &mut Scope,
    new: &[NewEntry],
    projects: &[ProjectId],
) -> Result<Vec<EntryId>, Failure> {
    let rows = sqlx::query!(
        r"
        insert into entry (
            company_id, transaction_class, work_on, project_id, resource_id, role_id, task, notes,
            quantity, billing_type, billable_quantity, unit_price, price_currency, unit_cost, state,
            is_history, source_key, source_reference, task_id, billing_type_is_chosen
        )
        select $1, 'time', r.work_on, r.project_id, re.resource_id, ro.role_id, r.task, r.notes,
            r.quantity, r.billing_type, r.quantity, r.unit_price, r.price_currency, r.unit_cost,
            r.state, r.is_history, r.source_key, r.source_reference,
            coalesce(ta.task_id, fo.record_id), r.billing_type <> 'chargeable'
        from unnest(
            $2::date[], $3::bigint[], $4::text[], $5::text[], $6::text[], $7::text[], $8::numeric[],
            $9::billing_type[], $10::numeric[], $11::numeric[], $12::entry_state[], $13::boolean[],
            $14::text[], $15::text[], $16::text[]
        ) with ordinality r (
            work_on, project_id, resource, role, task, notes, quantity, billing_type, unit_price,
            unit_cost, state, is_history, source_key, source_reference, price_currency, place
        )
        join resource re on re.company_id = $1 and re.name = r.resource
        join role ro on ro.company_id = $1 and ro.name = r.role
        left join task ta on ta.company_id = $1 and ta.project_id = r.project_id
            and ta.name_key = name_key(r.task) and ta.twin = 0
        left join former_name fo on ta.task_id is null and fo.company_id = $1 and fo.kind = 'task'
            and fo.scope = r.project_id::text and fo.name_key = name_key(r.task)
        order by r.place
        on conflict on constraint entry_is_imported_once do nothing
        returning entry_id, state
        ",
        scope.company(),
        &new.iter().map(|e| e.work_on).collect::<Vec<_>>(),
        &new.iter().map(|e| e.project.id(projects).0).collect::<Vec<_>>(),
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
        &new.iter().map(|e| e.source_key.clone()).collect::<Vec<_>>(),
        &new.iter().map(|e| e.source_reference.clone()).collect::<Vec<_>>(),
        new.iter().map(|e| e.price_currency).collect::<Vec<_>>() as Vec<Option<Currency>>
    )
    .fetch_all(scope.connection())
    .await?;
    if rows.len() != new.len() {
        return Err(Refusal::Outdated.into());
    }
    Ok(rows
        .into_iter()
        .filter(|r| r.state == EntryState::Submitted)
        .map(|r| EntryId(r.entry_id))
        .collect())
}

/// Gives entries what their source says of them now; nothing of them stands in the ledger. Another
/// task is found as `entry_insert` finds it.
pub async fn entry_take(scope: &mut Scope, changes: &[TakenChange]) -> Result<u64, Failure> {
    let done = sqlx::query!(
        r"
        update entry e
        set quantity = r.quantity, billable_quantity = r.quantity, notes = r.notes,
            role_id = ro.role_id, task = r.task,
            task_id = case
                when name_key(e.task) = name_key(r.task) then e.task_id
                else coalesce(
                    (
                        select ta.task_id
                        from task ta
                        where ta.company_id = $1 and ta.project_id = e.project_id
                            and ta.name_key = name_key(r.task) and ta.twin = 0
                    ),
                    (
                        select fo.record_id
                        from former_name fo
                        where fo.company_id = $1 and fo.kind = 'task'
                            and fo.scope = e.project_id::text and fo.name_key = name_key(r.task)
                    )
                )
            end,
            billing_type = r.billing_type, billing_type_is_chosen = r.is_chosen,
            unit_price = r.unit_price, price_currency = r.price_currency, unit_cost = r.unit_cost,
            source_key = r.source_key, source_reference = r.source_reference,
            version = e.version + 1
        from unnest(
            $2::bigint[], $3::numeric[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[],
            $9::billing_type[], $10::boolean[], $11::numeric[], $12::text[], $13::numeric[]
        ) r (
            entry_id, quantity, notes, source_key, source_reference, role, task, billing_type,
            is_chosen, unit_price, price_currency, unit_cost
        )
        join role ro on ro.company_id = $1 and ro.name = r.role
        where e.company_id = $1 and e.entry_id = any($2) and e.entry_id = r.entry_id
            and not e.is_history
        ",
        scope.company(),
        &changes.iter().map(|c| c.entry_id.0).collect::<Vec<_>>(),
        &changes.iter().map(|c| c.now.quantity).collect::<Vec<_>>(),
        &changes.iter().map(|c| c.now.notes.clone()).collect::<Vec<_>>(),
        &changes.iter().map(|c| c.now.source_key.clone()).collect::<Vec<_>>(),
        &changes.iter().map(|c| c.now.source_reference.clone()).collect::<Vec<_>>(),
        &changes.iter().map(|c| c.now.role.clone()).collect::<Vec<_>>(),
        &changes.iter().map(|c| c.now.task.clone()).collect::<Vec<_>>(),
        changes.iter().map(|c| c.now.billing_type).collect::<Vec<_>>() as Vec<BillingType>,
        &changes.iter().map(|c| c.billing_type_is_chosen).collect::<Vec<_>>(),
        &changes.iter().map(|c| c.now.unit_price).collect::<Vec<_>>() as &[Option<Decimal>],
        changes.iter().map(|c| c.now.price_currency).collect::<Vec<_>>() as Vec<Option<Currency>>,
        &changes.iter().map(|c| c.now.unit_cost).collect::<Vec<_>>()
    )
    .execute(scope.connection())
    .await?;
    Ok(done.rows_affected())
}

/// Makes submitted or approved entries history: they were invoiced elsewhere. Nothing of them
/// stands in the ledger.
pub async fn entry_settle(scope: &mut Scope, entries: &[EntryId]) -> Result<(), Failure> {
    sqlx::query!(
        r"
        update entry
        set state = 'approved', is_history = true
        where company_id = $1 and entry_id = any($2) and state::text in ('submitted', 'approved')
            and not is_history
        ",
        scope.company(),
        &entries.iter().map(|id| id.0).collect::<Vec<_>>()
    )
    .execute(scope.connection())
    .await?;
    Ok(())
}
