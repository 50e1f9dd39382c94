//! Who gets a draft of what. Pure.

mod picked;

pub use picked::pick;

use super::model::NewInvoice;
use crate::{
    backlog::model::ReadySummary,
    vocabulary::{left_behind::LeftBehind, refusal::Refusal, words::ContractState},
};
use chrono::NaiveDate;

/// R-INV-3 to R-INV-8 for one contract and the day on its invoices: a draft per customer with
/// something chargeable, of whatever kind, and what stays behind; or why there is none. A lost
/// contract bills nothing more (R-SM-3), but what is left of its retainers is refunded: only that
/// counts as chargeable in `found`.
pub fn create(
    state: ContractState,
    found: &[ReadySummary],
    on_draft: i64,
    invoice_on: NaiveDate,
) -> Result<(Vec<NewInvoice>, LeftBehind), Refusal> {
    match state {
        ContractState::Confirmed => {}
        ContractState::Lost if found.iter().any(|s| s.chargeable > 0) => {}
        ContractState::Draft => return Err(Refusal::ContractNotConfirmed),
        ContractState::Lost => return Err(Refusal::ContractIsLost),
    }
    let mut new: Vec<NewInvoice> = found
        .iter()
        .filter(|s| s.chargeable > 0)
        .map(|s| NewInvoice { contract_id: s.contract_id, customer_id: s.customer_id })
        .collect();
    new.sort_by_key(|draft| (draft.contract_id, draft.customer_id));
    new.dedup();
    let goes_along = |s: &ReadySummary| {
        new.iter()
            .any(|draft| (draft.contract_id, draft.customer_id) == (s.contract_id, s.customer_id))
    };
    let left = found
        .iter()
        .map(|s| left_of(s, goes_along(s)))
        .fold(LeftBehind::default(), LeftBehind::and);
    if new.is_empty() {
        return Err(Refusal::NothingToInvoice(LeftBehind { on_draft, ..left }, invoice_on));
    }
    Ok((new, left))
}

/// What stays behind of a customer; what is not chargeable goes along on an invoice, if there is
/// one.
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
