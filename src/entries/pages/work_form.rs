//! An expense or material as it is written down.

use crate::{
    entries::{
        api::record_entry,
        model::{EntryRecord, EntryRow, WorkChoices},
        pieces::pick::{priced_by, projects, tasks, units},
        rules::record,
    },
    ui::{
        field::{PickField, TextField},
        form::{other_error, sends, submit_footer},
        lookup::LookupField,
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
    // The units that have prices; where there is one, it is the one.
    let offered = move || choices.with_value(|all| units(all, &what.get()));
    Effect::new(move |_| {
        if let [(only, _)] = offered().as_slice()
            && unit.get_untracked().trim().is_empty()
        {
            unit.set(only.clone());
        }
    });
    let priced_field = if is_expense { Field::Category } else { Field::Product };
    view! {
        <form on:submit=sends(save)>
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
                field=priced_field
                value=what
                error=answer
                choices=Signal::derive(move || choices.with_value(|all| priced_by(all, class)))
            />
            <TextField field=Field::Date value=work_on error=answer kind="date" />
            <TextField field=Field::Quantity value=quantity error=answer decimal=true />
            {is_expense
                .then(|| {
                    view! {
                        <LookupField
                            field=Field::Unit
                            value=unit
                            error=answer
                            found=Signal::derive(offered)
                            id="expense-units".to_owned()
                        />
                    }
                })}
            <TextField field=Field::UnitCost value=unit_cost error=answer decimal=true />
            <TextField field=Field::Notes value=notes error=answer multiline=true />
            {other_error(answer)}
            {submit_footer(t.action_save, save.pending())}
        </form>
    }
}
