//! Pieces of pages that rooms above put on theirs.

mod people;

pub use people::IdentityList;
