//! Server functions of actuals: who may, then hand over.

use super::model::LedgerRow;
use crate::{
    ui::calls::PageClient,
    vocabulary::{
        failure::ApiError,
        paging::{ListQuery, Page, Totals},
    },
};
use leptos::{prelude::*, server_fn::codec::Json};
#[cfg(feature = "ssr")]
use {super::commands, crate::access::commands::enter};

/// A page of ledger rows.
#[server(prefix = "/api", endpoint = "list_ledger", input = Json, output = Json, client = PageClient)]
pub async fn list_ledger(query: ListQuery) -> Result<Page<LedgerRow>, ApiError> {
    let caller = enter("list_ledger")?;
    let (company, reader) = (caller.who.company_id, Some(caller.who.person_id));
    Ok(caller.database.read(company, move |conn| Box::pin(async move { commands::list_ledger(conn, company, reader, &query).await })).await?)
}

/// What the filtered ledger rows come to.
#[server(prefix = "/api", endpoint = "total_ledger", input = Json, output = Json, client = PageClient)]
pub async fn total_ledger(query: ListQuery) -> Result<Totals, ApiError> {
    let caller = enter("total_ledger")?;
    let (company, reader) = (caller.who.company_id, Some(caller.who.person_id));
    Ok(caller.database.read(company, move |conn| Box::pin(async move { commands::total_ledger(conn, company, reader, &query).await })).await?)
}
