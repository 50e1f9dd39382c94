//! Server functions of what is done in the background: who may, then hand over.

#[cfg(feature = "ssr")]
use super::commands;
use super::model::{Background, BatchRow, RefusalRow};
use crate::{
    access::{
        calls::calls,
        rules::{APPROVERS, BEGINNERS, Right, SEES_BACKGROUND},
    },
    approvals::model::Requested,
    vocabulary::{
        ids::BatchId,
        paging::{Begun, ListQuery, Page, Selection, Totals},
    },
};

/// What is no server function: the stream that says that something goes on.
pub const STREAMS: &[Right] = &[("follow_background", SEES_BACKGROUND)];

calls! {
    /// A page of what is done in the background.
    read list_batches(query: ListQuery) -> Page<BatchRow>, for SEES_BACKGROUND
        => |scope, who| commands::list_batches(scope, Some(who.person_id), &query);
    /// What the filtered batches come to.
    read total_batches(query: ListQuery) -> Totals, for SEES_BACKGROUND
        => |scope, who| commands::total_batches(scope, Some(who.person_id), &query);
    /// A page of what was refused.
    read list_batch_refusals(query: ListQuery) -> Page<RefusalRow>, for SEES_BACKGROUND
        => |scope, who| commands::list_batch_refusals(scope, Some(who.person_id), &query);
    /// How much was refused.
    read total_batch_refusals(query: ListQuery) -> Totals, for SEES_BACKGROUND
        => |scope, who| commands::total_batch_refusals(scope, Some(who.person_id), &query);
    /// Starts a batch again whose job failed for good.
    write restart_batch(batch: BatchId) -> (), for BEGINNERS;
    /// Cancels what waits of a batch; answers how many rows that were.
    write cancel_batch(batch: BatchId) -> i64, for BEGINNERS;
    /// Tries again what a batch refused.
    write retry_batch(batch: BatchId) -> Begun, for BEGINNERS;
    /// What somebody began that goes on, or is done and they have not looked at yet.
    read read_background() -> Background, for SEES_BACKGROUND
        => |scope, who| commands::read_background(scope, who.person_id);
    /// Whoever began batches has looked at those that are done, up to this one.
    write see_background(newest: BatchId) -> (), for SEES_BACKGROUND;
    /// Asks again for what failed in approval sets and is still submitted.
    write retry_approval_sets(selection: Selection) -> Requested, for APPROVERS;
}
