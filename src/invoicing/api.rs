//! Server functions of invoicing: who may, then hand over.

use super::model::{
    Billed, Confirm, Confirmed, Create, Created, DetailEdit, DetailRemoval, DetailReturn, DetailRow, HeaderEdit, InvoicePage, InvoiceRow, LineEdit, Preview,
    RetainerAddition, RetainerApplication, RetainerOnInvoice, TakenOff,
};
use crate::{
    ui::calls::PageClient,
    vocabulary::{
        failure::ApiError,
        ids::{InvoiceId, RetainerId},
        paging::{ListQuery, Page, Selection, Totals},
    },
};
use leptos::{prelude::*, server_fn::codec::Json};
#[cfg(feature = "ssr")]
use {
    super::commands,
    crate::{access::commands::enter, vocabulary::refusal::Refusal},
};

/// A page of invoices.
#[server(prefix = "/api", endpoint = "list_invoices", input = Json, output = Json, client = PageClient)]
pub async fn list_invoices(query: ListQuery) -> Result<Page<InvoiceRow>, ApiError> {
    let caller = enter("list_invoices")?;
    let company = caller.who.company_id;
    Ok(caller.database.read(company, move |conn| Box::pin(async move { commands::list_invoices(conn, company, &query).await })).await?)
}

/// What the filtered invoices come to.
#[server(prefix = "/api", endpoint = "total_invoices", input = Json, output = Json, client = PageClient)]
pub async fn total_invoices(query: ListQuery) -> Result<Totals, ApiError> {
    let caller = enter("total_invoices")?;
    let company = caller.who.company_id;
    Ok(caller.database.read(company, move |conn| Box::pin(async move { commands::total_invoices(conn, company, &query).await })).await?)
}

/// A page of details.
#[server(prefix = "/api", endpoint = "list_details", input = Json, output = Json, client = PageClient)]
pub async fn list_details(query: ListQuery) -> Result<Page<DetailRow>, ApiError> {
    let caller = enter("list_details")?;
    let company = caller.who.company_id;
    Ok(caller.database.read(company, move |conn| Box::pin(async move { commands::list_details(conn, company, &query).await })).await?)
}

/// What the filtered details come to.
#[server(prefix = "/api", endpoint = "total_details", input = Json, output = Json, client = PageClient)]
pub async fn total_details(query: ListQuery) -> Result<Totals, ApiError> {
    let caller = enter("total_details")?;
    let company = caller.who.company_id;
    Ok(caller.database.read(company, move |conn| Box::pin(async move { commands::total_details(conn, company, &query).await })).await?)
}

/// One invoice, whole but for its details.
#[server(prefix = "/api", endpoint = "read_invoice", input = Json, output = Json, client = PageClient)]
pub async fn read_invoice(invoice: InvoiceId) -> Result<InvoicePage, ApiError> {
    let caller = enter("read_invoice")?;
    let company = caller.who.company_id;
    Ok(caller.database.read(company, move |conn| Box::pin(async move { commands::read_invoice(conn, company, invoice).await })).await?)
}

/// The ledger rows that confirming would write, after a detail.
#[server(prefix = "/api", endpoint = "preview_confirmation", input = Json, output = Json, client = PageClient)]
pub async fn preview_confirmation(invoice: InvoiceId, after: i64) -> Result<Preview, ApiError> {
    let caller = enter("preview_confirmation")?;
    let company = caller.who.company_id;
    let today = caller.database.today(company).await?;
    Ok(caller.database.read(company, move |conn| Box::pin(commands::preview_confirmation(conn, company, invoice, after, today))).await?)
}

/// Creates drafts of everything Ready on these contracts.
#[server(prefix = "/api", endpoint = "create_invoices", input = Json, output = Json, client = PageClient)]
pub async fn create_invoices(create: Create) -> Result<Vec<Created>, ApiError> {
    let caller = enter("create_invoices")?;
    if create.seen.is_none() {
        return Err(Refusal::InputUnreadable.into());
    }
    caller.run("create_invoices", create, |tx, create| Box::pin(commands::create_invoices(tx, create))).await
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
    caller.run("delete_details", delete, |tx, delete| Box::pin(commands::delete_details(tx, delete))).await
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
    caller.run("delete_invoice", (invoice, version), |tx, seen| Box::pin(commands::delete_invoice(tx, seen))).await
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

/// Confirms invoices: one-way.
#[server(prefix = "/api", endpoint = "confirm_invoices", input = Json, output = Json, client = PageClient)]
pub async fn confirm_invoices(confirm: Confirm) -> Result<Vec<Confirmed>, ApiError> {
    let caller = enter("confirm_invoices")?;
    if confirm.invoices.iter().any(|(_, version)| version.is_none()) {
        return Err(Refusal::InputUnreadable.into());
    }
    caller.run("confirm_invoices", confirm, |tx, confirm| Box::pin(commands::confirm_invoices(tx, confirm))).await
}

/// New drafts of selected rows of the backlog.
#[server(prefix = "/api", endpoint = "invoice_rows", input = Json, output = Json, client = PageClient)]
pub async fn invoice_rows(selection: Selection) -> Result<Billed, ApiError> {
    let caller = enter("invoice_rows")?;
    caller.run("invoice_rows", selection, |tx, selection| Box::pin(commands::invoice_rows(tx, selection))).await
}

/// Puts selected rows of the backlog on the drafts there are.
#[server(prefix = "/api", endpoint = "add_to_invoice", input = Json, output = Json, client = PageClient)]
pub async fn add_to_invoice(selection: Selection) -> Result<Billed, ApiError> {
    let caller = enter("add_to_invoice")?;
    caller.run("add_to_invoice", selection, |tx, selection| Box::pin(commands::add_to_invoice(tx, selection))).await
}

/// Applies so much of a retainer to an open invoice.
#[server(prefix = "/api", endpoint = "apply_retainer", input = Json, output = Json, client = PageClient)]
pub async fn apply_retainer(apply: RetainerApplication) -> Result<(), ApiError> {
    let caller = enter("apply_retainer")?;
    caller.run("apply_retainer", apply, |tx, apply| Box::pin(commands::apply_retainer(tx, apply))).await
}

/// Bills a new retainer on an open invoice.
#[server(prefix = "/api", endpoint = "add_retainer", input = Json, output = Json, client = PageClient)]
pub async fn add_retainer(add: RetainerAddition) -> Result<RetainerId, ApiError> {
    let caller = enter("add_retainer")?;
    caller.run("add_retainer", add, |tx, add| Box::pin(commands::add_retainer(tx, add))).await
}

/// Refunds what is left of a retainer with an open invoice.
#[server(prefix = "/api", endpoint = "refund_on_invoice", input = Json, output = Json, client = PageClient)]
pub async fn refund_on_invoice(refund: RetainerOnInvoice) -> Result<(), ApiError> {
    let caller = enter("refund_on_invoice")?;
    caller.run("refund_on_invoice", refund, |tx, refund| Box::pin(commands::refund_on_invoice(tx, refund))).await
}

/// Takes what an open invoice does with a retainer off it.
#[server(prefix = "/api", endpoint = "take_off_retainer", input = Json, output = Json, client = PageClient)]
pub async fn take_off_retainer(off: RetainerOnInvoice) -> Result<(), ApiError> {
    let caller = enter("take_off_retainer")?;
    caller.run("take_off_retainer", off, |tx, off| Box::pin(commands::take_off_retainer(tx, off))).await
}
