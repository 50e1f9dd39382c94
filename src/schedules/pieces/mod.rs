//! Pieces of invoice schedules that stand on other pages.

mod day;
mod generate;
mod section;

pub use section::{ContractSchedules, status_cell};
