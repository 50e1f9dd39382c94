//! A row of the Time and Material Billing Backlog.

use crate::{
    contracts::model::{LimitLevel, LimitSetting},
    vocabulary::{
        currency::Currency,
        ids::{
            ActualId, ContractId, ContractLineId, CustomerId, EntryId, InvoiceId, ProjectId,
            ResourceId,
        },
        money::DiscountAndFee,
        paging::Selection,
        words::{BillingStatus, BillingType, LimitKind, NteStatus, TransactionClass},
    },
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
    /// Taken off that, and added to it (R-PRC-4).
    #[cfg_attr(feature = "ssr", sqlx(flatten))]
    pub discount_and_fee: DiscountAndFee,
    /// Of price and amount.
    pub currency: Currency,
    /// Not so where nothing prices it: price and amount say nothing.
    pub has_price: bool,
    /// Its author asks for it back (R-SM-40).
    pub is_recall_requested: bool,
    /// Where it stands.
    pub billing_status: BillingStatus,
    /// Where it stands against limits.
    pub nte_status: NteStatus,
    /// The level that stops it.
    pub nte_detail: Option<LimitKind>,
    /// The draft it is on.
    pub invoice_id: Option<InvoiceId>,
}

impl BacklogRow {
    /// The amount less its discount, with its fee, before tax (R-PRC-4).
    pub fn net_amount(&self) -> Decimal {
        self.discount_and_fee.net(self.billing_type, self.amount, self.currency)
    }
}

/// What becomes of a row that goes into the backlog.
#[derive(Clone, Debug, PartialEq)]
pub struct OpenRow {
    /// The unbilled sale.
    pub actual_id: ActualId,
    /// Time, expense, …
    pub transaction_class: TransactionClass,
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
    /// What it counts: hours × price, less its discount, with its fee.
    pub net_amount: Decimal,
    /// Not so where nothing prices it.
    pub has_price: bool,
    /// Ready to Invoice.
    pub is_ready: bool,
    /// Where it stands against limits.
    pub nte_status: NteStatus,
    /// The level that stops it.
    pub nte_detail: Option<LimitKind>,
}

/// A limit and what is used of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limit {
    /// Negotiated cap.
    pub limit: Decimal,
    /// Committed backlog, drafts and invoices to date.
    pub used: Decimal,
}

/// What a customer of a line has used of whatever limits apply to it (R-NTE-3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Usage {
    /// The deal.
    pub contract_id: ContractId,
    /// The line.
    pub contract_line_id: ContractLineId,
    /// Who pays.
    pub customer_id: CustomerId,
    /// On confirmed invoices, reversals with their sign.
    pub invoiced: Decimal,
    /// On drafts, as approved.
    pub on_drafts: Decimal,
    /// In the backlog, neither Failed nor Not Evaluated.
    pub committed: Decimal,
}

/// A limit with what uses it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Room {
    /// Negotiated cap.
    pub limit: Decimal,
    /// On confirmed invoices.
    pub invoiced: Decimal,
    /// On drafts.
    pub on_drafts: Decimal,
    /// Committed in the backlog.
    pub committed: Decimal,
}

/// An open chargeable sale, as far as limits are concerned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LimitRow {
    /// The unbilled sale.
    pub actual_id: ActualId,
    /// The deal.
    pub contract_id: ContractId,
    /// The line.
    pub contract_line_id: ContractLineId,
    /// Who pays.
    pub customer_id: CustomerId,
    /// What it counts: hours × price, less its discount, with its fee.
    pub net_amount: Decimal,
    /// Where it stands.
    pub nte_status: NteStatus,
}

/// What an evaluation says of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evaluated {
    /// The unbilled sale.
    pub actual_id: ActualId,
    /// Where it stands now.
    pub nte_status: NteStatus,
    /// The level that stops it.
    pub level: Option<LimitLevel>,
}

