//! Begun in a transaction, worked off by jobs, started again where a job gave up.

use super::{
    halving::Halving,
    many::{Many, Part},
    plan::{Items, Planned, again, parts},
    store::{self, BatchRow, Chunk},
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
        ids::{BatchId, CompanyId, PersonId},
        paging::Begun,
        refusal::Refusal,
    },
};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use std::{
    collections::{BTreeMap, HashMap, HashSet},
    marker::PhantomData,
};
use tokio::sync::Mutex;

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
    let (person, now) = (tx.actor().person, tx.now());
    let (mut rows, mut plans) = (Vec::new(), Vec::new());
    for batch in new {
        let input =
            serde_json::to_value(&batch.many).map_err(|error| Failure::Fault(error.to_string()))?;
        let (kind, amounts) = (M::KIND.to_owned(), batch.amounts);
        rows.push(BatchRow { kind, input, person, now, amounts, retries: None });
        plans.push(batch.items.plan(M::CHUNK));
    }
    save(tx, M::KIND, &rows, plans).await
}

/// Begins one; answers where it is followed, and with how many items.
pub async fn begin_one<M: Many>(tx: &mut Tx, new: NewBatch<M>) -> Result<Option<Begun>, Failure> {
    let items = i64::try_from(new.items.count()).unwrap_or(i64::MAX);
    let begun = begin(tx, vec![new]).await?;
    Ok(begun.into_iter().next().map(|batch_id| Begun { batch_id, items }))
}

/// Saves batches of a kind with their chunks, and a job for each.
async fn save(
    tx: &mut Tx,
    kind: &str,
    rows: &[BatchRow],
    plans: Vec<Vec<Planned>>,
) -> Result<Vec<BatchId>, Failure> {
    let company = tx.actor().company;
    let keys = store::batches_insert(tx, rows).await?;
    let chunks: Vec<(BatchId, Planned)> = keys
        .iter()
        .zip(plans)
        .flat_map(|(key, plan)| plan.into_iter().map(|chunk| (*key, chunk)))
        .collect();
    store::chunks_insert(tx, &chunks).await?;
    let work: Vec<(String, serde_json::Value)> =
        keys.iter().map(|batch| (key(company, *batch), input_of(company, *batch))).collect();
    jobs::enqueue_once(tx, kind, &work).await?;
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
    let (kind, _) = store::batch_input(tx, batch).await?.ok_or(Refusal::NotFound)?;
    if !store::batch_waits(tx, batch).await? {
        return Err(Refusal::BatchIsDone.into());
    }
    if !alive(tx, &[batch]).await?.is_empty() {
        return Err(Refusal::BatchIsUnderWay.into());
    }
    jobs::enqueue_once(tx, &kind, &[(key(company, batch), input_of(company, batch))]).await
}

/// Cancels what waits of a batch: none of it is done any more, and it says so, item by item. A chunk
/// that is under way ends; what is done stays done. Answers how many items that were.
pub async fn cancel(tx: &mut Tx, batch: BatchId) -> Result<i64, Failure> {
    store::batch_input(tx, batch).await?.ok_or(Refusal::NotFound)?;
    if !store::batch_waits(tx, batch).await? {
        return Err(Refusal::BatchIsDone.into());
    }
    store::batch_cancel(tx, batch).await?;
    let items = store::waiting_settle(tx, batch).await?;
    let count = i64::try_from(items.len()).unwrap_or(i64::MAX);
    let refused: Vec<_> =
        items.into_iter().map(|item| (batch, item, Refusal::BatchCancelled.into())).collect();
    store::refusals_insert(tx, &refused).await?;
    Ok(count)
}

