//! Server functions of confirmation: who may, then hand over.

use super::model::{Confirm, Confirmed, Preview};
use crate::{
    ui::calls::{Json, PageClient},
    vocabulary::{failure::ApiError, ids::InvoiceId},
};
use leptos::prelude::*;
#[cfg(feature = "ssr")]
use {
    super::commands,
    crate::{access::commands::enter, vocabulary::refusal::Refusal},
};

/// The ledger rows that confirming would write, after a detail.
#[server(prefix = "/api", endpoint = "preview_confirmation", input = Json, output = Json, client = PageClient)]
pub async fn preview_confirmation(invoice: InvoiceId, after: i64) -> Result<Preview, ApiError> {
    let caller = enter("preview_confirmation")?;
    let company = caller.who.company_id;
    let today = caller.database.today(company).await?;
    Ok(caller
        .database
        .read(company, move |scope| {
            Box::pin(commands::preview_confirmation(scope, invoice, after, today))
        })
        .await?)
}

/// Confirms invoices: one-way.
#[server(prefix = "/api", endpoint = "confirm_invoices", input = Json, output = Json, client = PageClient)]
pub async fn confirm_invoices(confirm: Confirm) -> Result<Vec<Confirmed>, ApiError> {
    let caller = enter("confirm_invoices")?;
    if confirm.invoices.iter().any(|(_, version)| version.is_none()) {
        return Err(Refusal::InputUnreadable.into());
    }
    caller
        .run("confirm_invoices", confirm, |tx, confirm| {
            Box::pin(commands::confirm_invoices(tx, confirm))
        })
        .await
}
