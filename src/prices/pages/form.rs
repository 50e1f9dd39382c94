//! A price: what it is for, how much it is and when; and its end.

use crate::{
    book::model::{NameKind, NamedRow},
    contracts::api::find_contracts,
    pick::pieces::{LookupField, PickField, Search},
    prices::{
        api::{delete_price, save_price},
        model::{PriceForm, PriceRow},
        rules::priced_by,
    },
    ui::{
        ask::use_ask,
        field::{ChoiceField, TextField},
        form::{other_error, sends},
        format::{self, Label},
    },
    vocabulary::{
        choices::Choices,
        failure::ApiError,
        refusal::Field,
        texts::{fill, texts},
        words::{Pricing, TransactionClass},
    },
};
use leptos::prelude::*;

/// What has prices.
pub const CLASSES: [TransactionClass; 4] = [
    TransactionClass::Time,
    TransactionClass::Expense,
    TransactionClass::Material,
    TransactionClass::Fee,
];

/// What a price is, for the question before it goes.
fn named(row: &PriceRow) -> String {
    let contract = row.contract_number.clone().unwrap_or_else(|| texts().prices_company.to_owned());
    let price = format!("{} {} / {}", format::number(row.unit_price, 2), row.currency, row.unit);
    let until = row.valid_to.map_or_else(|| texts().prices_further_notice.to_owned(), format::day);
    fill(
        texts().prices_delete_explained,
        &[
            ("name", &row.name),
            ("contract", &contract),
            ("price", &price),
            ("from", &format::day(row.valid_from)),
            ("to", &until),
        ],
    )
}

/// A price while it is typed.
#[derive(Clone, Copy)]
struct Typed {
    class: RwSignal<String>,
    pricing: RwSignal<String>,
    dimension: RwSignal<String>,
    contract: RwSignal<String>,
    currency: RwSignal<String>,
    unit: RwSignal<String>,
    unit_price: RwSignal<String>,
    from: RwSignal<String>,
    to: RwSignal<String>,
}

impl Typed {
    /// As it is kept; a new one is of time, by the hour.
    fn new(row: Option<&PriceRow>, names: &[NamedRow]) -> Self {
        let text = |get: fn(&PriceRow) -> String| RwSignal::new(row.map(get).unwrap_or_default());
        let class = row.map_or(TransactionClass::Time, |r| r.transaction_class);
        let pricing = row.map_or(Pricing::PerUnit, |r| r.pricing);
        let of_row = row.and_then(|r| {
            names
                .iter()
                .find(|n| n.name == r.name && Some(n.kind) == priced_by(r.transaction_class))
        });
        Self {
            class: RwSignal::new(class.word().to_owned()),
            pricing: RwSignal::new(pricing.word().to_owned()),
            dimension: RwSignal::new(of_row.map(|n| n.id.to_string()).unwrap_or_default()),
            contract: text(|r| r.contract_number.clone().unwrap_or_default()),
            currency: text(|r| r.currency.to_string()),
            unit: RwSignal::new(
                row.map_or_else(|| texts().price_unit_hour.to_owned(), |r| r.unit.clone()),
            ),
            unit_price: text(|r| r.unit_price.normalize().to_string()),
            from: text(|r| r.valid_from.to_string()),
            to: text(|r| r.valid_to.map(|day| day.to_string()).unwrap_or_default()),
        }
    }

    fn class_now(self) -> TransactionClass {
        TransactionClass::from_word(&self.class.get()).unwrap_or(TransactionClass::Time)
    }

    /// What a new price is per, unless somebody says otherwise: time by the hour, material by its
    /// product's unit.
    fn offer_units(self, names: &[NamedRow]) {
        let products: Vec<(String, String)> = names
            .iter()
            .filter(|n| n.kind == NameKind::Product)
            .map(|n| (n.id.to_string(), n.unit.clone()))
            .collect();
        Effect::new(move |_| match self.class_now() {
            TransactionClass::Material => {
                let product = products.iter().find(|(id, _)| *id == self.dimension.get());
                self.unit.set(product.map(|(_, unit)| unit.clone()).unwrap_or_default());
            }
            TransactionClass::Time => self.unit.set(texts().price_unit_hour.to_owned()),
            TransactionClass::Expense
            | TransactionClass::Fee
            | TransactionClass::Milestone
            | TransactionClass::Retainer => self.unit.set(texts().price_unit_each.to_owned()),
        });
    }

