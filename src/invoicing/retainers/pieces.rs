//! Advances & Retainers of an invoice: what it bills, applies and refunds; while it is open, more
//! or less of it (§11).

mod correction;

use super::{
    api::{add_retainer, apply_retainer, refund_on_invoice, take_off_retainer},
    model::{RetainerAddition, RetainerApplication, RetainerOnInvoice},
};
use crate::{
    invoicing::{
        model::{AvailableRetainer, InvoiceKind, InvoicePage, InvoiceRetainer},
        pieces::Shared,
    },
    ui::{
        allowed::may,
        ask::use_ask,
        dialog::Dialog,
        field::TextField,
        form::{other_error, sends, submit_footer},
        format::{self, Label},
        notice::{Notice, Undo},
        paths,
        row_button::RowButton,
        unsaved::guard,
    },
    vocabulary::{
        currency::Currency,
        failure::ApiError,
        ids::{InvoiceId, RetainerId},
        refusal::Field,
        texts::{fill, texts},
        words::{ContractState, RetainerUse},
    },
};
use leptos::prelude::*;
use rust_decimal::Decimal;

/// Which invoice, as shown.
#[derive(Clone, Copy)]
struct On {
    invoice_id: InvoiceId,
    version: i32,
    currency: Currency,
    shared: Shared,
}

impl On {
    fn said(self, notice: Notice) {
        self.shared.notice.set(Some(notice));
        self.shared.reload.update(|n| *n += 1);
    }

    /// The invoice once an act has changed it: whoever undoes the act has seen it so, unless
    /// somebody else changed it since.
    fn changed_once(self) -> i32 {
        self.version.saturating_add(1)
    }

    fn done(self, answer: Result<(), ApiError>) {
        self.said(match answer {
            Ok(()) => Notice::done(texts().notice_saved),
            Err(error) => Notice::refused(&error),
        });
    }
}

/// The section; it says so where there is nothing.
pub fn retainers_section(page: &InvoicePage, open: bool, shared: Shared) -> AnyView {
    let t = texts();
    let on = On {
        invoice_id: page.header.invoice_id,
        version: page.version,
        currency: page.header.currency,
        shared,
    };
    let may_edit = open && may("apply_retainer");
    // A corrective invoice takes no new ones (R-VOC-19).
    let takes_new = may_edit && page.header.kind == InvoiceKind::Proforma;
    let rows =
        page.retainers.iter().cloned().map(|retainer| row(retainer, may_edit, on)).collect_view();
    let available = page
        .available_retainers
        .iter()
        .filter(|_| takes_new)
        .cloned()
        .map(|retainer| available_row(retainer, on))
        .collect_view();
    let is_empty = page.retainers.is_empty() && (page.available_retainers.is_empty() || !takes_new);
    view! {
        <section class="card retainers" aria-labelledby="retainers">
            <h3 id="retainers">{t.invoice_retainers}</h3>
            {is_empty.then(|| view! { <p class="quiet-text">{t.invoice_no_retainers}</p> })}
            {(!is_empty)
                .then(|| {
                    view! {
                        <div
                            class="grid-scroll"
                            tabindex="0"
                            role="group"
                            aria-label=t.invoice_retainers
                        >
                            <table>
                                <thead>
                                    <tr>
                                        <th scope="col">{t.field_description}</th>
                                        <th scope="col">{t.invoice_retainer_use}</th>
                                        <th scope="col" class="number">
                                            {t.column_amount}
                                        </th>
                                        <th scope="col" class="number">
                                            {t.invoice_retainer_left}
                                        </th>
                                        {may_edit
                                            .then(|| view! { <th scope="col">{t.column_edit}</th> })}
                                    </tr>
                                </thead>
                                <tbody>{rows}{available}</tbody>
                            </table>
                        </div>
                    }
                })}
            {(takes_new && page.contract_state != ContractState::Lost).then(|| add_button(on))}
        </section>
    }
    .into_any()
}

