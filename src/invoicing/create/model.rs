//! What is to be invoiced, and what became of it.

use crate::vocabulary::{
    failure::ApiError,
    ids::{ActualId, ContractId, CustomerId, InvoiceId},
    left_behind::LeftBehind,
    paging::{BulkOutcome, Sight},
    refusal::Refusal,
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

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

/// What was made of one contract: it stands or falls by itself (R-INV-17).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Created {
    /// The contract.
    pub contract_id: ContractId,
    /// Its number and name; empty for one that is not there.
    pub contract: String,
    /// Its new drafts, one per customer with something chargeable; or why there is none.
    pub outcome: Result<Vec<Draft>, ApiError>,
    /// What stayed behind beside those drafts.
    pub left: LeftBehind,
    /// The day on the invoices.
    pub invoice_on: NaiveDate,
}

/// A draft that was made or added to, as people call it: by whom it is to be paid.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    /// Its key.
    pub invoice_id: InvoiceId,
    /// Who is billed.
    pub customer: String,
}
