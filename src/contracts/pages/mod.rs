//! Screens of the contract book.

mod contract;
mod customers;
mod form;
mod form_line;
mod limits;
mod list;
mod people;
mod prices;
mod projects;
mod team;
mod typed;

pub use contract::ContractView;
pub use customers::Customers;
pub use form::contract_form;
pub use list::Contracts;
pub use people::IdentityList;
pub use prices::Prices;
pub use projects::Projects;
