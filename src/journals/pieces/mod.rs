//! Pieces of pages that rooms above put on theirs.

mod correct;

pub use correct::CorrectEntries;
