//! Server functions of prices: who may, then hand over.

use super::model::{PriceForm, PriceRow};
use crate::{
    ui::calls::{Json, PageClient},
    vocabulary::{
        failure::ApiError,
        paging::{ListQuery, Page, Totals},
    },
};
use leptos::prelude::*;
#[cfg(feature = "ssr")]
use {super::commands, crate::access::commands::enter};

/// A page of prices.
#[server(prefix = "/api", endpoint = "list_prices", input = Json, output = Json, client = PageClient)]
pub async fn list_prices(query: ListQuery) -> Result<Page<PriceRow>, ApiError> {
    let caller = enter("list_prices")?;
    let company = caller.who.company_id;
    Ok(caller
        .database
        .read(company, move |scope| {
            Box::pin(async move { commands::list_prices(scope, &query).await })
        })
        .await?)
}

/// How many prices.
#[server(prefix = "/api", endpoint = "total_prices", input = Json, output = Json, client = PageClient)]
pub async fn total_prices(query: ListQuery) -> Result<Totals, ApiError> {
    let caller = enter("total_prices")?;
    let company = caller.who.company_id;
    Ok(caller
        .database
        .read(company, move |scope| {
            Box::pin(async move { commands::total_prices(scope, &query).await })
        })
        .await?)
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
    caller
        .run("delete_price", (price, version), |tx, seen| {
            Box::pin(commands::delete_price(tx, seen))
        })
        .await
}
