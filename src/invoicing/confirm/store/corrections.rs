//! SQL of corrections that are confirmed: what they correct, and what they leave behind.
use crate::{
    platform::{failure::Failure, scope::Scope},
    vocabulary::ids::{ActualId, InvoiceDetailId, InvoiceId, MilestoneSplitId, ProductLineId},
};

/// How many corrections on each of these invoices change anything (R-COR-5).
pub async fn changed(
    scope: &mut Scope,
    invoices: &[i64],
) -> Result<Vec<(InvoiceId, i64)>, Failure> {
    let rows = sqlx::query!(
        r#"
        select x.invoice_id as "invoice_id!", count(*) as "count!"
        from (
            select d.invoice_id
            from invoice_detail d
            join actual b on b.company_id = d.company_id and b.actual_id = d.corrects_actual_id
            where d.company_id = $1 and d.invoice_id = any($2) and d.corrects_actual_id is not null
                and (d.quantity, d.unit_price, d.tax) <> (b.quantity, b.unit_price, b.tax)
            union all select u.invoice_id
            from invoice_retainer u
            where u.company_id = $1 and u.invoice_id = any($2) and u.corrects_actual_id <> 0
                and u.amount <> u.credited_amount
        ) x
        group by x.invoice_id
        "#,
        scope.company(),
        invoices
    )
    .fetch_all(scope.connection())
    .await?;
    Ok(rows.into_iter().map(|r| (InvoiceId(r.invoice_id), r.count)).collect())
}

/// Takes corrections off these invoices that change nothing: what they would correct stays billed
/// as it was (R-COR-3, R-COR-5).
pub async fn unchanged_delete(scope: &mut Scope, invoices: &[i64]) -> Result<(), Failure> {
    sqlx::query!(
        r"
        delete
        from invoice_detail d
        using actual b
        where d.company_id = $1 and d.invoice_id = any($2) and d.corrects_actual_id is not null
            and b.company_id = $1 and b.actual_id = d.corrects_actual_id
            and (d.quantity, d.unit_price, d.tax) = (b.quantity, b.unit_price, b.tax)
        ",
        scope.company(),
        invoices
    )
    .execute(scope.connection())
    .await?;
    sqlx::query!(
        r"
        delete
        from invoice_retainer
        where company_id = $1 and invoice_id = any($2) and corrects_actual_id <> 0
            and amount = credited_amount
        ",
        scope.company(),
        invoices
    )
    .execute(scope.connection())
    .await?;
    Ok(())
}

/// Details have the sales that they bill instead as their sources.
pub async fn settle_sales(
    scope: &mut Scope,
    sales: &[(InvoiceDetailId, ActualId)],
) -> Result<(), Failure> {
    sqlx::query!(
        r"
        update invoice_detail d
        set source_actual_id = r.sale
        from unnest($2::bigint[], $3::bigint[]) r (detail, sale)
        where d.company_id = $1 and d.invoice_detail_id = any($2) and d.invoice_detail_id = r.detail
        ",
        scope.company(),
        &sales.iter().map(|s| s.0.0).collect::<Vec<_>>(),
        &sales.iter().map(|s| s.1.0).collect::<Vec<_>>()
    )
    .execute(scope.connection())
    .await?;
    Ok(())
}

/// The same of milestones' parts.
pub async fn settle_milestones(
    scope: &mut Scope,
    parts: &[(InvoiceDetailId, MilestoneSplitId)],
) -> Result<(), Failure> {
    sqlx::query!(
        r"
        update invoice_detail d
        set source_milestone_split_id = r.part
        from unnest($2::bigint[], $3::bigint[]) r (detail, part)
        where d.company_id = $1 and d.invoice_detail_id = any($2) and d.invoice_detail_id = r.detail
        ",
        scope.company(),
        &parts.iter().map(|p| p.0.0).collect::<Vec<_>>(),
        &parts.iter().map(|p| p.1.0).collect::<Vec<_>>()
    )
    .execute(scope.connection())
    .await?;
    Ok(())
}

/// The same of product lines.
pub async fn settle_products(
    scope: &mut Scope,
    lines: &[(InvoiceDetailId, ProductLineId)],
) -> Result<(), Failure> {
    sqlx::query!(
        r"
        update invoice_detail d
        set source_product_line_id = r.line
        from unnest($2::bigint[], $3::bigint[]) r (detail, line)
        where d.company_id = $1 and d.invoice_detail_id = any($2) and d.invoice_detail_id = r.detail
        ",
        scope.company(),
        &lines.iter().map(|l| l.0.0).collect::<Vec<_>>(),
        &lines.iter().map(|l| l.1.0).collect::<Vec<_>>()
    )
    .execute(scope.connection())
    .await?;
    Ok(())
}

