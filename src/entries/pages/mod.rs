//! Screens of entries.

mod add_line;
mod cell;
mod remembered;
mod time;
mod week;
mod work_form;
mod work_list;

pub use time::Time;
pub use work_list::{Expenses, Material};
