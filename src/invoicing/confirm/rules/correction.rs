//! What confirming a correction writes: the billed sale is taken back whole, what is right is
//! billed, and what is left of it goes back to the backlog (§10). Pure.

use crate::{
    actuals::{
        model::Actual,
        rules::{WrittenFor, billed, replacement, reversal, unbilled},
    },
    invoicing::confirm::model::{Agreed, OpenDetail, Source},
    vocabulary::{
        ids::{ActualId, InvoiceDetailId, MilestoneSplitId, ProductLineId},
        money::amount,
        words::{TransactionClass, TransactionType},
    },
};
use rust_decimal::Decimal;

/// E1 to E9, E11, E12: the ledger rows of one correction; none where it changes nothing (R-COR-5).
pub fn correct(
    detail: &OpenDetail,
    sale: &Actual,
    written_for: WrittenFor,
    ids: &mut impl Iterator<Item = ActualId>,
) -> Option<Vec<Actual>> {
    if is_unchanged(detail) {
        return Some(Vec::new());
    }
    let mut rows = vec![reversal(sale, ids.next()?, written_for)];
    let before = unbilled(sale);
    let stands_in = |id, quantity, unit_price| {
        replacement(&before, id, quantity, unit_price, sale.billing_type, written_for)
    };
    if sale.bills_actual_id.is_none() {
        // Nothing was unbilled before: a milestone, a product line, or written by hand on a
        // fixed-price line.
        if detail.quantity > Decimal::ZERO {
            let instead = stands_in(ids.next()?, detail.quantity, detail.unit_price);
            rows.push(Actual {
                transaction_type: TransactionType::BilledSales,
                tax: detail.tax,
                ..instead
            });
        }
        return Some(rows);
    }
    if detail.quantity > Decimal::ZERO {
        let instead = stands_in(ids.next()?, detail.quantity, detail.unit_price);
        rows.push(instead.clone());
        rows.push(reversal(&instead, ids.next()?, written_for));
        rows.push(billed(&instead, ids.next()?, detail.tax, written_for));
    }
    if let Some((quantity, unit_price)) = remainder(detail, sale) {
        rows.push(stands_in(ids.next()?, quantity, unit_price));
    }
    Some(rows)
}

/// How many keys `correct` will draw.
pub fn rows_of(detail: &OpenDetail, sale: &Actual) -> usize {
    if is_unchanged(detail) {
        return 0;
    }
    let instead = match (detail.quantity > Decimal::ZERO, sale.bills_actual_id) {
        (false, _) => 0,
        (true, None) => 1,
        (true, Some(_)) => 3,
    };
    let is_sale = sale.bills_actual_id.is_some();
    1 + instead + usize::from(is_sale && remainder(detail, sale).is_some())
}

/// R-COR-9: what is left of the sale, at its own price: the quantity that is no longer billed; of a
/// fee, which has none, the amount (E9): less what is billed of it, as that is rounded (R-PRC-9).
fn remainder(detail: &OpenDetail, sale: &Actual) -> Option<(Decimal, Decimal)> {
    let is_repriced_fee = sale.transaction_class == TransactionClass::Fee
        && !detail.quantity.is_zero()
        && detail.unit_price != sale.unit_price;
    let (quantity, unit_price) = if is_repriced_fee {
        let left = sale.amount - amount(detail.quantity, detail.unit_price, sale.currency);
        (Decimal::ONE, left)
    } else {
        (sale.quantity - detail.quantity, sale.unit_price)
    };
    (quantity > Decimal::ZERO && (unit_price > Decimal::ZERO || !is_repriced_fee))
        .then_some((quantity, unit_price))
}

/// R-COR-5: bills what was billed, at the price and the tax that it was.
pub fn is_unchanged(detail: &OpenDetail) -> bool {
    match &detail.source {
        Source::Billed(sale, _) => {
            (detail.quantity, detail.unit_price, detail.tax)
                == (sale.quantity, sale.unit_price, sale.tax)
        }
        Source::Sale(_) | Source::Agreed(_) | Source::Added(_) => false,
    }
}

/// What the rows of corrections, and of what was written by hand, leave to be done beside the
/// ledger.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Settled {
    /// Details with the unbilled sale that was written for them: their source.
    pub sales: Vec<(InvoiceDetailId, ActualId)>,
    /// Details with the milestone's part that they corrected, and how much of it they bill.
    pub milestones: Vec<(InvoiceDetailId, MilestoneSplitId, Decimal)>,
    /// Details with the product line that they corrected, and how many of it they bill.
    pub products: Vec<(InvoiceDetailId, ProductLineId, Decimal)>,
    /// Sales that go back to the backlog (R-COR-9).
    pub returned: Vec<Actual>,
}

/// The same for one detail, of the rows that were written for it.
pub fn settled(detail: &OpenDetail, rows: &[Actual], settled: &mut Settled) {
    let agreed = match &detail.source {
        Source::Billed(_, agreed) => *agreed,
        Source::Added(_) => None,
        Source::Sale(_) | Source::Agreed(_) => return,
    };
    if rows.is_empty() {
        return;
    }
    let is_taken_back = |id: ActualId| rows.iter().any(|row| row.reverses_actual_id == Some(id));
    for row in rows.iter().filter(|row| row.reverses_actual_id.is_none()) {
        match row.transaction_type {
            TransactionType::UnbilledSales if !is_taken_back(row.id) => {
                settled.returned.push(row.clone());
            }
            TransactionType::BilledSales => settled
                .sales
                .extend(row.bills_actual_id.map(|bills| (detail.invoice_detail_id, bills))),
            TransactionType::UnbilledSales | TransactionType::Cost => {}
        }
    }
    match agreed {
        Some(Agreed::Milestone(split)) => {
            let kept = detail.quantity * detail.unit_price;
            settled.milestones.push((detail.invoice_detail_id, split, kept));
        }
        Some(Agreed::Product(line)) => {
            settled.products.push((detail.invoice_detail_id, line, detail.quantity));
        }
        None => {}
    }
}
