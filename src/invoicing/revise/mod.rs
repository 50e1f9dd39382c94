//! Revising: what a confirmed invoice billed is chosen to be corrected, on a corrective draft of
//! its own or on the one there is (§10). Confirming that one writes it. A billed sale is live until
//! a confirmed correction takes it back, and on one open correction at most. Holds:
//! billed_sale_corrected_once, billed_retainer_corrected_once, correction_is_of_a_live_sale,
//! invoice_retainer_is_corrected_downwards.

pub mod api;
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
pub mod tests_db;
