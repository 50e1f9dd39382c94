//! Pieces of pages that rooms above put on theirs.

pub mod cells;
pub mod pick;
pub mod told;
