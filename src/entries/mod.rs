//! Entries: time, expenses and material, as people write them down, submit them and ask for them
//! back. Draft → Submitted → Approved or Returned; an approved one may be asked back. What approval
//! does lies above. Holds: approved_entry_is_frozen, entry_state_moves_as_drawn,
//! submitted_entry_keeps_its_work, entry_that_counted_stays, entry_is_imported_once,
//! entry_history_is_settled.

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
