//! What is asked of approved work that is on no invoice.

use crate::vocabulary::{
    ids::{CustomerId, EntryId},
    paging::Selection,
    words::BillingType,
};
use serde::{Deserialize, Serialize};

/// Set the billing type of rows (R-COR-11).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Retype {
    /// Which rows.
    pub selection: Selection,
    /// What it is from now on.
    pub billing_type: BillingType,
    /// Why, as typed.
    pub reason: String,
}

/// A sale that stands under another billing type than it was given, because somebody set it so
/// (R-COR-11).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Retyped {
    /// Of which entry.
    pub entry: EntryId,
    /// Whose part.
    pub customer: CustomerId,
    /// As it was given.
    pub from: BillingType,
    /// As it was set.
    pub to: BillingType,
}
