//! Pieces of pages that rooms above put on theirs.

mod buttons;
mod form;
mod form_line;
mod rounding;
mod said;
mod splits;
mod typed;

pub use buttons::lifecycle_buttons;
pub use form::contract_form;
pub use rounding::rounding_buttons;
