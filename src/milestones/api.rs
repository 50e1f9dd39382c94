//! Server functions of milestones: who may, then hand over.

use super::model::{
    Generate, LineMilestones, Mark, MilestoneEdit, MilestoneRemoval, MilestoneRow, ProgressBilling,
};
use crate::{
    ui::calls::{Json, PageClient},
    vocabulary::{
        failure::ApiError,
        ids::{ContractId, MilestoneId},
        paging::{BulkOutcome, ListQuery, Page, Totals},
    },
};
use leptos::prelude::*;
#[cfg(feature = "ssr")]
use {super::commands, crate::access::commands::enter};

/// A page of milestones, one row per customer.
#[server(prefix = "/api", endpoint = "list_milestones", input = Json, output = Json, client = PageClient)]
pub async fn list_milestones(query: ListQuery) -> Result<Page<MilestoneRow>, ApiError> {
    let caller = enter("list_milestones")?;
    let company = caller.who.company_id;
    Ok(caller
        .database
        .read(company, move |scope| {
            Box::pin(async move { commands::list_milestones(scope, &query).await })
        })
        .await?)
}

/// What the filtered milestones come to.
#[server(prefix = "/api", endpoint = "total_milestones", input = Json, output = Json, client = PageClient)]
pub async fn total_milestones(query: ListQuery) -> Result<Totals, ApiError> {
    let caller = enter("total_milestones")?;
    let company = caller.who.company_id;
    Ok(caller
        .database
        .read(company, move |scope| {
            Box::pin(async move { commands::total_milestones(scope, &query).await })
        })
        .await?)
}

/// The fixed-price lines of a contract with their milestones.
#[server(prefix = "/api", endpoint = "read_milestones", input = Json, output = Json, client = PageClient)]
pub async fn read_milestones(contract: ContractId) -> Result<Vec<LineMilestones>, ApiError> {
    let caller = enter("read_milestones")?;
    let company = caller.who.company_id;
    Ok(caller
        .database
        .read(company, move |scope| {
            Box::pin(async move { commands::read_milestones(scope, contract).await })
        })
        .await?)
}

/// Marks milestones Ready to Invoice, or Not Ready.
#[server(prefix = "/api", endpoint = "mark_milestones", input = Json, output = Json, client = PageClient)]
pub async fn mark_milestones(mark: Mark) -> Result<BulkOutcome, ApiError> {
    let caller = enter("mark_milestones")?;
    caller
        .run("mark_milestones", mark, |tx, mark| Box::pin(commands::mark_milestones(tx, mark)))
        .await
}

/// Creates a milestone, or changes one.
#[server(prefix = "/api", endpoint = "save_milestone", input = Json, output = Json, client = PageClient)]
pub async fn save_milestone(edit: MilestoneEdit) -> Result<MilestoneId, ApiError> {
    let caller = enter("save_milestone")?;
    caller
        .run("save_milestone", edit, |tx, edit| Box::pin(commands::save_milestone(tx, edit)))
        .await
}

/// Deletes a milestone.
#[server(prefix = "/api", endpoint = "delete_milestone", input = Json, output = Json, client = PageClient)]
pub async fn delete_milestone(removal: MilestoneRemoval) -> Result<(), ApiError> {
    let caller = enter("delete_milestone")?;
    caller
        .run("delete_milestone", removal, |tx, removal| {
            Box::pin(commands::delete_milestone(tx, removal))
        })
        .await
}

/// Generate Periodic Milestones.
#[server(prefix = "/api", endpoint = "generate_milestones", input = Json, output = Json, client = PageClient)]
pub async fn generate_milestones(generate: Generate) -> Result<i64, ApiError> {
    let caller = enter("generate_milestones")?;
    caller
        .run("generate_milestones", generate, |tx, generate| {
            Box::pin(commands::generate_milestones(tx, generate))
        })
        .await
}

/// Bills the next part of a progress-based milestone.
#[server(prefix = "/api", endpoint = "bill_progress", input = Json, output = Json, client = PageClient)]
pub async fn bill_progress(bill: ProgressBilling) -> Result<(), ApiError> {
    let caller = enter("bill_progress")?;
    caller.run("bill_progress", bill, |tx, bill| Box::pin(commands::bill_progress(tx, bill))).await
}
