//! A batch as it is listed, and what was refused in it.

use crate::{
    batches::{
        rules,
        words::{BatchKind, BatchState},
    },
    vocabulary::{
        currency::Currency,
        failure::ApiError,
        ids::{BatchId, ContractId},
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

/// A row that was refused: a sale of the backlog.
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
    /// What it comes to, with its currency.
    pub amount: Option<(Currency, Decimal)>,
    /// Why it stays as it is.
    pub reason: ApiError,
}