    fn form(self, price_id: Option<i64>, version: i32) -> PriceForm {
        PriceForm {
            price_id,
            version,
            contract: self.contract.get(),
            currency: self.currency.get(),
            transaction_class: self.class_now(),
            dimension: self.dimension.get().parse().ok(),
            unit: self.unit.get(),
            pricing: Pricing::from_word(&self.pricing.get()).unwrap_or(Pricing::PerUnit),
            unit_price: self.unit_price.get(),
            valid_from: self.from.get(),
            valid_to: self.to.get(),
        }
    }
}

/// A price: what it is for is chosen once; number and period change.
#[component]
pub fn PriceFields(
    /// Which; none: a new one.
    row: Option<PriceRow>,
    /// What prices are for.
    names: Vec<NamedRow>,
    /// Told what was done.
    done: impl Fn(&'static str) + Copy + Send + Sync + 'static,
) -> impl IntoView {
    let t = texts();
    let price_id = row.as_ref().map(|r| r.price_id);
    let version = row.as_ref().map(|r| r.version).unwrap_or_default();
    let typed = Typed::new(row.as_ref(), &names);
    let named = row.as_ref().map(named).unwrap_or_default();
    if price_id.is_none() {
        typed.offer_units(&names);
    }
    let choices = Signal::derive(move || {
        let kind = priced_by(typed.class_now());
        Choices::all(names.iter().filter(|n| Some(n.kind) == kind).map(|n| (n.id, n.name.clone())))
    });
    let answer = RwSignal::new(None::<ApiError>);
    let tell = move |outcome: Result<(), ApiError>, text: &'static str| match outcome {
        Ok(()) => done(text),
        Err(error) => answer.set(Some(error)),
    };
    let save = Action::new(move |(): &()| {
        let call = save_price(untrack(|| typed.form(price_id, version)));
        async move { tell(call.await, t.notice_saved) }
    });
    let delete = Action::new(move |id: &i64| {
        let call = delete_price(*id, version);
        async move { tell(call.await, t.prices_deleted) }
    });
    let is_expense = move || typed.class_now() == TransactionClass::Expense;
    let pricing = move || {
        let choices = Pricing::ALL.iter().map(|p| (p.word(), p.label())).collect();
        view! { <ChoiceField label=t.column_pricing value=typed.pricing choices /> }
    };
    view! {
        <form on:submit=sends(save)>
            <fieldset class="plain" disabled=price_id.is_some()>
                <ChoiceField
                    label=t.column_classes
                    value=typed.class
                    choices=CLASSES.iter().map(|c| (c.word(), c.label())).collect()
                />
                <PickField field=Field::Dimension value=typed.dimension choices error=answer />
                <TextField field=Field::Currency value=typed.currency error=answer />
                <LookupField
                    field=Field::Contract
                    value=typed.contract
                    error=answer
                    search=Search::by(find_contracts)
                />
            </fieldset>
            {price_id
                .is_none()
                .then(|| view! { <p class="quiet-text">{t.prices_contract_hint}</p> })}
            {move || is_expense().then(pricing)}
            <TextField field=Field::UnitPrice value=typed.unit_price error=answer decimal=true />
            <TextField field=Field::Unit value=typed.unit error=answer />
            <div class="fields">
                <TextField field=Field::ValidFrom value=typed.from error=answer kind="date" />
                <TextField field=Field::ValidTo value=typed.to error=answer kind="date" />
            </div>
            {other_error(answer)}
            <footer>
                <button type="submit" class="primary" disabled=move || save.pending().get()>
                    {t.action_save}
                </button>
                {price_id.map(|id| delete_button(id, named, delete))}
            </footer>
        </form>
    }
}

/// Deleting asks first, and names the price.
fn delete_button(id: i64, named: String, delete: Action<i64, ()>) -> AnyView {
    let (t, ask) = (texts(), use_ask());
    let act = move |_| {
        ask.ask(t.prices_delete, named.clone(), t.prices_delete, move || {
            delete.dispatch(id);
        })
    };
    view! {
        <button type="button" disabled=move || delete.pending().get() on:click=act>
            {t.prices_delete}
        </button>
    }
    .into_any()
}
