//! Verbs of invoicing: create, edit, confirm.

pub use super::store::{INVOICES, list_invoices, read_invoice, total_invoices};

use super::{
    model::{InvoiceKind, OpenInvoice, Payment},
    rules::{self, Event, Transition},
    store,
};
use crate::{
    access, contracts,
    platform::{command::Tx, failure::Failure},
    vocabulary::{
        currency::Currency,
        ids::{ContractId, InvoiceId},
        paging::ListQuery,
        refusal::Refusal,
    },
};
use rust_decimal::Decimal;

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
    rules::may_be_edited(open.is_scheduled)?;
    tx.concerns(SUBJECT, [invoice.0]);
    Ok((open, transition))
}

/// Says that a confirmed invoice is paid, by whom and when it was said; or that it is not after all.
/// The ledger stays as it is (R-SM-30, R-CONF-9).
pub async fn mark_paid(tx: &mut Tx, payment: &Payment) -> Result<(), Failure> {
    let locked = store::invoice_lock(tx, &[payment.invoice_id.0]).await?;
    let invoice = locked.first().ok_or(Refusal::NotFound)?;
    if invoice.version != payment.version {
        return Err(Refusal::Outdated.into());
    }
    rules::may_be_paid(invoice.state, invoice.paid_at.is_some(), payment.is_paid)?;
    tx.note(invoice.paid_at, payment.is_paid);
    let said = payment.is_paid.then(|| (tx.instant(), tx.actor().person.map(|p| p.0)));
    store::invoice_paid(tx, payment.invoice_id, said).await
}

/// What invoices come to, if they or their details are more rows than the company does at once.
pub async fn are_many(
    tx: &mut Tx,
    ids: &[i64],
) -> Result<Option<Vec<(Currency, Decimal)>>, Failure> {
    let above = i64::from(access::commands::read_batch_setting(tx).await?);
    let sums = store::invoice_sums(tx, ids).await?;
    let details: i64 = sums.iter().map(|(_, details, ..)| *details).sum();
    if ids.is_empty() || details.max(i64::try_from(ids.len()).unwrap_or(i64::MAX)) <= above {
        return Ok(None);
    }
    let query = ListQuery { rows: Some(ids.to_vec()), ..ListQuery::default() };
    Ok(Some(total_invoices(tx, &query).await?.amounts))
}

/// What takes something new: a corrective invoice does not (R-VOC-19).
pub fn takes_new(open: &OpenInvoice) -> Result<(), Refusal> {
    match open.kind {
        InvoiceKind::Proforma => Ok(()),
        InvoiceKind::Corrective => Err(Refusal::CorrectiveOnlyCorrects),
    }
}

/// Whether an invoice's contract is lost; nobody closes it before this is done.
pub async fn is_lost(tx: &mut Tx, contract: ContractId) -> Result<bool, Failure> {
    contracts::commands::share(tx, &[contract.0]).await?;
    Ok(!contracts::commands::lost(tx, &[contract.0]).await?.is_empty())
}
