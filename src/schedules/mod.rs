//! Invoice schedules (R-VOC-13, R-RUN-11): the days on which a contract line by time and material is
//! invoiced by itself, up to which day its work counts on each, and what became of it (§2.9). Holds:
//! invoice_schedule_is_for_time_and_material, invoice_schedule_runs_once,
//! invoice_schedule_counts_work_that_is_done, invoice_schedule_that_ran_stays,
//! invoice_schedule_says_why_it_failed.

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
pub mod tests_db;
mod words;
