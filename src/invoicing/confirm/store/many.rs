//! SQL of drafts that are confirmed together: those whose turn is to come, and those that failed.

use crate::{
    platform::{failure::Failure, scope::Scope},
    vocabulary::{failure::ApiError, ids::InvoiceId},
};
use std::collections::HashMap;

/// In which version each of these is to be confirmed.
pub async fn scheduled(
    scope: &mut Scope,
    invoices: &[i64],
) -> Result<HashMap<InvoiceId, i32>, Failure> {
    let rows = sqlx::query!(
        r"
        select invoice_id, version
        from invoice_confirmation
        where company_id = $1 and invoice_id = any($2) and reason is null
        ",
        scope.company(),
        invoices
    )
    .fetch_all(scope.connection())
    .await?;
    Ok(rows.into_iter().map(|r| (InvoiceId(r.invoice_id), r.version)).collect())
}

/// Keeps why open invoices could not be confirmed at once (R-CONF-7).
pub async fn failed_keep(
    scope: &mut Scope,
    failed: &[(InvoiceId, &ApiError)],
) -> Result<(), Failure> {
    if failed.is_empty() {
        return Ok(());
    }
    let reasons = failed.iter().map(|(_, why)| serde_json::to_value(why));
    let reasons: Vec<_> =
        reasons.collect::<Result<_, _>>().map_err(|error| Failure::Fault(error.to_string()))?;
    sqlx::query!(
        r"
        insert into invoice_confirmation (company_id, invoice_id, version, reason)
        select $1, i.invoice_id, i.version, r.reason
        from unnest($2::bigint[], $3::jsonb[]) r (invoice_id, reason)
        join invoice i on i.company_id = $1 and i.invoice_id = r.invoice_id and i.is_open
        order by i.invoice_id
        on conflict (company_id, invoice_id) do update
        set batch_id = null, version = excluded.version, reason = excluded.reason
        ",
        scope.company(),
        &failed.iter().map(|(invoice, _)| invoice.0).collect::<Vec<_>>(),
        &reasons
    )
    .execute(scope.connection())
    .await?;
    Ok(())
}
