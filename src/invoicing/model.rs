//! The nouns of invoicing.

mod picked;
mod results;
mod retainers;

pub use picked::{Became, Billed, DetailReturn, OpenDraft, Picking, TakenOff};
pub use results::{Confirmed, Created, Draft, IssuedTo, ToldBefore};
pub use retainers::{AvailableRetainer, InvoiceRetainer, RetainerAddition, RetainerApplication, RetainerOnInvoice, UseOfRetainer};

use crate::{
    actuals::model::Actual,
    vocabulary::{
        currency::Currency,
        ids::{ActualId, ContractId, ContractLineId, CustomerId, EntryId, InvoiceDetailId, InvoiceId, MilestoneSplitId, ProjectId},
        paging::Sight,
        refusal::Refusal,
        words::{BillingType, ContractState, InvoiceState},
    },
};
use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

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
    /// While it is open: some of the bill-to is what contract and customer say, and changes with them.
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
    /// One per contract line (R-INV-5).
    pub lines: Vec<InvoiceLine>,
    /// §2.1, of the contract.
    pub contract_state: ContractState,
    /// The retainers it bills, applies and refunds, in that order.
    pub retainers: Vec<InvoiceRetainer>,
    /// While it is open: retainers of its customer with something available, that it does not apply yet.
    pub available_retainers: Vec<AvailableRetainer>,
    /// What the contract has billed on other confirmed invoices, this customer's and others'.
    pub billed_before: Decimal,
}

impl InvoicePage {
    /// Its chargeable details, without what retainers add and pay (R-EDIT-10).
    pub fn detail_amount(&self) -> Decimal {
        self.lines.iter().flat_map(|line| &line.groups).filter(|group| group.billing_type == BillingType::Chargeable).map(|group| group.amount).sum()
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

/// A detail as listed and edited.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(sqlx::FromRow))]
pub struct DetailRow {
    /// Its key.
    pub invoice_detail_id: InvoiceDetailId,
    /// The line it is on.
    pub contract_line_id: ContractLineId,
    /// That line's name.
    pub line_name: String,
    /// The unbilled sale it claims, unless it bills a milestone.
    pub source_actual_id: Option<ActualId>,
    /// The milestone's part it claims.
    pub source_milestone_split_id: Option<MilestoneSplitId>,
    /// Where that came from.
    pub entry_id: Option<EntryId>,
    /// When the work was done.
    pub work_on: NaiveDate,
    /// Who worked.
    pub resource_name: Option<String>,
    /// As what.
    pub role_name: Option<String>,
    /// What the entry says, or the milestone's name.
    pub notes: Option<String>,
    /// Whether the customer pays.
    pub billing_type: BillingType,
    /// Hours billed.
    pub quantity: Decimal,
    /// Per hour.
    pub unit_price: Decimal,
    /// Hours × price.
    pub amount: Decimal,
    /// Of the amount.
    pub tax: Decimal,
    /// Of price, amount and tax.
    pub currency: Currency,
    /// For us.
    pub description: String,
    /// For the customer.
    pub external_description: String,
    /// Raised by every change of this detail.
    pub version: i32,
    /// As approved.
    pub source_quantity: Decimal,
    /// As approved.
    pub source_unit_price: Decimal,
    /// As approved.
    pub source_billing_type: BillingType,
    /// Not so where nothing priced it.
    pub source_has_price: bool,
}

impl DetailRow {
    /// Whether confirming it takes a replacement chain (R-SM-22).
    pub fn is_edited(&self) -> bool {
        (self.quantity, self.unit_price, self.billing_type) != (self.source_quantity, self.source_unit_price, self.source_billing_type)
    }
}

/// Create drafts of everything Ready on these contracts (R-INV-1).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Create {
    /// Which contracts.
    pub contracts: Vec<ContractId>,
    /// The day on the invoices; nothing dated later is taken (R-INV-4). None: today.
    pub invoice_on: Option<NaiveDate>,
    /// What was seen to be Ready on them, whatever its day; none, where no page was looked at.
    pub seen: Option<Sight>,
}

/// A draft about to be written.
#[derive(Clone, Debug, PartialEq)]
pub struct NewInvoice {
    /// The deal.
    pub contract_id: ContractId,
    /// Who is billed.
    pub customer_id: CustomerId,
}

/// Change a detail; texts as typed, checked by the rules on both sides.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DetailEdit {
    /// Its invoice.
    pub invoice_id: InvoiceId,
    /// Which detail.
    pub invoice_detail_id: InvoiceDetailId,
    /// The version that was on the screen.
    pub version: i32,
    /// Hours billed.
    pub quantity: String,
    /// Per hour.
    pub unit_price: String,
    /// Tax amount.
    pub tax: String,
    /// Whether the customer pays.
    pub billing_type: BillingType,
    /// For us.
    pub description: String,
    /// For the customer.
    pub external_description: String,
}

