//! The ground of the server: configuration, database, the one wrapper of every write, jobs, clock,
//! lists.

pub mod batch;
pub mod check;
pub mod clock;
pub mod command;
pub mod config;
pub mod database;
pub mod failure;
pub mod jobs;
pub mod list;
pub mod migrations;
pub mod private_postgres;
pub mod repeatable;
pub mod schema;
pub mod scope;
pub mod sheet;
#[cfg(test)]
mod tests_db;
pub mod trail;
