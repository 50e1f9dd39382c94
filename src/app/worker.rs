//! What is done in the background: every room's jobs, on every node that serves.

use crate::{
    approvals::commands::ApproveSet,
    backlog::commands::{MarkNotReady, MarkReady, ReevaluateLimits, ResetLimits},
    invoicing::{
        confirm::commands::ConfirmInvoices, create::commands::CreateInvoices,
        draft::commands::DeleteInvoices,
    },
    lifecycle::commands::SetBillingType,
    platform::{
        batch::Work,
        database::Database,
        failure::Failure,
        jobs::{self, Jobs},
    },
    runs::commands::{
        RunInvoices,
        clock::BeginRuns,
        keeping::{ClearExpired, FoldSums},
    },
};

/// The jobs of the product.
pub fn jobs() -> Jobs {
    Jobs::default()
        .and::<Work<ApproveSet>>()
        .and::<Work<MarkReady>>()
        .and::<Work<MarkNotReady>>()
        .and::<Work<ResetLimits>>()
        .and::<Work<ReevaluateLimits>>()
        .and::<Work<CreateInvoices>>()
        .and::<Work<ConfirmInvoices>>()
        .and::<Work<DeleteInvoices>>()
        .and::<Work<SetBillingType>>()
        .and::<Work<RunInvoices>>()
        .and::<ClearExpired>()
        .and::<FoldSums>()
        .and::<BeginRuns>()
}

/// Those that come back by themselves, kept by every node that starts.
pub async fn keep(database: &Database) -> Result<(), Failure> {
    jobs::keep(database, &ClearExpired {}).await?;
    jobs::keep(database, &FoldSums {}).await?;
    jobs::keep(database, &BeginRuns {}).await
}
