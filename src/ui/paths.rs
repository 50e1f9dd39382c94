//! Addresses of the product, in one place.

use crate::vocabulary::ids::{
    ActualId, ApprovalSetId, BatchId, BatchJobId, BatchJobRunId, ContractId, ContractLineId,
    EntryId, ImportUploadId, InvoiceDetailId, InvoiceId, RetainerId,
};

/// What waits for whom.
pub const HOME: &str = "/";
/// Sign-in form.
pub const SIGN_IN: &str = "/sign-in";
/// One's own password and sessions.
pub const ACCOUNT: &str = "/account";
/// Entries to decide.
pub const APPROVALS: &str = "/approvals";
/// The entries that a set could not approve, whatever became of them since.
pub fn failed_in_set(id: ApprovalSetId) -> String {
    format!("{APPROVALS}?failed_in={id}&state=")
}

/// One entry, whatever became of it.
pub fn approvals_of_entry(id: EntryId) -> String {
    format!("{APPROVALS}?entry_id={id}&state=")
}

/// One's own week.
pub const TIME: &str = "/time";
/// One's own expenses.
pub const EXPENSES: &str = "/expenses";
/// One's own material.
pub const MATERIAL: &str = "/material";
/// Entry journals.
pub const JOURNALS: &str = "/journals";
/// Time and Material Billing Backlog.
pub const BACKLOG: &str = "/billing/backlog";
/// What is done to many at once, in the background.
pub const BATCHES: &str = "/background";

/// Says that something of it has moved, as long as something goes on.
pub const LIVE: &str = "/background/live";

/// One of them.
pub fn batch(id: BatchId) -> String {
    format!("{BATCHES}/{id}")
}
/// Invoice Schedules.
pub const SCHEDULES: &str = "/billing/schedules";

/// The days on which a contract is invoiced by itself.
pub fn schedules_of_contract(id: ContractId) -> String {
    format!("{SCHEDULES}?contract_id={id}")
}

/// Settings › Invoice Frequencies.
pub const FREQUENCIES: &str = "/settings/frequencies";
/// Settings › Batch Jobs.
pub const JOBS: &str = "/settings/jobs";

/// A batch job and its runs.
pub fn job(id: BatchJobId) -> String {
    format!("{JOBS}/{id}")
}

/// What came of a run.
pub fn run(id: BatchJobRunId) -> String {
    format!("{JOBS}/runs/{id}")
}

/// Role utilization.
pub const UTILIZATION: &str = "/settings/jobs/utilization";

/// Fixed Price Milestones.
pub const MILESTONES: &str = "/billing/milestones";
/// Product Billing Backlog.
pub const PRODUCT_LINES: &str = "/billing/products";
/// Retainers and Advances.
pub const RETAINERS: &str = "/billing/retainers";
/// Available Retainers and Advances.
pub const AVAILABLE_RETAINERS: &str = "/billing/retainers/available";
/// Billing Hub.
pub const HUB: &str = "/billing/hub";
/// What is billed of a month, and what keeps it open.
pub const MONTH_END: &str = "/billing/month-end";
/// People and their time of a month.
pub const TIME_SHEETS: &str = "/billing/month-end/time-sheets";
/// Invoices.
pub const INVOICES: &str = "/billing/invoices";
/// Project contracts.
pub const CONTRACTS: &str = "/contracts";
/// The ledger.
pub const LEDGER: &str = "/ledger";
/// Customers.
pub const CUSTOMERS: &str = "/settings/customers";
/// Projects and their tasks.
pub const PROJECTS: &str = "/settings/projects";
/// Roles, categories, products and prices.
pub const PRICES: &str = "/settings/prices";
/// Import.
pub const IMPORT: &str = "/settings/import";
/// The company itself.
pub const COMPANY: &str = "/settings/company";
/// People and roles.
pub const PEOPLE: &str = "/settings/people";

/// A contract's page.
pub fn contract(id: ContractId) -> String {
    format!("{CONTRACTS}/{id}")
}

/// A contract to be set up.
pub const NEW_CONTRACT: &str = "/contracts/new";

/// A contract's form.
pub fn edit_contract(id: ContractId) -> String {
    format!("{CONTRACTS}/{id}/edit")
}

/// An invoice's page.
pub fn invoice(id: InvoiceId) -> String {
    format!("{INVOICES}/{id}")
}

/// The drafts that a batch created.
pub fn invoices_of_batch(id: BatchId) -> String {
    format!("{INVOICES}?batch_id={id}")
}

/// The same, with those that came of trying again what it had refused.
pub fn invoices_of_tries(id: BatchId) -> String {
    format!("{INVOICES}?tried_in={id}")
}

/// Drafts whose confirmation failed, each with why.
pub const FAILED_INVOICES: &str = "/billing/invoices?state=failed";

/// A page of an invoice, opened from a list of them: its filters and its order as a query.
pub fn in_list(page: String, list: Option<&str>) -> String {
    let Some(list) = list else { return page };
    let sign = if page.contains('?') { '&' } else { '?' };
    format!("{page}{sign}list={}", super::grid::encode(list))
}

