//! Backlog: what may be billed. Not Ready ⇄ Ready; a draft takes rows out, a deleted detail puts
//! them back. It has never heard of how an invoice is made. Holds: failed_limit_is_never_ready,
//! backlog_holds_only_what_is_open, backlog_mirrors_its_actual, claimed_actual_leaves_the_backlog.

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
