//! One question before an act that can't be taken back, or that would lose something: one dialog
//! for all of them.

use crate::vocabulary::texts::texts;
use leptos::prelude::*;

/// What is asked, and what happens after a yes.
#[derive(Clone)]
pub struct Question {
    /// Heading: what the act is.
    pub title: String,
    /// What it would do, with its numbers and names.
    pub text: String,
    /// The button that does it.
    pub act: String,
    /// Done after a yes.
    pub then: Callback<()>,
}

/// Where questions are put; the app provides it once.
#[derive(Clone, Copy)]
pub struct Ask {
    pub(super) open: RwSignal<bool>,
    pub(super) question: RwSignal<Option<Question>>,
}

/// Provides the place where questions are put.
pub fn provide_ask() -> Ask {
    let ask = Ask::new();
    provide_context(ask);
    ask
}

/// The place where questions are put. Call it while a component is made, not when something is
/// pressed.
pub fn use_ask() -> Ask {
    use_context().unwrap_or_else(Ask::new)
}

impl Ask {
    fn new() -> Self {
        Self { open: RwSignal::new(false), question: RwSignal::new(None) }
    }

    /// Asks; whoever says no, presses Escape or closes the dialog has done nothing.
    pub fn ask(
        self,
        title: impl Into<String>,
        text: impl Into<String>,
        act: impl Into<String>,
        then: impl Fn() + Send + Sync + 'static,
    ) {
        self.question.set(Some(Question {
            title: title.into(),
            text: text.into(),
            act: act.into(),
            then: Callback::new(move |()| then()),
        }));
        self.open.set(true);
    }

    /// Asks whether what was typed may be lost.
    pub fn unsaved(self, then: impl Fn() + Send + Sync + 'static) {
        let t = texts();
        self.ask(t.unsaved_title, t.unsaved_explained, t.unsaved_leave, then);
    }
}
