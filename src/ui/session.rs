//! What has become of the session while a page was open: its calls notice, the frame says it over
//! the page (`app/session.rs`). A session has two ends: so long after anything was last done, and
//! so long after it began, whatever is done. Both are counted from before the server was asked, so
//! that a session never ends earlier than its page says.

use crate::vocabulary::{failure::ApiError, refusal::Refusal};
use leptos::prelude::*;
use std::{cell::Cell, time::Duration};

/// Why a page can't go on as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Interruption {
    /// Nobody has done anything for so long that the session ends soon.
    Ending,
    /// It has lasted so long that it ends soon, whatever is done: only a new one goes on.
    EndingForGood,
    /// It has ended.
    SignedOut,
    /// Somebody else has signed in meanwhile, or in another company.
    OfAnother,
}

/// How long before an end it is said.
const WARNED: u64 = 120_000;
/// The server notes only once a minute that somebody does something, so a session may end so much
/// earlier than its idle time says.
const NOTED: u64 = 60_000;
/// After an end it is asked for only when it has passed for certain: whoever asks a session that
/// still lives keeps it alive.
const CERTAIN: u64 = 2 * NOTED;

/// Later than any page is open.
const FAR: u64 = u64::MAX / 4;

/// The ends of a session as a page knows them, in milliseconds of its clock; never later than in
/// truth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Ends {
    idle: u64,
    life: u64,
}

/// What there is to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Due {
    /// What is said stands.
    Nothing,
    /// Say it.
    Say(Interruption),
    /// Ask the server whether the session still lives: another window may have kept it, or begun a
    /// new one.
    Ask,
}

impl Ends {
    /// After an answer to what was sent then: so long may nobody do anything, so much of the
    /// session's life was left.
    fn heard(sent: u64, idle: u64, left: u64) -> Self {
        Self { idle: (sent + idle).saturating_sub(NOTED), life: sent + left }
    }

    /// After a later answer, which may not say how much is left: then it is what it was, and
    /// unknown if that is over. A session that answers has not ended.
    fn heard_again(self, sent: u64, idle: u64, left: Option<u64>) -> Self {
        let life = left.map_or(if self.life > sent { self.life } else { FAR }, |left| sent + left);
        Self { life, ..Self::heard(sent, idle, 0) }
    }

    /// What is due, and when to look again; never, once there is something to ask.
    fn due(self, now: u64) -> (Due, Option<u64>) {
        let (first, over) = (self.idle.min(self.life), self.idle.min(self.life) + CERTAIN);
        let (warn_idle, warn_life) =
            (self.idle.saturating_sub(WARNED), self.life.saturating_sub(WARNED));
        if now >= over {
            (Due::Ask, None)
        } else if now >= first {
            (Due::Nothing, Some(over))
        } else if now >= warn_life {
            (Due::Say(Interruption::EndingForGood), Some(over))
        } else if now >= warn_idle {
            (Due::Say(Interruption::Ending), Some(warn_life.min(over)))
        } else {
            (Due::Nothing, Some(warn_idle.min(warn_life)))
        }
    }
}

/// Whether one thing is said in place of another: the warning of an end that nothing stays does;
/// what has happened stands.
fn replaces(next: Interruption, shown: Option<Interruption>) -> bool {
    matches!((next, shown), (_, None) | (Interruption::EndingForGood, Some(Interruption::Ending)))
}

/// Where the page hears of it.
#[derive(Clone, Copy)]
struct Watch {
    interruption: RwSignal<Option<Interruption>>,
    idle: u64,
    ends: Ends,
    /// What was said last, once: whoever closed it knows.
    said: Option<Interruption>,
    ask: Callback<()>,
}

thread_local! {
    static WATCH: Cell<Option<Watch>> = const { Cell::new(None) };
    static TIMER: Cell<Option<TimeoutHandle>> = const { Cell::new(None) };
}

/// Begins to watch a session that may be idle for so long, and that had so much left when the
/// document was drawn. `ask` asks the server whether it lives. The browser's one page does, once.
pub fn watch(
    interruption: RwSignal<Option<Interruption>>,
    idle: Duration,
    left: Duration,
    ask: Callback<()>,
) {
    let idle = millis(idle);
    WATCH.set(Some(Watch {
        interruption,
        idle,
        ends: Ends::heard(clock::document(), idle, millis(left)),
        said: None,
        ask,
    }));
    look();
}

