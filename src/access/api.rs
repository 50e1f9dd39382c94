//! Server functions of access.

use super::model::{
    Account, CompanyEdit, CompanyPage, PasswordChange, PasswordReset, PersonEdit, PersonRow,
};
#[cfg(feature = "ssr")]
use super::{commands, model::NewPerson, store};
use crate::{
    access::{calls::calls, rules::ADMINISTRATORS},
    vocabulary::{
        ids::{PersonId, SessionId},
        words::Role,
    },
};

calls! {
    /// The company and where it is.
    read read_company() -> CompanyPage, for ADMINISTRATORS => |scope| commands::read_company(scope);
    /// Says where the company is.
    write edit_company(edit: CompanyEdit) -> (), for ADMINISTRATORS;
    /// Above how many rows acts are done in the background.
    read read_batch_setting() -> i32, for ADMINISTRATORS
        => |scope| commands::read_batch_setting(scope);
    /// Sets that, as typed.
    write edit_batch_setting(background_above: String, seen: i32) -> (), for ADMINISTRATORS;
    /// Everybody of the company.
    read list_people() -> Vec<PersonRow>, for ADMINISTRATORS
        => |scope| store::list_people(scope);
    /// Adds somebody.
    call add_person(name: String, email: String, password: String, roles: Vec<Role>) -> PersonId,
        for ADMINISTRATORS
        => |caller| async move {
            let new = NewPerson { name, email, password, roles };
            let hashed = commands::hashed(&new).await?;
            let caller = caller.sealed(&[&new.password]).await?;
            caller.run("add_person", hashed, |tx, new| Box::pin(commands::add_person(tx, new))).await
        };
    /// Changes what somebody may do.
    write edit_person(edit: PersonEdit) -> (), for ADMINISTRATORS;
    /// Gives somebody a new password, which they change at the next sign-in.
    call reset_password(reset: PasswordReset) -> (), for ADMINISTRATORS
        => |caller| async move {
            let given = commands::given_password(&caller, &reset).await?;
            let caller = caller.sealed(&[&reset.password]).await?;
            caller
                .run("reset_password", given, |tx, given| {
                    Box::pin(commands::reset_password(tx, given))
                })
                .await
        };
    /// One's own account and sessions.
    read read_account() -> Account, for Role::ALL
        => |scope, who| commands::read_account(scope, who.person_id, who.session_id);
    /// Changes one's own password.
    call change_password(change: PasswordChange) -> (), for Role::ALL
        => |caller| async move {
            let new = commands::checked_password(&caller, &change).await?;
            let caller = caller.sealed(&[&change.old, &change.new]).await?;
            caller
                .run("change_password", new, |tx, new| Box::pin(commands::change_password(tx, new)))
                .await
        };
    /// Ends some of one's own sessions.
    write end_sessions(sessions: Vec<SessionId>) -> i64, for Role::ALL;
}
