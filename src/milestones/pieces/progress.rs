//! What is billed next of a progress-based milestone (R-MS-7): a percentage of the whole or an
//! amount; marking it Ready cuts the open part in two.

use crate::{
    milestones::{
        api::bill_progress,
        model::{Milestone, NextInvoice, ProgressBilling},
        rules,
    },
    ui::{
        facts::fact,
        field::{ChoiceField, TextField},
        form::{other_error, sends},
        format,
    },
    vocabulary::{
        currency::Currency,
        failure::ApiError,
        refusal::Field,
        texts::{fill, texts},
    },
};
use leptos::prelude::*;

/// The form; `done` is told when it is marked.
#[component]
pub fn ProgressForm(
    /// Of its amounts.
    currency: Currency,
    /// Which.
    milestone: Milestone,
    /// Told when it is marked.
    done: impl Fn() + Copy + Send + Sync + 'static,
) -> impl IntoView {
    let t = texts();
    let (billed, remaining) = rules::invoiced(&milestone);
    let whole = milestone.terms.amount;
    let (milestone_id, version) = (milestone.milestone_id, milestone.version);
    let by = RwSignal::new("percent".to_owned());
    let percent = RwSignal::new(String::new());
    let amount = RwSignal::new(String::new());
    let answer = RwSignal::new(None::<ApiError>);
    let touched = RwSignal::new(false);
    let is_percent = Memo::new(move |_| by.get() == "percent");
    let next = move || {
        if is_percent.get() {
            NextInvoice::Percent(percent.get())
        } else {
            NextInvoice::Amount(amount.get())
        }
    };
    // The same rule the server asks, as you type.
    let checked = Memo::new(move |_| rules::next_amount(&next(), whole, remaining, currency));
    let error = Signal::derive(move || {
        if touched.get() {
            checked.get().err().map(ApiError::from).or_else(|| answer.get())
        } else {
            answer.get()
        }
    });
    let bill = Action::new(move |(): &()| {
        let billing = ProgressBilling { milestone_id, version, next: untrack(next) };
        async move {
            match bill_progress(billing).await {
                Ok(()) => done(),
                Err(error) => answer.set(Some(error)),
            }
        }
    });
    let come_to = move || {
        checked.get().ok().map(|amount| {
            fill(
                t.milestone_next_explained,
                &[
                    ("amount", &format::money(amount, currency)),
                    ("rest", &format::money(remaining - amount, currency)),
                ],
            )
        })
    };
    view! {
        <form on:submit=sends(bill) on:input=move |_| touched.set(true)>
            <dl class="facts">
                {fact(t.column_amount, format::money(whole, currency))}
                {fact(t.milestone_invoiced, format::money(billed, currency))}
                {fact(t.milestone_remaining, format::money(remaining, currency))}
            </dl>
            <div class="fields">
                <ChoiceField
                    label=t.milestone_bill_by
                    value=by
                    choices=vec![("percent", t.milestone_by_percent), ("amount", t.column_amount)]
                />
                {move || {
                    if is_percent.get() {
                        view! {
                            <TextField field=Field::Percent value=percent error decimal=true />
                        }
                            .into_any()
                    } else {
                        view! { <TextField field=Field::Amount value=amount error decimal=true /> }
                            .into_any()
                    }
                }}
            </div>
            {move || {
                come_to()
                    .map(|text| {
                        view! {
                            <p class="amount-line" role="status">
                                {text}
                            </p>
                        }
                    })
            }}
            {other_error(error)}
            <footer>
                <button
                    type="submit"
                    class="primary"
                    disabled=move || bill.pending().get() || checked.get().is_err()
                >
                    {t.word_ready}
                </button>
            </footer>
        </form>
    }
}
