//! Verbs of invoicing: create, edit, confirm.

pub use super::store::{INVOICES, list_invoices, read_invoice, total_invoices};

use super::{
    model::OpenInvoice,
    rules::{self, Event, Transition},
    store,
};
use crate::{
    contracts,
    platform::{command::Tx, failure::Failure},
    vocabulary::{
        ids::{ContractId, InvoiceId},
        refusal::Refusal,
    },
};

/// What entries of the audit trail call an invoice that they are about.
pub const SUBJECT: &str = "invoice";

/// Details handled at a time: bounds memory, whatever an invoice holds.
pub const CHUNK: i64 = 10_000;

/// An invoice that can be edited, held, in the version that was seen.
pub async fn seen_invoice(
    tx: &mut Tx,
    invoice: InvoiceId,
    version: i32,
) -> Result<OpenInvoice, Failure> {
    let (open, _) = open_invoice(tx, invoice, Event::Edit).await?;
    if open.version == version { Ok(open) } else { Err(Refusal::Outdated.into()) }
}

/// An invoice that something happens to, held; its history will say so.
pub async fn open_invoice(
    tx: &mut Tx,
    invoice: InvoiceId,
    event: Event,
) -> Result<(OpenInvoice, Transition), Failure> {
    let open =
        store::invoice_lock(tx, &[invoice.0]).await?.into_iter().next().ok_or(Refusal::NotFound)?;
    let transition = rules::next(open.state, event)?;
    tx.concerns(SUBJECT, [invoice.0]);
    Ok((open, transition))
}

/// Whether an invoice's contract is lost; nobody closes it before this is done.
pub async fn is_lost(tx: &mut Tx, contract: ContractId) -> Result<bool, Failure> {
    contracts::commands::share(tx, &[contract.0]).await?;
    Ok(!contracts::commands::lost(tx, &[contract.0]).await?.is_empty())
}
