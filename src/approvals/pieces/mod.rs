//! Pieces of pages that rooms above put on theirs.

mod edit;
mod list;
mod setting;

pub use list::approvals;
