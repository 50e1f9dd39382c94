//! The head of every page: its title, what it is about, and what can be done with the whole of it.
//!
//! Pages are parts of the program of their own (`ui/part.rs`).

use super::{
    focus,
    notice::{Failed, answer_status},
    paths,
};
use crate::vocabulary::{failure::ApiError, refusal::Refusal, texts::texts};
use leptos::{html, prelude::*};
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
    /// What is said beside that: the way to its neighbours.
    #[prop(optional)]
    beside: Option<AnyView>,
    /// Buttons.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let heading = NodeRef::<html::H1>::new();
    focus::on_heading(heading);
    view! {
        <Title text=window_title(&title) />
        <header class="page-head">
            <div>
                {(!trail.is_empty())
                    .then(|| {
                        view! {
                            <nav class="trail" aria-label=texts().nav_trail>
                                {trail
                                    .into_iter()
                                    .map(|(href, text)| {
                                        view! {
                                            <a href=href>{text}</a>
                                            <span aria-hidden="true">" › "</span>
                                        }
                                    })
                                    .collect_view()}
                            </nav>
                        }
                    })} {beside} <h1 node_ref=heading tabindex="-1">
                    {title}
                </h1>
            </div>
            <div class="page-actions">{children.map(|children| children())}</div>
        </header>
    }
}

/// Pages that belong together, side by side: address and name of each, and which of them is open.
pub fn side_by_side(name: &'static str, at: usize, pages: Vec<(String, &'static str)>) -> AnyView {
    let page = |(place, (href, text)): (usize, (String, &'static str))| {
        view! {
            <a href=href aria-current=(place == at).then_some("page")>
                {text}
            </a>
        }
    };
    view! {
        <nav class="tabs" aria-label=name>
            {pages.into_iter().enumerate().map(page).collect_view()}
        </nav>
    }
    .into_any()
}

/// In place of a page that is not there, or not for whoever asks: says so under a heading, and
/// shows the way out. Any other failure is said as it is.
#[component]
pub fn Missing(
    /// Why.
    error: ApiError,
) -> impl IntoView {
    let t = texts();
    let (title, text) = match &error {
        ApiError::Refused(Refusal::NotFound) => (t.not_found, t.refusal_not_found),
        ApiError::Forbidden => (t.forbidden, t.forbidden_explained),
        _ => return view! { <Failed error /> }.into_any(),
    };
    answer_status(&error);
    view! {
        <div class="missing">
            <PageHead title />
            <p>{text}</p>
            <p>
                <a href=paths::HOME>{t.not_found_way_out}</a>
            </p>
        </div>
    }
    .into_any()
}

/// What a page is about, as it is read: that it is not there, or not for whoever asks, is answered
/// before the page begins to be sent. Its view may be drawn a moment after that.
pub async fn answered<T>(reads: impl Future<Output = Result<T, ApiError>>) -> Result<T, ApiError> {
    reads.await.inspect_err(answer_status)
}

/// The same of a list: whether it has what the page is about.
pub async fn answered_among<T>(
    reads: impl Future<Output = Result<T, ApiError>>,
    is_there: impl FnOnce(&T) -> bool,
) -> Result<T, ApiError> {
    let read = answered(reads).await;
    if read.as_ref().is_ok_and(|found| !is_there(found)) {
        answer_status(&ApiError::Refused(Refusal::NotFound));
    }
    read
}

/// In place of what is still being read.
pub fn loading() -> AnyView {
    view! { <div class="grid-loading" aria-busy="true"></div> }.into_any()
}

/// In place of a page that the role doesn't allow.
pub fn forbidden() -> AnyView {
    view! { <Missing error=ApiError::Forbidden /> }.into_any()
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

/// A signal that, once it holds an address, leads there: for what is saved and has a page of its
/// own.
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

/// The window's title. The server writes it into the document as it is, so what names are made of
/// must not be markup there; the browser sets it as text.
fn window_title(title: &str) -> String {
    if cfg!(feature = "ssr") {
        title.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
    } else {
        title.to_owned()
    }
}
