//! Server functions of retainers: who may, then hand over.

use super::model::{
    ContractRetainers, Mark, Refund, RetainerEdit, RetainerRemoval, RetainerRow, RetainerSchedule,
};
use crate::{
    ui::calls::{Json, PageClient},
    vocabulary::{
        failure::ApiError,
        ids::{ContractId, RetainerId},
        paging::{BulkOutcome, ListQuery, Page, Totals},
    },
};
use leptos::prelude::*;
#[cfg(feature = "ssr")]
use {super::commands, crate::access::commands::enter};

/// A page of retainers.
#[server(prefix = "/api", endpoint = "list_retainers", input = Json, output = Json, client = PageClient)]
pub async fn list_retainers(query: ListQuery) -> Result<Page<RetainerRow>, ApiError> {
    let caller = enter("list_retainers")?;
    let company = caller.who.company_id;
    Ok(caller
        .database
        .read(company, move |scope| {
            Box::pin(async move { commands::list_retainers(scope, &query).await })
        })
        .await?)
}

/// What the filtered retainers come to.
#[server(prefix = "/api", endpoint = "total_retainers", input = Json, output = Json, client = PageClient)]
pub async fn total_retainers(query: ListQuery) -> Result<Totals, ApiError> {
    let caller = enter("total_retainers")?;
    let company = caller.who.company_id;
    Ok(caller
        .database
        .read(company, move |scope| {
            Box::pin(async move { commands::total_retainers(scope, &query).await })
        })
        .await?)
}

/// A contract's retainers.
#[server(prefix = "/api", endpoint = "read_retainers", input = Json, output = Json, client = PageClient)]
pub async fn read_retainers(contract: ContractId) -> Result<ContractRetainers, ApiError> {
    let caller = enter("read_retainers")?;
    let company = caller.who.company_id;
    Ok(caller
        .database
        .read(company, move |scope| {
            Box::pin(async move { commands::read_retainers(scope, contract).await })
        })
        .await?)
}

/// Marks retainers Ready to Invoice, or Not Ready.
#[server(prefix = "/api", endpoint = "mark_retainers", input = Json, output = Json, client = PageClient)]
pub async fn mark_retainers(mark: Mark) -> Result<BulkOutcome, ApiError> {
    let caller = enter("mark_retainers")?;
    caller
        .run("mark_retainers", mark, |tx, mark| Box::pin(commands::mark_retainers(tx, mark)))
        .await
}

/// Creates a retainer, or changes one.
#[server(prefix = "/api", endpoint = "save_retainer", input = Json, output = Json, client = PageClient)]
pub async fn save_retainer(edit: RetainerEdit) -> Result<RetainerId, ApiError> {
    let caller = enter("save_retainer")?;
    caller.run("save_retainer", edit, |tx, edit| Box::pin(commands::save_retainer(tx, edit))).await
}

/// Set up a retainer schedule.
#[server(prefix = "/api", endpoint = "schedule_retainers", input = Json, output = Json, client = PageClient)]
pub async fn schedule_retainers(schedule: RetainerSchedule) -> Result<i64, ApiError> {
    let caller = enter("schedule_retainers")?;
    caller
        .run("schedule_retainers", schedule, |tx, schedule| {
            Box::pin(commands::schedule_retainers(tx, schedule))
        })
        .await
}

/// Deletes a retainer.
#[server(prefix = "/api", endpoint = "delete_retainer", input = Json, output = Json, client = PageClient)]
pub async fn delete_retainer(removal: RetainerRemoval) -> Result<(), ApiError> {
    let caller = enter("delete_retainer")?;
    caller
        .run("delete_retainer", removal, |tx, removal| {
            Box::pin(commands::delete_retainer(tx, removal))
        })
        .await
}

/// Marks what is left of a retainer Ready to refund, or cancels that.
#[server(prefix = "/api", endpoint = "refund_retainer", input = Json, output = Json, client = PageClient)]
pub async fn refund_retainer(refund: Refund) -> Result<(), ApiError> {
    let caller = enter("refund_retainer")?;
    caller
        .run("refund_retainer", refund, |tx, refund| {
            Box::pin(commands::refund_retainer(tx, refund))
        })
        .await
}
