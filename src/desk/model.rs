//! The hub's contracts and the rows of the ledger, as they are looked at.

use crate::vocabulary::{
    currency::Currency,
    failure::ApiError,
    ids::{ActualId, ContractId, ContractLineId, EntryId, InvoiceDetailId, InvoiceId},
    left_behind::LeftBehind,
    money::DiscountAndFee,
    paging::Selection,
    words::{
        AdjustmentStatus, BillingMethod, BillingStatus, BillingType, ContractState, ScheduleType,
        TransactionClass, TransactionType,
    },
};
use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// A contract on the billing hub (R-INV-12), read live.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HubContract {
    /// Its key.
    pub contract_id: ContractId,
    /// As people call it.
    pub number: String,
    /// What it is about.
    pub name: String,
    /// Who signed.
    pub primary_customer_name: String,
    /// Of every amount.
    pub currency: Currency,
    /// §2.1.
    pub state: ContractState,
    /// Fixed prices of its lines, if it has any.
    pub contracted_amount: Option<Decimal>,
    /// On confirmed invoices, and before Billwright.
    pub invoiced_amount: Decimal,
    /// What of it before Billwright.
    pub billed_before_amount: Decimal,
    /// On drafts.
    pub draft_amount: Decimal,
    /// Rows of the backlog marked Ready to Invoice, of any billing type, and customers' parts of
    /// milestones, product lines and retainers that are Ready.
    pub ready_count: i64,
    /// Their chargeable amount.
    pub ready_amount: Decimal,
    /// Chargeable in the backlog and of milestones on no invoice, not marked.
    pub not_ready_amount: Decimal,
    /// What of them does not fit into a limit.
    pub held_amount: Decimal,
    /// Chargeable rows of the backlog that nothing prices: in none of the amounts.
    pub without_price_count: i64,
    /// How many pay beside who signed.
    pub other_customers: i64,
    /// The most that is used of one of its limits, in percent; none where it has none.
    pub limit_used: Option<Decimal>,
    /// The day of its last confirmed invoice.
    pub invoiced_on: Option<NaiveDate>,
    /// Chargeable in the backlog, by class.
    pub classes: HubClasses,
    /// What of the three is of milestones.
    pub milestones: HubPart,
    /// And of retainers that no invoice bills.
    pub retainers: HubPart,
    /// And of product lines.
    pub products: HubPart,
    /// All its retainers.
    pub retainer_amount: Decimal,
    /// What of them is billed and free to be used.
    pub available_retainer_amount: Decimal,
}

/// What is chargeable in the backlog, by class.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct HubClasses {
    /// Time.
    pub time: Decimal,
    /// Expenses.
    pub expense: Decimal,
    /// Material.
    pub material: Decimal,
    /// Fees.
    pub fee: Decimal,
}

/// What the milestones of a contract have, its product lines or its retainers, on no invoice.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct HubPart {
    /// Those that are Ready.
    pub ready_count: i64,
    /// Their amount.
    pub ready_amount: Decimal,
    /// Of those that are not.
    pub not_ready_amount: Decimal,
}

/// Contracts chosen on the hub or among the project contracts, to be invoiced.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ChosenContracts {
    /// Which.
    pub selection: Selection,
    /// The day on the invoices; nothing dated later is taken (R-INV-4). None: today.
    pub invoice_on: Option<NaiveDate>,
}

/// A draft that creating invoices would make.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(sqlx::FromRow))]
pub struct ToDraft {
    /// The contract's number.
    pub contract: String,
    /// Who would be billed.
    pub customer: String,
    /// What it would come to.
    pub amount: Decimal,
    /// Of the amount.
    pub currency: Currency,
}

/// What creating invoices of chosen contracts would take in (R-INV-2).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ToInvoice {
    /// Contracts with something Ready.
    pub contracts: i64,
    /// Chosen ones with nothing Ready.
    pub without: i64,
    /// Who would be billed.
    pub customers: i64,
    /// Actuals, parts of milestones, product lines and retainers that are Ready.
    pub rows: i64,
    /// What they come to.
    pub amounts: Vec<(Currency, Decimal)>,
    /// They are more than the company does at once.
    pub in_background: bool,
    /// The day on the invoices.
    pub invoice_on: NaiveDate,
    /// The drafts there would be, unless they are made in the background.
    pub drafts: Vec<ToDraft>,
    /// Contracts that would get none, and why.
    pub refused: Vec<(String, ApiError)>,
    /// What would stay behind beside those drafts.
    pub left: LeftBehind,
}

