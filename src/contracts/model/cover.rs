//! When contracts cover what.

use super::Period;
use crate::vocabulary::ids::{ProjectId, TaskId};
use serde::{Deserialize, Serialize};

/// A contract's line covers time on a project, or on one of its tasks, in its contract's time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cover {
    /// Which project.
    pub project_id: ProjectId,
    /// Which task of it; none: all of it.
    pub task_id: Option<TaskId>,
    /// From when to when.
    pub period: Period,
}
