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
mod list;
mod many;
mod neighbours;
mod on;
mod pending;
mod tabs;
mod told;

pub use invoice::Invoice;
pub use list::Invoices;
