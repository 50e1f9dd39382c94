//! Approval sets: approval in the background, one set per project, with a log (R-APP-13).

use crate::{
    approvals::rules,
    vocabulary::{
        failure::ApiError,
        ids::{ApprovalSetId, EntryId, ProjectId},
        paging::{BulkOutcome, Selection},
        words::{ApprovalSetState, EntryState},
    },
};
use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::Decimal;
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

/// An approval set as it is listed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(sqlx::FromRow))]
pub struct ApprovalSetRow {
    /// Its key.
    pub approval_set_id: ApprovalSetId,
    /// Of what.
    pub project_id: ProjectId,
    /// Its code.
    pub project_code: String,
    /// Who approves.
    pub person_name: String,
    /// Since when.
    pub asked_at: DateTime<Utc>,
    /// Their word to the authors.
    pub comment: String,
    /// Hours of time in it, as they were then.
    pub hours: Decimal,
    /// What had failed in that set.
    pub retries_approval_set_id: Option<ApprovalSetId>,
    /// Entries to come.
    pub waiting: i32,
    /// Entries approved, by it or by somebody meanwhile.
    pub approved: i32,
    /// Entries that could not be.
    pub failed: i32,
    /// Of those approved: chargeable, but nothing prices them (W-27).
    pub without_price: i32,
    /// Of those approved: covered by no contract line.
    pub not_covered: i32,
    /// Of those not covered: outside the dates of the contract that covers their project.
    pub outside_dates: i32,
    /// Of those approved: chargeable at a price of 0.
    pub at_zero: i32,
    /// Of those approved: with a rate in another currency than the contract's, which was not used.
    pub rate_left: i32,
    /// Entries wait, but its job failed for good: it can be started again.
    #[cfg_attr(feature = "ssr", sqlx(default))]
    pub is_stopped: bool,
}

impl ApprovalSetRow {
    /// How far it has come.
    pub fn state(&self) -> ApprovalSetState {
        rules::set_state(self.waiting, self.approved, self.failed)
    }
}

/// An entry that a set could not approve.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FailureRow {
    /// Its key.
    pub entry_id: EntryId,
    /// When.
    pub work_on: NaiveDate,
    /// Who.
    pub resource_name: Option<String>,
    /// In words.
    pub notes: String,
    /// Hours worked, or units.
    pub quantity: Decimal,
    /// Of the quantity; empty: hours.
    pub unit: String,
    /// Why.
    pub reason: ApiError,
    /// What has become of it since.
    pub state: EntryState,
}
