//! *Correct entries*: what is to be different, what that would write, then the act (R-APP-14).

use crate::{
    entries::{
        api::read_choices,
        model::{Decided, WorkChoices},
        pieces::{
            pick::{Choice, PickField, priced_by, projects, tasks},
            told::remarks,
        },
    },
    journals::{
        api::{correct_entries, preview_correction},
        model::{Change, Correct, CorrectionPreview, CorrectionRow},
    },
    ui::{
        field::{TextField, field_of},
        format::{self, Label, Money},
        notice::{Failed, Notice},
    },
    vocabulary::{
        failure::ApiError,
        ids::EntryId,
        paging::Selection,
        refusal::Field,
        texts::{fill, texts},
        words::TransactionClass,
    },
};
use leptos::prelude::*;

/// The form; `done` hears what came of it.
#[component]
pub fn CorrectEntries(
    /// Which entries.
    selection: Selection,
    /// Told what came of it.
    done: impl Fn(Notice) + Copy + Send + Sync + 'static,
) -> impl IntoView {
    let asked = Resource::new(|| (), |()| read_choices());
    view! {
        <Transition fallback=|| {
            view! { <div class="grid-loading" aria-busy="true"></div> }
        }>
            {move || {
                let selection = selection.clone();
                Suspend::new(async move {
                    match asked.await {
                        Ok(choices) => view! { <Fields selection choices done /> }.into_any(),
                        Err(error) => view! { <Failed error /> }.into_any(),
                    }
                })
            }}
        </Transition>
    }
}

#[component]
fn Fields(
    selection: Selection,
    choices: WorkChoices,
    done: impl Fn(Notice) + Copy + Send + Sync + 'static,
) -> impl IntoView {
    let t = texts();
    let (choices, selection) = (StoredValue::new(choices), StoredValue::new(selection));
    let blank = || RwSignal::new(String::new());
    let (project, task, role, category, product, resource, work_on) =
        (blank(), blank(), blank(), blank(), blank(), blank(), blank());
    let answer = RwSignal::new(None::<ApiError>);
    let preview = RwSignal::new(None::<CorrectionPreview>);
    let change = Memo::new(move |_| Change {
        project_id: project.get().parse().ok(),
        task_id: task.get().parse().ok(),
        role_id: role.get().parse().ok(),
        category_id: category.get().parse().ok(),
        product_id: product.get().parse().ok(),
        resource_id: resource.get().parse().ok(),
        work_on: work_on.get(),
    });
    // What was looked at is what is done: another change has to be looked at again.
    Effect::new(move |_| {
        change.track();
        preview.set(None);
    });
    let correct = move |after: EntryId| Correct {
        selection: selection.get_value(),
        change: change.get_untracked(),
        after,
    };
    let look = Action::new(move |(): &()| {
        let correct = correct(EntryId(0));
        async move {
            match preview_correction(correct).await {
                Ok(found) => {
                    answer.set(None);
                    preview.set(Some(found));
                }
                Err(error) => answer.set(Some(error)),
            }
        }
    });
    let act = Action::new(move |(): &()| async move {
        let (mut all, mut after) = (Decided::default(), EntryId(0));
        loop {
            match correct_entries(correct(after)).await {
                Ok(part) => {
                    all.add_told(&part);
                    all.outcome.add(part.outcome);
                    selection.update_value(|seen| *seen = seen.seen_as(part.rest));
                    match part.last {
                        Some(last) => after = last,
                        None => {
                            let mut notice = Notice::bulk(t.correct_done, &all.outcome);
                            notice.refused.extend(remarks(&all));
                            return done(notice);
                        }
                    }
                }
                Err(error) => return answer.set(Some(error)),
            }
        }
    });
    let of = move |pick: fn(&WorkChoices) -> Vec<Choice>| {
        Signal::derive(move || choices.with_value(pick))
    };
    let as_is = t.correct_as_it_is;
    view! {
        <form on:submit=move |e| {
            e.prevent_default();
            look.dispatch(());
        }>
            <p class="quiet-text">{t.correct_explained}</p>
            <PickField
                field=Field::Project
                value=project
                error=answer
                blank=as_is
                choices=of(projects)
            />
            <PickField
                field=Field::Task
                value=task
                error=answer
                blank=as_is
                choices=Signal::derive(move || {
                    choices.with_value(|all| project_tasks(all, &project.get()))
                })
            />
            <PickField
                field=Field::Role
                value=role
                error=answer
                blank=as_is
                choices=of(|all| priced_by(all, TransactionClass::Time))
            />
            <PickField
                field=Field::Category
                value=category
                error=answer
                blank=as_is
                choices=of(|all| priced_by(all, TransactionClass::Expense))
            />
            <PickField
                field=Field::Product
                value=product
                error=answer
                blank=as_is
                choices=of(|all| priced_by(all, TransactionClass::Material))
            />
            <PickField
                field=Field::Resource
                value=resource
                error=answer
                blank=as_is
                choices=of(|all| {
                    all.resources
                        .iter()
                        .map(|(key, name)| (key.to_string(), name.clone()))
                        .collect()
                })
            />
            <TextField field=Field::Date value=work_on error=answer kind="date" />
            {move || {
                answer
                    .get()
                    .filter(|e| field_of(e).is_none())
                    .map(|error| view! { <Failed error /> })
            }}
            {move || preview.get().map(shown)}
            <footer>
                <button type="submit" disabled=move || look.pending().get()>
                    {t.correct_preview}
                </button>
                <button
                    type="button"
                    class="primary"
                    disabled=move || {
                        act.pending().get() || preview.get().is_none_or(|p| p.outcome.changed == 0)
                    }
                    on:click=move |_| {
                        act.dispatch(());
                    }
                >
                    {t.correct_act}
                </button>
            </footer>
        </form>
    }
}

