//! Who pays which share, as typed.

use super::{
    said::Said,
    typed::{Typed, TypedSplit},
};
use crate::{
    book::api::find_customers,
    contracts::{
        model::setup::{Place, SplitForm},
        rules::setup::evenly,
    },
    pick::pieces::{PickField, Search},
    ui::{
        field::{CheckLine, TextField},
        row_button::RowButton,
    },
    vocabulary::{
        refusal::{Field, Refusal},
        texts::texts,
    },
};
use leptos::prelude::*;

/// What concerns a part as a whole.
pub fn whole(refusals: Signal<Vec<Refusal>>) -> AnyView {
    let lines = move || {
        refusals
            .get()
            .iter()
            .map(|refusal| {
                view! {
                    <p class="refusal" role="alert">
                        {refusal.sentence(texts())}
                    </p>
                }
            })
            .collect_view()
    };
    view! { <div class="whole">{lines}</div> }.into_any()
}

/// Customers with their shares (R-APP-7, R-VOC-4). `is_open`: shares can change; limits always can,
/// where there are any.
pub fn splits(
    typed: Typed,
    list: RwSignal<Vec<TypedSplit>>,
    said: Said,
    place: impl Fn(usize) -> Option<Place> + Copy + Send + Sync + 'static,
    is_open: bool,
    (has_limits, has_bill_to): (bool, bool),
) -> AnyView {
    let t = texts();
    let add = move || {
        list.update(|all| {
            all.push(typed.split(SplitForm {
                percent: "0".into(),
                is_rounding: all.is_empty(),
                ..SplitForm::default()
            }))
        })
    };
    let distribute = move |_| {
        let all = list.get_untracked();
        let rounding = all
            .iter()
            .position(|split| split.is_rounding.get_untracked())
            .unwrap_or(all.len().saturating_sub(1));
        for (at, (split, share)) in all.iter().zip(evenly(all.len(), rounding)).enumerate() {
            split.percent.set(share.normalize().to_string());
            split.is_rounding.set(at == rounding);
        }
    };
    view! {
        <For each=move || list.get() key=|split| split.key let(split)>
            {split_row(typed, split, list, said, place, is_open, (has_limits, has_bill_to))}
        </For>
        {is_open
            .then(|| {
                view! {
                    <p class="button-row">
                        <RowButton label=t.contract_add_customer act=add />
                        <button
                            type="button"
                            class="plain"
                            on:click=distribute
                            disabled=move || list.get().is_empty()
                        >
                            {t.contract_distribute}
                        </button>
                        <span class="quiet-text">{move || total(list)}</span>
                    </p>
                }
            })}
    }
    .into_any()
}

fn total(list: RwSignal<Vec<TypedSplit>>) -> String {
    let total: rust_decimal::Decimal = list
        .get()
        .iter()
        .filter_map(|s| crate::vocabulary::typed::readable(&s.percent.get()))
        .sum();
    crate::vocabulary::texts::fill(
        texts().contract_split_total,
        &[("total", &total.normalize().to_string())],
    )
}

fn split_row(
    typed: Typed,
    split: TypedSplit,
    list: RwSignal<Vec<TypedSplit>>,
    said: Said,
    place: impl Fn(usize) -> Option<Place> + Copy + Send + Sync + 'static,
    is_open: bool,
    (has_limits, has_bill_to): (bool, bool),
) -> AnyView {
    let t = texts();
    let at = move || list.get().iter().position(|s| s.key == split.key).and_then(place);
    let choose_rounding = move |chosen: bool| {
        for other in list.get_untracked() {
            other.is_rounding.set(chosen && other.key == split.key);
        }
    };
    view! {
        <div class="split-row">
            <fieldset class="plain" disabled=!is_open>
                <div class="fields">
                    <PickField
                        field=Field::Customer
                        value=split.customer
                        named=split.customer_named
                        choices=typed.customers_there()
                        error=said.about(at, Field::Customer)
                        search=Search::by(find_customers)
                        is_many=untrack(|| typed.is_many())
                    />
                    <TextField
                        field=Field::SplitPercent
                        value=split.percent
                        error=said.about(at, Field::SplitPercent)
                        decimal=true
                    />
                    <CheckLine
                        label=t.column_rounding
                        checked=split.is_rounding
                        change=choose_rounding
                    />
                </div>
            </fieldset>
            {has_limits
                .then(|| {
                    view! {
                        <TextField
                            field=Field::NotToExceed
                            value=split.not_to_exceed
                            error=said.about(at, Field::NotToExceed)
                            decimal=true
                        />
                    }
                })}
            {has_bill_to.then(|| bill_to_fields(split, said, at))}
            {is_open
                .then(|| {
                    let act = move || list.update(|all| all.retain(|s| s.key != split.key));
                    view! { <RowButton label=t.action_remove act /> }
                })}
        </div>
    }
    .into_any()
}

/// Whom the invoices of this customer name, and when they are to be paid.
fn bill_to_fields(
    split: TypedSplit,
    said: Said,
    at: impl Fn() -> Option<Place> + Copy + Send + Sync + 'static,
) -> AnyView {
    view! {
        <TextField
            field=Field::BillToName
            value=split.bill_to_name
            error=said.about(at, Field::BillToName)
        />
        <TextField
            field=Field::BillToContact
            value=split.bill_to_contact
            error=said.about(at, Field::BillToContact)
        />
        <TextField
            field=Field::BillToAddress
            value=split.bill_to_address
            error=said.about(at, Field::BillToAddress)
            multiline=true
        />
        <TextField
            field=Field::PaymentTerms
            value=split.payment_terms_days
            error=said.about(at, Field::PaymentTerms)
            decimal=true
        />
    }
    .into_any()
}
