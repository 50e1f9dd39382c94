//! Milestones, their parts, and what can be done with them.

use crate::vocabulary::{
    currency::Currency,
    ids::{
        ContractId, ContractLineId, CustomerId, InvoiceId, MilestoneId, MilestoneSplitId, ProjectId,
    },
    paging::Selection,
    split::Share,
    words::{BillingMethod, ContractState, InvoicingStatus, MilestoneProgress, ScheduleType},
};
use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// A customer's part of a milestone, as the Fixed Price Milestones list shows it (R-MS-8).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(sqlx::FromRow))]
pub struct MilestoneRow {
    /// Its key.
    pub milestone_split_id: MilestoneSplitId,
    /// Of its milestone: raised by every change.
    pub version: i32,
    /// The milestone's name.
    pub name: String,
    /// A calendar date (R-MS-9).
    pub milestone_on: NaiveDate,
    /// The deal.
    pub contract_id: ContractId,
    /// Its number.
    pub contract_number: String,
    /// The line.
    pub line_name: String,
    /// Who pays.
    pub customer_name: String,
    /// What is worked on.
    pub project_code: String,
    /// Information only.
    pub task: String,
    /// Of the customer's part.
    pub amount: Decimal,
    /// Of the customer's part.
    pub tax: Decimal,
    /// Of both.
    pub currency: Currency,
    /// Where it stands.
    pub status: InvoicingStatus,
    /// What the whole milestone has come to.
    pub progress: MilestoneProgress,
    /// The invoice it is on.
    pub invoice_id: Option<InvoiceId>,
    /// That invoice's number, or the draft's name.
    pub invoice: Option<String>,
}

/// A fixed-price line with its milestones, as the contract's page shows it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LineMilestones {
    /// The line and what it says.
    pub line: FixedPriceLine,
    /// Its milestones by date.
    pub milestones: Vec<Milestone>,
}

/// What a line says about its milestones.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FixedPriceLine {
    /// The deal.
    pub contract_id: ContractId,
    /// §2.1.
    pub state: ContractState,
    /// The line.
    pub contract_line_id: ContractLineId,
    /// 1, 2, …
    pub line_number: i32,
    /// What it is.
    pub name: String,
    /// Only fixed-price lines have milestones (R-MS-1).
    pub billing_method: BillingMethod,
    /// Of which project.
    pub project_id: ProjectId,
    /// Of every amount.
    pub currency: Currency,
    /// Whole milestones, or by percentage.
    pub schedule_type: ScheduleType,
    /// What the milestones must sum to (R-MS-4).
    pub contracted_amount: Option<Decimal>,
    /// What their taxes must sum to.
    pub estimated_tax: Decimal,
    /// First day of its schedule.
    pub billing_start_on: NaiveDate,
    /// End of its schedule, if the contract has one.
    pub requested_delivery_on: Option<NaiveDate>,
    /// As `vocabulary/frequency.rs` writes it.
    pub invoice_frequency: Option<String>,
    /// Customers with a share above 0 %, in order of allotment.
    pub customers: Vec<Payer>,
}

/// A customer of a line.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Payer {
    /// Who.
    pub customer_id: CustomerId,
    /// Its name.
    pub name: String,
    /// How much of it.
    pub share: Share,
}

/// A milestone (R-VOC-14).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Milestone {
    /// Its key.
    pub milestone_id: MilestoneId,
    /// Raised by every change.
    pub version: i32,
    /// What it is about.
    pub terms: MilestoneTerms,
    /// One per customer, more once a progress-based one was cut.
    pub parts: Vec<MilestonePart>,
}

/// What is agreed of a milestone.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MilestoneTerms {
    /// What it is called.
    pub name: String,
    /// A calendar date (R-MS-9).
    pub milestone_on: NaiveDate,
    /// Of all customers.
    pub amount: Decimal,
    /// Of all customers.
    pub tax: Decimal,
    /// Information only.
    pub task: String,
}

/// One customer's part.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MilestonePart {
    /// Its key.
    pub milestone_split_id: MilestoneSplitId,
    /// Who pays.
    pub customer_id: CustomerId,
    /// Its name.
    pub customer_name: String,
    /// Of this part.
    pub amount: Decimal,
    /// Of this part.
    pub tax: Decimal,
    /// Where it stands.
    pub status: InvoicingStatus,
    /// The invoice it is on: its key, and its number or the draft's name.
    pub invoice: Option<(InvoiceId, String)>,
    /// It was billed once, and credited since: it may change, and never goes (R-SM-14).
    pub was_billed: bool,
}

/// A part about to be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PartTerms {
    /// Who pays.
    pub customer_id: CustomerId,
    /// Of this part.
    pub amount: Decimal,
    /// Of this part.
    pub tax: Decimal,
    /// Free to be invoiced.
    pub is_ready: bool,
}

/// How the open parts of a milestone become others.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rearranged {
    /// Parts that stay, with what they become.
    pub changed: Vec<(MilestoneSplitId, PartTerms)>,
    /// Parts that are new.
    pub added: Vec<PartTerms>,
    /// Parts that go.
    pub gone: Vec<MilestoneSplitId>,
}

/// Create a milestone, or change one; texts as typed, checked by the rules on both sides.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MilestoneEdit {
    /// Of which line.
    pub contract_line_id: ContractLineId,
    /// Which; none: a new one.
    pub milestone_id: Option<MilestoneId>,
    /// The version that was on the screen.
    pub version: i32,
    /// What it is called.
    pub name: String,
    /// Its day.
    pub milestone_on: String,
    /// Of all customers.
    pub amount: String,
    /// Of all customers; blank is 0.
    pub tax: String,
    /// Information only.
    pub task: String,
}

/// Delete a milestone.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MilestoneRemoval {
    /// Which.
    pub milestone_id: MilestoneId,
    /// The version that was on the screen.
    pub version: i32,
}

/// Generate Periodic Milestones (R-MS-3).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Generate {
    /// On which line.
    pub contract_line_id: ContractLineId,
    /// How often, as `vocabulary/frequency.rs` reads it.
    pub frequency: String,
    /// First day of the period.
    pub from: String,
    /// Last day of the period.
    pub to: String,
    /// The milestones that go, as they were shown: all that no invoice has, or had.
    pub replaces: Vec<MilestoneId>,
}

/// What is billed next of a progress-based milestone (R-MS-7).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum NextInvoice {
    /// Per cent of the whole milestone, as typed.
    Percent(String),
    /// An amount, as typed.
    Amount(String),
}

/// Cut the next part off a progress-based milestone and mark it Ready.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ProgressBilling {
    /// Which.
    pub milestone_id: MilestoneId,
    /// The version that was on the screen.
    pub version: i32,
    /// How much.
    pub next: NextInvoice,
}

/// Mark parts Ready to Invoice, or Not Ready.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Mark {
    /// Which parts.
    pub selection: Selection,
    /// Ready or not.
    pub ready: bool,
}

/// A part that an invoice is about to claim.
#[derive(Clone, Debug, PartialEq)]
pub struct TakenMilestone {
    /// Its key.
    pub milestone_split_id: MilestoneSplitId,
    /// The deal.
    pub contract_id: ContractId,
    /// The line.
    pub contract_line_id: ContractLineId,
    /// Who pays.
    pub customer_id: CustomerId,
    /// Its day.
    pub milestone_on: NaiveDate,
    /// Of this part.
    pub amount: Decimal,
    /// Of this part.
    pub tax: Decimal,
    /// Of both.
    pub currency: Currency,
}
