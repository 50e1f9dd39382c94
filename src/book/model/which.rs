//! Projects that a plan adds, and which project is meant where some are here and some are not yet.

use crate::vocabulary::ids::ProjectId;
use serde::{Deserialize, Serialize};

/// A project to be added to the book.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewProject {
    /// A customer, or whom a time sheet names; empty: nobody is named.
    pub client: String,
    /// Unique among its client's.
    pub code: String,
    /// In words.
    pub name: String,
}

/// Which project is meant: one that is here, or one that the same plan adds, by its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum WhichProject {
    /// Here.
    Known(ProjectId),
    /// To be added.
    New(usize),
}

impl WhichProject {
    /// Its key, once those to be added have theirs.
    pub fn id(self, added: &[ProjectId]) -> ProjectId {
        match self {
            Self::Known(id) => id,
            Self::New(at) => added.get(at).copied().unwrap_or(ProjectId(0)),
        }
    }
}
