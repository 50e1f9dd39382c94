//! New names that look like one that is here, or like another new one: shown before anything is
//! written.

use crate::{imports::model::KnownBook, vocabulary::names::likeness};
use std::collections::HashMap;

/// What a name is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Of {
    /// A customer; whom a time sheet names as client is compared with them.
    Customer,
    /// Who works.
    Person,
    /// As what.
    Role,
    /// A project of a client.
    Project,
}

/// Names as they were seen, by what is left of them.
pub struct Alike(HashMap<(Of, String), String>);

impl Alike {
    /// Everything that is here.
    pub fn of(book: &KnownBook) -> Self {
        let mut alike = Self(HashMap::new());
        for (of, names) in [
            (Of::Customer, &book.customers),
            (Of::Person, &book.resources),
            (Of::Role, &book.roles),
        ] {
            for name in names.iter() {
                alike.0.insert((of, likeness(name)), name.to_owned());
            }
        }
        for project in &book.projects {
            alike.0.insert(
                (
                    Of::Project,
                    format!("{}\0{}", likeness(&project.client), likeness(&project.code)),
                ),
                project.code.clone(),
            );
        }
        alike
    }

    /// Hears a new name; answers another that it looks like.
    pub fn hear(&mut self, of: Of, name: &str) -> Option<String> {
        self.hear_as(of, likeness(name), name)
    }

    /// The same for a project of a client.
    pub fn hear_project(&mut self, client: &str, code: &str) -> Option<String> {
        self.hear_as(Of::Project, format!("{}\0{}", likeness(client), likeness(code)), code)
    }

    fn hear_as(&mut self, of: Of, likeness: String, name: &str) -> Option<String> {
        match self.0.get(&(of, likeness.clone())) {
            Some(other) if other != name => Some(other.clone()),
            Some(_) => None,
            None => {
                self.0.insert((of, likeness), name.to_owned());
                None
            }
        }
    }
}
