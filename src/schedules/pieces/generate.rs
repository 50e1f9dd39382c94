//! Generate Invoice Schedule (R-RUN-11): shows what it will make, and what it replaces.

use crate::{
    frequencies::pieces::said,
    schedules::{
        api::generate_schedule,
        model::{Generate, LineSchedule, ScheduleDay},
        rules,
    },
    ui::{
        field::TextField,
        form::{other_error, sends},
        format,
        table::{Head, small_table_as},
    },
    vocabulary::{
        failure::ApiError,
        ids::InvoiceScheduleId,
        refusal::Field,
        texts::{count, fill, texts},
    },
};
use leptos::prelude::*;

/// Days shown of what will be made.
const SHOWN: usize = 60;

/// The form; `done` is told how many days it made.
#[component]
pub fn GenerateForm(
    /// The line with its days.
    schedule: LineSchedule,
    /// Told when it is done.
    done: impl Fn(i64) + Copy + Send + Sync + 'static,
) -> impl IntoView {
    let t = texts();
    let line = schedule.line.clone();
    let replaces: Vec<InvoiceScheduleId> = schedule
        .rows
        .iter()
        .filter(|row| rules::may_change(row).is_ok())
        .map(|row| row.invoice_schedule_id)
        .collect();
    let replaced = i64::try_from(replaces.len()).unwrap_or(0);
    let from = RwSignal::new(line.billing_start_on.to_string());
    let to =
        RwSignal::new(line.requested_delivery_on.map(|day| day.to_string()).unwrap_or_default());
    let answer = RwSignal::new(None::<ApiError>);
    // The same rules the server asks, as you type.
    let made = Memo::new(move |_| rules::generate(&schedule, &from.get(), &to.get()));
    let error =
        Signal::derive(move || made.get().err().map(ApiError::from).or_else(|| answer.get()));
    let contract_line_id = line.contract_line_id;
    let make = Action::new(move |(): &()| {
        let generate = Generate {
            contract_line_id,
            from: from.get_untracked(),
            to: to.get_untracked(),
            replaces: replaces.clone(),
        };
        async move {
            match generate_schedule(generate).await {
                Ok(count) => done(count),
                Err(error) => answer.set(Some(error)),
            }
        }
    });
    let by = line.frequency.map(|(name, frequency)| {
        fill(t.schedule_by, &[("name", &name), ("days", &said(&frequency))])
    });
    view! {
        <form on:submit=sends(make)>
            <p>{by}</p>
            <div class="fields">
                <TextField field=Field::From value=from error kind="date" />
                <TextField field=Field::To value=to error kind="date" />
            </div>
            {move || made.get().ok().map(made_view)}
            {other_error(error)}
            {(replaced > 0)
                .then(|| {
                    view! { <p class="quiet-text">{count(t.schedule_replaces, replaced)}</p> }
                })}
            <footer>
                <button
                    type="submit"
                    class="primary"
                    disabled=move || make.pending().get() || made.get().is_err()
                >
                    {t.schedule_generate_act}
                </button>
            </footer>
        </form>
    }
}

/// What will be made.
fn made_view(made: Vec<ScheduleDay>) -> AnyView {
    let t = texts();
    let more = made.len().saturating_sub(SHOWN);
    let total = i64::try_from(made.len()).unwrap_or(0);
    let rows = made
        .into_iter()
        .take(SHOWN)
        .map(|day| {
            view! {
                <tr>
                    <td data-label=t.column_run_date>{format::day(day.run_on)}</td>
                    <td data-label=t.column_cut_off>{format::day(day.cut_off_on)}</td>
                </tr>
            }
        })
        .collect_view();
    let heads = [Head::Text(t.column_run_date), Head::Text(t.column_cut_off)];
    view! {
        <p>
            <strong>{count(t.schedule_will_make, total)}</strong>
        </p>
        {small_table_as("grid-scroll preview", t.schedule_generate, &heads, rows)}
        {(more > 0)
            .then(|| {
                view! {
                    <p class="quiet-text">
                        {count(t.schedule_and_more, i64::try_from(more).unwrap_or(0))}
                    </p>
                }
            })}
    }
    .into_any()
}
