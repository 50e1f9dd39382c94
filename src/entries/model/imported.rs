//! Entries that come in files: to be added, here already, changed where they came from.

use crate::{
    book::model::WhichProject,
    vocabulary::{
        currency::Currency,
        ids::{EntryId, ProjectId},
        words::{BillingType, EntryState},
    },
};
use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// An entry to be added.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NewEntry {
    /// What makes it the same when its file comes again.
    pub source_key: String,
    /// What its file calls it: a ticket, a number; may be empty.
    pub source_reference: String,
    /// When.
    pub work_on: NaiveDate,
    /// On what.
    pub project: WhichProject,
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
    /// Of that rate; given with it.
    pub price_currency: Option<Currency>,
    /// Cost rate.
    pub unit_cost: Decimal,
    /// Draft, Submitted, or Approved for history.
    pub state: EntryState,
    /// Invoiced before Billwright.
    pub is_history: bool,
}

/// An imported entry that is here.
#[derive(Clone, Debug, PartialEq)]
pub struct KnownEntry {
    /// Its key.
    pub entry_id: EntryId,
    /// What makes it the same when its file comes again.
    pub source_key: String,
    /// What its file calls it; may be empty.
    pub source_reference: String,
    /// When.
    pub work_on: NaiveDate,
    /// On what.
    pub project_id: ProjectId,
    /// Who.
    pub resource: String,
    /// Doing what.
    pub task: String,
    /// In words.
    pub notes: String,
    /// Hours.
    pub quantity: Decimal,
    /// As what.
    pub role: String,
    /// Whether the customer pays.
    pub billing_type: BillingType,
    /// By somebody; else R-APP-3 says.
    pub billing_type_is_chosen: bool,
    /// Typed rate.
    pub unit_price: Option<Decimal>,
    /// Of that rate.
    pub price_currency: Option<Currency>,
    /// Cost rate.
    pub unit_cost: Decimal,
    /// §2.10.
    pub state: EntryState,
    /// Invoiced before Billwright.
    pub is_history: bool,
    /// The invoice it is on.
    pub invoice: Option<String>,
}

/// An imported entry that its source has changed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TakenChange {
    /// Which.
    pub entry_id: EntryId,
    /// As its source has it: hours, role, task, notes, rates, whether the customer pays, and what
    /// makes it the same from now on. Its day, project and person are as they were.
    pub now: NewEntry,
    /// By somebody, or by the file; else R-APP-3 says.
    pub billing_type_is_chosen: bool,
}
