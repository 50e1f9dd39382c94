//! Contracts: who is billed for what, how it is split, up to which limit. Draft → Confirmed →
//! (Lost). Holds: contract_state_moves_forward, contract_currency_is_frozen,
//! project_class_is_on_one_line, split_sums_to_whole, contract_line_has_one_rounding_customer,
//! contract_line_customer_limit_is_for_time_and_material.

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
pub mod tests_db;
