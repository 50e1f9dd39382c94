//! Server functions of a contract's life: who may, then hand over.

use crate::{
    contracts::model::{RoundingMove, setup::ContractForm},
    ui::calls::{Json, PageClient},
    vocabulary::{
        failure::ApiError,
        ids::ContractId,
        paging::{BulkOutcome, Selection},
    },
};
use leptos::prelude::*;
#[cfg(feature = "ssr")]
use {super::commands, crate::access::commands::enter};

/// Lets another customer of a line take what rounding leaves; answers how many approved entries
/// were split anew.
#[server(prefix = "/api", endpoint = "move_rounding", input = Json, output = Json, client = PageClient)]
pub async fn move_rounding(rounding: RoundingMove) -> Result<i64, ApiError> {
    let caller = enter("move_rounding")?;
    caller
        .run("move_rounding", rounding, |tx, rounding| {
            Box::pin(commands::move_rounding(tx, rounding))
        })
        .await
}

/// Prices what nothing priced so far, as the list is now.
#[server(prefix = "/api", endpoint = "price_anew", input = Json, output = Json, client = PageClient)]
pub async fn price_anew(selection: Selection) -> Result<BulkOutcome, ApiError> {
    let caller = enter("price_anew")?;
    caller
        .run("price_anew", selection, |tx, selection| Box::pin(commands::price_anew(tx, selection)))
        .await
}

/// Deletes a draft that nothing hangs on.
#[server(prefix = "/api", endpoint = "delete_contract", input = Json, output = Json, client = PageClient)]
pub async fn delete_contract(contract: ContractId, version: i32) -> Result<(), ApiError> {
    let caller = enter("delete_contract")?;
    let input = (contract, version);
    caller
        .run("delete_contract", input, |tx, input| Box::pin(commands::delete_contract(tx, input)))
        .await
}

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
    caller
        .run("confirm_contract", input, |tx, input| Box::pin(commands::confirm_contract(tx, input)))
        .await
}

/// Closes a contract as lost; answers how many unbilled sales were taken back.
#[server(prefix = "/api", endpoint = "close_contract", input = Json, output = Json, client = PageClient)]
pub async fn close_contract(contract: ContractId, version: i32) -> Result<i64, ApiError> {
    let caller = enter("close_contract")?;
    let input = (contract, version);
    caller
        .run("close_contract", input, |tx, input| Box::pin(commands::close_contract(tx, input)))
        .await
}
