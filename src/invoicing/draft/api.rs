//! Server functions of drafts: who may, then hand over.

use super::model::{
    Addable, DetailAdd, DetailAdded, DetailEdit, DetailEdited, DetailRemoval, DetailReturn,
    DetailRow, DetailsEdit, DetailsEdited, DetailsRestore, DetailsUndo, Group, GroupQuery,
    HeaderEdit, HistoryPage, HistoryQuery, InvoiceHead, LineEdit, PendingAdd, PendingRow,
    Refreshed, Standing, TakenOff,
};
#[cfg(feature = "ssr")]
use super::{commands, store};
use crate::{
    access::{
        calls::calls,
        rules::{BILLERS, SEES_BILLING},
    },
    invoicing::create::model::Billed,
    vocabulary::{
        ids::InvoiceId,
        paging::{BulkOutcome, ListQuery, Neighbours, Page, Selection, Totals},
    },
};

calls! {
    /// A page of details.
    read list_details(query: ListQuery) -> Page<DetailRow>, for SEES_BILLING
        => |scope| store::list_details(scope, &query);
    /// What the filtered details come to.
    read total_details(query: ListQuery) -> Totals, for SEES_BILLING
        => |scope| store::total_details(scope, &query);
    /// What an invoice is, without what it comes to.
    read read_head(invoice: InvoiceId) -> InvoiceHead, for SEES_BILLING
        => |scope| store::read_head(scope, invoice);
    /// Where a draft is in a list of invoices, and which drafts are beside it there.
    read read_neighbours(invoice: InvoiceId, list: ListQuery) -> Neighbours, for SEES_BILLING
        => |scope| store::read_neighbours(scope, invoice, &list);
    /// What the groups of an invoice's details come to.
    read total_groups(query: GroupQuery) -> Vec<Group>, for SEES_BILLING
        => |scope| store::total_groups(scope, &query);
    /// What the contract is worth, and the room of its limits.
    read read_standing(invoice: InvoiceId) -> Standing, for SEES_BILLING
        => |scope| commands::read_standing(scope, invoice);
    /// What happened to an invoice.
    read list_history(query: HistoryQuery) -> HistoryPage, for SEES_BILLING
        => |scope| commands::list_history(scope, &query);
    /// A page of what could be billed and is not on an invoice.
    read list_pending(query: ListQuery) -> Page<PendingRow>, for SEES_BILLING
        => |scope| store::list_pending(scope, &query);
    /// What all of it comes to.
    read total_pending(query: ListQuery) -> Totals, for SEES_BILLING
        => |scope| store::total_pending(scope, &query);
    /// Where a detail can be written on an invoice.
    read read_addable(invoice: InvoiceId) -> Addable, for BILLERS
        => |scope| commands::read_addable(scope, invoice);
    /// Writes a detail on an open invoice.
    write add_detail(add: DetailAdd) -> DetailAdded, for BILLERS;
    /// Changes a detail of an open invoice; answers it as it is since.
    write edit_detail(edit: DetailEdit) -> DetailEdited, for BILLERS;
    /// What changing many details would do.
    read preview_edit_details(edit: DetailsEdit) -> DetailsEdited, for BILLERS
        => |scope| commands::preview_edit_details(scope, &edit);
    /// Changes many details of an open invoice.
    write edit_details(edit: DetailsEdit) -> DetailsEdited, for BILLERS;
    /// Takes edits of details back.
    write undo_details(undo: DetailsUndo) -> DetailsEdited, for BILLERS;
    /// Lets edited details say again what they came with.
    write restore_details(restore: DetailsRestore) -> DetailsEdited, for BILLERS;
    /// Takes in what became Ready since an invoice was made.
    write refresh_invoice(invoice: InvoiceId) -> Refreshed, for BILLERS;
    /// Puts what waits on an open invoice.
    write add_pending(add: PendingAdd) -> Billed, for BILLERS;
    /// Takes details off an open invoice.
    write delete_details(delete: DetailRemoval) -> TakenOff, for BILLERS;
    /// Puts rows of the backlog back on the draft they were taken off.
    write put_back(back: DetailReturn) -> Billed, for BILLERS;
    /// Deletes chosen drafts.
    write delete_drafts(selection: Selection) -> BulkOutcome, for BILLERS;
    /// Deletes a draft.
    write delete_invoice(invoice: InvoiceId, version: i32) -> i64, for BILLERS;
    /// Changes the header of an open invoice.
    write edit_header(edit: HeaderEdit) -> (), for BILLERS;
    /// Renames a line of an open invoice.
    write edit_line(edit: LineEdit) -> (), for BILLERS;
}
