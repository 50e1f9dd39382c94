//! A batch as it is listed, and what was refused in it.

use crate::{
    batches::{
        rules,
        words::{BatchKind, BatchState},
    },
    vocabulary::{
        currency::Currency,
        failure::ApiError,
        ids::{BatchId, ContractId, EntryId},
        words::EntryState,
    },
};
use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// What somebody began.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BatchRow {
    /// Its key.
    pub batch_id: BatchId,
    /// What is done.
    pub kind: BatchKind,
    /// On whose behalf; nobody: the command line.
    pub person_name: Option<String>,
    /// Since when.
    pub begun_at: DateTime<Utc>,
    /// What the rows came to then, per currency.
    pub amounts: Vec<(Currency, Decimal)>,
    /// Rows to come.
    pub waiting: i32,
    /// Rows done.
    pub done: i32,
    /// Rows that stay as they are.
    pub refused: i32,
    /// Rows wait, but its job failed for good.
    pub is_stopped: bool,
    /// Of an approval set: of what it is, and what there is to be said of what it approved.
    pub set: Option<SetFacts>,
}

/// What an approval set says of itself, beside what every batch does.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SetFacts {
    /// Of what.
    pub project_code: String,
    /// The word to the authors.
    pub comment: String,
    /// Hours of time in it, as they were then.
    pub hours: Decimal,
    /// What had failed in that set.
    pub retries: Option<BatchId>,
    /// Of those approved: chargeable, but nothing prices them (W-27).
    pub without_price: i32,
    /// Of those approved: chargeable at a price of 0.
    pub at_zero: i32,
    /// Of those approved: with a rate in another currency than the contract's, which was not used.
    pub rate_left: i32,
    /// Of those approved: covered by no contract line.
    pub not_covered: i32,
    /// Of those not covered: outside the dates of the contract that covers their project.
    pub outside_dates: i32,
}

impl BatchRow {
    /// How far it has come.
    pub fn state(&self) -> BatchState {
        rules::state(self.waiting, self.done, self.refused, self.is_stopped)
    }

    /// Rows in all.
    pub fn items(&self) -> i64 {
        [self.waiting, self.done, self.refused].into_iter().map(i64::from).sum()
    }
}

/// What was refused: a sale of the backlog, or an entry of an approval set.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RefusalRow {
    /// Its key.
    pub item_id: i64,
    /// When the work was done.
    pub work_on: Option<NaiveDate>,
    /// The deal.
    pub contract_id: Option<ContractId>,
    /// Its number.
    pub contract_number: Option<String>,
    /// Who pays.
    pub customer_name: Option<String>,
    /// Who worked.
    pub resource_name: Option<String>,
    /// What it comes to, with its currency; of a sale.
    pub amount: Option<(Currency, Decimal)>,
    /// Of an entry: what was done, and what has become of it since.
    pub entry: Option<RefusedEntry>,
    /// Why it stays as it is.
    pub reason: ApiError,
}

/// An entry that an approval set could not approve.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RefusedEntry {
    /// Its key.
    pub entry_id: EntryId,
    /// In words.
    pub notes: String,
    /// Hours worked, or units.
    pub quantity: Decimal,
    /// Of the quantity; empty: hours.
    pub unit: String,
    /// What has become of it since.
    pub state: EntryState,
}
