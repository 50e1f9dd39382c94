//! What every node keeps doing, whoever works: clearing what nobody needs, and folding sums.

use crate::{
    platform::{
        database::Database,
        failure::Failure,
        jobs::{self, Job},
    },
    runs::store,
};
use serde::{Deserialize, Serialize};
use std::time::Duration;

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
                Box::pin(async move { store::clock::clear_expired(conn).await })
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
            .without_company(|conn| Box::pin(async move { store::clock::fold_sums(conn).await }))
            .await?;
        jobs::again(&database, &self, EVERY).await
    }
}
