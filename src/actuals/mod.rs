//! Actuals: the append-only ledger. Rows are inserted and read, nothing else; a correction is more
//! rows. Holds: actual_is_append_only, actual_amount_multiplies_out, actual_reversed_once,
//! actual_billed_once, reversal_mirrors_original, billed_sale_equals_its_unbilled_sale,
//! actual_references_exist, ledger_row_has_an_origin.

#[cfg(feature = "ssr")]
pub mod checks;
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
