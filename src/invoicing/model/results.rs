//! What acts on invoices tell: what was made, confirmed, left behind; what is known beforehand; to whom.

use crate::vocabulary::{
    failure::ApiError,
    ids::{ContractId, InvoiceId},
    left_behind::LeftBehind,
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

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
        [self.street.as_str(), city.trim(), &self.country].into_iter().filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
    }
}
