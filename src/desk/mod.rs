//! The desk: screens and read models over several rooms. It has no tables: invoicing what the hub
//! shows is handed to invoicing.

pub mod api;
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
