//! What confirming writes of a detail. Pure.

mod correction;

pub use correction::{Settled, is_unchanged, settled};

use super::model::{AgreedSource, OpenDetail, Source};
use crate::{
    actuals::{
        model::Actual,
        rules::{WrittenFor, billed, first, replacement, reversal},
    },
    invoicing::rules::{Event, Transition, next},
    vocabulary::{
        currency::Currency,
        ids::ActualId,
        money::{DiscountAndFee, amount, is_price, is_quantity},
        refusal::{Field, Refusal},
        typed::{number_in, readable},
        words::{BillingType, InvoiceState, TransactionType},
    },
};
use chrono::NaiveDate;
use rust_decimal::Decimal;

/// R-CONF-5: whether an open invoice can be confirmed as it stands.
pub fn may_confirm(
    state: InvoiceState,
    bill_to_name: &str,
    details: i64,
) -> Result<Transition, Refusal> {
    let transition = next(state, Event::Confirm)?;
    if details == 0 {
        return Err(Refusal::InvoiceEmpty);
    }
    if bill_to_name.trim().is_empty() {
        return Err(Refusal::BillToMissing);
    }
    Ok(transition)
}

/// R-CONF-1, R-CONF-2, R-CONF-4: the ledger rows of one detail. Keys come from `ids`; `None` when
/// they run out.
pub fn confirm_detail(
    detail: &OpenDetail,
    accounted_on: NaiveDate,
    ids: &mut impl Iterator<Item = ActualId>,
) -> Option<Vec<Actual>> {
    let written_for = WrittenFor {
        invoice_id: detail.invoice_id,
        invoice_detail_id: detail.invoice_detail_id,
        accounted_on,
    };
    match &detail.source {
        Source::Sale(sale) => confirm_sale(detail, sale, written_for, ids),
        Source::Agreed(agreed) => {
            Some(vec![confirm_agreed(detail, agreed, written_for, ids.next()?)])
        }
        Source::Added(planned) => confirm_added(detail, planned, written_for, ids),
        Source::Billed(sale, _) => correction::correct(detail, sale, written_for, ids),
    }
}

/// R-CONF-1 cases i and j: nothing was unbilled before, so nothing is reversed.
fn confirm_agreed(
    detail: &OpenDetail,
    agreed: &AgreedSource,
    written_for: WrittenFor,
    id: ActualId,
) -> Actual {
    Actual {
        id,
        transaction_type: TransactionType::BilledSales,
        transaction_class: agreed.transaction_class,
        billing_type: detail.billing_type,
        work_on: agreed.agreed_on,
        accounted_on: written_for.accounted_on,
        contract_id: Some(agreed.contract_id),
        contract_line_id: Some(agreed.contract_line_id),
        customer_id: Some(agreed.customer_id),
        project_id: Some(agreed.project_id),
        resource_id: None,
        role_id: None,
        entry_id: None,
        retainer_id: None,
        journal_opening_id: None,
        added_detail_id: None,
        quantity: detail.quantity,
        unit_price: detail.unit_price,
        amount: amount(detail.quantity, detail.unit_price, agreed.currency),
        discount_and_fee: DiscountAndFee::NONE,
        tax: detail.tax,
        currency: agreed.currency,
        has_price: true,
        cost_actual_id: None,
        reverses_actual_id: None,
        replaces_actual_id: None,
        bills_actual_id: None,
        invoice_id: Some(written_for.invoice_id),
        invoice_detail_id: Some(written_for.invoice_detail_id),
    }
}

/// R-CONF-1 cases f and g: nothing was there before. On a fixed-price line it is billed; on a Time
/// and Material line it was unbilled for as long as it takes to bill it.
fn confirm_added(
    detail: &OpenDetail,
    planned: &Actual,
    written_for: WrittenFor,
    ids: &mut impl Iterator<Item = ActualId>,
) -> Option<Vec<Actual>> {
    let first = first(planned, ids.next()?, written_for);
    if first.transaction_type == TransactionType::BilledSales {
        return Some(vec![Actual { tax: detail.tax, ..first }]);
    }
    let taken_back = reversal(&first, ids.next()?, written_for);
    let billed = billed(&first, ids.next()?, detail.tax, written_for);
    Some(vec![first, taken_back, billed])
}

/// R-CONF-1 cases a to e.
fn confirm_sale(
    detail: &OpenDetail,
    source: &Actual,
    written_for: WrittenFor,
    ids: &mut impl Iterator<Item = ActualId>,
) -> Option<Vec<Actual>> {
    let mut rows = vec![reversal(source, ids.next()?, written_for)];
    if !is_edited(detail, source) {
        rows.push(billed(source, ids.next()?, detail.tax, written_for));
        return Some(rows);
    }
    for (quantity, unit_price, billing_type, tax) in replaced_by(detail, source) {
        let replacing =
            replacement(source, ids.next()?, quantity, unit_price, billing_type, written_for);
        rows.push(reversal(&replacing, ids.next()?, written_for));
        rows.push(billed(&replacing, ids.next()?, tax, written_for));
        rows.insert(rows.len() - 2, replacing);
    }
    Some(rows)
}

/// Whether a detail is billed, but for nothing: at a price of 0.
pub fn is_for_nothing(detail: &OpenDetail) -> bool {
    detail.billing_type == BillingType::Chargeable
        && detail.unit_price.is_zero()
        && !detail.quantity.is_zero()
}

/// How many keys `confirm_detail` will draw.
pub fn rows_of(detail: &OpenDetail) -> usize {
    match &detail.source {
        Source::Sale(source) if is_edited(detail, source) => {
            1 + 3 * replaced_by(detail, source).len()
        }
        Source::Sale(_) => 2,
        Source::Agreed(_) => 1,
        Source::Added(planned) if planned.transaction_type == TransactionType::BilledSales => 1,
        Source::Added(_) => 3,
        Source::Billed(sale, _) => correction::rows_of(detail, sale),
    }
}

fn is_edited(detail: &OpenDetail, source: &Actual) -> bool {
    (detail.quantity, detail.unit_price, detail.billing_type)
        != (source.quantity, source.unit_price, source.billing_type)
}

/// The detail as billed; and, when hours were cut, the rest, billed as Non-chargeable at the old
/// price (R-CONF-2).
fn replaced_by(
    detail: &OpenDetail,
    source: &Actual,
) -> Vec<(Decimal, Decimal, BillingType, Decimal)> {
    let mut parts = Vec::with_capacity(2);
    if !detail.quantity.is_zero() {
        parts.push((detail.quantity, detail.unit_price, detail.billing_type, detail.tax));
    }
    let cut = source.quantity - detail.quantity;
    if cut > Decimal::ZERO {
        parts.push((cut, source.unit_price, BillingType::NonChargeable, Decimal::ZERO));
    }
    parts
}

/// Amounts in a currency, as an edit shows them while it is typed.
pub fn preview_amount(quantity: &str, unit_price: &str, currency: Currency) -> Option<Decimal> {
    let (quantity, unit_price) =
        (readable(quantity)?, number_in(unit_price, Field::UnitPrice, currency).ok()?);
    (is_quantity(quantity) && is_price(unit_price)).then(|| amount(quantity, unit_price, currency))
}
