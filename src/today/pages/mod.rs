//! The first page.

mod today;

pub use today::Today;
