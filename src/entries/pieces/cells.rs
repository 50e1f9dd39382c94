//! Cells that every list of entries has.

use crate::{
    entries::model::EntryRow,
    ui::{
        badge::{Tone, badge_text},
        format::{self, Label},
    },
    vocabulary::{
        texts::{fill, texts},
        words::{EntryState, TransactionClass},
    },
};
use leptos::prelude::*;

/// A quantity and what it counts; hours go without saying.
pub fn with_unit(row: &EntryRow) -> AnyView {
    let unit = (!row.unit.is_empty()).then(|| {
        view! {
            " "
            <small>{row.unit.clone()}</small>
        }
    });
    view! {
        {format::quantity(row.quantity)}
        {unit}
    }
    .into_any()
}

/// Where an entry stands: what is sent back is Returned if it is time, else Rejected (R-SM-39), and
/// a journal's line was Canceled (R-APP-14); with the reason of whoever wants it back.
pub fn state_cell(row: &EntryRow) -> AnyView {
    let t = texts();
    let (tone, label) = match row.state {
        EntryState::Draft => (Tone::Quiet, row.state.label()),
        EntryState::Submitted | EntryState::RecallRequested => (Tone::Waiting, row.state.label()),
        EntryState::Approved => (Tone::Good, row.state.label()),
        EntryState::Returned if row.entry_journal_id.is_some() => (Tone::Quiet, t.word_canceled),
        EntryState::Returned if row.transaction_class == TransactionClass::Time => {
            (Tone::Bad, row.state.label())
        }
        EntryState::Returned => (Tone::Bad, t.word_rejected),
    };
    let history = row.is_history.then(|| {
        view! {
            " "
            <span class="badge quiet">{t.entries_history}</span>
        }
    });
    let reason = (row.state == EntryState::RecallRequested)
        .then(|| view! { <small class="quiet-text">" "{row.recall_reason.clone()}</small> });
    let word = (row.state == EntryState::Returned && !row.decision_comment.is_empty())
        .then(|| view! { <small class="quiet-text">" "{row.decision_comment.clone()}</small> });
    view! {
        {badge_text(label, tone)}
        {history}
        {reason}
        {word}
    }
    .into_any()
}

/// The contract that bills it; or that none does, and whether that is for its dates.
pub fn contract_cell(row: &EntryRow) -> AnyView {
    let t = texts();
    match &row.contract_number {
        Some(contract) if row.is_outside_dates => {
            let text = fill(t.entries_not_covered_outside, &[("contract", contract)]);
            view! { <span class="badge waiting">{text}</span> }.into_any()
        }
        Some(contract) => contract.clone().into_any(),
        None => t.entries_no_contract.into_any(),
    }
}
