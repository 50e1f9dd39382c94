//! Verbs of what is done in the background: looked at, started again.

pub use super::store::{
    BATCHES, REFUSALS, list_batch_refusals, total_batch_refusals, total_batches,
};
use super::{model::BatchRow, rules, store};
use crate::{
    access,
    platform::{batch, command::Tx, failure::Failure, scope::Scope},
    vocabulary::{
        ids::BatchId,
        paging::{ListQuery, Page},
        refusal::Refusal,
    },
};

/// A page of what is done in the background.
pub async fn list_batches(scope: &mut Scope, query: &ListQuery) -> Result<Page<BatchRow>, Failure> {
    let mut page = store::batch_list(scope, query).await?;
    let open: Vec<BatchId> =
        page.rows.iter().filter(|row| row.waiting > 0).map(|row| row.batch_id).collect();
    let alive = batch::alive(scope, &open).await?;
    page.rows
        .iter_mut()
        .for_each(|row| row.is_stopped = row.waiting > 0 && !alive.contains(&row.batch_id));
    Ok(page)
}

/// Starts a batch again whose job failed for good: whoever could have begun it.
pub async fn restart_batch(tx: &mut Tx, batch: &BatchId) -> Result<(), Failure> {
    let person = tx.person();
    let query = ListQuery::default().with("batch_id", batch.to_string());
    let found =
        store::batch_list(tx, &query).await?.rows.into_iter().next().ok_or(Refusal::NotFound)?;
    if let Some(person) = person
        && !access::commands::may_now(tx, person, rules::beginners(found.kind)).await?
    {
        return Err(Refusal::NotFound.into());
    }
    batch::start_again(tx, *batch).await
}
