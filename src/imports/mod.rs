//! Imports: the contract book and time sheets from files. Looked at first, then written all or
//! nothing. Uploaded → imported or discarded. Holds: entry_is_imported_once, and by their rooms all
//! that a contract must be.

pub mod api;
#[cfg(feature = "ssr")]
pub mod commands;
pub mod model;
pub mod pages;
#[cfg(feature = "ssr")]
pub mod rules;
#[cfg(feature = "ssr")]
mod store;
#[cfg(test)]
mod tests;
#[cfg(all(test, feature = "ssr"))]
mod tests_db;
