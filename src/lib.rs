//! Billwright: from approved work to the posted invoice. Rooms in floor order: each looks down, never up.
#![recursion_limit = "512"]

pub mod vocabulary;
#[cfg(feature = "ssr")]
pub mod platform;
pub mod access;
pub mod actuals;
pub mod contracts;
pub mod backlog;
pub mod entries;
pub mod imports;
pub mod invoicing;
pub mod app;
