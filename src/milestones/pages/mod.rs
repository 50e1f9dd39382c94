//! Screens of milestones: the list of all of them, and a contract's own on its page.

mod list;

pub use list::{FixedPriceMilestones, marked, progress_badge, status};
