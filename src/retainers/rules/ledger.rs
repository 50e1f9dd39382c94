//! What confirming an invoice writes of its retainers (R-RET-5 to R-RET-8). Pure.

use crate::{
    actuals::model::Actual,
    retainers::model::RetainerSource,
    vocabulary::{
        ids::{ActualId, InvoiceId},
        money::DiscountAndFee,
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
    match retainer_use {
        RetainerUse::Billed if source.owed.is_empty() => {
            rows.push(row(source, ids.next()?, TransactionType::BilledSales, Decimal::ONE, amount));
            let owed =
                row(source, ids.next()?, TransactionType::UnbilledSales, -Decimal::ONE, amount);
            source.owed = vec![(owed.id, amount)];
            rows.push(owed);
        }
        RetainerUse::Applied | RetainerUse::Refunded if amount <= source.in_all() => {
            let mut left = amount;
            let mut last = None;
            while left > Decimal::ZERO {
                let (unbilled, owed) = source.owed.remove(0);
                let mut reversal =
                    row(source, ids.next()?, TransactionType::UnbilledSales, Decimal::ONE, owed);
                reversal.reverses_actual_id = Some(unbilled);
                rows.push(reversal);
                left -= owed;
                last = Some(unbilled);
            }
            let billed = TransactionType::BilledSales;
            rows.push(row(source, ids.next()?, billed, -Decimal::ONE, amount));
            if left < Decimal::ZERO {
                let unbilled = TransactionType::UnbilledSales;
                let mut rest = row(source, ids.next()?, unbilled, -Decimal::ONE, -left);
                rest.replaces_actual_id = last;
                source.owed.insert(0, (rest.id, -left));
                rows.push(rest);
            }
        }
        RetainerUse::Billed | RetainerUse::Applied | RetainerUse::Refunded => return None,
    }
    Some(rows)
}

/// How many keys a use or its correction draws, at most, of a retainer whose debt stands in so many
/// rows.
pub fn rows_of_use(owed: usize) -> usize {
    owed + 2
}

impl RetainerSource {
    /// All that is owed.
    pub fn in_all(&self) -> Decimal {
        self.owed.iter().map(|(_, owed)| *owed).sum()
    }
}

/// A use that was confirmed comes to less (E10, E13, E14): its billed row is taken back, what is
/// right is billed, and the rest is owed to the customer again; of a retainer that was billed,
/// nothing is owed any more. `None` when keys run out, or when what is credited was used.
pub fn correct_use(
    source: &mut RetainerSource,
    retainer_use: RetainerUse,
    (corrects, credited): (ActualId, Decimal),
    amount: Decimal,
    invoice_id: InvoiceId,
    accounted_on: NaiveDate,
    ids: &mut impl Iterator<Item = ActualId>,
) -> Option<Vec<Actual>> {
    let mut rows = Vec::with_capacity(3);
    let mut push = |source: &RetainerSource, id, transaction_type, quantity, amount, link: Link| {
        let mut row = row(source, id, transaction_type, invoice_id, accounted_on);
        (row.quantity, row.unit_price, row.amount) = (quantity, amount, quantity * amount);
        match link {
            Link::Reverses(of) => row.reverses_actual_id = Some(of),
            Link::Replaces(of) => row.replaces_actual_id = Some(of),
        }
        rows.push(row);
    };
    use TransactionType::{BilledSales, UnbilledSales};
    match retainer_use {
        RetainerUse::Billed => {
            if credited != source.in_all() || !amount.is_zero() {
                return None;
            }
            push(
                source,
                ids.next()?,
                BilledSales,
                -Decimal::ONE,
                credited,
                Link::Reverses(corrects),
            );
            for (unbilled, owed) in std::mem::take(&mut source.owed) {
                let id = ids.next()?;
                push(source, id, UnbilledSales, Decimal::ONE, owed, Link::Reverses(unbilled));
            }
        }
        RetainerUse::Applied | RetainerUse::Refunded => {
            push(
                source,
                ids.next()?,
                BilledSales,
                Decimal::ONE,
                credited,
                Link::Reverses(corrects),
            );
            if amount > Decimal::ZERO {
                let id = ids.next()?;
                push(source, id, BilledSales, -Decimal::ONE, amount, Link::Replaces(corrects));
            }
            let (id, again) = (ids.next()?, credited - amount);
            push(source, id, UnbilledSales, -Decimal::ONE, again, Link::Replaces(corrects));
            source.owed.push((id, again));
        }
    }
    Some(rows)
}

/// How a row of a correction hangs on what was there (R-CONF-8).
enum Link {
    Reverses(ActualId),
    Replaces(ActualId),
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
        added_detail_id: None,
        quantity: Decimal::ZERO,
        unit_price: Decimal::ZERO,
        amount: Decimal::ZERO,
        discount_and_fee: DiscountAndFee::NONE,
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
