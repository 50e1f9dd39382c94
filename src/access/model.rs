//! Who is here.

use crate::vocabulary::{
    call::PageOf,
    currency::Currency,
    ids::{CompanyId, PersonId},
    words::Role,
};
use chrono::NaiveDate;
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

/// A change of somebody; a blank password leaves it as it is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PersonEdit {
    /// Who.
    pub person_id: PersonId,
    /// Whether they can sign in; their sessions end when they can't.
    pub is_active: bool,
    /// What they may do.
    pub roles: Vec<Role>,
}
