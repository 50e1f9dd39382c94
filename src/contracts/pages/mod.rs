//! Screens of the contract book.

mod contract;
mod list;

pub use contract::ContractView;
pub use list::Contracts;
