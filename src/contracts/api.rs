//! Server functions of contracts: who may, then hand over.

use super::model::{
    ContractPage, ContractRow, LimitEdit,
    book::{CustomerForm, CustomerRow, NamedForm, NamedRow, PriceForm, PriceRow, ProjectForm, ProjectRow},
    people::{Identities, IdentityForm},
    setup::ContractSetup,
    team::{ProjectTeam, TeamForm},
};
use crate::{
    ui::calls::PageClient,
    vocabulary::{
        failure::ApiError,
        ids::{ContractId, CustomerId, ProjectId},
        paging::{ListQuery, Page, Totals},
    },
};
use leptos::{prelude::*, server_fn::codec::Json};
#[cfg(feature = "ssr")]
use {super::commands, crate::access::commands::enter};

/// A page of contracts.
#[server(prefix = "/api", endpoint = "list_contracts", input = Json, output = Json, client = PageClient)]
pub async fn list_contracts(query: ListQuery) -> Result<Page<ContractRow>, ApiError> {
    let caller = enter("list_contracts")?;
    let company = caller.who.company_id;
    Ok(caller.database.read(company, move |conn| Box::pin(async move { commands::list_contracts(conn, company, &query).await })).await?)
}

/// What the filtered contracts come to.
#[server(prefix = "/api", endpoint = "total_contracts", input = Json, output = Json, client = PageClient)]
pub async fn total_contracts(query: ListQuery) -> Result<Totals, ApiError> {
    let caller = enter("total_contracts")?;
    let company = caller.who.company_id;
    Ok(caller.database.read(company, move |conn| Box::pin(async move { commands::total_contracts(conn, company, &query).await })).await?)
}

/// Contracts that a text may mean: number and name.
#[server(prefix = "/api", endpoint = "find_contracts", input = Json, output = Json, client = PageClient)]
pub async fn find_contracts(typed: String) -> Result<Vec<(String, String)>, ApiError> {
    let caller = enter("find_contracts")?;
    let company = caller.who.company_id;
    let find = caller.database.read(company, move |conn| Box::pin(async move { commands::find_contracts(conn, company, &typed).await }));
    Ok(find.await?.into_iter().map(|(_, number, name)| (number, name)).collect())
}

/// One contract, whole.
#[server(prefix = "/api", endpoint = "read_contract", input = Json, output = Json, client = PageClient)]
pub async fn read_contract(contract: ContractId) -> Result<ContractPage, ApiError> {
    let caller = enter("read_contract")?;
    let company = caller.who.company_id;
    Ok(caller.database.read(company, move |conn| Box::pin(async move { commands::read_contract(conn, company, contract).await })).await?)
}

/// Sets a not-to-exceed limit, or takes it away; answers the contract's new version.
#[server(prefix = "/api", endpoint = "set_limit", input = Json, output = Json, client = PageClient)]
pub async fn set_limit(edit: LimitEdit) -> Result<i32, ApiError> {
    let caller = enter("set_limit")?;
    caller.run("set_limit", edit, |tx, edit| Box::pin(commands::set_limit(tx, edit))).await
}

/// What a contract's form is filled from, and checked against while somebody types.
#[server(prefix = "/api", endpoint = "read_contract_setup", input = Json, output = Json, client = PageClient)]
pub async fn read_contract_setup(contract: Option<ContractId>) -> Result<ContractSetup, ApiError> {
    let caller = enter("read_contract_setup")?;
    let company = caller.who.company_id;
    Ok(caller.database.read(company, move |conn| Box::pin(async move { commands::read_contract_setup(conn, company, contract).await })).await?)
}

/// Deletes a draft that nothing hangs on.
#[server(prefix = "/api", endpoint = "delete_contract", input = Json, output = Json, client = PageClient)]
pub async fn delete_contract(contract: ContractId, version: i32) -> Result<(), ApiError> {
    let caller = enter("delete_contract")?;
    let input = (contract, version);
    caller.run("delete_contract", input, |tx, input| Box::pin(commands::delete_contract(tx, input))).await
}

