//! Create Invoice: everything Ready on a contract, one draft per customer (R-INV-1, R-INV-3).

mod results;

pub use results::with_results;

use super::{
    api::create_invoices,
    model::{Create, Created},
};
use crate::{
    invoicing::pieces::number_or_draft,
    ui::{
        allowed::may,
        dialog::Dialog,
        field::TextField,
        form::sends,
        grid::total_text,
        notice::{Notice, NoticeBox},
        paths,
    },
    vocabulary::{
        dates::parse_date,
        failure::ApiError,
        ids::ContractId,
        left_behind::LeftBehind,
        paging::{Sight, Totals},
        refusal::{Field, Refusal},
        texts::{count, fill, texts},
    },
};
use chrono::NaiveDate;
use leptos::prelude::*;

/// What was left behind, in a sentence; nothing if nothing was.
pub fn left_behind(left: LeftBehind, invoice_on: NaiveDate) -> Option<String> {
    let t = texts();
    (!left.is_nothing()).then(|| fill(t.create_left, &[("why", &left.list(t, invoice_on))]))
}

/// The drafts by who pays, with what stayed behind and why; or why there are none.
fn told(created: Created) -> Notice {
    let t = texts();
    match created.outcome {
        Ok(drafts) => {
            let done = count(t.create_done, i64::try_from(drafts.len()).unwrap_or(0));
            let left = left_behind(created.left, created.invoice_on);
            Notice {
                done: Some([Some(done), left].into_iter().flatten().collect::<Vec<_>>().join(" ")),
                links: drafts
                    .into_iter()
                    .map(|draft| {
                        (
                            paths::invoice(draft.invoice_id),
                            fill(
                                t.create_open,
                                &[
                                    ("draft", &number_or_draft(None, draft.invoice_id)),
                                    ("customer", &draft.customer),
                                ],
                            ),
                        )
                    })
                    .collect(),
                ..Notice::default()
            }
        }
        Err(error) => Notice::refused(&error),
    }
}

/// The button that opens the dialog; nothing for whoever may not.
pub fn create_button(open: RwSignal<bool>) -> AnyView {
    if !may("create_invoices") {
        return ().into_any();
    }
    view! {
        <button type="button" class="primary" on:click=move |_| open.set(true)>
            {texts().action_create_invoice}
        </button>
    }
    .into_any()
}

/// The dialog. It stands beside the page, which is read again as soon as there are drafts, whatever
/// becomes of the dialog.
#[component]
pub fn CreateDialog(
    /// Which contract.
    #[prop(into)]
    contract: Signal<Option<ContractId>>,
    /// Whether it is open.
    open: RwSignal<bool>,
    /// What the page shows to be Ready on it.
    ready: RwSignal<Totals>,
    /// Raised once there are drafts.
    changed: RwSignal<u32>,
) -> impl IntoView {
    let t = texts();
    let notice = RwSignal::new(None);
    let date = RwSignal::new(String::new());
    let error = RwSignal::new(None::<ApiError>);
    Effect::new(move |_| {
        if open.get() {
            notice.set(None);
        }
    });
    let create = Action::new(move |(): &()| {
        let (typed, contract, seen) =
            (date.get_untracked(), contract.get_untracked(), Sight::of(&ready.get_untracked()));
        async move {
            let invoice_on = match typed.trim() {
                "" => None,
                text => match parse_date(text) {
                    Some(day) => Some(day),
                    None => {
                        return error.set(Some(Refusal::FieldNotADate(Field::InvoiceDate).into()));
                    }
                },
            };
            error.set(None);
            let answer = create_invoices(Create {
                contracts: contract.into_iter().collect(),
                invoice_on,
                seen: Some(seen),
            })
            .await;
            notice.set(Some(
                match answer
                    .and_then(|mut all| all.pop().ok_or(ApiError::Refused(Refusal::NotFound)))
                {
                    Ok(created) => {
                        if created.outcome.is_ok() {
                            changed.update(|n| *n += 1);
                        }
                        told(created)
                    }
                    Err(error) => {
                        // What is Ready now is shown, before anybody tries again.
                        if matches!(error, ApiError::Refused(Refusal::SelectionChanged { .. })) {
                            changed.update(|n| *n += 1);
                        }
                        Notice::refused(&error)
                    }
                },
            ));
        }
    });
    let is_done = move || notice.get().is_some_and(|n: Notice| n.done.is_some());
    view! {
        <Dialog open title=t.action_create_invoice>
            <form on:submit=sends(create)>
                <p>{t.create_explained}</p>
                <p>
                    <strong>
                        {move || fill(t.create_ready, &[("what", &total_text(&ready.get()))])}
                    </strong>
                </p>
                <TextField field=Field::InvoiceDate value=date error kind="date" />
                <NoticeBox notice />
                <footer>
                    <button
                        type="submit"
                        class="primary"
                        disabled=move || create.pending().get() || is_done()
                    >
                        {t.action_create_invoice}
                    </button>
                    <button type="button" on:click=move |_| open.set(false)>
                        {t.action_close}
                    </button>
                </footer>
            </form>
        </Dialog>
    }
}
