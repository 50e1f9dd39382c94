//! Server functions of approvals: who may, then hand over.

#[cfg(feature = "ssr")]
use super::commands;
use super::model::{ApprovalRequest, ApprovalSetRow, EntryEdit, FailureRow, Requested};
use crate::{
    access::{
        calls::calls,
        rules::{ADMINISTRATORS, APPROVERS, SEES_ENTRIES},
    },
    entries::model::{Decide, Decided, EntryRow},
    vocabulary::{
        ids::ApprovalSetId,
        paging::{ListQuery, Page, Selection, Totals},
    },
};

calls! {
    /// A page of entries.
    read list_entries(query: ListQuery) -> Page<EntryRow>, for SEES_ENTRIES
        => |scope, who| commands::list_entries(scope, Some(who.person_id), &query);
    /// What the filtered entries come to.
    read total_entries(query: ListQuery) -> Totals, for SEES_ENTRIES
        => |scope, who| commands::total_entries(scope, Some(who.person_id), &query);
    /// Submits, approves or returns entries, one chunk.
    write decide_entries(decide: Decide) -> Decided, for APPROVERS;
    /// Changes what an approver may change.
    write edit_entry(edit: EntryEdit) -> (), for APPROVERS;
    /// Whether people may approve what they did themselves.
    read read_entry_setting() -> bool, for ADMINISTRATORS
        => |scope| commands::read_entry_setting(scope);
    /// Sets whether people may approve what they did themselves.
    write edit_entry_setting(own_work_may_be_approved: bool, seen: bool) -> (), for ADMINISTRATORS;
    /// From how many entries on approval runs in the background.
    read read_approval_setting() -> i32, for ADMINISTRATORS
        => |scope| commands::read_approval_setting(scope);
    /// Sets that, as typed.
    write edit_approval_setting(background_from: String, seen: i32) -> (), for ADMINISTRATORS;
    /// Approves a selection in the background, if it is large enough for that.
    write request_approval(request: ApprovalRequest) -> Requested, for APPROVERS;
    /// Asks again for what failed in approval sets and is still submitted.
    write retry_approval_sets(selection: Selection) -> Requested, for APPROVERS;
    /// Starts an approval set again whose job failed for good.
    write restart_approval_set(set: ApprovalSetId) -> (), for APPROVERS;
    /// A page of approval sets.
    read list_approval_sets(query: ListQuery) -> Page<ApprovalSetRow>, for APPROVERS
        => |scope, who| commands::list_approval_sets(scope, Some(who.person_id), &query);
    /// What the filtered approval sets come to.
    read total_approval_sets(query: ListQuery) -> Totals, for APPROVERS
        => |scope, who| commands::total_approval_sets(scope, Some(who.person_id), &query);
    /// A page of entries that approval sets could not approve.
    read list_approval_failures(query: ListQuery) -> Page<FailureRow>, for APPROVERS
        => |scope, who| commands::list_approval_failures(scope, Some(who.person_id), &query);
    /// What the filtered failures come to.
    read total_approval_failures(query: ListQuery) -> Totals, for APPROVERS
        => |scope, who| commands::total_approval_failures(scope, Some(who.person_id), &query);
}
