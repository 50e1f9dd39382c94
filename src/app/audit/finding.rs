//! What a question found.

/// What one check found.
#[derive(Debug)]
pub struct Finding {
    /// The invariant.
    pub name: &'static str,
    /// How many rows break it.
    pub count: i64,
    /// The first of them.
    pub first: Vec<String>,
}

/// Bad rows named per invariant.
const NAMED: usize = 5;

impl Finding {
    pub(super) fn of(name: &'static str, bad: Vec<String>) -> Self {
        Self {
            name,
            count: i64::try_from(bad.len()).unwrap_or(i64::MAX),
            first: bad.into_iter().take(NAMED).collect(),
        }
    }
}
