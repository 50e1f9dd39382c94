//! The life of a contract as a whole: saved, confirmed, closed as lost, deleted. Each reaches what
//! was approved on its work, its milestones and its retainers, which is why it lies above them.

pub mod api;
#[cfg(feature = "ssr")]
pub mod commands;
pub mod model;
pub mod pages;
pub mod pieces;
pub mod rules;
#[cfg(feature = "ssr")]
mod store;
#[cfg(all(test, feature = "ssr"))]
mod tests_db;
