//! Decisions of the backlog. Pure.

mod limits;
mod suggest;

pub use limits::*;
pub use suggest::suggest;

use crate::vocabulary::{
    refusal::Refusal,
    words::{BillingStatus, NteStatus},
};

/// What somebody may do with a backlog row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// Ready to Invoice.
    MarkReady,
    /// Not Ready to Invoice.
    MarkNotReady,
}

/// R-SM-17, R-SM-18: where a row goes, or why not. Marking what is marked already is no change and no refusal.
pub fn next(status: BillingStatus, nte: NteStatus, nte_detail: Option<&str>, invoice: &str, event: Event) -> Result<BillingStatus, Refusal> {
    match (status, event) {
        (BillingStatus::OnDraft, Event::MarkReady | Event::MarkNotReady) => Err(Refusal::OnDraftInvoice(invoice.to_owned())),
        (BillingStatus::Posted, Event::MarkReady | Event::MarkNotReady) => Err(Refusal::OnConfirmedInvoice(invoice.to_owned())),
        (BillingStatus::Canceled, Event::MarkReady | Event::MarkNotReady) => Err(Refusal::NotInBacklog),
        (BillingStatus::NotReady | BillingStatus::Ready, Event::MarkNotReady) => Ok(BillingStatus::NotReady),
        (BillingStatus::NotReady | BillingStatus::Ready, Event::MarkReady) => match nte {
            NteStatus::Failed => Err(Refusal::LimitFailed(nte_detail.unwrap_or_default().to_owned())),
            NteStatus::NotEvaluated => Err(Refusal::LimitNotEvaluated),
            NteStatus::Committed | NteStatus::NotApplicable => Ok(BillingStatus::Ready),
        },
    }
}
