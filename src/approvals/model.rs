//! What an approver changes, and what approval would write; beside it approval sets.

mod sets;

pub use sets::{ApprovalRequest, Requested};

use crate::{
    entries::model::TakenChange,
    vocabulary::{currency::Currency, ids::EntryId, words::BillingType},
};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// What an approver may change before approving (R-APP-4).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EntryEdit {
    /// Which entry.
    pub entry_id: EntryId,
    /// As it was seen.
    pub version: i32,
    /// Hours let through, as typed.
    pub billable_quantity: String,
    /// Whether the customer pays.
    pub billing_type: BillingType,
    /// For the customer's eyes.
    pub external_comment: String,
}

/// What the source of imported entries says of them now.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Carried {
    /// Approved there, and a draft here: submitted.
    pub approved: Vec<EntryId>,
    /// Invoiced there, and on no invoice here: history.
    pub invoiced: Vec<EntryId>,
    /// Otherwise there.
    pub changed: Vec<TakenChange>,
}

/// What approving an entry would bill that isn't here yet.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct WouldBill {
    /// To all customers together.
    pub amount: Decimal,
    /// Of the contract that covers it, if one does.
    pub currency: Option<Currency>,
    /// Rows of the ledger that it is billed by: each is rounded.
    pub parts: u32,
    /// Per hour.
    pub unit_price: Decimal,
    /// Why it is not billed, if it isn't.
    pub unbilled: Option<Unbilled>,
}

/// Why work is not billed by the hour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unbilled {
    /// No line of a contract covers it.
    NotCovered,
    /// The contract that covers it has other dates.
    OutsideDates,
    /// The line bills a fixed price.
    FixedPrice,
    /// Customers don't pay for it.
    NotChargeable,
    /// Nothing prices it.
    NoPrice,
}
