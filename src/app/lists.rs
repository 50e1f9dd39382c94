//! Every list there is: for the test of their plans, and for `billwright bench`.

use crate::{
    backlog, batches, book, contracts, desk, entries, invoicing, journals, milestones, month_end,
    platform::list::ListSpec, prices, product_lines, retainers, runs, schedules,
};

/// Each list as its room states it.
pub const LISTS: &[ListSpec] = &[
    book::commands::CUSTOMERS,
    book::commands::PROJECTS,
    prices::commands::PRICES,
    contracts::commands::CONTRACTS,
    schedules::commands::SCHEDULES,
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
    runs::commands::RUNS,
    runs::commands::RUN_ITEMS,
    desk::commands::HUB,
    desk::commands::LEDGER,
    month_end::commands::CONTRACTS,
    month_end::commands::TIME_SHEETS,
];
