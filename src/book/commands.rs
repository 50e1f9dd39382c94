//! Verbs of the book.

mod choices;
mod people;
mod team;

pub use super::store::{
    CUSTOMERS, PROJECTS, are_known, are_tasks_of, as_seen, customer_insert, customer_names,
    known_resources, list_customers, list_projects, names_insert, priced_names_insert,
    product_unit, project_claim, project_insert, total_customers, total_projects,
};
pub use choices::{
    customers_listed, find_choices, find_customers, parts_listed, read_choices, read_tasks,
};
pub use people::{alike_resources, list_identities, resources_of, save_identity};
pub use team::{approves_on, last_project, manage_new_projects, read_team, save_team};

use super::{
    model::{CustomerForm, NamedForm, NamedRow, ProjectForm},
    rules, store,
};
use crate::{
    platform::{command::Tx, failure::Failure, scope::Scope},
    vocabulary::ids::{CustomerId, PersonId, ProjectId, ResourceId},
};

/// The resource that somebody who signs in records as; added, if they are none yet.
pub async fn resource_of(tx: &mut Tx, person: PersonId) -> Result<ResourceId, Failure> {
    store::resource_of(tx, person).await
}

/// Every role, category and product.
pub async fn list_names(scope: &mut Scope) -> Result<Vec<NamedRow>, Failure> {
    store::names(scope).await
}

/// Adds or changes a customer (R-VOC-4).
pub async fn save_customer(tx: &mut Tx, form: &CustomerForm) -> Result<CustomerId, Failure> {
    let (checked, days) = rules::customer(form)?;
    store::customer_save(tx, &checked, days).await
}

/// Adds or changes a project and its tasks (R-VOC-5).
pub async fn save_project(tx: &mut Tx, form: &ProjectForm) -> Result<ProjectId, Failure> {
    let checked = rules::project(form)?;
    let last = team::last_project(tx).await?;
    let project = store::project_save(tx, &checked).await?;
    team::manage_new_projects(tx, last).await?;
    Ok(project)
}

/// Adds or changes a role, category or product (R-VOC-6).
pub async fn save_name(tx: &mut Tx, form: &NamedForm) -> Result<(), Failure> {
    let checked = rules::named(form)?;
    store::named_save(tx, &checked).await
}
