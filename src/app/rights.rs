//! The access table: who may call what (§14). Each room says so beside its server functions; what
//! no room names, nobody may call.

use crate::{
    access::{self, rules::Right},
    approvals, backlog, batches, book, contracts, desk, entries, frequencies, imports, invoicing,
    journals, lifecycle, milestones, month_end, prices, product_lines, retainers, runs, schedules,
    today,
    vocabulary::words::Role,
};

const ROOMS: &[&[Right]] = &[
    access::api::ACCESS,
    book::api::ACCESS,
    frequencies::api::ACCESS,
    contracts::api::ACCESS,
    prices::api::ACCESS,
    schedules::api::ACCESS,
    backlog::api::ACCESS,
    batches::api::ACCESS,
    batches::api::STREAMS,
    milestones::api::ACCESS,
    product_lines::api::ACCESS,
    retainers::api::ACCESS,
    entries::api::ACCESS,
    approvals::api::ACCESS,
    journals::api::ACCESS,
    lifecycle::api::ACCESS,
    imports::api::ACCESS,
    imports::api::FORMS,
    invoicing::api::ACCESS,
    invoicing::retainers::api::ACCESS,
    invoicing::create::api::ACCESS,
    invoicing::confirm::api::ACCESS,
    invoicing::draft::api::ACCESS,
    invoicing::revise::api::ACCESS,
    runs::api::ACCESS,
    desk::api::ACCESS,
    today::api::ACCESS,
    month_end::api::ACCESS,
];

/// Every row.
pub fn table() -> impl Iterator<Item = Right> {
    ROOMS.iter().flat_map(|room| room.iter().copied())
}

/// The roles that may call a function; none, where no room names it.
pub fn allowed(function: &str) -> &'static [Role] {
    table().find(|(name, _)| *name == function).map_or(&[], |(_, roles)| roles)
}

/// Whether any of these roles may call a function.
pub fn may(roles: &[Role], function: &str) -> bool {
    access::rules::may(roles, allowed(function))
}
