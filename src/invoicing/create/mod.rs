//! Creating: what is Ready becomes drafts, one for each payer of a contract (R-INV-1 to R-INV-17);
//! rows picked by hand go on a new draft or on the one there is.

pub mod api;
#[cfg(feature = "ssr")]
pub mod commands;
pub mod model;
pub mod pieces;
pub mod rules;
#[cfg(feature = "ssr")]
mod store;
#[cfg(test)]
mod tests;
#[cfg(all(test, feature = "ssr"))]
mod tests_db;
