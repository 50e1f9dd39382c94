//! One product line, sold or changed by hand.

use crate::{
    book::{api::find_choices, model::WorkPart},
    pick::pieces::{PickField, Search},
    product_lines::{
        api::save_product_line,
        model::{ProductBasedLine, ProductLineEdit, ProductLineRow},
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
pub fn ProductLineForm(
    /// On which line of the contract.
    line: ProductBasedLine,
    /// Which; none: a new one.
    product: Option<ProductLineRow>,
    /// Told when it is saved.
    done: impl Fn() + Copy + Send + Sync + 'static,
) -> impl IntoView {
    let t = texts();
    let text = |of: fn(&ProductLineRow) -> String| {
        RwSignal::new(product.as_ref().map(of).unwrap_or_default())
    };
    let chosen = text(|p| p.product_id.to_string());
    let named = text(|p| p.product_name.clone());
    let sold_on = text(|p| p.sold_on.to_string());
    let quantity = text(|p| p.quantity.normalize().to_string());
    let unit_price = text(|p| p.unit_price.normalize().to_string());
    let tax = text(|p| p.tax.normalize().to_string());
    let error = RwSignal::new(None::<ApiError>);
    let product_line_id = product.as_ref().map(|p| p.product_line_id);
    let version = product.as_ref().map(|p| p.version).unwrap_or_default();
    let contract_line_id = line.contract_line_id;
    let save = Action::new(move |(): &()| {
        let edit = untrack(|| ProductLineEdit {
            contract_line_id,
            product_line_id,
            version,
            product: chosen.get().parse().ok(),
            sold_on: sold_on.get(),
            quantity: quantity.get(),
            unit_price: unit_price.get(),
            tax: tax.get(),
        });
        async move {
            match save_product_line(edit).await {
                Ok(_) => done(),
                Err(refused) => error.set(Some(refused)),
            }
        }
    });
    let submit = move |e: leptos::ev::SubmitEvent| {
        e.prevent_default();
        save.dispatch(());
    };
    let choices = Choices { has_more: true, ..Choices::default() };
    view! {
        <form on:submit=submit>
            <PickField
                field=Field::Product
                value=chosen
                named
                choices=Signal::stored(choices)
                error
                search=Search::by(move |text| find_choices(WorkPart::Product, text))
            />
            <div class="fields">
                <TextField field=Field::Date value=sold_on error kind="date" />
                <TextField field=Field::Quantity value=quantity error decimal=true />
                <TextField field=Field::UnitPrice value=unit_price error decimal=true />
                <TextField field=Field::Tax value=tax error decimal=true />
            </div>
            <p class="quiet-text">{t.product_line_price_explained}</p>
            {other_error(error)}
            {submit_footer(t.action_save, save.pending())}
        </form>
    }
}
