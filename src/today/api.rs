//! Server functions of Today: who may, then hand over.

#[cfg(feature = "ssr")]
use super::commands;
use super::model::{Confirmed, Drafts, Looks, Month, OwnWork, Recent, Runs, ToDecide, Unbilled};
use crate::access::{
    calls::calls,
    rules::{ACCOUNTANTS, APPROVERS, RECORDERS, SEES_BACKGROUND, SEES_BILLING},
};

calls! {
    /// What waits for an approver.
    read read_to_decide() -> ToDecide, for APPROVERS
        => |scope, who| commands::read_to_decide(scope, &who);
    /// Drafts of invoices by where they are.
    read read_drafts() -> Drafts, for SEES_BILLING
        => |scope, who| commands::read_drafts(scope, &who);
    /// What of their own somebody has to do.
    read read_own_work() -> OwnWork, for RECORDERS
        => |scope, who| commands::read_own_work(scope, &who);
    /// Unbilled work by age, and what holds it up.
    read read_unbilled() -> Unbilled, for SEES_BILLING
        => |scope, who| commands::read_unbilled(scope, &who);
    /// What this month has come to so far.
    read read_month() -> Month, for SEES_BILLING
        => |scope, who| commands::read_month(scope, &who);
    /// Contracts that need a look.
    read read_looks() -> Looks, for SEES_BILLING
        => |scope, who| commands::read_looks(scope, &who);
    /// What the reader worked on last.
    read read_recent() -> Vec<Recent>, for SEES_BILLING
        => |scope, who| commands::read_recent(scope, &who);
    /// What went wrong in the background, and what goes on.
    read read_runs() -> Runs, for SEES_BACKGROUND
        => |scope, who| commands::read_runs(scope, &who);
    /// What was confirmed since yesterday.
    read read_confirmed() -> Confirmed, for ACCOUNTANTS
        => |scope| commands::read_confirmed(scope);
}
