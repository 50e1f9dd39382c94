//! Server functions of invoicing: who may, then hand over.

use super::model::{InvoicePage, InvoiceRow, Payment};
#[cfg(feature = "ssr")]
use super::{commands, store};
use crate::{
    access::{
        calls::calls,
        rules::{PAYMENT_KEEPERS, SEES_BILLING},
    },
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
    /// Says that a confirmed invoice is paid, or that it is not after all.
    write mark_paid(payment: Payment) -> (), for PAYMENT_KEEPERS;
}
