//! One of what there is: picked from a list where it is little, looked up as one types where it is
//! much.

use super::{
    line::{Line, Lookup},
    search::Search,
};
use crate::{
    ui::field::{labelled, option, refused},
    vocabulary::{
        choices::{Choices, NOTHING},
        failure::ApiError,
        refusal::{Field, Refusal},
        texts::texts,
    },
};
use leptos::prelude::*;

/// One of what there is, by key: picked where it is little, looked up where it is much.
#[component]
pub fn PickField(
    /// Which; gives the label.
    field: Field,
    /// The key chosen; empty: none.
    value: RwSignal<String>,
    /// What there is.
    #[prop(into)]
    choices: Signal<Choices>,
    /// The last answer; shown here if it is about this field.
    #[prop(into)]
    error: Signal<Option<ApiError>>,
    /// What none stands for; unless it is said, that there is something to choose.
    #[prop(optional)]
    blank: Option<&'static str>,
    /// Asks for what is not among the choices.
    #[prop(optional)]
    search: Option<Search>,
    /// The name of what is chosen.
    #[prop(optional)]
    named: Option<RwSignal<String>>,
    /// Another label than the field's own.
    #[prop(optional, into)]
    label: Option<String>,
    /// It stands on the page so often that a list each would be much.
    #[prop(optional)]
    is_many: bool,
) -> impl IntoView {
    let named = named.unwrap_or_else(|| RwSignal::new(String::new()));
    if named.with_untracked(String::is_empty) {
        let chosen = value.get_untracked();
        choices.with_untracked(|all| {
            if let Some(name) = all.name_of(&chosen) {
                named.set(name.to_owned());
            }
        });
    }
    let is_list = Memo::new(move |_| !is_many && choices.with(Choices::is_list));
    let search = search.unwrap_or_else(|| Search::among(choices));
    let label = label.unwrap_or_else(|| field.label(texts()).to_owned());
    let pick = Pick { field, label: StoredValue::new(label), value, error, blank, named };
    move || if is_list.get() { pick.listed(choices) } else { pick.looked_up(search) }
}

/// What is picked, in either way.
#[derive(Clone, Copy)]
struct Pick {
    field: Field,
    label: StoredValue<String>,
    value: RwSignal<String>,
    error: Signal<Option<ApiError>>,
    blank: Option<&'static str>,
    named: RwSignal<String>,
}

impl Pick {
    /// From a list.
    fn listed(self, choices: Signal<Choices>) -> AnyView {
        let chosen = move || self.value.get();
        let refusal = refused(self.field, self.error);
        let choose = move |key: String| {
            let name =
                choices.with_untracked(|all| all.name_of(&key).unwrap_or_default().to_owned());
            self.named.set(name);
            self.value.set(key);
        };
        let input = view! {
            <select
                on:change=move |e| choose(event_target_value(&e))
                prop:value=chosen
                aria-invalid=move || refusal().is_some().to_string()
            >
                {option("", self.blank.unwrap_or(texts().word_choose), chosen)}
                <For
                    each=move || choices.get().offered
                    key=|choice| choice.clone()
                    let((key, name))
                >
                    {option(key, name, chosen)}
                </For>
            </select>
        };
        labelled(self.label.get_value(), input, refusal)
    }

    /// By what is typed: its key is chosen once one of that name is found, or one is taken. Until
    /// then what is typed names nothing.
    fn looked_up(self, search: Search) -> AnyView {
        let Self { field, value, named, .. } = self;
        let lookup = Lookup::new(named, search, false);
        // What was chosen last, and how it is called: as long as that stands there, it is chosen.
        let chosen = StoredValue::new((value.get_untracked(), named.get_untracked()));
        let take = move |(key, name): (String, String)| {
            chosen.set_value((key.clone(), name.clone()));
            named.set(name);
            value.set(key);
        };
        let settle = move || {
            let typed = named.get_untracked();
            if typed.trim().is_empty() {
                return value.set(String::new());
            }
            let (key, name) = chosen.get_value();
            if name == typed && !key.is_empty() {
                return value.set(key);
            }
            let is_left = !lookup.is_open.get_untracked();
            match lookup.meant().filter(|_| is_left) {
                Some(meant) => take(meant),
                None => value.set(NOTHING.to_owned()),
            }
        };
        // Who empties the choice empties what is shown of it.
        Effect::new(move |_| {
            if value.with(String::is_empty) && !named.with_untracked(String::is_empty) {
                named.set(String::new());
            }
        });
        let names_nothing =
            move || value.with(|key| key == NOTHING) && !lookup.is_open.get() && lookup.rests();
        let error = Signal::derive(move || {
            if names_nothing() {
                Some(Refusal::FieldNotAChoice(field).into())
            } else {
                self.error.get().filter(|_| !lookup.is_open.get()) // somebody is about to say it
            }
        });
        let line = Line {
            field,
            label: self.label.get_value(),
            error,
            hint: Some(self.blank.filter(|blank| !blank.is_empty()).unwrap_or(texts().lookup_type)),
        };
        lookup.view(line, take, settle)
    }
}

/// A text that may be anything, with what it may mean below it: what is taken is its key.
#[component]
pub fn LookupField(
    /// Which; gives the label.
    field: Field,
    /// What is typed.
    value: RwSignal<String>,
    /// The last answer; shown here if it is about this field.
    #[prop(into)]
    error: Signal<Option<ApiError>>,
    /// Asks for what a text may mean.
    search: Search,
) -> impl IntoView {
    let lookup = Lookup::new(value, search, true);
    let line = Line { field, label: field.label(texts()).to_owned(), error, hint: None };
    lookup.view(line, move |(key, _)| value.set(key), || {})
}
