//! The automated run (§7): batch jobs, which begin by the clock, once on each of their days; what a
//! run sets out to do, contract by contract and day by day, the oldest first; and what came of it.
//!
//! A job belongs to a company and a type (R-RUN-3). Every node looks each minute whose time has come
//! (`commands::clock`); whoever gets the job's row begins its run in one transaction, with all that
//! is due written down, and sets its next time: so two nodes, and clocks that differ, begin it once.
//! The run is worked off as a batch (`platform::batch`), which survives whoever dies.
//!
//! Statements, whatever the number of contracts: to begin, 4 of what is due and of the run before,
//! the run, its items, and those of `platform::batch`. A chunk of a hundred items takes, for each
//! day among them (one, but after an outage): the days' lock, what creation takes, and 3 to write
//! down what came of it.
//!
//! Holds: batch_job_of_a_type_is_one, batch_job_runs_once_a_day, batch_job_that_runs_is_active,
//! batch_job_that_runs_has_a_next_run, batch_job_run_stands, run_item_is_once,
//! run_item_that_ran_stands, run_item_says_why_it_failed, run_draft_is_of_its_contract,
//! role_utilization_is_of_a_month.

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
pub mod words;
