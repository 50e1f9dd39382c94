//! SQL of what belongs to no company: whose time has come, and what every node keeps doing.

use crate::{
    access::rules::{SESSION_IDLE_MINUTES, SESSION_LIFE_HOURS},
    imports::model::UPLOAD_DAYS,
    platform::failure::Failure,
    vocabulary::ids::{BatchJobId, CompanyId},
};
use chrono::{DateTime, Utc};
use sqlx::PgConnection;

/// The jobs whose time has come, of every company.
pub async fn jobs_due(
    conn: &mut PgConnection,
    now: DateTime<Utc>,
) -> Result<Vec<(CompanyId, BatchJobId)>, Failure> {
    let rows = sqlx::query!(
        r#"
        select company_id as "company_id!", batch_job_id as "batch_job_id!"
        from batch_jobs_due($1)
        "#,
        now
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|r| (CompanyId(r.company_id), BatchJobId(r.batch_job_id))).collect())
}

/// Clears what is expired; answers how many rows.
pub async fn clear_expired(conn: &mut PgConnection) -> Result<i64, Failure> {
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
}

/// Makes one of sums that say the same.
pub async fn fold_sums(conn: &mut PgConnection) -> Result<(), Failure> {
    sqlx::query!("select fold_actual_sums()").execute(&mut *conn).await?;
    sqlx::query!("select fold_backlog_sums()").execute(&mut *conn).await?;
    sqlx::query!("select fold_claim_sums()").execute(&mut *conn).await?;
    Ok(())
}
