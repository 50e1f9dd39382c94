//! The backlog with what invoicing does with its rows: Create Invoice, Add to Invoice. It stands here because the backlog lies
//! below.

use crate::{
    backlog::pages::TimeAndMaterial,
    invoicing::{
        api::{add_to_invoice, invoice_rows},
        model::Billed,
    },
    ui::{allowed::may, notice::Notice, paths},
    vocabulary::{
        failure::ApiError,
        ids::InvoiceId,
        paging::Selection,
        texts::{count, fill, texts},
    },
};
use leptos::prelude::*;
use leptos_router::{LazyRoute, lazy_route};

/// The page.
pub struct Backlog;

#[lazy_route]
impl LazyRoute for Backlog {
    fn data() -> Self {
        Self
    }

    fn view(_page: Self) -> AnyView {
        view! { <TimeAndMaterial more=acts/> }.into_any()
    }
}

/// Drafts that a notice leads to.
const NAMED: usize = 10;

/// What came of billing rows: what went, what stayed and why, and the drafts.
pub fn told(done: String, billed: &Billed) -> Notice {
    let t = texts();
    let link = |id: &InvoiceId| (paths::invoice(*id), fill(t.create_open, &[("id", &id.to_string())]));
    Notice { done: Some(done), links: billed.invoices.iter().take(NAMED).map(link).collect(), ..Notice::bulk("", &billed.outcome) }
}

fn acts(selection: Signal<Option<Selection>>, notice: RwSignal<Option<Notice>>, reload: RwSignal<u32>) -> AnyView {
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
    let button = move |add: bool, label: &'static str| {
        let run = move |_| {
            if let Some(selection) = selection.get_untracked() {
                act.dispatch((add, selection));
            }
        };
        view! { <button type="button" disabled=move || act.pending().get() on:click=run>{label}</button> }
    };
    view! { {button(false, t.action_create_invoice)}{button(true, t.action_add_to_invoice)} }.into_any()
}
