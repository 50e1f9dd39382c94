//! What came of an act: said in place, read out, dismissed by the reader; with the way back, where
//! there is one.

use super::{follow::use_live, format, paths, row_button::RowButton};
use crate::vocabulary::{
    failure::ApiError,
    paging::{BulkOutcome, Selection},
    texts::{count, fill, texts},
};
use futures::future::BoxFuture;
use leptos::prelude::*;
use std::sync::Arc;

/// A message about something that happened.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Notice {
    /// What was done.
    pub done: Option<String>,
    /// What was not, and why.
    pub refused: Vec<String>,
    /// Where to go on: address and words.
    pub links: Vec<(String, String)>,
    /// The way back.
    pub undo: Option<Undo>,
    /// It goes on in the background.
    pub is_begun: bool,
}

/// Takes back what a notice says was done, and puts another in its place.
#[derive(Clone)]
pub struct Undo(Arc<dyn Fn() -> BoxFuture<'static, ()> + Send + Sync>);

impl Undo {
    /// An act that says itself what came of it.
    pub fn new<F: Future<Output = ()> + Send + 'static>(
        act: impl Fn() -> F + Send + Sync + 'static,
    ) -> Self {
        Self(Arc::new(move || Box::pin(act())))
    }
}

impl PartialEq for Undo {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl std::fmt::Debug for Undo {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Undo")
    }
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

    /// A bulk command: how many changed, and each reason with its count; or that it goes on in the
    /// background.
    pub fn bulk(done: &str, outcome: &BulkOutcome) -> Self {
        let t = texts();
        if let Some(begun) = outcome.begun {
            let links = vec![(paths::batch(begun.batch_id), t.batches_follow.to_owned())];
            return Self {
                done: Some(fill(t.batches_begun, &[("count", &format::count(begun.items))])),
                links,
                is_begun: true,
                ..Self::default()
            };
        }
        let refused = outcome
            .refused
            .iter()
            .map(|(refusal, n, _)| {
                fill(
                    t.notice_refused_rows,
                    &[("rows", &count(t.count_rows, *n)), ("reason", &refusal.sentence(t))],
                )
            })
            .collect();
        Self { done: Some(count(done, outcome.changed)), refused, ..Self::default() }
    }

    /// The same with a way back, where it is known which rows were changed (`BulkOutcome::left`):
    /// it begins from them as they were left.
    pub fn undone_by<F: Future<Output = ()> + Send + 'static>(
        self,
        left: Option<Selection>,
        act: impl Fn(Selection) -> F + Send + Sync + 'static,
    ) -> Self {
        Self { undo: left.map(|left| Undo::new(move || act(left.clone()))), ..self }
    }
}

/// Which of the page's notices came last: there is one place for them, at the bottom of the window,
/// and the last word stands there.
#[derive(Clone, Copy)]
struct Last(RwSignal<u32>, StoredValue<u32>);

/// Lets a new notice take the place of the one before, wherever on the page it comes from; the app
/// provides it once.
pub fn provide_notices() {
    provide_context(Last(RwSignal::new(0), StoredValue::new(0)));
}

/// While there is a newer one, a notice goes.
fn give_way(notice: RwSignal<Option<Notice>>) {
    let Some(Last(last, drawn)) = use_context::<Last>() else { return };
    drawn.update_value(|n| *n = n.wrapping_add(1));
    let own = drawn.get_value();
    Effect::new(move |_| {
        if notice.with(Option::is_some) {
            last.set(own);
        }
    });
    Effect::new(move |_| {
        if last.get() != own && notice.with_untracked(Option::is_some) {
            notice.set(None);
        }
    });
}

/// Shows a notice; nothing while there is none.
#[component]
pub fn NoticeBox(
    /// What to say.
    notice: RwSignal<Option<Notice>>,
) -> impl IntoView {
    let t = texts();
    give_way(notice);
    let live = use_live();
    Effect::new(move |_| {
        if notice.with(|notice| notice.as_ref().is_some_and(|n| n.is_begun)) {
            live.nudge();
        }
    });
    let undo = Action::new(|undo: &Undo| (undo.0)());
    let undo_button = move |way: Undo, done: Option<&String>| {
        let name = fill(t.action_undo_what, &[("what", done.map_or("", String::as_str))]);
        // Once: a second press finds the first under way, and after it another notice.
        let press = move |_| {
            if !undo.pending().get_untracked() {
                undo.dispatch(way.clone());
            }
        };
        view! {
            <button
                type="button"
                class="undo"
                aria-label=name
                disabled=move || undo.pending().get()
                on:click=press
            >
                {t.action_undo}
            </button>
        }
    };
    view! {
        <div role="status" aria-live="polite" class="notices">
            {move || {
                notice
                    .get()
                    .map(|n| {
                        let bad = !n.refused.is_empty();
                        let undo = n.undo.map(|way| undo_button(way, n.done.as_ref()));
                        view! {
                            <div class="notice" class:bad=bad>
                                <div>
                                    {n.done.map(|text| view! { <p>{text}</p> })}
                                    {n
                                        .refused
                                        .into_iter()
                                        .map(|text| view! { <p class="refusal">{text}</p> })
                                        .collect_view()}
                                    {n
                                        .links
                                        .into_iter()
                                        .map(|(href, text)| {
                                            view! {
                                                <a href=href>{text}</a>
                                                " "
                                            }
                                        })
                                        .collect_view()}
                                </div>
                                {undo}
                                <RowButton
                                    label="✕"
                                    name=t.action_dismiss
                                    act=move || notice.set(None)
                                />
                            </div>
                        }
                    })
            }}
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
    view! {
        <p class="notice bad refusal" role="alert">
            {error.sentence(texts())}
        </p>
    }
}

/// A page about something that is not there is not found, one that is not for whoever asks
/// forbidden; one that could not be read for now says when to come again.
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
        ApiError::Refused(_) | ApiError::SignedOut | ApiError::Fault(_) | ApiError::Unreachable => {
        }
    }
}

/// In the browser nobody is answered.
#[cfg(not(feature = "ssr"))]
pub fn answer_status(_: &ApiError) {}
