//! Approvals: submitted work is let through, sent back, or taken back out of the ledger. Approval
//! writes cost and unbilled sales and opens the backlog; many are approved in the background, in
//! sets (R-APP-13): waiting → approved or failed. Holds: entry_waits_in_one_approval_set,
//! entry_waits_until_its_chunk_is_settled, approval_set_forgets_deleted_entries,
//! approval_set_keeps_what_was_asked.

pub mod api;
#[cfg(feature = "ssr")]
pub mod checks;
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
