//! Pieces of pages that rooms above put on theirs.

mod contract;
mod limits;
mod list;

pub use contract::ContractView;
pub use list::{ContractList, contract_state_filter};
