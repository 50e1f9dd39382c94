//! Who is here.

use crate::vocabulary::{
    call::PageOf,
    currency::Currency,
    ids::{CompanyId, PersonId, SessionId},
    words::Role,
};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

/// Whoever is signed in, for the length of a request.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SignedIn {
    /// The company they work in.
    pub company_id: CompanyId,
    /// Its name.
    pub company_name: String,
    /// Of its costs.
    pub company_currency: Currency,
    /// Who.
    pub person_id: PersonId,
    /// Their name.
    pub person_name: String,
    /// What they may do.
    pub roles: Vec<Role>,
    /// By which session.
    pub session_id: SessionId,
    /// Somebody else chose their password: they change it before anything else.
    pub password_must_change: bool,
    /// Seconds until the session ends for good, however busy they are; counted when it was asked
    /// for.
    #[serde(default)]
    pub session_left: u64,
}

/// Somebody's own account.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Account {
    /// They sign in with it.
    pub email: String,
    /// Where they are signed in, the latest first.
    pub sessions: Vec<SessionRow>,
}

/// A session as its owner sees it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SessionRow {
    /// Its key.
    pub session_id: SessionId,
    /// Since when.
    pub created_at: DateTime<Utc>,
    /// When it was last used, to the minute.
    pub seen_at: DateTime<Utc>,
    /// From where.
    pub address: String,
    /// What the browser says that it is.
    pub agent: String,
    /// The one that asks.
    pub is_this: bool,
}

/// A change of one's own password.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct PasswordChange {
    /// The password so far.
    #[serde(skip_serializing_if = "on_the_server")]
    pub old: String,
    /// The new one.
    #[serde(skip_serializing_if = "on_the_server")]
    pub new: String,
}

impl std::fmt::Debug for PasswordChange {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PasswordChange")
    }
}

/// Never stored, logged or audited: only the browser writes it down, to send it.
fn on_the_server(_: &String) -> bool {
    cfg!(feature = "ssr")
}

impl SignedIn {
    /// Whose page is drawn for them.
    pub fn page(&self) -> PageOf {
        PageOf { company_id: self.company_id, person_id: self.person_id }
    }
}

/// The company as its own page shows it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CompanyPage {
    /// Its name.
    pub name: String,
    /// Of its costs.
    pub currency: Currency,
    /// By its name in the IANA database.
    pub time_zone: String,
    /// Which day it is there.
    pub today: NaiveDate,
    /// The time zones to choose from.
    pub time_zones: Vec<String>,
}

/// A change of the company.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CompanyEdit {
    /// The time zone that was on the screen.
    pub seen_time_zone: String,
    /// The one it is to have.
    pub time_zone: String,
}

/// A person as the People page lists them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PersonRow {
    /// Their key.
    pub person_id: PersonId,
    /// Raised by every change of what they may do.
    pub version: i32,
    /// Their name.
    pub name: String,
    /// They sign in with it.
    pub email: String,
    /// Whether they can.
    pub is_active: bool,
    /// What they may do.
    pub roles: Vec<Role>,
}

/// Somebody to be added.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct NewPerson {
    /// Their name.
    pub name: String,
    /// They will sign in with it.
    pub email: String,
    /// Never stored, logged or audited as it is.
    #[serde(skip_serializing)]
    pub password: String,
    /// What they may do.
    pub roles: Vec<Role>,
}

/// A new password that an administrator gives somebody, who changes it at the next sign-in.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct PasswordReset {
    /// Who.
    pub person_id: PersonId,
    /// As they were seen.
    pub version: i32,
    /// Never stored, logged or audited as it is.
    #[serde(skip_serializing_if = "on_the_server")]
    pub password: String,
}

impl std::fmt::Debug for PasswordReset {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PasswordReset")
            .field("person_id", &self.person_id)
            .field("version", &self.version)
            .finish_non_exhaustive()
    }
}

/// A change of somebody.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PersonEdit {
    /// Who.
    pub person_id: PersonId,
    /// As they were seen.
    pub version: i32,
    /// Whether they can sign in; their sessions end when they can't.
    pub is_active: bool,
    /// What they may do.
    pub roles: Vec<Role>,
}
