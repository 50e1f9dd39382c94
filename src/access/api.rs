//! Server functions of access.

use super::model::{
    Account, CompanyEdit, CompanyPage, PasswordChange, PasswordReset, PersonEdit, PersonRow,
};
use crate::{
    ui::calls::{Json, PageClient},
    vocabulary::{
        failure::ApiError,
        ids::{PersonId, SessionId},
    },
};
use leptos::prelude::*;

/// The company and where it is.
#[server(prefix = "/api", endpoint = "read_company", input = Json, output = Json, client = PageClient)]
pub async fn read_company() -> Result<CompanyPage, ApiError> {
    let caller = super::commands::enter("read_company")?;
    let company = caller.who.company_id;
    Ok(caller
        .database
        .read(company, move |scope| Box::pin(super::commands::read_company(scope)))
        .await?)
}

/// Says where the company is.
#[server(prefix = "/api", endpoint = "edit_company", input = Json, output = Json, client = PageClient)]
pub async fn edit_company(edit: CompanyEdit) -> Result<(), ApiError> {
    let caller = super::commands::enter("edit_company")?;
    caller
        .run("edit_company", edit, |tx, edit| Box::pin(super::commands::edit_company(tx, edit)))
        .await
}

/// Everybody of the company.
#[server(prefix = "/api", endpoint = "list_people", input = Json, output = Json, client = PageClient)]
pub async fn list_people() -> Result<Vec<PersonRow>, ApiError> {
    let caller = super::commands::enter("list_people")?;
    let company = caller.who.company_id;
    Ok(caller
        .database
        .read(company, move |scope| Box::pin(super::commands::list_people(scope)))
        .await?)
}

/// Adds somebody.
#[server(prefix = "/api", endpoint = "add_person", input = Json, output = Json, client = PageClient)]
pub async fn add_person(
    name: String,
    email: String,
    password: String,
    roles: Vec<crate::vocabulary::words::Role>,
) -> Result<PersonId, ApiError> {
    let caller = super::commands::enter("add_person")?;
    let new = super::model::NewPerson { name, email, password, roles };
    let hashed = super::commands::hashed(&new).await?;
    let caller = caller.sealed(&[&new.password]).await?;
    caller.run("add_person", hashed, |tx, new| Box::pin(super::commands::add_person(tx, new))).await
}

/// Changes what somebody may do.
#[server(prefix = "/api", endpoint = "edit_person", input = Json, output = Json, client = PageClient)]
pub async fn edit_person(edit: PersonEdit) -> Result<(), ApiError> {
    let caller = super::commands::enter("edit_person")?;
    caller
        .run("edit_person", edit, |tx, edit| Box::pin(super::commands::edit_person(tx, edit)))
        .await
}

/// Gives somebody a new password, which they change at the next sign-in.
#[server(prefix = "/api", endpoint = "reset_password", input = Json, output = Json, client = PageClient)]
pub async fn reset_password(reset: PasswordReset) -> Result<(), ApiError> {
    let caller = super::commands::enter("reset_password")?;
    let given = super::commands::given_password(&caller, &reset).await?;
    let caller = caller.sealed(&[&reset.password]).await?;
    caller
        .run("reset_password", given, |tx, given| {
            Box::pin(super::commands::reset_password(tx, given))
        })
        .await
}

/// One's own account and sessions.
#[server(prefix = "/api", endpoint = "read_account", input = Json, output = Json, client = PageClient)]
pub async fn read_account() -> Result<Account, ApiError> {
    let caller = super::commands::enter("read_account")?;
    let (company, person, session) =
        (caller.who.company_id, caller.who.person_id, caller.who.session_id);
    Ok(caller
        .database
        .read(company, move |scope| Box::pin(super::commands::read_account(scope, person, session)))
        .await?)
}

/// Changes one's own password.
#[server(prefix = "/api", endpoint = "change_password", input = Json, output = Json, client = PageClient)]
pub async fn change_password(change: PasswordChange) -> Result<(), ApiError> {
    let caller = super::commands::enter("change_password")?;
    let new = super::commands::checked_password(&caller, &change).await?;
    let caller = caller.sealed(&[&change.old, &change.new]).await?;
    caller
        .run("change_password", new, |tx, new| Box::pin(super::commands::change_password(tx, new)))
        .await
}

/// Ends some of one's own sessions.
#[server(prefix = "/api", endpoint = "end_sessions", input = Json, output = Json, client = PageClient)]
pub async fn end_sessions(sessions: Vec<SessionId>) -> Result<i64, ApiError> {
    let caller = super::commands::enter("end_sessions")?;
    caller
        .run("end_sessions", sessions, |tx, sessions| {
            Box::pin(super::commands::end_sessions(tx, sessions))
        })
        .await
}
