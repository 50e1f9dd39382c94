//! Verbs of the contract book.

use super::{
    model::{ContractPage, ContractRow, KnownBook, NewContract, NewCustomer, NewPrice, Price, Terms, WorkChoices},
    store,
};
use crate::{
    platform::{command::Tx, failure::Failure},
    vocabulary::{
        ids::{CompanyId, ContractId, PersonId, ResourceId},
        paging::{ListQuery, Page, Totals},
        words::ContractState,
    },
};
use sqlx::PgConnection;

/// A page of contracts.
pub async fn list_contracts(conn: &mut PgConnection, company: CompanyId, query: &ListQuery) -> Result<Page<ContractRow>, Failure> {
    store::contract_list(conn, company.0, query).await
}

/// What the filtered contracts have ready.
pub async fn total_contracts(conn: &mut PgConnection, company: CompanyId, query: &ListQuery) -> Result<Totals, Failure> {
    store::contract_totals(conn, company.0, query).await
}

/// One contract, whole.
pub async fn read_contract(conn: &mut PgConnection, company: CompanyId, contract: ContractId) -> Result<ContractPage, Failure> {
    store::contract_page(conn, company.0, contract).await
}

/// What the lines say about work on these projects, and every price.
pub async fn terms(tx: &mut Tx, projects: &[i64]) -> Result<(Terms, Vec<Price>), Failure> {
    let company = tx.company();
    let terms = store::line_terms(tx.connection(), company, projects).await?;
    let prices = store::prices(tx.connection(), company).await?;
    Ok((terms, prices))
}

/// What the lines say about work on these projects, for reading only.
pub async fn read_terms(conn: &mut PgConnection, company: CompanyId, projects: &[i64]) -> Result<Terms, Failure> {
    store::line_terms(conn, company.0, projects).await
}

/// Every price, for reading only.
pub async fn read_prices(conn: &mut PgConnection, company: CompanyId) -> Result<Vec<Price>, Failure> {
    store::prices(conn, company.0).await
}

/// What work can be recorded on and priced by.
pub async fn read_choices(conn: &mut PgConnection, company: CompanyId) -> Result<WorkChoices, Failure> {
    store::work_choices(conn, company.0).await
}

/// The resource that somebody who signs in is; found by their name, or added, the first time they record work.
pub async fn resource_of(tx: &mut Tx, person: PersonId) -> Result<ResourceId, Failure> {
    let company = tx.company();
    store::resource_of(tx.connection(), company, person).await
}

/// The same for reading only: nobody if they never recorded anything.
pub async fn find_resource(conn: &mut PgConnection, company: CompanyId, person: PersonId) -> Result<Option<ResourceId>, Failure> {
    store::resource_find(conn, company.0, person).await
}

/// Locks contracts, in key order, against anybody else who creates invoices on them or counts against their limits.
pub async fn lock(tx: &mut Tx, contracts: &[i64]) -> Result<Vec<(ContractId, ContractState)>, Failure> {
    let company = tx.company();
    store::contract_lock(tx.connection(), company, contracts).await
}

/// Holds contracts against creation while their backlog is marked.
pub async fn share(tx: &mut Tx, contracts: &[i64]) -> Result<(), Failure> {
    let company = tx.company();
    store::contract_share(tx.connection(), company, contracts).await
}

/// What the book knows by name.
pub async fn known_book(conn: &mut PgConnection, company: CompanyId) -> Result<KnownBook, Failure> {
    store::known_book(conn, company.0).await
}

/// Adds to the book what a checked plan says is new. Order matters: names before what names them.
pub async fn add_to_book(
    tx: &mut Tx,
    customers: &[NewCustomer],
    names: (&[(String, String)], &[String], &[String]),
    contracts: &[NewContract],
    prices: &[NewPrice],
) -> Result<(), Failure> {
    let company = tx.company();
    let (projects, resources, roles) = names;
    store::customer_insert(tx.connection(), company, customers).await?;
    store::names_insert(tx.connection(), company, projects, resources, roles).await?;
    store::contract_insert(tx.connection(), company, contracts).await?;
    store::price_insert(tx.connection(), company, prices).await
}
