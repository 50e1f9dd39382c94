//! Nouns of retainers on invoices (§11).

use crate::vocabulary::{
    ids::{ActualId, InvoiceId, RetainerId},
    words::RetainerUse,
};
use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// What an invoice does with a retainer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct InvoiceRetainer {
    /// Which.
    pub retainer_id: RetainerId,
    /// What it is for.
    pub description: String,
    /// When it may be billed; the older is used first.
    pub invoice_on: NaiveDate,
    /// Billed, applied or refunded.
    pub retainer_use: RetainerUse,
    /// Always positive; applied and refunded count against the invoice.
    pub amount: Decimal,
    /// The billed row that it corrects, and what that came to.
    pub corrects: Option<(ActualId, Decimal)>,
    /// What is available of it beside that.
    pub available_amount: Decimal,
}

impl InvoiceRetainer {
    /// As it counts in the invoice's total (R-EDIT-10).
    pub fn signed_amount(&self) -> Decimal {
        let credited = self.corrects.map_or(Decimal::ZERO, |(_, credited)| credited);
        signed(self.retainer_use, self.amount - credited)
    }
}

/// As a use counts in an invoice's total (R-EDIT-10).
pub fn signed(retainer_use: RetainerUse, amount: Decimal) -> Decimal {
    match retainer_use {
        RetainerUse::Billed => amount,
        RetainerUse::Applied | RetainerUse::Refunded => -amount,
    }
}

/// A retainer that an open invoice could apply or refund.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AvailableRetainer {
    /// Which.
    pub retainer_id: RetainerId,
    /// What it is for.
    pub description: String,
    /// What is available of it.
    pub available_amount: Decimal,
    /// Ready to refund: it is not applied.
    pub is_to_refund: bool,
}

/// What is done with a retainer on a draft; its amount as stored.
#[derive(Clone, Debug, PartialEq)]
pub struct UseOfRetainer {
    /// The draft.
    pub invoice_id: InvoiceId,
    /// Which retainer.
    pub retainer_id: RetainerId,
    /// Billed, applied or refunded.
    pub retainer_use: RetainerUse,
    /// Always positive, but for a correction, which may leave nothing.
    pub amount: Decimal,
    /// The billed row that it corrects, and what that came to.
    pub corrects: Option<(ActualId, Decimal)>,
}

impl UseOfRetainer {
    /// As it counts in the invoice's total (R-EDIT-10, R-COR-7).
    pub fn signed_amount(&self) -> Decimal {
        let credited = self.corrects.map_or(Decimal::ZERO, |(_, credited)| credited);
        signed(self.retainer_use, self.amount - credited)
    }

    /// Whether it corrects nothing: it leaves what was (R-COR-5).
    pub fn is_unchanged(&self) -> bool {
        self.corrects.is_some_and(|(_, credited)| credited == self.amount)
    }
}
