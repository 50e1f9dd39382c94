//! Pages of approvals.

mod sets;

pub use sets::{ApprovalSet, ApprovalSets, asked};
