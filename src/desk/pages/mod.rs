//! Screens over several rooms.

mod approvals;

pub use approvals::Approvals;
