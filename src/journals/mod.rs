//! Journals: straight to the ledger without approval, for fees and for what was done or billed
//! before Billwright; and the correction of approved entries, which takes back and writes anew
//! (R-APP-14).

pub mod api;
#[cfg(feature = "ssr")]
pub mod checks;
#[cfg(feature = "ssr")]
pub mod commands;
pub mod model;
pub mod pages;
pub mod pieces;
pub mod rules;
#[cfg(feature = "ssr")]
mod store;
#[cfg(test)]
mod tests;
#[cfg(all(test, feature = "ssr"))]
mod tests_db;
