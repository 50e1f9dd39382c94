//! Server functions of invoicing: who may, then hand over.

use super::model::{InvoicePage, InvoiceRow};
#[cfg(feature = "ssr")]
use super::store;
use crate::{
    access::{calls::calls, rules::SEES_BILLING},
    vocabulary::{
        ids::InvoiceId,
        paging::{ListQuery, Page, Totals},
    },
};

calls! {
    /// A page of invoices.
    read list_invoices(query: ListQuery) -> Page<InvoiceRow>, for SEES_BILLING
        => |scope| store::list_invoices(scope, &query);
    /// What the filtered invoices come to.
    read total_invoices(query: ListQuery) -> Totals, for SEES_BILLING
        => |scope| store::total_invoices(scope, &query);
    /// One invoice, whole but for its details.
    read read_invoice(invoice: InvoiceId) -> InvoicePage, for SEES_BILLING
        => |scope| store::read_invoice(scope, invoice);
}
