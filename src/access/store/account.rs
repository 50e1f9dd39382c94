//! SQL of what people do with their own account.

use crate::{
    access::{
        model::{Account, SessionRow},
        rules::{SESSION_IDLE_MINUTES, SESSION_LIFE_HOURS},
    },
    platform::{failure::Failure, scope::Scope},
    vocabulary::{
        ids::{PersonId, SessionId},
        refusal::Refusal,
    },
};

/// Somebody's account, and their sessions that live.
pub async fn account(
    scope: &mut Scope,
    person: PersonId,
    this: SessionId,
) -> Result<Account, Failure> {
    let (idle, life) =
        (format!("{SESSION_IDLE_MINUTES} minutes"), format!("{SESSION_LIFE_HOURS} hours"));
    let (email, _) = own_password(scope, person).await?;
    let rows = sqlx::query!(
        r"
        select session_id, created_at, seen_at, address, agent
        from session
        where company_id = $1 and person_id = $2 and seen_at > now() - $3::text::interval
            and created_at > now() - $4::text::interval
        order by seen_at desc, session_id desc
        limit 100
        ",
        scope.company(),
        person.0,
        idle,
        life
    )
    .fetch_all(scope.connection())
    .await?;
    let sessions = rows
        .into_iter()
        .map(|r| SessionRow {
            session_id: SessionId(r.session_id),
            created_at: r.created_at,
            seen_at: r.seen_at,
            address: r.address,
            agent: r.agent,
            is_this: r.session_id == this.0,
        })
        .collect();
    Ok(Account { email, sessions })
}

/// Somebody's e-mail and the hash of their password.
pub async fn own_password(
    scope: &mut Scope,
    person: PersonId,
) -> Result<(String, String), Failure> {
    let row = sqlx::query!(
        "select email, password_hash from person where company_id = $1 and person_id = $2",
        scope.company(),
        person.0
    )
    .fetch_optional(scope.connection())
    .await?
    .ok_or(Refusal::NotFound)?;
    Ok((row.email, row.password_hash))
}

/// Sets somebody's own password, which stays.
pub async fn own_password_update(
    scope: &mut Scope,
    person: PersonId,
    password_hash: &str,
) -> Result<(), Failure> {
    sqlx::query!(
        r"
        update person
        set password_hash = $3, password_must_change = false
        where company_id = $1 and person_id = $2
        ",
        scope.company(),
        person.0,
        password_hash
    )
    .execute(scope.connection())
    .await?;
    Ok(())
}

/// Knows none of somebody's browsers any more.
pub async fn devices_delete(scope: &mut Scope, person: PersonId) -> Result<(), Failure> {
    sqlx::query!(
        "delete from sign_in_device where company_id = $1 and person_id = $2",
        scope.company(),
        person.0
    )
    .execute(scope.connection())
    .await?;
    Ok(())
}

/// Ends every session of a person but one.
pub async fn other_sessions_delete(
    scope: &mut Scope,
    person: PersonId,
    this: SessionId,
) -> Result<(), Failure> {
    sqlx::query!(
        "delete from session where company_id = $1 and person_id = $2 and session_id <> $3",
        scope.company(),
        person.0,
        this.0
    )
    .execute(scope.connection())
    .await?;
    Ok(())
}

/// Ends some sessions of a person; how many there were.
pub async fn own_sessions_delete(
    scope: &mut Scope,
    person: PersonId,
    sessions: &[SessionId],
) -> Result<i64, Failure> {
    let ids: Vec<i64> = sessions.iter().map(|id| id.0).collect();
    let done = sqlx::query!(
        "delete from session where company_id = $1 and person_id = $2 and session_id = any($3)",
        scope.company(),
        person.0,
        &ids
    )
    .execute(scope.connection())
    .await?
    .rows_affected();
    Ok(i64::try_from(done).unwrap_or(i64::MAX))
}
