//! Screens of the backlog.

mod limits;

pub use limits::Limits;
