//! What may be revised. Pure.

use super::model::BilledUse;
use crate::{
    invoicing::model::{InvoiceKind, OpenInvoice},
    vocabulary::{
        ids::ActualId,
        refusal::Refusal,
        words::{InvoiceState, RetainerUse},
    },
};
use std::collections::BTreeMap;

/// R-SM-31, R-COR-1: confirmed, posted or paid; whoever made it (R-COR-8).
pub fn may_revise(state: InvoiceState) -> Result<(), Refusal> {
    match state {
        InvoiceState::Confirmed | InvoiceState::Posted => Ok(()),
        InvoiceState::Draft | InvoiceState::InReview => Err(Refusal::OnlyConfirmedIsRevised),
    }
}

/// R-COR-1: an open corrective invoice of the same contract and customer.
pub fn may_add_to(draft: &OpenInvoice, original: &OpenInvoice) -> Result<(), Refusal> {
    let payer = |i: &OpenInvoice| (i.contract_id, i.customer_id, i.currency);
    let is_open = matches!(draft.state, InvoiceState::Draft | InvoiceState::InReview);
    if draft.kind == InvoiceKind::Corrective && is_open && payer(draft) == payer(original) {
        Ok(())
    } else {
        Err(Refusal::NotItsCorrectiveDraft)
    }
}

/// R-COR-6: only what is live, and on no other open correction. `correction`: the corrective
/// invoice that has it, and whether it is confirmed.
pub fn is_live(correction: Option<(&str, bool)>) -> Result<(), Refusal> {
    match correction {
        None => Ok(()),
        Some((label, true)) => Err(Refusal::CorrectedAlready(label.to_owned())),
        Some((label, false)) => Err(Refusal::OnDraftInvoice(label.to_owned())),
    }
}

/// The same of a retainer; one that was billed must not be used (E13).
pub fn is_live_use(billed: &BilledUse) -> Result<(), Refusal> {
    is_live(billed.correction.as_ref().map(|(_, label, confirmed)| (label.as_str(), *confirmed)))?;
    match (billed.retainer_use, &billed.used_on) {
        (RetainerUse::Billed, Some(invoice)) => Err(Refusal::RetainerIsUsed(invoice.clone())),
        (RetainerUse::Billed | RetainerUse::Applied | RetainerUse::Refunded, _) => Ok(()),
    }
}

/// What is taken, and why the rest is not: each reason once, in the order met.
pub fn sort_out(
    all: impl Iterator<Item = (ActualId, Result<(), Refusal>)>,
) -> (Vec<ActualId>, Vec<(Refusal, i64)>) {
    let (mut taken, mut left_out) = (Vec::new(), Vec::<(Refusal, i64)>::new());
    let mut places: BTreeMap<String, usize> = BTreeMap::new();
    for (id, may) in all {
        let Err(refusal) = may else {
            taken.push(id);
            continue;
        };
        let place = *places.entry(format!("{refusal:?}")).or_insert_with(|| {
            left_out.push((refusal, 0));
            left_out.len() - 1
        });
        if let Some((_, count)) = left_out.get_mut(place) {
            *count += 1;
        }
    }
    (taken, left_out)
}