/// Tries again what a batch refused, as another batch on behalf of whoever asks for it: once, and
/// only when nothing of it waits. Answers that batch, and of how many items it is.
pub async fn retry(tx: &mut Tx, batch: BatchId) -> Result<(BatchId, i64), Failure> {
    let (kind, input) = store::batch_input(tx, batch).await?.ok_or(Refusal::NotFound)?;
    if store::batch_waits(tx, batch).await? {
        return Err(Refusal::BatchIsUnderWay.into());
    }
    let chunks = store::chunks(tx, batch).await?;
    // As large as they were: what its room said bounds them.
    let most = chunks.iter().map(|(items, _)| items.len()).max().unwrap_or(1);
    let items = again(chunks, &store::items_refused(tx, batch).await?);
    let count = i64::try_from(items.count()).unwrap_or(i64::MAX);
    if count == 0 {
        return Err(Refusal::BatchRefusedNothing.into());
    }
    let (person, now) = (tx.actor().person, tx.now());
    let row = BatchRow {
        kind: kind.clone(),
        input,
        person,
        now,
        amounts: Vec::new(),
        retries: Some(batch),
    };
    let begun = save(tx, &kind, &[row], vec![items.plan(most)]).await?;
    let begun = begun.into_iter().next().ok_or_else(|| Failure::Fault("no batch".into()))?;
    Ok((begun, count))
}

/// Whoever began batches has looked at those that are done, up to this one.
pub async fn see(tx: &mut Tx, newest: BatchId) -> Result<(), Failure> {
    match tx.person() {
        Some(person) => store::batches_see(tx, person, newest).await,
        None => Ok(()),
    }
}

/// The batches of the company of which something waits.
pub async fn open(scope: &mut Scope) -> Result<HashSet<BatchId>, Failure> {
    store::batches_open(scope).await
}

/// Does what waits of a batch, chunk by chunk, in as many lanes as it has. May be begun again at any
/// point, and by several at once.
pub async fn work<M: Many>(
    database: &Database,
    company: CompanyId,
    batch: BatchId,
) -> Result<(), Failure> {
    let line = Line { company, batch, after: Mutex::new(BEFORE_ALL) };
    let lanes = (0..M::LANES).map(|_| lane::<M>(database, &line));
    // Each to its end: what one of them has in hand is not left to whoever begins it again.
    futures::future::join_all(lanes).await.into_iter().collect::<Result<(), Failure>>()?;
    // What somebody else had in hand meanwhile, and did not end.
    while step::<M>(database, company, batch).await? {}
    Ok(())
}

/// Before the first place.
const BEFORE_ALL: i32 = -1;

/// Where the chunks of a batch are handed out, each to one lane, in their order.
struct Line {
    company: CompanyId,
    batch: BatchId,
    after: Mutex<i32>,
}

async fn lane<M: Many>(database: &Database, line: &Line) -> Result<(), Failure> {
    loop {
        let next = {
            let mut after = line.after.lock().await;
            let next = next::<M>(database, line.company, line.batch, *after).await?;
            *after = next.map_or(*after, |(place, _)| place);
            next
        };
        let Some(next) = next else { return Ok(()) };
        let filled = do_next::<M>(database, line.company, line.batch, next, M::ALONG).await;
        if M::ALONG && filled.is_err() {
            // What is wrong with others is theirs.
            do_next::<M>(database, line.company, line.batch, next, false).await?;
        } else {
            filled?;
        }
        store::statistics_follow(database).await?;
    }
}

/// A chunk whose turn it is, as the audit trail has it: the items stand in the batch.
#[derive(Serialize)]
struct Turn {
    batch_id: BatchId,
    place: i32,
    /// Whether it is filled by others' (`Many::ALONG`); which those were is noted.
    #[serde(skip)]
    is_filled: bool,
}

/// Does the next chunk, of this batch alone; answers whether there was one.
pub async fn step<M: Many>(
    database: &Database,
    company: CompanyId,
    batch: BatchId,
) -> Result<bool, Failure> {
    let Some(next) = next::<M>(database, company, batch, BEFORE_ALL).await? else {
        return Ok(false);
    };
    do_next::<M>(database, company, batch, next, false).await?;
    Ok(true)
}

/// The next chunk after a place, and on whose behalf it is done.
async fn next<M: Many>(
    database: &Database,
    company: CompanyId,
    batch: BatchId,
    after: i32,
) -> Result<Option<(i32, Option<PersonId>)>, Failure> {
    let read = database.read(company, move |scope| {
        Box::pin(async move { store::chunk_next(scope, batch, M::KIND, after).await })
    });
    read.await
}

