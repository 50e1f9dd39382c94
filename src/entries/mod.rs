//! Entries: time, expenses and material, as people record them. Draft → Submitted → Approved or Returned; approval writes
//! the ledger, a cancelled approval or an approved recall takes it back. Many are approved in the background, in sets (R-APP-13):
//! waiting → approved or failed. Journals go to the ledger without approval.
//! Holds: approved_entry_is_frozen, entry_state_moves_as_drawn, submitted_entry_keeps_its_work, entry_that_counted_stays,
//! entry_is_imported_once, entry_history_is_settled; of approval sets: entry_waits_in_one_approval_set, approval_outcome_is_final,
//! approval_set_counts_its_entries, approval_set_keeps_what_was_asked.

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