/// Tasks of the project chosen; of every project where none is, since the entries keep theirs.
fn project_tasks(all: &WorkChoices, project: &str) -> Vec<Choice> {
    if !project.is_empty() {
        return tasks(all, project);
    }
    let code = |task: &crate::vocabulary::ids::ProjectId| {
        all.projects
            .iter()
            .find(|(key, _)| key == task)
            .map(|(_, name)| name.clone())
            .unwrap_or_default()
    };
    all.tasks
        .iter()
        .map(|(key, of, name)| (key.to_string(), format!("{} › {name}", code(of))))
        .collect()
}

fn shown(preview: CorrectionPreview) -> AnyView {
    let t = texts();
    let said = Notice::bulk(t.correct_would, &preview.outcome);
    let summary = fill(t.correct_rows, &[("count", &preview.row_count.to_string())]);
    view! {
        <p>{said.done}" "{summary}</p>
        {said
            .refused
            .into_iter()
            .chain(remarks(&preview.told))
            .map(|text| view! { <p class="refusal">{text}</p> })
            .collect_view()}
        <div class="week-scroll" tabindex="0" role="group" aria-label=t.correct_preview>
            <table class="week">
                <thead>
                    <tr>
                        <th scope="col">{t.column_entry}</th>
                        <th scope="col">{t.column_type}</th>
                        <th scope="col">{t.column_date}</th>
                        <th scope="col">{t.column_customer}</th>
                        <th scope="col">{t.column_billing_type}</th>
                        <th scope="col" class="number">
                            {t.field_quantity}
                        </th>
                        <th scope="col" class="number">
                            {t.column_amount}
                        </th>
                    </tr>
                </thead>
                <tbody>{preview.rows.into_iter().map(row).collect_view()}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn row(row: CorrectionRow) -> AnyView {
    let t = texts();
    view! {
        <tr>
            <td data-label=t.column_entry>{row.entry_id.to_string()}</td>
            <td data-label=t.column_type>{row.transaction_type.label()}</td>
            <td data-label=t.column_date>{format::day(row.work_on)}</td>
            <td data-label=t.column_customer>{row.customer_name}</td>
            <td data-label=t.column_billing_type>{row.billing_type.label()}</td>
            <td class="number" data-label=t.field_quantity>
                {format::quantity(row.quantity)}
            </td>
            <td class="number" data-label=t.column_amount>
                {if row.has_price {
                    view! { <Money value=row.amount currency=row.currency /> }.into_any()
                } else {
                    t.entries_no_price.into_any()
                }}
            </td>
        </tr>
    }
    .into_any()
}
