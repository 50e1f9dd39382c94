//! Which build this page is of, and whether the server has become another: then it says so, and
//! whoever works goes on when it suits.

use crate::vocabulary::texts::texts;
use leptos::prelude::*;

/// The header of every answer that says which build the server serves.
pub const HEADER: &str = "billwright-version";
/// The attribute of the document's root that says which build the page is of.
pub const ATTRIBUTE: &str = "data-version";

/// What is known of it; the app provides it once.
#[derive(Clone, Copy)]
struct Newer(RwSignal<bool>);

/// Provides what is known, and listens to what answers say.
pub fn provide_version() {
    let newer = Newer(RwSignal::new(false));
    provide_context(newer);
    browser::listen(newer.0);
}

/// An answer came from this build.
pub fn heard(version: Option<&str>) {
    browser::heard(version);
}

/// Says that a new version is ready, once it is.
#[component]
pub fn VersionBox() -> impl IntoView {
    let newer = use_context::<Newer>();
    let is_newer = move || newer.is_some_and(|Newer(newer)| newer.get());
    view! {
        <div aria-live="polite" class="version">
            {move || {
                is_newer()
                    .then(|| {
                        view! {
                            <div class="notice">
                                <p>{texts().version_new}</p>
                                <button
                                    type="button"
                                    class="primary"
                                    on:click=move |_| browser::reload()
                                >
                                    {texts().stopped_reload}
                                </button>
                            </div>
                        }
                    })
            }}
        </div>
    }
}

#[cfg(feature = "hydrate")]
mod browser {
    use super::ATTRIBUTE;
    use leptos::prelude::*;
    use std::cell::Cell;

    thread_local! {
        /// Where it is said.
        static NEWER: Cell<Option<RwSignal<bool>>> = const { Cell::new(None) };
    }

    pub fn listen(newer: RwSignal<bool>) {
        NEWER.set(Some(newer));
    }

    pub fn heard(version: Option<&str>) {
        let own = document().document_element().and_then(|root| root.get_attribute(ATTRIBUTE));
        if let (Some(own), Some(version), Some(newer)) = (own, version, NEWER.get())
            && own != version
        {
            newer.set(true);
        }
    }

    pub fn reload() {
        // A window that can't be reloaded stays; the notice too.
        let _ = window().location().reload();
    }
}

#[cfg(not(feature = "hydrate"))]
mod browser {
    use leptos::prelude::RwSignal;

    pub fn listen(_: RwSignal<bool>) {}

    pub fn heard(_: Option<&str>) {}

    pub fn reload() {}
}
