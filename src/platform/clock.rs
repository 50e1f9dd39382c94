//! The only place that asks what time it is, so that tests can hold it still.

use chrono::{DateTime, Utc};

/// A source of now.
#[derive(Clone, Copy, Debug)]
pub enum Clock {
    /// The machine's.
    System,
    /// Stands still; for tests.
    Fixed(DateTime<Utc>),
}

impl Clock {
    /// This instant.
    #[allow(clippy::disallowed_methods, reason = "the one door to the system's clock")]
    pub fn now(self) -> DateTime<Utc> {
        match self {
            Self::System => Utc::now(),
            Self::Fixed(instant) => instant,
        }
    }
}
