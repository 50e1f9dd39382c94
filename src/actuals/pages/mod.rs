//! Screens of the ledger.

mod ledger;

pub use ledger::Ledger;
