//! What people do with their own account: their password, their sessions.

use super::{
    Caller,
    hashing::{self, Line},
};
use crate::{
    access::{
        model::{Account, PasswordChange},
        rules::{self, SIGN_IN_FAILURES},
        store,
    },
    platform::{command::Tx, failure::Failure, scope::Scope},
    vocabulary::{
        ids::{CompanyId, PersonId, SessionId},
        refusal::Refusal,
    },
};
use serde::Serialize;
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// Somebody's own account and where they are signed in.
pub async fn read_account(
    scope: &mut Scope,
    person: PersonId,
    session: SessionId,
) -> Result<Account, Failure> {
    store::account(scope, person, session).await
}

/// A new password, checked and hashed: what the audit row may see of it is nothing.
#[derive(Debug, Serialize)]
pub struct NewPassword {
    #[serde(skip)]
    hash: String,
    #[serde(skip)]
    session: SessionId,
}

/// Checks a change of one's own password, outside any transaction: hashing takes its time. Tries of
/// the old one are counted as at sign-in: whoever finds a browser open does not find out the
/// password.
pub async fn checked_password(
    caller: &Caller,
    change: &PasswordChange,
) -> Result<NewPassword, Failure> {
    let (company, person) = (caller.who.company_id, caller.who.person_id);
    let database = caller.database.for_sessions();
    let (email, current) = database
        .read(company, move |scope| {
            Box::pin(async move { store::own_password(scope, person).await })
        })
        .await?;
    rules::new_password(change)?;
    let about = [caller.who.person_name.as_str(), caller.who.company_name.as_str(), email.as_str()];
    rules::hard_to_guess(&change.new, &about)?;

    let attempt = Uuid::new_v4();
    let subjects = [(own_tries(company, person), SIGN_IN_FAILURES)];
    let place = database
        .without_company(move |conn| {
            Box::pin(async move { store::sign_in_begin(conn, attempt, &subjects).await })
        })
        .await?;
    if place.is_none() {
        return Err(Refusal::SignInSlowedDown.into());
    }
    let turn = hashing::turn(Line::Known).await;
    let matched = match turn {
        Ok(turn) => hashing::find_match(turn, change.old.clone(), vec![current.clone()]).await?,
        Err(busy) => {
            database
                .without_company(move |conn| {
                    Box::pin(async move { store::sign_in_release(conn, attempt).await })
                })
                .await?;
            return Err(busy);
        }
    };
    // Asked again because the answer was lost: it is the password already.
    if matched.is_none()
        && hashing::find_match(hashing::turn(Line::Known).await?, change.new.clone(), vec![current])
            .await?
            .is_none()
    {
        return Err(Refusal::OldPasswordWrong.into());
    }
    database
        .without_company(move |conn| {
            Box::pin(async move { store::sign_in_release(conn, attempt).await })
        })
        .await?;
    Ok(NewPassword {
        hash: hashing::hash_password(change.new.clone()).await?,
        session: caller.who.session_id,
    })
}

/// Among which tries of somebody's own password count, once they are signed in.
pub(super) fn own_tries(company: CompanyId, person: PersonId) -> Vec<u8> {
    Sha256::digest(format!("password:{company}:{person}").as_bytes()).to_vec()
}

/// Changes one's own password; whatever else was signed in with the old one ends.
pub async fn change_password(tx: &mut Tx, new: &NewPassword) -> Result<(), Failure> {
    let person = tx.actor().person.ok_or(Refusal::NotFound)?;
    store::own_password_update(tx, person, &new.hash).await?;
    store::devices_delete(tx, person).await?;
    store::other_sessions_delete(tx, person, new.session).await
}

/// Ends some of one's own sessions; others are not touched.
pub async fn end_sessions(tx: &mut Tx, sessions: &[SessionId]) -> Result<i64, Failure> {
    let person = tx.actor().person.ok_or(Refusal::NotFound)?;
    if sessions.is_empty() {
        return Err(Refusal::NothingSelected.into());
    }
    store::own_sessions_delete(tx, person, sessions).await
}
