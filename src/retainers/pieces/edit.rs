//! One retainer, made or changed by hand (R-RET-1).

use crate::{
    pick::pieces::PickField,
    retainers::{
        api::save_retainer,
        model::{RetainerContract, RetainerEdit, RetainerRow},
        rules,
    },
    ui::{
        field::TextField,
        form::{other_error, submit_footer},
    },
    vocabulary::{choices::Choices, failure::ApiError, refusal::Field, texts::texts},
};
use leptos::prelude::*;

/// The form; `done` is told when it is saved.
#[component]
pub fn RetainerForm(
    /// Its contract.
    contract: RetainerContract,
    /// Which; none: a new one.
    retainer: Option<RetainerRow>,
    /// Told when it is saved.
    done: impl Fn() + Copy + Send + Sync + 'static,
) -> impl IntoView {
    let t = texts();
    let text = |of: fn(&RetainerRow) -> String| {
        RwSignal::new(retainer.as_ref().map(of).unwrap_or_default())
    };
    let customer =
        RwSignal::new(chosen(&contract, retainer.as_ref().map(|r| r.customer_id.to_string())));
    let description = text(|r| r.description.clone());
    let invoice_on = text(|r| r.invoice_on.to_string());
    let amount = text(|r| r.amount.normalize().to_string());
    let (retainer_id, version) = (
        retainer.as_ref().map(|r| r.retainer_id),
        retainer.as_ref().map(|r| r.version).unwrap_or_default(),
    );
    let contract_id = contract.contract_id;
    let choices = customers(&contract);
    let edit = move || RetainerEdit {
        contract_id,
        retainer_id,
        version,
        customer_id: customer.get().parse().ok(),
        description: description.get(),
        invoice_on: invoice_on.get(),
        amount: amount.get(),
    };
    // The same rules the server asks, as you type.
    let checked = Memo::new(move |_| rules::edit_retainer(&edit(), &contract));
    let touched = RwSignal::new(false);
    let answer = RwSignal::new(None::<ApiError>);
    let error = Signal::derive(move || {
        if touched.get() {
            checked.get().err().map(ApiError::from).or_else(|| answer.get())
        } else {
            answer.get()
        }
    });
    let save = Action::new(move |(): &()| {
        let edit = untrack(edit);
        async move {
            match save_retainer(edit).await {
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
            <PickField field=Field::Customer value=customer choices error />
            <TextField field=Field::Description value=description error />
            <div class="fields">
                <TextField field=Field::InvoiceDate value=invoice_on error kind="date" />
                <TextField field=Field::Amount value=amount error decimal=true />
            </div>
            {other_error(error)}
            {submit_footer(t.action_save, save.pending())}
        </form>
    }
}

/// The customer that a form begins with: the one it has, or the only one there is.
pub fn chosen(contract: &RetainerContract, known: Option<String>) -> String {
    known.unwrap_or_else(|| match contract.customers.as_slice() {
        [(only, _)] => only.to_string(),
        _ => String::new(),
    })
}

/// The contract's customers as choices.
pub fn customers(contract: &RetainerContract) -> Signal<Choices> {
    Signal::stored(Choices::all(contract.customers.iter().map(|(id, name)| (*id, name.clone()))))
}
