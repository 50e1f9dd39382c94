//! A time entry, as approved and as listed.

use crate::vocabulary::{
    ids::{EntryId, ProjectId, ResourceId, RoleId},
    paging::Selection,
    words::{BillingType, EntryState, TransactionClass},
};
use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// What approval reads of an entry.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// Its key.
    pub entry_id: EntryId,
    /// Time, …
    pub transaction_class: TransactionClass,
    /// When.
    pub work_on: NaiveDate,
    /// On what.
    pub project_id: ProjectId,
    /// Who.
    pub resource_id: ResourceId,
    /// As what.
    pub role_id: RoleId,
    /// Hours worked.
    pub quantity: Decimal,
    /// Whether the customer pays.
    pub billing_type: BillingType,
    /// Hours let through to the customer (R-APP-4).
    pub billable_quantity: Decimal,
    /// Typed on the time sheet (R-PRC-3).
    pub unit_price: Option<Decimal>,
    /// Per hour, in the company's currency.
    pub unit_cost: Decimal,
    /// §2.10.
    pub state: EntryState,
    /// Invoiced before Billwright.
    pub is_history: bool,
}

/// An entry as the Approvals page lists it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(sqlx::FromRow))]
pub struct EntryRow {
    /// Its key.
    pub entry_id: EntryId,
    /// When.
    pub work_on: NaiveDate,
    /// On what.
    pub project_code: String,
    /// Who.
    pub resource_name: String,
    /// As what.
    pub role_name: String,
    /// Doing what.
    pub task: String,
    /// In words.
    pub notes: String,
    /// Hours worked.
    pub quantity: Decimal,
    /// Whether the customer pays.
    pub billing_type: BillingType,
    /// Hours let through to the customer.
    pub billable_quantity: Decimal,
    /// For the customer's eyes.
    pub external_comment: String,
    /// §2.10.
    pub state: EntryState,
    /// Invoiced before Billwright.
    pub is_history: bool,
    /// What the approver said.
    pub decision_comment: String,
    /// The contract that will be billed, if a line covers it.
    pub contract_number: Option<String>,
}

/// An entry to be added.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NewEntry {
    /// What it was in its file.
    pub source_key: String,
    /// When.
    pub work_on: NaiveDate,
    /// Code of the project.
    pub project: String,
    /// Name of who worked.
    pub resource: String,
    /// Name of the role.
    pub role: String,
    /// Doing what.
    pub task: String,
    /// In words.
    pub notes: String,
    /// Hours.
    pub quantity: Decimal,
    /// Whether the customer pays.
    pub billing_type: BillingType,
    /// Typed rate.
    pub unit_price: Option<Decimal>,
    /// Cost rate.
    pub unit_cost: Decimal,
    /// Draft, Submitted, or Approved for history.
    pub state: EntryState,
    /// Invoiced before Billwright.
    pub is_history: bool,
}

/// What an approver may do with many entries at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Decision {
    /// R-SM-36.
    Submit,
    /// R-SM-38.
    Approve,
    /// R-SM-39.
    Return,
}

/// Decide entries, one chunk at a time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Decide {
    /// Which entries.
    pub selection: Selection,
    /// What with them.
    pub decision: Decision,
    /// The approver's word to the author.
    pub comment: String,
    /// Chunks: only entries after this one.
    pub after: EntryId,
}

/// What one chunk did, and where it ended.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Decided {
    /// Rows changed and refused.
    pub outcome: crate::vocabulary::paging::BulkOutcome,
    /// The last entry seen; none when the selection is done.
    pub last: Option<EntryId>,
    /// Approved chargeable entries that found no price (W-27).
    pub without_price: i64,
    /// Approved entries that no contract line covers: cost only.
    pub not_covered: i64,
}

/// What an approver may change before approving (R-APP-4).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EntryEdit {
    /// Which entry.
    pub entry_id: EntryId,
    /// Hours let through, as typed.
    pub billable_quantity: String,
    /// Whether the customer pays.
    pub billing_type: BillingType,
    /// For the customer's eyes.
    pub external_comment: String,
}
