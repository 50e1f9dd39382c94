//! One milestone, made or changed by hand (R-MS-2); whether the line still sums up is said while it
//! is typed (R-MS-4).

use crate::{
    milestones::{
        api::save_milestone,
        model::{LineMilestones, Milestone, MilestoneEdit},
        rules,
    },
    ui::{
        field::TextField,
        form::{other_error, submit_footer},
        format,
    },
    vocabulary::{failure::ApiError, refusal::Field, texts::texts},
};
use leptos::prelude::*;
use rust_decimal::Decimal;

/// The form; `done` is told when it is saved.
#[component]
pub fn MilestoneForm(
    /// Its line with all its milestones.
    line: LineMilestones,
    /// Which; none: a new one.
    milestone: Option<Milestone>,
    /// Told when it is saved.
    done: impl Fn() + Copy + Send + Sync + 'static,
) -> impl IntoView {
    let t = texts();
    let LineMilestones { line, milestones } = line;
    let id = milestone.as_ref().map(|m| m.milestone_id);
    let others: Vec<(Decimal, Decimal)> = milestones
        .iter()
        .filter(|m| Some(m.milestone_id) != id)
        .map(|m| (m.terms.amount, m.terms.tax))
        .collect();
    let missing = line.contracted_amount.unwrap_or_default()
        - others.iter().map(|(amount, _)| *amount).sum::<Decimal>();
    let text = |of: fn(&Milestone) -> String, otherwise: String| {
        RwSignal::new(milestone.as_ref().map(of).unwrap_or(otherwise))
    };
    let name = text(|m| m.terms.name.clone(), String::new());
    let milestone_on = text(|m| m.terms.milestone_on.to_string(), String::new());
    // A new one offers what is missing from the contracted amount.
    let amount = text(
        |m| m.terms.amount.normalize().to_string(),
        if missing > Decimal::ZERO { missing.normalize().to_string() } else { String::new() },
    );
    let tax = text(|m| m.terms.tax.normalize().to_string(), "0".to_owned());
    let task = text(|m| m.terms.task.clone(), String::new());
    let answer = RwSignal::new(None::<ApiError>);
    let version = milestone.as_ref().map(|m| m.version).unwrap_or_default();
    let (contract_line_id, currency) = (line.contract_line_id, line.currency);
    let (contracted, estimated_tax) = (line.contracted_amount, line.estimated_tax);
    let edit = move || MilestoneEdit {
        contract_line_id,
        milestone_id: id,
        version,
        name: name.get(),
        milestone_on: milestone_on.get(),
        amount: amount.get(),
        tax: tax.get(),
        task: task.get(),
    };
    // The same rules the server asks, as you type.
    let checked = Memo::new(move |_| {
        let terms = rules::edit_milestone(&edit(), currency);
        match (&milestone, terms) {
            (Some(before), Ok(terms)) => rules::may_edit(before, &terms).map(|()| terms),
            (_, terms) => terms,
        }
    });
    let touched = RwSignal::new(false);
    let error = Signal::derive(move || {
        if touched.get() {
            checked.get().err().map(ApiError::from).or_else(|| answer.get())
        } else {
            answer.get()
        }
    });
    let sum = move || {
        let this = rules::amounts(&edit(), currency).ok()?;
        let all = others.iter().copied().chain(std::iter::once(this));
        Some(rules::check_sum(contracted, estimated_tax, currency, all))
    };
    let save = Action::new(move |(): &()| {
        let edit = untrack(edit);
        async move {
            match save_milestone(edit).await {
                Ok(_) => done(),
                Err(error) => answer.set(Some(error)),
            }
        }
    });
    let submit = move |e: leptos::ev::SubmitEvent| {
        e.prevent_default();
        touched.set(true);
        if checked.get_untracked().is_ok() {
            save.dispatch(());
        }
    };
    view! {
        <form on:submit=submit on:input=move |_| touched.set(true)>
            <TextField field=Field::Name value=name error />
            <div class="fields">
                <TextField field=Field::Date value=milestone_on error kind="date" />
                <TextField field=Field::Amount value=amount error decimal=true />
                <TextField field=Field::Tax value=tax error decimal=true />
            </div>
            <TextField field=Field::Task value=task error />
            <p class="quiet-text">
                {t.column_contracted}": " {format::money_or_none(contracted, currency)}
            </p>
            {move || {
                sum()
                    .and_then(Result::err)
                    .map(|refusal| {
                        view! {
                            <p class="refusal" role="status">
                                {refusal.sentence(t)}
                            </p>
                        }
                    })
            }}
            {other_error(error)}
            {submit_footer(t.action_save, save.pending())}
        </form>
    }
}
