//! What confirming an invoice writes of its retainers (R-RET-5 to R-RET-8). Pure.

use crate::{
    actuals::model::Actual,
    retainers::model::RetainerSource,
    vocabulary::{
        ids::{ActualId, InvoiceId},
        words::{BillingType, RetainerUse, TransactionClass, TransactionType},
    },
};
use chrono::NaiveDate;
use rust_decimal::Decimal;

/// The ledger rows of one use, and what they leave owed to the customer in `source`. `None` when
/// keys run out, or when more is used than is owed.
pub fn confirm_use(
    source: &mut RetainerSource,
    retainer_use: RetainerUse,
    amount: Decimal,
    invoice_id: InvoiceId,
    accounted_on: NaiveDate,
    ids: &mut impl Iterator<Item = ActualId>,
) -> Option<Vec<Actual>> {
    let mut rows = Vec::with_capacity(3);
    let row =
        |source: &RetainerSource, id, transaction_type, quantity: Decimal, amount: Decimal| {
            let mut row = row(source, id, transaction_type, invoice_id, accounted_on);
            (row.quantity, row.unit_price, row.amount) = (quantity, amount, quantity * amount);
            row
        };
    match (retainer_use, source.owed) {
        (RetainerUse::Billed, None) => {
            rows.push(row(source, ids.next()?, TransactionType::BilledSales, Decimal::ONE, amount));
            let owed =
                row(source, ids.next()?, TransactionType::UnbilledSales, -Decimal::ONE, amount);
            source.owed = Some((owed.id, amount));
            rows.push(owed);
        }
        (RetainerUse::Applied | RetainerUse::Refunded, Some((unbilled, owed)))
            if amount <= owed =>
        {
            let mut reversal =
                row(source, ids.next()?, TransactionType::UnbilledSales, Decimal::ONE, owed);
            reversal.reverses_actual_id = Some(unbilled);
            rows.push(reversal);
            rows.push(row(
                source,
                ids.next()?,
                TransactionType::BilledSales,
                -Decimal::ONE,
                amount,
            ));
            source.owed = None;
            if amount < owed {
                let mut rest = row(
                    source,
                    ids.next()?,
                    TransactionType::UnbilledSales,
                    -Decimal::ONE,
                    owed - amount,
                );
                rest.replaces_actual_id = Some(unbilled);
                source.owed = Some((rest.id, owed - amount));
                rows.push(rest);
            }
        }
        (RetainerUse::Billed, Some(_)) | (RetainerUse::Applied | RetainerUse::Refunded, _) => {
            return None;
        }
    }
    Some(rows)
}

/// How many keys `confirm_use` draws, at most.
pub fn rows_of_use(retainer_use: RetainerUse) -> usize {
    match retainer_use {
        RetainerUse::Billed => 2,
        RetainerUse::Applied | RetainerUse::Refunded => 3,
    }
}

fn row(
    source: &RetainerSource,
    id: ActualId,
    transaction_type: TransactionType,
    invoice_id: InvoiceId,
    accounted_on: NaiveDate,
) -> Actual {
    Actual {
        id,
        transaction_type,
        transaction_class: TransactionClass::Retainer,
        billing_type: BillingType::Chargeable,
        work_on: source.invoice_on,
        accounted_on,
        contract_id: Some(source.contract_id),
        contract_line_id: None,
        customer_id: Some(source.customer_id),
        project_id: None,
        resource_id: None,
        role_id: None,
        entry_id: None,
        retainer_id: Some(source.retainer_id),
        journal_opening_id: None,
        quantity: Decimal::ZERO,
        unit_price: Decimal::ZERO,
        amount: Decimal::ZERO,
        tax: Decimal::ZERO,
        currency: source.currency,
        has_price: true,
        cost_actual_id: None,
        reverses_actual_id: None,
        replaces_actual_id: None,
        bills_actual_id: None,
        invoice_id: Some(invoice_id),
        invoice_detail_id: None,
    }
}
