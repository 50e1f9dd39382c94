//! Server functions of milestones: who may, then hand over.

use super::model::{
    Generate, LineMilestones, Mark, MilestoneEdit, MilestoneRemoval, MilestoneRow, ProgressBilling,
};
#[cfg(feature = "ssr")]
use super::{commands, store};
use crate::{
    access::{
        calls::calls,
        rules::{BILLERS, SEES_BILLING},
    },
    vocabulary::{
        ids::{ContractId, MilestoneId},
        paging::{BulkOutcome, ListQuery, Page, Totals},
    },
};

calls! {
    /// A page of milestones, one row per customer.
    read list_milestones(query: ListQuery) -> Page<MilestoneRow>, for SEES_BILLING
        => |scope| store::list_milestones(scope, &query);
    /// What the filtered milestones come to.
    read total_milestones(query: ListQuery) -> Totals, for SEES_BILLING
        => |scope| store::total_milestones(scope, &query);
    /// The fixed-price lines of a contract with their milestones.
    read read_milestones(contract: ContractId) -> Vec<LineMilestones>, for SEES_BILLING
        => |scope| commands::read_milestones(scope, contract);
    /// Marks milestones Ready to Invoice, or Not Ready.
    write mark_milestones(mark: Mark) -> BulkOutcome, for BILLERS;
    /// Creates a milestone, or changes one.
    write save_milestone(edit: MilestoneEdit) -> MilestoneId, for BILLERS;
    /// Deletes a milestone.
    write delete_milestone(removal: MilestoneRemoval) -> (), for BILLERS;
    /// Generate Periodic Milestones.
    write generate_milestones(generate: Generate) -> i64, for BILLERS;
    /// Bills the next part of a progress-based milestone.
    write bill_progress(bill: ProgressBilling) -> (), for BILLERS;
}
