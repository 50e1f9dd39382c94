//! Retainers and advances (§11): what a customer pays beforehand. Not Ready ⇄ Ready → on a draft →
//! posted, as milestones; from then on it is available, is applied to later invoices, and what is
//! left can be refunded. Holds: retainer_on_one_invoice, retainer_used_within_available,
//! retainer_belongs_on_its_invoice, invoiced_retainer_is_frozen, retainer_rows_balance,
//! billed_retainer_equals_its_use.

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
