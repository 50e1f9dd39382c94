//! The box that asks.

use super::{
    ask::{Ask, Question},
    dialog::Dialog,
};
use crate::vocabulary::texts::texts;
use leptos::prelude::*;

/// The dialog, once on every page.
#[component]
pub fn AskBox(
    /// What it shows the questions of.
    ask: Ask,
) -> impl IntoView {
    let t = texts();
    let text =
        move |of: fn(Question) -> String| move || ask.question.get().map(of).unwrap_or_default();
    let yes = move |_| {
        ask.open.set(false);
        if let Some(question) = ask.question.get_untracked() {
            question.then.run(());
        }
    };
    view! {
        <Dialog open=ask.open title=Signal::derive(text(|q| q.title)) class="ask">
            <p>{text(|q| q.text)}</p>
            <footer>
                <button type="button" class="danger" on:click=yes>
                    {text(|q| q.act)}
                </button>
                <button type="button" autofocus on:click=move |_| ask.open.set(false)>
                    {t.action_keep}
                </button>
            </footer>
        </Dialog>
    }
}
