//! Server functions of what is done in the background: who may, then hand over.

use super::model::{BatchRow, RefusalRow};
#[cfg(feature = "ssr")]
use super::{commands, store};
use crate::{
    access::{
        calls::calls,
        rules::{BILLERS, SEES_BILLING},
    },
    vocabulary::{
        ids::BatchId,
        paging::{ListQuery, Page, Totals},
    },
};

calls! {
    /// A page of what is done in the background.
    read list_batches(query: ListQuery) -> Page<BatchRow>, for SEES_BILLING
        => |scope| commands::list_batches(scope, &query);
    /// What the filtered batches come to.
    read total_batches(query: ListQuery) -> Totals, for SEES_BILLING
        => |scope| store::total_batches(scope, &query);
    /// A page of rows that were refused.
    read list_batch_refusals(query: ListQuery) -> Page<RefusalRow>, for SEES_BILLING
        => |scope| store::list_batch_refusals(scope, &query);
    /// How many rows were refused.
    read total_batch_refusals(query: ListQuery) -> Totals, for SEES_BILLING
        => |scope| store::total_batch_refusals(scope, &query);
    /// Starts a batch again whose job failed for good.
    write restart_batch(batch: BatchId) -> (), for BILLERS;
}
