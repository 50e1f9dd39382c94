//! Server functions of what is done in the background: who may, then hand over.

#[cfg(feature = "ssr")]
use super::commands;
use super::model::{BatchRow, RefusalRow};
use crate::{
    access::{
        calls::calls,
        rules::{APPROVERS, BEGINNERS, SEES_BACKGROUND},
    },
    approvals::model::Requested,
    vocabulary::{
        ids::BatchId,
        paging::{ListQuery, Page, Selection, Totals},
    },
};

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
    /// Asks again for what failed in approval sets and is still submitted.
    write retry_approval_sets(selection: Selection) -> Requested, for APPROVERS;
}
