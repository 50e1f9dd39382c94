//! Time zones: which calendar day an instant falls on where a company is. Days are the company's,
//! never UTC's.

use super::refusal::{Field, Refusal};
use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, TimeZone as _, Utc};
use chrono_tz::{TZ_VARIANTS, Tz};
use std::{fmt, str::FromStr};

/// A company's time zone, by its name in the IANA database: Europe/Berlin, Pacific/Auckland, UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimeZone(Tz);

impl TimeZone {
    /// Where nothing else was said.
    pub const UTC: Self = Self(Tz::UTC);

    /// The day that an instant falls on here.
    #[allow(clippy::disallowed_methods, reason = "the one place where an instant becomes a day")]
    pub fn day_of(self, instant: DateTime<Utc>) -> NaiveDate {
        self.0.from_utc_datetime(&instant.naive_utc()).date_naive()
    }

    /// When a clock here shows this time on this day: where it shows it twice, the first of them;
    /// where it is put forward past it, when it is.
    #[allow(clippy::disallowed_methods, reason = "the one place where a day becomes an instant")]
    pub fn instant_of(self, day: NaiveDate, time: NaiveTime) -> Option<DateTime<Utc>> {
        let wanted = day.and_time(time);
        // Places have left out a whole day; nobody has left out two.
        (0..=2 * 24 * 60)
            .filter_map(|minutes| wanted.checked_add_signed(TimeDelta::minutes(minutes)))
            .find_map(|shown| self.0.from_local_datetime(&shown).earliest())
            .map(|instant| instant.to_utc())
    }

    /// The names to choose from: places, and UTC.
    pub fn names() -> impl Iterator<Item = &'static str> {
        TZ_VARIANTS.iter().map(|zone| zone.name()).filter(|name| is_offered(name))
    }
}

/// A place or UTC: abbreviations and fixed offsets know no change of the clock, or another than
/// people think.
fn is_offered(name: &str) -> bool {
    name == "UTC" || (name.contains('/') && !name.starts_with("Etc/"))
}

impl FromStr for TimeZone {
    type Err = Refusal;

    fn from_str(name: &str) -> Result<Self, Refusal> {
        match name.trim() {
            "" => Err(Refusal::FieldMissing(Field::TimeZone)),
            name if is_offered(name) => {
                Tz::from_str(name).map(Self).map_err(|_| Refusal::FieldNotAChoice(Field::TimeZone))
            }
            _ => Err(Refusal::FieldNotAChoice(Field::TimeZone)),
        }
    }
}

impl fmt::Display for TimeZone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.name())
    }
}
