//! Confirm: one-way, so its dialog shows beforehand exactly the ledger rows it will write.

mod many;

pub use many::confirm_bar;

use super::{
    api::{confirm_invoices, preview_confirmation},
    model::{Confirm, Preview, ToldBefore},
    rules,
};
use crate::{
    actuals::model::Actual,
    claims::rules::number_text,
    invoicing::{
        model::InvoicePage,
        pieces::{Shared, number_or_draft},
    },
    ui::{
        dialog::Dialog,
        format::{self, Label},
        notice::{Failed, Notice},
        row_button::RowButton,
        table::{Head, small_table_as},
    },
    vocabulary::{
        currency::Currency,
        failure::ApiError,
        ids::ActualId,
        refusal::Refusal,
        texts::{count, fill, texts},
    },
};
use leptos::prelude::*;

/// What the button, the dialog and the act are called: whose money, and how much.
#[derive(Clone)]
struct Named {
    title: String,
    button: String,
    act: String,
}

/// The button, honest: disabled it says why.
#[component]
pub fn ConfirmButton(
    /// The invoice as shown.
    page: InvoicePage,
    /// What the page's parts share.
    shared: Shared,
) -> impl IntoView {
    let t = texts();
    let open = RwSignal::new(false);
    let (invoice, currency) = (page.header.invoice_id, page.header.currency);
    let refusal =
        rules::may_confirm(page.header.state, &page.bill_to_name, page.header.detail_count).err();
    let disabled = refusal.is_some();
    let reason = refusal.map(|r| r.sentence(t));
    let total = format::money(page.header.amount + page.header.tax, currency);
    let named = Named {
        title: fill(
            t.confirm_title,
            &[
                ("draft", &number_or_draft(None, invoice)),
                ("customer", &page.header.customer_name),
                ("total", &total),
            ],
        ),
        button: fill(t.confirm_button, &[("total", &total)]),
        act: fill(t.confirm_act, &[("total", &total), ("customer", &page.header.customer_name)]),
    };
    let (title, button) = (named.title.clone(), named.button.clone());
    let after = RwSignal::new(0_i64);
    let preview = LocalResource::new(move || {
        let (is_open, after) = (open.get(), after.get());
        async move { if is_open { Some(preview_confirmation(invoice, after).await) } else { None } }
    });
    let confirm = Action::new(move |version: &i32| {
        let version = *version;
        async move {
            let answer =
                confirm_invoices(Confirm { invoices: vec![(invoice, Some(version))] }).await;
            let outcome = answer
                .and_then(|mut all| all.pop().ok_or(ApiError::Refused(Refusal::NotFound)))
                .and_then(|one| one.outcome);
            open.set(false);
            shared.notice.set(Some(match outcome {
                Ok(number) => {
                    Notice::done(fill(t.confirm_done, &[("number", &number_text(number))]))
                }
                Err(error) => Notice::refused(&error),
            }));
            shared.reload.update(|n| *n += 1);
        }
    });
    view! {
        <span class="with-reason">
            <button
                type="button"
                class="primary"
                disabled=disabled
                on:click=move |_| {
                    after.set(0);
                    open.set(true);
                }
            >
                {button}
            </button>
            {reason.map(|text| view! { <small class="refusal">{text}</small> })}
        </span>
        <Dialog open title wide=true>
            <p>{t.confirm_explained}</p>
            {
                let named = named.clone();
                move || match preview.get().flatten() {
                    None => view! { <p aria-busy="true">"…"</p> }.into_any(),
                    Some(Err(error)) => view! { <Failed error /> }.into_any(),
                    Some(Ok(preview)) => {
                        preview_view(preview, &named, currency, open, after, confirm)
                    }
                }
            }
        </Dialog>
    }
}

fn preview_view(
    preview: Preview,
    named: &Named,
    currency: Currency,
    open: RwSignal<bool>,
    after: RwSignal<i64>,
    confirm: Action<i32, ()>,
) -> AnyView {
    let t = texts();
    let version = preview.version;
    let summary = fill(
        &count(t.confirm_summary, preview.count),
        &[
            ("billed", &format::money(preview.billed_amount, currency)),
            ("reversed", &format::money(preview.reversed_amount, currency)),
            ("edited", &count(t.confirm_edited, preview.edited_count)),
        ],
    );
    let blocked = preview.refusal.is_some();
    view! {
        <p>
            <strong>
                {correction(&preview, currency).unwrap_or_else(|| summary.into_any())}
            </strong>
        </p>
        {worth_knowing(&preview.told)}
        {rows_table(named.title.clone(), preview.rows)}
        {pages(preview.next, after)}
        {preview.refusal.map(|refusal| view! { <Failed error=ApiError::Refused(refusal) /> })}
        <footer>
            <button
                type="button"
                class="primary"
                disabled=move || blocked || confirm.pending().get()
                on:click=move |_| {
                    confirm.dispatch(version);
                }
            >
                {named.act.clone()}
            </button>
            <button type="button" on:click=move |_| open.set(false)>
                {t.action_close}
            </button>
        </footer>
    }
    .into_any()
}

