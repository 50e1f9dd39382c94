//! Pages of journals.

mod draft;
mod journals;
mod openings;

pub use journals::Journals;