/// A page of customers.
#[server(prefix = "/api", endpoint = "list_customers", input = Json, output = Json, client = PageClient)]
pub async fn list_customers(query: ListQuery) -> Result<Page<CustomerRow>, ApiError> {
    let caller = enter("list_customers")?;
    let company = caller.who.company_id;
    Ok(caller.database.read(company, move |conn| Box::pin(async move { commands::list_customers(conn, company, &query).await })).await?)
}

/// How many customers.
#[server(prefix = "/api", endpoint = "total_customers", input = Json, output = Json, client = PageClient)]
pub async fn total_customers(query: ListQuery) -> Result<Totals, ApiError> {
    let caller = enter("total_customers")?;
    let company = caller.who.company_id;
    Ok(caller.database.read(company, move |conn| Box::pin(async move { commands::total_customers(conn, company, &query).await })).await?)
}

/// A page of projects.
#[server(prefix = "/api", endpoint = "list_projects", input = Json, output = Json, client = PageClient)]
pub async fn list_projects(query: ListQuery) -> Result<Page<ProjectRow>, ApiError> {
    let caller = enter("list_projects")?;
    let company = caller.who.company_id;
    Ok(caller.database.read(company, move |conn| Box::pin(async move { commands::list_projects(conn, company, &query).await })).await?)
}

/// How many projects.
#[server(prefix = "/api", endpoint = "total_projects", input = Json, output = Json, client = PageClient)]
pub async fn total_projects(query: ListQuery) -> Result<Totals, ApiError> {
    let caller = enter("total_projects")?;
    let company = caller.who.company_id;
    Ok(caller.database.read(company, move |conn| Box::pin(async move { commands::total_projects(conn, company, &query).await })).await?)
}

/// A page of prices.
#[server(prefix = "/api", endpoint = "list_prices", input = Json, output = Json, client = PageClient)]
pub async fn list_prices(query: ListQuery) -> Result<Page<PriceRow>, ApiError> {
    let caller = enter("list_prices")?;
    let company = caller.who.company_id;
    Ok(caller.database.read(company, move |conn| Box::pin(async move { commands::list_prices(conn, company, &query).await })).await?)
}

/// How many prices.
#[server(prefix = "/api", endpoint = "total_prices", input = Json, output = Json, client = PageClient)]
pub async fn total_prices(query: ListQuery) -> Result<Totals, ApiError> {
    let caller = enter("total_prices")?;
    let company = caller.who.company_id;
    Ok(caller.database.read(company, move |conn| Box::pin(async move { commands::total_prices(conn, company, &query).await })).await?)
}

/// Every role, category and product.
#[server(prefix = "/api", endpoint = "list_names", input = Json, output = Json, client = PageClient)]
pub async fn list_names() -> Result<Vec<NamedRow>, ApiError> {
    let caller = enter("list_names")?;
    let company = caller.who.company_id;
    Ok(caller.database.read(company, move |conn| Box::pin(async move { commands::list_names(conn, company).await })).await?)
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
    Ok(caller.database.read(company, move |conn| Box::pin(async move { commands::read_team(conn, company, reader, project).await })).await?)
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
    Ok(caller.database.read(company, move |conn| Box::pin(async move { commands::list_identities(conn, company).await })).await?)
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

/// Adds a price, or changes number and period of one.
#[server(prefix = "/api", endpoint = "save_price", input = Json, output = Json, client = PageClient)]
pub async fn save_price(form: PriceForm) -> Result<(), ApiError> {
    let caller = enter("save_price")?;
    caller.run("save_price", form, |tx, form| Box::pin(commands::save_price(tx, form))).await
}

/// Deletes a price.
#[server(prefix = "/api", endpoint = "delete_price", input = Json, output = Json, client = PageClient)]
pub async fn delete_price(price: i64, version: i32) -> Result<(), ApiError> {
    let caller = enter("delete_price")?;
    caller.run("delete_price", (price, version), |tx, seen| Box::pin(commands::delete_price(tx, seen))).await
}
