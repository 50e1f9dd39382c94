//! Decisions of the backlog. Pure.

use super::model::{Limit, LimitLevel};
use crate::vocabulary::{
    refusal::Refusal,
    words::{BillingStatus, BillingType, NteStatus},
};
use rust_decimal::Decimal;
use std::collections::BTreeMap;

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

/// R-NTE-1 to R-NTE-4 for one record, in order of date and id: all-or-nothing, equality passes; a pass uses
/// the room of every level. `levels` are those that apply, innermost first.
pub fn evaluate(
    limits: &mut BTreeMap<LimitLevel, Limit>,
    levels: &[LimitLevel],
    billing_type: BillingType,
    amount: Decimal,
) -> (NteStatus, Option<LimitLevel>) {
    let limited: Vec<LimitLevel> = levels.iter().copied().filter(|level| limits.contains_key(level)).collect();
    if billing_type != BillingType::Chargeable || limited.is_empty() {
        return (NteStatus::NotApplicable, None);
    }
    let over = limited.iter().find(|level| limits.get(level).is_some_and(|l| l.used + amount > l.limit));
    if let Some(level) = over {
        return (NteStatus::Failed, Some(*level));
    }
    for level in &limited {
        if let Some(limit) = limits.get_mut(level) {
            limit.used += amount;
        }
    }
    (NteStatus::Committed, None)
}

/// How the failing level is named in the record's detail (R-NTE-4).
pub fn level_name(level: LimitLevel) -> &'static str {
    match level {
        LimitLevel::LineCustomer(..) => "contract line customer",
        LimitLevel::Line(_) => "contract line",
    }
}
