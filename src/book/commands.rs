//! Verbs of the book.

pub use super::store::{are_known, are_tasks_of, customer_names, is_resource, product_unit};
