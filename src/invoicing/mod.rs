//! Invoicing: turns marked backlog into proforma invoices, edits drafts, confirms them.
//! Draft ⇄ In review → Confirmed (one-way). Holds: confirmed_invoice_is_frozen,
//! invoice_state_moves_forward, actual_on_one_invoice, invoice_detail_belongs_to_its_invoice,
//! invoice_totals_are_of_its_details, invoice_numbers_have_no_gap,
//! invoice_detail_amount_multiplies_out, invoice_is_of_a_contract_in_force.

pub mod api;
#[cfg(feature = "ssr")]
pub mod checks;
#[cfg(feature = "ssr")]
pub mod commands;
pub mod confirm;
pub mod create;
pub mod draft;
pub mod model;
pub mod page;
pub mod pieces;
pub mod retainers;
pub mod revise;
pub mod rules;
#[cfg(feature = "ssr")]
mod store;
#[cfg(test)]
mod tests;
#[cfg(all(test, feature = "ssr"))]
pub mod tests_db;
