//! Refusals: pages of the backlog.

refusals! {}
