//! Refusals: many at once.

refusals! {}
