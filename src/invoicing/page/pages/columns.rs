//! What the lists of details show of each: as it is, beside what it was.

use super::{
    cells::{BILLING_TYPE, DESCRIPTION, EXTERNAL, PRICE, QUANTITY, TAX, billing_types},
    tabs::Tab,
};
use crate::{
    invoicing::draft::model::DetailRow,
    ui::{
        format::{self, Label, Money},
        grid::{BulkBar, Column, FilterField, GridSpec, Input},
        paths,
    },
    vocabulary::{
        texts::texts,
        words::{BillingType, TransactionClass},
    },
};
use leptos::prelude::*;

/// The list of a tab.
pub fn spec(tab: Tab, bulk: BulkBar) -> GridSpec<DetailRow> {
    let t = texts();
    let is_edited = tab == Tab::Edited;
    GridSpec {
        caption: t.details_title,
        columns: columns(is_edited),
        filters: filters(tab),
        id: |r| r.invoice_detail_id.0,
        amount: |r| Some((r.currency, r.counts().0)),
        version: None,
        empty: match tab {
            Tab::Edited => |_| texts().details_none_edited.to_owned(),
            Tab::NotCharged => |_| texts().details_all_charged.to_owned(),
            Tab::Products => |_| texts().details_no_products.to_owned(),
            _ => |_| texts().details_empty.to_owned(),
        },
        bulk: Some(bulk),
        bulk_function: "delete_details",
    }
}

fn columns(is_edited: bool) -> Vec<Column<DetailRow>> {
    let t = texts();
    let mut columns = vec![
        Column::text("date", t.column_date, date).sorted("date"),
        Column::text("line", t.column_line, |r: &DetailRow| clipped(&r.line_name)).sorted("group"),
        Column::text("person", t.column_person, |r: &DetailRow| r.resource_name.clone().into_any()),
        Column::text("role", t.column_role, |r: &DetailRow| r.role_name.clone().into_any())
            .hidden(),
        Column::text("notes", t.column_notes, notes).edited(DESCRIPTION),
        Column::text("external", t.field_external_description, |r: &DetailRow| {
            clipped(&r.external_description)
        })
        .edited(EXTERNAL),
        Column::text("billing_type", t.column_billing_type, |r: &DetailRow| {
            let was = r.source_billing_type;
            changed(r.billing_type.label(), (was != r.billing_type).then(|| was.label()))
        })
        .edited(BILLING_TYPE),
        Column::number("quantity", t.field_quantity, |r: &DetailRow| {
            let was = r.source_quantity;
            changed(
                format::quantity(r.quantity),
                (was != r.quantity).then(|| format::quantity(was)),
            )
        })
        .sorted("quantity")
        .edited(QUANTITY),
        Column::number("price", t.field_unit_price, |r: &DetailRow| {
            let (was, decimals) = (r.source_unit_price, r.currency.decimals());
            changed(
                format::number(r.unit_price, decimals),
                (was != r.unit_price).then(|| format::number(was, decimals)),
            )
        })
        .edited(PRICE),
        Column::number("tax", t.field_tax, |r: &DetailRow| {
            let (was, decimals) = (r.source_tax, r.currency.decimals());
            changed(
                format::number(r.tax, decimals),
                (was != r.tax).then(|| format::number(was, decimals)),
            )
        })
        .edited(TAX),
        Column::number("amount", t.column_amount, |r: &DetailRow| amount(r)).sorted("amount"),
    ];
    if is_edited {
        columns.push(Column::text("edited_by", t.column_edited, |r: &DetailRow| {
            let at = r.edited_at.map(format::instant).unwrap_or_default();
            view! {
                {r.edited_by.clone()}
                <small class="beneath">{at}</small>
            }
            .into_any()
        }));
    }
    columns
}

fn filters(tab: Tab) -> Vec<FilterField> {
    let t = texts();
    let classes = [
        TransactionClass::Time,
        TransactionClass::Expense,
        TransactionClass::Material,
        TransactionClass::Fee,
        TransactionClass::Milestone,
    ];
    let classes = classes.iter().map(|word| (word.word(), word.label())).collect();
    let types = billing_types()
        .into_iter()
        .filter(|(word, _)| tab != Tab::NotCharged || *word != BillingType::Chargeable.word())
        .collect();
    let of_work = vec![
        FilterField::new("billing_type", t.column_billing_type, Input::Choice(types)),
        FilterField::new("class", t.column_class, Input::Choice(classes)),
        FilterField::new("person", t.column_person, Input::Text),
        FilterField::new("person_id", t.filter_one_person, Input::Link),
        FilterField::new("task_id", t.filter_one_task, Input::Link),
    ];
    let of_all = vec![
        FilterField::new("from", t.filter_from, Input::Date),
        FilterField::new("to", t.filter_to, Input::Date),
        FilterField::new("line", t.filter_one_line, Input::Link),
    ];
    // Of products nobody's work is asked for, and all are of one class and charged.
    if tab == Tab::Products { of_all } else { of_work.into_iter().chain(of_all).collect() }
}

/// A value, beside what it was before somebody edited it.
fn changed(value: impl Into<String>, was: Option<impl Into<String>>) -> AnyView {
    let value = value.into();
    let Some(was) = was.map(Into::into) else { return value.into_any() };
    view! {
        <s class="was">{was}</s>
        " "
        <mark>{value}</mark>
    }
    .into_any()
}

/// What it comes to; of a correction the difference, and beneath it what is credited and what is
/// billed instead (R-COR-7).
fn amount(row: &DetailRow) -> AnyView {
    let money = |value| view! { <Money value currency=row.currency /> };
    if row.corrects_actual_id.is_none() {
        return format::net_amount(
            row.discount_and_fee,
            row.billing_type,
            row.amount,
            row.currency,
        );
    }
    let short = |value| format::number(value, row.currency.decimals());
    view! {
        <strong class="net">{money(row.counts().0)}</strong>
        <small class="beneath">
            <s class="was">{short(row.credited_amount)}</s>
            " "
            {short(row.net_amount())}
        </small>
    }
    .into_any()
}

fn clipped(text: &str) -> AnyView {
    view! {
        <span class="clip" title=text.to_owned()>
            {text.to_owned()}
        </span>
    }
    .into_any()
}

/// When, and the way to what became of it.
fn date(row: &DetailRow) -> AnyView {
    view! {
        <a class="quiet-link" href=paths::follow_detail(row.invoice_detail_id)>
            {format::day(row.work_on)}
        </a>
    }
    .into_any()
}

/// What was written here; else what the entry says.
fn notes(row: &DetailRow) -> AnyView {
    if row.description.is_empty() {
        clipped(row.notes.as_deref().unwrap_or_default())
    } else {
        clipped(&row.description)
    }
}
