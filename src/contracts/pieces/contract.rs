//! A contract: lines, customers and splits, what is ready. Creating invoices belongs to the room
//! above, so its button is handed in.

use super::{
    limits::limits_section,
    list::{state_badge, tiles},
};
use crate::{
    contracts::{
        api::read_contract,
        model::{ContractCustomer, ContractLine, ContractPage},
    },
    ui::{
        facts::fact,
        format::{self, Label},
        page::{Missing, PageHead, answered, loading},
        paths,
        table::{Head, small_table},
        wait::{Awaited, awaited_first},
    },
    vocabulary::{
        currency::Currency, failure::ApiError, ids::ContractId, texts::texts, words::BillingMethod,
    },
};
use leptos::prelude::*;

/// What a contract page shows beside the contract itself, handed in from above.
pub type Beside = fn(&ContractPage, RwSignal<u32>) -> AnyView;

/// A contract.
#[component]
pub fn ContractView(
    /// Which.
    #[prop(into)]
    id: Signal<Option<ContractId>>,
    /// Buttons in the page's head.
    actions: Beside,
    /// Raised by every act on the page, here and beside: the contract is read again.
    reload: RwSignal<u32>,
) -> impl IntoView {
    let contract = awaited_first(
        move || (id.get(), reload.get()),
        |(id, _)| {
            answered(async move {
                match id {
                    Some(id) => read_contract(id).await,
                    None => Err(ApiError::Refused(crate::vocabulary::refusal::Refusal::NotFound)),
                }
            })
        },
    );
    view! {
        <Awaited fallback=loading>
            {move || Suspend::new(async move {
                match contract.await {
                    Ok(page) => contract_view(page, actions, reload),
                    Err(error) => view! { <Missing error /> }.into_any(),
                }
            })}
        </Awaited>
    }
}

fn contract_view(page: ContractPage, actions: Beside, reload: RwSignal<u32>) -> AnyView {
    let t = texts();
    let buttons = actions(&page, reload);
    let ContractPage {
        header,
        start_on,
        requested_delivery_on,
        not_to_exceed,
        version,
        lines,
        customers,
        limits,
    } = page;
    let (id, currency) = (header.contract_id, header.currency);
    view! {
        <PageHead
            title=format!("{} {}", header.number, header.name)
            trail=vec![(paths::CONTRACTS.to_owned(), t.contracts_title.to_owned())]
        >
            <a class="button plain" href=paths::prices_of_contract(id)>
                {t.prices_of_contract}
            </a>
            <a class="button plain" href=paths::ledger_of_contract(id)>
                {t.action_ledger}
            </a>
            {buttons}
        </PageHead>
        <dl class="facts">
            {fact(t.column_state, state_badge(header.state))}
            {fact(t.column_primary_customer, header.primary_customer_name.clone())}
            {fact(t.column_currency, currency.to_string())}
            {fact(t.contract_start, format::day(start_on))}
            {fact(
                t.contract_requested_delivery,
                requested_delivery_on.map(format::day).unwrap_or_else(|| t.word_none.to_owned()),
            )} {fact(t.column_limit, format::money_or_none(not_to_exceed, currency))}
        </dl>
        {tiles(&header)}
        <p class="quiet-text">{t.contract_counts}</p>
        <h2>{t.contract_customers}</h2>
        {customers_table(customers, currency, id)}
        <h2>{t.contract_lines}</h2>
        {lines.into_iter().map(|line| line_view(line, currency)).collect_view()}
        {limits_section(&header, version, limits, reload)}
    }
    .into_any()
}

fn customers_table(
    customers: Vec<ContractCustomer>,
    currency: Currency,
    contract: ContractId,
) -> AnyView {
    let t = texts();
    let cell = |customer: &ContractCustomer, status: &str, count: i64, amount, held: &[bool]| {
        let text = if count == 0 {
            "–".to_owned()
        } else {
            format!("{} · {}", format::count(count), format::money(amount, currency))
        };
        match paths::open_of_contract(contract, status, held) {
            Some(href) => {
                view! { <a href=format!("{href}&customer_id={}", customer.customer_id)>{text}</a> }
                    .into_any()
            }
            None => text.into_any(),
        }
    };
    small_table(
        t.contract_customers,
        &[
            Head::Text(t.column_customer),
            Head::Number(t.word_not_ready),
            Head::Number(t.word_ready),
        ],
        customers
            .into_iter()
            .map(|c| {
                view! {
                    <tr>
                        <td data-label=t.column_customer>{c.customer_name.clone()}</td>
                        <td data-label=t.word_not_ready class="number">
                            {cell(
                                &c,
                                "not_ready",
                                c.not_ready_count,
                                c.not_ready_amount,
                                &c.not_ready_in,
                            )}
                        </td>
                        <td data-label=t.word_ready class="number">
                            {cell(&c, "ready", c.ready_count, c.ready_amount, &c.ready_in)}
                        </td>
                    </tr>
                }
            })
            .collect_view(),
    )
}

fn line_view(line: ContractLine, currency: Currency) -> AnyView {
    let t = texts();
    let classes = line.classes.iter().map(|c| c.label()).collect::<Vec<_>>().join(", ");
    // What sells products covers no work, and has no limit.
    let covers_work = line.billing_method != BillingMethod::Product;
    let limit = |amount: Option<rust_decimal::Decimal>| format::money_or_none(amount, currency);
    let percent = |label, percent: rust_decimal::Decimal| {
        (!percent.is_zero()).then(|| fact(label, format!("{} %", format::number(percent, 0))))
    };
    view! {
        <section class="card">
            <h3>{line.line_number}". "{line.name}</h3>
            <dl class="facts">
                {fact(t.column_billing_method, line.billing_method.label())}
                {fact(t.column_project, line.project_code)}
                {covers_work.then(|| fact(t.column_classes, classes))}
                {covers_work.then(|| fact(t.column_limit, limit(line.not_to_exceed)))}
                {line
                    .contracted_amount
                    .map(|amount| { fact(t.column_contracted, format::money(amount, currency)) })}
                {percent(t.word_discount, line.discount_and_fee.discount_percent)}
                {percent(t.word_fee, line.discount_and_fee.fee_percent)}
            </dl>
            {small_table(
                t.column_split,
                &[
                    Head::Text(t.column_customer),
                    Head::Number(t.column_split),
                    Head::Text(t.column_rounding),
                    Head::Number(t.column_limit),
                ],
                line
                    .splits
                    .into_iter()
                    .map(|s| {
                        view! {
                            <tr>
                                <td data-label=t.column_customer>{s.customer_name}</td>
                                <td data-label=t.column_split class="number">
                                    {format::number(s.billing_split_percent, 2)}
                                    " %"
                                </td>
                                <td data-label=t
                                    .column_rounding>
                                    {if s.is_rounding { t.word_yes } else { "" }}
                                </td>
                                <td data-label=t.column_limit class="number">
                                    {limit(s.not_to_exceed)}
                                </td>
                            </tr>
                        }
                    })
                    .collect_view(),
            )}
        </section>
    }
    .into_any()
}
