//! SQL of companies and people; of sign-in, sessions and accounts beside.
#![allow(
    clippy::as_conversions,
    reason = "in sqlx's macros `as` names a parameter's type; nothing is converted"
)]

mod account;
mod sign_in;

pub use account::{
    account, devices_delete, other_sessions_delete, own_password, own_password_update,
    own_sessions_delete,
};
pub use sign_in::{
    Candidate, candidates, session_delete, session_find, session_insert, session_touch,
    sign_in_begin, sign_in_forget, sign_in_release, sign_in_remember,
};

use super::model::PersonRow;
use crate::{
    platform::{failure::Failure, scope::Scope},
    vocabulary::{
        currency::Currency,
        ids::{CompanyId, PersonId},
        refusal::Refusal,
        time_zone::TimeZone,
        words::Role,
    },
};
use sqlx::PgConnection;

/// What somebody may do; nothing, once they were deactivated.
pub async fn active_roles(scope: &mut Scope, person: PersonId) -> Result<Vec<Role>, Failure> {
    let roles = sqlx::query_scalar!(
        r"
        select r.role
        from person p
        join person_role r on r.company_id = p.company_id and r.person_id = p.person_id
        where p.company_id = $1 and p.person_id = $2 and p.is_active
        ",
        scope.company(),
        person.0
    )
    .fetch_all(scope.connection())
    .await?;
    Ok(roles.iter().filter_map(|word| Role::from_word(word)).collect())
}

/// Ends every session of a person.
pub async fn sessions_delete(scope: &mut Scope, person: PersonId) -> Result<(), Failure> {
    sqlx::query!(
        "delete from session where company_id = $1 and person_id = $2",
        scope.company(),
        person.0
    )
    .execute(scope.connection())
    .await?;
    Ok(())
}

/// Everybody of a company.
pub async fn list_people(scope: &mut Scope) -> Result<Vec<PersonRow>, Failure> {
    let rows = sqlx::query!(
        r#"
        select p.person_id, p.version, p.name, p.email, p.is_active,
            array(
                select r.role
                from person_role r
                where r.company_id = p.company_id and r.person_id = p.person_id
                order by r.role
            ) as "roles!"
        from person p
        where p.company_id = $1
        order by p.name, p.person_id
        "#,
        scope.company()
    )
    .fetch_all(scope.connection())
    .await?;
    Ok(rows
        .into_iter()
        .map(|r| PersonRow {
            person_id: PersonId(r.person_id),
            version: r.version,
            name: r.name,
            email: r.email,
            is_active: r.is_active,
            roles: r.roles.iter().filter_map(|role| Role::from_word(role)).collect(),
        })
        .collect())
}

/// Somebody new.
pub struct NewPersonRow<'a> {
    /// Their name.
    pub name: &'a str,
    /// They will sign in with it.
    pub email: &'a str,
    /// How it looks.
    pub email_skeleton: &'a str,
    /// PHC string.
    pub password_hash: &'a str,
    /// Whether it is somebody else's choice.
    pub password_must_change: bool,
}

/// Adds somebody.
pub async fn person_insert(
    scope: &mut Scope,
    new: &NewPersonRow<'_>,
    roles: &[Role],
) -> Result<PersonId, Failure> {
    let id = sqlx::query_scalar!(
        r"
        insert into person (
            company_id, name, email, email_skeleton, password_hash, password_must_change
        )
        values ($1, $2, $3, $4, $5, $6)
        returning person_id
        ",
        scope.company(),
        new.name,
        new.email,
        new.email_skeleton,
        new.password_hash,
        new.password_must_change
    )
    .fetch_one(scope.connection())
    .await?;
    roles_replace(scope, PersonId(id), roles).await?;
    Ok(PersonId(id))
}

/// Locks somebody, seen as they are.
async fn person_lock(scope: &mut Scope, person: PersonId, version: i32) -> Result<(), Failure> {
    let now = sqlx::query_scalar!(
        "select version from person where company_id = $1 and person_id = $2 for no key update",
        scope.company(),
        person.0
    )
    .fetch_optional(scope.connection())
    .await?;
    if now.ok_or(Refusal::NotFound)? == version { Ok(()) } else { Err(Refusal::Outdated.into()) }
}

/// Sets whether somebody can sign in.
pub async fn person_update(
    scope: &mut Scope,
    (person, version): (PersonId, i32),
    is_active: bool,
) -> Result<(), Failure> {
    person_lock(scope, person, version).await?;
    sqlx::query!(
        r"
        update person
        set is_active = $3, version = version + 1
        where company_id = $1 and person_id = $2
        ",
        scope.company(),
        person.0,
        is_active
    )
    .execute(scope.connection())
    .await?;
    Ok(())
}

/// Sets somebody's password for them.
pub async fn password_update(
    scope: &mut Scope,
    email: &str,
    password_hash: &str,
) -> Result<Option<PersonId>, Failure> {
    let id = sqlx::query_scalar!(
        r"
        update person
        set password_hash = $3, password_must_change = true
        where company_id = $1 and email = $2
        returning person_id
        ",
        scope.company(),
        email,
        password_hash
    )
    .fetch_optional(scope.connection())
    .await?;
    Ok(id.map(PersonId))
}

