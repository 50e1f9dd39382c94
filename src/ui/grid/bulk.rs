//! What is done with selected rows. Rows that somebody chose one by one were looked at; of all that match, most were not: what they
//! come to is said before anything happens to them.

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
    /// What all that match came to when they were selected; empty: rows were chosen one by one.
    pub(super) all: Signal<String>,
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
        self.asking(label, texts().grid_all_explained, class, is_pending, act)
    }

    /// The same, with a question of one's own in which `{what}` is what all that match come to.
    pub fn asking(
        self,
        label: &'static str,
        question: &'static str,
        class: &'static str,
        is_pending: impl Into<Signal<bool>>,
        act: impl Fn(Selection) + Clone + Send + Sync + 'static,
    ) -> AnyView {
        let is_pending = is_pending.into();
        let run = move |_| {
            let Some(selection) = self.selection.get_untracked() else { return };
            let all = self.all.get_untracked();
            if all.is_empty() {
                return act(selection);
            }
            let act = act.clone();
            self.ask.ask(label, fill(question, &[("what", &all)]), label, move || act(selection.clone()));
        };
        view! { <button type="button" class=class disabled=is_pending on:click=run>{label}</button> }.into_any()
    }
}
