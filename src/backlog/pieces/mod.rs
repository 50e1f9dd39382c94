//! Pieces of pages that rooms above put on theirs.

mod time_and_material;

pub use time_and_material::{MoreActs, TimeAndMaterial};
