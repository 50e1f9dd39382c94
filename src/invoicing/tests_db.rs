//! Store and commands on PostgreSQL.
