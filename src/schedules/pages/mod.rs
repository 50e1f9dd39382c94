//! Pages of invoice schedules.

mod list;

pub use list::Schedules;
