//! Billing Hub: contracts with what each has to be invoiced, and their lines with the same columns
//! where they are unfolded; every amount leads to its rows (R-INV-12).

mod lines;

use self::lines::Lines;
use super::invoice_contracts::create_bar;
use crate::{
    desk::{
        api::{list_hub, read_hub_lines, total_hub},
        model::{HubContract, HubPart},
        pieces::{HubPage, hub_pages},
    },
    ui::{
        badge::without_price,
        format::{self, Label, Money},
        grid::{
            BulkBar, Column, FilterField, Grid, GridSpec, GridState, Input, Unfold, grid_state,
            listed,
        },
        notice::NoticeBox,
        page::PageHead,
        paths,
        wait::{Awaiting, awaited_first},
    },
    vocabulary::{
        failure::ApiError,
        ids::ContractId,
        paging::{Page, Totals},
        texts::{fill, texts},
        words::{ContractState, TransactionClass},
    },
};
use leptos::prelude::*;
use rust_decimal::Decimal;
use std::sync::Arc;

/// The page.
pub struct Hub;

struct Parts {
    state: GridState,
    reload: RwSignal<u32>,
    rows: Awaiting<Result<Page<HubContract>, ApiError>>,
    totals: Awaiting<Result<Totals, ApiError>>,
    lines: Lines,
}

crate::part!(Hub, part_hub, "list_hub");

impl Hub {
    fn page() -> AnyView {
        let Parts { state, reload, rows, totals, lines } = parts();
        let notice = RwSignal::new(None);
        let bulk = create_bar(notice, reload);
        let unfold = Unfold {
            name: |contract: &HubContract| {
                fill(texts().hub_unfold, &[("contract", &contract.number)])
            },
            rows: Arc::new(move |contract, shown| lines::rows(lines, contract, shown)),
        };
        view! {
            <PageHead title=texts().hub_title />
            {hub_pages(state, HubPage::Hub)}
            <NoticeBox notice />
            <Grid spec=spec(bulk) state rows totals unfold=Some(unfold) />
        }
        .into_any()
    }
}

/// What the page asks.
fn parts() -> Parts {
    let state = grid_state(Signal::stored(Vec::new()), &[]);
    let reload = RwSignal::new(0);
    let (rows, totals) = listed(state, reload, list_hub, total_hub);
    let lines = awaited_first(
        move || (state.open.get(), reload.get()),
        move |(open, _)| async move {
            if open.is_empty() {
                return Ok(Vec::new());
            }
            read_hub_lines(open.into_iter().map(ContractId).collect()).await
        },
    );
    Parts { state, reload, rows, totals, lines }
}

fn spec(bulk: BulkBar) -> GridSpec<HubContract> {
    let t = texts();
    GridSpec {
        caption: t.hub_title,
        columns: columns(),
        filters: filters(),
        id: |r| r.contract_id.0,
        amount: |r| Some((r.currency, r.ready_amount)),
        version: None,
        empty: |_| texts().hub_empty.to_owned(),
        bulk: Some(bulk),
        bulk_function: "invoice_contracts",
    }
}

fn filters() -> Vec<FilterField> {
    let t = texts();
    vec![
        FilterField::new(
            "has",
            t.hub_has,
            Input::Choice(vec![
                ("ready", t.word_ready),
                ("not_ready", t.word_not_ready),
                ("held", t.hub_held),
                ("on_draft", t.word_on_draft),
                ("milestones_off", t.hub_milestones_off),
            ]),
        ),
        FilterField::new("due_by", t.hub_due_by, Input::Date),
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
        FilterField::new("contract_id", t.filter_one_contract, Input::Link),
    ]
}

fn columns() -> Vec<Column<HubContract>> {
    let t = texts();
    let mut columns = vec![
        Column::text("number", t.column_contract, |r: &HubContract| {
            view! { <a href=paths::contract(r.contract_id)>{r.number.clone()}</a> }.into_any()
        })
        .sorted("number"),
        Column::text("name", t.field_name, |r: &HubContract| r.name.clone().into_any())
            .sorted("name"),
        Column::text("customer", t.column_customer, customers).sorted("customer"),
        Column::text("state", t.column_state, |r: &HubContract| r.state.label().into_any())
            .hidden(),
        Column::number("contracted", t.column_contracted, |r: &HubContract| {
            r.contracted_amount
                .map(|amount| view! { <Money value=amount currency=r.currency/> })
                .into_any()
        })
        .hidden(),
        Column::number("ready_count", t.column_ready_rows, ready_count).hidden(),
        Column::number("not_ready", t.word_not_ready, |r: &HubContract| {
            let unpriced = without_price(r.contract_id, r.without_price_count);
            view! { {unpriced}{open_sum(r, "not_ready", r.not_ready_amount, |part| part.not_ready_amount)} }.into_any()
        }),
        Column::number("ready", t.word_ready, |r: &HubContract| {
            open_sum(r, "ready", r.ready_amount, |part| part.ready_amount)
        }),
        Column::number("held", t.hub_held, |r: &HubContract| {
            let rows = paths::backlog_of_contract(r.contract_id, "failed&billing_type=chargeable");
            format::sum(r.held_amount, r.currency, Some(rows))
        }),
        Column::number("draft", t.column_on_drafts, |r: &HubContract| {
            format::sum(
                r.draft_amount,
                r.currency,
                Some(format!("{}&state=draft", paths::invoices_of_contract(r.contract_id))),
            )
        }),
        Column::number("invoiced", t.column_invoiced, |r: &HubContract| {
            format::sum(
                r.invoiced_amount,
                r.currency,
                Some(paths::billed_of_contract(r.contract_id, !r.billed_before_amount.is_zero())),
            )
        }),
        Column::number("limit", t.hub_limit_used, limit_used),
        Column::number("last", t.hub_last_invoice, |r: &HubContract| match r.invoiced_on {
            None => "–".into_any(),
            Some(day) => {
                let invoices =
                    format!("{}&state=confirmed", paths::invoices_of_contract(r.contract_id));
                view! { <a href=invoices>{format::day(day)}</a> }.into_any()
            }
        }),
    ];
    columns.extend(further_columns());
    columns
}

