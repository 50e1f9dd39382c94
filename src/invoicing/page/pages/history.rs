//! What happened to an invoice, a readable line each.

use super::on::On;
use crate::{
    invoicing::draft::{
        api::list_history,
        model::{
            Change, Changed, DetailTerms, Happening, HeaderEdit, HistoryPage, HistoryQuery,
            HistoryRow, Retained,
        },
    },
    ui::{
        format::{self, Label},
        page::loading,
        paths,
        wait::{Awaited, awaited},
    },
    vocabulary::{
        currency::Currency,
        ids::InvoiceId,
        texts::{count, fill, texts},
    },
};
use leptos::prelude::*;
use leptos_router::{components::A, hooks::use_query_map};
use rust_decimal::Decimal;

/// The tab.
pub fn history_tab(on: On) -> AnyView {
    let params = use_query_map();
    let before = Memo::new(move |_| params.read().get("before").and_then(|id| id.parse().ok()));
    let read = awaited(
        move || (on.id.get(), before.get(), on.shared.reload.get()),
        |(id, before, _)| async move {
            match id {
                Some(invoice_id) => list_history(HistoryQuery { invoice_id, before }).await,
                None => Ok(HistoryPage::default()),
            }
        },
    );
    let shown = move || {
        Suspend::new(async move {
            let currency = on.head.await.ok().map(|head| head.currency);
            match read.await {
                Ok(page) => list(page, on.id.get_untracked(), currency),
                Err(error) => view! { <crate::ui::notice::Failed error /> }.into_any(),
            }
        })
    };
    view! { <Awaited fallback=loading>{shown}</Awaited> }.into_any()
}

fn list(page: HistoryPage, invoice: Option<InvoiceId>, currency: Option<Currency>) -> AnyView {
    let t = texts();
    let older = page.older.zip(invoice).map(|(before, invoice)| {
        let href = format!("{}?tab=history&before={before}", paths::invoice(invoice));
        view! {
            <p>
                <A href attr:class="button plain">
                    {t.history_older}
                </A>
            </p>
        }
    });
    let line = |row: HistoryRow| {
        let what = said(&row.happened, currency);
        let who = row.person.unwrap_or_else(|| t.history_nobody.to_owned());
        view! {
            <li>
                <span class="quiet-text">{format::instant(row.at)}</span>
                <strong>{who}</strong>
                <span>{what}</span>
            </li>
        }
    };
    view! {
        <section aria-label=t.invoice_tab_history>
            <ol class="history">{page.rows.into_iter().map(line).collect_view()}</ol>
            {older}
        </section>
    }
    .into_any()
}

/// The sentence.
fn said(happened: &Happening, currency: Option<Currency>) -> String {
    let t = texts();
    let money = |amount: Decimal| match currency {
        Some(currency) => format::money(amount, currency),
        None => amount.to_string(),
    };
    match happened {
        Happening::Created => t.history_created.to_owned(),
        Happening::Confirmed(number) => {
            fill(t.history_confirmed, &[("number", &crate::claims::rules::number_text(*number))])
        }
        Happening::Edited(edit) => edited(&edit.0, &edit.1),
        Happening::EditedSomehow => t.history_edited_somehow.to_owned(),
        Happening::EditedMany { change, changed, before, after, .. } => {
            let what = change_said(change);
            let amounts = fill(
                t.details_before_after,
                &[("before", &money(*before)), ("after", &money(*after))],
            );
            format!("{} {what}. {amounts}", count(t.history_edited_many, *changed))
        }
        Happening::Undone(details) => count(t.details_undone, *details),
        Happening::Restored(details) => count(t.details_restored, *details),
        Happening::TakenOff(details, false) => count(t.details_removed, *details),
        Happening::TakenOff(details, true) => count(t.history_held_back, *details),
        Happening::Added(rows) => count(t.pending_added, *rows),
        Happening::Written(added) => fill(
            t.history_written,
            &[
                ("day", &format::day(added.work_on)),
                ("quantity", &format::quantity(added.terms.quantity)),
                ("price", &format::number(added.terms.unit_price, added.currency.decimals())),
                ("amount", &format::money(added.terms.amount, added.currency)),
            ],
        ),
        Happening::Refreshed(sales, milestones) => count(t.history_refreshed, sales + milestones),
        Happening::Header(head) => header(head.0.as_ref(), &head.1),
        Happening::State(from, to) => changed(t.column_state, from.label(), to.label()),
        Happening::Renamed(Some(from), to) => changed(t.invoice_line_name, from, to),
        Happening::Renamed(None, to) => changed(t.invoice_line_name, "…", to),
        Happening::Retainer(retained, amount) => {
            let what = match retained {
                Retained::Applied => t.history_retainer_applied,
                Retained::Billed => t.history_retainer_billed,
                Retained::Refunded => t.history_retainer_refunded,
                Retained::TakenOff(_) => t.history_retainer_off,
            };
            fill(what, &[("amount", &amount.map(money).unwrap_or_else(|| "…".to_owned()))])
        }
        Happening::Other(command) => command.replace('_', " "),
    }
}

