//! The schema as one reads it.

use super::failure::Failure;
use sqlx::{Executor, PgConnection};

/// What is asked of the catalog; `psql -XAtf` answers the same.
const QUERY: &str = include_str!("schema.sql");

/// Prints tables with columns, constraints, indexes, policies and grants, and the names of
/// triggers, views and functions.
pub async fn print(owner: &mut PgConnection) -> Result<String, Failure> {
    // Names are printed as they are found, and found in public.
    owner.execute("set search_path = public, pg_catalog").await?;
    let lines: Vec<String> = sqlx::query_scalar(QUERY).fetch_all(&mut *owner).await?;
    owner.execute("reset search_path").await?;
    Ok(lines.join("\n") + "\n")
}
