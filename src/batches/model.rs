//! A batch as it is listed, and what was refused in it.

use crate::{
    batches::{
        rules,
        words::{BatchKind, BatchState},
    },
    vocabulary::{
        currency::Currency,
        failure::ApiError,
        ids::{BatchId, ContractId, EntryId, InvoiceId},
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
    /// Somebody cancelled it.
    pub is_cancelled: bool,
    /// When the last of it was done.
    pub settled_at: Option<DateTime<Utc>>,
    /// What had been refused in that batch.
    pub retries: Option<BatchId>,
    /// The batch that tries again what was refused.
    pub retried_by: Option<BatchId>,
    /// Of an approval set: of what it is, and what there is to be said of what it approved.
    pub set: Option<SetFacts>,
}

/// What somebody began and has not looked at since it was done: what the bell says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Background {
    /// Batches of theirs that go on.
    pub running: i64,
    /// Those that are done.
    pub done: i64,
    /// Rows refused in these.
    pub refused: i64,
    /// The newest of those that are done.
    pub newest: Option<BatchId>,
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
        let counts = (self.waiting, self.done, self.refused);
        rules::state(counts, self.is_stopped, self.is_cancelled)
    }

    /// In how many seconds the rest will be done, as far as anybody can tell.
    pub fn seconds_left(&self) -> Option<i64> {
        let settled = self.done.saturating_add(self.refused);
        rules::seconds_left(self.begun_at, self.settled_at, (self.waiting, settled))
    }

    /// Rows in all.
    pub fn items(&self) -> i64 {
        [self.waiting, self.done, self.refused].into_iter().map(i64::from).sum()
    }
}

/// What was refused: a sale of the backlog, an entry of an approval set, a contract or an invoice.
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
    /// The invoice that it is, and what that is called.
    pub invoice: Option<(InvoiceId, String)>,
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