/// The list of invoices as it was when one was opened from it.
pub fn invoices_as(list: Option<&str>) -> String {
    match list.filter(|list| *list != super::grid::WHOLE_LIST) {
        Some(list) => format!("{INVOICES}?{list}"),
        None => INVOICES.to_owned(),
    }
}

/// Where a confirmed invoice is revised.
pub fn revise_invoice(id: InvoiceId) -> String {
    format!("{INVOICES}/{id}/revise")
}

/// The ledger rows of a contract.
pub fn ledger_of_contract(id: ContractId) -> String {
    format!("{LEDGER}?contract_id={id}")
}

/// What was billed of a contract: its invoices; where some was billed before, the ledger, which has
/// both.
pub fn billed_of_contract(id: ContractId, some_before: bool) -> String {
    if some_before {
        format!("{}&type=billed_sales", ledger_of_contract(id))
    } else {
        format!("{}&state=confirmed", invoices_of_contract(id))
    }
}

/// The ledger rows that came from an entry: how a figure is followed back.
pub fn ledger_of_entry(id: EntryId) -> String {
    format!("{LEDGER}?entry_id={id}")
}

/// What became of a detail of an invoice.
pub fn follow_detail(id: InvoiceDetailId) -> String {
    format!("{LEDGER}/follow?detail={id}")
}

/// What became of a row of the ledger.
pub fn follow_actual(id: ActualId) -> String {
    format!("{LEDGER}/follow?actual={id}")
}

/// The ledger rows that an invoice's confirmation wrote.
pub fn ledger_of_invoice(id: InvoiceId) -> String {
    format!("{LEDGER}?invoice_id={id}")
}

/// The ledger rows of a retainer.
pub fn ledger_of_retainer(id: RetainerId) -> String {
    format!("{LEDGER}?retainer_id={id}")
}

/// The retainers of a contract.
pub fn retainers_of_contract(id: ContractId) -> String {
    format!("{RETAINERS}?contract_id={id}")
}

/// A contract's not-to-exceed limits and what uses them.
pub fn limits_of_contract(id: ContractId) -> String {
    format!("{}/limits", contract(id))
}

/// The same, for a row that needs room.
pub fn limits_of_row(id: ContractId, row: ActualId) -> String {
    format!("{}?row={row}", limits_of_contract(id))
}

/// The backlog of a contract, one status of it.
pub fn backlog_of_contract(id: ContractId, status: &str) -> String {
    format!("{BACKLOG}?contract_id={id}&status={status}")
}

/// The list that holds what a contract has of one status, where one list holds it all; `held`:
/// whether work, milestones, retainers and product lines have some.
pub fn open_of_contract(id: ContractId, status: &str, held: &[bool]) -> Option<String> {
    match held {
        [true, false, false, false] => Some(backlog_of_contract(id, status)),
        [false, true, false, false] => Some(milestones_of_contract(id, status)),
        [false, false, true, false] => {
            Some(format!("{}&status={status}", retainers_of_contract(id)))
        }
        [false, false, false, true] => Some(products_of_contract(id, status)),
        _ => None,
    }
}

/// The same where that is several lists: the hub with the contract's lines, which lead to them.
pub fn open_or_lines(id: ContractId, status: &str, held: &[bool]) -> String {
    open_of_contract(id, status, held)
        .unwrap_or_else(|| format!("{HUB}?contract_id={id}&open={id}"))
}

/// The backlog of a contract line, with further filters as in its address.
pub fn backlog_of_line(id: ContractId, line: ContractLineId, filters: &str) -> String {
    format!("{BACKLOG}?contract_id={id}&line={line}&{filters}")
}

/// Milestones of a contract, one status of them.
pub fn milestones_of_contract(id: ContractId, status: &str) -> String {
    format!("{MILESTONES}?contract_id={id}&status={status}")
}

/// The same of one line.
pub fn milestones_of_line(id: ContractId, line: ContractLineId, status: &str) -> String {
    format!("{}&line={line}", milestones_of_contract(id, status))
}

/// Product lines of a contract, one status of them.
pub fn products_of_contract(id: ContractId, status: &str) -> String {
    format!("{PRODUCT_LINES}?contract_id={id}&status={status}")
}

/// The same of one line.
pub fn products_of_line(id: ContractId, line: ContractLineId, status: &str) -> String {
    format!("{}&line={line}", products_of_contract(id, status))
}

/// The prices that a contract has for itself.
pub fn prices_of_contract(id: ContractId) -> String {
    format!("{PRICES}?contract_id={id}")
}

/// The invoices of a contract.
pub fn invoices_of_contract(id: ContractId) -> String {
    format!("{INVOICES}?contract_id={id}")
}

/// An upload's page.
pub fn import(id: ImportUploadId) -> String {
    format!("{IMPORT}/{id}")
}
