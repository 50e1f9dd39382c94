//! A status in a word, with a colour that never stands alone.

use super::{format::Label, paths};
use crate::vocabulary::{
    ids::ContractId,
    texts::{count, texts},
    words::{BillingStatus, InvoicingStatus},
};
use leptos::prelude::*;

/// How a status is to be taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// Nothing to do.
    Quiet,
    /// Free to go on.
    Ready,
    /// Moves on by somebody's hand.
    Waiting,
    /// As it should be.
    Good,
    /// Stops something.
    Bad,
}

impl Tone {
    fn class(self) -> &'static str {
        match self {
            Self::Quiet => "badge quiet",
            Self::Ready => "badge ready",
            Self::Waiting => "badge waiting",
            Self::Good => "badge good",
            Self::Bad => "badge bad",
        }
    }
}

/// A status.
pub fn badge(word: impl Label, tone: Tone) -> AnyView {
    badge_text(word.label(), tone)
}

/// A status in words of one's own.
pub fn badge_text(text: &'static str, tone: Tone) -> AnyView {
    badge_said(text.to_owned(), tone)
}

/// The same with its figures.
pub fn badge_said(text: String, tone: Tone) -> AnyView {
    view! { <span class=tone.class()>{text}</span> }.into_any()
}

/// Where a sale stands: one word and one colour for each status, whatever list it is in (§17).
pub fn billing_badge(status: BillingStatus) -> AnyView {
    let tone = match status {
        BillingStatus::NotReady | BillingStatus::Canceled => Tone::Quiet,
        BillingStatus::Ready => Tone::Ready,
        BillingStatus::OnDraft => Tone::Waiting,
        BillingStatus::Posted => Tone::Good,
    };
    badge(status, tone)
}

/// Where a milestone's part or a retainer stands, in the same words and colours.
pub fn invoicing_badge(status: InvoicingStatus) -> AnyView {
    let tone = match status {
        InvoicingStatus::NotReady => Tone::Quiet,
        InvoicingStatus::Ready => Tone::Ready,
        InvoicingStatus::OnDraft => Tone::Waiting,
        InvoicingStatus::Posted | InvoicingStatus::BilledBefore => Tone::Good,
    };
    badge(status, tone)
}

/// That so many rows of a contract have no price, and the way to them; nothing where all have one.
pub fn without_price(contract: ContractId, rows: i64) -> AnyView {
    if rows == 0 {
        return ().into_any();
    }
    let text = count(texts().contract_without_price, rows);
    view! {
        <a class="badge waiting" href=paths::backlog_of_contract(contract, "no_price")>
            {text}
        </a>
        " "
    }
    .into_any()
}
