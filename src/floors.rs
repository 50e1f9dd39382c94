//! The rooms in floor order: each looks down this list, never up. A room within a room is at home
//! in the one around it.

/// Rooms and their foundations. Read by the build too, which gathers their texts and refusals in
/// this order.
pub const FLOORS: &[&str] = &[
    "language",
    "vocabulary",
    "platform",
    "platform/list",
    "ui",
    "ui/grid",
    "pick",
    "access",
    "actuals",
    "claims",
    "book",
    "contracts",
    "prices",
    "backlog",
    "backlog/pages",
    "milestones",
    "retainers",
    "entries",
    "approvals",
    "batches",
    "journals",
    "lifecycle",
    "imports",
    "invoicing",
    "invoicing/retainers",
    "invoicing/create",
    "invoicing/confirm",
    "invoicing/draft",
    "invoicing/revise",
    "invoicing/page",
    "desk",
    "app",
];
