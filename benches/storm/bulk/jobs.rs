//! Jobs as the database has them: who holds one, and who of those is dead.

use crate::stage::Stage;
use billwright::vocabulary::ids::CompanyId;
use std::io::{Error, Result};

/// How much of the batches of a kind waits, of all that there is; none: there is none.
pub async fn waiting(stage: &Stage, company: CompanyId, kind: &str) -> Result<Option<(i64, i64)>> {
    sqlx::query_as(
        r"
        select sum(waiting)::bigint, sum(waiting + settled)::bigint
        from batch
        where company_id = $1 and kind = $2
        having count(*) > 0
        ",
    )
    .bind(company.0)
    .bind(kind)
    .fetch_optional(&mut stage.owner().await?)
    .await
    .map_err(Error::other)
}

/// Which server works on a batch of a company; none: nobody does at the moment.
pub async fn hands(stage: &Stage, company: CompanyId) -> Result<Option<usize>> {
    let process: Option<i64> = sqlx::query_scalar(
        r"
        select (w.metadata ->> 'pid')::bigint
        from graphile_worker._private_jobs j
        join graphile_worker._private_workers w on w.id = j.locked_by
        where j.key like 'batch ' || $1::text || ' %'
        ",
    )
    .bind(company.0)
    .fetch_optional(&mut stage.owner().await?)
    .await
    .map_err(Error::other)?;
    Ok(stage.processes().iter().position(|known| Some(*known) == process))
}

/// Has those who were killed be silent for long: others take up their jobs at once. They wait for 20
/// seconds otherwise, which would prove no more.
pub async fn silence_the_dead(stage: &Stage) -> Result<()> {
    sqlx::query(
        r"
        update graphile_worker._private_workers
        set last_heartbeat_at = now() - interval '1 hour'
        where (metadata ->> 'pid')::bigint <> all($1)
            and last_heartbeat_at > now() - interval '30 minutes'
        ",
    )
    .bind(stage.processes())
    .execute(&mut stage.owner().await?)
    .await
    .map_err(Error::other)
    .map(drop)
}

/// Jobs of batches that are there still.
pub async fn left(stage: &Stage) -> Result<i64> {
    sqlx::query_scalar(
        "select count(*) from graphile_worker._private_jobs where key like 'batch %'",
    )
    .fetch_one(&mut stage.owner().await?)
    .await
    .map_err(Error::other)
}
