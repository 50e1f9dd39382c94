//! Pieces of pages that rooms above put on theirs.

mod create;
mod list;

pub use create::{CreateDialog, create_button, left_behind};
pub use list::number_or_draft;