/// A line of a contract on the hub.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HubLine {
    /// Its key.
    pub contract_line_id: ContractLineId,
    /// 1, 2, …
    pub line_number: i32,
    /// What it is.
    pub name: String,
    /// Of which project.
    pub project_code: String,
    /// Who pays.
    pub customers: String,
    /// How it bills.
    pub billing_method: BillingMethod,
    /// How its milestones are invoiced; fixed price only.
    pub schedule_type: Option<ScheduleType>,
    /// Milestones on no invoice.
    pub milestone_amount: Decimal,
    /// Product lines on no invoice.
    pub product_amount: Decimal,
    /// Chargeable in the backlog, by class.
    pub classes: HubClasses,
    /// Of all those, marked Ready to Invoice.
    pub ready_amount: Decimal,
    /// And not.
    pub not_ready_amount: Decimal,
    /// What of them does not fit into a limit.
    pub held_amount: Decimal,
    /// On drafts.
    pub draft_amount: Decimal,
    /// On confirmed invoices.
    pub invoiced_amount: Decimal,
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
    /// Taken off that, and added to it (R-PRC-4).
    #[cfg_attr(feature = "ssr", sqlx(flatten))]
    pub discount_and_fee: DiscountAndFee,
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
    /// The invoice whose confirmation wrote it.
    pub own_invoice_id: Option<InvoiceId>,
    /// The invoice it is on, draft or confirmed.
    pub invoice_id: Option<InvoiceId>,
    /// That invoice's number, once it has one.
    pub invoice_number: Option<i64>,
    /// §2.4; only unbilled sales that are no reversal have one.
    pub billing_status: Option<BillingStatus>,
    /// §2.5.
    pub adjustment_status: AdjustmentStatus,
}

impl LedgerRow {
    /// The amount less its discount, with its fee, before tax (R-PRC-4).
    pub fn net_amount(&self) -> Decimal {
        self.discount_and_fee.net(self.billing_type, self.amount, self.currency)
    }
}

/// Where a figure stands on a page: an entry, a detail of an invoice, a row of the ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Figure {
    /// What was recorded.
    Entry(EntryId),
    /// What an invoice bills or credits.
    Detail(InvoiceDetailId),
    /// A row of the ledger.
    Actual(ActualId),
}

/// What became of a figure.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Life {
    /// All rows of the ledger that hang together with it, in order.
    pub rows: Vec<LedgerRow>,
    /// Who edited it on drafts.
    pub edited: Vec<Edited>,
}

/// An edit on a draft.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Edited {
    /// Which draft it was on.
    pub invoice_id: InvoiceId,
    /// When.
    pub edited_at: DateTime<Utc>,
    /// Who.
    pub person: Option<String>,
}

/// A step of its life.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// What happened.
    pub what: What,
    /// When it counts in the books; of what waits, the day of the work.
    pub on: NaiveDate,
    /// The invoice that did it, or the draft it is on.
    pub invoice_id: Option<InvoiceId>,
    /// That invoice's number.
    pub invoice_number: Option<i64>,
    /// The rows that it wrote, or that wait.
    pub rows: Vec<ActualId>,
}

/// What a step is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// Approved, or posted by a journal.
    Approved,
    /// Taken back before it was billed (R-APP-12).
    TakenBack,
    /// Written anew under another billing type (R-COR-11) or other terms (R-APP-11).
    Retyped,
    /// Billed by a confirmed invoice (R-CONF-1).
    Billed,
    /// Corrected by another (§10).
    Corrected,
    /// In the backlog, Not Ready.
    NotReady,
    /// In the backlog, Ready.
    Ready,
    /// On a draft.
    OnDraft,
}

/// Where the money of a figure stands now.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stands {
    /// Of the amounts.
    pub currency: Currency,
    /// What all rows of sales add up to.
    pub in_all: Decimal,
    /// On confirmed invoices, chargeable.
    pub billed: Decimal,
    /// On drafts.
    pub on_drafts: Decimal,
    /// In the backlog, Ready.
    pub ready: Decimal,
    /// In the backlog, Not Ready.
    pub not_ready: Decimal,
    /// Not chargeable, wherever it is.
    pub not_charged: Decimal,
}

impl Stands {
    /// Nothing.
    pub fn none(currency: Currency) -> Self {
        Self {
            currency,
            in_all: Decimal::ZERO,
            billed: Decimal::ZERO,
            on_drafts: Decimal::ZERO,
            ready: Decimal::ZERO,
            not_ready: Decimal::ZERO,
            not_charged: Decimal::ZERO,
        }
    }
}
