//! A status in a word, with a colour that never stands alone.

use super::{format::Label, paths};
use crate::vocabulary::{
    ids::ContractId,
    texts::{count, texts},
};
use leptos::prelude::*;

/// How a status is to be taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// Nothing to do.
    Quiet,
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
    view! { <span class=tone.class()>{text}</span> }.into_any()
}

/// That so many rows of a contract have no price, and the way to them; nothing where all have one.
pub fn without_price(contract: ContractId, rows: i64) -> AnyView {
    if rows == 0 {
        return ().into_any();
    }
    let text = count(texts().contract_without_price, rows);
    view! { <a class="badge waiting" href=paths::backlog_of_contract(contract, "no_price")>{text}</a>" " }.into_any()
}
