//! The book: customers, projects and their tasks and teams, people who work, roles, categories and
//! products. The audit asks that no two names are alike but for case, spaces and form:
//! name_has_no_twin, project_has_no_twin.

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
