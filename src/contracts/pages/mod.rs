//! Screens of the contract book.

mod contract;
mod customers;
mod form;
mod form_line;
mod limits;
mod list;
mod prices;
mod projects;
mod typed;

pub use contract::ContractView;
pub use customers::Customers;
pub use form::contract_form;
pub use list::Contracts;
pub use prices::Prices;
pub use projects::Projects;
