//! Follow a figure: from an entry, a detail or a row of the ledger, all that it came of and became,
//! step by step, and where the money stands.

use crate::{
    claims::rules::number_text,
    desk::{
        api::read_life,
        model::{Edited, Figure, LedgerRow, Life, Stands, Step, What},
        rules,
    },
    ui::{
        badge::billing_badge,
        format::{self, Label},
        page::{Missing, PageHead, answered, loading},
        paths,
        table::{Head, small_table_as},
        wait::{Awaited, awaited_first},
    },
    vocabulary::{
        failure::ApiError,
        ids::{ActualId, EntryId, InvoiceDetailId, InvoiceId},
        refusal::Refusal,
        texts::{fill, texts},
    },
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use rust_decimal::Decimal;

/// The page.
pub struct Follow;

crate::part!(Follow, part_follow, "read_life");

impl Follow {
    fn page() -> AnyView {
        let query = use_query_map();
        let figure = Memo::new(move |_| {
            let query = query.read();
            let number = |name: &str| query.get(name).and_then(|id| id.parse::<i64>().ok());
            number("entry")
                .map(|id| Figure::Entry(EntryId(id)))
                .or_else(|| number("detail").map(|id| Figure::Detail(InvoiceDetailId(id))))
                .or_else(|| number("actual").map(|id| Figure::Actual(ActualId(id))))
        });
        let life = awaited_first(
            move || figure.get(),
            |figure| {
                answered(async move {
                    let figure = figure.ok_or(ApiError::Refused(Refusal::NotFound))?;
                    read_life(figure).await
                })
            },
        );
        view! {
            <Awaited fallback=loading>
                {move || Suspend::new(async move {
                    match life.await {
                        Ok(life) => told(&life),
                        Err(error) => view! { <Missing error /> }.into_any(),
                    }
                })}
            </Awaited>
        }
        .into_any()
    }
}

fn told(life: &Life) -> AnyView {
    let t = texts();
    let about = life.rows.first().map(about).unwrap_or_default();
    let steps = rules::steps(&life.rows);
    view! {
        <PageHead
            title=t.follow_title
            trail=vec![(paths::LEDGER.to_owned(), t.ledger_title.to_owned())]
        />
        <p>{about}</p>
        {rules::stands(&life.rows).map(|stands| stands_view(&stands))}
        <ol class="life">{steps.iter().map(|step| step_view(step, life)).collect_view()}</ol>
    }
    .into_any()
}

/// Whose work it is, when and what.
fn about(row: &LedgerRow) -> String {
    let parts = [
        Some(format::day(row.work_on)),
        row.contract_number.clone(),
        row.project_code.clone(),
        row.resource_name.clone(),
        row.notes.clone(),
    ];
    parts.into_iter().flatten().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
}

/// Where the money stands, in words: the parts, and that they are what the rows add up to.
fn stands_view(stands: &Stands) -> AnyView {
    let t = texts();
    let money = |amount: Decimal| format::money(amount, stands.currency);
    let parts = [
        (stands.billed, t.follow_billed),
        (stands.on_drafts, t.follow_on_drafts),
        (stands.ready, t.follow_ready),
        (stands.not_ready, t.follow_not_ready),
        (stands.not_charged, t.follow_not_charged),
    ];
    let parts: Vec<String> = parts
        .into_iter()
        .filter(|(amount, _)| !amount.is_zero())
        .map(|(amount, text)| fill(text, &[("amount", &money(amount))]))
        .collect();
    let parts = if parts.is_empty() { t.follow_nothing.to_owned() } else { parts.join(", ") };
    let sum = fill(t.follow_sum, &[("amount", &money(stands.in_all)), ("parts", &parts)]);
    view! {
        <p data-testid="stands">
            <strong>{sum}</strong>
        </p>
    }
    .into_any()
}

fn step_view(step: &Step, life: &Life) -> AnyView {
    let t = texts();
    let rows: Vec<LedgerRow> =
        life.rows.iter().filter(|row| step.rows.contains(&row.actual_id)).cloned().collect();
    let named = step.invoice_id.map(|id| (id, called(id, step.invoice_number)));
    let edits = life.edited.iter().filter(|edited| Some(edited.invoice_id) == step.invoice_id);
    let (waits, heading) = match step.what {
        What::Approved => (false, t.follow_approved),
        What::TakenBack => (false, t.follow_taken_back),
        What::Retyped => (false, t.follow_retyped),
        What::Billed => (false, t.follow_step_billed),
        What::Corrected => (false, t.follow_corrected),
        What::NotReady | What::Ready => (true, t.follow_waits),
        What::OnDraft => (true, t.follow_on_draft),
    };
    view! {
        <li class="card">
            <h2>
                {heading}
                {named
                    .map(|(id, name)| {
                        view! {
                            " "
                            <a href=paths::invoice(id)>{name}</a>
                        }
                    })}
            </h2>
            <p class="quiet-text">
                {(!waits).then(|| fill(t.follow_on, &[("day", &format::day(step.on))]))} " "
                {edits.map(edited).collect::<Vec<_>>().join(" ")}
            </p>
            {rows_view(heading, rows)}
        </li>
    }
    .into_any()
}

fn called(invoice: InvoiceId, number: Option<i64>) -> String {
    number
        .map(number_text)
        .unwrap_or_else(|| fill(texts().invoice_draft, &[("id", &invoice.to_string())]))
}

fn edited(edited: &Edited) -> String {
    let by = edited.person.clone().unwrap_or_default();
    let at = format::instant(edited.edited_at);
    fill(texts().follow_edited, &[("person", &by), ("at", &at)])
}

/// The rows of a step and what they add up to.
fn rows_view(caption: &str, rows: Vec<LedgerRow>) -> AnyView {
    let t = texts();
    let heads = [
        Head::Text(t.column_actual),
        Head::Text(t.column_type),
        Head::Text(t.column_billing_type),
        Head::Number(t.field_quantity),
        Head::Number(t.field_unit_price),
        Head::Number(t.column_amount),
        Head::Number(t.field_tax),
        Head::Text(t.column_billing_status),
    ];
    let rows = rows.into_iter().map(row_view).collect_view();
    small_table_as("grid-scroll", caption.to_owned(), &heads, rows)
}

fn row_view(row: LedgerRow) -> AnyView {
    let t = texts();
    view! {
        <tr>
            <td data-label=t.column_actual>{row.actual_id.to_string()}</td>
            <td data-label=t.column_type>{row.transaction_type.label()}</td>
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
            <td data-label=t.column_billing_status>{row.billing_status.map(billing_badge)}</td>
        </tr>
    }
    .into_any()
}
