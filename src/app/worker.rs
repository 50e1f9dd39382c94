//! What is done in the background: every room's jobs, on every node that serves.

use crate::{
    access::rules::{SESSION_IDLE_MINUTES, SESSION_LIFE_HOURS},
    approvals::commands::ApproveSet,
    backlog::commands::{MarkNotReady, MarkReady, ReevaluateLimits, ResetLimits},
    imports::model::UPLOAD_DAYS,
    invoicing::{
        confirm::commands::ConfirmInvoices, create::commands::CreateInvoices,
        draft::commands::DeleteInvoices,
    },
    lifecycle::commands::SetBillingType,
    platform::{
        batch::Work,
        database::Database,
        failure::Failure,
        jobs::{self, Job, Jobs},
    },
};
use serde::{Deserialize, Serialize};
use std::time::Duration;

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
        .and::<ClearExpired>()
        .and::<FoldSums>()
}

/// Those that come back by themselves, kept by every node that starts.
pub async fn keep(database: &Database) -> Result<(), Failure> {
    jobs::keep(database, &ClearExpired {}).await?;
    jobs::keep(database, &FoldSums {}).await
}

/// How often each comes back.
const EVERY: Duration = Duration::from_secs(600);

/// Clears what nobody needs any more: sessions that ended, keys of requests, failed sign-ins,
/// uploads that nobody imported.
#[derive(Debug, Serialize, Deserialize)]
pub struct ClearExpired {}

impl Job for ClearExpired {
    const NAME: &'static str = "clear_expired";

    async fn run(self, database: Database) -> Result<(), Failure> {
        let cleared = database
            .without_company(|conn| {
                Box::pin(async move {
                    Ok(sqlx::query_scalar!(
                        r#"
                        select clear_expired(
                            $1::text::interval, $2::text::interval, $3::text::interval
                        ) as "cleared!"
                        "#,
                        format!("{SESSION_IDLE_MINUTES} minutes"),
                        format!("{SESSION_LIFE_HOURS} hours"),
                        format!("{UPLOAD_DAYS} days")
                    )
                    .fetch_one(conn)
                    .await?)
                })
            })
            .await?;
        tracing::info!(cleared, "what was expired is cleared");
        jobs::again(&database, &self, EVERY).await
    }
}

/// Makes one of sums that say the same: what ledger and backlog come to is added to, a row each time.
#[derive(Debug, Serialize, Deserialize)]
pub struct FoldSums {}

impl Job for FoldSums {
    const NAME: &'static str = "fold_sums";

    async fn run(self, database: Database) -> Result<(), Failure> {
        database
            .without_company(|conn| {
                Box::pin(async move {
                    sqlx::query!("select fold_actual_sums()").execute(&mut *conn).await?;
                    sqlx::query!("select fold_backlog_sums()").execute(&mut *conn).await?;
                    Ok(())
                })
            })
            .await?;
        jobs::again(&database, &self, EVERY).await
    }
}
