//! Server functions of journals: who may, then hand over.

use super::model::{Correct, CorrectionPreview, Journal, Openable, OpeningRow, Posted};
use crate::{
    entries::model::Decided,
    ui::calls::{Json, PageClient},
    vocabulary::{
        failure::ApiError,
        paging::{BulkOutcome, ListQuery, Page, Selection, Totals},
    },
};
use leptos::prelude::*;
#[cfg(feature = "ssr")]
use {super::commands, crate::access::commands::enter};

/// Posts a journal: all its lines, or none.
#[server(prefix = "/api", endpoint = "post_journal", input = Json, output = Json, client = PageClient)]
pub async fn post_journal(journal: Journal) -> Result<Posted, ApiError> {
    let caller = enter("post_journal")?;
    caller
        .run("post_journal", journal, |tx, journal| Box::pin(commands::post_journal(tx, journal)))
        .await
}

/// What a typed contract may mean, and what of it a journal can say was billed before.
#[server(prefix = "/api", endpoint = "find_openable", input = Json, output = Json, client = PageClient)]
pub async fn find_openable(contract: String) -> Result<Openable, ApiError> {
    let caller = enter("find_openable")?;
    let company = caller.who.company_id;
    Ok(caller
        .database
        .read(company, move |scope| {
            Box::pin(async move { commands::find_openable(scope, &contract).await })
        })
        .await?)
}

/// A page of what was billed before.
#[server(prefix = "/api", endpoint = "list_openings", input = Json, output = Json, client = PageClient)]
pub async fn list_openings(query: ListQuery) -> Result<Page<OpeningRow>, ApiError> {
    let caller = enter("list_openings")?;
    let company = caller.who.company_id;
    Ok(caller
        .database
        .read(company, move |scope| {
            Box::pin(async move { commands::list_openings(scope, &query).await })
        })
        .await?)
}

/// What was billed before, in all.
#[server(prefix = "/api", endpoint = "total_openings", input = Json, output = Json, client = PageClient)]
pub async fn total_openings(query: ListQuery) -> Result<Totals, ApiError> {
    let caller = enter("total_openings")?;
    let company = caller.who.company_id;
    Ok(caller
        .database
        .read(company, move |scope| {
            Box::pin(async move { commands::total_openings(scope, &query).await })
        })
        .await?)
}

/// Cancels what journals said was billed before.
#[server(prefix = "/api", endpoint = "cancel_openings", input = Json, output = Json, client = PageClient)]
pub async fn cancel_openings(selection: Selection) -> Result<BulkOutcome, ApiError> {
    let caller = enter("cancel_openings")?;
    caller
        .run("cancel_openings", selection, |tx, chosen| {
            Box::pin(commands::cancel_openings(tx, chosen))
        })
        .await
}

/// What correcting approved entries would write.
#[server(prefix = "/api", endpoint = "preview_correction", input = Json, output = Json, client = PageClient)]
pub async fn preview_correction(correct: Correct) -> Result<CorrectionPreview, ApiError> {
    let caller = enter("preview_correction")?;
    let company = caller.who.company_id;
    let today = caller.database.today(company).await?;
    Ok(caller
        .database
        .read(company, move |scope| {
            Box::pin(async move { commands::preview_correction(scope, today, &correct).await })
        })
        .await?)
}

/// Corrects approved entries, one chunk.
#[server(prefix = "/api", endpoint = "correct_entries", input = Json, output = Json, client = PageClient)]
pub async fn correct_entries(correct: Correct) -> Result<Decided, ApiError> {
    let caller = enter("correct_entries")?;
    caller
        .run("correct_entries", correct, |tx, correct| {
            Box::pin(commands::correct_entries(tx, correct))
        })
        .await
}
