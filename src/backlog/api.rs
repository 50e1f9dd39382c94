//! Server functions of backlog: who may, then hand over.

use super::model::{BacklogRow, Mark};
use crate::vocabulary::{failure::ApiError, paging::{BulkOutcome, ListQuery, Page, Totals}};
use leptos::{prelude::*, server_fn::codec::Json};
#[cfg(feature = "ssr")]
use {super::commands, crate::{access::commands::enter, platform::command}};

/// A page of backlog rows.
#[server(prefix = "/api", endpoint = "list_backlog", input = Json, output = Json)]
pub async fn list_backlog(query: ListQuery) -> Result<Page<BacklogRow>, ApiError> {
    let caller = enter("list_backlog")?;
    let company = caller.who.company_id;
    Ok(caller.database.read(company, move |conn| Box::pin(async move { commands::list_backlog(conn, company, &query).await })).await?)
}

/// What the filtered backlog rows come to.
#[server(prefix = "/api", endpoint = "total_backlog", input = Json, output = Json)]
pub async fn total_backlog(query: ListQuery) -> Result<Totals, ApiError> {
    let caller = enter("total_backlog")?;
    let company = caller.who.company_id;
    Ok(caller.database.read(company, move |conn| Box::pin(async move { commands::total_backlog(conn, company, &query).await })).await?)
}

/// Marks rows Ready to Invoice, or Not Ready.
#[server(prefix = "/api", endpoint = "mark_backlog", input = Json, output = Json)]
pub async fn mark_backlog(mark: Mark) -> Result<BulkOutcome, ApiError> {
    let caller = enter("mark_backlog")?;
    Ok(command::run(&caller.database, caller.actor(), "mark_backlog", None, mark, |tx, mark| Box::pin(commands::mark_backlog(tx, mark))).await?)
}
