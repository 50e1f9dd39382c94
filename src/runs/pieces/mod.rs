//! Pieces of batch jobs that stand on other pages.

mod state;

pub use state::{last_run, state};
