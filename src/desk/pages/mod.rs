//! Screens over several rooms.

mod approvals;
mod backlog;
mod contract;
mod contracts;
mod follow;
mod hub;
mod invoice_contracts;
mod ledger;
mod people;

pub use approvals::Approvals;
pub use backlog::Backlog;
pub use contract::Contract;
pub use contracts::Contracts;
pub use follow::Follow;
pub use hub::Hub;
pub use ledger::Ledger;
pub use people::People;
