//! Decisions of invoicing. Pure.

use super::model::OpenInvoice;
use crate::vocabulary::{
    refusal::Refusal,
    words::{BillingType, InvoiceState},
};
use rust_decimal::Decimal;
use std::collections::HashMap;

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

/// R-SM-26 to R-SM-28, R-SM-32, R-SM-33.
pub fn next(from: InvoiceState, event: Event) -> Result<Transition, Refusal> {
    match (from, event) {
        (
            InvoiceState::Confirmed | InvoiceState::Posted,
            Event::Edit | Event::SetState(_) | Event::Confirm,
        ) => Err(Refusal::ConfirmedInvoiceIsFrozen),
        (InvoiceState::Draft | InvoiceState::InReview, Event::Edit) => {
            Ok(Transition { from, to: from })
        }
        (InvoiceState::Draft | InvoiceState::InReview, Event::Confirm) => {
            Ok(Transition { from, to: InvoiceState::Confirmed })
        }
        (
            InvoiceState::Draft | InvoiceState::InReview,
            Event::SetState(to @ (InvoiceState::Draft | InvoiceState::InReview)),
        ) => Ok(Transition { from, to }),
        (
            InvoiceState::Draft | InvoiceState::InReview,
            Event::SetState(InvoiceState::Confirmed | InvoiceState::Posted),
        ) => Err(Refusal::InputUnreadable),
    }
}

/// R-SM-34: what is confirmed once its turn has come is edited by nobody meanwhile.
pub fn may_be_edited(is_scheduled: bool) -> Result<(), Refusal> {
    if is_scheduled { Err(Refusal::ConfirmationIsScheduled) } else { Ok(()) }
}

/// To which of chosen invoices something can happen, as they were `seen`; the others say why not
/// (R-BL-4): they are gone, final, about to be confirmed, or have changed since somebody chose them.
pub fn as_chosen(
    chosen: &[i64],
    found: &[OpenInvoice],
    event: Event,
    seen: impl Fn(&OpenInvoice) -> bool,
) -> (Vec<OpenInvoice>, Vec<(i64, Refusal)>) {
    let by_id: HashMap<i64, &OpenInvoice> = found.iter().map(|i| (i.invoice_id.0, i)).collect();
    let (mut open, mut refused) = (Vec::new(), Vec::new());
    for id in chosen {
        let may = by_id.get(id).copied().ok_or(Refusal::NotFound).and_then(|invoice| {
            next(invoice.state, event)?;
            if event != Event::Confirm {
                may_be_edited(invoice.is_scheduled)?;
            }
            if seen(invoice) { Ok(invoice) } else { Err(Refusal::Outdated) }
        });
        match may {
            Ok(invoice) => open.push(invoice.clone()),
            Err(refusal) => refused.push((*id, refusal)),
        }
    }
    (open, refused)
}

/// R-SM-30, R-CONF-9: what is confirmed is paid, or not; what is open is not.
pub fn may_be_paid(state: InvoiceState, was_paid: bool, is_paid: bool) -> Result<(), Refusal> {
    match state {
        InvoiceState::Draft | InvoiceState::InReview => Err(Refusal::OnlyConfirmedIsPaid),
        InvoiceState::Confirmed | InvoiceState::Posted if was_paid == is_paid => {
            Err(Refusal::Outdated)
        }
        InvoiceState::Confirmed | InvoiceState::Posted => Ok(()),
    }
}

/// Whether an invoice can be changed.
pub fn is_open(state: InvoiceState) -> bool {
    next(state, Event::Edit).is_ok()
}

/// Sum of an invoice's chargeable rows, as the total counts them (R-EDIT-10).
pub fn total<'a>(
    rows: impl Iterator<Item = (&'a BillingType, Decimal, Decimal)>,
) -> (Decimal, Decimal) {
    rows.filter(|(billing_type, ..)| **billing_type == BillingType::Chargeable)
        .fold((Decimal::ZERO, Decimal::ZERO), |(amount, tax), (_, a, t)| (amount + a, tax + t))
}
