//! A labelled input with its refusal beside it.

use crate::vocabulary::{
    failure::ApiError,
    refusal::{Field, Refusal},
    texts::texts,
};
use leptos::prelude::*;

/// Which field a refusal is about.
pub fn field_of(error: &ApiError) -> Option<Field> {
    match error {
        ApiError::Refused(
            Refusal::FieldMissing(f)
            | Refusal::FieldTooLong(f, _)
            | Refusal::FieldNotANumber(f)
            | Refusal::FieldOutOfRange(f)
            | Refusal::FieldTooPrecise(f, _)
            | Refusal::FieldNotPositive(f)
            | Refusal::FieldNotADate(f)
            | Refusal::FieldNotAChoice(f),
        ) => Some(*f),
        ApiError::Refused(Refusal::TaxOnNonChargeable) => Some(Field::Tax),
        ApiError::Refused(Refusal::PasswordTooShort) => Some(Field::Password),
        ApiError::Refused(Refusal::EmailTaken) => Some(Field::Email),
        ApiError::Refused(Refusal::BillToMissing) => Some(Field::BillToName),
        _ => None,
    }
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
) -> impl IntoView {
    let t = texts();
    let refusal = move || error.get().filter(|e| field_of(e) == Some(field)).map(|e| e.sentence(t));
    let invalid = move || refusal().is_some().to_string();
    let input = if multiline {
        view! { <textarea rows="3" prop:value=move || value.get() on:input=move |e| value.set(event_target_value(&e)) aria-invalid=invalid>{value.get_untracked()}</textarea> }.into_any()
    } else {
        view! {
            <input type=kind inputmode=decimal.then_some("decimal") class:number=decimal autocomplete="off" value=value.get_untracked()
                prop:value=move || value.get() on:input=move |e| value.set(event_target_value(&e)) aria-invalid=invalid/>
        }
        .into_any()
    };
    view! { <label class="field"><span>{field.label(t)}</span>{input}{move || refusal().map(|text| view! { <small class="refusal" role="alert">{text}</small> })}</label> }
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
        <label class="field"><span>{label}</span>
            <select on:change=move |e| value.set(event_target_value(&e)) prop:value=move || value.get()>
                {choices.into_iter().map(|(word, text)| view! { <option value=word selected=move || value.get() == word>{text}</option> }).collect_view()}
            </select>
        </label>
    }
}
