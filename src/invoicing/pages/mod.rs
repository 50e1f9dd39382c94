//! Screens of invoicing.

mod confirm;
mod contract;
mod create;
mod detail_form;
mod details;
mod header_form;
mod invoice;
mod list;

pub use contract::Contract;
pub use invoice::Invoice;
pub use list::Invoices;
