//! A labelled input with its refusal beside it.

use crate::vocabulary::{failure::ApiError, refusal::Field, texts::texts};
use leptos::prelude::*;

/// Which field a refusal is about.
pub fn field_of(error: &ApiError) -> Option<Field> {
    match error {
        ApiError::Refused(refusal) => refusal.field(),
        _ => None,
    }
}

/// What is refused of a field, in words.
pub fn refused(
    field: Field,
    error: Signal<Option<ApiError>>,
) -> impl Fn() -> Option<String> + Copy + Send + Sync + 'static {
    move || error.get().filter(|e| field_of(e) == Some(field)).map(|e| e.sentence(texts()))
}

/// A field under its label, with what is refused of it below.
pub fn labelled(
    label: impl Into<String>,
    input: impl IntoView + 'static,
    refusal: impl Fn() -> Option<String> + Send + Sync + 'static,
) -> AnyView {
    let said = |text| {
        view! {
            <small class="refusal" role="alert">
                {text}
            </small>
        }
    };
    view! {
        <label class="field">
            <span>{label.into()}</span>
            {input}
            {move || refusal().map(said)}
        </label>
    }
    .into_any()
}

/// One of the words or keys that a choice offers.
pub fn option(
    word: impl Into<String>,
    text: impl Into<String>,
    chosen: impl Fn() -> String + Send + Sync + 'static,
) -> AnyView {
    let (word, text) = (word.into(), text.into());
    let own = word.clone();
    view! {
        <option value=word selected=move || chosen() == own>
            {text}
        </option>
    }
    .into_any()
}

/// One line of text.
#[component]
pub fn TextField(
    /// Which; gives the label.
    field: Field,
    /// What is typed.
    value: RwSignal<String>,
    /// The last answer; shown here if it is about this field.
    #[prop(into)]
    error: Signal<Option<ApiError>>,
    /// text, date, password, email.
    #[prop(default = "text")]
    kind: &'static str,
    /// Numbers: the keyboard on a phone, and aligned right.
    #[prop(optional)]
    decimal: bool,
    /// Several lines.
    #[prop(optional)]
    multiline: bool,
    /// Another label than the field's own.
    #[prop(optional)]
    label: Option<&'static str>,
    /// What the browser may fill in.
    #[prop(default = "off")]
    autocomplete: &'static str,
) -> impl IntoView {
    let refusal = refused(field, error);
    let invalid = move || refusal().is_some().to_string();
    let input = if multiline {
        view! {
            <textarea
                rows="3"
                prop:value=move || value.get()
                on:input=move |e| value.set(event_target_value(&e))
                aria-invalid=invalid
            >
                {value.get_untracked()}
            </textarea>
        }
        .into_any()
    } else {
        view! {
            <input
                type=kind
                inputmode=decimal.then_some("decimal")
                class:number=decimal
                autocomplete=autocomplete
                value=value.get_untracked()
                prop:value=move || value.get()
                on:input=move |e| value.set(event_target_value(&e))
                aria-invalid=invalid
            />
        }
        .into_any()
    };
    labelled(label.unwrap_or_else(|| field.label(texts())), input, refusal)
}

/// One of several words.
#[component]
pub fn ChoiceField(
    /// Its label.
    label: &'static str,
    /// The word chosen.
    value: RwSignal<String>,
    /// Words and how they are written.
    choices: Vec<(&'static str, &'static str)>,
) -> impl IntoView {
    view! {
        <label class="field">
            <span>{label}</span>
            <select
                on:change=move |e| value.set(event_target_value(&e))
                prop:value=move || value.get()
            >
                {choices
                    .into_iter()
                    .map(|(word, text)| option(word, text, move || value.get()))
                    .collect_view()}
            </select>
        </label>
    }
}

/// A yes or no.
#[component]
pub fn CheckLine(
    /// What it says.
    #[prop(into)]
    label: String,
    /// Whether it is ticked.
    #[prop(into)]
    checked: Signal<bool>,
    /// What happens when somebody ticks or unticks it.
    change: impl Fn(bool) + 'static,
) -> impl IntoView {
    view! {
        <label class="check-line">
            <input
                type="checkbox"
                prop:checked=move || checked.get()
                checked=checked.get_untracked()
                on:change=move |e| change(event_target_checked(&e))
            />
            " "
            {label}
        </label>
    }
}
