//! Server functions of entries: who may, then hand over.

#[cfg(feature = "ssr")]
use super::commands;
use super::model::{Decide, Decided, EntryRecord, EntryRow, Recorded, Week};
use crate::{
    access::{calls::calls, rules::RECORDERS},
    vocabulary::paging::{ListQuery, Page, Totals},
};

calls! {
    /// One's own week, by any day of it; blank: this week.
    read read_week(day: String) -> Week, for RECORDERS
        => |scope, who| commands::read_week(scope, who.person_id, &day);
    /// A page of one's own entries.
    read list_own_entries(query: ListQuery) -> Page<EntryRow>, for RECORDERS
        => |scope, who| commands::list_own_entries(scope, who.person_id, &query);
    /// What one's own entries come to.
    read total_own_entries(query: ListQuery) -> Totals, for RECORDERS
        => |scope, who| commands::total_own_entries(scope, who.person_id, &query);
    /// Writes one's own work down.
    write record_entry(record: EntryRecord) -> Recorded, for RECORDERS;
    /// Removes one's own draft.
    write delete_entry(seen: Recorded) -> (), for RECORDERS;
    /// Submits, recalls or asks back one's own entries.
    write decide_own_entries(decide: Decide) -> Decided, for RECORDERS;
}
