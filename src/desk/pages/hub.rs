//! Billing Hub: contracts and their lines with what each has to be invoiced, by class; every amount
//! leads to its rows (R-INV-12).

use super::invoice_contracts::create_bar;
use crate::{
    desk::{
        api::{list_hub, total_hub},
        model::{HubContract, HubLine, HubPart},
        pieces::{HubPage, hub_pages},
    },
    ui::{
        badge::without_price,
        format::{self, Label, Money},
        grid::{
            BulkBar, Column, FilterField, Grid, GridSpec, GridState, Input, grid_state, listed,
        },
        notice::NoticeBox,
        page::PageHead,
        paths,
    },
    vocabulary::{
        failure::ApiError,
        paging::{Page, Totals},
        texts::texts,
        words::{BillingMethod, ContractState, TransactionClass},
    },
};
use leptos::prelude::*;
use rust_decimal::Decimal;

/// The page.
pub struct Hub;

struct Parts {
    state: GridState,
    reload: RwSignal<u32>,
    rows: Resource<Result<Page<HubContract>, ApiError>>,
    totals: Resource<Result<Totals, ApiError>>,
}

crate::part!(Hub, part_hub, "list_hub");

impl Hub {
    fn page() -> AnyView {
        let Parts { state, reload, rows, totals } = parts();
        let notice = RwSignal::new(None);
        let bulk = create_bar(notice, reload);
        view! {
            <PageHead title=texts().hub_title />
            {hub_pages(state, HubPage::Hub)}
            <NoticeBox notice />
            <Grid spec=spec(bulk) state rows totals />
        }
        .into_any()
    }
}

