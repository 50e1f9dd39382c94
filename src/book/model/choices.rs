//! What is chosen by name.

use crate::vocabulary::{choices::Choices, ids::ProjectId};
use serde::{Deserialize, Serialize};

/// What work is written down on, priced by and done by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum WorkPart {
    /// By code and name.
    Project,
    /// Of a project; none: of every project, each with the name of its own.
    Task(Option<ProjectId>),
    /// Of time.
    Role,
    /// Of expenses and fees.
    Category,
    /// Of material, with its unit.
    Product,
    /// Who works.
    Resource,
}

/// What there is of each, where that is little.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct WorkChoices {
    /// By code and name.
    pub projects: Choices,
    /// Of time.
    pub roles: Choices,
    /// Of expenses and fees.
    pub categories: Choices,
    /// Of material, with its unit.
    pub products: Choices,
    /// Who works.
    pub resources: Choices,
}

/// Something that is called by its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Called {
    /// Its key.
    pub id: i64,
    /// As lists show it.
    pub name: String,
    /// Of roles and categories: whether customers pay for it by itself.
    pub is_chargeable: bool,
}
