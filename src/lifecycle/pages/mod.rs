//! Pages of a contract's life.

mod edit;

pub use edit::EditContract;
