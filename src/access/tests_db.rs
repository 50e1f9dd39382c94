//! Sign-in and walls of access on PostgreSQL.
