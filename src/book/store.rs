//! SQL of the book.

mod added;
mod choices;
mod named;
mod people;
mod settings;
mod team;

pub use added::{
    customer_insert, names_insert, priced_names_insert, project_claim, project_insert, resource_of,
};
pub use choices::{Names, choices_find, choices_listed, names_listed};
pub use named::{are_known, are_tasks_of, customer_names, known_resources, product_unit};
pub use people::{identity_lock, identity_save, open_identities, people, resources, resources_of};
pub use settings::{
    CUSTOMERS, PROJECTS, as_seen, customer_save, list_customers, list_projects, named_save, names,
    project_save, total_customers, total_projects,
};
pub use team::{approves_on, last_project, manage_new_projects, team, team_lock, team_save};
