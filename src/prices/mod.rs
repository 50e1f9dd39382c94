//! Prices: of the company and of contracts for themselves, by currency, class, unit and day.
//! Holds: price_periods_do_not_overlap.

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
