//! Decisions on approval sets (R-APP-13). Pure.

use crate::{
    entries::{
        model::{Decision, Entry},
        rules::judge,
    },
    vocabulary::{
        refusal::{Field, Refusal},
        typed::whole_up_to,
        words::EntryState,
    },
};

/// Entries from which on approval runs in the background, unless a company says otherwise.
pub const BACKGROUND_FROM: i32 = 1_000;

/// The most that can be said.
const BACKGROUND_FROM_LIMIT: u32 = 1_000_000;

/// From how many entries on, as typed.
pub fn background_from(typed: &str) -> Result<i32, Refusal> {
    whole_up_to(typed, Field::BackgroundFrom, BACKGROUND_FROM_LIMIT)
}

/// Whether so many entries are approved in the background; from 0 on: always.
pub fn is_in_background(entries: i64, from: i32) -> bool {
    entries >= i64::from(from)
}

/// What becomes of an entry whose turn it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Turn {
    /// It is approved now.
    Approve,
    /// Somebody approved it while it waited: what was asked for is so.
    IsApproved,
    /// It stays as it is.
    Fail(Refusal),
}

/// What becomes of an entry that waited. Its author may have taken it back, changed it and
/// submitted it again, others may have returned or approved it: what was asked for is done only for
/// what was asked about.
pub fn turn(entry: &Entry, is_unchanged: bool, own_is_allowed: bool) -> Turn {
    if matches!(entry.state, EntryState::Approved | EntryState::RecallRequested) {
        return Turn::IsApproved;
    }
    match judge(entry, Decision::Approve, own_is_allowed) {
        Ok(_) if !is_unchanged => Turn::Fail(Refusal::EntryChangedMeanwhile),
        Ok(_) => Turn::Approve,
        Err(refusal) => Turn::Fail(refusal),
    }
}
