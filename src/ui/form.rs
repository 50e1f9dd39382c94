//! What forms have in common: the refusal of the whole, and what stands at their foot.

use super::{field::field_of, notice::Failed};
use crate::vocabulary::{failure::ApiError, texts::texts};
use leptos::{ev::SubmitEvent, prelude::*};

/// What a form does when it is sent: this, and nothing by the browser.
pub fn sends(act: Action<(), ()>) -> impl Fn(SubmitEvent) + Copy + 'static {
    move |event| {
        event.prevent_default();
        act.dispatch(());
    }
}

/// An answer that is about none of the fields.
pub fn other_error(answer: impl Into<Signal<Option<ApiError>>>) -> AnyView {
    let answer = answer.into();
    let other = move || answer.get().filter(|error| field_of(error).is_none());
    (move || other().map(|error| view! { <Failed error /> })).into_any()
}

/// The button that sends the form.
pub fn submit_footer(label: &'static str, is_sending: Memo<bool>) -> AnyView {
    view! {
        <footer>
            <button type="submit" class="primary" disabled=move || is_sending.get()>
                {label}
            </button>
        </footer>
    }
    .into_any()
}

/// Under a question of a dialog: the button that does it for good, and the way out.
pub fn danger_footer(label: &'static str, act: Action<(), ()>, open: RwSignal<bool>) -> AnyView {
    view! {
        <footer>
            <button
                type="button"
                class="danger"
                disabled=move || act.pending().get()
                on:click=move |_| {
                    act.dispatch(());
                }
            >
                {label}
            </button>
            <button type="button" on:click=move |_| open.set(false)>
                {texts().action_close}
            </button>
        </footer>
    }
    .into_any()
}
