//! Another line of the week: the kind of work is chosen, its hours follow.

use super::week::Line;
use crate::{
    book::{
        model::{WorkChoices, WorkPart},
        pieces::{TaskField, WorkField},
    },
    entries::model::WeekLine,
    vocabulary::{
        choices::NOTHING,
        failure::ApiError,
        refusal::{Field, Refusal},
        texts::texts,
    },
};
use leptos::prelude::*;
use std::str::FromStr;

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
    let work = Chosen::default();
    let answer = RwSignal::new(None::<ApiError>);
    let add = move || match work.line() {
        Ok(work) => {
            answer.set(None);
            lines.update(|all| all.push(Line::new(work)));
        }
        Err(refusal) => answer.set(Some(refusal.into())),
    };
    let Chosen { project, task, role } = work;
    view! {
        <form
            class="week-add"
            on:submit=move |e| {
                e.prevent_default();
                add();
            }
        >
            <WorkField
                part=WorkPart::Project
                value=project.key
                named=project.name
                error=answer
                choices
            />
            <TaskField project=project.key value=task.key named=task.name error=answer />
            <WorkField part=WorkPart::Role value=role.key named=role.name error=answer choices />
            <button type="submit">{t.time_add}</button>
        </form>
    }
}

/// One of what there is.
#[derive(Clone, Copy, Default)]
struct One {
    key: RwSignal<String>,
    name: RwSignal<String>,
}

impl One {
    /// Its key, if one was chosen; what was typed and names nothing is refused.
    fn id<T: FromStr>(self, field: Field) -> Result<Option<T>, Refusal> {
        let key = self.key.get_untracked();
        if key == NOTHING { Err(Refusal::FieldNotAChoice(field)) } else { Ok(key.parse().ok()) }
    }
}

/// The kind of work that is chosen.
#[derive(Clone, Copy, Default)]
struct Chosen {
    project: One,
    task: One,
    role: One,
}

impl Chosen {
    /// Its line, without hours yet.
    fn line(self) -> Result<WeekLine, Refusal> {
        let project = self.project.id(Field::Project)?;
        let task = self.task.id(Field::Task)?;
        let role = self.role.id(Field::Role)?;
        Ok(WeekLine {
            project_id: project.ok_or(Refusal::FieldMissing(Field::Project))?,
            project_code: self.project.name.get_untracked(),
            task_id: task,
            task_name: self.task.name.get_untracked(),
            role_id: role.ok_or(Refusal::FieldMissing(Field::Role))?,
            role_name: self.role.name.get_untracked(),
            days: vec![None; 7],
        })
    }
}
