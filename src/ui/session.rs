//! What has become of the session while a page was open: its calls notice, the frame says it over the page (`app/session.rs`).

use crate::vocabulary::{failure::ApiError, refusal::Refusal};
use leptos::prelude::*;
use std::{cell::Cell, time::Duration};

/// Why a page can't go on as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Interruption {
    /// Nobody has done anything for so long that the session ends soon.
    Ending,
    /// It has ended.
    SignedOut,
    /// Somebody else has signed in meanwhile, or in another company.
    OfAnother,
}

/// Where the page hears of it.
#[derive(Clone, Copy)]
struct Watch {
    interruption: RwSignal<Option<Interruption>>,
    quiet: Duration,
}

thread_local! {
    static WATCH: Cell<Option<Watch>> = const { Cell::new(None) };
    static TIMER: Cell<Option<TimeoutHandle>> = const { Cell::new(None) };
}

/// Begins to watch: after so long without an answer the session is about to end. The browser's one page does, once.
pub fn watch(interruption: RwSignal<Option<Interruption>>, quiet: Duration) {
    WATCH.set(Some(Watch { interruption, quiet }));
    alive();
}

/// The server has answered somebody who is signed in: the session goes on from now.
pub fn alive() {
    let Some(watch) = WATCH.get() else { return };
    if let Some(timer) = TIMER.take() {
        timer.clear();
    }
    let warn = move || {
        if watch.interruption.try_get_untracked().flatten().is_none() {
            watch.interruption.set(Some(Interruption::Ending));
        }
    };
    // Without a timer nobody is warned; what the next call answers is said all the same.
    TIMER.set(set_timeout_with_handle(warn, watch.quiet).ok());
}

/// A call has ended so: what that says of the session.
pub fn heard(error: Option<&ApiError>) {
    let found = match error {
        Some(ApiError::SignedOut) => Some(Interruption::SignedOut),
        Some(ApiError::Refused(Refusal::PageOfAnother { .. })) => Some(Interruption::OfAnother),
        Some(ApiError::Unreachable | ApiError::Busy) => return,
        Some(ApiError::Refused(_) | ApiError::Forbidden | ApiError::Fault(_)) | None => None,
    };
    match (found, WATCH.get()) {
        (Some(found), Some(watch)) => watch.interruption.set(Some(found)),
        (Some(_), None) => {}
        (None, _) => alive(),
    }
}
