//! Screens of the backlog.

mod time_and_material;

pub use time_and_material::TimeAndMaterial;
