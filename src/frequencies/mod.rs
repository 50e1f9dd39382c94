//! Invoice frequencies by name (R-VOC-13, R-RUN-10): on which days contract lines are invoiced.
//! Holds: invoice_frequency_name_is_unique, invoice_frequency_names_its_days.

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
