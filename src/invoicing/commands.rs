//! Verbs of invoicing: create, edit, confirm.

mod confirm;
mod create;
mod picked;
mod preview;
mod retainers;

pub use confirm::confirm_invoices;
pub use create::create_invoices;
pub use picked::{add_to_invoice, invoice_rows, put_back};
pub use preview::preview_confirmation;
pub use retainers::{add_retainer, apply_retainer, refund_on_invoice, take_off_retainer};

use super::{
    model::{DetailEdit, DetailRemoval, DetailRow, HeaderEdit, InvoicePage, InvoiceRow, LineEdit, OpenInvoice, TakenOff},
    rules::{self, Event, Transition},
    store,
};
use crate::{
    backlog::{self, model::OpenRow},
    contracts, lifecycle, milestones,
    platform::{command::Tx, failure::Failure},
    vocabulary::{
        ids::{ActualId, CompanyId, ContractId, InvoiceId},
        paging::{ListQuery, Page, Totals},
        refusal::Refusal,
    },
};
use sqlx::PgConnection;

/// Details handled at a time: bounds memory, whatever an invoice holds.
const CHUNK: i64 = 10_000;

/// A page of invoices.
pub async fn list_invoices(conn: &mut PgConnection, company: CompanyId, query: &ListQuery) -> Result<Page<InvoiceRow>, Failure> {
    store::invoice_list(conn, company.0, query).await
}

/// What the filtered invoices come to.
pub async fn total_invoices(conn: &mut PgConnection, company: CompanyId, query: &ListQuery) -> Result<Totals, Failure> {
    store::invoice_totals(conn, company.0, query).await
}

/// One invoice, whole but for its details.
pub async fn read_invoice(conn: &mut PgConnection, company: CompanyId, invoice: InvoiceId) -> Result<InvoicePage, Failure> {
    store::invoice_page(conn, company.0, invoice).await
}

/// A page of an invoice's details.
pub async fn list_details(conn: &mut PgConnection, company: CompanyId, query: &ListQuery) -> Result<Page<DetailRow>, Failure> {
    store::detail_list(conn, company.0, query).await
}

/// What the filtered details come to.
pub async fn total_details(conn: &mut PgConnection, company: CompanyId, query: &ListQuery) -> Result<Totals, Failure> {
    store::detail_totals(conn, company.0, query).await
}

/// Changes a detail of an open invoice (R-EDIT-5, R-EDIT-10, R-EDIT-14, R-EDIT-15).
pub async fn edit_detail(tx: &mut Tx, edit: &DetailEdit) -> Result<(), Failure> {
    let company = tx.company();
    open_invoice(tx, edit.invoice_id, Event::Edit).await?;
    let before = store::detail_before(tx.connection(), company, edit.invoice_id, edit.invoice_detail_id).await?.ok_or(Refusal::NotFound)?;

    if before.version != edit.version {
        return Err(Refusal::Outdated.into());
    }
    let terms = rules::edit_detail(&before, edit)?;

    tx.note(before, &terms);
    store::detail_update(tx.connection(), company, edit.invoice_detail_id, edit.version, &terms).await?;
    retainers::refit(tx, edit.invoice_id).await?;
    store::invoice_touch(tx.connection(), company, edit.invoice_id).await
}

/// Takes details off an open invoice: their sources return to the backlog (R-EDIT-12, R-SM-20), milestones to where they
/// were marked (R-SM-12).
pub async fn delete_details(tx: &mut Tx, delete: &DetailRemoval) -> Result<TakenOff, Failure> {
    let company = tx.company();
    let open = seen_invoice(tx, delete.invoice_id, delete.version).await?;
    if delete.details.is_empty() {
        return Err(Refusal::NothingSelected.into());
    }

    let ids: Vec<i64> = delete.details.iter().map(|d| d.0).collect();
    let rows = store::detail_delete(tx.connection(), company, delete.invoice_id, Some(&ids), CHUNK * 100, !delete.hold_back).await?;
    let parts = store::milestones::detail_delete(tx.connection(), company, delete.invoice_id, Some(&ids)).await?;
    if rows.is_empty() && parts.is_empty() {
        return Err(Refusal::Outdated.into());
    }
    let lost = is_lost(tx, open.contract_id).await?;
    release(tx, &rows, lost).await?;
    if delete.hold_back || lost {
        milestones::commands::hold_back(tx, &parts).await?;
    }
    retainers::refit(tx, delete.invoice_id).await?;
    store::invoice_touch(tx.connection(), company, delete.invoice_id).await?;
    let details = i64::try_from(rows.len() + parts.len()).unwrap_or(0);
    // Of a lost contract they are taken back: there is nothing to put on again.
    let sales = if lost { Vec::new() } else { rows.into_iter().map(|row| row.actual_id).collect() };
    Ok(TakenOff { details, sales })
}

