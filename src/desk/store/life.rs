//! SQL of following a figure: all rows of the ledger that hang together with it.

use super::{LEDGER, Sight, ledger::push_sight};
use crate::{
    desk::model::{Edited, Figure, LedgerRow},
    platform::{failure::Failure, scope::Scope},
    vocabulary::{
        ids::{ActualId, EntryId, InvoiceDetailId, InvoiceId},
        paging::ListQuery,
    },
};

/// The rows of a figure and of all they came of and became, in order: along reversals, what stands
/// in for what, what bills what, and the cost behind it; of a milestone along all details that
/// billed its part, of a retainer all of its rows. Each link by its own index, whatever the size of
/// the ledger.
pub async fn life(scope: &mut Scope, figure: Figure) -> Result<Vec<ActualId>, Failure> {
    let begun = match figure {
        Figure::Entry(entry) => of_entry(scope, entry).await?,
        Figure::Detail(detail) => of_detail(scope, detail).await?,
        Figure::Actual(actual) => of_actual(scope, actual).await?,
    };
    let ids = sqlx::query_scalar!(
        r#"
        with recursive life (actual_id) as (
            select id from unnest($2::bigint[]) id
            union
            select n.id
            from life l
            join actual a on a.company_id = $1 and a.actual_id = l.actual_id
            cross join lateral (
                select x.id
                from unnest(
                    array[
                        a.reverses_actual_id, a.replaces_actual_id, a.bills_actual_id,
                        a.cost_actual_id
                    ]
                ) x (id)
                where x.id is not null
                union all select r.actual_id
                from actual r
                where r.company_id = $1 and r.reverses_actual_id = a.actual_id
                union all select r.actual_id
                from actual r
                where r.company_id = $1 and r.replaces_actual_id = a.actual_id
                union all select b.actual_id
                from actual b
                where b.company_id = $1 and b.bills_actual_id = a.actual_id
                    and b.reverses_actual_id is null
            ) n
        )
        select actual_id as "actual_id!" from life order by actual_id
        "#,
        scope.company(),
        &begun
    )
    .fetch_all(scope.connection())
    .await?;
    Ok(ids.into_iter().map(ActualId).collect())
}

/// What approving an entry wrote.
async fn of_entry(scope: &mut Scope, entry: EntryId) -> Result<Vec<i64>, Failure> {
    Ok(sqlx::query_scalar!(
        r"
        select actual_id
        from actual
        where company_id = $1 and entry_id = $2 and entry_id is not null
            and reverses_actual_id is null and bills_actual_id is null
        ",
        scope.company(),
        entry.0
    )
    .fetch_all(scope.connection())
    .await?)
}

/// What a detail bills, corrects and was billed by; of a milestone with all details of its part.
async fn of_detail(scope: &mut Scope, detail: InvoiceDetailId) -> Result<Vec<i64>, Failure> {
    Ok(sqlx::query_scalar!(
        r#"
        with part as (
            select d.source_milestone_split_id as split_id
            from invoice_detail d
            where d.company_id = $1 and d.invoice_detail_id = $2
            union select o.source_milestone_split_id
            from invoice_detail d
            join actual c on c.company_id = d.company_id and c.actual_id = d.corrects_actual_id
            join invoice_detail o on o.company_id = c.company_id
                and o.invoice_detail_id = c.invoice_detail_id
            where d.company_id = $1 and d.invoice_detail_id = $2
        ),
        details as (
            select $2::bigint as id
            union select d.invoice_detail_id
            from part p
            join invoice_detail d on d.company_id = $1
                and d.source_milestone_split_id = p.split_id
        )
        select x.id as "id!"
        from details n
        join invoice_detail d on d.company_id = $1 and d.invoice_detail_id = n.id
        cross join lateral (
            select d.source_actual_id as id
            union all select d.corrects_actual_id
            union all select b.actual_id
            from actual b
            where b.company_id = $1 and b.invoice_detail_id = d.invoice_detail_id
                and b.transaction_type = 'billed_sales' and b.invoice_detail_id is not null
        ) x
        where x.id is not null
        "#,
        scope.company(),
        detail.0
    )
    .fetch_all(scope.connection())
    .await?)
}

/// A row; of a milestone what its detail leads to, of a retainer all of its rows.
async fn of_actual(scope: &mut Scope, actual: ActualId) -> Result<Vec<i64>, Failure> {
    let rows = sqlx::query!(
        r#"
        select x.actual_id as "actual_id!",
            case when a.transaction_class = 'milestone' then a.invoice_detail_id end as detail
        from actual a
        cross join lateral (
            select a.actual_id
            union select r.actual_id
            from actual r
            where r.company_id = a.company_id and r.retainer_id = a.retainer_id
                and r.retainer_id is not null
        ) x
        where a.company_id = $1 and a.actual_id = $2
        "#,
        scope.company(),
        actual.0
    )
    .fetch_all(scope.connection())
    .await?;
    let mut ids: Vec<i64> = rows.iter().map(|row| row.actual_id).collect();
    if let Some(detail) = rows.first().and_then(|row| row.detail) {
        ids.extend(of_detail(scope, InvoiceDetailId(detail)).await?);
    }
    Ok(ids)
}

/// These rows as the ledger lists them, in key order, as far as the reader sees them.
pub async fn ledger_rows(
    scope: &mut Scope,
    ids: &[ActualId],
    sight: Sight,
) -> Result<Vec<LedgerRow>, Failure> {
    let company = scope.company();
    let query =
        ListQuery { rows: Some(ids.iter().map(|id| id.0).collect()), ..ListQuery::default() };
    let mut rows: Vec<LedgerRow> = Vec::with_capacity(ids.len());
    LEDGER
        .each(scope, &query, &|sql| push_sight(sight, company, sql), |row: LedgerRow| {
            rows.push(row);
        })
        .await?;
    rows.sort_by_key(|row| row.actual_id);
    Ok(rows)
}

/// Who edited what of these rows on drafts, and when: the last of each invoice.
pub async fn edited(scope: &mut Scope, ids: &[ActualId]) -> Result<Vec<Edited>, Failure> {
    let ids: Vec<i64> = ids.iter().map(|id| id.0).collect();
    let rows = sqlx::query!(
        r#"
        select distinct on (d.invoice_id) d.invoice_id, d.edited_at as "edited_at!",
            p.name as "person?"
        from invoice_detail d
        left join person p on p.company_id = d.company_id and p.person_id = d.edited_by
        where d.company_id = $1
            and (
                d.source_actual_id = any($2)
                or (d.corrects_actual_id is not null and d.corrects_actual_id = any($2))
            )
            and d.edited_at is not null
        order by d.invoice_id, d.edited_at desc
        "#,
        scope.company(),
        &ids
    )
    .fetch_all(scope.connection())
    .await?;
    Ok(rows
        .into_iter()
        .map(|r| Edited {
            invoice_id: InvoiceId(r.invoice_id),
            edited_at: r.edited_at,
            person: r.person,
        })
        .collect())
}
