//! Server functions of contracts: who may, then hand over.

use super::model::{ContractPage, ContractRow, LimitEdit, setup::ContractSetup};
use crate::{
    ui::calls::{Json, PageClient},
    vocabulary::{
        failure::ApiError,
        ids::ContractId,
        paging::{ListQuery, Page, Totals},
    },
};
use leptos::prelude::*;
#[cfg(feature = "ssr")]
use {super::commands, crate::access::commands::enter};

/// A page of contracts.
#[server(prefix = "/api", endpoint = "list_contracts", input = Json, output = Json, client = PageClient)]
pub async fn list_contracts(query: ListQuery) -> Result<Page<ContractRow>, ApiError> {
    let caller = enter("list_contracts")?;
    let company = caller.who.company_id;
    Ok(caller
        .database
        .read(company, move |scope| {
            Box::pin(async move { commands::list_contracts(scope, &query).await })
        })
        .await?)
}

/// What the filtered contracts come to.
#[server(prefix = "/api", endpoint = "total_contracts", input = Json, output = Json, client = PageClient)]
pub async fn total_contracts(query: ListQuery) -> Result<Totals, ApiError> {
    let caller = enter("total_contracts")?;
    let company = caller.who.company_id;
    Ok(caller
        .database
        .read(company, move |scope| {
            Box::pin(async move { commands::total_contracts(scope, &query).await })
        })
        .await?)
}

/// Contracts that a text may mean: number and name.
#[server(prefix = "/api", endpoint = "find_contracts", input = Json, output = Json, client = PageClient)]
pub async fn find_contracts(typed: String) -> Result<Vec<(String, String)>, ApiError> {
    let caller = enter("find_contracts")?;
    let company = caller.who.company_id;
    let find = caller.database.read(company, move |scope| {
        Box::pin(async move { commands::find_contracts(scope, &typed).await })
    });
    Ok(find.await?.into_iter().map(|(_, number, name)| (number, name)).collect())
}

/// One contract, whole.
#[server(prefix = "/api", endpoint = "read_contract", input = Json, output = Json, client = PageClient)]
pub async fn read_contract(contract: ContractId) -> Result<ContractPage, ApiError> {
    let caller = enter("read_contract")?;
    let company = caller.who.company_id;
    Ok(caller
        .database
        .read(company, move |scope| {
            Box::pin(async move { commands::read_contract(scope, contract).await })
        })
        .await?)
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
    Ok(caller
        .database
        .read(company, move |scope| {
            Box::pin(async move { commands::read_contract_setup(scope, contract).await })
        })
        .await?)
}
