//! What may be written on a draft by hand (R-EDIT-13). Pure.

use super::edit_detail;
use crate::{
    book::model::Dimension,
    entries::rules::{dimension, quantity, work_day},
    invoicing::draft::model::{AddableLine, DetailAdd, DetailBefore, DetailEdit, DetailTerms},
    vocabulary::{
        currency::Currency,
        ids::{InvoiceDetailId, TaskId},
        refusal::{Field, Refusal},
        typed::text,
        words::TransactionClass,
    },
};
use chrono::NaiveDate;
use rust_decimal::Decimal;

/// What of it is read before it has a price.
#[derive(Clone, Debug, PartialEq)]
pub struct AddedWork {
    /// When.
    pub work_on: NaiveDate,
    /// As what, or for what.
    pub dimension: Dimension,
    /// Hours or units.
    pub quantity: Decimal,
    /// Of an expense or a fee.
    pub unit: String,
}

/// R-EDIT-13: of a class that the line includes, on a task that it includes.
pub fn added_work(add: &DetailAdd, line: &AddableLine) -> Result<AddedWork, Refusal> {
    let class = add.transaction_class;
    if !line.classes().contains(&class) {
        return Err(Refusal::LineExcludesClass);
    }
    let includes = |(of, task): &(TransactionClass, Option<TaskId>)| {
        *of == class && (task.is_none() || *task == add.task_id)
    };
    if !line.includes.iter().any(includes) {
        return Err(Refusal::LineHasItsTasks);
    }
    let (_, priced_by) = dimension(class, 0).ok_or(Refusal::LineExcludesClass)?;
    let work_on = work_day(&add.work_on)?;
    let (dimension, _) = add
        .priced_by
        .and_then(|key| dimension(class, key))
        .ok_or(Refusal::FieldMissing(priced_by))?;
    let unit = match class {
        TransactionClass::Expense | TransactionClass::Fee => text(&add.unit, Field::Unit, 50)?,
        TransactionClass::Time
        | TransactionClass::Material
        | TransactionClass::Milestone
        | TransactionClass::Retainer => String::new(),
    };
    Ok(AddedWork { work_on, dimension, quantity: quantity(&add.quantity)?, unit })
}

/// What it says then, at the price typed or else the one found: the same rule as of an edit
/// (R-EDIT-5, R-EDIT-10).
pub fn added_terms(
    add: &DetailAdd,
    found: Option<Decimal>,
    currency: Currency,
) -> Result<DetailTerms, Refusal> {
    let unit_price = if add.unit_price.trim().is_empty() {
        found.unwrap_or_default().normalize().to_string()
    } else {
        add.unit_price.clone()
    };
    let before = DetailBefore {
        version: 1,
        quantity: Decimal::ZERO,
        unit_price: Decimal::ZERO,
        tax: Decimal::ZERO,
        billing_type: add.billing_type,
        came_with: (Decimal::ZERO, Decimal::ZERO),
        currency,
        fixed_price: None,
        is_product: false,
        has_price: true,
        is_added: true,
        corrects: None,
    };
    edit_detail(
        &before,
        &DetailEdit {
            invoice_id: add.invoice_id,
            invoice_detail_id: InvoiceDetailId(0),
            version: 1,
            quantity: add.quantity.clone(),
            unit_price,
            tax: add.tax.clone(),
            billing_type: add.billing_type,
            description: add.description.clone(),
            external_description: add.external_description.clone(),
        },
    )
}
