//! The lines of a contract on the hub: rows with the contract's columns, so that figures align.

use crate::{
    desk::model::{HubContract, HubLine},
    ui::{
        allowed::may,
        format::{self, Label},
        notice::Failed,
        paths,
        wait::{Awaited, Awaiting},
    },
    vocabulary::{
        failure::ApiError,
        ids::ContractId,
        texts::texts,
        words::{BillingMethod, TransactionClass},
    },
};
use leptos::prelude::*;
use std::sync::Arc;

/// The lines of the contracts that are unfolded.
pub(super) type Lines = Awaiting<Result<Vec<(ContractId, Vec<HubLine>)>, ApiError>>;

/// The rows beneath a contract.
pub(super) fn rows(
    lines: Lines,
    contract: Arc<HubContract>,
    shown: Memo<Vec<&'static str>>,
) -> AnyView {
    let wide = || view! { <tr class="unfolded"><td colspan="99" aria-busy="true">"…"</td></tr> };
    let all = move || {
        let contract = contract.clone();
        Suspend::new(async move {
            match lines.await {
                Ok(all) => {
                    let of = all.into_iter().find(|(id, _)| *id == contract.contract_id);
                    let lines = of.map(|(_, lines)| lines).unwrap_or_default();
                    drawn(&contract, lines, shown)
                }
                Err(error) => refused(error),
            }
        })
    };
    view! { <Awaited fallback=wide>{all}</Awaited> }.into_any()
}

fn refused(error: ApiError) -> AnyView {
    view! {
        <tr class="unfolded">
            <td colspan="99">
                <Failed error />
            </td>
        </tr>
    }
    .into_any()
}

fn drawn(
    contract: &Arc<HubContract>,
    lines: Vec<HubLine>,
    shown: Memo<Vec<&'static str>>,
) -> AnyView {
    let retainers = contract.retainers.ready_amount + contract.retainers.not_ready_amount;
    let rest = (!retainers.is_zero()).then(|| {
        let contract = contract.clone();
        row(shown, move |column| of_retainers(&contract, column))
    });
    let rows = lines.into_iter().map(|line| {
        let contract = contract.clone();
        row(shown, move |column| of_line(&contract, &line, column))
    });
    view! { {rows.collect_view()} {rest} }.into_any()
}

/// A row with a cell for each column that is shown.
fn row(
    shown: Memo<Vec<&'static str>>,
    cell: impl Fn(&'static str) -> (&'static str, bool, AnyView) + Send + Sync + 'static,
) -> AnyView {
    let ticked = may("invoice_contracts");
    let cells = move || {
        let cells = shown.get().into_iter().map(|column| {
            let (label, is_number, content) = cell(column);
            view! {
                <td data-label=label data-column=column class:number=is_number>
                    {content}
                </td>
            }
        });
        cells.collect_view()
    };
    view! {
        <tr class="unfolded">
            {ticked.then(|| view! { <td class="check"></td> })} {cells}
        </tr>
    }
    .into_any()
}

/// What a line has in a column; what only contracts have is left empty.
fn of_line(
    contract: &HubContract,
    line: &HubLine,
    column: &'static str,
) -> (&'static str, bool, AnyView) {
    let t = texts();
    let text = |label, content: AnyView| (label, false, content);
    let (id, of) = (contract.contract_id, line.contract_line_id);
    let backlog = |filters: &str| paths::backlog_of_line(id, of, filters);
    let number = |label, value, href: String| {
        (label, true, format::sum(value, contract.currency, Some(href)))
    };
    let of_class = |label, class: TransactionClass, value| {
        let filters = format!("status=open&billing_type=chargeable&class={}", class.word());
        number(label, value, backlog(&filters))
    };
    let open = |status: &str| match line.billing_method {
        BillingMethod::TimeAndMaterial => {
            backlog(&format!("status={status}&billing_type=chargeable"))
        }
        BillingMethod::FixedPrice => paths::milestones_of_line(id, of, status),
        BillingMethod::Product => paths::products_of_line(id, of, status),
    };
    match column {
        "number" => text(t.column_line, format!("{}", line.line_number).into_any()),
        "name" => {
            let schedule = line.schedule_type.map(Label::label);
            let how = [Some(line.billing_method.label()), schedule].into_iter().flatten();
            let how = how.collect::<Vec<_>>().join(" · ");
            let said = view! {
                {line.name.clone()}
                <small class="quiet-text">" "{line.project_code.clone()}" · "{how}</small>
            };
            text(t.column_line, said.into_any())
        }
        "customer" => text(t.column_customer, line.customers.clone().into_any()),
        "not_ready" => number(t.word_not_ready, line.not_ready_amount, open("not_ready")),
        "ready" => number(t.word_ready, line.ready_amount, open("ready")),
        "held" => {
            let rows = backlog("status=failed&billing_type=chargeable");
            number(t.hub_held, line.held_amount, rows)
        }
        "draft" => {
            let drafts = format!("{}&state=draft", paths::invoices_of_contract(id));
            number(t.column_on_drafts, line.draft_amount, drafts)
        }
        "invoiced" => {
            let billed = paths::billed_of_contract(id, !contract.billed_before_amount.is_zero());
            number(t.column_invoiced, line.invoiced_amount, billed)
        }
        "milestones" => number(
            t.word_milestones,
            line.milestone_amount,
            paths::milestones_of_line(id, of, "open"),
        ),
        "products" => number(
            t.products_of_contract,
            line.product_amount,
            paths::products_of_line(id, of, "open"),
        ),
        "time" => of_class(t.word_time, TransactionClass::Time, line.classes.time),
        "expense" => of_class(t.word_expense, TransactionClass::Expense, line.classes.expense),
        "material" => of_class(t.word_material, TransactionClass::Material, line.classes.material),
        "fee" => of_class(t.word_fee, TransactionClass::Fee, line.classes.fee),
        _ => text("", ().into_any()),
    }
}

/// What a contract has of retainers, which belong to no line: with them its rows add up to it.
fn of_retainers(contract: &HubContract, column: &'static str) -> (&'static str, bool, AnyView) {
    let t = texts();
    let rows = |status: &str| {
        format!("{}&status={status}", paths::retainers_of_contract(contract.contract_id))
    };
    let number = |label, value, href: String| {
        (label, true, format::sum(value, contract.currency, Some(href)))
    };
    match column {
        "name" => (t.column_line, false, t.retainers_title.into_any()),
        "not_ready" => {
            number(t.word_not_ready, contract.retainers.not_ready_amount, rows("not_ready"))
        }
        "ready" => number(t.word_ready, contract.retainers.ready_amount, rows("ready")),
        _ => ("", false, ().into_any()),
    }
}
