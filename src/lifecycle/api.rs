//! Server functions of a contract's life: who may, then hand over.

use crate::{
    contracts::model::setup::ContractForm,
    ui::calls::PageClient,
    vocabulary::{failure::ApiError, ids::ContractId},
};
use leptos::{prelude::*, server_fn::codec::Json};
#[cfg(feature = "ssr")]
use {super::commands, crate::access::commands::enter};

/// Saves a contract as typed.
#[server(prefix = "/api", endpoint = "save_contract", input = Json, output = Json, client = PageClient)]
pub async fn save_contract(form: ContractForm) -> Result<ContractId, ApiError> {
    let caller = enter("save_contract")?;
    caller.run("save_contract", form, |tx, form| Box::pin(commands::save_contract(tx, form))).await
}

/// Confirms a draft contract; answers how many approved entries were written anew under its terms.
#[server(prefix = "/api", endpoint = "confirm_contract", input = Json, output = Json, client = PageClient)]
pub async fn confirm_contract(contract: ContractId, version: i32) -> Result<i64, ApiError> {
    let caller = enter("confirm_contract")?;
    let input = (contract, version);
    caller.run("confirm_contract", input, |tx, input| Box::pin(commands::confirm_contract(tx, input))).await
}

/// Closes a contract as lost; answers how many unbilled sales were taken back.
#[server(prefix = "/api", endpoint = "close_contract", input = Json, output = Json, client = PageClient)]
pub async fn close_contract(contract: ContractId, version: i32) -> Result<i64, ApiError> {
    let caller = enter("close_contract")?;
    let input = (contract, version);
    caller.run("close_contract", input, |tx, input| Box::pin(commands::close_contract(tx, input))).await
}
