//! Pieces of pages that rooms above put on theirs.

mod contract;
mod limits;

pub use contract::ContractView;
