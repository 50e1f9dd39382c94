//! The head of every page: its title, what it is about, and what can be done with the whole of it.
//!
//! Pages are split off and loaded when first visited, all but what their `LazyRoute::data` calls, which belongs to the
//! start of the program. So `data` is empty and `view` begins by asking its questions.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::{NavigateOptions, hooks::use_navigate};

/// Title and actions.
#[component]
pub fn PageHead(
    /// What the page is called; the window too.
    #[prop(into)]
    title: String,
    /// Where it stands: address and words, outermost first.
    #[prop(optional)]
    trail: Vec<(String, String)>,
    /// Buttons.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    view! {
        <Title text=window_title(&title)/>
        <header class="page-head">
            <div>
                {(!trail.is_empty()).then(|| view! { <nav class="trail" aria-label=crate::vocabulary::texts::texts().nav_trail>
                    {trail.into_iter().map(|(href, text)| view! { <a href=href>{text}</a><span aria-hidden="true">" › "</span> }).collect_view()}</nav> })}
                <h1>{title}</h1>
            </div>
            <div class="page-actions">{children.map(|children| children())}</div>
        </header>
    }
}

/// A signal that, once set, leads to another page: for what is gone from this one.
pub fn leave(to: &'static str) -> RwSignal<bool> {
    let gone = RwSignal::new(false);
    let navigate = use_navigate();
    Effect::new(move |_| {
        if gone.get() {
            navigate(to, NavigateOptions::default());
        }
    });
    gone
}

/// A signal that, once it holds an address, leads there: for what is saved and has a page of its own.
pub fn lead() -> RwSignal<Option<String>> {
    let to = RwSignal::new(None::<String>);
    let navigate = use_navigate();
    Effect::new(move |_| {
        if let Some(to) = to.get() {
            navigate(&to, NavigateOptions::default());
        }
    });
    to
}

/// The window's title. The server writes it into the document as it is, so what names are made of must not be markup
/// there; the browser sets it as text.
fn window_title(title: &str) -> String {
    if cfg!(feature = "ssr") { title.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;") } else { title.to_owned() }
}
