//! What there is to choose from when work is written down, as keys and names.

use crate::{
    entries::model::WorkChoices,
    vocabulary::{
        ids::{CategoryId, ProjectId},
        words::TransactionClass,
    },
};

/// Key and name.
pub type Choice = (String, String);

/// The projects.
pub fn projects(all: &WorkChoices) -> Vec<Choice> {
    all.projects.iter().map(|(key, name)| (key.to_string(), name.clone())).collect()
}

/// Whose work it can be.
pub fn resources(all: &WorkChoices) -> Vec<Choice> {
    all.resources.iter().map(|(key, name)| (key.to_string(), name.clone())).collect()
}

/// The tasks of a project, by its key as chosen.
pub fn tasks(all: &WorkChoices, project: &str) -> Vec<Choice> {
    let project: Option<ProjectId> = project.parse().ok();
    all.tasks
        .iter()
        .filter(|(_, of, _)| Some(*of) == project)
        .map(|(key, _, name)| (key.to_string(), name.clone()))
        .collect()
}

/// What a class is priced by.
pub fn priced_by(all: &WorkChoices, class: TransactionClass) -> Vec<Choice> {
    match class {
        TransactionClass::Time => {
            all.roles.iter().map(|(key, name)| (key.to_string(), name.clone())).collect()
        }
        TransactionClass::Expense | TransactionClass::Fee => {
            all.categories.iter().map(|(key, name)| (key.to_string(), name.clone())).collect()
        }
        TransactionClass::Material => all
            .products
            .iter()
            .map(|(key, name, unit)| (key.to_string(), format!("{name} ({unit})")))
            .collect(),
        TransactionClass::Milestone | TransactionClass::Retainer => Vec::new(),
    }
}

/// The units that a category, by its key as chosen, has prices in: as they are written, with
/// nothing more to say of them.
pub fn units(all: &WorkChoices, category: &str) -> Vec<Choice> {
    let category: Option<CategoryId> = category.parse().ok();
    all.units
        .iter()
        .filter(|(of, _)| Some(*of) == category)
        .map(|(_, unit)| (unit.clone(), String::new()))
        .collect()
}
