//! How ledger rows follow from one another. Pure.

use super::model::Actual;
use crate::vocabulary::{
    ids::{ActualId, InvoiceDetailId, InvoiceId},
    money::amount,
    words::{BillingType, TransactionType},
};
use chrono::NaiveDate;
use rust_decimal::Decimal;

/// The confirmation that rows are written for.
#[derive(Clone, Copy, Debug)]
pub struct WrittenFor {
    /// The invoice.
    pub invoice_id: InvoiceId,
    /// Its detail.
    pub invoice_detail_id: InvoiceDetailId,
    /// When it counts in the books (R-CONF-4).
    pub accounted_on: NaiveDate,
}

/// The row that nothing was before, as it is written.
pub fn first(planned: &Actual, id: ActualId, written_for: WrittenFor) -> Actual {
    Actual { id, ..written(planned, written_for) }
}

/// The row that takes `original` back: everything the same, quantity, amount and tax negated
/// (R-VOC-12).
pub fn reversal(original: &Actual, id: ActualId, written_for: WrittenFor) -> Actual {
    Actual {
        id,
        quantity: -original.quantity,
        amount: -original.amount,
        tax: -original.tax,
        cost_actual_id: None,
        reverses_actual_id: Some(original.id),
        replaces_actual_id: None,
        bills_actual_id: None,
        ..written(original, written_for)
    }
}

/// The row that takes `original` back before it was billed: no invoice wrote it (R-APP-12).
pub fn cancellation(original: &Actual, id: ActualId, accounted_on: NaiveDate) -> Actual {
    Actual {
        id,
        accounted_on,
        quantity: -original.quantity,
        amount: -original.amount,
        tax: -original.tax,
        cost_actual_id: None,
        reverses_actual_id: Some(original.id),
        replaces_actual_id: None,
        bills_actual_id: None,
        invoice_id: None,
        invoice_detail_id: None,
        ..original.clone()
    }
}

/// The row that stands in for `original` under other terms; a price that somebody gave it is one.
pub fn replacement(
    original: &Actual,
    id: ActualId,
    quantity: Decimal,
    unit_price: Decimal,
    billing_type: BillingType,
    written_for: WrittenFor,
) -> Actual {
    Actual {
        id,
        quantity,
        unit_price,
        amount: amount(quantity, unit_price, original.currency),
        tax: Decimal::ZERO,
        billing_type,
        has_price: original.has_price || !unit_price.is_zero(),
        cost_actual_id: original.cost_actual_id,
        reverses_actual_id: None,
        replaces_actual_id: Some(original.id),
        bills_actual_id: None,
        ..written(original, written_for)
    }
}

/// The row that stands in for one that was taken back before it was billed, under another billing
/// type (R-COR-11).
pub fn retyped(
    original: &Actual,
    id: ActualId,
    billing_type: BillingType,
    accounted_on: NaiveDate,
) -> Actual {
    Actual {
        id,
        billing_type,
        accounted_on,
        reverses_actual_id: None,
        replaces_actual_id: Some(original.id),
        bills_actual_id: None,
        invoice_id: None,
        invoice_detail_id: None,
        ..original.clone()
    }
}

/// A billed sale as it was before it was billed: what its corrections stand in for (R-CONF-8).
pub fn unbilled(billed: &Actual) -> Actual {
    Actual {
        transaction_type: TransactionType::UnbilledSales,
        tax: Decimal::ZERO,
        ..billed.clone()
    }
}

/// The billed sale of an unbilled one.
pub fn billed(unbilled: &Actual, id: ActualId, tax: Decimal, written_for: WrittenFor) -> Actual {
    Actual {
        id,
        transaction_type: TransactionType::BilledSales,
        tax,
        cost_actual_id: None,
        reverses_actual_id: None,
        replaces_actual_id: None,
        bills_actual_id: Some(unbilled.id),
        ..written(unbilled, written_for)
    }
}

fn written(like: &Actual, written_for: WrittenFor) -> Actual {
    Actual {
        accounted_on: written_for.accounted_on,
        invoice_id: Some(written_for.invoice_id),
        invoice_detail_id: Some(written_for.invoice_detail_id),
        ..like.clone()
    }
}
