//! What an invoice is called.

use crate::{
    invoicing::rules::number_text,
    vocabulary::{
        ids::InvoiceId,
        texts::{fill, texts},
    },
};

/// Number; before it has one, what it is called meanwhile, in lists, titles and notices alike.
pub fn number_or_draft(number: Option<i64>, invoice: InvoiceId) -> String {
    number.map(number_text).unwrap_or_else(|| fill(texts().invoice_draft, &[("id", &invoice.to_string())]))
}
