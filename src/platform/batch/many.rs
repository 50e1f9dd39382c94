//! What a room says of what it does with many at once.

use crate::{
    platform::{command::Tx, failure::Failure},
    vocabulary::{failure::ApiError, ids::BatchId},
};
use futures::future::BoxFuture;
use serde::{Serialize, de::DeserializeOwned};

/// Some items of a batch, to be done together.
#[derive(Clone, Debug)]
pub struct Part {
    /// Of which batch.
    pub batch_id: BatchId,
    /// In which of its chunks.
    pub place: i32,
    /// Batches of which some is done along with it (`Many::ALONG`).
    pub along: Vec<BatchId>,
    /// Which, in their order.
    pub items: Vec<i64>,
}

/// Items that stay as they are, each with why. All others of the part are done.
pub type Refused = Vec<(i64, ApiError)>;

/// What is done with many at once: what the room needs to know of it, as stored, and how some items
/// are done.
pub trait Many: Serialize + DeserializeOwned + Send + Sync + 'static {
    /// What it is called: its word in the list of batches, the name of its job, its command in the
    /// audit trail.
    const KIND: &'static str;

    /// Items that are done in one transaction: progress is seen, and locks are short.
    const CHUNK: usize;

    /// Chunks that are done at the same time. More than one where they touch nothing of each other,
    /// and where their order, if it matters to anybody, is kept by `batch::in_turn`.
    const LANES: usize = 1;

    /// Whether a chunk that leaves room is filled by chunks of other batches of the kind, which the same
    /// person began for the same: a thousand small ones are then done by the dozen, not each in a
    /// transaction of its own. True only where an item waits in one batch at a time.
    const ALONG: bool = false;

    /// Does some items in the transaction of their chunk, on behalf of whoever began the batch:
    /// their rights are asked again. What changed since it was begun is refused item by item. Where
    /// it fails as a whole, it is tried with half of them.
    fn chunk<'a>(
        &'a self,
        tx: &'a mut Tx,
        part: &'a Part,
    ) -> BoxFuture<'a, Result<Refused, Failure>>;
}
