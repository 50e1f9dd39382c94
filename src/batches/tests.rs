//! Rules, as tables.
#![cfg(test)]

use super::{
    rules::{beginners, seconds_left, state},
    words::{BatchKind, BatchState},
};
use crate::{
    app::rights::{allowed, may},
    vocabulary::words::Role,
};
use chrono::{DateTime, Duration, Utc};

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
            state((waiting, done, refused), is_stopped, false),
            expected,
            "{waiting}/{done}/{refused}"
        );
        let cancelled = if waiting == 0 { BatchState::Cancelled } else { expected };
        assert_eq!(
            state((waiting, done, refused), is_stopped, true),
            cancelled,
            "the chunk under way ends first"
        );
    }
}

#[test]
fn how_long_it_will_take_is_told_from_what_is_done() {
    // R-INV-16: nobody knows before something is done
    let begun_at = DateTime::<Utc>::UNIX_EPOCH;
    let at = |seconds: i64| Some(begun_at + Duration::seconds(seconds));
    for (settled_at, waiting, settled, expected) in [
        (None, 10, 0, None),
        (at(10), 10, 0, None),
        (at(10), 0, 10, None),
        (at(10), 10, 10, Some(10)),
        (at(10), 90, 10, Some(90)),
        (at(10), 1, 1_000, Some(0)),
        (at(-1), 10, 10, Some(0)),
        (at(86_400), i32::MAX, 1, Some(86_400 * i64::from(i32::MAX))),
    ] {
        assert_eq!(seconds_left(begun_at, settled_at, (waiting, settled)), expected);
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
