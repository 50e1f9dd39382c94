//! Screens of invoicing.

mod confirm;
mod detail_form;
mod details;
mod header_form;
mod invoice;
mod list;
mod retainers;

pub use invoice::Invoice;
pub use list::Invoices;