fn row(retainer: InvoiceRetainer, may_edit: bool, on: On) -> AnyView {
    let t = texts();
    let currency = on.currency;
    let amount = if let Some((corrects, credited)) = retainer.corrects {
        correction::corrected(&retainer, (corrects, credited), may_edit, on)
    } else if may_edit && retainer.retainer_use == RetainerUse::Applied {
        applied_form(&retainer, on)
    } else {
        format::money(retainer.signed_amount(), currency).into_any()
    };
    view! {
        <tr data-retainer=retainer.description.clone()>
            <td data-label=t.field_description>
                <a href=paths::ledger_of_retainer(
                    retainer.retainer_id,
                )>{retainer.description.clone()}</a>
            </td>
            <td data-label=t.invoice_retainer_use>{retainer.retainer_use.label()}</td>
            <td data-label=t.column_amount class="number">
                {amount}
            </td>
            <td data-label=t.invoice_retainer_left class="number">
                {format::money(retainer.available_amount, currency)}
            </td>
            {may_edit.then(|| view! { <td data-label=t.column_edit>{acts(&retainer, on)}</td> })}
        </tr>
    }
    .into_any()
}

/// What an applied retainer pays, to be lowered or raised again (R-EDIT-8).
fn applied_form(retainer: &InvoiceRetainer, on: On) -> AnyView {
    let t = texts();
    let before = retainer.amount.normalize().to_string();
    let id = retainer.retainer_id;
    let amount = on.shared.typed.of(format!("applied {id}"), &before);
    guard(Signal::derive(move || amount.with_untracked(|amount| *amount != before)));
    let apply = Action::new(move |(): &()| {
        let apply = RetainerApplication {
            invoice_id: on.invoice_id,
            version: on.version,
            retainer_id: id,
            amount: amount.get_untracked(),
        };
        async move { on.done(apply_retainer(apply).await) }
    });
    let label = fill(t.retainer_applied, &[("description", &retainer.description)]);
    view! {
        <form class="inline-amount" on:submit=sends(apply)>
            "− "
            <input
                type="text"
                inputmode="decimal"
                class="number"
                autocomplete="off"
                aria-label=label
                value=amount.get_untracked()
                prop:value=move || amount.get()
                on:input=move |e| amount.set(event_target_value(&e))
            />
            <button type="submit" class="plain" disabled=move || apply.pending().get()>
                {t.retainer_apply}
            </button>
        </form>
    }
    .into_any()
}

fn acts(retainer: &InvoiceRetainer, on: On) -> AnyView {
    let t = texts();
    if let Some((corrects, _)) = retainer.corrects {
        return correction::take_off(corrects, on);
    }
    let (id, retainer_use) = (retainer.retainer_id, retainer.retainer_use);
    let (name, amount) = (retainer.description.clone(), retainer.amount.normalize().to_string());
    let label = if retainer_use == RetainerUse::Refunded {
        t.retainer_cancel_refund
    } else {
        t.retainer_take_off
    };
    let off = Action::new(move |(): &()| {
        let off = RetainerOnInvoice {
            invoice_id: on.invoice_id,
            version: on.version,
            retainer_id: id,
            retainer_use,
        };
        let (name, amount) = (name.clone(), amount.clone());
        async move {
            on.said(match take_off_retainer(off).await {
                Ok(()) => taken_off(retainer_use, &name, id, amount, on),
                Err(error) => Notice::refused(&error),
            });
        }
    });
    let (ask, would) =
        (use_ask(), fill(t.retainer_take_off_would, &[("description", &retainer.description)]));
    let press = move || {
        // What was applied or refunded can be again; what was billed only by another draft.
        if retainer_use == RetainerUse::Billed {
            ask.ask(label, would.clone(), label, move || {
                off.dispatch(());
            });
        } else {
            off.dispatch(());
        }
    };
    let may_refund = retainer_use == RetainerUse::Applied && !retainer.available_amount.is_zero();
    view! {
        <RowButton label=label busy=off.pending() act=press />
        {may_refund
            .then(|| refund_button(id, &retainer.description, retainer.available_amount, on))}
    }
    .into_any()
}

