//! Create Project Invoices of chosen contracts: what it would take in, that it may take a while and
//! what happens then is said before it begins (R-INV-2).

use crate::{
    desk::{
        api::{invoice_contracts, preview_invoice_contracts},
        model::ToInvoice,
    },
    invoicing::create::{
        model::Billed,
        pieces::{left_behind, with_results},
    },
    ui::{
        dialog::Dialog,
        format,
        grid::{Bulk, BulkBar},
        notice::{Failed, Notice},
    },
    vocabulary::{
        failure::ApiError,
        paging::Selection,
        texts::{count, texts},
    },
};
use leptos::prelude::*;
use std::sync::Arc;

/// The button for chosen contracts, with its dialog; what came of it is said in `notice`.
pub fn create_bar(notice: RwSignal<Option<Notice>>, reload: RwSignal<u32>) -> BulkBar {
    Arc::new(move |bulk| bar(bulk, notice, reload))
}

fn bar(bulk: Bulk, notice: RwSignal<Option<Notice>>, reload: RwSignal<u32>) -> AnyView {
    let t = texts();
    let open = RwSignal::new(false);
    let chosen = RwSignal::new(None::<Selection>);
    let create = Action::new(move |selection: &Selection| {
        let selection = selection.clone();
        async move {
            let answer = invoice_contracts(selection).await;
            open.set(false);
            notice.set(Some(match answer {
                Ok(billed) => told(&billed),
                Err(error) => Notice::refused(&error),
            }));
            reload.update(|n| *n += 1);
        }
    });
    let preview = LocalResource::new(move || {
        let selection = chosen.get().filter(|_| open.get());
        async move { Some(preview_invoice_contracts(selection?).await) }
    });
    let begin = move |_| {
        chosen.set(bulk.selection.get_untracked());
        open.set(true);
    };
    view! {
        <button
            type="button"
            class="primary"
            disabled=move || create.pending().get()
            on:click=begin
        >
            {t.action_create_project_invoices}
        </button>
        <Dialog open title=t.action_create_project_invoices>
            {move || match preview.get().flatten() {
                None => view! { <p aria-busy="true">"…"</p> }.into_any(),
                Some(answer) => asked(answer, chosen, create, open),
            }}
        </Dialog>
    }
    .into_any()
}

fn asked(
    answer: Result<ToInvoice, ApiError>,
    chosen: RwSignal<Option<Selection>>,
    create: Action<Selection, ()>,
    open: RwSignal<bool>,
) -> AnyView {
    let t = texts();
    let nothing = answer.as_ref().map_or(true, |found| found.contracts == 0);
    let said = match answer {
        Ok(found) => what(&found),
        Err(error) => view! { <Failed error /> }.into_any(),
    };
    view! {
        {said}
        <footer>
            <button
                type="button"
                class="primary"
                disabled=move || nothing || create.pending().get()
                on:click=move |_| {
                    if let Some(selection) = chosen.get_untracked() {
                        create.dispatch(selection);
                    }
                }
            >
                {t.action_create_project_invoices}
            </button>
            <button type="button" on:click=move |_| open.set(false)>
                {t.action_close}
            </button>
        </footer>
    }
    .into_any()
}

fn what(found: &ToInvoice) -> AnyView {
    let t = texts();
    if found.contracts == 0 {
        return view! { <p>{t.to_invoice_nothing}</p> }.into_any();
    }
    let counts = [
        count(t.to_invoice_contracts, found.contracts),
        count(t.to_invoice_customers, found.customers),
        count(t.to_invoice_rows, found.rows),
        format::amounts(&found.amounts),
    ];
    let without = (found.without > 0)
        .then(|| view! { <p class="quiet-text">{count(t.to_invoice_without, found.without)}</p> });
    let steps = [
        t.to_invoice_takes,
        t.to_invoice_alone,
        if found.in_background { t.to_invoice_background } else { t.to_invoice_at_once },
        t.to_invoice_drafts,
    ];
    view! {
        <ul data-testid="to-invoice">
            {counts.into_iter().map(|text| view! { <li>{text}</li> }).collect_view()}
        </ul>
        {without}
        <h3>{t.to_invoice_steps}</h3>
        <ol>{steps.into_iter().map(|text| view! { <li>{text}</li> }).collect_view()}</ol>
    }
    .into_any()
}

/// The drafts, and what stayed behind: of contracts with drafts in all, of the others one by one; or
/// that it goes on in the background.
fn told(billed: &Billed) -> Notice {
    let t = texts();
    if billed.outcome.begun.is_some() {
        return Notice::bulk("", &billed.outcome);
    }
    let done = if billed.invoices.is_empty() {
        t.create_none.to_owned()
    } else {
        count(t.create_done, billed.outcome.changed)
    };
    let left = billed.left.and_then(|(left, invoice_on)| left_behind(left, invoice_on));
    with_results(
        Notice {
            done: Some([Some(done), left].into_iter().flatten().collect::<Vec<_>>().join(" ")),
            ..Notice::default()
        },
        &billed.became,
    )
}
