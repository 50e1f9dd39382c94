//! The words of a claim, as tables.

use super::{
    model::ClaimStatus,
    rules::{held, number_text},
};
use crate::vocabulary::refusal::Refusal;

#[test]
fn a_claim_is_refused_by_the_invoice_that_has_it() {
    // R-SM-9, R-SM-18: off a draft first; a confirmed invoice keeps what it has
    assert_eq!(
        held(ClaimStatus::OnDraft, "#7 Portal"),
        Refusal::OnDraftInvoice("#7 Portal".into())
    );
    assert_eq!(
        held(ClaimStatus::Posted, "INV-000007"),
        Refusal::OnConfirmedInvoice("INV-000007".into())
    );
}

#[test]
fn numbers_are_written_with_six_digits_or_more() {
    for (number, text) in [(1, "INV-000001"), (999_999, "INV-999999"), (1_000_000, "INV-1000000")] {
        assert_eq!(number_text(number), text);
    }
}
