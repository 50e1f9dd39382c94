//! Retainers, what became of them, and what can be done with them.

use crate::vocabulary::{
    currency::Currency,
    ids::{ActualId, ContractId, CustomerId, InvoiceId, RetainerId},
    paging::Selection,
    words::{ContractState, InvoicingStatus, RefundStatus},
};
use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// A retainer as the Retainers and Advances list shows it (R-VOC-17, R-BL-3).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(sqlx::FromRow))]
pub struct RetainerRow {
    /// Its key.
    pub retainer_id: RetainerId,
    /// Raised by every change of its terms.
    pub version: i32,
    /// The deal.
    pub contract_id: ContractId,
    /// Its number.
    pub contract_number: String,
    /// §2.1, of the contract.
    pub contract_state: ContractState,
    /// Who pays.
    pub customer_id: CustomerId,
    /// Its name.
    pub customer_name: String,
    /// What it is for.
    pub description: String,
    /// When it may be billed; the older is used first.
    pub invoice_on: NaiveDate,
    /// Of all its amounts.
    pub currency: Currency,
    /// What is prepaid.
    pub amount: Decimal,
    /// Applied and refunded on confirmed invoices.
    pub used_amount: Decimal,
    /// Applied and to be refunded on drafts.
    pub draft_amount: Decimal,
    /// Free to be used: 0 until it is billed (R-RET-3).
    pub available_amount: Decimal,
    /// Whether it is billed.
    pub status: InvoicingStatus,
    /// R-RET-8.
    pub refund_status: RefundStatus,
    /// The draft that refunds what is left.
    pub refund_draft: Option<String>,
    /// The invoice that bills it.
    pub invoice_id: Option<InvoiceId>,
    /// That invoice's number, or the draft's name.
    pub invoice: Option<String>,
}

/// What a contract says about its retainers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RetainerContract {
    /// The deal.
    pub contract_id: ContractId,
    /// §2.1.
    pub state: ContractState,
    /// Of every amount.
    pub currency: Currency,
    /// First day of schedules.
    pub start_on: NaiveDate,
    /// Last day of schedules, if the contract has one.
    pub requested_delivery_on: Option<NaiveDate>,
    /// Who can be asked for a retainer, in order.
    pub customers: Vec<(CustomerId, String)>,
}

/// A contract with its retainers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ContractRetainers {
    /// The contract.
    pub contract: RetainerContract,
    /// By date.
    pub retainers: Vec<RetainerRow>,
    /// There are older ones.
    pub has_more: bool,
}

/// What is agreed of a retainer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RetainerTerms {
    /// Who pays.
    pub customer_id: CustomerId,
    /// What it is for.
    pub description: String,
    /// When it may be billed.
    pub invoice_on: NaiveDate,
    /// What is prepaid.
    pub amount: Decimal,
}

/// Create a retainer, or change one (R-RET-1); texts as typed, checked by the rules on both sides.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RetainerEdit {
    /// Of which contract.
    pub contract_id: ContractId,
    /// Which; none: a new one.
    pub retainer_id: Option<RetainerId>,
    /// The version that was on the screen.
    pub version: i32,
    /// Who pays.
    pub customer_id: Option<CustomerId>,
    /// What it is for.
    pub description: String,
    /// When it may be billed.
    pub invoice_on: String,
    /// What is prepaid.
    pub amount: String,
}

/// Set up a retainer schedule (R-RET-2).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RetainerSchedule {
    /// Of which contract.
    pub contract_id: ContractId,
    /// Who pays.
    pub customer_id: Option<CustomerId>,
    /// What they are for.
    pub description: String,
    /// How often, as `vocabulary/frequency.rs` reads it.
    pub frequency: String,
    /// First day of the period.
    pub from: String,
    /// Last day of the period; a number typed overrides it.
    pub to: String,
    /// How many; blank: as many as the period has.
    pub number: String,
    /// Of all together.
    pub total: String,
}

/// Delete a retainer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RetainerRemoval {
    /// Which.
    pub retainer_id: RetainerId,
    /// The version that was on the screen.
    pub version: i32,
}

/// Refund what is left of a retainer with the next invoice, or cancel that (R-RET-8).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Refund {
    /// Which.
    pub retainer_id: RetainerId,
    /// As it was seen.
    pub version: i32,
    /// Ready to refund, or not.
    pub refund: bool,
}

/// Mark retainers Ready to Invoice, or Not Ready.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Mark {
    /// Which.
    pub selection: Selection,
    /// Ready or not.
    pub ready: bool,
}

/// What drafts can take of a retainer: bill it, or use what is available.
#[derive(Clone, Debug, PartialEq)]
pub struct Takable {
    /// Which.
    pub retainer_id: RetainerId,
    /// The deal.
    pub contract_id: ContractId,
    /// Who pays.
    pub customer_id: CustomerId,
    /// What is prepaid, if it is to be billed; otherwise what is available.
    pub amount: Decimal,
    /// What for.
    pub purpose: Purpose,
}

/// What a retainer is ready for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Purpose {
    /// Marked Ready to Invoice and due.
    Bill,
    /// Billed, with something left.
    Apply,
    /// Billed, and marked Ready to refund.
    Refund,
}

/// What the ledger says of a retainer when an invoice that uses it is confirmed.
#[derive(Clone, Debug, PartialEq)]
pub struct RetainerSource {
    /// Which.
    pub retainer_id: RetainerId,
    /// The deal.
    pub contract_id: ContractId,
    /// Who pays.
    pub customer_id: CustomerId,
    /// Its day.
    pub invoice_on: NaiveDate,
    /// Of all amounts.
    pub currency: Currency,
    /// What is owed to the customer: the unbilled rows that stand, the oldest first, and how much
    /// each. None until it is billed.
    pub owed: Vec<(ActualId, Decimal)>,
}
