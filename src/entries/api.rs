//! Server functions of entries: who may, then hand over.

use super::model::{Decide, Decided, EntryEdit, EntryRow};
use crate::vocabulary::{
    failure::ApiError,
    paging::{ListQuery, Page, Totals},
};
use leptos::{prelude::*, server_fn::codec::Json};
#[cfg(feature = "ssr")]
use {
    super::commands,
    crate::{access::commands::enter, platform::command},
};

/// A page of entries.
#[server(prefix = "/api", endpoint = "list_entries", input = Json, output = Json)]
pub async fn list_entries(query: ListQuery) -> Result<Page<EntryRow>, ApiError> {
    let caller = enter("list_entries")?;
    let company = caller.who.company_id;
    Ok(caller.database.read(company, move |conn| Box::pin(async move { commands::list_entries(conn, company, &query).await })).await?)
}

/// What the filtered entries come to.
#[server(prefix = "/api", endpoint = "total_entries", input = Json, output = Json)]
pub async fn total_entries(query: ListQuery) -> Result<Totals, ApiError> {
    let caller = enter("total_entries")?;
    let company = caller.who.company_id;
    Ok(caller.database.read(company, move |conn| Box::pin(async move { commands::total_entries(conn, company, &query).await })).await?)
}

/// Submits, approves or returns entries, one chunk.
#[server(prefix = "/api", endpoint = "decide_entries", input = Json, output = Json)]
pub async fn decide_entries(decide: Decide) -> Result<Decided, ApiError> {
    let caller = enter("decide_entries")?;
    Ok(command::run(&caller.database, caller.actor(), "decide_entries", None, decide, |tx, decide| Box::pin(commands::decide_entries(tx, decide))).await?)
}

/// Changes what an approver may change.
#[server(prefix = "/api", endpoint = "edit_entry", input = Json, output = Json)]
pub async fn edit_entry(edit: EntryEdit) -> Result<(), ApiError> {
    let caller = enter("edit_entry")?;
    Ok(command::run(&caller.database, caller.actor(), "edit_entry", None, edit, |tx, edit| Box::pin(commands::edit_entry(tx, edit))).await?)
}
