//! Set up a retainer schedule (R-RET-2): shows what it will make, as you type.

use super::edit::{chosen, customers};
use crate::{
    frequencies::pieces::FrequencyField,
    pick::pieces::PickField,
    retainers::{
        api::schedule_retainers,
        model::{RetainerContract, RetainerSchedule, RetainerTerms},
        rules,
    },
    ui::{
        field::TextField,
        form::{other_error, submit_footer},
        format,
        table::{Head, small_table_as},
    },
    vocabulary::{
        currency::Currency,
        failure::ApiError,
        refusal::Field,
        texts::{count, texts},
    },
};
use leptos::prelude::*;

/// Rows shown of what will be made.
const SHOWN: usize = 60;

/// The form; `done` is told how many it made.
#[component]
pub fn ScheduleForm(
    /// The contract.
    contract: RetainerContract,
    /// Told when it is done.
    done: impl Fn(i64) + Copy + Send + Sync + 'static,
) -> impl IntoView {
    let t = texts();
    let customer = RwSignal::new(chosen(&contract, None));
    let description = RwSignal::new(String::new());
    let frequency = RwSignal::new("monthly 1".to_owned());
    let from = RwSignal::new(contract.start_on.to_string());
    let to = RwSignal::new(
        contract.requested_delivery_on.map(|day| day.to_string()).unwrap_or_default(),
    );
    let number = RwSignal::new(String::new());
    let total = RwSignal::new(String::new());
    let (contract_id, currency) = (contract.contract_id, contract.currency);
    let choices = customers(&contract);
    let schedule = move || RetainerSchedule {
        contract_id,
        customer_id: customer.get().parse().ok(),
        description: description.get(),
        frequency: frequency.get(),
        from: from.get(),
        to: to.get(),
        number: number.get(),
        total: total.get(),
    };
    // The same rules the server asks, as you type.
    let made = Memo::new(move |_| rules::schedule(&schedule(), &contract));
    let touched = RwSignal::new(false);
    let answer = RwSignal::new(None::<ApiError>);
    let error = Signal::derive(move || {
        if touched.get() {
            made.get().err().map(ApiError::from).or_else(|| answer.get())
        } else {
            answer.get()
        }
    });
    let make = Action::new(move |(): &()| {
        let schedule = untrack(schedule);
        async move {
            match schedule_retainers(schedule).await {
                Ok(count) => done(count),
                Err(error) => answer.set(Some(error)),
            }
        }
    });
    let submit = move |e: leptos::ev::SubmitEvent| {
        e.prevent_default();
        touched.set(true);
        if made.get_untracked().is_ok() {
            make.dispatch(());
        }
    };
    view! {
        <form on:submit=submit on:input=move |_| touched.set(true)>
            <PickField field=Field::Customer value=customer choices error />
            <TextField field=Field::Description value=description error />
            <FrequencyField value=frequency />
            <div class="fields">
                <TextField field=Field::From value=from error kind="date" />
                <TextField field=Field::To value=to error kind="date" />
                <TextField field=Field::Number value=number error decimal=true />
                <TextField field=Field::Total value=total error decimal=true />
            </div>
            <p class="quiet-text">{t.retainer_number_explained}</p>
            {move || made.get().ok().map(|made| made_view(made, currency))}
            {other_error(error)}
            {submit_footer(t.retainer_schedule_act, make.pending())}
        </form>
    }
}

/// What will be made.
fn made_view(made: Vec<RetainerTerms>, currency: Currency) -> AnyView {
    let t = texts();
    let more = made.len().saturating_sub(SHOWN);
    let total = i64::try_from(made.len()).unwrap_or(0);
    view! {
        <p>
            <strong>{count(t.retainers_will_make, total)}</strong>
        </p>
        {small_table_as(
            "grid-scroll preview",
            t.retainer_schedule,
            &[
                Head::Text(t.field_invoice_date),
                Head::Text(t.field_description),
                Head::Number(t.column_amount),
            ],
            made
                .into_iter()
                .take(SHOWN)
                .map(|terms| {
                    view! {
                        <tr>
                            <td data-label=t.field_invoice_date>{format::day(terms.invoice_on)}</td>
                            <td data-label=t.field_description>{terms.description}</td>
                            <td data-label=t.column_amount class="number">
                                {format::money(terms.amount, currency)}
                            </td>
                        </tr>
                    }
                })
                .collect_view(),
        )}
        {(more > 0)
            .then(|| {
                view! {
                    <p class="quiet-text">
                        {count(t.milestones_and_more, i64::try_from(more).unwrap_or(0))}
                    </p>
                }
            })}
    }
    .into_any()
}
