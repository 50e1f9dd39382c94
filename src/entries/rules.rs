//! Decisions on entries. Pure.

use super::model::{Decision, Entry};
use crate::{
    actuals::model::Actual,
    contracts::{
        model::{Dimension, LineTerms, Price},
        rules::{price_on, shares},
    },
    vocabulary::{
        currency::Currency,
        ids::{ActualId, CustomerId},
        money::{amount, is_quantity, parse_decimal},
        refusal::{Field, Refusal},
        split::split_quantity,
        words::{BillingMethod, BillingType, EntryState, TransactionType},
    },
};
use chrono::NaiveDate;
use rust_decimal::Decimal;

/// The way of an entry from one state to the next; only `next` makes one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Transition {
    from: EntryState,
    to: EntryState,
}

impl Transition {
    /// Where it must be.
    pub fn from(self) -> EntryState {
        self.from
    }
    /// Where it goes.
    pub fn to(self) -> EntryState {
        self.to
    }
}

/// R-SM-36, R-SM-38, R-SM-39.
pub fn next(from: EntryState, is_history: bool, decision: Decision) -> Result<Transition, Refusal> {
    if is_history {
        return Err(Refusal::EntryFrozen);
    }
    match (from, decision) {
        (EntryState::Draft | EntryState::Returned, Decision::Submit) => Ok(Transition { from, to: EntryState::Submitted }),
        (EntryState::Submitted, Decision::Approve) => Ok(Transition { from, to: EntryState::Approved }),
        (EntryState::Submitted, Decision::Return) => Ok(Transition { from, to: EntryState::Returned }),
        (EntryState::Approved, Decision::Submit | Decision::Approve | Decision::Return) => Err(Refusal::EntryFrozen),
        (EntryState::Submitted, Decision::Submit) => Err(Refusal::EntryNotDraft),
        (EntryState::Draft | EntryState::Returned, Decision::Approve | Decision::Return) => Err(Refusal::EntryNotSubmitted),
    }
}

/// Longest comment.
const COMMENT_LIMIT: usize = 1_000;

/// A comment as typed: trimmed, without the null characters that PostgreSQL can't hold.
pub fn comment(typed: &str, field: Field) -> Result<String, Refusal> {
    let typed = typed.trim().replace('\0', "");
    if typed.chars().count() > COMMENT_LIMIT { Err(Refusal::FieldTooLong(field, 1_000)) } else { Ok(typed.trim().to_owned()) }
}

/// R-APP-4: what the approver typed as billable hours.
pub fn billable_quantity(typed: &str) -> Result<Decimal, Refusal> {
    let value = match typed.trim() {
        "" => return Err(Refusal::FieldMissing(Field::BillableQuantity)),
        text => parse_decimal(text).ok_or(Refusal::FieldNotANumber(Field::BillableQuantity))?,
    };
    if is_quantity(value) { Ok(value) } else { Err(Refusal::FieldOutOfRange(Field::BillableQuantity)) }
}

/// Rows that approval writes for an entry, without keys yet: costs first, then unbilled sales, each of which
/// names its cost by place.
#[derive(Clone, Debug, PartialEq)]
pub struct Approval {
    /// Cost actuals (R-APP-5, R-APP-7).
    pub costs: Vec<Actual>,
    /// Unbilled sales actuals with the place of their cost.
    pub sales: Vec<(Actual, Option<usize>)>,
    /// Chargeable hours at price 0 (W-27).
    pub without_price: bool,
}

/// R-APP-2 to R-APP-8: what approving an entry writes. Without terms no line covers it: cost only, Not available.
pub fn approve(entry: &Entry, terms: Option<&LineTerms>, prices: &[Price], company_currency: Currency, today: NaiveDate) -> Approval {
    let Some(terms) = terms else {
        let cost = Actual { billing_type: BillingType::NotAvailable, ..cost(entry, None, None, entry.quantity, company_currency, today) };
        return Approval { costs: vec![cost], sales: Vec::new(), without_price: false };
    };
    if terms.billing_method == BillingMethod::FixedPrice {
        return Approval { costs: vec![cost(entry, Some(terms), None, entry.quantity, company_currency, today)], sales: Vec::new(), without_price: false };
    }

    let shares = shares(terms);
    let per_customer = |quantity: Decimal| {
        terms.customers.iter().map(|c| c.customer_id).zip(split_quantity(quantity, &shares)).filter(|(_, part)| !part.is_zero()).collect::<Vec<_>>()
    };
    let costs: Vec<Actual> =
        per_customer(entry.quantity).into_iter().map(|(customer, part)| cost(entry, Some(terms), Some(customer), part, company_currency, today)).collect();

    let own_cost = (terms.currency == company_currency).then_some(entry.unit_cost);
    let unit_price =
        entry.unit_price.unwrap_or_else(|| price_on(prices, terms, entry.transaction_class, Dimension::Role(entry.role_id), own_cost, entry.work_on));
    let mut sales = Vec::new();
    for (billing_type, quantity) in billable_parts(entry) {
        for (customer, part) in per_customer(quantity) {
            let cost_at = costs.iter().position(|c| c.customer_id == Some(customer));
            let sale = Actual {
                transaction_type: TransactionType::UnbilledSales,
                billing_type,
                unit_price,
                amount: amount(part, unit_price, terms.currency),
                currency: terms.currency,
                ..cost(entry, Some(terms), Some(customer), part, company_currency, today)
            };
            sales.push((sale, cost_at));
        }
    }
    let without_price = unit_price.is_zero() && entry.billing_type == BillingType::Chargeable;
    Approval { costs, sales, without_price }
}

/// R-APP-5: hours let through are chargeable, hours held back are not; more than worked may be let through.
fn billable_parts(entry: &Entry) -> Vec<(BillingType, Decimal)> {
    if entry.billing_type != BillingType::Chargeable {
        return vec![(entry.billing_type, entry.quantity)];
    }
    let held_back = entry.quantity - entry.billable_quantity;
    let mut parts = vec![(BillingType::Chargeable, entry.billable_quantity)];
    if held_back > Decimal::ZERO {
        parts.push((BillingType::NonChargeable, held_back));
    }
    parts
}

fn cost(entry: &Entry, terms: Option<&LineTerms>, customer: Option<CustomerId>, quantity: Decimal, currency: Currency, today: NaiveDate) -> Actual {
    Actual {
        id: ActualId(0),
        transaction_type: TransactionType::Cost,
        transaction_class: entry.transaction_class,
        billing_type: entry.billing_type,
        work_on: entry.work_on,
        accounted_on: today,
        contract_id: terms.map(|t| t.contract_id),
        contract_line_id: terms.map(|t| t.contract_line_id),
        customer_id: customer,
        project_id: entry.project_id,
        resource_id: Some(entry.resource_id),
        role_id: Some(entry.role_id),
        entry_id: Some(entry.entry_id),
        quantity,
        unit_price: entry.unit_cost,
        amount: amount(quantity, entry.unit_cost, currency),
        tax: Decimal::ZERO,
        currency,
        cost_actual_id: None,
        reverses_actual_id: None,
        replaces_actual_id: None,
        bills_actual_id: None,
        invoice_id: None,
        invoice_detail_id: None,
    }
}
