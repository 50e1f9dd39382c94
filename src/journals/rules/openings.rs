//! Decisions on what was billed before Billwright (R-APP-14). Pure.

use super::allowed::journal_allows;
use crate::{
    actuals::model::Actual,
    claims::{model::ClaimStatus, rules::held},
    journals::model::{Billed, JournalLine, Opening, OpeningUse, OpeningWork, Planned},
    vocabulary::{
        ids::{ActualId, JournalOpeningId},
        money::DiscountAndFee,
        refusal::{Field, Refusal},
        typed::money,
        words::{
            BillingMethod, BillingType, ContractState, InvoicingStatus, TransactionClass,
            TransactionType,
        },
    },
};
use chrono::NaiveDate;
use rust_decimal::Decimal;

/// The most rows that an opening writes.
pub const OPENING_ROWS: usize = 3;

/// A journal's line of class Milestone or Retainer, read whole (W-25).
pub fn opening_line(line: &JournalLine) -> Result<OpeningWork, Refusal> {
    let billed = match line.transaction_class {
        TransactionClass::Milestone => Billed::Milestone(
            line.milestone_split_id.ok_or(Refusal::FieldMissing(Field::Milestone))?,
        ),
        TransactionClass::Retainer => {
            Billed::Retainer(line.retainer_id.ok_or(Refusal::FieldMissing(Field::Retainer))?)
        }
        TransactionClass::Time
        | TransactionClass::Expense
        | TransactionClass::Material
        | TransactionClass::Fee => return Err(Refusal::OpeningNotAllowed),
    };
    // On no contract otherwise, so there is no need to look it up.
    if !journal_allows(
        line.transaction_type,
        Some(BillingMethod::FixedPrice),
        line.transaction_class,
    ) {
        return Err(Refusal::OpeningNotAllowed);
    }
    Ok(OpeningWork {
        transaction_type: line.transaction_type,
        billed,
        available: line.available.clone(),
        seen_amount: line.seen_amount,
    })
}

/// What the line comes to, once what it names is known: only what no invoice bills, on a contract
/// that is not lost.
pub fn open(work: &OpeningWork, planned: &Planned) -> Result<Opening, Refusal> {
    let invoice = planned.invoice.as_deref().unwrap_or_default();
    match planned.status {
        InvoicingStatus::NotReady | InvoicingStatus::Ready => {}
        InvoicingStatus::OnDraft => return Err(held(ClaimStatus::OnDraft, invoice)),
        InvoicingStatus::Posted => return Err(held(ClaimStatus::Posted, invoice)),
        InvoicingStatus::BilledBefore => return Err(Refusal::BilledBefore),
    }
    if planned.contract_state == ContractState::Lost {
        return Err(Refusal::ContractIsLost);
    }
    let class = work.billed.class();
    if !planned
        .methods
        .iter()
        .any(|method| journal_allows(work.transaction_type, Some(*method), class))
    {
        return Err(Refusal::OpeningNotAllowed);
    }
    if work.seen_amount.is_some_and(|seen| seen != planned.amount) {
        return Err(Refusal::Outdated);
    }
    let available = match work.transaction_type {
        TransactionType::UnbilledSales => left(&work.available, planned)?,
        TransactionType::BilledSales | TransactionType::Cost => Decimal::ZERO,
    };
    Ok(Opening {
        transaction_type: work.transaction_type,
        billed: work.billed,
        contract_id: planned.contract_id,
        contract_line_id: planned.contract_line_id,
        project_id: planned.project_id,
        customer_id: planned.customer_id,
        description: planned.description.clone(),
        billed_on: planned.billed_on,
        amount: planned.amount,
        tax: planned.tax,
        available,
        currency: planned.currency,
    })
}

/// What is left of a retainer, as typed: some of it, or all.
fn left(typed: &str, planned: &Planned) -> Result<Decimal, Refusal> {
    let available = money(typed, Field::Available, planned.currency)?;
    if available.is_zero() {
        return Err(Refusal::FieldNotPositive(Field::Available));
    }
    if available > planned.amount {
        Err(Refusal::MoreThanPrepaid(planned.amount, planned.currency))
    } else {
        Ok(available)
    }
}

/// What the invoices from before would have written here: a milestone's billed sale (R-CONF-1 i); a
/// retainer's, what was used of it, and what is owed to the customer (R-RET-5 to R-RET-7). `None`
/// when keys run out.
pub fn opening_rows(
    opening: &Opening,
    id: JournalOpeningId,
    today: NaiveDate,
    ids: &mut impl Iterator<Item = ActualId>,
) -> Option<Vec<Actual>> {
    let mut rows = Vec::with_capacity(OPENING_ROWS);
    let mut write = |transaction_type, quantity: Decimal, amount: Decimal, tax| {
        let row = Actual {
            id: ids.next()?,
            transaction_type,
            quantity,
            unit_price: amount,
            amount: quantity * amount,
            tax,
            ..row(opening, id, today)
        };
        rows.push(row);
        Some(())
    };
    write(TransactionType::BilledSales, Decimal::ONE, opening.amount, opening.tax)?;
    if opening.billed.class() == TransactionClass::Retainer {
        let used = opening.amount - opening.available;
        if !used.is_zero() {
            write(TransactionType::BilledSales, -Decimal::ONE, used, Decimal::ZERO)?;
        }
        if !opening.available.is_zero() {
            write(TransactionType::UnbilledSales, -Decimal::ONE, opening.available, Decimal::ZERO)?;
        }
    }
    Some(rows)
}

fn row(opening: &Opening, id: JournalOpeningId, today: NaiveDate) -> Actual {
    Actual {
        id: ActualId(0),
        transaction_type: TransactionType::BilledSales,
        transaction_class: opening.billed.class(),
        billing_type: BillingType::Chargeable,
        work_on: opening.billed_on,
        accounted_on: today,
        contract_id: Some(opening.contract_id),
        contract_line_id: opening.contract_line_id,
        customer_id: Some(opening.customer_id),
        project_id: opening.project_id,
        resource_id: None,
        role_id: None,
        entry_id: None,
        retainer_id: opening.billed.retainer(),
        journal_opening_id: Some(id),
        added_detail_id: None,
        quantity: Decimal::ZERO,
        unit_price: Decimal::ZERO,
        amount: Decimal::ZERO,
        discount_and_fee: DiscountAndFee::NONE,
        tax: Decimal::ZERO,
        currency: opening.currency,
        has_price: true,
        cost_actual_id: None,
        reverses_actual_id: None,
        replaces_actual_id: None,
        bills_actual_id: None,
        invoice_id: None,
        invoice_detail_id: None,
    }
}

/// Whether an opening can be cancelled: not once an invoice has used some of it.
pub fn may_cancel(opening: &OpeningUse) -> Result<(), Refusal> {
    match (opening.is_standing, &opening.used_on, &opening.draft) {
        (false, _, _) => Err(Refusal::OpeningGone),
        (true, Some(invoice), _) => Err(held(ClaimStatus::Posted, invoice)),
        (true, None, Some(draft)) => Err(held(ClaimStatus::OnDraft, draft)),
        (true, None, None) => Ok(()),
    }
}
