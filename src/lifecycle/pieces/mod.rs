//! Pieces of pages that rooms above put on theirs.

mod buttons;
mod rounding;

pub use buttons::lifecycle_buttons;
pub use rounding::rounding_buttons;
