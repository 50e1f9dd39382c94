//! Server functions of invoicing: who may, then hand over.

use super::model::{InvoicePage, InvoiceRow};
use crate::{
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

/// A page of invoices.
#[server(prefix = "/api", endpoint = "list_invoices", input = Json, output = Json, client = PageClient)]
pub async fn list_invoices(query: ListQuery) -> Result<Page<InvoiceRow>, ApiError> {
    let caller = enter("list_invoices")?;
    let company = caller.who.company_id;
    Ok(caller
        .database
        .read(company, move |scope| {
            Box::pin(async move { commands::list_invoices(scope, &query).await })
        })
        .await?)
}

/// What the filtered invoices come to.
#[server(prefix = "/api", endpoint = "total_invoices", input = Json, output = Json, client = PageClient)]
pub async fn total_invoices(query: ListQuery) -> Result<Totals, ApiError> {
    let caller = enter("total_invoices")?;
    let company = caller.who.company_id;
    Ok(caller
        .database
        .read(company, move |scope| {
            Box::pin(async move { commands::total_invoices(scope, &query).await })
        })
        .await?)
}

/// One invoice, whole but for its details.
#[server(prefix = "/api", endpoint = "read_invoice", input = Json, output = Json, client = PageClient)]
pub async fn read_invoice(invoice: InvoiceId) -> Result<InvoicePage, ApiError> {
    let caller = enter("read_invoice")?;
    let company = caller.who.company_id;
    Ok(caller
        .database
        .read(company, move |scope| {
            Box::pin(async move { commands::read_invoice(scope, invoice).await })
        })
        .await?)
}
