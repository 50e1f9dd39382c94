//! The one way into the ledger.

use super::{model::Actual, rules, store};
use crate::{
    platform::{command::Tx, failure::Failure, scope::Scope},
    vocabulary::ids::{ActualId, InvoiceId},
};
use chrono::NaiveDate;

/// Rows per statement: bounds the memory of a bulk run, costs nothing.
const ROWS_PER_STATEMENT: usize = 20_000;

/// Draws keys for rows about to be written.
pub async fn draw_ids(tx: &mut Tx, count: usize) -> Result<Vec<ActualId>, Failure> {
    if count == 0 {
        return Ok(Vec::new());
    }
    let count = i64::try_from(count).map_err(|error| Failure::Fault(error.to_string()))?;
    Ok(store::actual_ids(tx.connection(), count).await?.into_iter().map(ActualId).collect())
}

/// Writes rows. A row may point at rows before it or beside it.
pub async fn post(tx: &mut Tx, rows: &[Actual]) -> Result<(), Failure> {
    for chunk in rows.chunks(ROWS_PER_STATEMENT) {
        store::actual_insert(tx, chunk).await?;
    }
    Ok(())
}

/// Takes the sales on these invoices back and bills them as they stand, each on its invoice's day;
/// only those of details after one key, up to another. Answers how many: what somebody edited is
/// left out.
pub async fn bill(
    tx: &mut Tx,
    invoices: &[(InvoiceId, NaiveDate)],
    details: (i64, i64),
) -> Result<u64, Failure> {
    store::sales_bill(tx, invoices, details).await
}

/// Rows of these entries that still stand: costs and unbilled sales that nothing took back.
pub async fn standing(tx: &mut Tx, entries: &[i64]) -> Result<Vec<Actual>, Failure> {
    store::standing(tx, entries, &[]).await
}

/// Rows of these openings that still stand (R-APP-14).
pub async fn standing_openings(tx: &mut Tx, openings: &[i64]) -> Result<Vec<Actual>, Failure> {
    store::standing(tx, &[], openings).await
}

/// Unbilled sales by key.
pub async fn read_sales(scope: &mut Scope, ids: &[ActualId]) -> Result<Vec<Actual>, Failure> {
    let ids: Vec<i64> = ids.iter().map(|id| id.0).collect();
    store::sales(scope, &ids).await
}

/// The same for reading only.
pub async fn read_standing(scope: &mut Scope, entries: &[i64]) -> Result<Vec<Actual>, Failure> {
    store::standing(scope, entries, &[]).await
}

/// Takes rows back that were never billed (R-APP-12).
pub async fn cancel(tx: &mut Tx, originals: &[Actual]) -> Result<(), Failure> {
    let (ids, today) = (draw_ids(tx, originals.len()).await?, tx.today().await?);
    let rows: Vec<Actual> = originals
        .iter()
        .zip(ids)
        .map(|(original, id)| rules::cancellation(original, id, today))
        .collect();
    post(tx, &rows).await
}
