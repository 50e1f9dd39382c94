//! The bell of the frame: what its reader began that goes on, and what is done since they last
//! looked; it leads there (R-INV-16).

use crate::{
    batches::{
        api::{read_background, see_background},
        model::Background,
    },
    ui::{
        badge::{Tone, badge_said},
        follow::use_live,
        paths,
    },
    vocabulary::{
        ids::BatchId,
        texts::{count, texts},
    },
};
use leptos::prelude::*;
use leptos_router::hooks::use_location;

/// The bell. What it says comes once the page is there: no page waits for it.
#[component]
pub fn Bell() -> impl IntoView {
    let t = texts();
    let live = use_live();
    let path = use_location().pathname;
    let background = LocalResource::new(move || {
        live.moved();
        async move { read_background().await.unwrap_or_default() }
    });
    let known = Memo::new(move |_| background.get().unwrap_or_default());
    live.while_it_goes_on(move || known.get().running > 0);
    // Whoever looks at the list has seen what is done.
    let see = Action::new(move |newest: &BatchId| {
        let call = see_background(*newest);
        async move {
            // What could not be noted is said again.
            if call.await.is_ok() {
                live.nudge();
            }
        }
    });
    let unseen =
        Memo::new(move |_| known.get().newest.filter(|_| path.get().starts_with(paths::BATCHES)));
    Effect::new(move |_| {
        if let Some(newest) = unseen.get() {
            see.dispatch(newest);
        }
    });
    view! {
        <a class="bell" href=paths::BATCHES title=t.batches_title data-testid="bell">
            <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
                <path d="M8 1a4 4 0 0 0-4 4v3L2.5 11h11L12 8V5a4 4 0 0 0-4-4zM6.5 12.5a1.5 1.5 0 0 0 3 0z" />
            </svg>
            <span class="hidden">{t.batches_title}</span>
            <span aria-live="polite">{move || said(known.get())}</span>
        </a>
    }
}

fn said(known: Background) -> AnyView {
    let t = texts();
    let running = (known.running > 0)
        .then(|| badge_said(count(t.bell_running, known.running), Tone::Waiting));
    let tone = if known.refused > 0 { Tone::Bad } else { Tone::Good };
    let done = (known.done > 0).then(|| badge_said(count(t.bell_done, known.done), tone));
    let refused =
        (known.refused > 0).then(|| badge_said(count(t.bell_refused, known.refused), Tone::Bad));
    view! {
        {running}
        {done}
        {refused}
    }
    .into_any()
}
