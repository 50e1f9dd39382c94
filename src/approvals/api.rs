//! Server functions of approvals: who may, then hand over.

use super::model::{ApprovalRequest, ApprovalSetRow, EntryEdit, FailureRow, Requested};
use crate::{
    entries::model::{Decide, Decided, EntryRow},
    ui::calls::{Json, PageClient},
    vocabulary::{
        failure::ApiError,
        paging::{ListQuery, Page, Selection, Totals},
    },
};
use leptos::prelude::*;
#[cfg(feature = "ssr")]
use {super::commands, crate::access::commands::enter};

/// A page of entries.
#[server(prefix = "/api", endpoint = "list_entries", input = Json, output = Json, client = PageClient)]
pub async fn list_entries(query: ListQuery) -> Result<Page<EntryRow>, ApiError> {
    let caller = enter("list_entries")?;
    let (company, reader) = (caller.who.company_id, Some(caller.who.person_id));
    Ok(caller
        .database
        .read(company, move |scope| {
            Box::pin(async move { commands::list_entries(scope, reader, &query).await })
        })
        .await?)
}

/// What the filtered entries come to.
#[server(prefix = "/api", endpoint = "total_entries", input = Json, output = Json, client = PageClient)]
pub async fn total_entries(query: ListQuery) -> Result<Totals, ApiError> {
    let caller = enter("total_entries")?;
    let (company, reader) = (caller.who.company_id, Some(caller.who.person_id));
    Ok(caller
        .database
        .read(company, move |scope| {
            Box::pin(async move { commands::total_entries(scope, reader, &query).await })
        })
        .await?)
}

/// Submits, approves or returns entries, one chunk.
#[server(prefix = "/api", endpoint = "decide_entries", input = Json, output = Json, client = PageClient)]
pub async fn decide_entries(decide: Decide) -> Result<Decided, ApiError> {
    let caller = enter("decide_entries")?;
    caller
        .run("decide_entries", decide, |tx, decide| Box::pin(commands::decide_entries(tx, decide)))
        .await
}

/// Changes what an approver may change.
#[server(prefix = "/api", endpoint = "edit_entry", input = Json, output = Json, client = PageClient)]
pub async fn edit_entry(edit: EntryEdit) -> Result<(), ApiError> {
    let caller = enter("edit_entry")?;
    caller.run("edit_entry", edit, |tx, edit| Box::pin(commands::edit_entry(tx, edit))).await
}

/// Whether people may approve what they did themselves.
#[server(prefix = "/api", endpoint = "read_entry_setting", input = Json, output = Json, client = PageClient)]
pub async fn read_entry_setting() -> Result<bool, ApiError> {
    let caller = enter("read_entry_setting")?;
    let company = caller.who.company_id;
    Ok(caller
        .database
        .read(company, move |scope| {
            Box::pin(async move { commands::read_entry_setting(scope).await })
        })
        .await?)
}

/// Sets whether people may approve what they did themselves.
#[server(prefix = "/api", endpoint = "edit_entry_setting", input = Json, output = Json, client = PageClient)]
pub async fn edit_entry_setting(
    own_work_may_be_approved: bool,
    seen: bool,
) -> Result<(), ApiError> {
    let caller = enter("edit_entry_setting")?;
    caller
        .run("edit_entry_setting", (own_work_may_be_approved, seen), |tx, allowed| {
            Box::pin(commands::edit_entry_setting(tx, allowed))
        })
        .await
}

/// From how many entries on approval runs in the background.
#[server(prefix = "/api", endpoint = "read_approval_setting", input = Json, output = Json, client = PageClient)]
pub async fn read_approval_setting() -> Result<i32, ApiError> {
    let caller = enter("read_approval_setting")?;
    let company = caller.who.company_id;
    Ok(caller
        .database
        .read(company, move |scope| {
            Box::pin(async move { commands::read_approval_setting(scope).await })
        })
        .await?)
}

/// Sets that, as typed.
#[server(prefix = "/api", endpoint = "edit_approval_setting", input = Json, output = Json, client = PageClient)]
pub async fn edit_approval_setting(background_from: String, seen: i32) -> Result<(), ApiError> {
    let caller = enter("edit_approval_setting")?;
    caller
        .run("edit_approval_setting", (background_from, seen), |tx, from| {
            Box::pin(commands::edit_approval_setting(tx, from))
        })
        .await
}

/// Approves a selection in the background, if it is large enough for that.
#[server(prefix = "/api", endpoint = "request_approval", input = Json, output = Json, client = PageClient)]
pub async fn request_approval(request: ApprovalRequest) -> Result<Requested, ApiError> {
    let caller = enter("request_approval")?;
    caller
        .run("request_approval", request, |tx, request| {
            Box::pin(commands::request_approval(tx, request))
        })
        .await
}

/// Asks again for what failed in approval sets and is still submitted.
#[server(prefix = "/api", endpoint = "retry_approval_sets", input = Json, output = Json, client = PageClient)]
pub async fn retry_approval_sets(selection: Selection) -> Result<Requested, ApiError> {
    let caller = enter("retry_approval_sets")?;
    caller
        .run("retry_approval_sets", selection, |tx, selection| {
            Box::pin(commands::retry_approval_sets(tx, selection))
        })
        .await
}

/// A page of approval sets.
#[server(prefix = "/api", endpoint = "list_approval_sets", input = Json, output = Json, client = PageClient)]
pub async fn list_approval_sets(query: ListQuery) -> Result<Page<ApprovalSetRow>, ApiError> {
    let caller = enter("list_approval_sets")?;
    let (company, reader) = (caller.who.company_id, Some(caller.who.person_id));
    Ok(caller
        .database
        .read(company, move |scope| {
            Box::pin(async move { commands::list_approval_sets(scope, reader, &query).await })
        })
        .await?)
}

/// What the filtered approval sets come to.
#[server(prefix = "/api", endpoint = "total_approval_sets", input = Json, output = Json, client = PageClient)]
pub async fn total_approval_sets(query: ListQuery) -> Result<Totals, ApiError> {
    let caller = enter("total_approval_sets")?;
    let (company, reader) = (caller.who.company_id, Some(caller.who.person_id));
    Ok(caller
        .database
        .read(company, move |scope| {
            Box::pin(async move { commands::total_approval_sets(scope, reader, &query).await })
        })
        .await?)
}

/// A page of entries that approval sets could not approve.
#[server(prefix = "/api", endpoint = "list_approval_failures", input = Json, output = Json, client = PageClient)]
pub async fn list_approval_failures(query: ListQuery) -> Result<Page<FailureRow>, ApiError> {
    let caller = enter("list_approval_failures")?;
    let (company, reader) = (caller.who.company_id, Some(caller.who.person_id));
    Ok(caller
        .database
        .read(company, move |scope| {
            Box::pin(async move { commands::list_approval_failures(scope, reader, &query).await })
        })
        .await?)
}

/// What the filtered failures come to.
#[server(prefix = "/api", endpoint = "total_approval_failures", input = Json, output = Json, client = PageClient)]
pub async fn total_approval_failures(query: ListQuery) -> Result<Totals, ApiError> {
    let caller = enter("total_approval_failures")?;
    let (company, reader) = (caller.who.company_id, Some(caller.who.person_id));
    Ok(caller
        .database
        .read(company, move |scope| {
            Box::pin(async move { commands::total_approval_failures(scope, reader, &query).await })
        })
        .await?)
}
