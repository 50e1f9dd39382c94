//! SQL of the desk.

mod hub;
mod ledger;

pub use hub::{hub_contracts, hub_list, hub_totals, open_totals};
pub use ledger::{Sight, ledger_list, ledger_totals};