/// Columns that are shown when they are chosen (R-INV-12).
fn further_columns() -> Vec<Column<HubContract>> {
    let t = texts();
    vec![
        Column::number("milestones", t.word_milestones, |r: &HubContract| {
            let amount = r.milestones.ready_amount + r.milestones.not_ready_amount;
            let rows = paths::milestones_of_contract(r.contract_id, "open");
            format::sum(amount, r.currency, Some(rows))
        }),
        Column::number("time", t.word_time, |r: &HubContract| {
            of_class(r, TransactionClass::Time, r.classes.time)
        }),
        Column::number("expense", t.word_expense, |r: &HubContract| {
            of_class(r, TransactionClass::Expense, r.classes.expense)
        }),
        Column::number("material", t.word_material, |r: &HubContract| {
            of_class(r, TransactionClass::Material, r.classes.material)
        }),
        Column::number("fee", t.word_fee, |r: &HubContract| {
            of_class(r, TransactionClass::Fee, r.classes.fee)
        }),
        Column::number("products", t.products_of_contract, open_products),
        Column::number("advances", t.column_advances, |r: &HubContract| {
            let rows = paths::retainers_of_contract(r.contract_id);
            format::sum(r.retainer_amount, r.currency, Some(rows))
        }),
        Column::number("available", t.column_available_advances, |r: &HubContract| {
            let rows = format!("{}&status=available", paths::retainers_of_contract(r.contract_id));
            format::sum(r.available_retainer_amount, r.currency, Some(rows))
        }),
    ]
    .into_iter()
    .map(Column::hidden)
    .collect()
}

/// What of a class is open, with the way to it.
fn of_class(contract: &HubContract, class: TransactionClass, amount: Decimal) -> AnyView {
    let rows = format!("open&billing_type=chargeable&class={}", class.word());
    let rows = paths::backlog_of_contract(contract.contract_id, &rows);
    format::sum(amount, contract.currency, Some(rows))
}

/// Who signed, and how many pay beside them.
fn customers(contract: &HubContract) -> AnyView {
    let others = (contract.other_customers > 0).then(|| {
        let said =
            fill(texts().hub_other_customers, &[("count", &contract.other_customers.to_string())]);
        view! { <small class="quiet-text">" "{said}</small> }
    });
    view! { {contract.primary_customer_name.clone()} {others} }.into_any()
}

/// How many rows are Ready, with the way to them.
fn ready_count(contract: &HubContract) -> AnyView {
    let whole = [&contract.milestones, &contract.retainers, &contract.products]
        .map(|part| part.ready_count);
    let rows = contract.ready_count - whole.iter().sum::<i64>();
    let [milestones, retainers, products] = whole.map(|count| count != 0);
    let held = [rows != 0, milestones, retainers, products];
    let rows = paths::open_or_lines(contract.contract_id, "ready", &held);
    format::counted(contract.ready_count, Some(rows))
}

/// How much of its limits is used: the most of one of them, as a bar and in percent.
fn limit_used(contract: &HubContract) -> AnyView {
    let Some(used) = contract.limit_used else { return "–".into_any() };
    let limits = paths::limits_of_contract(contract.contract_id);
    let percent = format!("{}\u{a0}%", used.normalize());
    let shown = used.clamp(Decimal::ZERO, Decimal::ONE_HUNDRED).normalize().to_string();
    view! {
        <a href=limits class="used">
            <progress value=shown max="100" aria-hidden="true"></progress>
            {percent}
        </a>
    }
    .into_any()
}

/// What a contract has of one status, with the way to its rows; where several lists hold some, to
/// its lines, which lead to them.
fn open_sum(
    contract: &HubContract,
    status: &str,
    whole: Decimal,
    of: fn(&HubPart) -> Decimal,
) -> AnyView {
    let parts = [&contract.milestones, &contract.retainers, &contract.products].map(of);
    let [milestones, retainers, products] = parts.map(|amount| !amount.is_zero());
    let held = [whole != parts.iter().sum::<Decimal>(), milestones, retainers, products];
    format::sum(
        whole,
        contract.currency,
        Some(paths::open_or_lines(contract.contract_id, status, &held)),
    )
}

/// What is sold and on no invoice.
fn open_products(contract: &HubContract) -> AnyView {
    format::sum(
        contract.products.ready_amount + contract.products.not_ready_amount,
        contract.currency,
        Some(paths::products_of_contract(contract.contract_id, "open")),
    )
}