/// Somebody's name and e-mail.
pub async fn person_named(
    scope: &mut Scope,
    person: PersonId,
) -> Result<(String, String), Failure> {
    let row = sqlx::query!(
        "select name, email from person where company_id = $1 and person_id = $2",
        scope.company(),
        person.0
    )
    .fetch_optional(scope.connection())
    .await?;
    row.map(|r| (r.name, r.email)).ok_or_else(|| Refusal::NotFound.into())
}

/// Sets somebody's password for them, seen as they are; answers their e-mail.
pub async fn password_reset(
    scope: &mut Scope,
    (person, version): (PersonId, i32),
    password_hash: &str,
) -> Result<String, Failure> {
    person_lock(scope, person, version).await?;
    let email = sqlx::query_scalar!(
        r"
        update person
        set password_hash = $3, password_must_change = true, version = version + 1
        where company_id = $1 and person_id = $2
        returning email
        ",
        scope.company(),
        person.0,
        password_hash
    );
    Ok(email.fetch_one(scope.connection()).await?)
}

/// Sets what somebody may do.
pub async fn roles_replace(
    scope: &mut Scope,
    person: PersonId,
    roles: &[Role],
) -> Result<(), Failure> {
    let words: Vec<String> = roles.iter().map(|role| role.word().to_owned()).collect();
    sqlx::query!(
        "delete from person_role where company_id = $1 and person_id = $2",
        scope.company(),
        person.0
    )
    .execute(scope.connection())
    .await?;
    sqlx::query!(
        r"
        insert into person_role (company_id, person_id, role)
        select $1, $2, r
        from unnest($3::text[]) r
        on conflict do nothing
        ",
        scope.company(),
        person.0,
        &words
    )
    .execute(scope.connection())
    .await?;
    Ok(())
}

/// Active administrators. Everybody is locked first, by a statement of its own: only the next one
/// sees what the transaction waited for, so that two who step down at once don't both.
pub async fn administrators(scope: &mut Scope) -> Result<Vec<PersonId>, Failure> {
    sqlx::query!(
        "select person_id from person where company_id = $1 order by person_id for no key update",
        scope.company()
    )
    .fetch_all(scope.connection())
    .await?;
    let ids = sqlx::query_scalar!(
        r"
        select p.person_id
        from person p
        where p.company_id = $1 and p.is_active
            and exists (
                select
                from person_role r
                where r.company_id = p.company_id and r.person_id = p.person_id
                    and r.role = 'administrator'
            )
        order by p.person_id
        ",
        scope.company()
    )
    .fetch_all(scope.connection())
    .await?;
    Ok(ids.into_iter().map(PersonId).collect())
}

/// Name, currency and time zone of a company.
pub async fn company_read(scope: &mut Scope) -> Result<(String, Currency, String), Failure> {
    let row = sqlx::query!(
        r"
        select name, currency, time_zone from company where company_id = $1
        ",
        scope.company()
    )
    .fetch_one(scope.connection())
    .await?;
    Ok((row.name, row.currency, row.time_zone))
}

/// Above how many rows a company has acts done in the background.
pub async fn background_above(scope: &mut Scope) -> Result<i32, Failure> {
    Ok(sqlx::query_scalar!(
        "select background_above from company where company_id = $1",
        scope.company()
    )
    .fetch_one(scope.connection())
    .await?)
}

/// Sets that.
pub async fn background_above_save(scope: &mut Scope, above: i32) -> Result<(), Failure> {
    sqlx::query!(
        "update company set background_above = $2 where company_id = $1",
        scope.company(),
        above
    )
    .execute(scope.connection())
    .await?;
    Ok(())
}

/// The time zone of a company, locked.
pub async fn company_lock(scope: &mut Scope) -> Result<String, Failure> {
    Ok(sqlx::query_scalar!(
        "select time_zone from company where company_id = $1 for no key update",
        scope.company()
    )
    .fetch_one(scope.connection())
    .await?)
}

/// Says where a company is.
pub async fn company_update(scope: &mut Scope, time_zone: TimeZone) -> Result<(), Failure> {
    sqlx::query!(
        "update company set time_zone = $2 where company_id = $1",
        scope.company(),
        time_zone.to_string()
    )
    .execute(scope.connection())
    .await?;
    Ok(())
}

/// Founds a company, as the owner: the app role can't.
pub async fn company_insert(
    owner: &mut PgConnection,
    name: &str,
    currency: Currency,
    time_zone: TimeZone,
) -> Result<CompanyId, Failure> {
    let id = sqlx::query_scalar!(
        "insert into company (name, currency, time_zone) values ($1, $2, $3) returning company_id",
        name,
        currency as Currency,
        time_zone.to_string()
    )
    .fetch_one(&mut *owner)
    .await?;
    sqlx::query!("insert into invoice_counter (company_id) values ($1)", id).execute(owner).await?;
    Ok(CompanyId(id))
}

/// Every company, as the owner.
pub async fn company_list(owner: &mut PgConnection) -> Result<Vec<(CompanyId, String)>, Failure> {
    let rows = sqlx::query!("select company_id, name from company order by company_id")
        .fetch_all(owner)
        .await?;
    Ok(rows.into_iter().map(|r| (CompanyId(r.company_id), r.name)).collect())
}

/// The currency costs are kept in.
pub async fn company_currency(scope: &mut Scope) -> Result<Currency, Failure> {
    Ok(sqlx::query_scalar!(r"select currency from company where company_id = $1", scope.company())
        .fetch_one(scope.connection())
        .await?)
}
