//! Verbs of access: sign in and out, who is here, people.

use super::{
    model::{CompanyEdit, CompanyPage, NewPerson, PersonEdit, PersonRow, SignedIn},
    rules, store,
};
use crate::{
    platform::{
        command::{self, Act, Actor, Tx},
        database::{Database, today},
        failure::Failure,
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
use argon2::{
    Argon2,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};
use chrono::{DateTime, Utc};
use leptos::prelude::use_context;
use serde::{Serialize, de::DeserializeOwned};
use sha2::{Digest, Sha256};
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
}

/// The key of an act, which the gate found with the call.
#[derive(Clone, Debug)]
pub struct RequestKey(pub String);

impl Caller {
    /// For the command wrapper.
    pub fn actor(&self) -> Actor {
        Actor { company: self.who.company_id, person: Some(self.who.person_id) }
    }

    /// Runs a command under the key of the act: the same act again gives the first answer, and one effect.
    pub async fn run<I, T>(&self, name: &'static str, input: I, act: Act<I, T>) -> Result<T, ApiError>
    where
        I: Serialize + Send + Sync + 'static,
        T: Serialize + DeserializeOwned + Send + 'static,
    {
        let RequestKey(key) = self.key.clone().ok_or(Refusal::CallIncomplete)?;
        Ok(command::run(&self.database, self.actor(), name, Some(key), input, act).await?)
    }
}

/// Lets a server function in: signed in, and the access table allows it. The gate has looked at its page and key before.
pub fn enter(function: &'static str) -> Result<Caller, ApiError> {
    let database = use_context::<Database>().ok_or(ApiError::SignedOut)?;
    let parts = use_context::<http::request::Parts>().ok_or(ApiError::SignedOut)?;
    let who = parts.extensions.get::<SignedIn>().cloned().ok_or(ApiError::SignedOut)?;
    let key = parts.extensions.get::<RequestKey>().cloned();
    if rules::may(&who.roles, function) { Ok(Caller { who, database, key }) } else { Err(ApiError::Forbidden) }
}

/// Whether somebody may call a function now: for what is done on their behalf later.
pub async fn may_now(conn: &mut PgConnection, company: CompanyId, person: PersonId, function: &str) -> Result<bool, Failure> {
    Ok(rules::may(&store::active_roles(conn, company.0, person).await?, function))
}

/// Signs in: answers a new session's token. Every failure takes the same time and says the same.
pub async fn sign_in(database: &Database, email: &str, password: &str, address: &str) -> Result<String, Failure> {
    let email = email.trim().replace('\0', " ").to_lowercase(); // PostgreSQL can't hold null characters; nobody's e-mail has a blank
    let subjects = [hash(&format!("account:{email}")), hash(&format!("address:{address}"))];
    let (asked, lookup) = (subjects.clone(), email.clone());
    let (failures, candidates) = database
        .without_company(move |conn| Box::pin(async move { Ok((store::failures(conn, &asked).await?, store::candidates(conn, &lookup).await?)) }))
        .await?;
    if rules::must_wait(failures) {
        return Err(Refusal::SignInSlowedDown.into());
    }

    let password = password.to_owned();
    let matched = tokio::task::spawn_blocking(move || {
        if candidates.is_empty() {
            verify(&password, UNKNOWN_ACCOUNT);
        }
        candidates.into_iter().find(|c| verify(&password, &c.password_hash))
    })
    .await
    .map_err(|error| Failure::Fault(error.to_string()))?;

    let Some(person) = matched else {
        database.without_company(move |conn| Box::pin(async move { store::failed(conn, &subjects).await })).await?;
        return Err(Refusal::SignInFailed.into());
    };
    let [account, _] = subjects;
    database.without_company(move |conn| Box::pin(async move { store::succeeded(conn, &account).await })).await?;
    let token: String = rand::random::<[u8; 32]>().iter().map(|byte| format!("{byte:02x}")).collect();
    let actor = Actor { company: person.company_id, person: Some(person.person_id) };
    command::run(database, actor, "sign_in", None, hex_hash(&token), |tx, token_hash| Box::pin(open_session(tx, token_hash))).await?;
    Ok(token)
}

/// What an unknown account is checked against, so that it takes as long as a known one.
const UNKNOWN_ACCOUNT: &str = "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$6Xr4bWnjzN1cfTWqgsGhDhDRGjLXZhzVdgYvHfvTNvw";

async fn open_session(tx: &mut Tx, token_hash: &str) -> Result<(), Failure> {
    let company = tx.company();
    let person = tx.actor().person.ok_or(Refusal::SignInFailed)?;
    store::session_insert(tx.connection(), company, person, token_hash.as_bytes()).await
}

/// Ends a session, here and everywhere.
pub async fn sign_out(database: &Database, who: &SignedIn, token: &str) -> Result<(), Failure> {
    let actor = Actor { company: who.company_id, person: Some(who.person_id) };
    command::run(database, actor, "sign_out", None, hex_hash(token), |tx, token_hash| {
        Box::pin(async move {
            let company = tx.company();
            store::session_delete(tx.connection(), company, token_hash.as_bytes()).await
        })
    })
    .await
}

/// Whose token this is, if its session lives.
pub async fn session(database: &Database, token: &str) -> Result<Option<SignedIn>, Failure> {
    let token_hash = hex_hash(token);
    let looked_up = token_hash.clone();
    let found = database.without_company(move |conn| Box::pin(async move { store::session_find(conn, looked_up.as_bytes()).await })).await?;
    let Some((who, stale)) = found else { return Ok(None) };
    if stale {
        let actor = Actor { company: who.company_id, person: None };
        command::touch(database, actor, move |tx| {
            Box::pin(async move {
                let company = tx.company();
                store::session_touch(tx.connection(), company, token_hash.as_bytes()).await
            })
        })
        .await?;
    }
    Ok(Some(who))
}

/// Everybody of the company.
pub async fn list_people(conn: &mut PgConnection, company: CompanyId) -> Result<Vec<PersonRow>, Failure> {
    store::person_list(conn, company.0).await
}

/// Somebody with their password hashed: what the audit row may see.
#[derive(Clone, Debug, serde::Serialize)]
pub struct HashedPerson {
    name: String,
    email: String,
    #[serde(skip)]
    password_hash: String,
    roles: Vec<Role>,
}

/// Checks and hashes, outside any transaction: hashing takes its time.
pub async fn hashed(new: &NewPerson) -> Result<HashedPerson, Failure> {
    let (name, email) = rules::person(&new.name, &new.email, &new.roles)?;
    rules::password(&new.password)?;
    let password_hash = hash_password(new.password.clone()).await?;
    Ok(HashedPerson { name, email, password_hash, roles: new.roles.clone() })
}

/// Adds somebody.
pub async fn add_person(tx: &mut Tx, new: &HashedPerson) -> Result<PersonId, Failure> {
    let company = tx.company();
    store::person_insert(tx.connection(), company, &new.name, &new.email, &new.password_hash, &new.roles).await
}

/// Changes what somebody may do; whatever they had open ends.
pub async fn edit_person(tx: &mut Tx, edit: &PersonEdit) -> Result<(), Failure> {
    let company = tx.company();
    let administrators = store::administrators(tx.connection(), company).await?;

    let stays = edit.is_active && edit.roles.contains(&Role::Administrator);
    if !stays && administrators == [edit.person_id] {
        return Err(Refusal::LastAdministrator.into());
    }
    if edit.roles.is_empty() {
        return Err(Refusal::FieldMissing(crate::vocabulary::refusal::Field::Roles).into());
    }

    store::person_update(tx.connection(), company, edit.person_id, edit.is_active).await?;
    store::roles_replace(tx.connection(), company, edit.person_id, &edit.roles).await?;
    store::sessions_delete(tx.connection(), company, edit.person_id).await
}

/// Sets a password by e-mail, for the command line.
pub async fn set_password(tx: &mut Tx, input: &(String, String)) -> Result<(), Failure> {
    let company = tx.company();
    let (email, password_hash) = input;
    let person = store::password_update(tx.connection(), company, &email.trim().to_lowercase(), password_hash).await?.ok_or(Refusal::NotFound)?;
    store::sessions_delete(tx.connection(), company, person).await
}

/// The company; `now` says which day it is there.
pub async fn read_company(conn: &mut PgConnection, company: CompanyId, now: DateTime<Utc>) -> Result<CompanyPage, Failure> {
    let (name, currency, time_zone) = store::company_read(&mut *conn, company.0).await?;
    let time_zones = TimeZone::names().map(str::to_owned).collect();
    Ok(CompanyPage { name, currency, time_zone, today: today(conn, company, now).await?, time_zones })
}

/// Says where the company is: from now on its days are those of that time zone.
pub async fn edit_company(tx: &mut Tx, edit: &CompanyEdit) -> Result<(), Failure> {
    let company = tx.company();
    let before = store::company_lock(tx.connection(), company).await?;
    if before != edit.seen_time_zone {
        return Err(Refusal::Outdated.into());
    }
    let time_zone: TimeZone = edit.time_zone.parse()?;

    tx.note(&before, time_zone.to_string());
    store::company_update(tx.connection(), company, time_zone).await
}

/// Founds a company, as the owner.
pub async fn found_company(owner: &mut PgConnection, name: &str, currency: Currency, time_zone: TimeZone) -> Result<CompanyId, Failure> {
    store::company_insert(owner, name, currency, time_zone).await
}

/// Every company, as the owner.
pub async fn companies(owner: &mut PgConnection) -> Result<Vec<(CompanyId, String)>, Failure> {
    store::company_list(owner).await
}

/// argon2id with the crate's defaults (19 MiB, two passes), off the async threads.
pub async fn hash_password(password: String) -> Result<String, Failure> {
    tokio::task::spawn_blocking(move || Argon2::default().hash_password(password.as_bytes()).map(|hash| hash.to_string()))
        .await
        .map_err(|error| Failure::Fault(error.to_string()))?
        .map_err(|error| Failure::Fault(error.to_string()))
}

fn verify(password: &str, stored: &str) -> bool {
    PasswordHash::new(stored).is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok())
}

fn hash(text: &str) -> Vec<u8> {
    Sha256::digest(text.as_bytes()).to_vec()
}

fn hex_hash(text: &str) -> String {
    hash(text).iter().map(|byte| format!("{byte:02x}")).collect()
}
