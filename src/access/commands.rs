//! Verbs of access: sign in and out, who is here, people.

mod account;
mod hashing;
mod reset;
mod sign_in;

pub use super::store::{company_currency, list_people};
pub use account::{NewPassword, change_password, checked_password, end_sessions, read_account};
pub use hashing::hash_password;
#[cfg(test)]
pub use hashing::memories;
pub use reset::{GivenPassword, given_password, reset_password};
pub use sign_in::{Entered, Knock, session, sign_in, sign_out};

use super::{
    model::{CompanyEdit, CompanyPage, NewPerson, PersonEdit, SignedIn},
    rules, store,
};
use crate::{
    platform::{
        command::{self, Act, Actor, Key, Tx},
        database::Database,
        failure::Failure,
        scope::Scope,
    },
    vocabulary::{
        currency::Currency,
        failure::ApiError,
        ids::{CompanyId, PersonId},
        refusal::Refusal,
        time_zone::TimeZone,
        words::Role,
    },
};
use futures::future::BoxFuture;
use leptos::prelude::use_context;
use serde::{Serialize, de::DeserializeOwned};
use sqlx::PgConnection;

/// A signed-in person with the database to work on: what every server function begins with.
#[derive(Clone, Debug)]
pub struct Caller {
    /// Who.
    pub who: SignedIn,
    /// Where.
    pub database: Database,
    /// The key of their act; reads have none.
    key: Option<RequestKey>,
    /// Of what the act's input says and nobody writes down.
    seal: Vec<u8>,
}

/// The key of an act, which the gate found with the call.
#[derive(Clone, Debug)]
pub struct RequestKey(pub String);

impl Caller {
    /// For the command wrapper.
    pub fn actor(&self) -> Actor {
        Actor { company: self.who.company_id, person: Some(self.who.person_id) }
    }

    /// Seals the passwords that come with the act: under its key no others are taken for them. A
    /// hash as slow as those that are kept for good, with the key for its salt, so that it is the
    /// same on every server and gives away no more than they do.
    pub async fn sealed(self, passwords: &[&str]) -> Result<Self, ApiError> {
        let RequestKey(key) = self.key.as_ref().ok_or(Refusal::CallIncomplete)?;
        let seal = hashing::seal(key, passwords).await?;
        Ok(Self { seal, ..self })
    }

    /// Reads in one transaction of one moment.
    pub async fn read<T, F>(&self, read: F) -> Result<T, ApiError>
    where
        T: Send + 'static,
        F: for<'a> FnOnce(&'a mut Scope) -> BoxFuture<'a, Result<T, Failure>> + Send + 'static,
    {
        Ok(self.database.read(self.actor(), read).await?)
    }

    /// Runs a command under the key of the act: the same act again gives the first answer, and one
    /// effect.
    pub async fn run<I, T>(
        &self,
        name: &'static str,
        input: I,
        act: Act<I, T>,
    ) -> Result<T, ApiError>
    where
        I: Serialize + Send + Sync + 'static,
        T: Serialize + DeserializeOwned + Send + 'static,
    {
        let RequestKey(key) = self.key.clone().ok_or(Refusal::CallIncomplete)?;
        Ok(command::run(
            &self.database,
            self.actor(),
            name,
            Some(Key::sealed(key, self.seal.clone())),
            input,
            act,
        )
        .await?)
    }
}

/// Lets a server function in: signed in, and with one of the roles that may. The gate has looked at its
/// page and key before.
pub fn enter(allowed: &[Role]) -> Result<Caller, ApiError> {
    let database = use_context::<Database>().ok_or(ApiError::SignedOut)?;
    let parts = use_context::<http::request::Parts>().ok_or(ApiError::SignedOut)?;
    let who = parts.extensions.get::<SignedIn>().cloned().ok_or(ApiError::SignedOut)?;
    let key = parts.extensions.get::<RequestKey>().cloned();
    if rules::may(&who.roles, allowed) {
        Ok(Caller { who, database, key, seal: Vec::new() })
    } else {
        Err(ApiError::Forbidden)
    }
}

/// What somebody may do now; nothing, once they were deactivated.
pub async fn roles_now(scope: &mut Scope, person: PersonId) -> Result<Vec<Role>, Failure> {
    store::active_roles(scope, person).await
}

/// Whether somebody has one of these roles now: for what is done on their behalf later.
pub async fn may_now(
    scope: &mut Scope,
    person: PersonId,
    allowed: &[Role],
) -> Result<bool, Failure> {
    Ok(rules::may(&store::active_roles(scope, person).await?, allowed))
}

/// Whether whoever began something may do it still; the command line may.
pub async fn may_still(tx: &mut Tx, allowed: &[Role]) -> Result<bool, Failure> {
    match tx.person() {
        Some(person) => may_now(tx, person, allowed).await,
        None => Ok(true),
    }
}

