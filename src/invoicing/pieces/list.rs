//! What an invoice is called.

use crate::{
    claims::rules::number_text,
    invoicing::model::{Confirmation, InvoiceKind, InvoiceRow},
    ui::{
        badge::{Tone, badge, badge_text},
        paths,
    },
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

/// That a draft waits to be confirmed, with the way to where that is followed; or that it could not
/// be, and why (R-CONF-7).
pub fn confirmation_badge(invoice: &InvoiceRow) -> AnyView {
    let t = texts();
    match &invoice.confirmation {
        Confirmation::NotAsked => ().into_any(),
        Confirmation::Scheduled(batch) => view! {
            " "
            <a href=paths::batch(*batch)>{badge_text(t.invoice_scheduled, Tone::Waiting)}</a>
        }
        .into_any(),
        Confirmation::Failed(why) => view! {
            " "
            {badge_text(t.invoice_failed, Tone::Bad)}
            " "
            <small class="refusal">{why.sentence(t)}</small>
        }
        .into_any(),
    }
}
