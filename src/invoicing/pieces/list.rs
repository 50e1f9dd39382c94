//! What an invoice is called.

use crate::{
    claims::rules::number_text,
    ui::badge::{Tone, badge},
    vocabulary::{
        ids::InvoiceId,
        texts::{fill, texts},
        words::InvoiceState,
    },
};
use leptos::prelude::*;

/// Number; before it has one, what it is called meanwhile, in lists, titles and notices alike.
pub fn number_or_draft(number: Option<i64>, invoice: InvoiceId) -> String {
    number
        .map(number_text)
        .unwrap_or_else(|| fill(texts().invoice_draft, &[("id", &invoice.to_string())]))
}

/// How an invoice's state is to be taken.
pub fn state_badge(state: InvoiceState) -> AnyView {
    let tone = match state {
        InvoiceState::Draft | InvoiceState::InReview => Tone::Waiting,
        InvoiceState::Confirmed | InvoiceState::Posted => Tone::Good,
    };
    badge(state, tone)
}
