//! What came of an act: said in place, read out, dismissed by the reader.

use super::format;
use crate::vocabulary::{
    failure::ApiError,
    paging::BulkOutcome,
    texts::{count, fill, texts},
};
use leptos::prelude::*;

/// A message about something that happened.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Notice {
    /// What was done.
    pub done: Option<String>,
    /// What was not, and why.
    pub refused: Vec<String>,
    /// Where to go on: address and words.
    pub links: Vec<(String, String)>,
}

impl Notice {
    /// All went well.
    pub fn done(text: impl Into<String>) -> Self {
        Self { done: Some(text.into()), ..Self::default() }
    }

    /// It did not.
    pub fn refused(error: &ApiError) -> Self {
        Self { refused: vec![error.sentence(texts())], ..Self::default() }
    }

    /// A bulk command: how many changed, and each reason with its count.
    pub fn bulk(done: &str, outcome: &BulkOutcome) -> Self {
        let t = texts();
        let refused = outcome
            .refused
            .iter()
            .map(|(refusal, n, _)| fill(t.notice_refused_rows, &[("rows", &count(t.count_rows, *n)), ("reason", &refusal.sentence(t))]))
            .collect();
        Self { done: Some(fill(done, &[("count", &format::count(outcome.changed))])), refused, links: Vec::new() }
    }
}

/// Shows a notice; nothing while there is none.
#[component]
pub fn NoticeBox(
    /// What to say.
    notice: RwSignal<Option<Notice>>,
) -> impl IntoView {
    view! {
        <div role="status" aria-live="polite" class="notices">
            {move || notice.get().map(|n| { let bad = !n.refused.is_empty(); view! {
                <div class="notice" class:bad=bad>
                    <div>
                        {n.done.map(|text| view! { <p>{text}</p> })}
                        {n.refused.into_iter().map(|text| view! { <p class="refusal">{text}</p> }).collect_view()}
                        {n.links.into_iter().map(|(href, text)| view! { <a href=href>{text}</a>" " }).collect_view()}
                    </div>
                    <button type="button" class="plain" on:click=move |_| notice.set(None) aria-label=texts().action_dismiss>"✕"</button>
                </div>
            }})}
        </div>
    }
}

/// A failure in place of what could not be shown.
#[component]
pub fn Failed(
    /// Why.
    error: ApiError,
) -> impl IntoView {
    answer_status(&error);
    view! { <p class="notice bad refusal" role="alert">{error.sentence(texts())}</p> }
}

/// A page about something that is not there is not found, one that is not for whoever asks forbidden; one that could not be read for now says when to come again.
#[cfg(feature = "ssr")]
pub fn answer_status(error: &ApiError) {
    use crate::vocabulary::refusal::Refusal;
    let Some(response) = use_context::<leptos_axum::ResponseOptions>() else { return };
    match error {
        ApiError::Refused(Refusal::NotFound) => response.set_status(http::StatusCode::NOT_FOUND),
        ApiError::Forbidden => response.set_status(http::StatusCode::FORBIDDEN),
        ApiError::Busy => {
            response.set_status(http::StatusCode::SERVICE_UNAVAILABLE);
            response.insert_header(http::header::RETRY_AFTER, http::HeaderValue::from_static("3"));
        }
        ApiError::Refused(_) | ApiError::SignedOut | ApiError::Fault(_) | ApiError::Unreachable => {}
    }
}

/// In the browser nobody is answered.
#[cfg(not(feature = "ssr"))]
pub fn answer_status(_: &ApiError) {}
