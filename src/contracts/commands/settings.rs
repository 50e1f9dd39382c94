//! Customers, projects, names and prices: what contracts are made of.

use crate::{
    contracts::{
        model::book::{CustomerForm, CustomerRow, NamedForm, NamedRow, PriceForm, PriceRow, ProjectForm, ProjectRow},
        rules::book::{self, CheckedPrice},
        store,
    },
    platform::{command::Tx, failure::Failure},
    vocabulary::{
        ids::{CompanyId, ContractId, CustomerId, ProjectId},
        paging::{ListQuery, Page, Totals},
        refusal::{Field, Refusal},
        words::{ContractState, TransactionClass},
    },
};
use sqlx::PgConnection;

/// A page of customers.
pub async fn list_customers(conn: &mut PgConnection, company: CompanyId, query: &ListQuery) -> Result<Page<CustomerRow>, Failure> {
    store::customer_list(conn, company.0, query).await
}

/// How many customers.
pub async fn total_customers(conn: &mut PgConnection, company: CompanyId, query: &ListQuery) -> Result<Totals, Failure> {
    store::customer_totals(conn, company.0, query).await
}

/// A page of projects.
pub async fn list_projects(conn: &mut PgConnection, company: CompanyId, query: &ListQuery) -> Result<Page<ProjectRow>, Failure> {
    store::project_list(conn, company.0, query).await
}

/// How many projects.
pub async fn total_projects(conn: &mut PgConnection, company: CompanyId, query: &ListQuery) -> Result<Totals, Failure> {
    store::project_totals(conn, company.0, query).await
}

/// A page of prices.
pub async fn list_prices(conn: &mut PgConnection, company: CompanyId, query: &ListQuery) -> Result<Page<PriceRow>, Failure> {
    store::price_list(conn, company.0, query).await
}

/// How many prices.
pub async fn total_prices(conn: &mut PgConnection, company: CompanyId, query: &ListQuery) -> Result<Totals, Failure> {
    store::price_totals(conn, company.0, query).await
}

/// Every role, category and product.
pub async fn list_names(conn: &mut PgConnection, company: CompanyId) -> Result<Vec<NamedRow>, Failure> {
    store::names(conn, company.0).await
}

/// Adds or changes a customer (R-VOC-4).
pub async fn save_customer(tx: &mut Tx, form: &CustomerForm) -> Result<CustomerId, Failure> {
    let company = tx.company();
    let (checked, days) = book::customer(form)?;
    store::customer_save(tx.connection(), company, &checked, days).await
}

/// Adds or changes a project and its tasks (R-VOC-5).
pub async fn save_project(tx: &mut Tx, form: &ProjectForm) -> Result<ProjectId, Failure> {
    let company = tx.company();
    let checked = book::project(form)?;
    let last = super::last_project(tx).await?;
    let project = store::project_save(tx.connection(), company, &checked).await?;
    super::manage_new_projects(tx, last).await?;
    Ok(project)
}

/// Adds or changes a role, category or product (R-VOC-6).
pub async fn save_name(tx: &mut Tx, form: &NamedForm) -> Result<(), Failure> {
    let company = tx.company();
    let checked = book::named(form)?;
    store::named_save(tx.connection(), company, &checked).await
}

/// Adds a price, or changes number and period of one (R-PRC-1, R-PRC-2).
pub async fn save_price(tx: &mut Tx, form: &PriceForm) -> Result<(), Failure> {
    let company = tx.company();
    let checked = book::price(form)?;
    if form.transaction_class == TransactionClass::Material
        && let Some(unit) = store::product_unit(tx.connection(), company, checked.dimension).await?
    {
        book::in_its_unit(form.transaction_class, &unit, &checked)?;
    }
    let contract = match (&checked.contract, form.price_id) {
        // What a price is for was said when it was added.
        (None, _) | (_, Some(_)) => None,
        (Some(number), None) => Some(own_contract(tx, number, &checked).await?),
    };
    store::price_save(tx.connection(), company, form, contract, &checked).await
}

/// The contract that has a price for itself: one that is not lost, and sells in the price's currency, or the price would never hold.
async fn own_contract(tx: &mut Tx, number: &str, price: &CheckedPrice) -> Result<ContractId, Failure> {
    let company = tx.company();
    let (contract, state, currency) = store::contract_numbered(tx.connection(), company, number).await?.ok_or(Refusal::FieldNotAChoice(Field::Contract))?;
    if state == ContractState::Lost {
        return Err(Refusal::ContractIsReadOnly.into());
    }
    if currency == price.currency { Ok(contract) } else { Err(Refusal::FieldNotAChoice(Field::Currency).into()) }
}

/// Deletes a price, as it was seen. What was approved keeps the price it found.
pub async fn delete_price(tx: &mut Tx, seen: &(i64, i32)) -> Result<(), Failure> {
    let company = tx.company();
    store::price_delete(tx.connection(), company, *seen).await
}
