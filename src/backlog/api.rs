//! Server functions of backlog: who may, then hand over.

use super::model::{BacklogRow, LimitsPage, Mark, Release, ReleasePlan, ReleaseRequest};
use crate::{
    ui::calls::{Json, PageClient},
    vocabulary::{
        failure::ApiError,
        ids::{ActualId, ContractId},
        paging::{BulkOutcome, ListQuery, Page, Selection, Totals},
    },
};
use leptos::prelude::*;
#[cfg(feature = "ssr")]
use {super::commands, crate::access::commands::enter};

/// A page of backlog rows.
#[server(prefix = "/api", endpoint = "list_backlog", input = Json, output = Json, client = PageClient)]
pub async fn list_backlog(query: ListQuery) -> Result<Page<BacklogRow>, ApiError> {
    let caller = enter("list_backlog")?;
    let company = caller.who.company_id;
    Ok(caller
        .database
        .read(company, move |scope| {
            Box::pin(async move { commands::list_backlog(scope, &query).await })
        })
        .await?)
}

/// What the filtered backlog rows come to.
#[server(prefix = "/api", endpoint = "total_backlog", input = Json, output = Json, client = PageClient)]
pub async fn total_backlog(query: ListQuery) -> Result<Totals, ApiError> {
    let caller = enter("total_backlog")?;
    let company = caller.who.company_id;
    Ok(caller
        .database
        .read(company, move |scope| {
            Box::pin(async move { commands::total_backlog(scope, &query).await })
        })
        .await?)
}

/// Marks rows Ready to Invoice, or Not Ready.
#[server(prefix = "/api", endpoint = "mark_backlog", input = Json, output = Json, client = PageClient)]
pub async fn mark_backlog(mark: Mark) -> Result<BulkOutcome, ApiError> {
    let caller = enter("mark_backlog")?;
    caller.run("mark_backlog", mark, |tx, mark| Box::pin(commands::mark_backlog(tx, mark))).await
}

/// Reset Not-to-Exceed Status.
#[server(prefix = "/api", endpoint = "reset_limits", input = Json, output = Json, client = PageClient)]
pub async fn reset_limits(selection: Selection) -> Result<BulkOutcome, ApiError> {
    let caller = enter("reset_limits")?;
    caller
        .run("reset_limits", selection, |tx, selection| {
            Box::pin(commands::reset_limits(tx, selection))
        })
        .await
}

/// Reevaluate Not-to-Exceed Status.
#[server(prefix = "/api", endpoint = "reevaluate_limits", input = Json, output = Json, client = PageClient)]
pub async fn reevaluate_limits(selection: Selection) -> Result<BulkOutcome, ApiError> {
    let caller = enter("reevaluate_limits")?;
    caller
        .run("reevaluate_limits", selection, |tx, selection| {
            Box::pin(commands::reevaluate_limits(tx, selection))
        })
        .await
}

/// Where the room of a contract's limits went.
#[server(prefix = "/api", endpoint = "read_limits", input = Json, output = Json, client = PageClient)]
pub async fn read_limits(
    contract: ContractId,
    row: Option<ActualId>,
) -> Result<LimitsPage, ApiError> {
    let caller = enter("read_limits")?;
    let company = caller.who.company_id;
    Ok(caller
        .database
        .read(company, move |scope| {
            Box::pin(async move { commands::read_limits(scope, contract, row).await })
        })
        .await?)
}

/// What would become of every row of a release; writes nothing.
#[server(prefix = "/api", endpoint = "preview_release", input = Json, output = Json, client = PageClient)]
pub async fn preview_release(request: ReleaseRequest) -> Result<ReleasePlan, ApiError> {
    let caller = enter("preview_release")?;
    let company = caller.who.company_id;
    Ok(caller
        .database
        .read(company, move |scope| {
            Box::pin(async move { commands::preview_release(scope, &request).await })
        })
        .await?)
}

/// Releases committed rows for one that needs their room, exactly as it was shown.
#[server(prefix = "/api", endpoint = "release_committed", input = Json, output = Json, client = PageClient)]
pub async fn release_committed(release: Release) -> Result<ReleasePlan, ApiError> {
    let caller = enter("release_committed")?;
    caller
        .run("release_committed", release, |tx, release| {
            Box::pin(commands::release_committed(tx, release))
        })
        .await
}