/// "Price: 140.00 → 150.00"
fn changed(what: &str, from: &str, to: &str) -> String {
    let blank = |text: &str| if text.is_empty() { "–".to_owned() } else { text.to_owned() };
    fill(texts().history_changed, &[("what", what), ("from", &blank(from)), ("to", &blank(to))])
}

fn edited(was: &Changed, now: &DetailTerms) -> String {
    let t = texts();
    let number = |value: Decimal| format::number(value, was.currency.decimals());
    let terms = &was.terms;
    let mut parts = Vec::new();
    let mut part = |is_changed: bool, what: &str, from: &str, to: &str| {
        if is_changed {
            parts.push(changed(what, from, to));
        }
    };
    part(
        terms.quantity != now.quantity,
        t.field_quantity,
        &format::quantity(terms.quantity),
        &format::quantity(now.quantity),
    );
    part(
        terms.unit_price != now.unit_price,
        t.field_unit_price,
        &number(terms.unit_price),
        &number(now.unit_price),
    );
    part(
        terms.billing_type != now.billing_type,
        t.column_billing_type,
        terms.billing_type.label(),
        now.billing_type.label(),
    );
    part(terms.tax != now.tax, t.field_tax, &number(terms.tax), &number(now.tax));
    part(
        terms.description != now.description,
        t.field_description,
        &terms.description,
        &now.description,
    );
    part(
        terms.external_description != now.external_description,
        t.field_external_description,
        &terms.external_description,
        &now.external_description,
    );
    let of = match &was.resource_name {
        Some(name) => format!("{name}, {}", format::day(was.work_on)),
        None => format::day(was.work_on),
    };
    format!("{of}: {}", parts.join("; "))
}

fn change_said(change: &Change) -> String {
    let t = texts();
    let set = |what: &str, to: &str| fill(t.history_set, &[("what", what), ("to", to)]);
    match change {
        Change::BillingType(to) => set(t.column_billing_type, to.label()),
        Change::Quantity(to) => set(t.field_quantity, to),
        Change::UnitPrice(to) => set(t.field_unit_price, to),
        Change::PriceBy(by) => {
            set(t.details_price_by, &format!("{} %", by.trim().trim_end_matches('%').trim()))
        }
        Change::Tax(to) => set(t.field_tax, to),
        Change::Description(to) => set(t.field_description, to),
        Change::ExternalDescription(to) => set(t.field_external_description, to),
    }
}

fn header(was: Option<&HeaderEdit>, now: &HeaderEdit) -> String {
    let t = texts();
    let Some(was) = was else { return t.history_header.to_owned() };
    let fields: [(&str, &str, &str); 6] = [
        (t.field_name, &was.name, &now.name),
        (t.field_description, &was.description, &now.description),
        (t.field_bill_to_name, &was.bill_to_name, &now.bill_to_name),
        (t.field_bill_to_contact, &was.bill_to_contact, &now.bill_to_contact),
        (t.field_bill_to_address, &was.bill_to_address, &now.bill_to_address),
        (t.field_accounting_date, &was.accounted_on, &now.accounted_on),
    ];
    let mut parts: Vec<String> = fields
        .into_iter()
        .filter(|(_, from, to)| from != to)
        .map(|(what, from, to)| changed(what, from, to))
        .collect();
    if was.state != now.state {
        parts.push(changed(t.column_state, was.state.label(), now.state.label()));
    }
    if parts.is_empty() { t.history_header.to_owned() } else { parts.join("; ") }
}
