//! Invoice frequencies, and what can be done with them.

use crate::vocabulary::ids::InvoiceFrequencyId;
use serde::{Deserialize, Serialize};

/// An invoice frequency, as the settings list it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(sqlx::FromRow))]
pub struct FrequencyRow {
    /// Its key.
    pub invoice_frequency_id: InvoiceFrequencyId,
    /// What it is called.
    pub name: String,
    /// Its days, as `vocabulary/frequency.rs` writes them.
    pub frequency: String,
    /// Contract lines that are invoiced on its days.
    pub line_count: i64,
    /// Raised by every change.
    pub version: i32,
}

/// Add an invoice frequency, or change one; as typed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FrequencyForm {
    /// Which; none: a new one.
    pub invoice_frequency_id: Option<InvoiceFrequencyId>,
    /// The version that was on the screen.
    pub version: i32,
    /// What it is called.
    pub name: String,
    /// Its days, as `vocabulary/frequency.rs` writes them.
    pub frequency: String,
}

/// Delete an invoice frequency.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FrequencyRemoval {
    /// Which.
    pub invoice_frequency_id: InvoiceFrequencyId,
    /// The version that was on the screen.
    pub version: i32,
}