/// What was taken off, with the way back.
fn taken_off(
    retainer_use: RetainerUse,
    name: &str,
    retainer_id: RetainerId,
    amount: String,
    on: On,
) -> Notice {
    let t = texts();
    let said = if retainer_use == RetainerUse::Refunded {
        t.retainer_refund_cancelled
    } else {
        t.retainer_taken_off
    };
    let (invoice_id, version) = (on.invoice_id, on.changed_once());
    let undo = match retainer_use {
        RetainerUse::Applied => Some(Undo::new(move || {
            let apply =
                RetainerApplication { invoice_id, version, retainer_id, amount: amount.clone() };
            async move { on.done(apply_retainer(apply).await) }
        })),
        RetainerUse::Refunded => Some(Undo::new(move || {
            let refund = RetainerOnInvoice { invoice_id, version, retainer_id, retainer_use };
            async move { on.done(refund_on_invoice(refund).await) }
        })),
        RetainerUse::Billed => None,
    };
    Notice { undo, ..Notice::done(fill(said, &[("description", name)])) }
}

fn refund_button(
    retainer_id: RetainerId,
    description: &str,
    available: Decimal,
    on: On,
) -> AnyView {
    let t = texts();
    let (ask, would) = (
        use_ask(),
        fill(
            t.retainer_refund_would,
            &[("amount", &format::money(available, on.currency)), ("description", description)],
        ),
    );
    let refund = Action::new(move |(): &()| {
        let refund = RetainerOnInvoice {
            invoice_id: on.invoice_id,
            version: on.version,
            retainer_id,
            retainer_use: RetainerUse::Refunded,
        };
        async move { on.done(refund_on_invoice(refund).await) }
    });
    let press = move || {
        ask.ask(t.retainer_refund, would.clone(), t.retainer_refund, move || {
            refund.dispatch(());
        });
    };
    view! { <RowButton label=t.retainer_refund busy=refund.pending() act=press /> }.into_any()
}

/// A retainer that could be used: applied as far as it goes, or refunded.
fn available_row(retainer: AvailableRetainer, on: On) -> AnyView {
    let t = texts();
    let id = retainer.retainer_id;
    let apply = Action::new(move |(): &()| {
        let apply = RetainerApplication {
            invoice_id: on.invoice_id,
            version: on.version,
            retainer_id: id,
            amount: String::new(),
        };
        async move { on.done(apply_retainer(apply).await) }
    });
    view! {
        <tr data-retainer=retainer.description.clone()>
            <td data-label=t.field_description>
                <a href=paths::ledger_of_retainer(id)>{retainer.description.clone()}</a>
            </td>
            <td data-label=t.invoice_retainer_use>
                <span class="quiet-text">{t.retainer_available}</span>
            </td>
            <td data-label=t.column_amount class="number">
                "–"
            </td>
            <td data-label=t.invoice_retainer_left class="number">
                {format::money(retainer.available_amount, on.currency)}
            </td>
            <td data-label=t
                .column_edit>
                {(!retainer.is_to_refund)
                    .then(|| {
                        let act = move || {
                            apply.dispatch(());
                        };
                        view! { <RowButton label=t.retainer_apply busy=apply.pending() act /> }
                    })} {refund_button(id, &retainer.description, retainer.available_amount, on)}
            </td>
        </tr>
    }
    .into_any()
}

/// Bill a new retainer here: it is stored on the contract (R-RET-2).
fn add_button(on: On) -> AnyView {
    let t = texts();
    let open = RwSignal::new(false);
    let description = RwSignal::new(String::new());
    let amount = RwSignal::new(String::new());
    let answer = RwSignal::new(None::<ApiError>);
    let add = Action::new(move |(): &()| {
        let add = RetainerAddition {
            invoice_id: on.invoice_id,
            version: on.version,
            description: description.get_untracked(),
            amount: amount.get_untracked(),
        };
        async move {
            match add_retainer(add).await {
                Ok(_) => {
                    open.set(false);
                    on.done(Ok(()));
                }
                Err(error) => answer.set(Some(error)),
            }
        }
    });
    view! {
        <footer>
            <button type="button" on:click=move |_| open.set(true)>
                {t.retainer_add}
            </button>
        </footer>
        <Dialog open title=t.retainer_add>
            <form on:submit=sends(add)>
                <TextField field=Field::Description value=description error=answer />
                <TextField field=Field::Amount value=amount error=answer decimal=true />
                {other_error(answer)}
                {submit_footer(t.retainer_add, add.pending())}
            </form>
        </Dialog>
    }
    .into_any()
}
