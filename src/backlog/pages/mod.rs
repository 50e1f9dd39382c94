//! Screens of the backlog.

mod limits;
mod time_and_material;

pub use limits::Limits;
pub use time_and_material::{MoreActs, TimeAndMaterial};
