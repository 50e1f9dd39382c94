//! What stayed behind when invoices were made, and why: each cause by itself, with its way out.

use super::texts::{Texts, count, fill};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// Counts of what was not taken, by cause; each is counted once, under the first cause that
/// applies.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub struct LeftBehind {
    /// Ready, but dated after the invoice (R-INV-4).
    pub later: i64,
    /// Nothing prices them (R-PRC-2).
    pub without_price: i64,
    /// Over a limit (R-NTE-5).
    pub at_limit: i64,
    /// Their limit is to be evaluated first (R-SM-17).
    pub not_evaluated: i64,
    /// Not marked Ready to Invoice.
    pub not_ready: i64,
    /// Ready, but not chargeable, of a customer who gets no invoice (R-INV-8).
    pub not_chargeable: i64,
    /// On drafts already.
    pub on_draft: i64,
}

impl LeftBehind {
    /// Both together.
    pub fn and(self, other: Self) -> Self {
        Self {
            later: self.later + other.later,
            without_price: self.without_price + other.without_price,
            at_limit: self.at_limit + other.at_limit,
            not_evaluated: self.not_evaluated + other.not_evaluated,
            not_ready: self.not_ready + other.not_ready,
            not_chargeable: self.not_chargeable + other.not_chargeable,
            on_draft: self.on_draft + other.on_draft,
        }
    }

    /// Whether nothing was.
    pub fn is_nothing(self) -> bool {
        self == Self::default()
    }

    /// Each cause that there is, with its way out; `invoice_on` is the day on the invoices.
    fn causes(self, t: &Texts, invoice_on: NaiveDate) -> Vec<(String, &'static str)> {
        let day = invoice_on.to_string();
        [
            (self.later, t.left_later, t.left_later_way),
            (self.without_price, t.left_without_price, t.left_without_price_way),
            (self.at_limit, t.left_at_limit, t.left_at_limit_way),
            (self.not_evaluated, t.left_not_evaluated, t.left_not_evaluated_way),
            (self.not_ready, t.left_not_ready, t.left_not_ready_way),
            (self.not_chargeable, t.left_not_chargeable, t.left_not_chargeable_way),
            (self.on_draft, t.left_on_draft, t.left_on_draft_way),
        ]
        .into_iter()
        .filter(|(n, ..)| *n > 0)
        .map(|(n, text, way)| (fill(&count(text, n), &[("day", &day)]), way))
        .collect()
    }

    /// What was left, as a list: `3 are dated after 2026-11-25, 2 are over a not-to-exceed limit`.
    pub fn list(self, t: &Texts, invoice_on: NaiveDate) -> String {
        self.causes(t, invoice_on)
            .into_iter()
            .map(|(cause, _)| cause)
            .collect::<Vec<_>>()
            .join(", ")
    }

    /// Why there was nothing to invoice: the causes there are; where it is one, with its way out.
    pub fn sentence(self, t: &Texts, invoice_on: NaiveDate) -> String {
        match self.causes(t, invoice_on).as_slice() {
            [] => t.refusal_nothing_waits.to_owned(),
            [(cause, way)] => {
                format!("{} {way}", fill(t.refusal_nothing_to_invoice, &[("why", cause)]))
            }
            _ => fill(t.refusal_nothing_to_invoice, &[("why", &self.list(t, invoice_on))]),
        }
    }
}
