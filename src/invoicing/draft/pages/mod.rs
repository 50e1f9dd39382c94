//! The page of an invoice.

mod detail_form;
mod details;
mod header_form;
mod invoice;

pub use invoice::Invoice;
