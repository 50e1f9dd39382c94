//! *Correct entries*: what is to be different, what that would write, then the act (R-APP-14).

use crate::{
    book::{
        api::read_choices,
        model::{WorkChoices, WorkPart},
        pieces::{TaskField, WorkField},
    },
    entries::{model::Decided, pieces::told::remarks},
    journals::{
        api::{correct_entries, preview_correction},
        model::{Change, Correct, CorrectionPreview, CorrectionRow},
    },
    ui::{
        field::TextField,
        form::{other_error, sends},
        format::{self, Label, Money},
        notice::{Failed, Notice},
        page::loading,
        wait::{Awaited, awaited},
    },
    vocabulary::{
        failure::ApiError,
        ids::EntryId,
        paging::Selection,
        refusal::Field,
        sight::Sight,
        texts::{fill, texts},
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
    let asked = awaited(|| (), |()| read_choices());
    view! {
        <Awaited fallback=loading>
            {move || {
                let selection = selection.clone();
                Suspend::new(async move {
                    match asked.await {
                        Ok(choices) => view! { <Fields selection choices done /> }.into_any(),
                        Err(error) => view! { <Failed error /> }.into_any(),
                    }
                })
            }}
        </Awaited>
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
    let typed = Typed::blank();
    let answer = RwSignal::new(None::<ApiError>);
    let preview = RwSignal::new(None::<CorrectionPreview>);
    let change = Memo::new(move |_| typed.change());
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
        let seen = move |rest| selection.update_value(|seen| *seen = seen.seen_as(rest));
        match corrected(correct, seen).await {
            Ok(notice) => done(notice),
            Err(error) => answer.set(Some(error)),
        }
    });
    let is_open = move || preview.get().is_some_and(|p| p.outcome.changed != 0);
    view! {
        <form on:submit=sends(look)>
            <p class="quiet-text">{t.correct_explained}</p>
            {typed.fields(choices, answer)}
            {other_error(answer)}
            {move || preview.get().map(shown)}
            <footer>
                <button type="submit" disabled=move || look.pending().get()>
                    {t.correct_preview}
                </button>
                <button
                    type="button"
                    class="primary"
                    disabled=move || act.pending().get() || !is_open()
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

/// Corrects part by part, to the end; `seen` hears the versions that each part left.
async fn corrected(
    correct: impl Fn(EntryId) -> Correct,
    seen: impl Fn(Option<Sight>),
) -> Result<Notice, ApiError> {
    let (mut all, mut after) = (Decided::default(), EntryId(0));
    loop {
        let part = correct_entries(correct(after)).await?;
        all.add_told(&part);
        all.outcome.add(part.outcome);
        seen(part.rest);
        match part.last {
            Some(last) => after = last,
            None => {
                let mut notice = Notice::bulk(texts().correct_done, &all.outcome);
                notice.refused.extend(remarks(&all));
                return Ok(notice);
            }
        }
    }
}

/// What is to be different, while it is typed; blank: as it is.
#[derive(Clone, Copy)]
struct Typed {
    project: RwSignal<String>,
    task: RwSignal<String>,
    role: RwSignal<String>,
    category: RwSignal<String>,
    product: RwSignal<String>,
    resource: RwSignal<String>,
    work_on: RwSignal<String>,
}

impl Typed {
    fn blank() -> Self {
        let blank = || RwSignal::new(String::new());
        Self {
            project: blank(),
            task: blank(),
            role: blank(),
            category: blank(),
            product: blank(),
            resource: blank(),
            work_on: blank(),
        }
    }

    fn change(self) -> Change {
        Change {
            project_id: self.project.get().parse().ok(),
            task_id: self.task.get().parse().ok(),
            role_id: self.role.get().parse().ok(),
            category_id: self.category.get().parse().ok(),
            product_id: self.product.get().parse().ok(),
            resource_id: self.resource.get().parse().ok(),
            work_on: self.work_on.get(),
        }
    }

    fn fields(
        self,
        choices: StoredValue<WorkChoices>,
        answer: RwSignal<Option<ApiError>>,
    ) -> AnyView {
        let blank = texts().correct_as_it_is;
        let pick = move |part, value| {
            view! { <WorkField part value error=answer blank choices /> }
        };
        view! {
            {pick(WorkPart::Project, self.project)}
            // The entries keep their project where none is chosen: then a task may be of any.
            <TaskField project=self.project value=self.task error=answer blank of_all=true />
            {pick(WorkPart::Role, self.role)}
            {pick(WorkPart::Category, self.category)}
            {pick(WorkPart::Product, self.product)}
            {pick(WorkPart::Resource, self.resource)}
            <TextField field=Field::Date value=self.work_on error=answer kind="date" />
        }
        .into_any()
    }
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
