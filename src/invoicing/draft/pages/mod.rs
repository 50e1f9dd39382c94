//! The page of an invoice.

mod added;
mod cells;
mod columns;
mod details;
mod groups;
mod head;
mod header_form;
mod history;
mod invoice;
mod lines;
mod many;
mod pending;
mod tabs;

pub use invoice::Invoice;
