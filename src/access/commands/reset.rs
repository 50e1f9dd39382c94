//! An administrator gives somebody a new password: whoever forgot theirs, or lost it to somebody.

use super::{Caller, account::own_tries, hashing, sign_in::account_tries};
use crate::{
    access::{model::PasswordReset, rules, store},
    platform::{command::Tx, failure::Failure},
    vocabulary::ids::{CompanyId, PersonId},
};
use serde::Serialize;

/// A password for somebody, checked and hashed: what the audit row sees is for whom.
#[derive(Debug, Serialize)]
pub struct GivenPassword {
    person_id: PersonId,
    version: i32,
    #[serde(skip)]
    hash: String,
}

/// Checks and hashes a password for somebody, outside any transaction: hashing takes its time.
/// One's own is changed where the password so far is asked for.
pub async fn given_password(
    caller: &Caller,
    reset: &PasswordReset,
) -> Result<GivenPassword, Failure> {
    let (company, person) = (caller.who.company_id, reset.person_id);
    rules::is_of_another(Some(caller.who.person_id), person)?;
    let (name, email) = caller
        .database
        .for_sessions()
        .read(company, move |scope| {
            Box::pin(async move { store::person_named(scope, person).await })
        })
        .await?;
    rules::password(&reset.password)?;
    rules::hard_to_guess(&reset.password, &[&name, &email, &caller.who.company_name])?;
    Ok(GivenPassword {
        person_id: person,
        version: reset.version,
        hash: hashing::hash_password(reset.password.clone()).await?,
    })
}

/// Gives somebody a new password: it is changed at the next sign-in, whatever was open with the old
/// one ends, and what was tried in vain no longer counts.
pub async fn reset_password(tx: &mut Tx, given: &GivenPassword) -> Result<(), Failure> {
    let (company, person) = (tx.company(), given.person_id);
    rules::is_of_another(tx.actor().person, person)?;
    let email = store::password_reset(tx, (person, given.version), &given.hash).await?;
    store::sessions_delete(tx, person).await?;
    store::devices_delete(tx, person).await?;
    for tries in [account_tries(&email), own_tries(CompanyId(company), person)] {
        store::sign_in_forget(tx.connection(), &tries).await?;
    }
    Ok(())
}
