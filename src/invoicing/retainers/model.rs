//! What is done with retainers on an invoice.

use crate::vocabulary::{
    ids::{ActualId, InvoiceId, RetainerId},
    words::RetainerUse,
};
use serde::{Deserialize, Serialize};

/// Apply so much of a retainer to an open invoice (R-EDIT-8); as typed. 0 takes it off.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RetainerApplication {
    /// The invoice.
    pub invoice_id: InvoiceId,
    /// The version that was on the screen.
    pub version: i32,
    /// Which retainer.
    pub retainer_id: RetainerId,
    /// How much; blank: as much as there is and fits.
    pub amount: String,
}

/// Bill a new retainer on an open invoice (R-RET-2); as typed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RetainerAddition {
    /// The invoice.
    pub invoice_id: InvoiceId,
    /// The version that was on the screen.
    pub version: i32,
    /// What it is for.
    pub description: String,
    /// What is prepaid.
    pub amount: String,
}

/// A retainer of an open invoice: refund what is left of it there, or take a use of it off.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RetainerOnInvoice {
    /// The invoice.
    pub invoice_id: InvoiceId,
    /// The version that was on the screen.
    pub version: i32,
    /// Which retainer.
    pub retainer_id: RetainerId,
    /// Billed, applied or refunded.
    pub retainer_use: RetainerUse,
}

/// Says how much of what was done with a retainer stays, on a corrective draft.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RetainerCorrection {
    /// The draft.
    pub invoice_id: InvoiceId,
    /// The version that was on the screen.
    pub version: i32,
    /// The billed row.
    pub corrects_actual_id: ActualId,
    /// So much, as typed; none: it is taken off, and what was done stays (R-COR-3).
    pub amount: Option<String>,
}
