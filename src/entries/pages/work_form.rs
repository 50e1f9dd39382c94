//! An expense or material as it is written down.

use crate::{
    book::{
        model::{WorkChoices, WorkPart},
        pieces::{TaskField, WorkField},
    },
    entries::{
        api::record_entry,
        model::{EntryRecord, EntryRow},
        rules::record,
    },
    prices::pieces::UnitField,
    ui::{
        field::TextField,
        form::{other_error, sends, submit_footer},
    },
    vocabulary::{failure::ApiError, refusal::Field, texts::texts, words::TransactionClass},
};
use leptos::prelude::*;

/// The form; `done` is told when it is saved.
#[component]
pub fn WorkForm(
    /// Expense or material.
    class: TransactionClass,
    /// What is there already.
    row: Option<EntryRow>,
    /// What can be chosen.
    choices: WorkChoices,
    /// Told when it is saved.
    done: impl Fn() + Copy + Send + Sync + 'static,
) -> impl IntoView {
    let t = texts();
    let choices = StoredValue::new(choices);
    let was =
        |text: fn(&EntryRow) -> String| RwSignal::new(row.as_ref().map(text).unwrap_or_default());
    let project = was(|r| r.project_id.to_string());
    let task = was(|r| r.task_id.map(|id| id.to_string()).unwrap_or_default());
    let what = was(|r| {
        r.category_id
            .map(|id| id.to_string())
            .or(r.product_id.map(|id| id.to_string()))
            .unwrap_or_default()
    });
    let work_on = was(|r| r.work_on.to_string());
    let quantity = was(|r| r.quantity.normalize().to_string());
    let unit = was(|r| r.unit.clone());
    let unit_cost =
        was(|r| r.unit_cost.map(|cost| cost.normalize().to_string()).unwrap_or_default());
    let notes = was(|r| r.notes.clone());
    let seen = row.as_ref().map(|r| (r.entry_id, r.version));
    let answer = RwSignal::new(None::<ApiError>);
    let typed = move || EntryRecord {
        entry_id: seen.map(|(id, _)| id),
        version: seen.map(|(_, version)| version).unwrap_or_default(),
        transaction_class: class,
        project_id: project.get_untracked().parse().ok(),
        task_id: task.get_untracked().parse().ok(),
        priced_by: what.get_untracked().parse().ok(),
        work_on: work_on.get_untracked(),
        quantity: quantity.get_untracked(),
        unit: unit.get_untracked(),
        unit_cost: unit_cost.get_untracked(),
        notes: notes.get_untracked(),
    };
    let save = Action::new(move |(): &()| {
        let typed = typed();
        async move {
            // The same rule the server asks.
            if let Err(refusal) = record(&typed) {
                return answer.set(Some(refusal.into()));
            }
            match record_entry(typed).await {
                Ok(_) => done(),
                Err(error) => answer.set(Some(error)),
            }
        }
    });
    let is_expense = class == TransactionClass::Expense;
    let priced_by = if is_expense { WorkPart::Category } else { WorkPart::Product };
    let (project_named, task_named, what_named) = (
        was(|r| r.project_code.clone()),
        was(|r| r.task_name.clone()),
        was(|r| r.priced_by.clone()),
    );
    view! {
        <form on:submit=sends(save)>
            <WorkField
                part=WorkPart::Project
                value=project
                named=project_named
                error=answer
                choices
            />
            <TaskField project value=task named=task_named error=answer />
            <WorkField part=priced_by value=what named=what_named error=answer choices />
            <TextField field=Field::Date value=work_on error=answer kind="date" />
            <TextField field=Field::Quantity value=quantity error=answer decimal=true />
            {is_expense
                .then(|| {
                    view! { <UnitField category=what value=unit error=answer /> }
                })}
            <TextField field=Field::UnitCost value=unit_cost error=answer decimal=true />
            <TextField field=Field::Notes value=notes error=answer multiline=true />
            {other_error(answer)}
            {submit_footer(t.action_save, save.pending())}
        </form>
    }
}
