//! What a claim forbids, and how an invoice is called.

use super::model::ClaimStatus;
use crate::vocabulary::refusal::Refusal;

/// Why a source stays as it is: the invoice that has it, and whether it can be taken off there
/// first.
pub fn held(status: ClaimStatus, invoice: &str) -> Refusal {
    match status {
        ClaimStatus::OnDraft => Refusal::OnDraftInvoice(invoice.to_owned()),
        ClaimStatus::Posted => Refusal::OnConfirmedInvoice(invoice.to_owned()),
    }
}

/// An invoice's number as people read it; `invoice_number_label` writes the same in the database.
pub fn number_text(number: i64) -> String {
    format!("INV-{number:06}")
}
