//! Retainers on a corrective invoice: what was done with them, and how much of that stays.

use super::On;
use crate::{
    invoicing::{
        model::{InvoiceRetainer, signed},
        retainers::{api::correct_retainer, model::RetainerCorrection},
    },
    ui::{form::sends, format, row_button::RowButton, unsaved::guard},
    vocabulary::{
        ids::ActualId,
        texts::{fill, texts},
        words::RetainerUse,
    },
};
use leptos::prelude::*;
use rust_decimal::Decimal;

/// What was done with it, what stays of that, and the difference (R-COR-7); on a draft what stays
/// can be said.
pub fn corrected(
    retainer: &InvoiceRetainer,
    (corrects, credited): (ActualId, Decimal),
    may_edit: bool,
    on: On,
) -> AnyView {
    let t = texts();
    let money = move |amount| format::money(amount, on.currency);
    let was = money(signed(retainer.retainer_use, credited));
    let net = money(retainer.signed_amount());
    if !may_edit || retainer.retainer_use == RetainerUse::Billed {
        let stays = money(signed(retainer.retainer_use, retainer.amount));
        return view! {
            <s class="was">{was}</s>
            " "
            {stays}
            " "
            <strong class="net">{net}</strong>
        }
        .into_any();
    }
    let before = retainer.amount.normalize().to_string();
    let amount = on.shared.typed.of(format!("corrected {corrects}"), &before);
    guard(Signal::derive(move || amount.with_untracked(|amount| *amount != before)));
    let save = Action::new(move |(): &()| {
        let correction = RetainerCorrection {
            invoice_id: on.invoice_id,
            version: on.version,
            corrects_actual_id: corrects,
            amount: Some(amount.get_untracked()),
        };
        async move { on.done(correct_retainer(correction).await) }
    });
    let label = fill(t.retainer_stays, &[("description", &retainer.description)]);
    view! {
        <form class="inline-amount" on:submit=sends(save)>
            <s class="was">{was}</s>
            " − "
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
            <button type="submit" class="plain" disabled=move || save.pending().get()>
                {t.action_save}
            </button>
            " "
            <strong class="net">{net}</strong>
        </form>
    }
    .into_any()
}

/// Off a corrective invoice, what was done stays as it was (R-COR-3).
pub fn take_off(corrects_actual_id: ActualId, on: On) -> AnyView {
    let off = Action::new(move |(): &()| {
        let correction = RetainerCorrection {
            invoice_id: on.invoice_id,
            version: on.version,
            corrects_actual_id,
            amount: None,
        };
        async move { on.done(correct_retainer(correction).await) }
    });
    let act = move || {
        off.dispatch(());
    };
    view! { <RowButton label=texts().retainer_take_off busy=off.pending() act /> }.into_any()
}
