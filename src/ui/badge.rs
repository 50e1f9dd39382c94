//! A status in a word, with a colour that never stands alone.

use super::format::Label;
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
