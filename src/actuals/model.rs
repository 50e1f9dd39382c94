//! A row of the ledger, as written and as read.

use crate::vocabulary::{
    currency::Currency,
    ids::{
        ActualId, ContractId, ContractLineId, CustomerId, EntryId, InvoiceDetailId, InvoiceId,
        JournalOpeningId, ProjectId, ResourceId, RetainerId, RoleId,
    },
    money::DiscountAndFee,
    words::{BillingType, TransactionClass, TransactionType},
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
    /// The same, of what was written on a draft by hand (R-EDIT-13).
    pub added_detail_id: Option<InvoiceDetailId>,
    /// Hours or units; negative in a reversal.
    pub quantity: Decimal,
    /// Per unit.
    pub unit_price: Decimal,
    /// round(quantity × unit price).
    pub amount: Decimal,
    /// What is taken off and added to that (R-PRC-4); of sales of work only.
    pub discount_and_fee: DiscountAndFee,
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

impl Actual {
    /// What it counts, before tax: the amount less its discount, with its fee (R-PRC-4).
    pub fn net_amount(&self) -> Decimal {
        self.discount_and_fee.net(self.billing_type, self.amount, self.currency)
    }
}
