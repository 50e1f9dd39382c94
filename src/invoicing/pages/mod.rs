//! Screens of invoicing.

mod list;

pub use list::Invoices;
