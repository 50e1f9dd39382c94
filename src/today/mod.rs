//! Today: what waits for somebody, what is unbilled and how old it is, what the month has come to.
//! It has no tables and decides nothing: every figure is what a list of another room comes to.

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