/// A checked change of a detail.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DetailTerms {
    /// Hours billed.
    pub quantity: Decimal,
    /// Per hour.
    pub unit_price: Decimal,
    /// Hours × price.
    pub amount: Decimal,
    /// Tax amount.
    pub tax: Decimal,
    /// Whether the customer pays.
    pub billing_type: BillingType,
    /// For us.
    pub description: String,
    /// For the customer.
    pub external_description: String,
}

/// What a detail was before a change.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct DetailBefore {
    /// Raised by every change.
    pub version: i32,
    /// Hours billed.
    pub quantity: Decimal,
    /// Per hour.
    pub unit_price: Decimal,
    /// Tax amount.
    pub tax: Decimal,
    /// Of the amounts.
    pub currency: Currency,
    /// A milestone's price: it and the quantity of 1 are fixed (R-EDIT-6).
    pub fixed_price: Option<Decimal>,
    /// Not so where nothing prices what it bills (R-PRC-2).
    pub has_price: bool,
}

/// Take details off a draft.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DetailRemoval {
    /// Which draft.
    pub invoice_id: InvoiceId,
    /// As it was seen.
    pub version: i32,
    /// Which details.
    pub details: Vec<InvoiceDetailId>,
    /// They return Not Ready instead of Ready (R-SM-20).
    pub hold_back: bool,
}

/// Change the header of an open invoice (R-EDIT-1).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HeaderEdit {
    /// Which invoice.
    pub invoice_id: InvoiceId,
    /// The version that was on the screen.
    pub version: i32,
    /// As people call it.
    pub name: String,
    /// Free text.
    pub description: String,
    /// As printed.
    pub bill_to_name: String,
    /// As printed.
    pub bill_to_contact: String,
    /// As printed.
    pub bill_to_address: String,
    /// As typed; blank: the day it is confirmed.
    pub accounted_on: String,
    /// Draft or In review (R-SM-27).
    pub state: InvoiceState,
}

/// Rename a line (R-EDIT-4).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LineEdit {
    /// Which invoice.
    pub invoice_id: InvoiceId,
    /// As it was seen.
    pub version: i32,
    /// Which line.
    pub contract_line_id: ContractLineId,
    /// Its new name.
    pub name: String,
}

/// Confirm invoices; each by the version that was previewed, if one was.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Confirm {
    /// Which, and the version looked at.
    pub invoices: Vec<(InvoiceId, Option<i32>)>,
}

/// What confirmation reads of an invoice.
#[derive(Clone, Debug, PartialEq)]
pub struct OpenInvoice {
    /// Its key.
    pub invoice_id: InvoiceId,
    /// §2.7.
    pub state: InvoiceState,
    /// Once confirmed.
    pub invoice_number: Option<i64>,
    /// Raised by every change.
    pub version: i32,
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
}

/// What stands behind a detail.
#[allow(clippy::large_enum_variant, reason = "sales are the rule and come by the ten thousand: no box for each")]
#[derive(Clone, Debug, PartialEq)]
pub enum Source {
    /// The unbilled sale it claims.
    Sale(Actual),
    /// The milestone's part it claims.
    Milestone(MilestoneSource),
}

/// What the ledger says of a milestone's part, beside the terms of its detail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MilestoneSource {
    /// The deal.
    pub contract_id: ContractId,
    /// The line.
    pub contract_line_id: ContractLineId,
    /// Who pays.
    pub customer_id: CustomerId,
    /// What was worked on.
    pub project_id: ProjectId,
    /// Its day.
    pub milestone_on: NaiveDate,
    /// Of the amounts.
    pub currency: Currency,
}

/// What confirmation reads of a detail: its terms and what stands behind it.
#[derive(Clone, Debug, PartialEq)]
pub struct OpenDetail {
    /// Its invoice.
    pub invoice_id: InvoiceId,
    /// Its key.
    pub invoice_detail_id: InvoiceDetailId,
    /// Whether the customer pays.
    pub billing_type: BillingType,
    /// Hours billed.
    pub quantity: Decimal,
    /// Per hour.
    pub unit_price: Decimal,
    /// Tax amount.
    pub tax: Decimal,
    /// What it claims.
    pub source: Source,
}

/// The ledger rows that confirming would write, a page at a time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Preview {
    /// The version they belong to.
    pub version: i32,
    /// How many rows in all.
    pub count: i64,
    /// Billed sales that count in the total.
    pub billed_amount: Decimal,
    /// Unbilled sales taken back.
    pub reversed_amount: Decimal,
    /// Details that take a replacement chain.
    pub edited_count: i64,
    /// The rows of this page; ids are their places, not their keys.
    pub rows: Vec<Actual>,
    /// Where the next page begins, if there is one.
    pub next: Option<i64>,
    /// What should be known beforehand; none of it stands in the way.
    pub told: ToldBefore,
    /// Why it can't be confirmed, if it can't: what confirming it would answer.
    pub refusal: Option<Refusal>,
}
