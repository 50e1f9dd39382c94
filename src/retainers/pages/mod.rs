//! Screens of retainers: the list of all of them, and a contract's own on its page.

mod edit;
mod list;
mod schedule;
mod section;

pub use list::{AvailableRetainers, RetainersAndAdvances};
pub use section::ContractRetainersSection;
