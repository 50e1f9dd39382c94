//! The backlog with what invoicing does with its rows: Create Invoice, Add to Invoice. It stands
//! here because the backlog lies below.

use crate::{
    backlog::pieces::TimeAndMaterial,
    invoicing::create::{
        api::{add_to_invoice, invoice_rows},
        model::Billed,
        pieces::with_results,
    },
    lifecycle::{
        api::{price_anew, set_billing_type},
        model::Retype,
    },
    ui::{
        allowed::may,
        dialog::Dialog,
        field::{ChoiceField, TextField},
        form::{other_error, sends},
        format::Label,
        grid::Bulk,
        notice::Notice,
    },
    vocabulary::{
        failure::ApiError,
        paging::Selection,
        refusal::Field,
        texts::{count, texts},
        words::BillingType,
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
    let retype = retype_dialog(bulk, notice, reload);
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
        {retype}
    }
    .into_any()
}

/// R-COR-11: which type, and why; asked once for all that is selected.
fn retype_dialog(bulk: Bulk, notice: RwSignal<Option<Notice>>, reload: RwSignal<u32>) -> AnyView {
    let t = texts();
    let open = RwSignal::new(false);
    let chosen = RwSignal::new(None::<Selection>);
    let billing_type = RwSignal::new(BillingType::NonChargeable.word().to_owned());
    let reason = RwSignal::new(String::new());
    let answer = RwSignal::new(None::<ApiError>);
    let save = Action::new(move |(): &()| {
        let retype = chosen.get_untracked().map(|selection| Retype {
            selection,
            billing_type: BillingType::from_word(&billing_type.get_untracked())
                .unwrap_or(BillingType::NonChargeable),
            reason: reason.get_untracked(),
        });
        async move {
            let Some(retype) = retype else { return };
            match set_billing_type(retype).await {
                Ok(outcome) => {
                    open.set(false);
                    reason.set(String::new());
                    notice.set(Some(Notice::bulk(t.backlog_retyped, &outcome)));
                    reload.update(|n| *n += 1);
                }
                Err(error) => answer.set(Some(error)),
            }
        }
    });
    let choices: Vec<_> = BillingType::ALL
        .iter()
        .filter(|w| **w != BillingType::NotAvailable)
        .map(|w| (w.word(), w.label()))
        .collect();
    let begin = bulk.button(t.backlog_set_billing_type, "", save.pending(), move |selection| {
        answer.set(None);
        chosen.set(Some(selection));
        open.set(true);
    });
    view! {
        {begin}
        <Dialog open title=t.backlog_set_billing_type>
            <form on:submit=sends(save)>
                <p class="quiet-text">{t.backlog_retype_hint}</p>
                <ChoiceField
                    label=t.column_billing_type
                    value=billing_type
                    choices=choices.clone()
                />
                <TextField
                    field=Field::Reason
                    value=reason
                    error=Signal::derive(move || answer.get())
                />
                {other_error(answer)}
                <footer>
                    <button type="submit" class="primary" disabled=move || save.pending().get()>
                        {t.backlog_set_billing_type}
                    </button>
                </footer>
            </form>
        </Dialog>
    }
    .into_any()
}
