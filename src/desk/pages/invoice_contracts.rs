//! Create Project Invoices of chosen contracts: what it would make, that it may take a while and
//! what happens then is said before it begins (R-INV-2).

use crate::{
    desk::{
        api::{invoice_contracts, preview_invoice_contracts},
        model::{ChosenContracts, ToDraft, ToInvoice},
    },
    invoicing::create::{
        model::Billed,
        pieces::{left_behind, with_results},
    },
    ui::{
        dialog::Dialog,
        field::TextField,
        form::sends,
        format,
        grid::{Bulk, BulkBar},
        notice::{Failed, Notice},
    },
    vocabulary::{
        dates::parse_date,
        failure::ApiError,
        paging::Selection,
        refusal::{Field, Refusal},
        texts::{count, fill, texts},
    },
};
use leptos::prelude::*;
use std::sync::Arc;

/// Drafts that are named before they are created; of more it is said how many.
const NAMED: usize = 12;

/// The button for chosen contracts, with its dialog; what came of it is said in `notice`.
pub fn create_bar(notice: RwSignal<Option<Notice>>, reload: RwSignal<u32>) -> BulkBar {
    Arc::new(move |bulk| bar(bulk, notice, reload))
}

/// What is asked for in the dialog.
#[derive(Clone, Copy)]
struct Asked {
    open: RwSignal<bool>,
    selection: RwSignal<Option<Selection>>,
    date: RwSignal<String>,
    error: RwSignal<Option<ApiError>>,
}

impl Asked {
    /// What is chosen as of the day that is typed; none yet, where there is no selection.
    fn chosen(self) -> Option<Result<ChosenContracts, ApiError>> {
        let selection = self.selection.get()?;
        let typed = self.date.get();
        let invoice_on = match typed.trim() {
            "" => None,
            text => match parse_date(text) {
                Some(day) => Some(day),
                None => return Some(Err(Refusal::FieldNotADate(Field::InvoiceDate).into())),
            },
        };
        Some(Ok(ChosenContracts { selection, invoice_on }))
    }
}

fn bar(bulk: Bulk, notice: RwSignal<Option<Notice>>, reload: RwSignal<u32>) -> AnyView {
    let t = texts();
    let asked = Asked {
        open: RwSignal::new(false),
        selection: RwSignal::new(None),
        date: RwSignal::new(String::new()),
        error: RwSignal::new(None),
    };
    let create = Action::new(move |(): &()| {
        let chosen = untrack(|| asked.chosen());
        async move {
            let answer = match chosen {
                None => return,
                Some(Err(error)) => return asked.error.set(Some(error)),
                Some(Ok(chosen)) => invoice_contracts(chosen).await,
            };
            asked.open.set(false);
            notice.set(Some(match answer {
                Ok(billed) => told(&billed),
                Err(error) => Notice::refused(&error),
            }));
            reload.update(|n| *n += 1);
        }
    });
    let preview = LocalResource::new(move || {
        let chosen = asked.open.get().then(|| asked.chosen()).flatten();
        async move {
            Some(match chosen? {
                Ok(chosen) => preview_invoice_contracts(chosen).await,
                Err(error) => Err(error),
            })
        }
    });
    // The day it would be is there to be seen and changed; once, for a day that is being typed is
    // none for a while.
    let is_new = StoredValue::new(false);
    Effect::new(move || {
        if let Some(Some(Ok(found))) = preview.get()
            && is_new.get_value()
        {
            is_new.set_value(false);
            asked.date.set(found.invoice_on.to_string());
        }
    });
    let begin = move |_| {
        asked.date.set(String::new());
        is_new.set_value(true);
        asked.selection.set(bulk.selection.get_untracked());
        asked.error.set(None);
        asked.open.set(true);
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
        <Dialog open=asked.open title=t.action_create_project_invoices>
            {form(asked, create, preview)}
        </Dialog>
    }
    .into_any()
}

fn form(
    asked: Asked,
    create: Action<(), ()>,
    preview: LocalResource<Option<Result<ToInvoice, ApiError>>>,
) -> AnyView {
    let t = texts();
    // What is asked for now; while it is being worked out there is nothing to be said yes to.
    let found = move || preview.get().flatten();
    let to_make = move || match found() {
        Some(Ok(found)) if found.in_background => Some(t.action_create_project_invoices.to_owned()),
        Some(Ok(found)) if !found.drafts.is_empty() => {
            Some(count(t.to_invoice_create, i64::try_from(found.drafts.len()).unwrap_or(0)))
        }
        _ => None,
    };
    view! {
        <form on:submit=sends(create)>
            <TextField field=Field::InvoiceDate value=asked.date error=asked.error kind="date" />
            <div aria-live="polite">
                {move || match found() {
                    None => view! { <p aria-busy="true">"…"</p> }.into_any(),
                    Some(Ok(found)) => what(&found),
                    Some(Err(error)) => view! { <Failed error /> }.into_any(),
                }}
            </div>
            <footer>
                <button
                    type="submit"
                    class="primary"
                    disabled=move || to_make().is_none() || create.pending().get()
                >
                    {move || {
                        to_make().unwrap_or_else(|| t.action_create_project_invoices.to_owned())
                    }}
                </button>
                <button type="button" on:click=move |_| asked.open.set(false)>
                    {t.action_close}
                </button>
            </footer>
        </form>
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
        fill(t.to_invoice_takes, &[("day", &format::day(found.invoice_on))]),
        t.to_invoice_alone.to_owned(),
        (if found.in_background { t.to_invoice_background } else { t.to_invoice_at_once })
            .to_owned(),
        t.to_invoice_drafts.to_owned(),
    ];
    let drafts = (!found.in_background).then(|| drafts(found));
    view! {
        <ul data-testid="to-invoice">
            {counts.into_iter().map(|text| view! { <li>{text}</li> }).collect_view()}
        </ul>
        {without}
        {drafts}
        <details open=found.in_background>
            <summary>{t.to_invoice_steps}</summary>
            <ol>{steps.into_iter().map(|text| view! { <li>{text}</li> }).collect_view()}</ol>
        </details>
    }
    .into_any()
}

/// The drafts there would be, and what would get none or be left out.
fn drafts(found: &ToInvoice) -> AnyView {
    let t = texts();
    let all = i64::try_from(found.drafts.len()).unwrap_or(0);
    let said = match all {
        0 => t.to_invoice_none.to_owned(),
        some => count(t.to_invoice_would, some).replace("{day}", &format::day(found.invoice_on)),
    };
    let named = |draft: &ToDraft| {
        view! {
            <li>
                {draft.contract.clone()}" · "{draft.customer.clone()}": "
                <strong>{format::money(draft.amount, draft.currency)}</strong>
            </li>
        }
    };
    let more = found.drafts.len().saturating_sub(NAMED);
    let more = (more > 0).then(|| {
        let more = i64::try_from(more).unwrap_or(0);
        view! { <li>{count(t.to_invoice_more, more)}</li> }
    });
    let refused = found.refused.iter().take(NAMED).map(|(contract, error)| {
        let reason = error.sentence(t);
        let said = fill(t.to_invoice_not, &[("contract", contract), ("reason", &reason)]);
        view! { <li>{said}</li> }
    });
    let left = left_behind(found.left, found.invoice_on)
        .unwrap_or_else(|| t.to_invoice_left_none.to_owned());
    view! {
        <h3>{said}</h3>
        <ul data-testid="to-draft">
            {found.drafts.iter().take(NAMED).map(named).collect_view()} {more}
        </ul>
        <ul class="refusal">{refused.collect_view()}</ul>
        <p class="quiet-text">{left}</p>
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
