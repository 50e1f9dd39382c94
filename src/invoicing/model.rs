//! The nouns of invoicing.

mod retainers;

pub use retainers::{AvailableRetainer, InvoiceRetainer, UseOfRetainer, signed};

use crate::vocabulary::{
    currency::Currency,
    failure::ApiError,
    ids::{BatchId, ContractId, ContractLineId, CustomerId, InvoiceId},
    words::{BillingType, ContractState, InvoiceState},
};
use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

crate::words! {
    /// What an invoice is of.
    InvoiceKind, "invoice_kind", {
        /// What is to be billed.
        Proforma = "proforma",
        /// What a confirmed invoice billed wrongly (R-VOC-19).
        Corrective = "corrective",
    }
}

/// An invoice in the list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(sqlx::FromRow))]
pub struct InvoiceRow {
    /// Its key.
    pub invoice_id: InvoiceId,
    /// Drawn at confirmation.
    pub invoice_number: Option<i64>,
    /// As people call it.
    pub name: String,
    /// §2.7.
    pub state: InvoiceState,
    /// Whether it corrects another.
    pub kind: InvoiceKind,
    /// When its customer had paid it (R-CONF-9).
    pub paid_at: Option<DateTime<Utc>>,
    /// The deal.
    pub contract_id: ContractId,
    /// Its number.
    pub contract_number: String,
    /// Who is billed.
    pub customer_name: String,
    /// The day on the invoice.
    pub invoice_on: NaiveDate,
    /// Of all its amounts.
    pub currency: Currency,
    /// Its chargeable details and new retainers, less what retainers pay (R-EDIT-10).
    pub amount: Decimal,
    /// Of those.
    pub tax: Decimal,
    /// How many details and retainers.
    pub detail_count: i64,
    /// Raised by every change.
    pub version: i32,
    /// Whether it waits to be confirmed, or could not be.
    #[cfg_attr(feature = "ssr", sqlx(flatten))]
    pub confirmation: Confirmation,
}

/// What became of the wish to confirm a draft together with others (R-SM-34, R-CONF-7).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub enum Confirmation {
    /// Nobody asked, or it is confirmed.
    #[default]
    NotAsked,
    /// Its turn is to come in this batch; nobody edits it meanwhile.
    Scheduled(BatchId),
    /// It failed, and why.
    Failed(ApiError),
}

/// An invoice's own page: header, lines and totals; details are a list of their own.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct InvoicePage {
    /// Header and totals.
    pub header: InvoiceRow,
    /// Free text.
    pub description: String,
    /// As printed.
    pub bill_to_name: String,
    /// As printed.
    pub bill_to_contact: String,
    /// As printed.
    pub bill_to_address: String,
    /// Days to pay.
    pub payment_terms_days: i32,
    /// Its customer: as it was issued to, or, while it is open, as the customer is now.
    pub customer: IssuedTo,
    /// While it is open: some of the bill-to is what contract and customer say, and changes with
    /// them.
    pub follows_customer: bool,
    /// When it counts in the books; none: the day it is confirmed.
    pub accounted_on: Option<NaiveDate>,
    /// Raised by every change.
    pub version: i32,
    /// Who made it.
    pub created_by: Option<String>,
    /// When.
    pub created_at: DateTime<Utc>,
    /// Who confirmed it.
    pub confirmed_by: Option<String>,
    /// When.
    pub confirmed_at: Option<DateTime<Utc>>,
    /// Who said that it was paid.
    pub paid_by: Option<String>,
    /// One per contract line (R-INV-5).
    pub lines: Vec<InvoiceLine>,
    /// §2.1, of the contract.
    pub contract_state: ContractState,
    /// The retainers it bills, applies and refunds, in that order.
    pub retainers: Vec<InvoiceRetainer>,
    /// While it is open: retainers of its customer with something available, that it does not apply
    /// yet.
    pub available_retainers: Vec<AvailableRetainer>,
    /// What the contract has billed on other confirmed invoices, this customer's and others'.
    pub billed_before: Decimal,
}

impl InvoicePage {
    /// Its chargeable details, without what retainers add and pay (R-EDIT-10).
    pub fn detail_amount(&self) -> Decimal {
        self.lines
            .iter()
            .flat_map(|line| &line.groups)
            .filter(|group| group.billing_type == BillingType::Chargeable)
            .map(|group| group.amount)
            .sum()
    }
}

/// A line with the sums of its groups.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct InvoiceLine {
    /// The contract's line.
    pub contract_line_id: ContractLineId,
    /// Editable while open (R-EDIT-4).
    pub name: String,
    /// Hours, count and amount of each group that has details.
    pub groups: Vec<DetailGroup>,
}

/// Says that an invoice is paid, or that it is not after all (R-CONF-9).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Payment {
    /// Which.
    pub invoice_id: InvoiceId,
    /// The version that was on the screen.
    pub version: i32,
    /// Whether it is.
    pub is_paid: bool,
}

/// Chargeable, Non-chargeable or Complimentary details of a line.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DetailGroup {
    /// Which.
    pub billing_type: BillingType,
    /// How many.
    pub count: i64,
    /// Hours; milestones have none.
    pub quantity: Decimal,
    /// Only chargeable ones count in the total.
    pub amount: Decimal,
    /// Of those.
    pub tax: Decimal,
}

/// What confirmation reads of an invoice.
#[derive(Clone, Debug, PartialEq)]
pub struct OpenInvoice {
    /// Its key.
    pub invoice_id: InvoiceId,
    /// §2.7.
    pub state: InvoiceState,
    /// Whether it corrects another.
    pub kind: InvoiceKind,
    /// Once confirmed.
    pub invoice_number: Option<i64>,
    /// Raised by every change.
    pub version: i32,
    /// When its customer had paid it.
    pub paid_at: Option<DateTime<Utc>>,
    /// Who is billed.
    pub bill_to_name: String,
    /// When it counts in the books.
    pub accounted_on: Option<NaiveDate>,
    /// The deal.
    pub contract_id: ContractId,
    /// Who is billed.
    pub customer_id: CustomerId,
    /// Of every amount.
    pub currency: Currency,
    /// The day on it.
    pub invoice_on: NaiveDate,
    /// It is confirmed in the background once its turn has come.
    pub is_scheduled: bool,
}

/// Whom an invoice is issued to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct IssuedTo {
    /// In full.
    pub name: String,
    /// And number.
    pub street: String,
    /// As the post has it.
    pub postcode: String,
    /// Where.
    pub city: String,
    /// ISO 3166.
    pub country: String,
    /// Of the invoice.
    pub language: String,
    /// Blank: none.
    pub vat_id: String,
}

impl IssuedTo {
    /// The address in lines; nothing while no more is known than the country.
    pub fn address(&self) -> String {
        if [&self.street, &self.postcode, &self.city].iter().all(|part| part.is_empty()) {
            return String::new();
        }
        let city = format!("{} {}", self.postcode, self.city);
        [self.street.as_str(), city.trim(), &self.country]
            .into_iter()
            .filter(|line| !line.is_empty())
            .collect::<Vec<_>>()
            .join("\n")
    }
}
