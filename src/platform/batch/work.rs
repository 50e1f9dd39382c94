//! Begun in a transaction, worked off by jobs, started again where a job gave up.

use super::{
    halving::Halving,
    many::{Many, Part, Refused},
    plan::{Items, Planned, parts},
    store::{self, BatchRow},
};
use crate::{
    platform::{
        command::{self, Actor, Tx},
        database::Database,
        failure::Failure,
        jobs::{self, Job},
        scope::Scope,
    },
    vocabulary::{
        currency::Currency,
        failure::ApiError,
        ids::{BatchId, CompanyId},
        refusal::Refusal,
    },
};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use std::{
    collections::{BTreeMap, HashMap, HashSet},
    marker::PhantomData,
};

/// A batch to be begun.
pub struct NewBatch<M> {
    /// What its room needs to know.
    pub many: M,
    /// With what it is done.
    pub items: Items,
    /// What they come to, per currency, where that says something.
    pub amounts: Vec<(Currency, Decimal)>,
}

/// The job that works a batch off.
#[derive(Serialize, Deserialize)]
pub struct Work<M> {
    /// Whose.
    pub company_id: CompanyId,
    /// Which. Jobs of approval sets from before there were batches call it theirs.
    #[serde(alias = "approval_set_id")]
    pub batch_id: BatchId,
    #[serde(skip)]
    kind: PhantomData<fn() -> M>,
}

impl<M: Many> Job for Work<M> {
    const NAME: &'static str = M::KIND;

    async fn run(self, database: Database) -> Result<(), Failure> {
        work::<M>(&database, self.company_id, self.batch_id).await
    }
}

/// What the job of a batch is known by: there is one at a time.
fn key(company: CompanyId, batch: BatchId) -> String {
    format!("batch {company} {batch}")
}

/// Saves batches with their chunks, and a job for each, in the transaction of whoever begins them;
/// answers their keys, in order.
pub async fn begin<M: Many>(tx: &mut Tx, new: Vec<NewBatch<M>>) -> Result<Vec<BatchId>, Failure> {
    let (company, person, now) = (tx.actor().company, tx.actor().person, tx.now());
    let (mut rows, mut plans) = (Vec::new(), Vec::new());
    for batch in new {
        let input =
            serde_json::to_value(&batch.many).map_err(|error| Failure::Fault(error.to_string()))?;
        rows.push(BatchRow { kind: M::KIND, input, person, now, amounts: batch.amounts });
        plans.push(batch.items.plan(M::CHUNK));
    }
    let keys = store::batches_insert(tx, &rows).await?;
    let chunks: Vec<(BatchId, Planned)> = keys
        .iter()
        .zip(plans)
        .flat_map(|(key, plan)| plan.into_iter().map(|chunk| (*key, chunk)))
        .collect();
    store::chunks_insert(tx, &chunks).await?;
    let work: Vec<(String, serde_json::Value)> =
        keys.iter().map(|batch| (key(company, *batch), input_of(company, *batch))).collect();
    jobs::enqueue_once(tx, M::KIND, &work).await?;
    Ok(keys)
}

fn input_of(company: CompanyId, batch: BatchId) -> serde_json::Value {
    serde_json::json!({ "company_id": company, "batch_id": batch })
}

/// Which of these batches a job works on, or will.
pub async fn alive(scope: &mut Scope, batches: &[BatchId]) -> Result<HashSet<BatchId>, Failure> {
    let keys: HashMap<String, BatchId> =
        batches.iter().map(|batch| (key(scope.company_id(), *batch), *batch)).collect();
    let alive = jobs::alive(scope.connection(), &keys.keys().cloned().collect::<Vec<_>>()).await?;
    Ok(alive.iter().filter_map(|key| keys.get(key).copied()).collect())
}

/// Gives a batch whose job failed for good another one; what is settled stays so. It goes on on
/// behalf of whoever began it.
pub async fn start_again(tx: &mut Tx, batch: BatchId) -> Result<(), Failure> {
    let company = tx.actor().company;
    let kind = store::batch_kind(tx, batch).await?.ok_or(Refusal::NotFound)?;
    if !store::batch_waits(tx, batch).await? {
        return Err(Refusal::BatchIsDone.into());
    }
    if !alive(tx, &[batch]).await?.is_empty() {
        return Err(Refusal::BatchIsUnderWay.into());
    }
    jobs::enqueue_once(tx, &kind, &[(key(company, batch), input_of(company, batch))]).await
}

/// Does what waits of a batch, chunk by chunk. May be begun again at any point, and by several at
/// once.
pub async fn work<M: Many>(
    database: &Database,
    company: CompanyId,
    batch: BatchId,
) -> Result<(), Failure> {
    while step::<M>(database, company, batch).await? {}
    Ok(())
}

/// A chunk whose turn it is, as the audit trail has it: the items stand in the batch.
#[derive(Serialize)]
struct Turn {
    batch_id: BatchId,
    place: i32,
}

/// Does the next chunk; answers whether there was one.
pub async fn step<M: Many>(
    database: &Database,
    company: CompanyId,
    batch: BatchId,
) -> Result<bool, Failure> {
    let next = database
        .read(company, move |scope| {
            Box::pin(async move { store::chunk_next(scope, batch, M::KIND).await })
        })
        .await?;
    let Some((place, person)) = next else { return Ok(false) };
    let turn = Turn { batch_id: batch, place };
    command::run(database, Actor { company, person }, M::KIND, None, turn, |tx, turn| {
        Box::pin(do_chunk::<M>(tx, turn))
    })
    .await?;
    Ok(true)
}

/// What is attempted together.
struct Attempt<'a, M> {
    many: &'a M,
    part: Part,
}

/// Does a chunk if it waits still, in halves where that fails, and writes down what became of its
/// items.
async fn do_chunk<M: Many>(tx: &mut Tx, turn: &Turn) -> Result<(), Failure> {
    let Some(chunk) = store::chunk_lock(tx, turn.batch_id, turn.place).await? else {
        return Ok(());
    };
    let many: M =
        serde_json::from_value(chunk.input).map_err(|error| Failure::Fault(error.to_string()))?;
    // Each once, whatever its room says of it.
    let mut refused: BTreeMap<i64, ApiError> = BTreeMap::new();
    let most = chunk.items.len();
    let mut halves = Halving::of(parts(chunk.items, chunk.parts), most);
    while let Some(some) = halves.take() {
        let part = Part { batch_id: turn.batch_id, items: some.concat() };
        let attempt = Attempt { many: &many, part };
        match tx.attempt(&attempt, |tx, attempt| attempt.many.chunk(tx, &attempt.part)).await? {
            Ok(some) => some.into_iter().for_each(|(item, reason)| {
                refused.entry(item).or_insert(reason);
            }),
            Err(failure) => {
                if let Some(alone) = halves.failed(some) {
                    let reason = ApiError::from(failure);
                    refused.extend(alone.into_iter().map(|item| (item, reason.clone())));
                }
            }
        }
    }
    store::chunk_settle(tx, turn.batch_id, turn.place).await?;
    if refused.is_empty() {
        return Ok(());
    }
    let refused: Refused = refused.into_iter().collect();
    store::refusals_insert(tx, turn.batch_id, &refused).await
}