/// Deletes a draft: everything on it returns to the backlog, Ready (R-SM-33).
pub async fn delete_invoice(tx: &mut Tx, (invoice, version): &(InvoiceId, i32)) -> Result<i64, Failure> {
    let company = tx.company();
    let open = seen_invoice(tx, *invoice, *version).await?;

    let lost = is_lost(tx, open.contract_id).await?;
    let parts = store::milestones::detail_delete(tx.connection(), company, *invoice, None).await?;
    if lost {
        milestones::commands::hold_back(tx, &parts).await?;
    }
    let mut released = i64::try_from(parts.len()).unwrap_or(0) + store::retainers::uses_delete(tx.connection(), company, *invoice).await?;
    loop {
        let rows = store::detail_delete(tx.connection(), company, *invoice, None, CHUNK, true).await?;
        if rows.is_empty() {
            break;
        }
        released += i64::try_from(rows.len()).unwrap_or(0);
        release(tx, &rows, lost).await?;
    }
    if lost {
        crate::retainers::commands::unmark_contract(tx, open.contract_id).await?;
    }
    tx.note((open.invoice_id, open.state), released);
    store::invoice_delete(tx.connection(), company, *invoice).await?;
    Ok(released)
}

/// Whether an invoice's contract is lost; nobody closes it before this is done.
async fn is_lost(tx: &mut Tx, contract: ContractId) -> Result<bool, Failure> {
    contracts::commands::share(tx, &[contract.0]).await?;
    Ok(!contracts::commands::lost(tx, &[contract.0]).await?.is_empty())
}

/// What comes off an invoice goes back to the backlog; of a lost contract it is taken back, as the rest was (R-SM-3).
async fn release(tx: &mut Tx, rows: &[OpenRow], lost: bool) -> Result<(), Failure> {
    if !lost {
        return backlog::commands::open(tx, rows).await;
    }
    let ids: Vec<ActualId> = rows.iter().map(|row| row.actual_id).collect();
    lifecycle::commands::take_back_lost(tx, &ids).await.map(drop)
}

/// Changes the header of an open invoice (R-EDIT-1, R-SM-27).
pub async fn edit_header(tx: &mut Tx, edit: &HeaderEdit) -> Result<(), Failure> {
    let company = tx.company();
    let (open, transition) = open_invoice(tx, edit.invoice_id, Event::SetState(edit.state)).await?;
    if open.version != edit.version {
        return Err(Refusal::Outdated.into());
    }
    let (checked, accounted_on) = rules::edit_header(edit)?;

    tx.note((open.state, &open.bill_to_name, open.accounted_on), &checked);
    store::invoice_update(tx.connection(), company, &checked, accounted_on, transition).await
}

/// Renames a line of an open invoice (R-EDIT-4).
pub async fn edit_line(tx: &mut Tx, edit: &LineEdit) -> Result<(), Failure> {
    let company = tx.company();
    seen_invoice(tx, edit.invoice_id, edit.version).await?;
    let name = rules::edit_line_name(&edit.name)?;
    store::line_update(tx.connection(), company, edit.invoice_id, edit.contract_line_id, &name).await?;
    store::invoice_touch(tx.connection(), company, edit.invoice_id).await
}

/// An invoice that can be edited, held, in the version that was seen.
async fn seen_invoice(tx: &mut Tx, invoice: InvoiceId, version: i32) -> Result<OpenInvoice, Failure> {
    let (open, _) = open_invoice(tx, invoice, Event::Edit).await?;
    if open.version == version { Ok(open) } else { Err(Refusal::Outdated.into()) }
}

async fn open_invoice(tx: &mut Tx, invoice: InvoiceId, event: Event) -> Result<(OpenInvoice, Transition), Failure> {
    let company = tx.company();
    let open = store::invoice_lock(tx.connection(), company, &[invoice.0]).await?.into_iter().next().ok_or(Refusal::NotFound)?;
    let transition = rules::next(open.state, event)?;
    Ok((open, transition))
}
