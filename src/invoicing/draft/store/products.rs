//! SQL of product lines that come off a draft.
#![allow(
    clippy::as_conversions,
    reason = "in sqlx's macros `as` names a parameter's type; nothing is converted"
)]

use crate::{
    platform::{failure::Failure, scope::Scope},
    vocabulary::ids::{InvoiceId, ProductLineId},
};

/// Takes details of product lines off an invoice, all or the ones named; answers the product lines
/// they had claimed.
pub async fn product_delete(
    scope: &mut Scope,
    invoice: InvoiceId,
    details: Option<&[i64]>,
) -> Result<Vec<ProductLineId>, Failure> {
    let lines = sqlx::query_scalar!(
        r#"
        delete
        from invoice_detail
        where company_id = $1 and invoice_id = $2 and source_product_line_id is not null
            and ($3::bigint[] is null or invoice_detail_id = any($3))
        returning source_product_line_id as "line!"
        "#,
        scope.company(),
        invoice.0,
        details as Option<&[i64]>
    )
    .fetch_all(scope.connection())
    .await?;
    Ok(lines.into_iter().map(ProductLineId).collect())
}