async fn do_next<M: Many>(
    database: &Database,
    company: CompanyId,
    batch: BatchId,
    (place, person): (i32, Option<PersonId>),
    is_filled: bool,
) -> Result<(), Failure> {
    let turn = Turn { batch_id: batch, place, is_filled };
    command::run(database, Actor { company, person }, M::KIND, None, turn, |tx, turn| {
        Box::pin(do_chunk::<M>(tx, turn))
    })
    .await
}

/// Waits until every chunk before this one is settled: from here on it goes by their order, whichever
/// lane was quicker. Whoever has one in hand is waited for; where nobody has, this one is tried again.
pub async fn in_turn(tx: &mut Tx, part: &Part) -> Result<(), Failure> {
    match store::earlier_settled(tx, part.batch_id, part.place).await? {
        true => Ok(()),
        false => Err(Failure::OutOfTurn),
    }
}

/// What is attempted together.
struct Attempt<'a, M> {
    many: &'a M,
    part: Part,
}

/// Does a chunk if it waits still, and what it is filled by, in halves where that fails, and writes
/// down what became of the items.
async fn do_chunk<M: Many>(tx: &mut Tx, turn: &Turn) -> Result<(), Failure> {
    let Some((input, chunk)) = store::chunk_lock(tx, turn.batch_id, turn.place).await? else {
        return Ok(());
    };
    let many: M =
        serde_json::from_value(input).map_err(|error| Failure::Fault(error.to_string()))?;
    let (mut chunks, mut along) = (vec![chunk], Vec::new());
    if turn.is_filled {
        let others = filling::<M>(tx, turn.batch_id, &chunks).await?;
        along = others.iter().map(|chunk| chunk.batch_id).collect();
        if !others.is_empty() {
            tx.note_each(others.iter().map(|c| (c.batch_id, c.place)).collect::<Vec<_>>());
        }
        chunks.extend(others);
    }
    let refused = try_items(tx, &many, (turn, along), &chunks).await?;
    store::chunks_settle(tx, &chunks).await?;
    if refused.is_empty() {
        return Ok(());
    }
    store::refusals_insert(tx, &refused).await
}

/// What a chunk is filled by: chunks of others, as many as have room beside it.
async fn filling<M: Many>(
    tx: &mut Tx,
    batch: BatchId,
    chunks: &[Chunk],
) -> Result<Vec<Chunk>, Failure> {
    let has: usize = chunks.iter().map(|chunk| chunk.items.len()).sum();
    let room = M::CHUNK.saturating_sub(has);
    // Of about its size, as a rule: a set of one project is like the next.
    let most = room.checked_div(has).unwrap_or(0);
    if most == 0 {
        return Ok(Vec::new());
    }
    store::filling_lock(tx, batch, room, most).await
}

/// Tries the items of chunks together, in halves where that fails; answers what was refused, by its
/// batch.
async fn try_items<M: Many>(
    tx: &mut Tx,
    many: &M,
    (turn, along): (&Turn, Vec<BatchId>),
    chunks: &[Chunk],
) -> Result<Vec<(BatchId, i64, ApiError)>, Failure> {
    let most = chunks.iter().map(|chunk| chunk.items.len()).sum();
    let together =
        chunks.iter().flat_map(|c| parts(c.items.clone(), c.parts.clone())).collect::<Vec<_>>();
    let mut halves = Halving::of(together, most);
    // Each once, whatever its room says of it.
    let mut refused: BTreeMap<i64, ApiError> = BTreeMap::new();
    while let Some(some) = halves.take() {
        let (batch_id, place, along) = (turn.batch_id, turn.place, along.clone());
        let part = Part { batch_id, place, along, items: some.concat() };
        let attempt = Attempt { many, part };
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
    Ok(chunks
        .iter()
        .flat_map(|chunk| chunk.items.iter().map(|item| (chunk.batch_id, *item)))
        .filter_map(|(batch, item)| Some((batch, item, refused.remove(&item)?)))
        .collect())
}
