//! Server functions of drafts: who may, then hand over.

use super::model::{
    DetailEdit, DetailRemoval, DetailReturn, DetailRow, HeaderEdit, LineEdit, TakenOff,
};
use crate::{
    invoicing::create::model::Billed,
    ui::calls::{Json, PageClient},
    vocabulary::{
        failure::ApiError,
        ids::InvoiceId,
        paging::{ListQuery, Page, Totals},
    },
};
use leptos::prelude::*;
#[cfg(feature = "ssr")]
use {super::commands, crate::access::commands::enter};

/// A page of details.
#[server(prefix = "/api", endpoint = "list_details", input = Json, output = Json, client = PageClient)]
pub async fn list_details(query: ListQuery) -> Result<Page<DetailRow>, ApiError> {
    let caller = enter("list_details")?;
    let company = caller.who.company_id;
    Ok(caller
        .database
        .read(company, move |scope| {
            Box::pin(async move { commands::list_details(scope, &query).await })
        })
        .await?)
}

/// What the filtered details come to.
#[server(prefix = "/api", endpoint = "total_details", input = Json, output = Json, client = PageClient)]
pub async fn total_details(query: ListQuery) -> Result<Totals, ApiError> {
    let caller = enter("total_details")?;
    let company = caller.who.company_id;
    Ok(caller
        .database
        .read(company, move |scope| {
            Box::pin(async move { commands::total_details(scope, &query).await })
        })
        .await?)
}

/// Changes a detail of an open invoice.
#[server(prefix = "/api", endpoint = "edit_detail", input = Json, output = Json, client = PageClient)]
pub async fn edit_detail(edit: DetailEdit) -> Result<(), ApiError> {
    let caller = enter("edit_detail")?;
    caller.run("edit_detail", edit, |tx, edit| Box::pin(commands::edit_detail(tx, edit))).await
}

/// Takes details off an open invoice.
#[server(prefix = "/api", endpoint = "delete_details", input = Json, output = Json, client = PageClient)]
pub async fn delete_details(delete: DetailRemoval) -> Result<TakenOff, ApiError> {
    let caller = enter("delete_details")?;
    caller
        .run("delete_details", delete, |tx, delete| Box::pin(commands::delete_details(tx, delete)))
        .await
}

/// Puts rows of the backlog back on the draft they were taken off.
#[server(prefix = "/api", endpoint = "put_back", input = Json, output = Json, client = PageClient)]
pub async fn put_back(back: DetailReturn) -> Result<Billed, ApiError> {
    let caller = enter("put_back")?;
    caller.run("put_back", back, |tx, back| Box::pin(commands::put_back(tx, back))).await
}

/// Deletes a draft.
#[server(prefix = "/api", endpoint = "delete_invoice", input = Json, output = Json, client = PageClient)]
pub async fn delete_invoice(invoice: InvoiceId, version: i32) -> Result<i64, ApiError> {
    let caller = enter("delete_invoice")?;
    caller
        .run("delete_invoice", (invoice, version), |tx, seen| {
            Box::pin(commands::delete_invoice(tx, seen))
        })
        .await
}

/// Changes the header of an open invoice.
#[server(prefix = "/api", endpoint = "edit_header", input = Json, output = Json, client = PageClient)]
pub async fn edit_header(edit: HeaderEdit) -> Result<(), ApiError> {
    let caller = enter("edit_header")?;
    caller.run("edit_header", edit, |tx, edit| Box::pin(commands::edit_header(tx, edit))).await
}

/// Renames a line of an open invoice.
#[server(prefix = "/api", endpoint = "edit_line", input = Json, output = Json, client = PageClient)]
pub async fn edit_line(edit: LineEdit) -> Result<(), ApiError> {
    let caller = enter("edit_line")?;
    caller.run("edit_line", edit, |tx, edit| Box::pin(commands::edit_line(tx, edit))).await
}
