//! A row of the ledger, as written and as read.

use crate::vocabulary::{
    currency::Currency,
    ids::{ActualId, ContractId, ContractLineId, CustomerId, EntryId, InvoiceDetailId, InvoiceId, JournalOpeningId, ProjectId, ResourceId, RetainerId, RoleId},
    words::{AdjustmentStatus, BillingStatus, BillingType, TransactionClass, TransactionType},
};
use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// A financial fact (R-VOC-9), before or after it is in the ledger.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Actual {
    /// Its key, drawn beforehand so that rows written together can point at each other.
    pub id: ActualId,
    /// Cost, unbilled or billed sales.
    pub transaction_type: TransactionType,
    /// Time, expense, …
    pub transaction_class: TransactionClass,
    /// Whether the customer pays.
    pub billing_type: BillingType,
    /// When the work was done.
    pub work_on: NaiveDate,
    /// When it counts in the books.
    pub accounted_on: NaiveDate,
    /// The deal; none for work no line covers.
    pub contract_id: Option<ContractId>,
    /// The line of the deal.
    pub contract_line_id: Option<ContractLineId>,
    /// Who pays.
    pub customer_id: Option<CustomerId>,
    /// What was worked on; retainers have none.
    pub project_id: Option<ProjectId>,
    /// Who worked.
    pub resource_id: Option<ResourceId>,
    /// As what.
    pub role_id: Option<RoleId>,
    /// Where it came from.
    pub entry_id: Option<EntryId>,
    /// The same, of prepayments.
    pub retainer_id: Option<RetainerId>,
    /// The same, of what was billed before Billwright.
    pub journal_opening_id: Option<JournalOpeningId>,
    /// Hours or units; negative in a reversal.
    pub quantity: Decimal,
    /// Per unit.
    pub unit_price: Decimal,
    /// round(quantity × unit price).
    pub amount: Decimal,
    /// On billed sales only.
    pub tax: Decimal,
    /// Of price, amount and tax.
    pub currency: Currency,
    /// Not so for a sale that nothing prices: its price of 0 says nothing (R-PRC-2).
    pub has_price: bool,
    /// Unbilled Sales ↔ Cost.
    pub cost_actual_id: Option<ActualId>,
    /// Reversing ↔ Original.
    pub reverses_actual_id: Option<ActualId>,
    /// Replacing ↔ Original.
    pub replaces_actual_id: Option<ActualId>,
    /// Billed Sales ↔ Unbilled Sales.
    pub bills_actual_id: Option<ActualId>,
    /// The invoice whose confirmation wrote it.
    pub invoice_id: Option<InvoiceId>,
    /// The detail it was written for.
    pub invoice_detail_id: Option<InvoiceDetailId>,
}

/// A row as the Ledger page lists it, with its names, links and derived statuses.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(sqlx::FromRow))]
pub struct LedgerRow {
    /// Its key.
    pub actual_id: ActualId,
    /// Cost, unbilled or billed sales.
    pub transaction_type: TransactionType,
    /// Time, expense, …
    pub transaction_class: TransactionClass,
    /// Whether the customer pays.
    pub billing_type: BillingType,
    /// When the work was done.
    pub work_on: NaiveDate,
    /// When it counts in the books.
    pub accounted_on: NaiveDate,
    /// The deal.
    pub contract_id: Option<ContractId>,
    /// Its number.
    pub contract_number: Option<String>,
    /// Who pays.
    pub customer_name: Option<String>,
    /// What was worked on.
    pub project_code: Option<String>,
    /// Who worked.
    pub resource_name: Option<String>,
    /// Where it came from.
    pub entry_id: Option<EntryId>,
    /// What the entry says, the milestone's name, or what the retainer is for.
    pub notes: Option<String>,
    /// Hours or units.
    pub quantity: Decimal,
    /// Per unit.
    pub unit_price: Decimal,
    /// round(quantity × unit price).
    pub amount: Decimal,
    /// On billed sales only.
    pub tax: Decimal,
    /// Of price, amount and tax.
    pub currency: Currency,
    /// Not so for a sale that nothing prices.
    pub has_price: bool,
    /// Unbilled Sales ↔ Cost.
    pub cost_actual_id: Option<ActualId>,
    /// Reversing ↔ Original.
    pub reverses_actual_id: Option<ActualId>,
    /// Replacing ↔ Original.
    pub replaces_actual_id: Option<ActualId>,
    /// Billed Sales ↔ Unbilled Sales.
    pub bills_actual_id: Option<ActualId>,
    /// The row that reverses this one.
    pub reversed_by_actual_id: Option<ActualId>,
    /// The billed sale of this unbilled one.
    pub billed_by_actual_id: Option<ActualId>,
    /// The invoice it is on, draft or confirmed.
    pub invoice_id: Option<InvoiceId>,
    /// That invoice's number, once it has one.
    pub invoice_number: Option<i64>,
    /// §2.4; only unbilled sales that are no reversal have one.
    pub billing_status: Option<BillingStatus>,
    /// §2.5.
    pub adjustment_status: AdjustmentStatus,
}
