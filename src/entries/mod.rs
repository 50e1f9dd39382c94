//! Entries: time, as people recorded it. Draft → Submitted → Approved or Returned; approval writes the ledger.
//! Holds: approved_entry_is_frozen, entry_state_moves_as_drawn, entry_is_imported_once, entry_history_is_settled.

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
