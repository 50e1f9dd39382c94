//! Why something that could be billed is not on a draft. Pure.

use crate::{
    backlog::rules::{Hold, lacks_price, may_be_ready},
    invoicing::draft::model::PendingRow,
    vocabulary::refusal::Refusal,
};
use chrono::NaiveDate;

/// R-INV-4, R-INV-15: why a row can't be added to a draft of that day; none: it can, and becomes
/// Ready where it isn't.
pub fn why_not(row: &PendingRow, invoice_on: NaiveDate) -> Option<Refusal> {
    if row.invoice_id.is_some() {
        let label = row.invoice_label.clone().unwrap_or_default();
        return Some(Refusal::OnAnotherDraft(label));
    }
    if row.work_on > invoice_on {
        return Some(Refusal::DatedAfterInvoice(invoice_on));
    }
    if row.is_ready || row.source_milestone_split_id.is_some() {
        return None;
    }
    let lacks_price = lacks_price(row.billing_type, row.has_price);
    may_be_ready(Hold { nte: row.nte_status, nte_detail: row.nte_detail, lacks_price }).err()
}
