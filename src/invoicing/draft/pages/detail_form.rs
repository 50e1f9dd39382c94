//! One detail of an open invoice (R-EDIT-5; of a milestone R-EDIT-6): what was approved beside what
//! is billed, the amount as you type.

use crate::{
    invoicing::draft::{
        api::edit_detail,
        model::{DetailEdit, DetailRow},
        rules,
    },
    ui::{
        field::{ChoiceField, TextField},
        form::{other_error, sends},
        format::{self, Label},
    },
    vocabulary::{
        failure::ApiError,
        ids::InvoiceId,
        refusal::Field,
        texts::{fill, texts},
        words::BillingType,
    },
};
use leptos::prelude::*;

/// The form; `done` is told when it is saved.
#[component]
pub fn DetailForm(
    /// Its invoice.
    invoice: InvoiceId,
    /// The detail as listed.
    row: DetailRow,
    /// Told when it is saved.
    done: impl Fn() + Copy + Send + Sync + 'static,
) -> impl IntoView {
    let t = texts();
    let quantity = RwSignal::new(row.quantity.normalize().to_string());
    let unit_price = RwSignal::new(row.unit_price.normalize().to_string());
    let tax = RwSignal::new(row.tax.normalize().to_string());
    let billing_type = RwSignal::new(row.billing_type.word().to_owned());
    let description = RwSignal::new(row.description.clone());
    let external = RwSignal::new(row.external_description.clone());
    let answer = RwSignal::new(None::<ApiError>);
    let is_milestone = row.source_milestone_split_id.is_some();
    let before = row.before();
    let (id, version, currency) = (row.invoice_detail_id, row.version, row.currency);
    let edit = move || DetailEdit {
        invoice_id: invoice,
        invoice_detail_id: id,
        version,
        quantity: quantity.get(),
        unit_price: unit_price.get(),
        tax: tax.get(),
        billing_type: BillingType::from_word(&billing_type.get())
            .unwrap_or(BillingType::Chargeable),
        description: description.get(),
        external_description: external.get(),
    };
    // The same rule the server asks, as you type.
    let checked = Memo::new(move |_| rules::edit_detail(&before, &edit()));
    let error =
        Signal::derive(move || checked.get().err().map(ApiError::from).or_else(|| answer.get()));
    let amount = move || match checked.get() {
        Ok(terms) if terms.billing_type == BillingType::Chargeable => {
            let tax = if terms.tax.is_zero() {
                String::new()
            } else {
                format!(" + {} {}", t.field_tax, format::money(terms.tax, currency))
            };
            format!("{}{tax}", format::money(terms.amount, currency))
        }
        Ok(_) => t.invoice_not_in_total.to_owned(),
        Err(_) => "…".to_owned(),
    };
    let save = Action::new(move |(): &()| {
        let edit = untrack(edit);
        async move {
            match edit_detail(edit).await {
                Ok(()) => done(),
                Err(error) => answer.set(Some(error)),
            }
        }
    });
    let choices = BillingType::ALL
        .iter()
        .filter(|w| **w != BillingType::NotAvailable)
        .map(|w| (w.word(), w.label()))
        .collect();
    let approved = if is_milestone {
        fill(t.detail_milestone, &[("amount", &format::money(row.source_unit_price, currency))])
    } else {
        fill(
            t.detail_approved,
            &[
                ("quantity", &format::quantity(row.source_quantity)),
                ("price", &format::money(row.source_unit_price, currency)),
                ("billing_type", row.source_billing_type.label()),
            ],
        )
    };
    view! {
        <form on:submit=sends(save)>
            <p>{format::day(row.work_on)}" · "{row.resource_name}" · "{row.notes}</p>
            <p class="quiet-text">{approved}</p>
            <div class="fields">
                {(!is_milestone)
                    .then(|| {
                        view! {
                            <TextField field=Field::Quantity value=quantity error decimal=true />
                        }
                    })}
                {(!is_milestone)
                    .then(|| {
                        view! {
                            <TextField field=Field::UnitPrice value=unit_price error decimal=true />
                        }
                    })} <TextField field=Field::Tax value=tax error decimal=true />
                <ChoiceField label=t.column_billing_type value=billing_type choices=choices />
            </div>
            <p class="amount-line">{t.column_amount}": "<strong>{amount}</strong></p>
            <TextField field=Field::Description value=description error />
            <TextField field=Field::ExternalDescription value=external error />
            {other_error(answer)}
            <footer>
                <button
                    type="submit"
                    class="primary"
                    disabled=move || save.pending().get() || checked.get().is_err()
                >
                    {t.action_save}
                </button>
            </footer>
        </form>
    }
}
