//! What was billed before Billwright: the fields of a journal's line, and the list where it is
//! cancelled (R-APP-14).

use super::draft::Draft;
use crate::{
    contracts::api::find_contracts,
    journals::{
        api::{cancel_openings, find_openable, list_openings, total_openings},
        model::{Openable, OpenableChoice, OpeningRow},
    },
    pick::pieces::{LookupField, PickField, Search},
    ui::{
        badge::{Tone, badge_text},
        field::TextField,
        format::{self, Label, Money},
        grid::{Bulk, BulkBar, Column, FilterField, Grid, GridSpec, Input, grid_state, listed},
        notice::{Notice, NoticeBox},
        paths,
    },
    vocabulary::{
        choices::Choices,
        failure::ApiError,
        paging::Selection,
        refusal::Field,
        texts::texts,
        words::{TransactionClass, TransactionType},
    },
};
use leptos::{prelude::*, task::spawn_local};
use std::sync::Arc;

/// The fields of a line of class Milestone or Retainer: the contract, what was billed on it, and
/// what is left of that.
pub fn opening_fields(draft: Draft, error: Signal<Option<ApiError>>) -> AnyView {
    let found = openable(draft.contract);
    let field = move || {
        if draft.class_now() == TransactionClass::Milestone {
            Field::Milestone
        } else {
            Field::Retainer
        }
    };
    let choices = move || {
        found.with(|all| {
            all.choices
                .iter()
                .filter(|c| c.billed.class() == draft.class_now())
                .cloned()
                .collect::<Vec<_>>()
        })
    };
    let named = Signal::derive(move || {
        Choices::all(choices().iter().map(|choice| (choice.billed.key(), name(choice))))
    });
    keep_to_what_is_there(draft, found);
    let asks_left = move || {
        draft.class_now() == TransactionClass::Retainer
            && draft.written.get() == TransactionType::UnbilledSales.word()
    };
    view! {
        <LookupField
            field=Field::Contract
            value=draft.contract
            error
            search=Search::by(find_contracts)
        />
        {move || {
            view! { <PickField blank="" field=field() value=draft.billed error choices=named /> }
        }}
        {move || {
            asks_left()
                .then(|| {
                    view! {
                        <TextField
                            field=Field::Available
                            value=draft.available
                            error
                            decimal=true
                        />
                    }
                })
        }}
        {move || {
            (choices().is_empty() && found.with(|all| all.is_contract))
                .then(|| view! { <p class="quiet-text">{texts().journals_nothing_planned}</p> })
        }}
    }
    .into_any()
}

/// What can be named on the contract that is typed.
fn openable(number: RwSignal<String>) -> RwSignal<Openable> {
    let found = RwSignal::new(Openable::default());
    Effect::new(move |_| {
        let typed = number.get();
        spawn_local(async move {
            let answer = find_openable(typed.clone()).await.unwrap_or_default();
            if number.try_get_untracked() == Some(typed) {
                found.set(answer);
            }
        });
    });
    found
}

/// A choice goes with its contract and class, and brings its amount.
fn keep_to_what_is_there(draft: Draft, found: RwSignal<Openable>) {
    // What was chosen is of that contract and class: another one, and it has to be chosen again.
    Effect::new(move |before: Option<(String, TransactionClass)>| {
        let now = (draft.contract.get(), draft.class_now());
        if before.is_some_and(|before| before != now) {
            draft.billed.set(String::new());
            draft.available.set(String::new());
        }
        now
    });
    // Once it is chosen, all of it is left until somebody says otherwise.
    Effect::new(move |before: Option<String>| {
        let chosen = draft.billed.get();
        if before.is_some_and(|before| before != chosen) {
            let amount = found.with_untracked(|all| {
                all.choices.iter().find(|c| c.billed.key() == chosen).map(|c| c.amount)
            });
            draft.amount.set(amount);
            draft
                .available
                .set(amount.map(|amount| amount.normalize().to_string()).unwrap_or_default());
        }
        chosen
    });
}

fn name(choice: &OpenableChoice) -> String {
    let amount = format::number(choice.amount, choice.currency.decimals());
    format!(
        "{} · {} · {} · {amount} {}",
        format::day(choice.billed_on),
        choice.description,
        choice.customer_name,
        choice.currency
    )
}

