//! What is done with selected rows. Rows that somebody chose one by one were looked at; of all that
//! match, most were not: what they come to is said before anything happens to them. What can't be
//! taken back is asked about however they were chosen.

use crate::{
    ui::ask::Ask,
    vocabulary::{
        paging::Selection,
        texts::{fill, texts},
    },
};
use leptos::prelude::*;

/// What the buttons of a bulk bar work on.
#[derive(Clone, Copy)]
pub struct Bulk {
    /// What is selected; none: nothing.
    pub selection: Signal<Option<Selection>>,
    /// All that match, not rows chosen one by one.
    pub(super) is_all: Signal<bool>,
    /// What is selected came to when it was.
    pub(super) what: Signal<String>,
    pub(super) ask: Ask,
}

impl Bulk {
    /// A button that does something with what is selected; for all that match it asks first.
    pub fn button(
        self,
        label: &'static str,
        class: &'static str,
        is_pending: impl Into<Signal<bool>>,
        act: impl Fn(Selection) + Clone + Send + Sync + 'static,
    ) -> AnyView {
        self.asking(
            label,
            class,
            is_pending,
            |_, is_all| is_all.then(|| texts().grid_all_explained.to_owned()),
            act,
        )
    }

    /// A button that does what can't be taken back: it asks first however the rows were chosen, and
    /// says what it would do.
    pub fn for_good(
        self,
        label: &'static str,
        would: &'static str,
        is_pending: impl Into<Signal<bool>>,
        act: impl Fn(Selection) + Clone + Send + Sync + 'static,
    ) -> AnyView {
        let question = move |_: &Selection, is_all: bool| {
            let t = texts();
            Some(format!(
                "{} {would}",
                if is_all { t.grid_all_explained } else { t.grid_chosen_explained }
            ))
        };
        self.asking(label, "", is_pending, question, act)
    }

    /// A button with questions of its own: what is asked about a selection, of rows chosen one by
    /// one or of all that match, if anything is; `{what}` is what they come to.
    pub fn asking(
        self,
        label: &'static str,
        class: &'static str,
        is_pending: impl Into<Signal<bool>>,
        question: impl Fn(&Selection, bool) -> Option<String> + Clone + Send + Sync + 'static,
        act: impl Fn(Selection) + Clone + Send + Sync + 'static,
    ) -> AnyView {
        let is_pending = is_pending.into();
        let run = move |_| {
            let Some(selection) = self.selection.get_untracked() else { return };
            let Some(question) = question(&selection, self.is_all.get_untracked()) else {
                return act(selection);
            };
            let act = act.clone();
            self.ask.ask(
                label,
                fill(&question, &[("what", &self.what.get_untracked())]),
                label,
                move || act(selection.clone()),
            );
        };
        view! {
            <button type="button" class=class disabled=is_pending on:click=run>
                {label}
            </button>
        }
        .into_any()
    }
}
