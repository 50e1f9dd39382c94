//! Entries that come in files: added, known again, and carried on with what their source says now.

use crate::{
    entries::{
        model::{KnownEntry, NewEntry},
        store,
    },
    platform::{command::Tx, failure::Failure, scope::Scope},
    vocabulary::ids::{EntryId, ProjectId},
};
use chrono::NaiveDate;

/// Adds entries from a checked plan; answers those that came in as submitted.
pub async fn add_entries(
    tx: &mut Tx,
    new: &[NewEntry],
    projects: &[ProjectId],
) -> Result<Vec<EntryId>, Failure> {
    let mut submitted = Vec::new();
    for chunk in new.chunks(20_000) {
        submitted.extend(store::entry_insert(tx, chunk, projects).await?);
    }
    Ok(submitted)
}

/// Imported entries of these days, and those with one of these keys.
pub async fn known_entries(
    scope: &mut Scope,
    days: (NaiveDate, NaiveDate),
    keys: &[String],
) -> Result<Vec<KnownEntry>, Failure> {
    store::known_entries(scope, days, keys).await
}
