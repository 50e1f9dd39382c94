//! The header of an open invoice (R-EDIT-1).

use crate::{
    invoicing::{
        draft::{api::edit_header, model::HeaderEdit, rules},
        model::InvoicePage,
    },
    ui::{
        field::{ChoiceField, TextField},
        form::{other_error, sends, submit_footer},
        format::Label,
    },
    vocabulary::{failure::ApiError, refusal::Field, texts::texts, words::InvoiceState},
};
use leptos::prelude::*;

/// The form; `done` is told when it is saved.
#[component]
pub fn HeaderForm(
    /// The invoice as shown.
    page: InvoicePage,
    /// Told when it is saved.
    done: impl Fn() + Copy + Send + Sync + 'static,
) -> impl IntoView {
    let t = texts();
    let name = RwSignal::new(page.header.name.clone());
    let description = RwSignal::new(page.description.clone());
    let bill_to_name = RwSignal::new(page.bill_to_name.clone());
    let bill_to_contact = RwSignal::new(page.bill_to_contact.clone());
    let bill_to_address = RwSignal::new(page.bill_to_address.clone());
    let accounted_on =
        RwSignal::new(page.accounted_on.map(|day| day.to_string()).unwrap_or_default());
    let state = RwSignal::new(page.header.state.word().to_owned());
    let answer = RwSignal::new(None::<ApiError>);
    let (invoice_id, version) = (page.header.invoice_id, page.version);
    let edit = move || HeaderEdit {
        invoice_id,
        version,
        name: name.get(),
        description: description.get(),
        bill_to_name: bill_to_name.get(),
        bill_to_contact: bill_to_contact.get(),
        bill_to_address: bill_to_address.get(),
        accounted_on: accounted_on.get(),
        state: InvoiceState::from_word(&state.get()).unwrap_or(InvoiceState::Draft),
    };
    // The same rule the server asks, as you type.
    let error = Signal::derive(move || {
        rules::edit_header(&edit()).err().map(ApiError::from).or_else(|| answer.get())
    });
    let save = Action::new(move |(): &()| {
        let edit = untrack(edit);
        async move {
            match edit_header(edit).await {
                Ok(()) => done(),
                Err(error) => answer.set(Some(error)),
            }
        }
    });
    view! {
        <form on:submit=sends(save)>
            <TextField field=Field::Name value=name error />
            <ChoiceField label=t.column_state value=state choices=open_states() />
            <TextField field=Field::BillToName value=bill_to_name error />
            <TextField field=Field::BillToContact value=bill_to_contact error />
            <TextField field=Field::BillToAddress value=bill_to_address error multiline=true />
            <TextField field=Field::AccountingDate value=accounted_on error kind="date" />
            <TextField field=Field::Description value=description error multiline=true />
            {other_error(answer)}
            {submit_footer(t.action_save, save.pending())}
        </form>
    }
}

/// States an open invoice can be set to (R-SM-27).
pub fn open_states() -> Vec<(&'static str, &'static str)> {
    [InvoiceState::Draft, InvoiceState::InReview].iter().map(|s| (s.word(), s.label())).collect()
}
