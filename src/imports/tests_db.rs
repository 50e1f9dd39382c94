//! Imports on PostgreSQL.
