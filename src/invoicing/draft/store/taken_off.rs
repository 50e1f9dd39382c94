//! SQL of what comes off a draft.
#![allow(
    clippy::as_conversions,
    reason = "in sqlx's macros `as` names a parameter's type; nothing is converted"
)]

use crate::{
    backlog::{self, model::OpenRow},
    platform::{failure::Failure, scope::Scope},
    vocabulary::ids::{
        ActualId, ContractId, ContractLineId, CustomerId, MilestoneSplitId, ProductLineId,
    },
};

/// Takes details of unbilled sales off invoices, a chunk of all or the ones named; answers their
/// sources as backlog rows.
pub async fn detail_delete(
    scope: &mut Scope,
    invoices: &[i64],
    details: Option<&[i64]>,
    limit: i64,
    is_ready: bool,
) -> Result<Vec<OpenRow>, Failure> {
    let rows = sqlx::query!(
        r#"
        with gone as (
            delete
            from invoice_detail d
            where d.company_id = $1
                and d.invoice_detail_id in (
                    select x.invoice_detail_id
                    from invoice_detail x
                    where x.company_id = $1 and x.invoice_id = any($2)
                        and x.source_actual_id is not null and x.corrects_actual_id is null
                        and x.added_class is null
                        and ($3::bigint[] is null or x.invoice_detail_id = any($3))
                    limit $4
                )
            returning d.source_actual_id, d.nte_status
        )
        select a.actual_id, a.transaction_class,
            a.contract_id as "contract_id!", a.contract_line_id as "contract_line_id!",
            a.customer_id as "customer_id!", a.project_id as "project_id!", a.resource_id,
            a.work_on, a.billing_type, a.currency, a.quantity,
            a.net_amount as "net_amount!", a.has_price, g.nte_status
        from gone g
        join actual a on a.company_id = $1 and a.actual_id = g.source_actual_id
        "#,
        scope.company(),
        invoices,
        details,
        limit
    )
    .fetch_all(scope.connection())
    .await?;
    Ok(rows
        .into_iter()
        .map(|r| OpenRow {
            actual_id: ActualId(r.actual_id),
            transaction_class: r.transaction_class,
            contract_id: ContractId(r.contract_id),
            contract_line_id: ContractLineId(r.contract_line_id),
            customer_id: CustomerId(r.customer_id),
            project_id: crate::vocabulary::ids::ProjectId(r.project_id),
            resource_id: r.resource_id.map(crate::vocabulary::ids::ResourceId),
            work_on: r.work_on,
            billing_type: r.billing_type,
            currency: r.currency,
            quantity: r.quantity,
            net_amount: r.net_amount,
            has_price: r.has_price,
            is_ready: is_ready && !backlog::rules::lacks_price(r.billing_type, r.has_price),
            nte_status: r.nte_status,
            nte_detail: None,
        })
        .collect())
}

/// Takes details of milestones off invoices, all or the ones named; answers the parts they had
/// claimed.
pub async fn milestone_delete(
    scope: &mut Scope,
    invoices: &[i64],
    details: Option<&[i64]>,
) -> Result<Vec<MilestoneSplitId>, Failure> {
    let parts = sqlx::query_scalar!(
        r#"delete from invoice_detail where company_id = $1 and invoice_id = any($2) and source_milestone_split_id is not null
             and ($3::bigint[] is null or invoice_detail_id = any($3)) returning source_milestone_split_id as "split!""#,
        scope.company(),
        invoices,
        details
    )
    .fetch_all(scope.connection())
    .await?;
    Ok(parts.into_iter().map(MilestoneSplitId).collect())
}

/// Takes details of product lines off invoices, all or the ones named; answers the product lines
/// they had claimed.
pub async fn product_delete(
    scope: &mut Scope,
    invoices: &[i64],
    details: Option<&[i64]>,
) -> Result<Vec<ProductLineId>, Failure> {
    let lines = sqlx::query_scalar!(
        r#"
        delete
        from invoice_detail
        where company_id = $1 and invoice_id = any($2) and source_product_line_id is not null
            and ($3::bigint[] is null or invoice_detail_id = any($3))
        returning source_product_line_id as "line!"
        "#,
        scope.company(),
        invoices,
        details as Option<&[i64]>
    )
    .fetch_all(scope.connection())
    .await?;
    Ok(lines.into_iter().map(ProductLineId).collect())
}

/// Takes off invoices what came from nowhere that it could go back to, all or the ones named:
/// corrections, of which the original stays billed (R-COR-3), and what was written by hand
/// (R-EDIT-13). Answers how many.
pub async fn sourceless_delete(
    scope: &mut Scope,
    invoices: &[i64],
    details: Option<&[i64]>,
) -> Result<i64, Failure> {
    let gone = sqlx::query!(
        r"
        delete
        from invoice_detail
        where company_id = $1 and invoice_id = any($2)
            and (corrects_actual_id is not null or added_class is not null)
            and ($3::bigint[] is null or invoice_detail_id = any($3))
        ",
        scope.company(),
        invoices,
        details as Option<&[i64]>
    )
    .execute(scope.connection())
    .await?
    .rows_affected();
    i64::try_from(gone).map_err(|error| Failure::Fault(error.to_string()))
}
