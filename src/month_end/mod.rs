//! Month's End: what of a month is billed and what is not, contract by contract, and what is missing
//! before the month can be closed. It has no tables and decides nothing: every figure is what a list
//! of another room comes to.

pub mod api;
#[cfg(feature = "ssr")]
pub mod commands;
pub mod model;
pub mod pages;
pub mod rules;
#[cfg(feature = "ssr")]
mod store;
#[cfg(test)]
mod tests;
#[cfg(all(test, feature = "ssr"))]
mod tests_db;
