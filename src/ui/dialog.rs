//! A modal dialog on the native element: focus is kept inside, Escape closes, focus returns.

use crate::vocabulary::texts::texts;
use leptos::{html, prelude::*};

/// A dialog that is open while the signal says so.
#[component]
pub fn Dialog(
    /// Whether it is open.
    open: RwSignal<bool>,
    /// Its heading.
    #[prop(into)]
    title: Signal<String>,
    /// Room for a table.
    #[prop(optional)]
    wide: bool,
    /// What is in it.
    children: ChildrenFn,
) -> impl IntoView {
    let element = NodeRef::<html::Dialog>::new();
    Effect::new(move |_| {
        let (Some(dialog), is_open) = (element.get(), open.get()) else { return };
        show(&dialog, is_open);
    });
    view! {
        <dialog node_ref=element class:wide=wide on:close=move |_| open.set(false) aria-label=move || title.get()>
            <Show when=move || open.get()>
                <header>
                    <h2>{move || title.get()}</h2>
                    <button type="button" class="plain" aria-label=texts().action_close title=texts().action_close on:click=move |_| open.set(false)>"✕"</button>
                </header>
                <div class="dialog-body">{children()}</div>
            </Show>
        </dialog>
    }
}

#[cfg(feature = "hydrate")]
fn show(dialog: &web_sys::HtmlDialogElement, is_open: bool) {
    if is_open && !dialog.open() {
        // An element that left the page meanwhile can't be shown; there is nothing to show then.
        let _ = dialog.show_modal();
    } else if !is_open && dialog.open() {
        dialog.close();
    }
}

#[cfg(not(feature = "hydrate"))]
fn show<T>(_: &T, _: bool) {}
