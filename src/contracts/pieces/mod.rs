//! Pieces of pages that rooms above put on theirs.

mod contract;
mod form;
mod form_line;
mod limits;
mod said;
mod splits;
mod typed;

pub use contract::ContractView;
pub use form::contract_form;
