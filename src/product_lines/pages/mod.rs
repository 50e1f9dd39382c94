//! Screens of product lines: the Product Billing Backlog.

mod list;

pub use list::{ProductBacklog, marked, status};
