//! Pieces of pages that rooms above put on theirs.

mod edit;
mod generate;
mod progress;
mod section;

pub use section::ContractMilestones;
