//! Decisions of invoicing. Pure.

mod picked;
mod retainers;

pub use picked::pick;
pub use retainers::use_retainers;

use super::model::{DetailBefore, DetailEdit, DetailTerms, HeaderEdit, MilestoneSource, NewInvoice, OpenDetail, Source};
use crate::{
    actuals::{
        model::Actual,
        rules::{WrittenFor, billed, replacement, reversal},
    },
    backlog::model::ReadySummary,
    vocabulary::{
        currency::Currency,
        dates::parse_date,
        ids::ActualId,
        left_behind::LeftBehind,
        money::{amount, is_price, is_quantity, round},
        refusal::{Field, Refusal},
        typed::{number, number_in, readable, required, text},
        words::{BillingType, ContractState, InvoiceState, TransactionClass, TransactionType},
    },
};
use chrono::NaiveDate;
use rust_decimal::Decimal;

/// What happens to an invoice as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// Details, lines or texts change; also the deletion of the draft.
    Edit,
    /// R-SM-27.
    SetState(InvoiceState),
    /// R-SM-28: one-way.
    Confirm,
}

/// The way from one state to the next; only `next` makes one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Transition {
    from: InvoiceState,
    to: InvoiceState,
}

impl Transition {
    /// Where it must be.
    pub fn from(self) -> InvoiceState {
        self.from
    }
    /// Where it goes.
    pub fn to(self) -> InvoiceState {
        self.to
    }
}

/// R-SM-26 to R-SM-33.
pub fn next(from: InvoiceState, event: Event) -> Result<Transition, Refusal> {
    match (from, event) {
        (InvoiceState::Confirmed | InvoiceState::Posted, Event::Edit | Event::SetState(_) | Event::Confirm) => Err(Refusal::ConfirmedInvoiceIsFrozen),
        (InvoiceState::Draft | InvoiceState::InReview, Event::Edit) => Ok(Transition { from, to: from }),
        (InvoiceState::Draft | InvoiceState::InReview, Event::Confirm) => Ok(Transition { from, to: InvoiceState::Confirmed }),
        (InvoiceState::Draft | InvoiceState::InReview, Event::SetState(to @ (InvoiceState::Draft | InvoiceState::InReview))) => Ok(Transition { from, to }),
        (InvoiceState::Draft | InvoiceState::InReview, Event::SetState(InvoiceState::Confirmed | InvoiceState::Posted)) => Err(Refusal::InputUnreadable),
    }
}

/// Whether an invoice can be changed.
pub fn is_open(state: InvoiceState) -> bool {
    next(state, Event::Edit).is_ok()
}

/// As people read a number.
pub fn number_text(number: i64) -> String {
    format!("INV-{number:06}")
}

/// R-INV-3 to R-INV-8 for one contract and the day on its invoices: a draft per customer with something chargeable, of whatever
/// kind, and what stays behind; or why there is none. A lost contract bills nothing more (R-SM-3), but what is left of its
/// retainers is refunded: only that counts as chargeable in `found`.
pub fn create(state: ContractState, found: &[ReadySummary], on_draft: i64, invoice_on: NaiveDate) -> Result<(Vec<NewInvoice>, LeftBehind), Refusal> {
    match state {
        ContractState::Confirmed => {}
        ContractState::Lost if found.iter().any(|s| s.chargeable > 0) => {}
        ContractState::Draft => return Err(Refusal::ContractNotConfirmed),
        ContractState::Lost => return Err(Refusal::ContractIsLost),
    }
    let mut new: Vec<NewInvoice> =
        found.iter().filter(|s| s.chargeable > 0).map(|s| NewInvoice { contract_id: s.contract_id, customer_id: s.customer_id }).collect();
    new.sort_by_key(|draft| (draft.contract_id, draft.customer_id));
    new.dedup();
    let goes_along = |s: &ReadySummary| new.iter().any(|draft| (draft.contract_id, draft.customer_id) == (s.contract_id, s.customer_id));
    let left = found.iter().map(|s| left_of(s, goes_along(s))).fold(LeftBehind::default(), LeftBehind::and);
    if new.is_empty() {
        return Err(Refusal::NothingToInvoice(LeftBehind { on_draft, ..left }, invoice_on));
    }
    Ok((new, left))
}

/// What stays behind of a customer; what is not chargeable goes along on an invoice, if there is one.
fn left_of(found: &ReadySummary, goes_along: bool) -> LeftBehind {
    LeftBehind {
        later: found.later,
        without_price: found.without_price,
        at_limit: found.at_limit,
        not_evaluated: found.not_evaluated,
        not_ready: found.not_ready,
        not_chargeable: if goes_along { 0 } else { found.not_chargeable },
        on_draft: 0,
    }
}

