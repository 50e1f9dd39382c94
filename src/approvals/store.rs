//! SQL of approvals: what the company lets approvers do; beside it the sets.
#![allow(
    clippy::as_conversions,
    reason = "in sqlx's macros `as` names a parameter's type; nothing is converted"
)]

mod sets;

pub use sets::{
    NewSet, background_from, background_from_save, retried, set_comments, set_entries,
    sets_count_told, sets_insert, sets_one_by_one, submitted_count, waits_among,
};

use crate::platform::failure::Failure;
use crate::platform::scope::Scope;

/// Whether the company lets people approve what they did themselves (R-SEC-1).
pub async fn own_work_may_be_approved(scope: &mut Scope) -> Result<bool, Failure> {
    let said = sqlx::query_scalar!(
        "select own_work_may_be_approved from entry_setting where company_id = $1",
        scope.company()
    )
    .fetch_optional(scope.connection())
    .await?;
    Ok(said.unwrap_or_default())
}

/// Sets that.
pub async fn setting_save(
    scope: &mut Scope,
    own_work_may_be_approved: bool,
) -> Result<(), Failure> {
    sqlx::query!(
        r"
        insert into entry_setting (company_id, own_work_may_be_approved)
        values ($1, $2)
        on conflict (company_id) do update set own_work_may_be_approved = excluded.own_work_may_be_approved
        ",
        scope.company(),
        own_work_may_be_approved
    )
    .execute(scope.connection())
    .await?;
    Ok(())
}
