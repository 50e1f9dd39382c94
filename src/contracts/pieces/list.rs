//! Project Contracts: the list, with what each has ready, on drafts and billed. Creating invoices
//! belongs to the room above, so what is done with chosen contracts is handed in.

use crate::{
    contracts::{
        api::{list_contracts, total_contracts},
        model::ContractRow,
    },
    ui::{
        allowed::may,
        badge::{Tone, badge, without_price},
        format::{self, Label},
        grid::{
            BulkBar, Column, FilterField, Grid, GridSpec, GridState, Input, grid_state, listed,
        },
        notice::{Notice, NoticeBox},
        page::PageHead,
        paths,
        wait::Awaiting,
    },
    vocabulary::{
        failure::ApiError,
        paging::{Page, Totals},
        texts::texts,
        words::ContractState,
    },
};
use leptos::prelude::*;

struct Parts {
    state: GridState,
    rows: Awaiting<Result<Page<ContractRow>, ApiError>>,
    totals: Awaiting<Result<Totals, ApiError>>,
}

/// The list.
#[component]
pub fn ContractList(
    /// What is done with chosen contracts.
    bulk: BulkBar,
    /// The function that it calls.
    bulk_function: &'static str,
    /// What came of it.
    notice: RwSignal<Option<Notice>>,
    /// Raised by it: the list is read again.
    reload: RwSignal<u32>,
) -> impl IntoView {
    let Parts { state, rows, totals } = parts(reload);
    let t = texts();
    let new = may("save_contract").then(|| {
        view! {
            <a class="button primary" href=paths::NEW_CONTRACT>
                {t.contract_new}
            </a>
        }
    });
    view! {
        <PageHead title=t.contracts_title>{new}</PageHead>
        <NoticeBox notice />
        <Grid spec=spec(bulk, bulk_function) state rows totals />
    }
}

/// What the page asks.
fn parts(reload: RwSignal<u32>) -> Parts {
    let state = grid_state(Signal::stored(Vec::new()), &[]);
    let (rows, totals) = listed(state, reload, list_contracts, total_contracts);
    Parts { state, rows, totals }
}

/// How a contract's state is to be taken.
pub fn state_badge(state: ContractState) -> AnyView {
    let tone = match state {
        ContractState::Draft => Tone::Waiting,
        ContractState::Confirmed => Tone::Good,
        ContractState::Lost => Tone::Quiet,
    };
    badge(state, tone)
}

fn spec(bulk: BulkBar, bulk_function: &'static str) -> GridSpec<ContractRow> {
    let t = texts();
    GridSpec {
        caption: t.contracts_title,
        columns: vec![
            Column::text("number", t.column_contract, |r: &ContractRow| {
                view! { <a href=paths::contract(r.contract_id)>{r.number.clone()}</a> }.into_any()
            })
            .sorted("number"),
            Column::text("name", t.field_name, |r: &ContractRow| r.name.clone().into_any())
                .sorted("name"),
            Column::text("customer", t.column_primary_customer, |r: &ContractRow| {
                r.primary_customer_name.clone().into_any()
            }),
            Column::text("state", t.column_state, |r: &ContractRow| state_badge(r.state)),
            Column::number("not_ready", t.word_not_ready, |r: &ContractRow| {
                let unpriced = without_price(r.contract_id, r.without_price_count);
                let amount = format::sum(
                    r.not_ready_amount,
                    r.currency,
                    Some(paths::open_or_lines(r.contract_id, "not_ready", &r.not_ready_in)),
                );
                view! { {unpriced}{amount} }.into_any()
            }),
            Column::number("ready", t.word_ready, |r: &ContractRow| {
                format::sum(
                    r.ready_amount,
                    r.currency,
                    Some(paths::open_or_lines(r.contract_id, "ready", &r.ready_in)),
                )
            }),
            Column::number("draft", t.column_on_drafts, |r: &ContractRow| {
                format::sum(r.draft_amount, r.currency, Some(drafts(r)))
            }),
            Column::number("billed", t.column_billed, |r: &ContractRow| {
                format::sum(r.billed_amount, r.currency, Some(billed(r)))
            }),
        ],
        filters: vec![
            FilterField::new("contract", t.column_contract, Input::Text),
            FilterField::new("team", t.filter_team, Input::Text),
            FilterField::new("customer", t.column_customer, Input::Text),
            FilterField::new("project", t.column_project, Input::Text),
            FilterField::new(
                "state",
                t.column_state,
                Input::Choice(ContractState::ALL.iter().map(|s| (s.word(), s.label())).collect()),
            ),
            FilterField::new("currency", t.column_currency, Input::Text),
        ],
        id: |r| r.contract_id.0,
        amount: |r| Some((r.currency, r.ready_amount)),
        version: None,
        empty: |_| texts().contracts_empty.to_owned(),
        bulk: Some(bulk),
        bulk_function,
    }
}

fn drafts(row: &ContractRow) -> String {
    format!("{}&state=draft", paths::invoices_of_contract(row.contract_id))
}

fn billed(row: &ContractRow) -> String {
    paths::billed_of_contract(row.contract_id, !row.billed_before_amount.is_zero())
}

/// The amounts of a contract, as tiles that lead to their rows.
pub fn tiles(header: &ContractRow) -> AnyView {
    let t = texts();
    let (id, currency) = (header.contract_id, header.currency);
    let tile = |label: &'static str, amount: rust_decimal::Decimal, href: Option<String>| {
        let amount =
            if amount.is_zero() { "–".to_owned() } else { format::money(amount, currency) };
        let inner = view! {
            <span>{label}</span>
            <strong>{amount}</strong>
        };
        match href {
            Some(href) => view! {
                <a class="tile" href=href>
                    {inner}
                </a>
            }
            .into_any(),
            None => view! { <div class="tile">{inner}</div> }.into_any(),
        }
    };
    let some = |amount: rust_decimal::Decimal, href: String| (!amount.is_zero()).then_some(href);
    view! {
        {without_price(id, header.without_price_count)}
        <div class="tiles">
            {tile(
                t.word_not_ready,
                header.not_ready_amount,
                some(
                    header.not_ready_amount,
                    paths::open_or_lines(id, "not_ready", &header.not_ready_in),
                ),
            )}
            {tile(
                t.word_ready,
                header.ready_amount,
                some(
                    header.ready_amount,
                    paths::open_or_lines(id, "ready", &header.ready_in),
                ),
            )}
            {tile(
                t.column_on_drafts,
                header.draft_amount,
                some(header.draft_amount, drafts(header)),
            )}
            {tile(
                t.column_billed,
                header.billed_amount,
                some(header.billed_amount, billed(header)),
            )}
        </div>
    }
    .into_any()
}

/// Of rows of contracts: by the state of their contract.
pub fn contract_state_filter() -> FilterField {
    let states = ContractState::ALL.iter().map(|state| (state.word(), state.label())).collect();
    FilterField::new("contract_state", texts().filter_contract_state, Input::Choice(states))
}
