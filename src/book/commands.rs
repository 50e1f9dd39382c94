//! Verbs of the book.

mod people;
mod team;

pub use super::store::{
    are_known, are_tasks_of, as_seen, customer_insert, customer_names, is_resource, names_insert,
    priced_names_insert, product_unit, project_claim, project_insert,
};
pub use people::{alike_resources, list_identities, resources_of, save_identity};
pub use team::{approves_on, last_project, manage_new_projects, read_team, save_team};

use super::{
    model::{CustomerForm, CustomerRow, NamedForm, NamedRow, ProjectForm, ProjectRow},
    rules, store,
};
use crate::{
    platform::{command::Tx, failure::Failure},
    vocabulary::{
        ids::{CompanyId, CustomerId, PersonId, ProjectId, ResourceId},
        paging::{ListQuery, Page, Totals},
    },
};
use sqlx::PgConnection;

/// The resource that somebody who signs in records as; added, if they are none yet.
pub async fn resource_of(tx: &mut Tx, person: PersonId) -> Result<ResourceId, Failure> {
    let company = tx.company();
    store::resource_of(tx.connection(), company, person).await
}

/// A page of customers.
pub async fn list_customers(
    conn: &mut PgConnection,
    company: CompanyId,
    query: &ListQuery,
) -> Result<Page<CustomerRow>, Failure> {
    store::customer_list(conn, company.0, query).await
}

/// How many customers.
pub async fn total_customers(
    conn: &mut PgConnection,
    company: CompanyId,
    query: &ListQuery,
) -> Result<Totals, Failure> {
    store::customer_totals(conn, company.0, query).await
}

/// A page of projects.
pub async fn list_projects(
    conn: &mut PgConnection,
    company: CompanyId,
    query: &ListQuery,
) -> Result<Page<ProjectRow>, Failure> {
    store::project_list(conn, company.0, query).await
}

/// How many projects.
pub async fn total_projects(
    conn: &mut PgConnection,
    company: CompanyId,
    query: &ListQuery,
) -> Result<Totals, Failure> {
    store::project_totals(conn, company.0, query).await
}

/// Every role, category and product.
pub async fn list_names(
    conn: &mut PgConnection,
    company: CompanyId,
) -> Result<Vec<NamedRow>, Failure> {
    store::names(conn, company.0).await
}

/// Adds or changes a customer (R-VOC-4).
pub async fn save_customer(tx: &mut Tx, form: &CustomerForm) -> Result<CustomerId, Failure> {
    let company = tx.company();
    let (checked, days) = rules::customer(form)?;
    store::customer_save(tx.connection(), company, &checked, days).await
}

/// Adds or changes a project and its tasks (R-VOC-5).
pub async fn save_project(tx: &mut Tx, form: &ProjectForm) -> Result<ProjectId, Failure> {
    let company = tx.company();
    let checked = rules::project(form)?;
    let last = team::last_project(tx).await?;
    let project = store::project_save(tx.connection(), company, &checked).await?;
    team::manage_new_projects(tx, last).await?;
    Ok(project)
}

/// Adds or changes a role, category or product (R-VOC-6).
pub async fn save_name(tx: &mut Tx, form: &NamedForm) -> Result<(), Failure> {
    let company = tx.company();
    let checked = rules::named(form)?;
    store::named_save(tx.connection(), company, &checked).await
}
