//! Approval sets: approval in the background, one set per project, with a log (R-APP-13).

use crate::vocabulary::paging::{BulkOutcome, Selection};
use serde::{Deserialize, Serialize};

/// Approve a selection, in the background if it is large.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ApprovalRequest {
    /// Which entries.
    pub selection: Selection,
    /// The approver's word to the authors.
    pub comment: String,
}

/// What came of asking.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Requested {
    /// Otherwise nothing was asked for: there are few enough to be approved at once.
    pub is_in_background: bool,
    /// Sets made, one per project.
    pub sets: i64,
    /// Entries asked for, and those that can't be approved.
    pub outcome: BulkOutcome,
}
