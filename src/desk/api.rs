//! Server functions of the desk: who may, then hand over.

use super::model::{ChosenContracts, Figure, HubContract, HubLine, LedgerRow, Life, ToInvoice};
#[cfg(feature = "ssr")]
use super::{commands, store};
use crate::{
    access::{
        calls::calls,
        rules::{BILLERS, SEES_BILLING},
    },
    invoicing::create::model::Billed,
    vocabulary::{
        ids::ContractId,
        paging::{ListQuery, Page, Totals},
    },
};

calls! {
    /// A page of the billing hub.
    read list_hub(query: ListQuery) -> Page<HubContract>, for SEES_BILLING
        => |scope| commands::list_hub(scope, &query);
    /// The lines of contracts on it.
    read read_hub_lines(contracts: Vec<ContractId>) -> Vec<(ContractId, Vec<HubLine>)>,
        for SEES_BILLING => |scope| commands::read_hub_lines(scope, &contracts);
    /// What all contracts have Ready to Invoice on no invoice, or not Ready: work, milestones and
    /// retainers, as the hub and every contract count them.
    read total_open(ready: bool) -> Totals, for SEES_BILLING
        => |scope| store::total_open(scope, ready);
    /// What the filtered hub has ready.
    read total_hub(query: ListQuery) -> Totals, for SEES_BILLING
        => |scope| store::total_hub(scope, &query);
    /// What creating drafts of everything Ready on chosen contracts would take in.
    call preview_invoice_contracts(chosen: ChosenContracts) -> ToInvoice, for BILLERS
        => |caller| async move {
            let actor = caller.actor();
            Ok(commands::preview_invoice_contracts(&caller.database, actor, chosen).await?)
        };
    /// Creates drafts of everything Ready on chosen contracts.
    write invoice_contracts(chosen: ChosenContracts) -> Billed, for BILLERS;
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
