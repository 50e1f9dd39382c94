//! Every list there is: for the test of their plans, and for `billwright bench`.

use crate::{
    backlog, batches, book, contracts, desk, entries, invoicing, journals, milestones,
    platform::list::ListSpec, prices, product_lines, retainers,
};

/// Each list as its room states it.
pub const LISTS: &[ListSpec] = &[
    book::commands::CUSTOMERS,
    book::commands::PROJECTS,
    prices::commands::PRICES,
    contracts::commands::CONTRACTS,
    backlog::commands::BACKLOG,
    milestones::commands::MILESTONES,
    product_lines::commands::PRODUCT_LINES,
    retainers::commands::RETAINERS,
    entries::commands::ENTRIES,
    batches::commands::BATCHES,
    batches::commands::REFUSALS,
    journals::commands::OPENINGS,
    invoicing::commands::INVOICES,
    invoicing::draft::commands::DETAILS,
    invoicing::revise::commands::BILLED,
    invoicing::draft::commands::PENDING,
    desk::commands::HUB,
    desk::commands::LEDGER,
];
