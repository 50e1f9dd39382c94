//! Pieces of pages that rooms above put on theirs.

mod field;
mod line;
mod search;

pub use field::{LookupField, PickField};
pub use search::Search;
