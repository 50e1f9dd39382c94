//! Which resource is which person (R-SEC-1).

use crate::vocabulary::ids::{PersonId, ResourceId};
use serde::{Deserialize, Serialize};

/// Who a resource is, as somebody saw it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identity {
    /// Who signs in as it.
    pub person_id: Option<PersonId>,
    /// An administrator said so, also that it is nobody; else names say it.
    pub is_said: bool,
}

/// A resource with who it is, and who it may be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResourceRow {
    /// Its key.
    pub resource_id: ResourceId,
    /// As files and lists call it.
    pub name: String,
    /// Who it is.
    pub identity: Identity,
    /// People whose names are like it, while nobody said who it is.
    pub alike: Vec<PersonId>,
}

/// Everybody who works and everybody who signs in.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identities {
    /// What is open first, then by name.
    pub resources: Vec<ResourceRow>,
    /// Key and name.
    pub people: Vec<(PersonId, String)>,
}

/// Says who a resource is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IdentityForm {
    /// Which.
    pub resource_id: ResourceId,
    /// As it was on the screen.
    pub seen: Identity,
    /// Who it is; none: nobody who signs in.
    pub person_id: Option<PersonId>,
}