/// R-EDIT-5, R-EDIT-6, R-EDIT-10, R-EDIT-11: what was typed, checked, with the amount it comes to.
pub fn edit_detail(before: &DetailBefore, edit: &DetailEdit) -> Result<DetailTerms, Refusal> {
    let quantity = number(&edit.quantity, Field::Quantity)?;
    if !is_quantity(quantity) {
        return Err(Refusal::FieldOutOfRange(Field::Quantity));
    }
    let unit_price = number_in(&edit.unit_price, Field::UnitPrice, before.currency)?;
    if !is_price(unit_price) {
        return Err(Refusal::FieldOutOfRange(Field::UnitPrice));
    }
    if before.fixed_price.is_some_and(|price| (quantity, unit_price) != (Decimal::ONE, price)) {
        return Err(Refusal::MilestoneAmountIsFixed);
    }
    if edit.billing_type == BillingType::NotAvailable {
        return Err(Refusal::InputUnreadable);
    }
    if edit.billing_type == BillingType::Chargeable && !before.has_price && unit_price.is_zero() {
        return Err(Refusal::NoPrice);
    }
    let tax = edited_tax(before, edit, quantity, unit_price)?;
    Ok(DetailTerms {
        quantity,
        unit_price,
        amount: amount(quantity, unit_price, before.currency),
        tax,
        billing_type: edit.billing_type,
        description: text(&edit.description, Field::Description, 1_000)?,
        external_description: text(&edit.external_description, Field::ExternalDescription, 1_000)?,
    })
}

/// Tax left as it was follows the amount, whether its quantity or its price changed (R-EDIT-11); what is not chargeable, or
/// nothing at all, carries none (R-EDIT-10).
fn edited_tax(before: &DetailBefore, edit: &DetailEdit, quantity: Decimal, unit_price: Decimal) -> Result<Decimal, Refusal> {
    let decimals = before.currency.decimals();
    let typed = if edit.tax.trim().is_empty() { Decimal::ZERO } else { number_in(&edit.tax, Field::Tax, before.currency)? };
    if typed.is_sign_negative() || !is_price(typed.normalize()) {
        return Err(Refusal::FieldOutOfRange(Field::Tax));
    }
    if typed.normalize().scale() > decimals {
        return Err(Refusal::FieldTooPrecise(Field::Tax, decimals));
    }
    if edit.billing_type != BillingType::Chargeable || quantity.is_zero() {
        return if typed.is_zero() || typed == before.tax { Ok(Decimal::ZERO) } else { Err(Refusal::TaxOnNonChargeable) };
    }
    let left_alone = typed == before.tax;
    let (was, is) = (before.quantity * before.unit_price, quantity * unit_price);
    if left_alone && !was.is_zero() && is != was {
        let scaled = round(before.tax.saturating_mul(is) / was, decimals);
        return if is_price(scaled) { Ok(scaled) } else { Err(Refusal::FieldOutOfRange(Field::Tax)) };
    }
    Ok(typed)
}

/// R-EDIT-1: the header as typed, checked; the accounting date read.
pub fn edit_header(edit: &HeaderEdit) -> Result<(HeaderEdit, Option<NaiveDate>), Refusal> {
    let accounted_on = match edit.accounted_on.trim() {
        "" => None,
        typed => Some(parse_date(typed).ok_or(Refusal::FieldNotADate(Field::AccountingDate))?),
    };
    let checked = HeaderEdit {
        name: required(&edit.name, Field::Name, 200)?,
        description: text(&edit.description, Field::Description, 2_000)?,
        bill_to_name: required(&edit.bill_to_name, Field::BillToName, 200)?,
        bill_to_contact: text(&edit.bill_to_contact, Field::BillToContact, 200)?,
        bill_to_address: text(&edit.bill_to_address, Field::BillToAddress, 1_000)?,
        ..edit.clone()
    };
    Ok((checked, accounted_on))
}

/// R-EDIT-4.
pub fn edit_line_name(name: &str) -> Result<String, Refusal> {
    required(name, Field::Name, 200)
}

/// R-CONF-5: whether an open invoice can be confirmed as it stands.
pub fn may_confirm(state: InvoiceState, bill_to_name: &str, details: i64) -> Result<Transition, Refusal> {
    let transition = next(state, Event::Confirm)?;
    if details == 0 {
        return Err(Refusal::InvoiceEmpty);
    }
    if bill_to_name.trim().is_empty() {
        return Err(Refusal::BillToMissing);
    }
    Ok(transition)
}