/// The list of what journals said was billed before; `posted` counts the journals posted on this
/// page.
#[component]
pub fn Openings(
    /// Raised by every journal.
    posted: RwSignal<u32>,
) -> impl IntoView {
    let t = texts();
    let state = grid_state(Signal::stored(Vec::new()), &[("state", "standing")]);
    let (rows, totals) = listed(state, posted, list_openings, total_openings);
    let notice = RwSignal::new(None);
    let cancel = Action::new(move |selection: &Selection| {
        let call = cancel_openings(selection.clone());
        async move {
            notice.set(Some(match call.await {
                Ok(outcome) => Notice::bulk(texts().openings_cancelled, &outcome),
                Err(error) => Notice::refused(&error),
            }));
            posted.update(|n| *n += 1);
        }
    });
    let bulk: BulkBar = Arc::new(move |bulk: Bulk| {
        let t = texts();
        bulk.for_good(
            t.action_cancel_openings,
            t.openings_cancel_would,
            cancel.pending(),
            move |selection| {
                cancel.dispatch(selection);
            },
        )
    });
    view! {
        <h2>{t.openings_title}</h2>
        <p class="quiet-text">{t.openings_hint}</p>
        <NoticeBox notice />
        <Grid spec=spec(bulk) state rows totals />
    }
}

fn spec(bulk: BulkBar) -> GridSpec<OpeningRow> {
    let t = texts();
    let classes = [TransactionClass::Milestone, TransactionClass::Retainer]
        .map(|c| (c.word(), c.label()))
        .to_vec();
    GridSpec {
        caption: t.openings_title,
        columns: vec![
            Column::number("journal", t.column_journal, |r: &OpeningRow| {
                view! { <a href=format!("{}?journal_id={}", paths::LEDGER, r.entry_journal_id)>{r.entry_journal_id.to_string()}</a> }.into_any()
            })
            .sorted("id"),
            Column::text("posted", t.openings_posted, |r: &OpeningRow| format::instant(r.posted_at).into_any()),
            Column::text("class", t.column_class, |r: &OpeningRow| r.transaction_class.label().into_any()),
            Column::text("description", t.field_description, |r: &OpeningRow| r.description.clone().into_any()),
            Column::text("contract", t.column_contract, |r: &OpeningRow| {
                view! { <a href=paths::contract(r.contract_id)>{r.contract_number.clone()}</a> }.into_any()
            }),
            Column::text("customer", t.column_customer, |r: &OpeningRow| r.customer_name.clone().into_any()),
            Column::text("date", t.column_date, |r: &OpeningRow| format::day(r.billed_on).into_any()).sorted("date"),
            Column::number("amount", t.column_amount, |r: &OpeningRow| view! { <Money value=r.amount currency=r.currency/> }.into_any()),
            Column::number("available", t.field_still_available, |r: &OpeningRow| {
                let is_retainer = r.transaction_class == TransactionClass::Retainer;
                is_retainer.then(|| view! { <Money value=r.available currency=r.currency/> }).into_any()
            }),
            Column::text("state", t.column_state, |r: &OpeningRow| {
                if r.is_standing { badge_text(texts().word_posted, Tone::Good) } else { badge_text(texts().word_canceled, Tone::Quiet) }
            }),
        ],
        filters: vec![
            FilterField::new("state", t.column_state, Input::Choice(vec![("standing", t.word_posted), ("canceled", t.word_canceled)])),
            FilterField::new("class", t.column_class, Input::Choice(classes)),
            FilterField::new("contract", t.column_contract, Input::Text),
            FilterField::new("customer", t.column_customer, Input::Text),
            FilterField::new("contract_id", t.filter_one_contract, Input::Link),
            FilterField::new("journal_id", t.filter_journal, Input::Link),
        ],
        id: |r| r.journal_opening_id.0,
        amount: |r| Some((r.currency, r.amount)),
        version: None,
        empty: |_| texts().openings_empty.to_owned(),
        bulk: Some(bulk),
        bulk_function: "cancel_openings",
    }
}
