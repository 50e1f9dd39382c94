//! Rules, as tables.
#![cfg(test)]

use super::{
    rules::{beginners, state},
    words::{BatchKind, BatchState},
};
use crate::{
    app::rights::{allowed, may},
    vocabulary::words::Role,
};

#[test]
fn how_far_a_batch_has_come_follows_from_its_counts_and_its_job() {
    for (waiting, done, refused, is_stopped, expected) in [
        (3, 0, 0, false, BatchState::Waiting),
        (3, 0, 0, true, BatchState::Stopped),
        (2, 1, 0, false, BatchState::Running),
        (2, 0, 1, false, BatchState::Running),
        (2, 1, 0, true, BatchState::Stopped),
        (0, 3, 0, false, BatchState::Done),
        (0, 2, 1, false, BatchState::DoneWithRefusals),
        (0, 0, 3, false, BatchState::DoneWithRefusals),
        (0, 3, 0, true, BatchState::Done),
    ] {
        assert_eq!(
            state(waiting, done, refused, is_stopped),
            expected,
            "{waiting}/{done}/{refused}"
        );
    }
}

#[test]
fn whoever_may_start_something_again_could_have_begun_it() {
    // §14: no wider than the acts themselves
    for kind in BatchKind::ALL {
        assert_eq!(beginners(*kind), allowed(kind.begun_by()), "{kind:?}");
        for role in Role::ALL {
            let begins = beginners(*kind).contains(role);
            assert!(
                !begins || may(&[*role], "list_batches") && may(&[*role], "restart_batch"),
                "{role:?} follows what they began: {kind:?}"
            );
        }
    }
    for role in Role::ALL {
        assert_eq!(
            BatchKind::ALL.iter().any(|kind| beginners(*kind).contains(role)),
            may(&[*role], "restart_batch"),
            "{role:?}"
        );
    }
}
