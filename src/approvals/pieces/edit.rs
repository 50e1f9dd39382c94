//! What an approver may change on one entry before deciding (R-APP-4).

use crate::{
    approvals::{api::edit_entry, model::EntryEdit, rules::billable_quantity},
    entries::{model::EntryRow, pieces::cells::with_unit},
    ui::{
        field::{ChoiceField, TextField},
        form::{other_error, sends, submit_footer},
        format::{self, Label},
    },
    vocabulary::{failure::ApiError, refusal::Field, texts::texts, words::BillingType},
};
use leptos::prelude::*;

/// The form; `done` is told when it is saved.
#[component]
pub fn EditEntry(
    /// The entry as listed.
    row: EntryRow,
    /// Told when it is saved.
    done: impl Fn() + Copy + Send + Sync + 'static,
) -> impl IntoView {
    let t = texts();
    let billable = RwSignal::new(row.billable_quantity.normalize().to_string());
    let billing_type = RwSignal::new(
        if row.billing_type == BillingType::NotAvailable {
            BillingType::Chargeable
        } else {
            row.billing_type
        }
        .word()
        .to_owned(),
    );
    let comment = RwSignal::new(row.external_comment.clone());
    let answer = RwSignal::new(None::<ApiError>);
    let (entry_id, version) = (row.entry_id, row.version);
    let save = Action::new(move |(): &()| {
        let edit = EntryEdit {
            version,
            entry_id,
            billable_quantity: billable.get_untracked(),
            billing_type: BillingType::from_word(&billing_type.get_untracked())
                .unwrap_or(BillingType::Chargeable),
            external_comment: comment.get_untracked(),
        };
        async move {
            match edit_entry(edit).await {
                Ok(()) => done(),
                Err(error) => answer.set(Some(error)),
            }
        }
    });
    // The same rule the server asks, as you type.
    let typed = Signal::derive(move || {
        billable_quantity(&billable.get()).err().map(ApiError::from).or_else(|| answer.get())
    });
    let choices = BillingType::ALL
        .iter()
        .filter(|w| **w != BillingType::NotAvailable)
        .map(|w| (w.word(), w.label()))
        .collect();
    view! {
        <form on:submit=sends(save)>
            <p>
                {format::day(row.work_on)}" · "{row.project_code.clone()}" · "
                {row.resource_name.clone().unwrap_or_default()}" · "{row.priced_by.clone()}" · "
                {with_unit(&row)}
            </p>
            <p class="quiet-text">{row.notes.clone()}</p>
            <TextField field=Field::BillableQuantity value=billable error=typed decimal=true />
            <ChoiceField label=t.column_billing_type value=billing_type choices=choices />
            <TextField field=Field::ExternalDescription value=comment error=answer multiline=true />
            {other_error(answer)}
            {submit_footer(t.action_save, save.pending())}
        </form>
    }
}
