//! Server functions of the desk: who may, then hand over.

use super::model::{HubContract, LedgerRow};
use crate::{
    invoicing::create::model::Billed,
    ui::calls::{Json, PageClient},
    vocabulary::{
        failure::ApiError,
        paging::{ListQuery, Page, Selection, Totals},
    },
};
use leptos::prelude::*;
#[cfg(feature = "ssr")]
use {super::commands, crate::access::commands::enter};

/// A page of the billing hub.
#[server(prefix = "/api", endpoint = "list_hub", input = Json, output = Json, client = PageClient)]
pub async fn list_hub(query: ListQuery) -> Result<Page<HubContract>, ApiError> {
    let caller = enter("list_hub")?;
    let company = caller.who.company_id;
    Ok(caller
        .database
        .read(company, move |scope| {
            Box::pin(async move { commands::list_hub(scope, &query).await })
        })
        .await?)
}

/// What all contracts have Ready to Invoice on no invoice, or not Ready: work, milestones and
/// retainers, as the hub and every contract count them.
#[server(prefix = "/api", endpoint = "total_open", input = Json, output = Json, client = PageClient)]
pub async fn total_open(ready: bool) -> Result<Totals, ApiError> {
    let caller = enter("total_open")?;
    let company = caller.who.company_id;
    Ok(caller
        .database
        .read(company, move |scope| {
            Box::pin(async move { commands::total_open(scope, ready).await })
        })
        .await?)
}

/// What the filtered hub has ready.
#[server(prefix = "/api", endpoint = "total_hub", input = Json, output = Json, client = PageClient)]
pub async fn total_hub(query: ListQuery) -> Result<Totals, ApiError> {
    let caller = enter("total_hub")?;
    let company = caller.who.company_id;
    Ok(caller
        .database
        .read(company, move |scope| {
            Box::pin(async move { commands::total_hub(scope, &query).await })
        })
        .await?)
}

/// Creates drafts of everything Ready on chosen contracts.
#[server(prefix = "/api", endpoint = "invoice_contracts", input = Json, output = Json, client = PageClient)]
pub async fn invoice_contracts(selection: Selection) -> Result<Billed, ApiError> {
    let caller = enter("invoice_contracts")?;
    caller
        .run("invoice_contracts", selection, |tx, selection| {
            Box::pin(commands::invoice_contracts(tx, selection))
        })
        .await
}

/// A page of ledger rows.
#[server(prefix = "/api", endpoint = "list_ledger", input = Json, output = Json, client = PageClient)]
pub async fn list_ledger(query: ListQuery) -> Result<Page<LedgerRow>, ApiError> {
    let caller = enter("list_ledger")?;
    let (company, reader) = (caller.who.company_id, Some(caller.who.person_id));
    Ok(caller
        .database
        .read(company, move |scope| {
            Box::pin(async move { commands::list_ledger(scope, reader, &query).await })
        })
        .await?)
}

/// What the filtered ledger rows come to.
#[server(prefix = "/api", endpoint = "total_ledger", input = Json, output = Json, client = PageClient)]
pub async fn total_ledger(query: ListQuery) -> Result<Totals, ApiError> {
    let caller = enter("total_ledger")?;
    let (company, reader) = (caller.who.company_id, Some(caller.who.person_id));
    Ok(caller
        .database
        .read(company, move |scope| {
            Box::pin(async move { commands::total_ledger(scope, reader, &query).await })
        })
        .await?)
}
