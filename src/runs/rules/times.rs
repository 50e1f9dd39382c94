//! Times of day where a company is. Only the server knows time zones.

use crate::vocabulary::time_zone::TimeZone;
use chrono::{DateTime, NaiveDate, NaiveTime, Utc};

/// R-RUN-2: the next day whose time is to come, after a day that is done with; and when that is. On
/// a day that has no such time the clock is put forward past it, and it runs then.
pub fn next_run(
    runs_at: NaiveTime,
    zone: TimeZone,
    done: Option<NaiveDate>,
    now: DateTime<Utc>,
) -> Option<(NaiveDate, DateTime<Utc>)> {
    let today = zone.day_of(now);
    let first = done.and_then(|day| day.succ_opt()).map_or(today, |next| next.max(today));
    first
        .iter_days()
        .take(4)
        .find_map(|day| zone.instant_of(day, runs_at).filter(|at| *at > now).map(|at| (day, at)))
}
