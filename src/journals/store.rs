//! SQL of journals; beside it what they say was billed before.

pub mod openings;

use crate::{
    platform::{failure::Failure, scope::Scope},
    vocabulary::ids::EntryJournalId,
};
use chrono::{DateTime, Utc};

/// Writes a journal.
pub async fn journal_insert(
    scope: &mut Scope,
    description: &str,
    person: Option<i64>,
    now: DateTime<Utc>,
) -> Result<EntryJournalId, Failure> {
    let id = sqlx::query_scalar!(
        r"
        insert into entry_journal (company_id, description, person_id, posted_at)
        values ($1, $2, $3, $4)
        returning entry_journal_id
        ",
        scope.company(),
        description,
        person,
        now
    )
    .fetch_one(scope.connection())
    .await?;
    Ok(EntryJournalId(id))
}
