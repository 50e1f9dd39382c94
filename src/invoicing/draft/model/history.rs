//! What happened to an invoice, out of the audit trail.

use super::{Change, DetailTerms, HeaderEdit};
use crate::vocabulary::{
    currency::Currency,
    ids::InvoiceId,
    words::{InvoiceState, RetainerUse},
};
use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// Whose history, and before which entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HistoryQuery {
    /// Of which invoice.
    pub invoice_id: InvoiceId,
    /// Only what happened before this entry; none: from the last one on.
    pub before: Option<i64>,
}

/// The latest of it first.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct HistoryPage {
    /// What happened.
    pub rows: Vec<HistoryRow>,
    /// Where the older part begins, if there is one.
    pub older: Option<i64>,
}

/// One thing that happened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HistoryRow {
    /// When.
    pub at: DateTime<Utc>,
    /// Who; none: the program by itself, or from its command line.
    pub person: Option<String>,
    /// What.
    pub happened: Happening,
}

/// A detail before it was edited, or when it was written by hand, as the trail keeps it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Changed {
    /// When the work was done.
    pub work_on: NaiveDate,
    /// Who worked.
    pub resource_name: Option<String>,
    /// Of price, amount and tax.
    pub currency: Currency,
    /// What it said.
    pub terms: DetailTerms,
}

/// What was done with a retainer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Retained {
    /// So much of it pays now.
    Applied,
    /// It is billed.
    Billed,
    /// What is left of it goes back.
    Refunded,
    /// It came off.
    TakenOff(RetainerUse),
}

/// What happened, as far as the trail says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Happening {
    /// The draft was made.
    Created,
    /// It was confirmed under this number.
    Confirmed(i64),
    /// A detail was edited: as it was, and what it says since.
    Edited(Box<(Changed, DetailTerms)>),
    /// A detail was edited, before the trail said how it had been.
    EditedSomehow,
    /// Many were edited at once.
    EditedMany {
        /// What of them.
        change: Change,
        /// How many.
        changed: i64,
        /// What they counted.
        before: Decimal,
        /// What they count since.
        after: Decimal,
        /// Of both.
        currency: Option<Currency>,
    },
    /// An act was taken back: so many details.
    Undone(i64),
    /// So many details say again what they came with.
    Restored(i64),
    /// So many details went back to the backlog; held back, if so.
    TakenOff(i64, bool),
    /// So many rows came on it.
    Added(i64),
    /// A detail was written on it by hand.
    Written(Box<Changed>),
    /// It took in sales and milestones.
    Refreshed(i64, i64),
    /// Its head: as it was, if the trail says so, and is.
    Header(Box<(Option<HeaderEdit>, HeaderEdit)>),
    /// It went on: draft, in review.
    State(InvoiceState, InvoiceState),
    /// A line got another name: the old one, if the trail says it.
    Renamed(Option<String>, String),
    /// Something with a retainer, and how much of it.
    Retainer(Retained, Option<Decimal>),
    /// Something that has no words here.
    Other(String),
}
