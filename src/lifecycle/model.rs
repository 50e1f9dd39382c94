//! What is asked of approved work that is on no invoice.

use crate::vocabulary::{
    ids::{CustomerId, EntryId},
    paging::Selection,
    words::BillingType,
};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

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

/// What somebody set billing types to (R-COR-11): by entry, customer, and the type that all of the
/// customer's part had before.
pub type SetTypes = HashMap<(EntryId, CustomerId, BillingType), BillingType>;
