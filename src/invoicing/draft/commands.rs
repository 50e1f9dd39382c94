//! Verbs of a draft.

mod add;
mod by_hand;
mod delete;
mod look;
mod many;

pub use super::store::{
    DETAILS, PENDING, list_details, list_pending, read_head, read_neighbours, total_details,
    total_groups, total_pending,
};
pub use add::{add_pending, refresh_invoice};
pub use by_hand::{add_detail, read_addable};
pub use delete::{DeleteInvoices, delete_drafts, delete_invoice};
pub use look::{list_history, read_standing};
pub use many::{edit_details, preview_edit_details, restore_details, undo_details};

use super::{
    model::{
        Changed, DetailEdit, DetailEdited, DetailRemoval, DetailReturn, HeaderEdit, LineEdit,
        TakenOff,
    },
    rules::{self, Write},
    store,
};
use crate::{
    backlog::{self, model::Mark},
    contracts,
    invoicing::{
        self,
        commands::{is_lost, open_invoice, seen_invoice},
        create::{
            commands::{To, bill},
            model::{Billed, OpenDraft},
        },
        rules::Event,
    },
    milestones,
    platform::{command::Tx, failure::Failure},
    product_lines,
    vocabulary::refusal::Refusal,
};

/// Changes a detail of an open invoice (R-EDIT-5, R-EDIT-10, R-EDIT-14, R-EDIT-15): reads and
/// writes that one, and answers it as it is since.
pub async fn edit_detail(tx: &mut Tx, edit: &DetailEdit) -> Result<DetailEdited, Failure> {
    let (open, _) = open_invoice(tx, edit.invoice_id, Event::Edit).await?;
    let id = [edit.invoice_detail_id.0];
    let rows = store::rows(tx, edit.invoice_id, &id).await?;
    let row = rows.into_iter().next().ok_or(Refusal::NotFound)?;

    if row.version != edit.version {
        return Err(Refusal::Outdated.into());
    }
    let terms = rules::edit_detail(&row.before(), edit)?;

    let (work_on, currency) = (row.work_on, row.currency);
    let resource_name = row.resource_name.clone();
    tx.note(Changed { work_on, resource_name, currency, terms: row.terms() }, &terms);
    store::details_update(tx, &[Write { row, terms }]).await?;
    let retainers_changed = invoicing::retainers::commands::refit(tx, edit.invoice_id).await?;
    invoicing::store::invoice_touch(tx, edit.invoice_id).await?;
    let rows = store::rows(tx, edit.invoice_id, &id).await?;
    let row = rows.into_iter().next().ok_or(Refusal::Outdated)?;
    Ok(DetailEdited { row, version: open.version.saturating_add(1), retainers_changed })
}

/// Takes details off an open invoice: their sources return to the backlog (R-EDIT-12, R-SM-20),
/// milestones and product lines to where they were marked (R-SM-12).
pub async fn delete_details(tx: &mut Tx, delete: &DetailRemoval) -> Result<TakenOff, Failure> {
    let open = seen_invoice(tx, delete.invoice_id, delete.version).await?;
    let ids = store::chosen(tx, delete.invoice_id, delete.selection.parts().0).await?;
    let of = [delete.invoice_id.0];

    let rows = store::detail_delete(tx, &of, Some(&ids), i64::MAX, !delete.hold_back).await?;
    let parts = store::milestone_delete(tx, &of, Some(&ids)).await?;
    let products = store::product_delete(tx, &of, Some(&ids)).await?;
    let others = store::sourceless_delete(tx, &of, Some(&ids)).await?;
    if rows.is_empty() && parts.is_empty() && products.is_empty() && others == 0 {
        return Err(Refusal::Outdated.into());
    }
    let lost = is_lost(tx, open.contract_id).await?;
    delete::release(tx, &rows, lost).await?;
    if delete.hold_back || lost {
        milestones::commands::hold_back(tx, &parts).await?;
        product_lines::commands::hold_back(tx, &products).await?;
    }
    invoicing::retainers::commands::refit(tx, delete.invoice_id).await?;
    invoicing::store::invoice_touch(tx, delete.invoice_id).await?;
    let whole = rows.len() + parts.len() + products.len();
    let details = i64::try_from(whole).unwrap_or(0) + others;
    // Of a lost contract they are taken back: there is nothing to put on again.
    let sales = if lost { Vec::new() } else { rows.into_iter().map(|row| row.actual_id).collect() };
    Ok(TakenOff { details, sales })
}

/// Changes the header of an open invoice (R-EDIT-1, R-SM-27).
pub async fn edit_header(tx: &mut Tx, edit: &HeaderEdit) -> Result<(), Failure> {
    let (open, transition) = open_invoice(tx, edit.invoice_id, Event::SetState(edit.state)).await?;
    if open.version != edit.version {
        return Err(Refusal::Outdated.into());
    }
    let (checked, accounted_on) = rules::edit_header(edit)?;

    let before = store::header_before(tx, edit.invoice_id).await?;
    tx.note(before, &checked);
    store::invoice_update(tx, &checked, accounted_on, transition).await
}

/// Renames a line of an open invoice (R-EDIT-4).
pub async fn edit_line(tx: &mut Tx, edit: &LineEdit) -> Result<(), Failure> {
    seen_invoice(tx, edit.invoice_id, edit.version).await?;
    let name = rules::edit_line_name(&edit.name)?;
    let before = store::line_name(tx, edit.invoice_id, edit.contract_line_id).await?;
    tx.note(before, &name);
    store::line_update(tx, edit.invoice_id, edit.contract_line_id, &name).await?;
    invoicing::store::invoice_touch(tx, edit.invoice_id).await
}

/// Puts rows back on the draft they were taken off, if it can still be edited; on no other, and on
/// none of another customer.
pub async fn put_back(tx: &mut Tx, back: &DetailReturn) -> Result<Billed, Failure> {
    let (open, _) = invoicing::commands::open_invoice(tx, back.invoice_id, Event::Edit).await?;
    invoicing::commands::takes_new(&open)?;
    let (contract_id, customer_id) = (open.contract_id, open.customer_id);
    let draft = OpenDraft {
        invoice_id: open.invoice_id,
        contract_id,
        customer_id,
        invoice_on: open.invoice_on,
    };
    contracts::commands::lock(tx, &[contract_id.0]).await?;
    if back.held_back {
        // What can't be Ready any more stays, and says why when it is put on.
        backlog::commands::mark_rows(tx, &Mark { selection: back.selection.clone(), ready: true })
            .await?;
    }
    bill(tx, &back.selection, &[contract_id.0], To::Only(draft)).await
}
