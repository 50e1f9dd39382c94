//! What the list and the page of one show alike: how far it has come, and asking again.

use crate::{
    approvals::pieces::asked,
    batches::{
        api::retry_approval_sets,
        model::{BatchRow, SetFacts},
        words::BatchState,
    },
    ui::{
        badge::{Tone, badge},
        notice::Notice,
        paths,
    },
    vocabulary::{
        ids::BatchId,
        paging::Selection,
        texts::{count, fill, texts},
    },
};
use leptos::prelude::*;

/// Asks for what failed in sets once more, and says what came of it.
pub fn retry(notice: RwSignal<Option<Notice>>, reload: RwSignal<u32>) -> Action<Selection, ()> {
    Action::new(move |selection: &Selection| {
        let call = retry_approval_sets(selection.clone());
        async move {
            notice.set(Some(match call.await {
                Ok(requested) => asked(&requested),
                Err(error) => Notice::refused(&error),
            }));
            reload.update(|n| *n += 1);
        }
    })
}

fn state_badge(row: &BatchRow) -> AnyView {
    let tone = match row.state() {
        BatchState::Waiting | BatchState::Running => Tone::Waiting,
        BatchState::Done => Tone::Good,
        BatchState::Stopped | BatchState::DoneWithRefusals => Tone::Bad,
        BatchState::Cancelled => Tone::Quiet,
    };
    badge(row.state(), tone)
}

/// How far it has come; whether it retries another, or another it; of a set, what there is to be said of what
/// it approved.
pub fn state_cell(row: &BatchRow) -> AnyView {
    view! {
        {state_badge(row)}
        {other(row.retries, texts().sets_retries)}
        {other(row.retried_by, texts().batches_retried_by)}
        {row.set.as_ref().map(told)}
    }
    .into_any()
}

/// The batch that this one retries, or that retries it.
fn other(batch: Option<BatchId>, said: &str) -> Option<AnyView> {
    batch.map(|batch| {
        view! {
            " "
            <a href=paths::batch(batch)>
                <small>{fill(said, &[("set", &batch.to_string())])}</small>
            </a>
        }
        .into_any()
    })
}

fn told(set: &SetFacts) -> AnyView {
    let t = texts();
    let told = [
        (t.entries_without_price, set.without_price),
        (t.entries_at_zero, set.at_zero),
        (t.entries_rate_left, set.rate_left),
        (t.entries_not_covered, set.not_covered),
        (t.entries_outside_dates, set.outside_dates),
    ];
    let told = told
        .into_iter()
        .filter(|(_, n)| *n > 0)
        .map(|(text, n)| view! { <small class="quiet-text">" "{count(text, n.into())}</small> })
        .collect_view();
    told.into_any()
}
