//! Decisions of the backlog. Pure.

mod limits;
mod suggest;

pub use limits::*;
pub use suggest::suggest;

use crate::claims::{model::ClaimStatus, rules::held};
use crate::vocabulary::{
    refusal::Refusal,
    words::{BillingStatus, BillingType, LimitKind, NteStatus},
};

/// What somebody may do with a backlog row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// Ready to Invoice.
    MarkReady,
    /// Not Ready to Invoice.
    MarkNotReady,
}

/// What holds a row back from being Ready to Invoice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hold {
    /// Where it stands against limits.
    pub nte: NteStatus,
    /// The level that stops it.
    pub nte_detail: Option<LimitKind>,
    /// The customer pays for it, but nothing prices it.
    pub lacks_price: bool,
}

/// A sale that the customer is to pay but that nothing prices (R-PRC-2).
pub fn lacks_price(billing_type: BillingType, has_price: bool) -> bool {
    billing_type == BillingType::Chargeable && !has_price
}

/// Whether a row may become Ready: it has a price, and is within every limit (R-SM-17).
pub fn may_be_ready(hold: Hold) -> Result<(), Refusal> {
    match hold.nte {
        _ if hold.lacks_price => Err(Refusal::NoPrice),
        NteStatus::Failed => {
            Err(hold.nte_detail.map_or(Refusal::LimitNotEvaluated, Refusal::LimitFailed))
        }
        NteStatus::NotEvaluated => Err(Refusal::LimitNotEvaluated),
        NteStatus::Committed | NteStatus::NotApplicable => Ok(()),
    }
}

/// R-SM-17, R-SM-18: where a row goes, or why not. Marking what is marked already is no change and
/// no refusal.
pub fn next(
    status: BillingStatus,
    hold: Hold,
    invoice: &str,
    event: Event,
) -> Result<BillingStatus, Refusal> {
    match (status, event) {
        (BillingStatus::OnDraft, Event::MarkReady | Event::MarkNotReady) => {
            Err(held(ClaimStatus::OnDraft, invoice))
        }
        (BillingStatus::Posted, Event::MarkReady | Event::MarkNotReady) => {
            Err(held(ClaimStatus::Posted, invoice))
        }
        (BillingStatus::Canceled, Event::MarkReady | Event::MarkNotReady) => {
            Err(Refusal::NotInBacklog)
        }
        (BillingStatus::NotReady | BillingStatus::Ready, Event::MarkNotReady) => {
            Ok(BillingStatus::NotReady)
        }
        (BillingStatus::NotReady | BillingStatus::Ready, Event::MarkReady) => {
            may_be_ready(hold).map(|()| BillingStatus::Ready)
        }
    }
}
