//! A contract: lines, customers and splits, what is ready. Creating invoices belongs to the room
//! above, so its button is handed in.

use super::limits::limits_section;
use crate::{
    contracts::{
        api::read_contract,
        model::{ContractCustomer, ContractLine, ContractPage},
        pages::{state_badge, tiles},
    },
    ui::{
        format::{self, Label},
        page::{Missing, PageHead},
        paths,
    },
    vocabulary::{currency::Currency, failure::ApiError, ids::ContractId, texts::texts},
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
    let contract = Resource::new_blocking(
        move || (id.get(), reload.get()),
        |(id, _)| async move {
            match id {
                Some(id) => read_contract(id).await,
                None => Err(ApiError::Refused(crate::vocabulary::refusal::Refusal::NotFound)),
            }
        },
    );
    view! {
        <Transition fallback=|| {
            view! { <div class="grid-loading" aria-busy="true"></div> }
        }>
            {move || Suspend::new(async move {
                match contract.await {
                    Ok(page) => contract_view(page, actions, reload),
                    Err(error) => view! { <Missing error /> }.into_any(),
                }
            })}
        </Transition>
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
            <div>
                <dt>{t.column_state}</dt>
                <dd>{state_badge(header.state)}</dd>
            </div>
            <div>
                <dt>{t.column_primary_customer}</dt>
                <dd>{header.primary_customer_name.clone()}</dd>
            </div>
            <div>
                <dt>{t.column_currency}</dt>
                <dd>{currency.to_string()}</dd>
            </div>
            <div>
                <dt>{t.contract_start}</dt>
                <dd>{format::day(start_on)}</dd>
            </div>
            <div>
                <dt>{t.contract_requested_delivery}</dt>
                <dd>
                    {requested_delivery_on
                        .map(format::day)
                        .unwrap_or_else(|| t.word_none.to_owned())}
                </dd>
            </div>
            <div>
                <dt>{t.column_limit}</dt>
                <dd>
                    {not_to_exceed
                        .map(|a| format::money(a, currency))
                        .unwrap_or_else(|| t.word_none.to_owned())}
                </dd>
            </div>
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
    view! {
        <div class="grid-scroll" tabindex="0" role="group" aria-label=t.contract_customers>
            <table>
                <thead>
                    <tr>
                        <th scope="col">{t.column_customer}</th>
                        <th scope="col" class="number">
                            {t.word_not_ready}
                        </th>
                        <th scope="col" class="number">
                            {t.word_ready}
                        </th>
                    </tr>
                </thead>
                <tbody>
                    {customers
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
                                        {cell(
                                            &c,
                                            "ready",
                                            c.ready_count,
                                            c.ready_amount,
                                            &c.ready_in,
                                        )}
                                    </td>
                                </tr>
                            }
                        })
                        .collect_view()}
                </tbody>
            </table>
        </div>
    }
    .into_any()
}

fn line_view(line: ContractLine, currency: Currency) -> AnyView {
    let t = texts();
    let classes = line.classes.iter().map(|c| c.label()).collect::<Vec<_>>().join(", ");
    let limit = |amount: Option<rust_decimal::Decimal>| {
        amount.map(|a| format::money(a, currency)).unwrap_or_else(|| t.word_none.to_owned())
    };
    view! {
        <section class="card">
            <h3>{line.line_number}". "{line.name}</h3>
            <dl class="facts">
                <div>
                    <dt>{t.column_billing_method}</dt>
                    <dd>{line.billing_method.label()}</dd>
                </div>
                <div>
                    <dt>{t.column_project}</dt>
                    <dd>{line.project_code}</dd>
                </div>
                <div>
                    <dt>{t.column_classes}</dt>
                    <dd>{classes}</dd>
                </div>
                <div>
                    <dt>{t.column_limit}</dt>
                    <dd>{limit(line.not_to_exceed)}</dd>
                </div>
                {line
                    .contracted_amount
                    .map(|amount| {
                        view! {
                            <div>
                                <dt>{t.column_contracted}</dt>
                                <dd>{format::money(amount, currency)}</dd>
                            </div>
                        }
                    })}
            </dl>
            <div class="grid-scroll" tabindex="0" role="group" aria-label=t.column_split>
                <table>
                    <thead>
                        <tr>
                            <th scope="col">{t.column_customer}</th>
                            <th scope="col" class="number">
                                {t.column_split}
                            </th>
                            <th scope="col">{t.column_rounding}</th>
                            <th scope="col" class="number">
                                {t.column_limit}
                            </th>
                        </tr>
                    </thead>
                    <tbody>
                        {line
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
                            .collect_view()}
                    </tbody>
                </table>
            </div>
        </section>
    }
    .into_any()
}
