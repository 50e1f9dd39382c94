//! The backlog with what invoicing does with its rows: Create Invoice, Add to Invoice. It stands here because the backlog lies
//! below.

use crate::{
    backlog::pieces::TimeAndMaterial,
    invoicing::{
        api::{add_to_invoice, invoice_rows},
        model::{Became, Billed},
        pieces::number_or_draft,
    },
    lifecycle::api::price_anew,
    ui::{allowed::may, grid::Bulk, notice::Notice, paths},
    vocabulary::{
        failure::ApiError,
        ids::InvoiceId,
        paging::Selection,
        texts::{count, fill, texts},
    },
};
use leptos::prelude::*;

/// The page.
pub struct Backlog;

crate::part!(Backlog, part_backlog, "list_backlog");

impl Backlog {
    fn page() -> AnyView {
        view! { <TimeAndMaterial more=acts/> }.into_any()
    }
}

/// Results that a notice names, of each kind.
const NAMED: usize = 20;

/// What came of billing rows: what went, what stayed and why, and the drafts, by contract and customer.
fn told(done: String, billed: &Billed) -> Notice {
    Notice { done: Some(done), ..with_results(Notice::bulk("", &billed.outcome), &billed.became) }
}

/// The results one by one (R-INV-17): a link to each draft, a reason for each that there is none of.
pub fn with_results(notice: Notice, became: &[Became]) -> Notice {
    let t = texts();
    let name = |one: &Became| {
        if one.customer.is_empty() { one.contract.clone() } else { fill(t.create_payer, &[("contract", &one.contract), ("customer", &one.customer)]) }
    };
    let open = |one: &Became, draft: InvoiceId| {
        fill(t.create_became, &[("draft", &number_or_draft(None, draft)), ("contract", &one.contract), ("customer", &one.customer)])
    };
    let failed: Vec<String> = became
        .iter()
        .filter_map(|one| one.outcome.as_ref().err().map(|error| fill(t.create_became_not, &[("contract", &name(one)), ("reason", &error.sentence(t))])))
        .collect();
    let links: Vec<(String, String)> = became.iter().filter_map(|one| one.outcome.as_ref().ok().map(|id| (paths::invoice(*id), open(one, *id)))).collect();
    let more = |all: usize| (all > NAMED).then(|| fill(t.create_more, &[("count", &(all - NAMED).to_string())]));
    let (failures, drafts) = (more(failed.len()), more(links.len()).map(|text| (paths::INVOICES.to_owned(), text)));
    Notice {
        refused: notice.refused.into_iter().chain(failed.into_iter().take(NAMED)).chain(failures).collect(),
        links: links.into_iter().take(NAMED).chain(drafts).collect(),
        ..notice
    }
}

fn acts(bulk: Bulk, notice: RwSignal<Option<Notice>>, reload: RwSignal<u32>) -> AnyView {
    if !may("invoice_rows") {
        return ().into_any();
    }
    let t = texts();
    let act = Action::new(move |(add, selection): &(bool, Selection)| {
        let (add, selection) = (*add, selection.clone());
        async move {
            let answer: Result<Billed, ApiError> = if add { add_to_invoice(selection).await } else { invoice_rows(selection).await };
            notice.set(Some(match answer {
                Ok(billed) => told(count(t.picked_done, billed.outcome.changed), &billed),
                Err(error) => Notice::refused(&error),
            }));
            reload.update(|n| *n += 1);
        }
    });
    let price = Action::new(move |selection: &Selection| {
        let selection = selection.clone();
        async move {
            notice.set(Some(match price_anew(selection).await {
                Ok(outcome) => Notice::bulk(t.backlog_priced_anew, &outcome),
                Err(error) => Notice::refused(&error),
            }));
            reload.update(|n| *n += 1);
        }
    });
    let button = move |add: bool, label: &'static str| {
        bulk.button(label, "", act.pending(), move |selection| {
            act.dispatch((add, selection));
        })
    };
    view! {
        {button(false, t.action_create_invoice)}{button(true, t.action_add_to_invoice)}
        {bulk.button(t.backlog_price_anew, "", price.pending(), move |selection| {
            price.dispatch(selection);
        })}
    }
    .into_any()
}
