//! Pieces of pages that rooms above put on theirs.

mod asked;
mod edit;
mod list;
mod setting;

pub use asked::asked;
pub use list::approvals;
