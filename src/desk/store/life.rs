//! SQL of following a figure: all rows of the ledger that hang together with it.

use super::{LEDGER, Sight, ledger::push_sight};
use crate::{
    desk::model::{Edited, Figure, LedgerRow},
    platform::{failure::Failure, scope::Scope},
    vocabulary::{
        ids::{ActualId, InvoiceId},
        paging::ListQuery,
    },
};

/// The rows of a figure and of all they came of and became, in order: along reversals, what stands
/// in for what, what bills what, and the cost behind it; of a milestone along all details that
/// billed its part, of a retainer all of its rows. Each link by its own index, whatever the size of
/// the ledger.
pub async fn life(scope: &mut Scope, figure: Figure) -> Result<Vec<ActualId>, Failure> {
    let (entry, detail, actual) = match figure {
        Figure::Entry(id) => (Some(id.0), None, None),
        Figure::Detail(id) => (None, Some(id.0), None),
        Figure::Actual(id) => (None, None, Some(id.0)),
    };
    let ids = sqlx::query_scalar!(
        r#"
        with recursive part as (
            select coalesce(d.source_milestone_split_id, o.source_milestone_split_id) as split_id
            from invoice_detail d
            left join actual c on c.company_id = d.company_id
                and c.actual_id = d.corrects_actual_id
            left join invoice_detail o on o.company_id = c.company_id
                and o.invoice_detail_id = c.invoice_detail_id
            where d.company_id = $1
                and d.invoice_detail_id = coalesce(
                    $3,
                    (select a.invoice_detail_id from actual a where a.company_id = $1 and a.actual_id = $4)
                )
        ),
        begun as (
            select a.actual_id
            from actual a
            where a.company_id = $1 and a.entry_id = $2 and a.entry_id is not null
                and a.reverses_actual_id is null and a.bills_actual_id is null
            union all select x.id
            from invoice_detail d
            cross join lateral unnest(array[d.source_actual_id, d.corrects_actual_id]) x (id)
            where d.company_id = $1 and d.invoice_detail_id = $3 and x.id is not null
            union all select b.actual_id
            from invoice_detail d
            join actual b on b.company_id = d.company_id
                and b.invoice_detail_id = d.invoice_detail_id
                and b.transaction_type = 'billed_sales' and b.invoice_detail_id is not null
            where d.company_id = $1
                and (
                    d.invoice_detail_id = $3
                    or d.source_milestone_split_id in (select split_id from part)
                )
            union all select a.actual_id
            from actual a
            where a.company_id = $1 and a.actual_id = $4
            union all select r.actual_id
            from actual a
            join actual r on r.company_id = a.company_id and r.retainer_id = a.retainer_id
                and r.retainer_id is not null
            where a.company_id = $1 and a.actual_id = $4
        ),
        life (actual_id) as (
            select actual_id from begun
            union select n.id
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
        entry,
        detail,
        actual
    )
    .fetch_all(scope.connection())
    .await?;
    Ok(ids.into_iter().map(ActualId).collect())
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
