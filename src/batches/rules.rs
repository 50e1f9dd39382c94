//! Decisions on what is done in the background. Pure.

use super::words::{BatchKind, BatchState};
use crate::{
    access::rules::{APPROVERS, BILLERS},
    vocabulary::words::Role,
};

/// How far a batch has come.
pub fn state(waiting: i32, done: i32, refused: i32, is_stopped: bool) -> BatchState {
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
        | BatchKind::ReevaluateLimits => BILLERS,
        BatchKind::ApproveSet => APPROVERS,
    }
}
