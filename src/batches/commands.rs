//! Verbs of what is done in the background: looked at, followed, started again, cancelled, retried,
//! asked again.

mod live;

pub use super::store::{BATCHES, REFUSALS};
use super::{
    model::{Background, BatchRow, RefusalRow},
    rules,
    store::{self, Sight},
    words::BatchKind,
};
use crate::{
    access::{self, rules::SEES_BILLING},
    approvals::{self, model::Requested},
    entries::commands::asker,
    platform::{batch, command::Tx, failure::Failure, scope::Scope},
    vocabulary::{
        ids::{BatchId, PersonId},
        paging::{Begun, ListQuery, Page, Selection, Totals},
        refusal::Refusal,
    },
};
pub use live::Live;

/// What somebody sees; the command line all of it. Sets are of those who approve on their project
/// (R-APP-13).
async fn sight(scope: &mut Scope, reader: Option<PersonId>) -> Result<Sight, Failure> {
    let (bills, approves) = match reader {
        None => (true, true),
        Some(person) => {
            let roles = access::commands::roles_now(scope, person).await?;
            let approvers = rules::beginners(BatchKind::ApproveSet);
            (access::rules::may(&roles, SEES_BILLING), access::rules::may(&roles, approvers))
        }
    };
    let projects = match approves {
        true => asker(scope, reader).await?.sees().map(<[i64]>::to_vec),
        false => Some(Vec::new()),
    };
    Ok(Sight { bills, projects })
}

/// A page of what is done in the background.
pub async fn list_batches(
    scope: &mut Scope,
    reader: Option<PersonId>,
    query: &ListQuery,
) -> Result<Page<BatchRow>, Failure> {
    let sight = sight(scope, reader).await?;
    let mut page = store::batch_list(scope, query, &sight).await?;
    let open: Vec<BatchId> =
        page.rows.iter().filter(|row| row.waiting > 0).map(|row| row.batch_id).collect();
    let alive = batch::alive(scope, &open).await?;
    page.rows
        .iter_mut()
        .for_each(|row| row.is_stopped = row.waiting > 0 && !alive.contains(&row.batch_id));
    Ok(page)
}

/// What the filtered batches come to.
pub async fn total_batches(
    scope: &mut Scope,
    reader: Option<PersonId>,
    query: &ListQuery,
) -> Result<Totals, Failure> {
    let sight = sight(scope, reader).await?;
    store::batch_totals(scope, query, &sight).await
}

/// A page of what was refused.
pub async fn list_batch_refusals(
    scope: &mut Scope,
    reader: Option<PersonId>,
    query: &ListQuery,
) -> Result<Page<RefusalRow>, Failure> {
    let sight = sight(scope, reader).await?;
    store::refusal_list(scope, query, &sight).await
}

/// How much was refused.
pub async fn total_batch_refusals(
    scope: &mut Scope,
    reader: Option<PersonId>,
    query: &ListQuery,
) -> Result<Totals, Failure> {
    let sight = sight(scope, reader).await?;
    store::refusal_totals(scope, query, &sight).await
}

/// A batch that somebody sees and could have begun; to others it is not there.
async fn begun_by(tx: &mut Tx, batch: BatchId) -> Result<BatchRow, Failure> {
    let person = tx.person();
    let sight = sight(tx, person).await?;
    let query = ListQuery::default().with("batch_id", batch.to_string());
    let found = store::batch_list(tx, &query, &sight).await?;
    let found = found.rows.into_iter().next().ok_or(Refusal::NotFound)?;
    if let Some(person) = person
        && !access::commands::may_now(tx, person, rules::beginners(found.kind)).await?
    {
        return Err(Refusal::NotFound.into());
    }
    Ok(found)
}

/// Starts a batch again whose job failed for good: whoever could have begun it.
pub async fn restart_batch(tx: &mut Tx, batch: &BatchId) -> Result<(), Failure> {
    begun_by(tx, *batch).await?;
    batch::start_again(tx, *batch).await
}

/// Cancels what waits of a batch: whoever could have begun it. Answers how many rows that were.
pub async fn cancel_batch(tx: &mut Tx, batch: &BatchId) -> Result<i64, Failure> {
    begun_by(tx, *batch).await?;
    batch::cancel(tx, *batch).await
}

/// Tries again what a batch refused: whoever could have begun it. Approval sets are asked for again
/// as sets.
pub async fn retry_batch(tx: &mut Tx, batch: &BatchId) -> Result<Begun, Failure> {
    let found = begun_by(tx, *batch).await?;
    if found.kind == BatchKind::ApproveSet {
        return Err(Refusal::InputUnreadable.into());
    }
    let (batch_id, items) = batch::retry(tx, *batch).await?;
    Ok(Begun { batch_id, items })
}

/// What somebody began that goes on, or is done and they have not looked at yet.
pub async fn read_background(scope: &mut Scope, reader: PersonId) -> Result<Background, Failure> {
    store::background(scope, reader).await
}

/// Whoever began batches has looked at those that are done, up to this one.
pub async fn see_background(tx: &mut Tx, newest: &BatchId) -> Result<(), Failure> {
    batch::see(tx, *newest).await
}

/// Asks again for what failed in these sets and is still submitted, on behalf of whoever asks now.
pub async fn retry_approval_sets(tx: &mut Tx, selection: &Selection) -> Result<Requested, Failure> {
    approvals::commands::one_by_one(tx).await?;
    let person = tx.person();
    let sight = sight(tx, person).await?;
    if let Some((query, seen)) = selection.matching_seen() {
        seen.check(&store::batch_totals(tx, query, &sight).await?)?;
    }
    let sets = store::batches_chosen(tx, selection.parts().0, &sight).await?;
    approvals::commands::retry_sets(tx, &sets).await
}
