//! One of many things by name, with its refusal beside it.

use crate::{
    entries::model::WorkChoices,
    ui::field::field_of,
    vocabulary::{
        failure::ApiError,
        ids::{CategoryId, ProjectId},
        refusal::Field,
        texts::texts,
        words::TransactionClass,
    },
};
use leptos::prelude::*;

/// Key and name.
pub type Choice = (String, String);

/// A choice among the company's own things.
#[component]
pub fn PickField(
    /// Which; gives the label.
    field: Field,
    /// The key chosen; blank: none.
    value: RwSignal<String>,
    /// Keys and names.
    #[prop(into)]
    choices: Signal<Vec<Choice>>,
    /// The last answer; shown here if it is about this field.
    #[prop(into)]
    error: Signal<Option<ApiError>>,
    /// What blank stands for.
    #[prop(default = "")]
    blank: &'static str,
) -> impl IntoView {
    let t = texts();
    let refusal = move || error.get().filter(|e| field_of(e) == Some(field)).map(|e| e.sentence(t));
    view! {
        <label class="field">
            <span>{field.label(t)}</span>
            <select
                on:change=move |e| value.set(event_target_value(&e))
                prop:value=move || value.get()
                aria-invalid=move || refusal().is_some().to_string()
            >
                <option value="" selected=move || value.get().is_empty()>
                    {blank}
                </option>
                {move || {
                    choices
                        .get()
                        .into_iter()
                        .map(|(key, name)| {
                            let own = key.clone();
                            view! {
                                <option value=key selected=move || value.get() == own>
                                    {name}
                                </option>
                            }
                        })
                        .collect_view()
                }}
            </select>
            {move || {
                refusal()
                    .map(|text| {
                        view! {
                            <small class="refusal" role="alert">
                                {text}
                            </small>
                        }
                    })
            }}
        </label>
    }
}

/// The projects.
pub fn projects(all: &WorkChoices) -> Vec<Choice> {
    all.projects.iter().map(|(key, name)| (key.to_string(), name.clone())).collect()
}

/// The tasks of a project, by its key as chosen.
pub fn tasks(all: &WorkChoices, project: &str) -> Vec<Choice> {
    let project: Option<ProjectId> = project.parse().ok();
    all.tasks
        .iter()
        .filter(|(_, of, _)| Some(*of) == project)
        .map(|(key, _, name)| (key.to_string(), name.clone()))
        .collect()
}

/// What a class is priced by.
pub fn priced_by(all: &WorkChoices, class: TransactionClass) -> Vec<Choice> {
    match class {
        TransactionClass::Time => {
            all.roles.iter().map(|(key, name)| (key.to_string(), name.clone())).collect()
        }
        TransactionClass::Expense | TransactionClass::Fee => {
            all.categories.iter().map(|(key, name)| (key.to_string(), name.clone())).collect()
        }
        TransactionClass::Material => all
            .products
            .iter()
            .map(|(key, name, unit)| (key.to_string(), format!("{name} ({unit})")))
            .collect(),
        TransactionClass::Milestone | TransactionClass::Retainer => Vec::new(),
    }
}

/// The units that a category, by its key as chosen, has prices in: as they are written, with
/// nothing more to say of them.
pub fn units(all: &WorkChoices, category: &str) -> Vec<Choice> {
    let category: Option<CategoryId> = category.parse().ok();
    all.units
        .iter()
        .filter(|(of, _)| Some(*of) == category)
        .map(|(_, unit)| (unit.clone(), String::new()))
        .collect()
}
