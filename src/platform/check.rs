//! What an invariant is to the audit: its name, and the query that finds what breaks it. Every room
//! has its own (`checks.rs`); `app::audit` asks them all.

/// An invariant, asked of a live database by its owner, across companies.
#[derive(Debug)]
pub struct Check {
    /// As its wall and its refusal are named; before it, where there is one, its number among the
    /// invariants (I1 to I17).
    pub name: &'static str,
    /// Finds the rows that break it: each row one text naming it.
    pub sql: &'static str,
}
