//! Server functions of the book: who may, then hand over.

use super::model::{
    CustomerForm, CustomerRow, NamedForm, NamedRow, ProjectForm, ProjectRow,
    people::{Identities, IdentityForm},
    team::{ProjectTeam, TeamForm},
};
use crate::{
    ui::calls::{Json, PageClient},
    vocabulary::{
        failure::ApiError,
        ids::{CustomerId, ProjectId},
        paging::{ListQuery, Page, Totals},
    },
};
use leptos::prelude::*;
#[cfg(feature = "ssr")]
use {super::commands, crate::access::commands::enter};

/// A page of customers.
#[server(prefix = "/api", endpoint = "list_customers", input = Json, output = Json, client = PageClient)]
pub async fn list_customers(query: ListQuery) -> Result<Page<CustomerRow>, ApiError> {
    let caller = enter("list_customers")?;
    let company = caller.who.company_id;
    Ok(caller
        .database
        .read(company, move |scope| {
            Box::pin(async move { commands::list_customers(scope, &query).await })
        })
        .await?)
}

/// How many customers.
#[server(prefix = "/api", endpoint = "total_customers", input = Json, output = Json, client = PageClient)]
pub async fn total_customers(query: ListQuery) -> Result<Totals, ApiError> {
    let caller = enter("total_customers")?;
    let company = caller.who.company_id;
    Ok(caller
        .database
        .read(company, move |scope| {
            Box::pin(async move { commands::total_customers(scope, &query).await })
        })
        .await?)
}

/// A page of projects.
#[server(prefix = "/api", endpoint = "list_projects", input = Json, output = Json, client = PageClient)]
pub async fn list_projects(query: ListQuery) -> Result<Page<ProjectRow>, ApiError> {
    let caller = enter("list_projects")?;
    let company = caller.who.company_id;
    Ok(caller
        .database
        .read(company, move |scope| {
            Box::pin(async move { commands::list_projects(scope, &query).await })
        })
        .await?)
}

/// How many projects.
#[server(prefix = "/api", endpoint = "total_projects", input = Json, output = Json, client = PageClient)]
pub async fn total_projects(query: ListQuery) -> Result<Totals, ApiError> {
    let caller = enter("total_projects")?;
    let company = caller.who.company_id;
    Ok(caller
        .database
        .read(company, move |scope| {
            Box::pin(async move { commands::total_projects(scope, &query).await })
        })
        .await?)
}

/// Every role, category and product.
#[server(prefix = "/api", endpoint = "list_names", input = Json, output = Json, client = PageClient)]
pub async fn list_names() -> Result<Vec<NamedRow>, ApiError> {
    let caller = enter("list_names")?;
    let company = caller.who.company_id;
    Ok(caller
        .database
        .read(company, move |scope| Box::pin(async move { commands::list_names(scope).await }))
        .await?)
}

/// Adds or changes a customer.
#[server(prefix = "/api", endpoint = "save_customer", input = Json, output = Json, client = PageClient)]
pub async fn save_customer(form: CustomerForm) -> Result<CustomerId, ApiError> {
    let caller = enter("save_customer")?;
    caller.run("save_customer", form, |tx, form| Box::pin(commands::save_customer(tx, form))).await
}

/// Adds or changes a project and its tasks.
#[server(prefix = "/api", endpoint = "save_project", input = Json, output = Json, client = PageClient)]
pub async fn save_project(form: ProjectForm) -> Result<ProjectId, ApiError> {
    let caller = enter("save_project")?;
    caller.run("save_project", form, |tx, form| Box::pin(commands::save_project(tx, form))).await
}

/// A project's team, with everybody who can be named.
#[server(prefix = "/api", endpoint = "read_team", input = Json, output = Json, client = PageClient)]
pub async fn read_team(project: ProjectId) -> Result<ProjectTeam, ApiError> {
    let caller = enter("read_team")?;
    let (company, reader) = (caller.who.company_id, caller.who.person_id);
    Ok(caller
        .database
        .read(company, move |scope| {
            Box::pin(async move { commands::read_team(scope, reader, project).await })
        })
        .await?)
}

/// Says who manages a project, who is on its team and who approves there.
#[server(prefix = "/api", endpoint = "save_team", input = Json, output = Json, client = PageClient)]
pub async fn save_team(form: TeamForm) -> Result<(), ApiError> {
    let caller = enter("save_team")?;
    caller.run("save_team", form, |tx, form| Box::pin(commands::save_team(tx, form))).await
}

/// Everybody who works, with who signs in as them.
#[server(prefix = "/api", endpoint = "list_identities", input = Json, output = Json, client = PageClient)]
pub async fn list_identities() -> Result<Identities, ApiError> {
    let caller = enter("list_identities")?;
    let company = caller.who.company_id;
    Ok(caller
        .database
        .read(company, move |scope| Box::pin(async move { commands::list_identities(scope).await }))
        .await?)
}

/// Says who a resource is.
#[server(prefix = "/api", endpoint = "save_identity", input = Json, output = Json, client = PageClient)]
pub async fn save_identity(form: IdentityForm) -> Result<(), ApiError> {
    let caller = enter("save_identity")?;
    caller.run("save_identity", form, |tx, form| Box::pin(commands::save_identity(tx, form))).await
}

/// Adds or changes a role, category or product.
#[server(prefix = "/api", endpoint = "save_name", input = Json, output = Json, client = PageClient)]
pub async fn save_name(form: NamedForm) -> Result<(), ApiError> {
    let caller = enter("save_name")?;
    caller.run("save_name", form, |tx, form| Box::pin(commands::save_name(tx, form))).await
}
