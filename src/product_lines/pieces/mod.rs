//! Pieces of pages that rooms above put on theirs.

mod edit;
mod section;

pub use section::ContractProducts;
