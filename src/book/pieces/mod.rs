//! Pieces of pages that rooms above put on theirs.

mod people;
mod work;

pub use people::IdentityList;
pub use work::{TaskField, WorkField};
