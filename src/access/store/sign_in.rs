//! SQL of sign-in and sessions. Before somebody is signed in there is no company: the doors are
//! functions of the database.

use crate::{
    access::{
        model::SignedIn,
        rules::{SESSION_IDLE_MINUTES, SESSION_LIFE_HOURS},
    },
    platform::{failure::Failure, scope::Scope},
    vocabulary::{
        currency::Currency,
        ids::{CompanyId, PersonId, SessionId},
        words::Role,
    },
};
use sqlx::PgConnection;
use uuid::Uuid;

/// Somebody who may be signing in.
pub struct Candidate {
    /// Their company.
    pub company_id: CompanyId,
    /// Who.
    pub person_id: PersonId,
    /// PHC string.
    pub password_hash: String,
    /// Whether they signed in from this browser before.
    pub knows_device: bool,
}

/// People with this e-mail, in any company.
pub async fn candidates(
    conn: &mut PgConnection,
    email: &str,
    device: &[u8],
) -> Result<Vec<Candidate>, Failure> {
    let rows = sqlx::query!(
        r#"
        select company_id as "company_id!", person_id as "person_id!",
            password_hash as "password_hash!", knows_device as "knows_device!"
        from sign_in_candidates($1, $2)
        "#,
        email,
        device
    )
    .fetch_all(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|r| Candidate {
            company_id: CompanyId(r.company_id),
            person_id: PersonId(r.person_id),
            password_hash: r.password_hash,
            knows_device: r.knows_device,
        })
        .collect())
}

/// Takes a place among the failures of the last five minutes, of each subject; which place it is
/// for the first. None: one of them has as many as it may.
pub async fn sign_in_begin(
    conn: &mut PgConnection,
    attempt: Uuid,
    subjects: &[(Vec<u8>, i64)],
) -> Result<Option<i64>, Failure> {
    let (hashes, limits): (Vec<Vec<u8>>, Vec<i64>) = subjects.iter().cloned().unzip();
    Ok(sqlx::query_scalar!(
        "select sign_in_begin($1, $2, $3, interval '5 minutes')",
        attempt,
        &hashes,
        &limits
    )
    .fetch_one(conn)
    .await?)
}

/// Gives an attempt's places back.
pub async fn sign_in_release(conn: &mut PgConnection, attempt: Uuid) -> Result<(), Failure> {
    sqlx::query!("select sign_in_release($1)", attempt).fetch_one(conn).await?;
    Ok(())
}

/// Forgets the failures of a subject.
pub async fn sign_in_forget(conn: &mut PgConnection, subject: &[u8]) -> Result<(), Failure> {
    sqlx::query!("select sign_in_forget($1)", subject).fetch_one(conn).await?;
    Ok(())
}

/// Knows this browser from now on, by its new token.
pub async fn sign_in_remember(
    scope: &mut Scope,
    person: PersonId,
    [old, new]: &[Vec<u8>; 2],
) -> Result<(), Failure> {
    sqlx::query!("select sign_in_remember($1, $2, $3, $4)", scope.company(), person.0, old, new)
        .fetch_one(scope.connection())
        .await?;
    Ok(())
}

/// Opens a session, from an address and a browser.
pub async fn session_insert(
    scope: &mut Scope,
    person: PersonId,
    token_hash: &[u8],
    (address, agent): (&str, &str),
) -> Result<(), Failure> {
    sqlx::query!(
        r"
        insert into session (company_id, token_hash, person_id, address, agent)
        values ($1, $2, $3, $4, $5)
        ",
        scope.company(),
        token_hash,
        person.0,
        address,
        agent
    )
    .execute(scope.connection())
    .await?;
    Ok(())
}

/// Ends a session.
pub async fn session_delete(scope: &mut Scope, token_hash: &[u8]) -> Result<(), Failure> {
    sqlx::query!(
        "delete from session where company_id = $1 and token_hash = $2",
        scope.company(),
        token_hash
    )
    .execute(scope.connection())
    .await?;
    Ok(())
}

/// Whose session this is, and whether it has been a while since it was last seen.
pub async fn session_find(
    conn: &mut PgConnection,
    token_hash: &[u8],
) -> Result<Option<(SignedIn, bool)>, Failure> {
    let (idle, life) =
        (format!("{SESSION_IDLE_MINUTES} minutes"), format!("{SESSION_LIFE_HOURS} hours"));
    let row = sqlx::query!(
        r#"
        select company_id as "company_id!", company_name as "company_name!",
            company_currency as "company_currency!: Currency", person_id as "person_id!",
            person_name as "person_name!", roles as "roles!",
            seen_at < now() - interval '1 minute' as "stale!", session_id as "session_id!",
            password_must_change as "password_must_change!", seconds_left as "seconds_left!"
        from session_find($1, $2::text::interval, $3::text::interval)
        "#,
        token_hash,
        idle,
        life
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(|r| {
        let signed_in = SignedIn {
            company_id: CompanyId(r.company_id),
            company_name: r.company_name,
            company_currency: r.company_currency,
            person_id: PersonId(r.person_id),
            person_name: r.person_name,
            roles: r.roles.iter().filter_map(|role| Role::from_word(role)).collect(),
            session_id: SessionId(r.session_id),
            password_must_change: r.password_must_change,
            session_left: u64::try_from(r.seconds_left).unwrap_or_default(),
        };
        (signed_in, r.stale)
    }))
}

/// A session was used.
pub async fn session_touch(scope: &mut Scope, token_hash: &[u8]) -> Result<(), Failure> {
    sqlx::query!(
        "update session set seen_at = now() where company_id = $1 and token_hash = $2",
        scope.company(),
        token_hash
    )
    .execute(scope.connection())
    .await?;
    Ok(())
}
