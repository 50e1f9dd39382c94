//! What the book knows by name, and what a plan adds to it.

use crate::{
    book::{
        self,
        commands::{last_project, manage_new_projects},
        model::{NewCustomer, NewProject},
    },
    contracts::{self, model::NewContract},
    imports::{model::KnownBook, store},
    platform::{command::Tx, failure::Failure, scope::Scope},
    prices::{self, model::NewPrice},
    vocabulary::{ids::ProjectId, words::TransactionClass},
};

/// What the book knows by name.
pub async fn known_book(scope: &mut Scope) -> Result<KnownBook, Failure> {
    store::known_book(scope).await
}

/// Adds to the book what a checked plan says is new: customers, projects with those that somebody
/// is now named for, people and roles, contracts, prices. Order matters: names before what names
/// them. Answers the keys of the projects.
pub async fn add_to_book(
    tx: &mut Tx,
    customers: &[NewCustomer],
    projects: (&[NewProject], &[(ProjectId, String)]),
    names: (&[String], &[String]),
    contracts: &[NewContract],
    prices: &[NewPrice],
) -> Result<Vec<ProjectId>, Failure> {
    let ((projects, clients), (resources, roles)) = (projects, names);
    book::commands::customer_insert(tx, customers).await?;
    let last = last_project(tx).await?;
    let added = book::commands::project_insert(tx, projects).await?;
    manage_new_projects(tx, last).await?;
    book::commands::project_claim(tx, clients).await?;
    book::commands::names_insert(tx, resources, roles).await?;
    contracts::commands::contract_insert(tx, contracts, &added).await?;
    let named = |is_of: fn(TransactionClass) -> bool| {
        prices.iter().filter(move |price| is_of(price.transaction_class))
    };
    let categories: Vec<&str> =
        named(|class| matches!(class, TransactionClass::Expense | TransactionClass::Fee))
            .map(|price| price.role.as_str())
            .collect();
    let products: (Vec<&str>, Vec<&str>) = named(|class| class == TransactionClass::Material)
        .map(|price| (price.role.as_str(), price.unit.as_str()))
        .unzip();
    book::commands::priced_names_insert(tx, &categories, (&products.0, &products.1)).await?;
    prices::commands::price_insert(tx, prices).await?;
    Ok(added)
}
