//! Invoice schedules, and what can be done with them.

pub use super::words::RunStatus;

use crate::vocabulary::{
    failure::ApiError,
    ids::{ContractId, ContractLineId, InvoiceScheduleId},
    words::{BillingMethod, ContractState},
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// A day of a schedule, as lists show it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ScheduleRow {
    /// Its key.
    pub invoice_schedule_id: InvoiceScheduleId,
    /// Raised by every change.
    pub version: i32,
    /// The deal.
    pub contract_id: ContractId,
    /// Its number.
    pub contract_number: String,
    /// The line of the contract.
    pub contract_line_id: ContractLineId,
    /// That line's name.
    pub line_name: String,
    /// Who signed.
    pub customer_name: String,
    /// Invoice run date: the day on which it is invoiced.
    pub run_on: NaiveDate,
    /// Transaction cut-off date: work up to and including this day counts (R-RUN-6).
    pub cut_off_on: NaiveDate,
    /// What became of it.
    pub status: RunStatus,
    /// Why its run failed.
    pub reason: Option<ApiError>,
}

/// A contract line that can have a schedule.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ScheduledLine {
    /// The deal.
    pub contract_id: ContractId,
    /// §2.1.
    pub state: ContractState,
    /// The line.
    pub contract_line_id: ContractLineId,
    /// 1, 2, …
    pub line_number: i32,
    /// What it is.
    pub name: String,
    /// Only lines by time and material have days of their own (R-RUN-4).
    pub billing_method: BillingMethod,
    /// First day of its schedule.
    pub billing_start_on: NaiveDate,
    /// Its end, if the contract has one.
    pub requested_delivery_on: Option<NaiveDate>,
    /// The name of its invoice frequency, and the days as `vocabulary/frequency.rs` writes them.
    pub frequency: Option<(String, String)>,
}

/// The same with its days, as the contract's page shows it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LineSchedule {
    /// The line.
    pub line: ScheduledLine,
    /// Its days, by date.
    pub rows: Vec<ScheduleRow>,
}

/// Generate Invoice Schedule; as typed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Generate {
    /// Of which line.
    pub contract_line_id: ContractLineId,
    /// First day.
    pub from: String,
    /// Last day.
    pub to: String,
    /// The days that were on the screen and that it replaces.
    pub replaces: Vec<InvoiceScheduleId>,
}

/// Add a day, or change one that has not run; as typed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScheduleEdit {
    /// Of which line.
    pub contract_line_id: ContractLineId,
    /// Which; none: a new one.
    pub invoice_schedule_id: Option<InvoiceScheduleId>,
    /// The version that was on the screen.
    pub version: i32,
    /// The day on which it is invoiced.
    pub run_on: String,
    /// Up to and including which day work counts; blank: the day before.
    pub cut_off_on: String,
}

/// Delete a day that has not run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScheduleRemoval {
    /// Which.
    pub invoice_schedule_id: InvoiceScheduleId,
    /// The version that was on the screen.
    pub version: i32,
}

/// A day of a schedule: when it is invoiced, and what counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ScheduleDay {
    /// Invoice run date.
    pub run_on: NaiveDate,
    /// Transaction cut-off date.
    pub cut_off_on: NaiveDate,
}

/// A day whose turn has come, of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DueDay {
    /// Its key.
    pub invoice_schedule_id: InvoiceScheduleId,
    /// The deal.
    pub contract_id: ContractId,
    /// The line.
    pub contract_line_id: ContractLineId,
    /// Work up to and including this day counts.
    pub cut_off_on: NaiveDate,
}
