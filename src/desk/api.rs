//! Server functions of the desk: who may, then hand over.

use super::model::{Figure, HubContract, LedgerRow, Life, ToInvoice};
#[cfg(feature = "ssr")]
use super::{commands, store};
use crate::{
    access::{
        calls::calls,
        rules::{BILLERS, SEES_BILLING},
    },
    invoicing::create::model::Billed,
    vocabulary::paging::{ListQuery, Page, Selection, Totals},
};

calls! {
    /// A page of the billing hub.
    read list_hub(query: ListQuery) -> Page<HubContract>, for SEES_BILLING
        => |scope| store::list_hub(scope, &query);
    /// What all contracts have Ready to Invoice on no invoice, or not Ready: work, milestones and
    /// retainers, as the hub and every contract count them.
    read total_open(ready: bool) -> Totals, for SEES_BILLING
        => |scope| store::total_open(scope, ready);
    /// What the filtered hub has ready.
    read total_hub(query: ListQuery) -> Totals, for SEES_BILLING
        => |scope| store::total_hub(scope, &query);
    /// What creating drafts of everything Ready on chosen contracts would take in.
    read preview_invoice_contracts(selection: Selection) -> ToInvoice, for BILLERS
        => |scope| commands::preview_invoice_contracts(scope, &selection);
    /// Creates drafts of everything Ready on chosen contracts.
    write invoice_contracts(selection: Selection) -> Billed, for BILLERS;
    /// A page of ledger rows.
    read list_ledger(query: ListQuery) -> Page<LedgerRow>, for SEES_BILLING
        => |scope, who| commands::list_ledger(scope, Some(who.person_id), &query);
    /// What became of a figure.
    read read_life(figure: Figure) -> Life, for SEES_BILLING
        => |scope, who| commands::read_life(scope, Some(who.person_id), figure);
    /// What the filtered ledger rows come to.
    read total_ledger(query: ListQuery) -> Totals, for SEES_BILLING
        => |scope, who| commands::total_ledger(scope, Some(who.person_id), &query);
}
