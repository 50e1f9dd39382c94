//! SQL of the desk.

mod hub;
mod ledger;
mod life;
mod lines;

pub use hub::{HUB, hub_contracts, list_hub, to_invoice, total_hub, total_open};
pub use ledger::{LEDGER, Sight, ledger_list, ledger_totals};
pub use life::{edited, ledger_rows, life};
pub use lines::{hub_lines, to_drafts};
