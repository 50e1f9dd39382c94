//! What is done in the background: every room's jobs, on every node that serves.

use crate::{
    access::rules::{SESSION_IDLE_MINUTES, SESSION_LIFE_HOURS},
    approvals::commands::ApproveSet,
    backlog::commands::{MarkNotReady, MarkReady, ReevaluateLimits, ResetLimits},
    imports::model::UPLOAD_DAYS,
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
        .and::<ClearExpired>()
}

/// Those that come back by themselves, kept by every node that starts.
pub async fn keep(database: &Database) -> Result<(), Failure> {
    jobs::keep(database, &ClearExpired {}).await
}

/// How often what is expired is cleared.
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
