//! Verbs of many details at once: edited, undone, put back as they came. A few statements, however
//! many: all of a chunk is read, decided in Rust, written as arrays.

use crate::{
    invoicing::{
        self,
        commands::{open_invoice, seen_invoice},
        draft::{
            model::{
                DetailTerms, DetailWas, DetailsEdit, DetailsEdited, DetailsRestore, DetailsUndo,
            },
            rules::{self, Write},
            store,
        },
        rules::Event,
    },
    platform::{command::Tx, failure::Failure, scope::Scope},
    vocabulary::{
        ids::{InvoiceDetailId, InvoiceId},
        paging::Selection,
        refusal::Refusal,
    },
};
use std::collections::HashMap;

/// Details handled at a time: bounds memory, whatever an invoice holds.
const AT_ONCE: usize = 20_000;
/// As many details of all that match are told as they were: the way back goes to the page and comes
/// from there.
const WAY_BACK: usize = 1_000;

/// What an edit of many would do; writes nothing.
pub async fn preview_edit_details(
    scope: &mut Scope,
    edit: &DetailsEdit,
) -> Result<DetailsEdited, Failure> {
    rules::readable(&edit.change)?;
    let open = invoicing::store::invoice_open(scope, &[edit.invoice_id.0]).await?;
    let open = open.first().ok_or(Refusal::NotFound)?;
    invoicing::rules::next(open.state, Event::Edit)?;
    if open.version != edit.version {
        return Err(Refusal::Outdated.into());
    }
    let ids = store::chosen(scope, edit.invoice_id, edit.selection.parts().0).await?;
    let mut told = DetailsEdited::default();
    for chunk in ids.chunks(AT_ONCE) {
        let rows = store::rows(scope, edit.invoice_id, chunk).await?;
        rules::decide(rows, |row| rules::change(row, &edit.change), &mut told);
    }
    Ok(told)
}

/// Changes many details of a draft as it was seen, in one act (R-INV-15, R-EDIT-5 to R-EDIT-15).
pub async fn edit_details(tx: &mut Tx, edit: &DetailsEdit) -> Result<DetailsEdited, Failure> {
    rules::readable(&edit.change)?;
    seen_invoice(tx, edit.invoice_id, edit.version).await?;
    let ids = store::chosen(tx, edit.invoice_id, edit.selection.parts().0).await?;
    let is_one_by_one = matches!(edit.selection.parts().0, Selection::Rows(_));
    let has_way_back = is_one_by_one || ids.len() <= WAY_BACK;
    let mut told = DetailsEdited::default();
    for chunk in ids.chunks(AT_ONCE) {
        let rows = store::rows(tx, edit.invoice_id, chunk).await?;
        let writes = rules::decide(rows, |row| rules::change(row, &edit.change), &mut told);
        store::details_update(tx, &writes).await?;
        if has_way_back {
            told.was.extend(writes.iter().map(was));
        }
    }
    finish(tx, edit.invoice_id, &told).await?;
    Ok(told)
}

/// Takes edits back: each detail says again what it said, unless somebody edited it since.
pub async fn undo_details(tx: &mut Tx, undo: &DetailsUndo) -> Result<DetailsEdited, Failure> {
    open_invoice(tx, undo.invoice_id, Event::Edit).await?;
    let by_id: HashMap<InvoiceDetailId, &DetailWas> =
        undo.was.iter().map(|was| (was.invoice_detail_id, was)).collect();
    let ids: Vec<i64> = by_id.keys().map(|id| id.0).collect();
    write_each(tx, undo.invoice_id, &ids, |row| {
        let was = by_id.get(&row.invoice_detail_id).ok_or(Refusal::NotFound)?;
        rules::as_it_was(row, was)
    })
    .await
}

/// Lets edited details of a draft as it was seen say again what they came with.
pub async fn restore_details(
    tx: &mut Tx,
    restore: &DetailsRestore,
) -> Result<DetailsEdited, Failure> {
    seen_invoice(tx, restore.invoice_id, restore.version).await?;
    let ids = store::chosen(tx, restore.invoice_id, restore.selection.parts().0).await?;
    write_each(tx, restore.invoice_id, &ids, |row| Ok(rules::as_it_came(row))).await
}

async fn write_each(
    tx: &mut Tx,
    invoice: InvoiceId,
    ids: &[i64],
    wanted: impl Fn(&crate::invoicing::draft::model::DetailRow) -> Result<DetailTerms, Refusal>,
) -> Result<DetailsEdited, Failure> {
    let mut told = DetailsEdited::default();
    for chunk in ids.chunks(AT_ONCE) {
        let rows = store::rows(tx, invoice, chunk).await?;
        let writes = rules::decide(rows, &wanted, &mut told);
        store::details_update(tx, &writes).await?;
    }
    finish(tx, invoice, &told).await?;
    Ok(told)
}

/// A detail that was written, for the way back.
fn was(write: &Write) -> DetailWas {
    DetailWas {
        invoice_detail_id: write.row.invoice_detail_id,
        version: write.row.version.saturating_add(1),
        terms: write.row.terms(),
    }
}

/// Retainers give way, and the draft says that it changed; nothing of either where nothing did.
async fn finish(tx: &mut Tx, invoice: InvoiceId, told: &DetailsEdited) -> Result<(), Failure> {
    if told.changed == 0 {
        return Ok(());
    }
    tx.note((), DetailsEdited { was: Vec::new(), ..told.clone() });
    invoicing::retainers::commands::refit(tx, invoice).await?;
    invoicing::store::invoice_touch(tx, invoice).await
}
