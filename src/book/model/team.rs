//! Who manages a project, who works on it and who approves there (§14).

use crate::vocabulary::ids::{PersonId, ProjectId};
use serde::{Deserialize, Serialize};

/// What is said of a project's team.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Team {
    /// Counts as an approver.
    pub manager: Option<PersonId>,
    /// Who is on it, by key, and whether they are marked approver.
    pub members: Vec<(PersonId, bool)>,
}

/// Somebody who can be named.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TeamPerson {
    /// Who.
    pub person_id: PersonId,
    /// Their name.
    pub name: String,
    /// Whether a role of theirs approves.
    pub may_approve: bool,
    /// Whether a role of theirs manages projects.
    pub may_manage: bool,
}

/// A project's team, with everybody who can be named.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ProjectTeam {
    /// Whose.
    pub project_id: ProjectId,
    /// Its code.
    pub code: String,
    /// As it is.
    pub team: Team,
    /// People who can sign in, and whoever is on the team anyway.
    pub people: Vec<TeamPerson>,
    /// Whether whoever asks may change it.
    pub may_change: bool,
}

/// A team as it is to be.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TeamForm {
    /// Whose.
    pub project_id: ProjectId,
    /// As it was on the screen.
    pub seen: Team,
    /// As it is to be.
    pub team: Team,
}
