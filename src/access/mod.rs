//! Access: companies, people, roles, sign-in, and the table of who may call what.
//! Signed out → signed in → signed out, the session living in the database only.
//! Holds: person_email_is_unique, person_email_looks_like_no_other, session_token_is_unique,
//! audit_entry_is_append_only.

pub mod api;
pub mod calls;
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
