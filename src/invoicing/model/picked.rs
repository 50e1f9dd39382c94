//! Nouns of billing picked rows.

use crate::vocabulary::{
    failure::ApiError,
    ids::{ActualId, ContractId, CustomerId, InvoiceId},
    left_behind::LeftBehind,
    paging::{BulkOutcome, Selection},
    refusal::Refusal,
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A draft that rows can be added to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OpenDraft {
    /// Which.
    pub invoice_id: InvoiceId,
    /// The deal.
    pub contract_id: ContractId,
    /// Who is billed.
    pub customer_id: CustomerId,
    /// The day on it; nothing dated later goes on it (R-INV-4).
    pub invoice_on: NaiveDate,
}

/// What is to be done with picked rows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Picking {
    /// Rows to be taken, by contract and customer: on a draft that is there, or on a new one.
    pub take: BTreeMap<(ContractId, CustomerId), (Option<OpenDraft>, Vec<ActualId>)>,
    /// Rows that stay where they are.
    pub refused: Vec<(ActualId, Refusal)>,
}

/// Put rows of the backlog back on the draft they were taken off.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DetailReturn {
    /// Which draft.
    pub invoice_id: InvoiceId,
    /// Which rows.
    pub selection: Selection,
    /// They were held back, Not Ready: they are Ready again first (R-SM-20).
    pub held_back: bool,
}

/// What came off a draft.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TakenOff {
    /// Details, of milestones too.
    pub details: i64,
    /// The sales that went back to the backlog: what puts them back on begins from them.
    pub sales: Vec<ActualId>,
}

/// What came of billing picked rows, or chosen contracts.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Billed {
    /// Rows that went on invoices, or drafts of contracts; the others say why not.
    pub outcome: BulkOutcome,
    /// The drafts they are on.
    pub invoices: Vec<InvoiceId>,
    /// The results one by one, those that failed first (R-INV-17).
    pub became: Vec<Became>,
    /// What stayed behind of chosen contracts beside their drafts, and the day on these.
    pub left: Option<(LeftBehind, NaiveDate)>,
}

/// What became of one contract and customer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Became {
    /// The contract's number and name.
    pub contract: String,
    /// Who is billed; empty where it is about the contract as a whole.
    pub customer: String,
    /// The draft, or why there is none.
    pub outcome: Result<InvoiceId, ApiError>,
}
