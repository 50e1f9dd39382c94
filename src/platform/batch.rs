//! Many at once (architecture §4), the same for every room: what is to be done is planned and saved
//! in chunks, in the transaction of whoever begins it, with a job; a worker does chunk by chunk,
//! each in one transaction, on behalf of whoever began it. A chunk that fails is tried in halves
//! within its transaction, until what fails stands alone with its reason and the rest is done; a panic
//! is a failure like any other. So a chunk is settled as a whole or not at all: whoever is killed
//! loses the chunk in hand, and another goes on to the same end.
//!
//! What waits can be cancelled: it is settled as refused, all at once, and the chunk under way ends.
//! What was refused, for whatever reason, can be tried again, once: that is another batch of the
//! same kind, of those items.
//!
//! Chunks are handed out in their order, to as many lanes as a room says; two where what chunks
//! touch is apart. What goes by their order (numbers) waits for those before (`in_turn`).
//!
//! Small chunks of batches that are alike are done together where a room says so (`Many::ALONG`): a
//! thousand sets of one project each would else be a thousand transactions. Each is settled as its
//! own, and where something is wrong with one, the others are done without it.
//!
//! A room gives a kind, what it needs to know, and how some items are done (`Many`).
//!
//! Statements, whatever the number of items: to begin, 3 (the batch, its chunks, its job), 2 of
//! them larger with it; per chunk, beside the frame of every command and what the room does with
//! it, 7 or 8: find it, lock it, lock what fills it, a savepoint, the walls that waited and its release in 1, settle, refuse
//! where something was. What bounds a chunk is what its room says, and its longest part that
//! belongs together.
//!
//! Holds: batch_counts_add_up, batch_chunk_is_settled_once, batch_keeps_what_was_begun,
//! batch_refusal_is_final, batch_is_retried_once.

mod checks;
mod halving;
mod many;
mod plan;
mod store;
mod work;

pub use checks::CHECKS;
pub use halving::Halving;
pub use many::{Many, Part, Refused};
pub use plan::{Items, Planned};
pub use work::{
    NewBatch, Work, alive, begin, begin_one, cancel, in_turn, open, retry, see, start_again, step,
    work,
};
