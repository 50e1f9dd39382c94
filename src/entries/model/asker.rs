//! Who decides about entries, or reads them, and what of them is theirs (§14, R-SEC-1).

use crate::vocabulary::ids::{PersonId, ProjectId};

/// Whoever asks, as one transaction sees them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Asker {
    /// Who; nobody for the command line.
    pub person: Option<PersonId>,
    /// Resources that they are.
    pub resources: Vec<i64>,
    /// Resources that they may be: named alike, and nobody said who those are.
    pub alike: Vec<i64>,
    /// Projects that they approve on; none: all, as an administrator or the command line does.
    pub approves_on: Option<Vec<i64>>,
    /// Lists show them only entries of those projects.
    pub sees_only_those: bool,
    /// Projects whose costs they see; none: all.
    pub costs_of: Option<Vec<i64>>,
}

impl Asker {
    /// The projects that lists are kept to; none: all.
    pub fn sees(&self) -> Option<&[i64]> {
        self.approves_on.as_deref().filter(|_| self.sees_only_those)
    }

    /// Whether they see what work on a project costs.
    pub fn sees_cost_of(&self, project: ProjectId) -> bool {
        self.costs_of.as_ref().is_none_or(|own| own.contains(&project.0))
    }
}
