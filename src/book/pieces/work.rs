//! The fields that say what work is on, priced by and done by: one of what there is, from a list or
//! looked up.

use crate::{
    book::{
        api::{find_choices, read_tasks},
        model::{WorkChoices, WorkPart},
    },
    pick::pieces::{PickField, Search},
    vocabulary::{choices::Choices, failure::ApiError, ids::ProjectId, refusal::Field},
};
use leptos::{prelude::*, task::spawn_local};

impl WorkPart {
    /// What it is on a form.
    pub fn field(self) -> Field {
        match self {
            Self::Project => Field::Project,
            Self::Task(_) => Field::Task,
            Self::Role => Field::Role,
            Self::Category => Field::Category,
            Self::Product => Field::Product,
            Self::Resource => Field::Resource,
        }
    }
}

impl WorkChoices {
    /// What there is of a part, where that is little. Tasks are of their project: `TaskField`.
    pub fn of(&self, part: WorkPart) -> Choices {
        match part {
            WorkPart::Project => self.projects.clone(),
            WorkPart::Task(_) => Choices::default(),
            WorkPart::Role => self.roles.clone(),
            WorkPart::Category => self.categories.clone(),
            WorkPart::Product => self.products.clone(),
            WorkPart::Resource => self.resources.clone(),
        }
    }
}

/// A project, role, category, product or resource.
#[component]
pub fn WorkField(
    /// Which of them.
    part: WorkPart,
    /// The key chosen; empty: none.
    value: RwSignal<String>,
    /// What there is, where that is little.
    choices: StoredValue<WorkChoices>,
    /// The last answer; shown here if it is about this field.
    #[prop(into)]
    error: Signal<Option<ApiError>>,
    /// What none stands for.
    #[prop(default = "")]
    blank: &'static str,
    /// The name of what is chosen.
    #[prop(default = RwSignal::new(String::new()))]
    named: RwSignal<String>,
    /// Another label than the part's own.
    #[prop(optional)]
    field: Option<Field>,
) -> impl IntoView {
    let listed = Signal::stored(choices.with_value(|all| all.of(part)));
    let search = Search::by(move |typed| find_choices(part, typed));
    let field = field.unwrap_or_else(|| part.field());
    view! { <PickField field value choices=listed error blank search named /> }
}

/// A task of the project that is chosen; another project, and it has to be chosen again.
#[component]
pub fn TaskField(
    /// The key of the project.
    project: RwSignal<String>,
    /// The key chosen; empty: none.
    value: RwSignal<String>,
    /// The last answer; shown here if it is about this field.
    #[prop(into)]
    error: Signal<Option<ApiError>>,
    /// What none stands for.
    #[prop(default = "")]
    blank: &'static str,
    /// The name of what is chosen.
    #[prop(default = RwSignal::new(String::new()))]
    named: RwSignal<String>,
    /// Tasks of every project where none is chosen.
    #[prop(optional)]
    of_all: bool,
) -> impl IntoView {
    let chosen = move || project.get_untracked().parse::<ProjectId>().ok();
    let choices = RwSignal::new(Choices::default());
    Effect::new(move |before: Option<String>| {
        let now = project.get();
        if before.is_some_and(|before| before != now) {
            value.set(String::new());
            named.set(String::new());
            choices.set(Choices::default());
        }
        let of = chosen();
        if of.is_some() || of_all {
            let asked = now.clone();
            spawn_local(async move {
                let tasks = read_tasks(of).await;
                if project.try_get_untracked() == Some(asked) {
                    // What can't be read is looked up, which says why.
                    choices.set(tasks.unwrap_or(Choices { has_more: true, ..Choices::default() }));
                }
            });
        }
        now
    });
    let search = Search::by(move |typed| find_choices(WorkPart::Task(chosen()), typed));
    view! { <PickField field=Field::Task value choices error blank search named /> }
}
