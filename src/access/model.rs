//! Who is here.

use crate::vocabulary::{
    currency::Currency,
    ids::{CompanyId, PersonId},
    words::Role,
};
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
