//! Decisions on what is done in the background. Pure.

use super::words::{BatchKind, BatchState};
use crate::{
    access::rules::{APPROVERS, BILLERS, JOB_KEEPERS},
    vocabulary::words::Role,
};
use chrono::{DateTime, Utc};

/// How far a batch has come.
pub fn state(
    (waiting, done, refused): (i32, i32, i32),
    is_stopped: bool,
    is_cancelled: bool,
) -> BatchState {
    if waiting == 0 && is_cancelled {
        return BatchState::Cancelled;
    }
    match (waiting > 0, done > 0 || refused > 0, refused > 0) {
        (true, ..) if is_stopped => BatchState::Stopped,
        (true, false, _) => BatchState::Waiting,
        (true, true, _) => BatchState::Running,
        (false, _, false) => BatchState::Done,
        (false, _, true) => BatchState::DoneWithRefusals,
    }
}

/// Who begins such a batch, and may start it again: whoever may do the act itself.
pub fn beginners(kind: BatchKind) -> &'static [Role] {
    match kind {
        BatchKind::MarkReady
        | BatchKind::MarkNotReady
        | BatchKind::ResetLimits
        | BatchKind::ReevaluateLimits
        | BatchKind::CreateInvoices
        | BatchKind::ConfirmInvoices
        | BatchKind::DeleteInvoices
        | BatchKind::SetBillingType => BILLERS,
        BatchKind::ApproveSet => APPROVERS,
        BatchKind::RunInvoices => JOB_KEEPERS,
    }
}

/// In how many seconds what waits will be done, told from how long it took to do the rest; nobody
/// knows before something is done.
pub fn seconds_left(
    begun_at: DateTime<Utc>,
    settled_at: Option<DateTime<Utc>>,
    (waiting, settled): (i32, i32),
) -> Option<i64> {
    let took = (settled_at? - begun_at).num_milliseconds().max(0);
    if waiting == 0 || settled <= 0 {
        return None;
    }
    Some(took.saturating_mul(waiting.into()) / i64::from(settled) / 1_000)
}
