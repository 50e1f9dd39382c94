//! What is done to many at once, in the background: how far it has come, what was refused and why.
//! The mechanism and its tables are `platform::batch`; rooms begin batches of their kinds. Waiting
//! → running → done, or done with refusals; stopped where its job failed for good, until somebody
//! starts it again.

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
pub mod words;
