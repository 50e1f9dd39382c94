//! Cells of details, edited where they stand: saved one by one, by the rule that the server asks.

use super::{on::On, told::take_back};
use crate::ui::format::Label;
use crate::{
    invoicing::{
        draft::{
            api::{edit_detail, list_details},
            model::{Change, DetailEdited, DetailRow, DetailWas, DetailsUndo},
            rules,
        },
        model::{DetailGroup, InvoicePage},
    },
    ui::{
        allowed::may,
        grid::{CellEdit, CellInput, Edits, NotSaved, Save},
        notice::Notice,
        wait::Awaiting,
    },
    vocabulary::{
        failure::ApiError,
        paging::{ListQuery, Totals},
        refusal::Refusal,
        texts::{fill, texts},
        words::{BillingType, TransactionClass},
    },
};
use leptos::prelude::*;
use std::{collections::BTreeSet, sync::Arc};

/// What is typed into a column, as a change.
fn change_of(column: &str, typed: &str) -> Option<Change> {
    let typed = typed.to_owned();
    Some(match column {
        "quantity" => Change::Quantity(typed),
        "price" => Change::UnitPrice(typed),
        "tax" => Change::Tax(typed),
        "billing_type" => Change::BillingType(BillingType::from_word(&typed)?),
        "notes" => Change::Description(typed),
        "external" => Change::ExternalDescription(typed),
        _ => return None,
    })
}

fn check(column: &str, row: &DetailRow, typed: &str) -> Result<(), Refusal> {
    let change = change_of(column, typed).ok_or(Refusal::InputUnreadable)?;
    rules::change(row, &change).map(drop)
}

/// R-EDIT-5 to R-EDIT-7: quantity and price of work; of a milestone and of a product they are fixed,
/// but that fewer of a product may stay billed (E12).
pub const QUANTITY: CellEdit<DetailRow> = CellEdit {
    input: CellInput::Number,
    typed: |row| row.takes_quantity().then(|| row.quantity.normalize().to_string()),
    check: |row, typed| check("quantity", row, typed),
};
/// As quantity.
pub const PRICE: CellEdit<DetailRow> = CellEdit {
    input: CellInput::Number,
    typed: |row| row.takes_price().then(|| row.unit_price.normalize().to_string()),
    check: |row, typed| check("price", row, typed),
};
/// R-EDIT-10: only what is chargeable carries tax.
pub const TAX: CellEdit<DetailRow> = CellEdit {
    input: CellInput::Number,
    typed: |row| {
        (row.billing_type == BillingType::Chargeable).then(|| row.tax.normalize().to_string())
    },
    check: |row, typed| check("tax", row, typed),
};
/// R-EDIT-14; R-EDIT-7: not of a product; R-COR-4: a correction is billed as it was.
pub const BILLING_TYPE: CellEdit<DetailRow> = CellEdit {
    input: CellInput::Choice(billing_types),
    typed: |row| {
        (row.corrects_actual_id.is_none() && !row.is_product)
            .then(|| row.billing_type.word().to_owned())
    },
    check: |row, typed| check("billing_type", row, typed),
};
/// For us; blank, the entry's notes stand there.
pub const DESCRIPTION: CellEdit<DetailRow> = CellEdit {
    input: CellInput::Text,
    typed: |row| Some(row.description.clone()),
    check: |row, typed| check("notes", row, typed),
};
/// For the customer.
pub const EXTERNAL: CellEdit<DetailRow> = CellEdit {
    input: CellInput::Text,
    typed: |row| Some(row.external_description.clone()),
    check: |row, typed| check("external", row, typed),
};

/// What a detail's billing type can be.
pub fn billing_types() -> Vec<(&'static str, &'static str)> {
    BillingType::ALL
        .iter()
        .filter(|word| **word != BillingType::NotAvailable)
        .map(|word| (word.word(), word.label()))
        .collect()
}

/// Saves cells of an open invoice; the totals follow by what changed, nothing is added up anew.
pub fn edits(
    on: On,
    totals: Awaiting<Result<Totals, ApiError>>,
    edited: RwSignal<BTreeSet<i64>>,
) -> Option<Edits<DetailRow>> {
    if !may("edit_detail") {
        return None;
    }
    let save: Save<DetailRow> = Arc::new(move |row, column, typed| {
        Box::pin(async move {
            match saved(&row, column, &typed).await {
                Ok(done) => {
                    edited.update(|ids| {
                        ids.insert(done.row.invoice_detail_id.0);
                    });
                    follow(on, totals, &row, &done);
                    on.shared.notice.set(Some(told(on, &row, &done)));
                    Ok(done.row)
                }
                Err(error) => Err(not_saved(&row, error).await),
            }
        })
    });
    Some(Edits { save, is_open: Signal::derive(move || on.seen.get().is_some()) })
}

