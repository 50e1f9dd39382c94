//! Server functions of drafts: who may, then hand over.

use super::model::{
    DetailEdit, DetailRemoval, DetailReturn, DetailRow, HeaderEdit, LineEdit, TakenOff,
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
        paging::{ListQuery, Page, Totals},
    },
};

calls! {
    /// A page of details.
    read list_details(query: ListQuery) -> Page<DetailRow>, for SEES_BILLING
        => |scope| store::list_details(scope, &query);
    /// What the filtered details come to.
    read total_details(query: ListQuery) -> Totals, for SEES_BILLING
        => |scope| store::total_details(scope, &query);
    /// Changes a detail of an open invoice.
    write edit_detail(edit: DetailEdit) -> (), for BILLERS;
    /// Takes details off an open invoice.
    write delete_details(delete: DetailRemoval) -> TakenOff, for BILLERS;
    /// Puts rows of the backlog back on the draft they were taken off.
    write put_back(back: DetailReturn) -> Billed, for BILLERS;
    /// Deletes a draft.
    write delete_invoice(invoice: InvoiceId, version: i32) -> i64, for BILLERS;
    /// Changes the header of an open invoice.
    write edit_header(edit: HeaderEdit) -> (), for BILLERS;
    /// Renames a line of an open invoice.
    write edit_line(edit: LineEdit) -> (), for BILLERS;
}
