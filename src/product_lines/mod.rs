//! Product lines: goods sold on the product-based lines of a contract (R-VOC-3), to its primary
//! customer alone (R-INV-9). A product line is Not Ready ⇄ Ready → on a draft → posted, as a
//! milestone's part is. Holds: product_line_is_of_a_product_based_line,
//! product_based_line_is_for_the_primary_customer, product_line_amount_multiplies_out,
//! product_line_tax_needs_an_amount, product_line_on_one_invoice, invoiced_product_line_is_frozen,
//! billed_product_line_equals_its_detail.

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
