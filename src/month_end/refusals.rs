//! Refusals: none of its own.

refusals! {}
