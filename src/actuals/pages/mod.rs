//! Screens of the ledger.