/// When something is sent: what it answers is counted from here.
pub fn now() -> u64 {
    clock::now()
}

/// The server has answered somebody who is signed in, and said how much of their session was left,
/// or did not.
pub fn alive(sent: u64, left: Option<Duration>) {
    let Some(watch) = WATCH.get() else { return };
    WATCH.set(Some(Watch {
        ends: watch.ends.heard_again(sent, watch.idle, left.map(millis)),
        ..watch
    }));
    look();
}

/// Says what is due and looks again when something else is. Without a timer nobody is warned; what
/// the next call answers is said all the same.
fn look() {
    let Some(watch) = WATCH.get() else { return };
    if let Some(timer) = TIMER.take() {
        timer.clear();
    }
    let now = clock::now();
    let (due, next) = watch.ends.due(now);
    let said = if let Due::Say(said) = due { Some(said) } else { None };
    WATCH.set(Some(Watch { said, ..watch }));
    match due {
        Due::Say(said)
            if watch.said != Some(said)
                && replaces(said, watch.interruption.try_get_untracked().flatten()) =>
        {
            watch.interruption.set(Some(said))
        }
        Due::Say(_) | Due::Nothing => {}
        Due::Ask => watch.ask.run(()),
    }
    TIMER.set(next.and_then(|next| {
        set_timeout_with_handle(look, Duration::from_millis(next.saturating_sub(now).max(1))).ok()
    }));
}

/// A call that was sent then has ended so: what that says of the session.
pub fn heard(sent: u64, error: Option<&ApiError>, left: Option<Duration>) {
    let found = match error {
        Some(ApiError::SignedOut) => Some(Interruption::SignedOut),
        Some(ApiError::Refused(Refusal::PageOfAnother { .. })) => Some(Interruption::OfAnother),
        Some(ApiError::Unreachable | ApiError::Busy) => return,
        Some(ApiError::Refused(_) | ApiError::Forbidden | ApiError::Fault(_)) | None => None,
    };
    match (found, WATCH.get()) {
        (Some(found), Some(watch)) => watch.interruption.set(Some(found)),
        (Some(_), None) => {}
        (None, _) => alive(sent, left),
    }
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(FAR).min(FAR)
}

/// The browser's clock, in milliseconds. It goes on while the machine sleeps, which timers don't.
#[cfg(feature = "hydrate")]
mod clock {
    use leptos::prelude::window;
    use std::time::Duration;
    use web_sys::js_sys::Date;

    pub fn now() -> u64 {
        whole(Date::now())
    }

    /// When the document was asked for.
    pub fn document() -> u64 {
        window().performance().map_or_else(now, |performance| whole(performance.time_origin()))
    }

    /// Of seconds or anything else, without what is behind the point.
    fn whole(number: f64) -> u64 {
        Duration::try_from_secs_f64(number).map_or(0, |whole| whole.as_secs())
    }
}

/// Nothing is watched where there is no browser.
#[cfg(not(feature = "hydrate"))]
mod clock {
    pub fn now() -> u64 {
        0
    }

