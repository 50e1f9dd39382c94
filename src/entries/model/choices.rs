//! What work can be recorded on and priced by.

use crate::{
    contracts::model::Cover,
    vocabulary::ids::{CategoryId, ProductId, ProjectId, ResourceId, RoleId, TaskId},
};
use serde::{Deserialize, Serialize};

/// What work can be recorded on and priced by: keys and names, in order of their names.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct WorkChoices {
    /// Key, code and name.
    pub projects: Vec<(ProjectId, String)>,
    /// Key, project, name.
    pub tasks: Vec<(TaskId, ProjectId, String)>,
    /// Of time.
    pub roles: Vec<(RoleId, String)>,
    /// Of expenses and fees.
    pub categories: Vec<(CategoryId, String)>,
    /// Units that a category has prices in.
    pub units: Vec<(CategoryId, String)>,
    /// Of material: with its unit.
    pub products: Vec<(ProductId, String, String)>,
    /// Who works.
    pub resources: Vec<(ResourceId, String)>,
    /// When contracts cover time on which projects.
    pub covers: Vec<Cover>,
}
