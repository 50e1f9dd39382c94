//! A modal dialog on the native element: focus is kept inside, Escape closes, focus returns. What
//! was typed in it is not lost without a question.

use super::{
    ask::use_ask,
    unsaved::{Watch, guard},
};
use crate::vocabulary::texts::texts;
use leptos::{ev, html, prelude::*};

/// Closes the dialog that one is in, as its ✕ does: after a question, if something in it is typed
/// and not saved.
#[derive(Clone, Copy)]
pub struct Closer(Callback<()>);

impl Closer {
    /// Of the dialog around; call it while its content is made.
    pub fn around(open: RwSignal<bool>) -> Self {
        use_context().unwrap_or_else(|| Self(Callback::new(move |()| open.set(false))))
    }

    /// Closes, or asks.
    pub fn close(self) {
        self.0.run(());
    }
}

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
    /// For the style sheet.
    #[prop(optional)]
    class: &'static str,
    /// What is in it.
    children: ChildrenFn,
) -> impl IntoView {
    let element = NodeRef::<html::Dialog>::new();
    let (ask, watch) = (use_ask(), Watch::new());
    guard(Signal::derive(move || open.get_untracked() && watch.is_dirty()));
    Effect::new(move |_| {
        let (Some(dialog), is_open) = (element.get(), open.get()) else { return };
        if !is_open {
            watch.forget();
        }
        show(&dialog, is_open);
    });
    let close = move || {
        if watch.is_dirty() { ask.unsaved(move || open.set(false)) } else { open.set(false) }
    };
    // Not left to the browser, which closes at the second Escape whatever we say.
    let escape = move |e: ev::KeyboardEvent| {
        if e.key() == "Escape" && !e.default_prevented() {
            e.prevent_default();
            close();
        }
    };
    let cancel = move |e: ev::Event| {
        e.prevent_default();
        close();
    };
    let children = StoredValue::new(children);
    let content = move || {
        provide_context(Closer(Callback::new(move |()| close())));
        children.with_value(|children| children())
    };
    view! {
        <dialog
            node_ref=element
            class=class
            class:wide=wide
            on:close=move |_| open.set(false)
            on:keydown=escape
            on:cancel=cancel
            aria-label=move || title.get()
        >
            <Show when=move || open.get()>
                <header>
                    <h2>{move || title.get()}</h2>
                    <button
                        type="button"
                        class="plain"
                        aria-label=texts().action_close
                        title=texts().action_close
                        on:click=move |_| close()
                    >
                        "✕"
                    </button>
                </header>
                <div
                    class="dialog-body"
                    node_ref=watch.root()
                    on:focusin=move |_| watch.entered()
                    on:input=move |_| watch.typed()
                    on:change=move |_| watch.typed()
                >
                    {content()}
                </div>
            </Show>
        </dialog>
    }
}

#[cfg(feature = "hydrate")]
fn show(dialog: &web_sys::HtmlDialogElement, is_open: bool) {
    if is_open && !dialog.open() {
        // An element that left the page meanwhile can't be shown; there is nothing to show then.
        let _ = dialog.show_modal();
        // What is in it may be drawn only after it.
        if !begin(dialog) {
            let dialog = dialog.clone();
            request_animation_frame(move || {
                begin(&dialog);
            });
        }
    } else if !is_open && dialog.open() {
        dialog.close();
    }
}

/// A form begins at its first field, not at the ✕ before it; whether there is one.
#[cfg(feature = "hydrate")]
fn begin(dialog: &web_sys::HtmlDialogElement) -> bool {
    use leptos::wasm_bindgen::JsCast;
    const FIELDS: &str =
        "input:not([type=hidden], :disabled), select:not(:disabled), textarea:not(:disabled)";
    let first = ["[autofocus]".to_owned(), format!(".dialog-body :is({FIELDS})")]
        .iter()
        .find_map(|which| dialog.query_selector(which).ok().flatten());
    let Some(field) = first.and_then(|field| field.dyn_into::<web_sys::HtmlElement>().ok()) else {
        return false;
    };
    // What can't take the focus leaves it where it is.
    let _ = field.focus();
    true
}

#[cfg(not(feature = "hydrate"))]
fn show<T>(_: &T, _: bool) {}
