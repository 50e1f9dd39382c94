//! Server functions of retainers on invoices: who may, then hand over.

use super::model::{RetainerAddition, RetainerApplication, RetainerOnInvoice};
use crate::{
    ui::calls::{Json, PageClient},
    vocabulary::{failure::ApiError, ids::RetainerId},
};
use leptos::prelude::*;
#[cfg(feature = "ssr")]
use {super::commands, crate::access::commands::enter};

/// Applies so much of a retainer to an open invoice.
#[server(prefix = "/api", endpoint = "apply_retainer", input = Json, output = Json, client = PageClient)]
pub async fn apply_retainer(apply: RetainerApplication) -> Result<(), ApiError> {
    let caller = enter("apply_retainer")?;
    caller
        .run("apply_retainer", apply, |tx, apply| Box::pin(commands::apply_retainer(tx, apply)))
        .await
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
    caller
        .run("refund_on_invoice", refund, |tx, refund| {
            Box::pin(commands::refund_on_invoice(tx, refund))
        })
        .await
}

/// Takes what an open invoice does with a retainer off it.
#[server(prefix = "/api", endpoint = "take_off_retainer", input = Json, output = Json, client = PageClient)]
pub async fn take_off_retainer(off: RetainerOnInvoice) -> Result<(), ApiError> {
    let caller = enter("take_off_retainer")?;
    caller
        .run("take_off_retainer", off, |tx, off| Box::pin(commands::take_off_retainer(tx, off)))
        .await
}