/// Says of details that these invoices corrected that nothing of them is billed any more: their
/// sources are free.
pub async fn details_credited(scope: &mut Scope, invoices: &[i64]) -> Result<(), Failure> {
    sqlx::query!(
        r"
        update invoice_detail o
        set credited_by_invoice_id = x.invoice_id
        from (
            select b.invoice_detail_id, max(d.invoice_id) as invoice_id
            from invoice_detail d
            join actual b on b.company_id = d.company_id and b.actual_id = d.corrects_actual_id
            where d.company_id = $1 and d.invoice_id = any($2) and d.corrects_actual_id is not null
            group by b.invoice_detail_id
        ) x
        where o.company_id = $1 and o.invoice_detail_id = x.invoice_detail_id
            and not exists (
                select
                from actual b
                where b.company_id = $1 and b.invoice_detail_id = o.invoice_detail_id
                    and b.transaction_type = 'billed_sales' and b.reverses_actual_id is null
                    and not exists (
                        select
                        from actual r
                        where r.company_id = $1 and r.reverses_actual_id = b.actual_id
                    )
            )
        ",
        scope.company(),
        invoices
    )
    .execute(scope.connection())
    .await?;
    Ok(())
}

/// The same of retainers: of the use that the corrected row was written for, which is itself a
/// correction where that row stands in for another.
pub async fn uses_credited(scope: &mut Scope, invoices: &[i64]) -> Result<(), Failure> {
    sqlx::query!(
        r"
        update invoice_retainer o
        set credited_by_invoice_id = u.invoice_id
        from invoice_retainer u
        join actual b on b.company_id = u.company_id and b.actual_id = u.corrects_actual_id
        where u.company_id = $1 and u.invoice_id = any($2) and u.corrects_actual_id <> 0
            and o.company_id = $1 and o.invoice_id = b.invoice_id and o.retainer_id = b.retainer_id
            and o.retainer_use = u.retainer_use
            and o.corrects_actual_id = coalesce(b.replaces_actual_id, 0)
            and o.credited_by_invoice_id is null and o.invoice_id <> u.invoice_id
        ",
        scope.company(),
        invoices
    )
    .execute(scope.connection())
    .await?;
    Ok(())
}

/// Who else uses the retainers that these invoices credit (E13): the retainer, and the invoice.
pub async fn used_elsewhere(
    scope: &mut Scope,
    invoices: &[i64],
) -> Result<Vec<(InvoiceId, String)>, Failure> {
    let rows = sqlx::query!(
        r#"
        select u.invoice_id, min(c.label) as "label!"
        from invoice_retainer u
        join retainer_claim c on c.company_id = u.company_id and c.retainer_id = u.retainer_id
            and c.retainer_use <> 'billed'
        where u.company_id = $1 and u.invoice_id = any($2) and u.corrects_actual_id <> 0
            and u.retainer_use = 'billed'
            and not exists (
                select
                from invoice_retainer o
                join actual b on b.company_id = o.company_id and b.actual_id = o.corrects_actual_id
                where o.company_id = u.company_id and o.invoice_id = u.invoice_id
                    and o.retainer_id = u.retainer_id and o.retainer_use = c.retainer_use
                    and o.amount = 0 and b.invoice_id = c.invoice_id
            )
        group by u.invoice_id
        "#,
        scope.company(),
        invoices
    )
    .fetch_all(scope.connection())
    .await?;
    Ok(rows.into_iter().map(|r| (InvoiceId(r.invoice_id), r.label)).collect())
}

/// The invoices that billed what these correct: their details will say so, and are locked with
/// them.
pub async fn corrected_invoices(scope: &mut Scope, invoices: &[i64]) -> Result<Vec<i64>, Failure> {
    Ok(sqlx::query_scalar!(
        r#"
        select distinct x.invoice_id as "invoice_id!"
        from (
            select b.invoice_id
            from invoice_detail d
            join actual b on b.company_id = d.company_id and b.actual_id = d.corrects_actual_id
            where d.company_id = $1 and d.invoice_id = any($2) and d.corrects_actual_id is not null
            union all select b.invoice_id
            from invoice_retainer u
            join actual b on b.company_id = u.company_id and b.actual_id = u.corrects_actual_id
            where u.company_id = $1 and u.invoice_id = any($2) and u.corrects_actual_id <> 0
        ) x
        "#,
        scope.company(),
        invoices
    )
    .fetch_all(scope.connection())
    .await?)
}
