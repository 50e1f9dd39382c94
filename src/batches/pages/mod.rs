//! Screens of what is done in the background.

mod batch;
mod batches;
mod shown;

pub use batch::Batch;
pub use batches::Batches;
