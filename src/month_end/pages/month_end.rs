//! Month's End: every contract with what of a month is billed and what is not.

use super::{closing, kind};
use crate::{
    desk::pieces::{HubPage, hub_pages},
    month_end::{
        api::{list_month_contracts, total_month_contracts},
        model::{Figure, MonthContract, Stage},
        rules::counted,
    },
    today::pieces::address,
    ui::{
        format::Money,
        grid::{Column, FilterField, Grid, GridSpec, Input, grid_state, listed},
        page::PageHead,
        paths,
    },
    vocabulary::texts::texts,
};
use leptos::prelude::*;

/// The page.
pub struct MonthEnd;

crate::part!(MonthEnd, part_month_end, "list_month_contracts");

impl MonthEnd {
    fn page() -> AnyView {
        // First what is left to do: of contracts that are done with, a month's end says nothing.
        let state = grid_state(Signal::stored(Vec::new()), &[("has", "left")]);
        let reload = RwSignal::new(0);
        let (rows, totals) = listed(state, reload, list_month_contracts, total_month_contracts);
        view! {
            <PageHead title=texts().month_end_title />
            {hub_pages(state, HubPage::MonthEnd)}
            {closing::block(state)}
            <Grid spec=spec() state rows totals />
        }
        .into_any()
    }
}

fn spec() -> GridSpec<MonthContract> {
    let t = texts();
    GridSpec {
        caption: t.month_end_contracts,
        columns: columns(),
        filters: vec![
            FilterField::new(
                "has",
                t.hub_has,
                Input::Choice(vec![
                    ("left", t.month_end_left),
                    ("not_ready", t.word_not_ready),
                    ("ready", t.word_ready),
                    ("held", t.hub_held),
                    ("on_draft", t.column_on_drafts),
                    ("failed", t.month_end_failed),
                    ("confirmed", t.month_end_confirmed),
                ]),
            ),
            FilterField::new("contract", t.column_contract, Input::Text),
            FilterField::new("team", t.filter_team, Input::Text),
            FilterField::new("customer", t.column_customer, Input::Text),
            FilterField::new("currency", t.column_currency, Input::Text),
            FilterField::new("month", t.column_month, Input::Link),
            FilterField::new("days", t.month_end_days, Input::Link),
        ],
        id: |r| r.contract_id.0,
        amount: |_| None,
        version: None,
        empty: |_| texts().month_end_empty.to_owned(),
        bulk: None,
        bulk_function: "",
    }
}

fn columns() -> Vec<Column<MonthContract>> {
    let t = texts();
    vec![
        Column::text("number", t.column_contract, |r: &MonthContract| {
            view! { <a href=paths::contract(r.contract_id)>{r.number.clone()}</a> }.into_any()
        })
        .sorted("number"),
        Column::text("name", t.field_name, |r: &MonthContract| r.name.clone().into_any())
            .sorted("name"),
        Column::text("customer", t.column_primary_customer, |r: &MonthContract| {
            r.primary_customer_name.clone().into_any()
        })
        .sorted("customer"),
        Column::number("not_ready", t.word_not_ready, |r| figures(r, Stage::NotReady)),
        Column::number("ready", t.word_ready, |r| figures(r, Stage::Ready)),
        Column::number("held", t.hub_held, |r| figures(r, Stage::Held)),
        Column::number("draft", t.column_on_drafts, |r| figures(r, Stage::OnDraft)),
        Column::number("failed", t.month_end_failed, |r| figures(r, Stage::Failed)),
        Column::number("confirmed", t.month_end_confirmed, |r| figures(r, Stage::Confirmed)),
    ]
}

/// What a contract has of a stage, list by list, each a link to its rows; nothing is a dash.
fn figures(contract: &MonthContract, stage: Stage) -> AnyView {
    let found: Vec<&Figure> = contract.figures.iter().filter(|f| f.stage == stage).collect();
    if found.is_empty() {
        return "–".into_any();
    }
    found
        .into_iter()
        .map(|figure| {
            let of = counted(stage, figure.list, contract.month, Some(contract.contract_id));
            let kind = kind(figure.list).map(|kind| view! { <small>{kind}" "</small> });
            view! {
                <a href=address(&of) class="figure">
                    {kind}
                    <Money value=figure.amount currency=figure.currency />
                </a>
            }
        })
        .collect_view()
        .into_any()
}
