//! Journals, and approved entries that are corrected.

use super::record::keys;
use crate::{
    entries::model::{Entry, JournalWork},
    platform::{failure::Failure, scope::Scope},
    vocabulary::{
        currency::Currency,
        ids::{EntryId, EntryJournalId},
        refusal::Refusal,
        words::{BillingType, TransactionClass, TransactionType},
    },
};
use rust_decimal::Decimal;

/// Writes its lines, approved as they are; answers their keys in order.
pub async fn journal_lines_insert(
    scope: &mut Scope,
    journal: EntryJournalId,
    person: Option<i64>,
    lines: &[(JournalWork, BillingType)],
) -> Result<Vec<EntryId>, Failure> {
    let dimension = |at: usize| {
        lines
            .iter()
            .map(|(l, _)| keys(l.work.dimension).get(at).copied().flatten())
            .collect::<Vec<Option<i64>>>()
    };
    let ids = sqlx::query_scalar!(
        r"
        insert into entry (
            company_id, entry_journal_id, person_id, state, task, journal_type, transaction_class,
            work_on, project_id, task_id, resource_id, role_id, category_id, product_id, notes,
            quantity, billable_quantity, unit, billing_type, unit_price, price_currency, unit_cost
        )
        select $1, $2, $3, 'approved', '', r.written, r.class, r.work_on, r.project_id, r.task_id,
            r.resource_id, r.role_id, r.category_id, r.product_id, r.notes, r.quantity, r.quantity,
            r.unit, r.billing_type, r.unit_price, r.price_currency, r.unit_cost
        from unnest(
            $4::transaction_type[], $5::transaction_class[], $6::date[], $7::bigint[], $8::bigint[],
            $9::bigint[], $10::bigint[], $11::bigint[], $12::bigint[], $13::text[], $14::numeric[],
            $15::text[], $16::billing_type[], $17::numeric[], $19::text[], $18::numeric[]
        ) with ordinality r (
            written, class, work_on, project_id, task_id, resource_id, role_id, category_id,
            product_id, notes, quantity, unit, billing_type, unit_price, price_currency, unit_cost,
            place
        )
        order by r.place
        returning entry_id
        ",
        scope.company(),
        journal.0,
        person,
        lines.iter().map(|(l, _)| l.transaction_type).collect::<Vec<_>>() as Vec<TransactionType>,
        lines.iter().map(|(l, _)| l.work.transaction_class).collect::<Vec<_>>()
            as Vec<TransactionClass>,
        &lines.iter().map(|(l, _)| l.work.work_on).collect::<Vec<_>>(),
        &lines.iter().map(|(l, _)| l.work.project_id.0).collect::<Vec<_>>(),
        &lines.iter().map(|(l, _)| l.work.task_id.map(|id| id.0)).collect::<Vec<_>>()
            as &[Option<i64>],
        &lines.iter().map(|(l, _)| l.resource_id.map(|id| id.0)).collect::<Vec<_>>()
            as &[Option<i64>],
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
    .fetch_all(scope.connection())
    .await?;
    Ok(ids.into_iter().map(EntryId).collect())
}

/// Changes what approved entries say, once nothing of them stands in the ledger; fewer rows than
/// asked means somebody was first.
pub async fn entry_correct(
    scope: &mut Scope,
    entries: &[(Entry, BillingType)],
) -> Result<(), Failure> {
    let dimension = |at: usize| {
        entries
            .iter()
            .map(|(e, _)| keys(e.dimension).get(at).copied().flatten())
            .collect::<Vec<Option<i64>>>()
    };
    let done = sqlx::query!(
        r"
        update entry e
        set project_id = r.project_id, task_id = r.task_id,
            task = case when e.project_id = r.project_id then e.task else '' end,
            resource_id = r.resource_id, role_id = r.role_id, category_id = r.category_id,
            product_id = r.product_id, work_on = r.work_on, billing_type = r.billing_type,
            version = e.version + 1,
            unit = coalesce(
                (
                    select p.unit
                    from product p
                    where p.company_id = $1 and p.product_id = r.product_id
                ),
                e.unit
            )
        from unnest(
            $2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[],
            $8::bigint[], $9::date[], $10::billing_type[]
        ) r (
            entry_id, project_id, task_id, resource_id, role_id, category_id, product_id, work_on,
            billing_type
        )
        where e.company_id = $1 and e.entry_id = any($2) and e.entry_id = r.entry_id
            and e.state::text in ('approved', 'recall_requested')
        ",
        scope.company(),
        &entries.iter().map(|(e, _)| e.entry_id.0).collect::<Vec<_>>(),
        &entries.iter().map(|(e, _)| e.project_id.0).collect::<Vec<_>>(),
        &entries.iter().map(|(e, _)| e.task_id.map(|id| id.0)).collect::<Vec<_>>()
            as &[Option<i64>],
        &entries.iter().map(|(e, _)| e.resource_id.map(|id| id.0)).collect::<Vec<_>>()
            as &[Option<i64>],
        &dimension(0) as &[Option<i64>],
        &dimension(1) as &[Option<i64>],
        &dimension(2) as &[Option<i64>],
        &entries.iter().map(|(e, _)| e.work_on).collect::<Vec<_>>(),
        entries.iter().map(|(_, t)| *t).collect::<Vec<_>>() as Vec<BillingType>
    )
    .execute(scope.connection())
    .await?;
    if usize::try_from(done.rows_affected()) == Ok(entries.len()) {
        Ok(())
    } else {
        Err(Refusal::Outdated.into())
    }
}
