//! What Month's End says: figures, each with the list whose rows it counts.

use crate::{
    today::model::{Counted, List},
    vocabulary::{
        currency::Currency,
        ids::{ContractId, ResourceId},
    },
};
use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// A month, by its first and last day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Month {
    /// The first.
    pub first: NaiveDate,
    /// And the last.
    pub last: NaiveDate,
}

crate::words! {
    /// How far something of a month has come. Work, milestones, product lines and retainers count by
    /// their day, up to the end of the month; invoices by theirs, in the month.
    Stage, "text", {
        /// Approved or agreed, on no invoice, not marked.
        NotReady = "not_ready",
        /// Marked Ready to Invoice.
        Ready = "ready",
        /// What of the first two does not fit into a limit.
        Held = "held",
        /// On drafts.
        OnDraft = "on_draft",
        /// Drafts that could not be confirmed, of whatever month.
        Failed = "failed",
        /// Confirmed invoices.
        Confirmed = "confirmed",
    }
}

/// What there is of one stage on one list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Figure {
    /// How far it has come.
    pub stage: Stage,
    /// Which list has its rows.
    pub list: List,
    /// How many.
    pub count: i64,
    /// Of the amount.
    pub currency: Currency,
    /// What they come to.
    pub amount: Decimal,
}

/// A contract at a month's end.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MonthContract {
    /// Which month.
    pub month: Month,
    /// Its key.
    pub contract_id: ContractId,
    /// As people call it.
    pub number: String,
    /// What it is about.
    pub name: String,
    /// Who signed.
    pub primary_customer_name: String,
    /// What it has, where it has something.
    pub figures: Vec<Figure>,
}

/// What keeps a month open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Lack {
    /// People with working days of the month without time.
    WithoutTime,
    /// Entries that their authors have not submitted.
    NotSubmitted,
    /// Entries that were returned to be changed.
    Returned,
    /// Entries that nobody has approved.
    NotApproved,
    /// Recalls that nobody has decided.
    RecallAsked,
    /// Work that nothing prices.
    WithoutPrice,
    /// Work of which nobody asked whether it fits into its limits.
    NotEvaluated,
    /// Work that does not fit into a limit.
    OverLimit,
    /// Contracts whose milestones don't come to what is contracted.
    MilestonesOff,
    /// Days of schedules that have not run.
    NotRun,
    /// Days of schedules whose run failed.
    RunFailed,
    /// Drafts that have been there for long.
    OldDrafts,
    /// Drafts that could not be confirmed.
    NotConfirmed,
}

/// What is missing before a month can be closed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Closing {
    /// Which month.
    pub month: Month,
    /// What there is of each stage, and its list.
    pub stages: Vec<(Stage, Counted)>,
    /// What keeps the month open; of others' work nothing, where it is not the reader's to see.
    pub lacks: Vec<(Lack, Counted)>,
}

/// Somebody's time of a month.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TimeSheet {
    /// Which month.
    pub month: Month,
    /// Whose.
    pub resource_id: ResourceId,
    /// Their name.
    pub name: String,
    /// Monday to Friday, before today, without any time.
    pub missing_days: i64,
    /// Hours of entries to be submitted.
    pub not_submitted: Decimal,
    /// Hours of entries returned to be changed.
    pub returned: Decimal,
    /// Hours of entries to be approved.
    pub not_approved: Decimal,
    /// Hours approved.
    pub approved: Decimal,
}
