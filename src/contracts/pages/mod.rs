//! Screens of the contract book.

mod contract;
mod limits;
mod list;

pub use contract::ContractView;
pub use list::Contracts;
