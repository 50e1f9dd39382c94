//! SQL of the book.

mod named;

pub use named::{are_known, are_tasks_of, customer_names, is_resource, product_unit};
