//! Server functions of creation: who may, then hand over.

use super::model::{Billed, Create, Created};
use crate::{
    ui::calls::{Json, PageClient},
    vocabulary::{failure::ApiError, paging::Selection},
};
use leptos::prelude::*;
#[cfg(feature = "ssr")]
use {
    super::commands,
    crate::{access::commands::enter, vocabulary::refusal::Refusal},
};

/// Creates drafts of everything Ready on these contracts.
#[server(prefix = "/api", endpoint = "create_invoices", input = Json, output = Json, client = PageClient)]
pub async fn create_invoices(create: Create) -> Result<Vec<Created>, ApiError> {
    let caller = enter("create_invoices")?;
    if create.seen.is_none() {
        return Err(Refusal::InputUnreadable.into());
    }
    caller
        .run("create_invoices", create, |tx, create| {
            Box::pin(commands::create_invoices(tx, create))
        })
        .await
}

/// New drafts of selected rows of the backlog.
#[server(prefix = "/api", endpoint = "invoice_rows", input = Json, output = Json, client = PageClient)]
pub async fn invoice_rows(selection: Selection) -> Result<Billed, ApiError> {
    let caller = enter("invoice_rows")?;
    caller
        .run("invoice_rows", selection, |tx, selection| {
            Box::pin(commands::invoice_rows(tx, selection))
        })
        .await
}

/// Puts selected rows of the backlog on the drafts there are.
#[server(prefix = "/api", endpoint = "add_to_invoice", input = Json, output = Json, client = PageClient)]
pub async fn add_to_invoice(selection: Selection) -> Result<Billed, ApiError> {
    let caller = enter("add_to_invoice")?;
    caller
        .run("add_to_invoice", selection, |tx, selection| {
            Box::pin(commands::add_to_invoice(tx, selection))
        })
        .await
}
