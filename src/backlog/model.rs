//! A row of the Time and Material Billing Backlog.

use crate::vocabulary::{
    currency::Currency,
    ids::{ActualId, ContractId, ContractLineId, CustomerId, EntryId, InvoiceId, ProjectId, ResourceId},
    paging::Selection,
    words::{BillingStatus, BillingType, NteStatus, TransactionClass},
};
use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// An unbilled sales actual that is open or on a draft (R-BL-1).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(sqlx::FromRow))]
pub struct BacklogRow {
    /// Its key.
    pub actual_id: ActualId,
    /// Time, expense, …
    pub transaction_class: TransactionClass,
    /// When the work was done.
    pub work_on: NaiveDate,
    /// The deal.
    pub contract_id: ContractId,
    /// Its number.
    pub contract_number: String,
    /// Who pays.
    pub customer_name: String,
    /// What was worked on.
    pub project_code: String,
    /// Who worked.
    pub resource_name: Option<String>,
    /// As what.
    pub role_name: Option<String>,
    /// What the entry says.
    pub task: Option<String>,
    /// What the entry says.
    pub notes: Option<String>,
    /// Where it came from.
    pub entry_id: Option<EntryId>,
    /// Whether the customer pays.
    pub billing_type: BillingType,
    /// Hours.
    pub quantity: Decimal,
    /// Per hour.
    pub unit_price: Decimal,
    /// Hours × price.
    pub amount: Decimal,
    /// Of price and amount.
    pub currency: Currency,
    /// Where it stands.
    pub billing_status: BillingStatus,
    /// Where it stands against limits.
    pub nte_status: NteStatus,
    /// The level that stops it.
    pub nte_detail: Option<String>,
    /// The draft it is on.
    pub invoice_id: Option<InvoiceId>,
}

/// What becomes of a row that goes into the backlog.
#[derive(Clone, Debug, PartialEq)]
pub struct OpenRow {
    /// The unbilled sale.
    pub actual_id: ActualId,
    /// The deal.
    pub contract_id: ContractId,
    /// The line.
    pub contract_line_id: ContractLineId,
    /// Who pays.
    pub customer_id: CustomerId,
    /// What was worked on.
    pub project_id: ProjectId,
    /// Who worked.
    pub resource_id: Option<ResourceId>,
    /// When.
    pub work_on: NaiveDate,
    /// Whether the customer pays.
    pub billing_type: BillingType,
    /// Of the amount.
    pub currency: Currency,
    /// Hours.
    pub quantity: Decimal,
    /// Hours × price.
    pub amount: Decimal,
    /// Ready to Invoice.
    pub is_ready: bool,
    /// Where it stands against limits.
    pub nte_status: NteStatus,
    /// The level that stops it.
    pub nte_detail: Option<String>,
}

/// A level of not-to-exceed limit (R-NTE-2), as far as the contract book keeps them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum LimitLevel {
    /// One customer on one line.
    LineCustomer(ContractLineId, CustomerId),
    /// A line.
    Line(ContractLineId),
}

/// A limit and what is used of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limit {
    /// Negotiated cap.
    pub limit: Decimal,
    /// Committed backlog, drafts and invoices to date.
    pub used: Decimal,
}

/// Mark rows Ready to Invoice, or Not Ready.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Mark {
    /// Which rows.
    pub selection: Selection,
    /// Ready or not.
    pub ready: bool,
}

/// What creation can find on a contract, per customer (R-INV-3, R-INV-4).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReadySummary {
    /// The deal.
    pub contract_id: ContractId,
    /// Who pays.
    pub customer_id: CustomerId,
    /// Ready, due, chargeable.
    pub chargeable: i64,
    /// Ready and due, but not chargeable.
    pub not_chargeable: i64,
    /// Ready, but dated after the invoice.
    pub later: i64,
    /// Not marked.
    pub not_ready: i64,
}

/// A row that left the backlog for an invoice.
#[derive(Clone, Debug, PartialEq)]
pub struct TakenRow {
    /// The unbilled sale.
    pub actual_id: ActualId,
    /// The deal.
    pub contract_id: ContractId,
    /// Who pays.
    pub customer_id: CustomerId,
    /// The line.
    pub contract_line_id: ContractLineId,
    /// When.
    pub work_on: NaiveDate,
    /// Whether the customer pays.
    pub billing_type: BillingType,
    /// Hours.
    pub quantity: Decimal,
    /// Per hour.
    pub unit_price: Decimal,
    /// Hours × price.
    pub amount: Decimal,
    /// Of price and amount.
    pub currency: Currency,
    /// As it stood against limits.
    pub nte_status: NteStatus,
}
