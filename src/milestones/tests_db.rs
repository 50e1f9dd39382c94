//! Store and commands.
