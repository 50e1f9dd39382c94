//! The backlog with what invoicing does with its rows: Create Invoice, Add to Invoice. It stands
//! here because the backlog lies below.

use crate::{
    backlog::pieces::TimeAndMaterial,
    invoicing::create::{
        api::{add_to_invoice, invoice_rows},
        model::Billed,
        pieces::with_results,
    },
    lifecycle::api::price_anew,
    ui::{allowed::may, grid::Bulk, notice::Notice},
    vocabulary::{
        failure::ApiError,
        paging::Selection,
        texts::{count, texts},
    },
};
use leptos::prelude::*;

/// The page.
pub struct Backlog;

crate::part!(Backlog, part_backlog, "list_backlog");

impl Backlog {
    fn page() -> AnyView {
        view! { <TimeAndMaterial more=acts /> }.into_any()
    }
}

/// What came of billing rows: what went, what stayed and why, and the drafts, by contract and
/// customer.
fn told(done: String, billed: &Billed) -> Notice {
    Notice { done: Some(done), ..with_results(Notice::bulk("", &billed.outcome), &billed.became) }
}

fn acts(bulk: Bulk, notice: RwSignal<Option<Notice>>, reload: RwSignal<u32>) -> AnyView {
    if !may("invoice_rows") {
        return ().into_any();
    }
    let t = texts();
    let act = Action::new(move |(add, selection): &(bool, Selection)| {
        let (add, selection) = (*add, selection.clone());
        async move {
            let answer: Result<Billed, ApiError> =
                if add { add_to_invoice(selection).await } else { invoice_rows(selection).await };
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
        {button(false, t.action_create_invoice)}
        {button(true, t.action_add_to_invoice)}
        {bulk
            .button(
                t.backlog_price_anew,
                "",
                price.pending(),
                move |selection| {
                    price.dispatch(selection);
                },
            )}
    }
    .into_any()
}
