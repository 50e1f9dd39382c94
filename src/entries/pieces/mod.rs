//! Pieces of pages that rooms above put on theirs.

pub mod cells;
pub mod told;
