//! What an invoice is called.

use crate::{
    claims::rules::number_text,
    invoicing::model::{InvoiceKind, InvoiceRow},
    ui::badge::{Tone, badge, badge_text},
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

/// That an invoice corrects another; below zero it is a credit note (R-COR-7).
pub fn kind_badge(invoice: &InvoiceRow) -> AnyView {
    let t = texts();
    match invoice.kind {
        InvoiceKind::Proforma => ().into_any(),
        InvoiceKind::Corrective if (invoice.amount + invoice.tax).is_sign_negative() => {
            badge_text(t.invoice_credit_note, Tone::Waiting)
        }
        InvoiceKind::Corrective => badge_text(t.invoice_corrective, Tone::Waiting),
    }
}
