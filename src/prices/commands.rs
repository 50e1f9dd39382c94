//! Verbs of prices.

pub use super::store::{PRICES, list_prices, price_insert, total_prices};
use super::{
    model::{Price, PriceForm},
    rules::{
        self, CheckedPrice,
        planned::{self, Planned, PlannedBook},
    },
    store,
};
use crate::{
    contracts::{self, model::Terms},
    platform::{command::Tx, failure::Failure, scope::Scope},
    vocabulary::{
        ids::ContractId,
        refusal::{Field, Refusal},
        words::{ContractState, TransactionClass},
    },
};

/// What the lines say about work on these projects, and every price.
pub async fn terms(tx: &mut Tx, projects: &[i64]) -> Result<(Terms, Vec<Price>), Failure> {
    let terms = contracts::commands::line_terms(tx, projects).await?;
    let prices = store::prices(tx).await?;
    Ok((terms, prices))
}

/// Every price, for reading only.
pub async fn read_prices(scope: &mut Scope) -> Result<Vec<Price>, Failure> {
    store::prices(scope).await
}

/// What approval reads of the book for time on these projects, with what a plan adds.
pub async fn read_planned_book(
    scope: &mut Scope,
    projects: &[i64],
    planned: Planned<'_>,
) -> Result<PlannedBook, Failure> {
    let terms = contracts::commands::line_terms(scope, projects).await?;
    let prices = store::prices(scope).await?;
    let roles = store::roles_chargeable(scope).await?;
    let mut book = PlannedBook { terms, prices, roles };
    planned::add(&mut book, planned);
    Ok(book)
}

/// Adds a price, or changes number and period of one (R-PRC-1, R-PRC-2).
pub async fn save_price(tx: &mut Tx, form: &PriceForm) -> Result<(), Failure> {
    let checked = rules::price(form)?;
    if form.transaction_class == TransactionClass::Material
        && let Some(unit) = store::product_unit(tx, checked.dimension).await?
    {
        rules::in_its_unit(form.transaction_class, &unit, &checked)?;
    }
    let contract = match (&checked.contract, form.price_id) {
        // What a price is for was said when it was added.
        (None, _) | (_, Some(_)) => None,
        (Some(number), None) => Some(own_contract(tx, number, &checked).await?),
    };
    store::price_save(tx, form, contract, &checked).await
}

/// The contract that has a price for itself: one that is not lost, and sells in the price's
/// currency, or the price would never hold.
async fn own_contract(
    tx: &mut Tx,
    number: &str,
    price: &CheckedPrice,
) -> Result<ContractId, Failure> {
    let (contract, state, currency) = store::contract_numbered(tx, number)
        .await?
        .ok_or(Refusal::FieldNotAChoice(Field::Contract))?;
    if state == ContractState::Lost {
        return Err(Refusal::ContractIsReadOnly.into());
    }
    if currency == price.currency {
        Ok(contract)
    } else {
        Err(Refusal::FieldNotAChoice(Field::Currency).into())
    }
}

/// Deletes a price, as it was seen. What was approved keeps the price it found.
pub async fn delete_price(tx: &mut Tx, seen: &(i64, i32)) -> Result<(), Failure> {
    store::price_delete(tx, *seen).await
}

/// Deletes the prices that a contract has for itself; it is about to go.
pub async fn delete_prices_of(tx: &mut Tx, contract: ContractId) -> Result<(), Failure> {
    store::price_delete_of(tx, contract).await
}
