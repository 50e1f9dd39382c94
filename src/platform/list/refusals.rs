//! Refusals: keyset lists.

refusals! {}