/// R-CONF-1, R-CONF-2, R-CONF-4: the ledger rows of one detail. Keys come from `ids`; `None` when they run out.
pub fn confirm_detail(detail: &OpenDetail, accounted_on: NaiveDate, ids: &mut impl Iterator<Item = ActualId>) -> Option<Vec<Actual>> {
    let written_for = WrittenFor { invoice_id: detail.invoice_id, invoice_detail_id: detail.invoice_detail_id, accounted_on };
    match &detail.source {
        Source::Sale(sale) => confirm_sale(detail, sale, written_for, ids),
        Source::Milestone(milestone) => Some(vec![confirm_milestone(detail, milestone, written_for, ids.next()?)]),
    }
}

/// R-CONF-1 case i: nothing was unbilled before, so nothing is reversed.
fn confirm_milestone(detail: &OpenDetail, milestone: &MilestoneSource, written_for: WrittenFor, id: ActualId) -> Actual {
    Actual {
        id,
        transaction_type: TransactionType::BilledSales,
        transaction_class: TransactionClass::Milestone,
        billing_type: detail.billing_type,
        work_on: milestone.milestone_on,
        accounted_on: written_for.accounted_on,
        contract_id: Some(milestone.contract_id),
        contract_line_id: Some(milestone.contract_line_id),
        customer_id: Some(milestone.customer_id),
        project_id: Some(milestone.project_id),
        resource_id: None,
        role_id: None,
        entry_id: None,
        retainer_id: None,
        journal_opening_id: None,
        quantity: detail.quantity,
        unit_price: detail.unit_price,
        amount: amount(detail.quantity, detail.unit_price, milestone.currency),
        tax: detail.tax,
        currency: milestone.currency,
        has_price: true,
        cost_actual_id: None,
        reverses_actual_id: None,
        replaces_actual_id: None,
        bills_actual_id: None,
        invoice_id: Some(written_for.invoice_id),
        invoice_detail_id: Some(written_for.invoice_detail_id),
    }
}

/// R-CONF-1 cases a to e.
fn confirm_sale(detail: &OpenDetail, source: &Actual, written_for: WrittenFor, ids: &mut impl Iterator<Item = ActualId>) -> Option<Vec<Actual>> {
    let mut rows = vec![reversal(source, ids.next()?, written_for)];
    if !is_edited(detail, source) {
        rows.push(billed(source, ids.next()?, detail.tax, written_for));
        return Some(rows);
    }
    for (quantity, unit_price, billing_type, tax) in replaced_by(detail, source) {
        let replacing = replacement(source, ids.next()?, quantity, unit_price, billing_type, written_for);
        rows.push(reversal(&replacing, ids.next()?, written_for));
        rows.push(billed(&replacing, ids.next()?, tax, written_for));
        rows.insert(rows.len() - 2, replacing);
    }
    Some(rows)
}

/// Whether a detail is billed, but for nothing: at a price of 0.
pub fn is_for_nothing(detail: &OpenDetail) -> bool {
    detail.billing_type == BillingType::Chargeable && detail.unit_price.is_zero() && !detail.quantity.is_zero()
}

/// How many keys `confirm_detail` will draw.
pub fn rows_of(detail: &OpenDetail) -> usize {
    match &detail.source {
        Source::Sale(source) if is_edited(detail, source) => 1 + 3 * replaced_by(detail, source).len(),
        Source::Sale(_) => 2,
        Source::Milestone(_) => 1,
    }
}

fn is_edited(detail: &OpenDetail, source: &Actual) -> bool {
    (detail.quantity, detail.unit_price, detail.billing_type) != (source.quantity, source.unit_price, source.billing_type)
}

/// The detail as billed; and, when hours were cut, the rest, billed as Non-chargeable at the old price (R-CONF-2).
fn replaced_by(detail: &OpenDetail, source: &Actual) -> Vec<(Decimal, Decimal, BillingType, Decimal)> {
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

/// Sum of an invoice's chargeable rows, as the total counts them (R-EDIT-10).
pub fn total<'a>(rows: impl Iterator<Item = (&'a BillingType, Decimal, Decimal)>) -> (Decimal, Decimal) {
    rows.filter(|(billing_type, ..)| **billing_type == BillingType::Chargeable)
        .fold((Decimal::ZERO, Decimal::ZERO), |(amount, tax), (_, a, t)| (amount + a, tax + t))
}

/// Amounts in a currency, as an edit shows them while it is typed.
pub fn preview_amount(quantity: &str, unit_price: &str, currency: Currency) -> Option<Decimal> {
    let (quantity, unit_price) = (readable(quantity)?, number_in(unit_price, Field::UnitPrice, currency).ok()?);
    (is_quantity(quantity) && is_price(unit_price)).then(|| amount(quantity, unit_price, currency))
}