/// What the page asks.
fn parts() -> Parts {
    let state = grid_state(Signal::stored(Vec::new()), &[]);
    let reload = RwSignal::new(0);
    let (rows, totals) = listed(state, reload, list_hub, total_hub);
    Parts { state, reload, rows, totals }
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

fn columns() -> Vec<Column<HubContract>> {
    let t = texts();
    vec![
        Column::text("number", t.column_contract, |r: &HubContract| {
            view! { <a href=paths::contract(r.contract_id)>{r.number.clone()}</a> }.into_any()
        })
        .sorted("number"),
        Column::text("name", t.field_name, |r: &HubContract| r.name.clone().into_any())
            .sorted("name"),
        Column::text("customer", t.column_primary_customer, |r: &HubContract| {
            r.primary_customer_name.clone().into_any()
        })
        .sorted("customer"),
        Column::text("state", t.column_state, |r: &HubContract| r.state.label().into_any())
            .hidden(),
        Column::number("contracted", t.column_contracted, |r: &HubContract| {
            r.contracted_amount
                .map(|amount| view! { <Money value=amount currency=r.currency/> })
                .into_any()
        })
        .hidden(),
        Column::number("ready_count", t.column_ready_rows, |r: &HubContract| {
            let whole = [&r.milestones, &r.retainers, &r.products].map(|part| part.ready_count);
            let rows = r.ready_count - whole.iter().sum::<i64>();
            let [milestones, retainers, products] = whole.map(|count| count != 0);
            let held = [rows != 0, milestones, retainers, products];
            format::counted(r.ready_count, paths::open_of_contract(r.contract_id, "ready", &held))
        }),
        Column::number("ready", t.word_ready, |r: &HubContract| {
            open_sum(r, "ready", r.ready_amount, |part| part.ready_amount)
        }),
        Column::number("not_ready", t.word_not_ready, |r: &HubContract| {
            let unpriced = without_price(r.contract_id, r.without_price_count);
            view! { {unpriced}{open_sum(r, "not_ready", r.not_ready_amount, |part| part.not_ready_amount)} }.into_any()
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
        Column::number("advances", t.column_advances, |r: &HubContract| {
            format::sum(
                r.retainer_amount,
                r.currency,
                Some(paths::retainers_of_contract(r.contract_id)),
            )
        }),
        Column::number("available", t.column_available_advances, |r: &HubContract| {
            format::sum(
                r.available_retainer_amount,
                r.currency,
                Some(format!("{}&status=available", paths::retainers_of_contract(r.contract_id))),
            )
        }),
        Column::number("products", t.products_of_contract, open_products),
        Column::text("lines", t.contract_lines, lines).below(),
    ]
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
                ("on_draft", t.word_on_draft),
                ("milestones_off", t.hub_milestones_off),
            ]),
        ),
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

/// What a contract has of one status, with the way to its rows. Where several lists hold some, the
/// columns beside and the lines below lead to them.
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
        paths::open_of_contract(contract.contract_id, status, &held),
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

/// The lines of a contract, each amount a link to its rows of the backlog, to its milestones or its
/// product lines.
fn lines(contract: &HubContract) -> AnyView {
    let t = texts();
    let heads = [
        t.word_milestones,
        t.products_of_contract,
        t.word_time,
        t.word_expense,
        t.word_material,
        t.word_fee,
        t.word_ready,
        t.column_on_drafts,
        t.column_invoiced,
    ];
    view! {
        <table class="nested">
            <caption class="hidden">{format!("{}: {}", contract.number, t.contract_lines)}</caption>
            <thead>
                <tr>
                    <th scope="col">{t.column_line}</th>
                    <th scope="col">{t.column_project}</th>
                    <th scope="col">{t.column_customer}</th>
                    <th scope="col">{t.column_billing_method}</th>
                    {heads
                        .into_iter()
                        .map(|head| {
                            view! {
                                <th scope="col" class="number">
                                    {head}
                                </th>
                            }
                        })
                        .collect_view()}
                </tr>
            </thead>
            <tbody>
                {contract.lines.iter().map(|line| line_row(contract, line)).collect_view()}
            </tbody>
        </table>
    }
    .into_any()
}

fn line_row(contract: &HubContract, line: &HubLine) -> AnyView {
    let t = texts();
    let currency = contract.currency;
    let backlog =
        |filter: &str| paths::backlog_of_line(contract.contract_id, line.contract_line_id, filter);
    let billed =
        paths::billed_of_contract(contract.contract_id, !contract.billed_before_amount.is_zero());
    let milestones = |status: &str| {
        paths::milestones_of_line(contract.contract_id, line.contract_line_id, status)
    };
    let products =
        |status: &str| paths::products_of_line(contract.contract_id, line.contract_line_id, status);
    let ready = match line.billing_method {
        BillingMethod::TimeAndMaterial => backlog("status=ready&billing_type=chargeable"),
        BillingMethod::FixedPrice => milestones("ready"),
        BillingMethod::Product => products("ready"),
    };
    let schedule = line
        .schedule_type
        .map(|schedule| view! { <small class="quiet-text">" "{schedule.label()}</small> });
    let of_class = |class: TransactionClass| {
        backlog(&format!("status=open&billing_type=chargeable&class={}", class.word()))
    };
    let cells = [
        (t.word_milestones, milestones("open"), line.milestone_amount),
        (t.products_of_contract, products("open"), line.product_amount),
        (t.word_time, of_class(TransactionClass::Time), line.time_amount),
        (t.word_expense, of_class(TransactionClass::Expense), line.expense_amount),
        (t.word_material, of_class(TransactionClass::Material), line.material_amount),
        (t.word_fee, of_class(TransactionClass::Fee), line.fee_amount),
        (t.word_ready, ready, line.ready_amount),
        (
            t.column_on_drafts,
            format!("{}&state=draft", paths::invoices_of_contract(contract.contract_id)),
            line.draft_amount,
        ),
        (t.column_invoiced, billed, line.invoiced_amount),
    ];
    view! {
        <tr>
            <td data-label=t.column_line>{line.line_number}". "{line.name.clone()}</td>
            <td data-label=t.column_project>{line.project_code.clone()}</td>
            <td data-label=t.column_customer>{line.customers.clone()}</td>
            <td data-label=t.column_billing_method>{line.billing_method.label()}{schedule}</td>
            {cells
                .into_iter()
                .map(|(label, href, value)| {
                    view! {
                        <td data-label=label class="number">
                            {format::sum(value, currency, Some(href))}
                        </td>
                    }
                })
                .collect_view()}
        </tr>
    }
    .into_any()
}
