//! Screens of milestones: the list of all of them, and a contract's own on its page.

mod edit;
mod generate;
mod list;
mod progress;
mod section;

pub use list::FixedPriceMilestones;
pub use section::ContractMilestones;
