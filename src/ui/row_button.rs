//! A quiet button among others of its kind.

use leptos::prelude::*;

/// What can be done with one row.
#[component]
pub fn RowButton(
    /// What it does.
    label: &'static str,
    /// The same with the row's name, for those who hear it.
    #[prop(optional, into)]
    name: Option<String>,
    /// While this holds it can't be pressed.
    #[prop(optional, into)]
    busy: Signal<bool>,
    /// Done when it is pressed.
    act: impl Fn() + 'static,
) -> impl IntoView {
    view! {
        <button
            type="button"
            class="plain"
            aria-label=name
            disabled=move || busy.get()
            on:click=move |_| act()
        >
            {label}
        </button>
    }
}
