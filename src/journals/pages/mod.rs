//! Pages of journals.

mod journals;
mod openings;

pub use journals::Journals;