/// R-COR-7: what a corrective invoice credits, bills instead, and gives back; nothing of another.
fn correction(preview: &Preview, currency: Currency) -> Option<AnyView> {
    if preview.credited_amount.is_zero() && preview.returned.0 == 0 {
        return None;
    }
    let t = texts();
    let money = |amount| format::money(amount, currency);
    let (n, amount) = preview.returned;
    let returned = match n {
        0 => t.confirm_nothing_returned.to_owned(),
        n => fill(&count(t.confirm_returned, n), &[("amount", &money(amount))]),
    };
    let text = fill(
        t.confirm_correction,
        &[
            ("credited", &money(preview.credited_amount)),
            ("billed", &money(preview.billed_amount)),
            ("net", &money(preview.billed_amount - preview.credited_amount)),
            ("returned", &returned),
        ],
    );
    Some(view! { <span data-testid="correction-summary">{text}</span> }.into_any())
}

/// What stops nothing, but whoever confirms should have seen.
fn worth_knowing(told: &ToldBefore) -> Option<AnyView> {
    let t = texts();
    let known = [(told.at_price_zero, t.confirm_price_zero), (told.recalls, t.confirm_recalls)]
        .into_iter()
        .filter(|(n, _)| *n > 0)
        .map(|(n, text)| count(text, n));
    let unbilled = told
        .unbilled_milestones
        .iter()
        .map(|name| fill(t.confirm_milestone_unbilled, &[("name", name)]));
    let known: Vec<AnyView> =
        known.chain(unbilled).map(|text| view! { <li>{text}</li> }.into_any()).collect();
    (!known.is_empty()).then(|| view! { <ul class="notice waiting">{known}</ul> }.into_any())
}

fn rows_table(title: String, rows: Vec<Actual>) -> AnyView {
    let t = texts();
    let heads = [
        Head::Text(t.column_row),
        Head::Text(t.column_type),
        Head::Text(t.column_date),
        Head::Text(t.field_accounting_date),
        Head::Text(t.column_billing_type),
        Head::Number(t.field_quantity),
        Head::Number(t.field_unit_price),
        Head::Number(t.column_amount),
        Head::Number(t.field_tax),
        Head::Text(t.column_links),
    ];
    let rows = rows.into_iter().map(row_view).collect_view();
    small_table_as("grid-scroll preview", title, &heads, rows)
}

/// Through the rows: back to the first, on to the next.
fn pages(next: Option<i64>, after: RwSignal<i64>) -> AnyView {
    let t = texts();
    let to = move |place: i64, label: &'static str| {
        view! { <RowButton label act=move || after.set(place) /> }
    };
    view! {
        <div class="preview-pages">
            {move || (after.get() > 0).then(|| to(0, t.confirm_first_rows))}
            {next.map(|next| to(next, t.confirm_next_rows))}
        </div>
    }
    .into_any()
}

/// New rows are numbered by their place (+1, +2, …); a plain number is a row that is in the ledger
/// already.
fn row_view(row: Actual) -> AnyView {
    let t = texts();
    let name = |id: ActualId| if id.0 < 0 { format!("+{}", -id.0) } else { id.to_string() };
    let link =
        |label: &'static str, id: Option<ActualId>| id.map(|id| format!("{label} {}", name(id)));
    let links: Vec<String> = [
        link(t.link_reverses, row.reverses_actual_id),
        link(t.link_replaces, row.replaces_actual_id),
        link(t.link_bills, row.bills_actual_id),
    ]
    .into_iter()
    .flatten()
    .collect();
    view! {
        <tr>
            <td data-label=t.column_row>{name(row.id)}</td>
            <td data-label=t.column_type>{row.transaction_type.label()}</td>
            <td data-label=t.column_date>{format::day(row.work_on)}</td>
            <td data-label=t.field_accounting_date>{format::day(row.accounted_on)}</td>
            <td data-label=t.column_billing_type>{row.billing_type.label()}</td>
            <td data-label=t.field_quantity class="number">
                {format::quantity(row.quantity)}
            </td>
            <td data-label=t.field_unit_price class="number">
                {format::number(row.unit_price, row.currency.decimals())}
            </td>
            <td data-label=t.column_amount class="number">
                {format::net_amount_in_parts(
                    row.discount_and_fee,
                    row.billing_type,
                    row.amount,
                    row.currency,
                )}
            </td>
            <td data-label=t.field_tax class="number">
                {format::number(row.tax, row.currency.decimals())}
            </td>
            <td data-label=t.column_links>{links.join(", ")}</td>
        </tr>
    }
    .into_any()
}
