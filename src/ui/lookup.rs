//! A text that names something of which there are too many for a list of choices.

use super::field::{labelled, refused};
use crate::vocabulary::{failure::ApiError, refusal::Field, texts::texts};
use leptos::{prelude::*, task::spawn_local};

/// What a search found: the text to be typed, and what it stands for.
pub type Found = Vec<(String, String)>;

/// One line of text, with what it may mean offered below it.
#[component]
pub fn LookupField(
    /// Which; gives the label.
    field: Field,
    /// What is typed.
    value: RwSignal<String>,
    /// The last answer; shown here if it is about this field.
    #[prop(into)]
    error: Signal<Option<ApiError>>,
    /// What to offer.
    #[prop(into)]
    found: Signal<Found>,
    /// Once on the page.
    id: String,
) -> impl IntoView {
    let refusal = refused(field, error);
    let option = |(text, name): (String, String)| view! { <option value=text>{name}</option> };
    let input = view! {
        <input
            type="text"
            autocomplete="off"
            list=id.clone()
            value=value.get_untracked()
            prop:value=move || value.get()
            on:input=move |e| value.set(event_target_value(&e))
            aria-invalid=move || refusal().is_some().to_string()
        />
        <datalist id=id>{move || found.get().into_iter().map(option).collect_view()}</datalist>
    };
    labelled(field.label(texts()), input, refusal)
}

/// Asks again whenever what is typed changes; an answer that comes after the text has changed once
/// more is dropped.
pub fn searched<T, F>(
    typed: RwSignal<String>,
    search: impl Fn(String) -> F + Copy + Send + Sync + 'static,
) -> RwSignal<T>
where
    T: Default + Send + Sync + 'static,
    F: Future<Output = Result<T, ApiError>> + 'static,
{
    let found = RwSignal::new(T::default());
    Effect::new(move |_| {
        let text = typed.get();
        spawn_local(async move {
            let answer = search(text.clone()).await.unwrap_or_default();
            if typed.try_get_untracked() == Some(text) {
                found.set(answer);
            }
        });
    });
    found
}
