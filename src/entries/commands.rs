//! Verbs of entries.

mod decide;
mod imported;
mod record;
mod rights;

pub use super::store::{
    Chunk, ENTRIES, Whose, entry_approve, entry_correct, entry_edit, entry_list, entry_lock,
    entry_move, entry_read, entry_settle, entry_take, entry_totals, journal_lines_insert,
    push_sight, tasks_named,
};
pub use decide::{Judge, Judged, as_seen, invoiced, judge_chunk, move_entries, read_invoiced};
pub use imported::{add_entries, known_entries};
pub use record::{
    decide_own_entries, delete_entry, known_work, list_own_entries, read_week, record_entry,
    total_own_entries,
};
pub use rights::{asker, asker_of};

/// Entries decided in one transaction: bounds memory and locks.
pub const CHUNK: i64 = 10_000;
