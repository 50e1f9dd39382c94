//! Another line of the week: the kind of work is chosen, its hours follow.

use super::week::Line;
use crate::{
    entries::{
        model::{WeekLine, WorkChoices},
        pieces::pick::{priced_by, projects, tasks},
    },
    ui::field::PickField,
    vocabulary::{
        failure::ApiError,
        refusal::{Field, Refusal},
        texts::texts,
        words::TransactionClass,
    },
};
use leptos::prelude::*;

/// Another kind of work; it is kept once it has hours.
#[component]
pub fn AddLine(
    /// Where it is added.
    lines: RwSignal<Vec<Line>>,
    /// What there is to choose from.
    choices: WorkChoices,
) -> impl IntoView {
    let t = texts();
    let choices = StoredValue::new(choices);
    let (project, task, role) =
        (RwSignal::new(String::new()), RwSignal::new(String::new()), RwSignal::new(String::new()));
    let answer = RwSignal::new(None::<ApiError>);
    let add = move || {
        let found = choices.with_value(|all| {
            line_of(all, &project.get_untracked(), &task.get_untracked(), &role.get_untracked())
        });
        match found {
            Ok(work) => {
                answer.set(None);
                lines.update(|all| all.push(Line::new(work)));
            }
            Err(refusal) => answer.set(Some(refusal.into())),
        }
    };
    view! {
        <form
            class="week-add"
            on:submit=move |e| {
                e.prevent_default();
                add();
            }
        >
            <PickField
                blank=""
                field=Field::Project
                value=project
                error=answer
                choices=Signal::derive(move || choices.with_value(projects))
            />
            <PickField
                blank=""
                field=Field::Task
                value=task
                error=answer
                choices=Signal::derive(move || choices.with_value(|all| tasks(all, &project.get())))
            />
            <PickField
                blank=""
                field=Field::Role
                value=role
                error=answer
                choices=Signal::derive(move || {
                    choices.with_value(|all| priced_by(all, TransactionClass::Time))
                })
            />
            <button type="submit">{t.time_add}</button>
        </form>
    }
}

/// The line that was chosen, without hours yet.
fn line_of(all: &WorkChoices, project: &str, task: &str, role: &str) -> Result<WeekLine, Refusal> {
    let project = all
        .projects
        .iter()
        .find(|(key, _)| key.to_string() == project)
        .ok_or(Refusal::FieldMissing(Field::Project))?;
    let role = all
        .roles
        .iter()
        .find(|(key, _)| key.to_string() == role)
        .ok_or(Refusal::FieldMissing(Field::Role))?;
    let task = all.tasks.iter().find(|(key, of, _)| key.to_string() == task && *of == project.0);
    Ok(WeekLine {
        project_id: project.0,
        project_code: project.1.clone(),
        task_id: task.map(|(key, ..)| *key),
        task_name: task.map(|(.., name)| name.clone()).unwrap_or_default(),
        role_id: role.0,
        role_name: role.1.clone(),
        days: vec![None; 7],
    })
}
