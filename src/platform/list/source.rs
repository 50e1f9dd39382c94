//! Where the rows of a list are.

use crate::vocabulary::{paging::ListQuery, refusal::Refusal};

/// Where rows of a list are: a table or its like under its alias, and the condition on it.
#[derive(Clone, Copy, Debug)]
pub struct Source {
    /// `table alias`
    pub from: &'static str,
    /// ` and …`
    pub condition: &'static str,
    /// Its rows are few and gathered from many places: all of them are read and sorted.
    pub is_gathered: bool,
    /// What holds its rows, each a few and in the list's own order, where something does.
    pub holders: Option<Holders>,
}

impl Source {
    /// All rows of a table or its like, met along its indexes.
    pub const fn all(from: &'static str) -> Self {
        Self { from, condition: "", is_gathered: false, holders: None }
    }

    /// Those of them that a condition leaves.
    pub const fn those(from: &'static str, condition: &'static str) -> Self {
        Self { from, condition, is_gathered: false, holders: None }
    }

    /// All rows, gathered and sorted; in the list's own order by what holds them.
    pub const fn gathered(from: &'static str, holders: Option<Holders>) -> Self {
        Self { from, condition: "", is_gathered: true, holders }
    }
}

/// What holds rows of a list. Of a page's rows each is among the first of its holder, and its holder
/// among those with the first of all: so many holders are looked at, and so many rows of each.
#[derive(Clone, Copy, Debug)]
pub struct Holders {
    /// `table h where … and h.company_id = `
    pub from: &'static str,
    /// `h.key`
    pub key: &'static str,
    /// The same in a row.
    pub of_row: &'static str,
}

/// Where the rows of a list are.
#[derive(Clone, Copy, Debug)]
pub enum Rows {
    /// In one place.
    In(&'static str),
    /// In several, as a filter says; each is found by its own index and gives its first rows, and
    /// the page is cut from all of them.
    By(fn(&ListQuery) -> Result<Vec<Source>, Refusal>),
}
