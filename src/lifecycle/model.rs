//! What is asked of approved work that is on no invoice.

use crate::vocabulary::{paging::Selection, words::BillingType};
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