/// Somebody with their password hashed: what the audit row may see.
#[derive(Clone, Debug, serde::Serialize)]
pub struct HashedPerson {
    name: String,
    email: String,
    #[serde(skip)]
    password_hash: String,
    roles: Vec<Role>,
    #[serde(skip)]
    email_skeleton: String,
    password_must_change: bool,
}

impl HashedPerson {
    /// With a password that may stay: the people of the demo.
    pub fn for_good(self) -> Self {
        Self { password_must_change: false, ..self }
    }
}

/// Checks and hashes, outside any transaction: hashing takes its time. Whoever is added has a
/// password that somebody else knows: it is changed at the first sign-in.
pub async fn hashed(new: &NewPerson) -> Result<HashedPerson, Failure> {
    let (name, email) = rules::person(&new.name, &new.email, &new.roles)?;
    let email_skeleton = rules::email_skeleton(&email)?;
    rules::password(&new.password)?;
    rules::hard_to_guess(&new.password, &[&name, &email])?;
    let password_hash = hash_password(new.password.clone()).await?;
    Ok(HashedPerson {
        name,
        email,
        password_hash,
        roles: new.roles.clone(),
        email_skeleton,
        password_must_change: true,
    })
}

/// Adds somebody.
pub async fn add_person(tx: &mut Tx, new: &HashedPerson) -> Result<PersonId, Failure> {
    let row = store::NewPersonRow {
        name: &new.name,
        email: &new.email,
        email_skeleton: &new.email_skeleton,
        password_hash: &new.password_hash,
        password_must_change: new.password_must_change,
    };
    store::person_insert(tx, &row, &new.roles).await
}

/// Changes what somebody may do; whatever they had open ends.
pub async fn edit_person(tx: &mut Tx, edit: &PersonEdit) -> Result<(), Failure> {
    let administrators = store::administrators(tx).await?;

    let stays = edit.is_active && edit.roles.contains(&Role::Administrator);
    if !stays && administrators == [edit.person_id] {
        return Err(Refusal::LastAdministrator.into());
    }
    if edit.roles.is_empty() {
        return Err(Refusal::FieldMissing(crate::vocabulary::refusal::Field::Roles).into());
    }

    let before = store::active_roles(tx, edit.person_id).await?;
    tx.note(before, if edit.is_active { edit.roles.clone() } else { Vec::new() });
    store::person_update(tx, (edit.person_id, edit.version), edit.is_active).await?;
    store::roles_replace(tx, edit.person_id, &edit.roles).await?;
    store::sessions_delete(tx, edit.person_id).await
}

/// Sets a password by e-mail, for the command line; it is changed at the next sign-in.
pub async fn set_password(tx: &mut Tx, input: &(String, String)) -> Result<(), Failure> {
    let (email, password_hash) = input;
    let person = store::password_update(tx, &email.trim().to_lowercase(), password_hash)
        .await?
        .ok_or(Refusal::NotFound)?;
    store::sessions_delete(tx, person).await
}

/// The company; `now` says which day it is there.
pub async fn read_company(scope: &mut Scope) -> Result<CompanyPage, Failure> {
    let (name, currency, time_zone) = store::company_read(scope).await?;
    let time_zones = TimeZone::names().map(str::to_owned).collect();
    Ok(CompanyPage { name, currency, time_zone, today: scope.today().await?, time_zones })
}

/// Says where the company is: from now on its days are those of that time zone.
pub async fn edit_company(tx: &mut Tx, edit: &CompanyEdit) -> Result<(), Failure> {
    let before = store::company_lock(tx).await?;
    if before != edit.seen_time_zone {
        return Err(Refusal::Outdated.into());
    }
    let time_zone: TimeZone = edit.time_zone.parse()?;

    tx.note(&before, time_zone.to_string());
    store::company_update(tx, time_zone).await
}

/// Above how many rows a company has acts done in the background.
pub async fn read_batch_setting(scope: &mut Scope) -> Result<i32, Failure> {
    store::background_above(scope).await
}

/// Sets above how many rows acts are done in the background, as typed, where it is still as it was
/// seen.
pub async fn edit_batch_setting(tx: &mut Tx, (typed, seen): &(String, i32)) -> Result<(), Failure> {
    store::company_lock(tx).await?;
    let before = store::background_above(tx).await?;
    if before != *seen {
        return Err(Refusal::Outdated.into());
    }
    let above = rules::background_above(typed)?;

    tx.note(before, above);
    store::background_above_save(tx, above).await
}

/// Founds a company, as the owner.
pub async fn found_company(
    owner: &mut PgConnection,
    name: &str,
    currency: Currency,
    time_zone: TimeZone,
) -> Result<CompanyId, Failure> {
    store::company_insert(owner, name, currency, time_zone).await
}

/// Every company, as the owner.
pub async fn companies(owner: &mut PgConnection) -> Result<Vec<(CompanyId, String)>, Failure> {
    store::company_list(owner).await
}
