//! The wrapper and the walls on PostgreSQL.
