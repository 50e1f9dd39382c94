//! Pieces of pages that rooms above put on theirs.

mod list;
mod shared;

pub use list::{confirmation_badge, kind_badge, number_or_draft, state_badge};
pub use shared::Shared;
