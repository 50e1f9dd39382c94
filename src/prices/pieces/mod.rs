//! Pieces of pages that rooms above put on theirs.

mod unit;

pub use unit::UnitField;
