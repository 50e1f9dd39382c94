//! Generate Periodic Milestones (R-MS-3): shows what it will make, and asks before it replaces any.

use crate::{
    frequencies::pieces::FrequencyField,
    milestones::{
        api::generate_milestones,
        model::{Generate, LineMilestones, MilestoneTerms},
        rules,
    },
    ui::{
        field::TextField,
        form::{other_error, sends},
        format,
    },
    vocabulary::{
        currency::Currency,
        failure::ApiError,
        ids::MilestoneId,
        refusal::Field,
        texts::{count, texts},
    },
};
use leptos::prelude::*;

/// Rows shown of what will be made.
const SHOWN: usize = 60;

/// The form; `done` is told how many it made.
#[component]
pub fn GenerateForm(
    /// The line with all its milestones.
    line: LineMilestones,
    /// Told when it is done.
    done: impl Fn(i64) + Copy + Send + Sync + 'static,
) -> impl IntoView {
    let t = texts();
    let LineMilestones { line, milestones } = line;
    let replaces: Vec<MilestoneId> = milestones
        .iter()
        .filter(|m| rules::may_delete(m).is_ok())
        .map(|m| m.milestone_id)
        .collect();
    let replaced = i64::try_from(replaces.len()).unwrap_or(0);
    let frequency =
        RwSignal::new(line.invoice_frequency.clone().unwrap_or_else(|| "monthly 31".to_owned()));
    let from = RwSignal::new(line.billing_start_on.to_string());
    let to =
        RwSignal::new(line.requested_delivery_on.map(|day| day.to_string()).unwrap_or_default());
    let agreed = RwSignal::new(replaced == 0);
    let answer = RwSignal::new(None::<ApiError>);
    let (contract_line_id, currency) = (line.contract_line_id, line.currency);
    // The same rules the server asks, as you type.
    let made = Memo::new(move |_| {
        let (frequency, from, to) = rules::period(&frequency.get(), &from.get(), &to.get())?;
        rules::periodic(&line, &milestones, &frequency, from, to)
    });
    let error =
        Signal::derive(move || made.get().err().map(ApiError::from).or_else(|| answer.get()));
    let make = Action::new(move |(): &()| {
        let generate = Generate {
            contract_line_id,
            frequency: frequency.get_untracked(),
            from: from.get_untracked(),
            to: to.get_untracked(),
            replaces: replaces.clone(),
        };
        async move {
            match generate_milestones(generate).await {
                Ok(count) => done(count),
                Err(error) => answer.set(Some(error)),
            }
        }
    });
    view! {
        <form on:submit=sends(make)>
            <FrequencyField value=frequency />
            <div class="fields">
                <TextField field=Field::From value=from error kind="date" />
                <TextField field=Field::To value=to error kind="date" />
            </div>
            {move || made.get().ok().map(|made| made_view(made, currency))}
            {other_error(error)}
            {(replaced > 0)
                .then(|| {
                    view! {
                        <label class="check-line">
                            <input
                                type="checkbox"
                                prop:checked=move || agreed.get()
                                on:change=move |e| agreed.set(event_target_checked(&e))
                            />
                            {count(t.milestones_replace, replaced)}
                        </label>
                    }
                })}
            <footer>
                <button
                    type="submit"
                    class="primary"
                    disabled=move || make.pending().get() || made.get().is_err() || !agreed.get()
                >
                    {t.milestones_generate_act}
                </button>
            </footer>
        </form>
    }
}

/// What will be made.
fn made_view(made: Vec<MilestoneTerms>, currency: Currency) -> AnyView {
    let t = texts();
    let more = made.len().saturating_sub(SHOWN);
    let has_tax = made.iter().any(|terms| !terms.tax.is_zero());
    let total = i64::try_from(made.len()).unwrap_or(0);
    view! {
        <p>
            <strong>{count(t.milestones_will_make, total)}</strong>
        </p>
        <div class="grid-scroll preview" tabindex="0" role="group" aria-label=t.milestones_generate>
            <table>
                <thead>
                    <tr>
                        <th scope="col">{t.column_date}</th>
                        <th scope="col" class="number">
                            {t.column_amount}
                        </th>
                        {has_tax
                            .then(|| {
                                view! {
                                    <th scope="col" class="number">
                                        {t.field_tax}
                                    </th>
                                }
                            })}
                    </tr>
                </thead>
                <tbody>
                    {made
                        .into_iter()
                        .take(SHOWN)
                        .map(|terms| {
                            view! {
                                <tr>
                                    <td data-label=t
                                        .column_date>{format::day(terms.milestone_on)}</td>
                                    <td data-label=t.column_amount class="number">
                                        {format::money(terms.amount, currency)}
                                    </td>
                                    {has_tax
                                        .then(|| {
                                            view! {
                                                <td data-label=t.field_tax class="number">
                                                    {format::money(terms.tax, currency)}
                                                </td>
                                            }
                                        })}
                                </tr>
                            }
                        })
                        .collect_view()}
                </tbody>
            </table>
        </div>
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
