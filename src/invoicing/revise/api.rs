//! Server functions of revising: who may, then hand over.

use super::model::{BilledRow, Revisable, Revise, Revised};
#[cfg(feature = "ssr")]
use super::{commands, store};
use crate::{
    access::{
        calls::calls,
        rules::{BILLERS, SEES_BILLING},
    },
    vocabulary::{
        ids::InvoiceId,
        paging::{ListQuery, Page, Totals},
    },
};

calls! {
    /// A page of what an invoice billed.
    read list_billed(query: ListQuery) -> Page<BilledRow>, for SEES_BILLING
        => |scope| store::list_billed(scope, &query);
    /// What that comes to.
    read total_billed(query: ListQuery) -> Totals, for SEES_BILLING
        => |scope| store::total_billed(scope, &query);
    /// What can be corrected of an invoice besides its details, and where to.
    read read_revisable(invoice: InvoiceId) -> Revisable, for SEES_BILLING
        => |scope| commands::read_revisable(scope, invoice);
    /// Puts what was chosen of a confirmed invoice on a corrective draft.
    write revise_invoice(revise: Revise) -> Revised, for BILLERS;
}