/// Release these rows, and another will fit: what if (W-8).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ReleaseRequest {
    /// The deal.
    pub contract_id: ContractId,
    /// The row that needs room.
    pub row: ActualId,
    /// The rows that give theirs.
    pub release: Vec<ActualId>,
}

/// What becomes of every row of a release.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ReleasePlan {
    /// The row that needs room.
    pub row: Evaluated,
    /// The released ones, in order of date and id.
    pub released: Vec<Evaluated>,
}

/// Do that release, if it still comes out as it was shown.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Release {
    /// What is released for what.
    pub request: ReleaseRequest,
    /// What was shown.
    pub expected: ReleasePlan,
}

/// A contract's limits: where the room went (W-8).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LimitsPage {
    /// The deal.
    pub contract_id: ContractId,
    /// Its number and name.
    pub contract_name: String,
    /// Of every amount.
    pub currency: Currency,
    /// Levels with a limit, in the order of R-NTE-2.
    pub levels: Vec<LevelRoom>,
    /// Rows that are Failed, the first by date and id.
    pub failed: Vec<LimitedRow>,
    /// How many are Failed in all.
    pub failed_count: i64,
    /// The row that was chosen, with who uses its room.
    pub chosen: Option<ChosenRow>,
}

/// A level with its room.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LevelRoom {
    /// Which, with its names.
    pub setting: LimitSetting,
    /// What uses it.
    pub room: Room,
}

/// A row of the backlog on the page of limits.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LimitedRow {
    /// The unbilled sale.
    pub actual_id: ActualId,
    /// When.
    pub work_on: NaiveDate,
    /// The line's number and name.
    pub line_name: String,
    /// Who pays.
    pub customer_name: String,
    /// Who worked.
    pub resource_name: Option<String>,
    /// What the entry says.
    pub notes: Option<String>,
    /// What it counts: hours × price, less its discount, with its fee.
    pub net_amount: Decimal,
    /// Marked Ready to Invoice.
    pub is_ready: bool,
    /// Where it stands.
    pub nte_status: NteStatus,
    /// The level that stopped it when it was evaluated last.
    pub nte_detail: Option<LimitKind>,
    /// The level that would stop it now; none: it fits.
    pub stopped_by: Option<LimitLevel>,
}

/// A row that needs room, and who has it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ChosenRow {
    /// The row.
    pub row: LimitedRow,
    /// How much each level that stops it lacks.
    pub short: Vec<(LimitLevel, Decimal)>,
    /// Committed rows that use the room of those levels: largest first, of equal ones the latest.
    pub committed: Vec<LimitedRow>,
    /// How many there are in all.
    pub committed_count: i64,
    /// The fewest of them that free enough; none: all together don't.
    pub suggestion: Option<Vec<ActualId>>,
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
    /// Nothing prices them, so not marked.
    pub without_price: i64,
    /// Over a limit, so not marked.
    pub at_limit: i64,
    /// A limit is to be evaluated first.
    pub not_evaluated: i64,
    /// Not marked, and nothing in the way.
    pub not_ready: i64,
}

/// A row that somebody picked for an invoice (R-INV-13, R-INV-14).
#[derive(Clone, Debug, PartialEq)]
pub struct PickedRow {
    /// The unbilled sale.
    pub actual_id: ActualId,
    /// The deal.
    pub contract_id: ContractId,
    /// Who pays.
    pub customer_id: CustomerId,
    /// When.
    pub work_on: NaiveDate,
    /// Whether the customer pays.
    pub billing_type: BillingType,
    /// Not so where nothing prices it.
    pub has_price: bool,
    /// Ready to Invoice.
    pub is_ready: bool,
    /// Where it stands against limits.
    pub nte_status: NteStatus,
    /// The level that stops it.
    pub nte_detail: Option<LimitKind>,
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
    /// Taken off each, in percent.
    pub discount_percent: Decimal,
    /// Added to each, in percent.
    pub fee_percent: Decimal,
    /// Of price and amount.
    pub currency: Currency,
    /// As it stood against limits.
    pub nte_status: NteStatus,
}
