//! The book.

#[cfg(feature = "ssr")]
pub mod commands;
#[cfg(feature = "ssr")]
mod store;
