//! Screens of entries.

mod approvals;
mod edit;

pub use approvals::Approvals;
