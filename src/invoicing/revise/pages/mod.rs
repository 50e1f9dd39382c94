//! Screens of revising.

mod revise;

pub use revise::Revise;
