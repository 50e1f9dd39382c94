//! SQL of details that bill milestones.
#![allow(clippy::as_conversions, reason = "in sqlx's macros `as` names a parameter's type; nothing is converted")]

use crate::{
    milestones::model::TakenMilestone,
    platform::failure::Failure,
    vocabulary::{
        currency::Currency,
        ids::{InvoiceId, MilestoneSplitId},
    },
};
use sqlx::PgConnection;

/// Claims milestones' parts for their invoices (R-SM-11): once, at their amount.
pub async fn detail_insert(conn: &mut PgConnection, company: i64, taken: &[(InvoiceId, TakenMilestone)]) -> Result<(), Failure> {
    sqlx::query!(
        r#"
        insert into invoice_detail (company_id, invoice_id, contract_line_id, source_milestone_split_id, work_on, billing_type, quantity, unit_price, amount, tax, currency, nte_status)
        select $1, r.invoice_id, r.contract_line_id, r.split_id, r.milestone_on, 'chargeable', 1, r.amount, r.amount, r.tax, r.currency, 'not_applicable'
        from unnest($2::bigint[], $3::bigint[], $4::bigint[], $5::date[], $6::numeric[], $7::numeric[], $8::text[])
             r (invoice_id, contract_line_id, split_id, milestone_on, amount, tax, currency)
        "#,
        company,
        &taken.iter().map(|t| t.0.0).collect::<Vec<_>>(),
        &taken.iter().map(|t| t.1.contract_line_id.0).collect::<Vec<_>>(),
        &taken.iter().map(|t| t.1.milestone_split_id.0).collect::<Vec<_>>(),
        &taken.iter().map(|t| t.1.milestone_on).collect::<Vec<_>>(),
        &taken.iter().map(|t| t.1.amount).collect::<Vec<_>>(),
        &taken.iter().map(|t| t.1.tax).collect::<Vec<_>>(),
        taken.iter().map(|t| t.1.currency).collect::<Vec<_>>() as Vec<Currency>
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Takes details of milestones off an invoice, all or the ones named; answers the parts they had claimed.
pub async fn detail_delete(conn: &mut PgConnection, company: i64, invoice: InvoiceId, details: Option<&[i64]>) -> Result<Vec<MilestoneSplitId>, Failure> {
    let parts = sqlx::query_scalar!(
        r#"delete from invoice_detail where company_id = $1 and invoice_id = $2 and source_milestone_split_id is not null
             and ($3::bigint[] is null or invoice_detail_id = any($3)) returning source_milestone_split_id as "split!""#,
        company,
        invoice.0,
        details
    )
    .fetch_all(conn)
    .await?;
    Ok(parts.into_iter().map(MilestoneSplitId).collect())
}
