//! The lines of an invoice with their names and sums (R-EDIT-4, R-INV-5).

use crate::{
    invoicing::{
        draft::{api::edit_line, model::LineEdit},
        model::{InvoiceLine, InvoicePage},
        pieces::Shared,
    },
    ui::{
        allowed::may,
        form::sends,
        format::{self, Label},
        notice::Notice,
        paths,
        unsaved::guard,
    },
    vocabulary::{
        currency::Currency,
        ids::InvoiceId,
        texts::{count, fill, texts},
        words::BillingType,
    },
};
use leptos::prelude::*;

/// Every line.
pub fn lines(page: &InvoicePage, open: bool, shared: Shared) -> AnyView {
    page.lines.iter().map(|line| line_view(page, line, open, shared)).collect_view().into_any()
}

/// A line with the sums of its groups: Chargeable, Non-chargeable, Complimentary (R-INV-5).
fn line_view(page: &InvoicePage, line: &InvoiceLine, open: bool, shared: Shared) -> AnyView {
    let t = texts();
    let (invoice, contract_line, currency) =
        (page.header.invoice_id, line.contract_line_id, page.header.currency);
    let here = paths::invoice(invoice);
    view! {
        <section class="card line">
            {if open && may("edit_line") {
                line_name((invoice, page.version), line, shared)
            } else {
                view! { <h3>{line.name.clone()}</h3> }.into_any()
            }}
            {line
                .groups
                .is_empty()
                .then(|| view! { <p class="quiet-text">{t.invoice_line_empty}</p> })}
            <ul class="groups">
                {line
                    .groups
                    .iter()
                    .map(|g| {
                        view! {
                            <li>
                                <a href=format!(
                                    "{here}?line={contract_line}&billing_type={}",
                                    g.billing_type.word(),
                                )>{g.billing_type.label()}</a>
                                <span>{count(t.count_details, g.count)}</span>
                                <span>
                                    {(!g.quantity.is_zero())
                                        .then(|| fill(
                                            t.grid_hours,
                                            &[("hours", &format::quantity(g.quantity))],
                                        ))}
                                </span>
                                <span class="number">
                                    {group_amount(g.billing_type, g.amount, g.tax, currency)}
                                </span>
                            </li>
                        }
                    })
                    .collect_view()}
            </ul>
        </section>
    }
    .into_any()
}

fn group_amount(
    billing_type: BillingType,
    amount: rust_decimal::Decimal,
    tax: rust_decimal::Decimal,
    currency: Currency,
) -> String {
    let t = texts();
    if billing_type != BillingType::Chargeable {
        return t.invoice_not_in_total.to_owned();
    }
    if tax.is_zero() {
        format::money(amount, currency)
    } else {
        format!(
            "{} + {} {}",
            format::money(amount, currency),
            t.field_tax,
            format::money(tax, currency)
        )
    }
}

fn line_name((invoice, version): (InvoiceId, i32), line: &InvoiceLine, shared: Shared) -> AnyView {
    let t = texts();
    let before = line.name.clone();
    let name = shared.typed.of(format!("line {}", line.contract_line_id), &before);
    guard(Signal::derive(move || name.with_untracked(|name| *name != before)));
    let contract_line_id = line.contract_line_id;
    let save = Action::new(move |(): &()| {
        let edit =
            LineEdit { invoice_id: invoice, version, contract_line_id, name: name.get_untracked() };
        async move {
            match edit_line(edit).await {
                Ok(()) => shared.notice.set(Some(Notice::done(t.notice_saved))),
                Err(error) => shared.notice.set(Some(Notice::refused(&error))),
            }
            shared.reload.update(|n| *n += 1);
        }
    });
    view! {
        <form class="line-name" on:submit=sends(save)>
            <h3>
                <input
                    type="text"
                    maxlength="200"
                    aria-label=t.invoice_line_name
                    value=name.get_untracked()
                    prop:value=move || name.get()
                    on:input=move |e| name.set(event_target_value(&e))
                />
            </h3>
            <button type="submit" class="plain" disabled=move || save.pending().get()>
                {t.action_rename}
            </button>
        </form>
    }
    .into_any()
}