async fn saved(row: &DetailRow, column: &str, typed: &str) -> Result<DetailEdited, ApiError> {
    let change = change_of(column, typed).ok_or(ApiError::Refused(Refusal::InputUnreadable))?;
    edit_detail(rules::as_edit(row, &change).map_err(ApiError::from)?).await
}

/// Where somebody else was first: the detail as it is now.
async fn not_saved(row: &DetailRow, error: ApiError) -> NotSaved<DetailRow> {
    if error != ApiError::Refused(Refusal::Outdated) {
        return NotSaved { error, theirs: None };
    }
    let query = ListQuery::default()
        .with("invoice_id", row.invoice_id.to_string())
        .with("detail", row.invoice_detail_id.to_string());
    let theirs = list_details(query).await.ok().and_then(|page| page.rows.into_iter().next());
    NotSaved { error, theirs }
}

/// Totals, tabs and version after one detail changed.
fn follow(
    on: On,
    totals: Awaiting<Result<Totals, ApiError>>,
    was: &DetailRow,
    done: &DetailEdited,
) {
    let now = &done.row;
    let is_next = on.seen.get_untracked().is_some_and(|(_, seen)| seen + 1 == done.version);
    if done.retainers_changed || !is_next {
        // Somebody else was at work too, or retainers gave way: read what it comes to.
        on.shared.reload.update(|n| *n += 1);
        return;
    }
    on.seen.set(Some((now.invoice_id, done.version)));
    let (amount, tax) = (now.counts().0 - was.counts().0, now.counts().1 - was.counts().1);
    on.invoice.update(|page| {
        if let Some(Ok(page)) = page {
            page.version = done.version;
            page.header.amount += amount;
            page.header.tax += tax;
            regroup(page, was, -1);
            regroup(page, now, 1);
        }
    });
    totals.update(|totals| {
        if let Some(Ok(totals)) = totals {
            totals.quantity += hours(now) - hours(was);
            for (currency, sum) in &mut totals.amounts {
                if *currency == now.currency {
                    *sum += amount;
                }
            }
        }
    });
}

fn hours(row: &DetailRow) -> rust_decimal::Decimal {
    if row.transaction_class == TransactionClass::Time {
        row.quantity
    } else {
        rust_decimal::Decimal::ZERO
    }
}

/// Adds a detail to the group it is in, or takes it out.
fn regroup(page: &mut InvoicePage, row: &DetailRow, by: i64) {
    let Some(line) = page.lines.iter_mut().find(|l| l.contract_line_id == row.contract_line_id)
    else {
        return;
    };
    if !line.groups.iter().any(|group| group.billing_type == row.billing_type) {
        line.groups.push(DetailGroup {
            billing_type: row.billing_type,
            count: 0,
            quantity: rust_decimal::Decimal::ZERO,
            amount: rust_decimal::Decimal::ZERO,
            tax: rust_decimal::Decimal::ZERO,
        });
    }
    let sign = rust_decimal::Decimal::from(by);
    for group in line.groups.iter_mut().filter(|group| group.billing_type == row.billing_type) {
        group.count += by;
        group.quantity += sign * hours(row);
        group.amount += sign * (row.net_amount() - row.credited_amount);
        group.tax += sign * (row.tax - row.credited_tax);
    }
    line.groups.retain(|group| group.count > 0);
}

/// What was saved, and the way back.
fn told(on: On, was: &DetailRow, done: &DetailEdited) -> Notice {
    let t = texts();
    let notice = Notice::done(fill(
        t.detail_saved,
        &[
            ("person", was.resource_name.as_deref().unwrap_or(&was.line_name)),
            ("day", &crate::ui::format::day(was.work_on)),
        ],
    ));
    if !may("undo_details") {
        return notice;
    }
    let undo = DetailsUndo {
        invoice_id: was.invoice_id,
        was: vec![DetailWas {
            invoice_detail_id: was.invoice_detail_id,
            version: done.row.version,
            terms: was.terms(),
        }],
    };
    Notice { undo: Some(take_back(on, undo)), ..notice }
}
