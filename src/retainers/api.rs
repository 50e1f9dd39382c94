//! Server functions of retainers: who may, then hand over.

use super::model::{
    ContractRetainers, Mark, Refund, RetainerEdit, RetainerRemoval, RetainerRow, RetainerSchedule,
};
#[cfg(feature = "ssr")]
use super::{commands, store};
use crate::{
    access::{
        calls::calls,
        rules::{BILLERS, SEES_BILLING},
    },
    vocabulary::{
        ids::{ContractId, RetainerId},
        paging::{BulkOutcome, ListQuery, Page, Totals},
    },
};

calls! {
    /// A page of retainers.
    read list_retainers(query: ListQuery) -> Page<RetainerRow>, for SEES_BILLING
        => |scope| store::list_retainers(scope, &query);
    /// What the filtered retainers come to.
    read total_retainers(query: ListQuery) -> Totals, for SEES_BILLING
        => |scope| store::total_retainers(scope, &query);
    /// A contract's retainers.
    read read_retainers(contract: ContractId) -> ContractRetainers, for SEES_BILLING
        => |scope| commands::read_retainers(scope, contract);
    /// Marks retainers Ready to Invoice, or Not Ready.
    write mark_retainers(mark: Mark) -> BulkOutcome, for BILLERS;
    /// Creates a retainer, or changes one.
    write save_retainer(edit: RetainerEdit) -> RetainerId, for BILLERS;
    /// Set up a retainer schedule.
    write schedule_retainers(schedule: RetainerSchedule) -> i64, for BILLERS;
    /// Deletes a retainer.
    write delete_retainer(removal: RetainerRemoval) -> (), for BILLERS;
    /// Marks what is left of a retainer Ready to refund, or cancels that.
    write refund_retainer(refund: Refund) -> (), for BILLERS;
}
