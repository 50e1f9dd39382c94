//! Screens of what is done in the background.

mod batches;

pub use batches::{Batch, Batches};
