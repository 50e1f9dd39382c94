//! Pieces of pages that rooms above put on theirs.

mod edit;
mod schedule;
mod section;

pub use section::ContractRetainersSection;
