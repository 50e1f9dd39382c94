//! Pieces of pages that rooms above put on theirs.

mod bell;

pub use bell::Bell;
