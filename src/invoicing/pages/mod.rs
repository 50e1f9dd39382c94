//! Screens of invoicing.

mod backlog;
mod confirm;
mod contract;
mod create;
mod detail_form;
mod details;
mod header_form;
mod hub;
mod invoice;
mod lifecycle;
mod list;
mod retainers;
mod rounding;

pub use backlog::Backlog;
pub use contract::Contract;
pub use hub::Hub;
pub use invoice::Invoice;
pub use list::Invoices;