    pub fn document() -> u64 {
        0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: u64 = 60_000;
    const HOUR: u64 = 60 * MINUTE;

    fn ends(sent: u64) -> Ends {
        Ends::heard(sent, HOUR, 12 * HOUR)
    }

    #[test]
    fn an_end_is_said_two_minutes_before_the_earliest_it_can_be() {
        // C28: the server noted the last call up to a minute before it, so 59 minutes are sure
        let session = ends(0);
        for (now, due, next) in [
            (0, Due::Nothing, Some(57 * MINUTE)),
            (57 * MINUTE - 1, Due::Nothing, Some(57 * MINUTE)),
            (57 * MINUTE, Due::Say(Interruption::Ending), Some(61 * MINUTE)),
            (59 * MINUTE, Due::Nothing, Some(61 * MINUTE)),
            (61 * MINUTE, Due::Ask, None),
            (200 * MINUTE, Due::Ask, None), // the machine slept: nothing is promised, the server is asked
        ] {
            assert_eq!(session.due(now), (due, next), "{now}");
        }
    }

    #[test]
    fn the_end_for_good_is_said_two_minutes_before_whatever_is_done() {
        // C28
        let busy = |now: u64| Ends { life: 12 * HOUR, ..ends(now) };
        let last = 12 * HOUR - 2 * MINUTE;
        assert_eq!(busy(last - 1).due(last - 1), (Due::Nothing, Some(last)));
        assert_eq!(
            busy(last - 1).due(last),
            (Due::Say(Interruption::EndingForGood), Some(12 * HOUR + 2 * MINUTE))
        );
        assert_eq!(busy(last - 1).due(12 * HOUR), (Due::Nothing, Some(12 * HOUR + 2 * MINUTE)));
        assert_eq!(busy(last - 1).due(12 * HOUR + 2 * MINUTE), (Due::Ask, None));
        // Idle shortly before: first the one, then the other in its place.
        let quiet = Ends { life: 12 * HOUR, ..ends(11 * HOUR + 2 * MINUTE) };
        assert_eq!(
            quiet.due(11 * HOUR + 58 * MINUTE),
            (Due::Say(Interruption::EndingForGood), Some(12 * HOUR + 2 * MINUTE))
        );
        let earlier = Ends { life: 12 * HOUR, ..ends(11 * HOUR) };
        assert_eq!(
            earlier.due(11 * HOUR + 57 * MINUTE),
            (Due::Say(Interruption::Ending), Some(last))
        );
    }

    #[test]
    fn a_session_never_ends_earlier_than_is_said() {
        // Whatever the network took, and whenever within its minute the server noted what was done.
        for took in [0, 1, 30_000] {
            for noted_before in [0, NOTED] {
                let (sent, answered_at) = (5 * MINUTE, 5 * MINUTE + took);
                let (idle_end, life_end) =
                    (answered_at - noted_before + HOUR, answered_at + 12 * HOUR);
                let known = ends(sent);
                assert!(known.idle <= idle_end && known.life <= life_end, "{took} {noted_before}");
                let warned = (0..)
                    .map(|minute| minute * MINUTE / 2)
                    .find(|now| matches!(known.due(*now).0, Due::Say(_)))
                    .unwrap();
                assert!(idle_end - warned >= WARNED, "two minutes are two minutes");
                let asked = (0..)
                    .map(|minute| minute * MINUTE / 2)
                    .find(|now| known.due(*now).0 == Due::Ask)
                    .unwrap();
                assert!(
                    asked >= idle_end,
                    "whoever asks keeps nothing alive that would have ended"
                );
            }
        }
    }

    #[test]
    fn whoever_is_answered_is_asked_no_more() {
        // another window has begun a new session, or something on the way swallowed what the server
        // says of its end
        let over = ends(0);
        let now = 13 * HOUR;
        assert_eq!(over.due(now).0, Due::Ask);
        for left in [None, Some(0), Some(12 * HOUR)] {
            assert_ne!(over.heard_again(now, HOUR, left).due(now).0, Due::Ask, "{left:?}");
        }
        assert_eq!(
            ends(0).heard_again(HOUR, HOUR, None),
            Ends { idle: 2 * HOUR - MINUTE, life: 12 * HOUR },
            "what was said stands"
        );
        assert_eq!(
            ends(0).heard_again(HOUR, HOUR, Some(12 * HOUR)).life,
            13 * HOUR,
            "until something else is"
        );
    }

    #[test]
    fn a_session_that_is_drawn_with_little_left_says_so_at_once() {
        for (left, due) in [
            (0, Due::Nothing),
            (1, Due::Say(Interruption::EndingForGood)),
            (2 * MINUTE + 1, Due::Nothing),
        ] {
            assert_eq!(Ends::heard(1, HOUR, left).due(1).0, due, "{left}");
        }
    }

    #[test]
    fn what_has_happened_is_not_talked_over() {
        use Interruption::{Ending, EndingForGood, OfAnother, SignedOut};
        for (next, shown, expected) in [
            (Ending, None, true),
            (EndingForGood, None, true),
            (EndingForGood, Some(Ending), true),
            (Ending, Some(EndingForGood), false),
            (Ending, Some(SignedOut), false),
            (EndingForGood, Some(SignedOut), false),
            (EndingForGood, Some(OfAnother), false),
            (Ending, Some(Ending), false),
        ] {
            assert_eq!(replaces(next, shown), expected, "{next:?} over {shown:?}");
        }
    }
}
