//! What confirming reads, shows beforehand and answers.

use crate::{
    actuals::model::Actual,
    vocabulary::{
        currency::Currency,
        failure::ApiError,
        ids::{
            ContractId, ContractLineId, CustomerId, InvoiceDetailId, InvoiceId, MilestoneSplitId,
            ProductLineId, ProjectId,
        },
        paging::BulkOutcome,
        refusal::Refusal,
        words::{BillingType, TransactionClass},
    },
};
use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// Confirm invoices; each by the version that was previewed, if one was.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Confirm {
    /// Which, and the version looked at.
    pub invoices: Vec<(InvoiceId, Option<i32>)>,
}

/// What stands behind a detail.
#[allow(
    clippy::large_enum_variant,
    reason = "sales are the rule and come by the ten thousand: no box for each"
)]
#[derive(Clone, Debug, PartialEq)]
pub enum Source {
    /// The unbilled sale it claims.
    Sale(Actual),
    /// The milestone's part or the product line it claims.
    Agreed(AgreedSource),
    /// Nothing yet: it was written by hand. What it writes first: an unbilled sale; on a fixed-price
    /// line the billed one (R-CONF-1 f, g).
    Added(Actual),
    /// The live billed sale it corrects (R-COR-6), with the cost and the price of what that billed;
    /// and what was agreed, if it billed that.
    Billed(Actual, Option<Agreed>),
}

/// What was agreed beforehand and is billed without an unbilled sale.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Agreed {
    /// A customer's part of a milestone.
    Milestone(MilestoneSplitId),
    /// A product line.
    Product(ProductLineId),
}

/// What the ledger says of a milestone's part or of a product line, beside the terms of its detail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AgreedSource {
    /// Milestone, or material.
    pub transaction_class: TransactionClass,
    /// The deal.
    pub contract_id: ContractId,
    /// The line.
    pub contract_line_id: ContractLineId,
    /// Who pays.
    pub customer_id: CustomerId,
    /// What was worked on.
    pub project_id: ProjectId,
    /// Its day.
    pub agreed_on: NaiveDate,
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
    /// What corrections take back of what was billed, and bill instead (R-COR-7).
    pub credited_amount: Decimal,
    /// What goes back to the backlog: so many sales, and what they come to.
    pub returned: (i64, Decimal),
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

/// What became of one confirmation: it stands or falls by itself (R-INV-17).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Confirmed {
    /// The invoice.
    pub invoice_id: InvoiceId,
    /// Its contract's number and name; empty for one that is not there.
    pub contract: String,
    /// Who is billed.
    pub customer: String,
    /// Its number, or why it is still a draft.
    pub outcome: Result<i64, ApiError>,
}

/// What became of confirming many (R-CONF-7).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ConfirmedMany {
    /// Those that are confirmed, and why others are not; or that it goes on in the background.
    pub outcome: BulkOutcome,
    /// Drafts that are Failed now.
    pub failed: i64,
}

/// What should be known of an invoice before it is confirmed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ToldBefore {
    /// Chargeable details that are billed at a price of 0.
    pub at_price_zero: i64,
    /// Milestones that complete with nothing billed: their details are not chargeable.
    pub unbilled_milestones: Vec<String>,
    /// Entries behind details that their authors ask back (R-SM-40).
    pub recalls: i64,
}
