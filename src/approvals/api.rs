//! Server functions of approvals: who may, then hand over.

#[cfg(feature = "ssr")]
use super::commands;
use super::model::{ApprovalRequest, EntryEdit, Requested};
use crate::{
    access::{
        calls::calls,
        rules::{ADMINISTRATORS, APPROVERS, SEES_ENTRIES},
    },
    entries::model::{Decide, Decided, EntryRow},
    vocabulary::paging::{ListQuery, Page, Totals},
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
}
