//! Screens of the contract book.

mod list;

pub use list::{Contracts, state_badge, tiles};
