//! Pages of the book.

mod customers;
mod projects;
mod team;

pub use customers::Customers;
pub use projects::Projects;
