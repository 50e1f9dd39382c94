//! What Today says: figures, each with the list whose rows it counts.

use crate::vocabulary::{
    currency::Currency,
    ids::{BatchId, ContractId, InvoiceId},
    paging::ListQuery,
    words::{BillingStatus, BillingType},
};
use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// A list that a figure leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum List {
    /// Entries to decide.
    Approvals,
    /// One's own expenses.
    Expenses,
    /// One's own material.
    Material,
    /// Time and Material Billing Backlog.
    Backlog,
    /// Fixed Price Milestones.
    Milestones,
    /// Product Billing Backlog.
    ProductLines,
    /// Retainers and Advances.
    Retainers,
    /// Invoices.
    Invoices,
    /// Billing Hub.
    Hub,
    /// What is done in the background.
    Batches,
    /// Invoice Schedules.
    Schedules,
    /// Time Sheets.
    TimeSheets,
}

/// What a filtered list comes to, and which one: never a figure without its rows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Counted {
    /// Which list.
    pub list: List,
    /// Its filters, as in its address.
    pub filters: Vec<(String, String)>,
    /// Rows.
    pub count: i64,
    /// Hours.
    pub quantity: Decimal,
    /// Amounts; those of different currencies are never added.
    pub amounts: Vec<(Currency, Decimal)>,
}

impl Counted {
    /// Nothing of a list yet.
    pub fn of(list: List, filters: &[(&str, String)]) -> Self {
        Self {
            list,
            filters: filters
                .iter()
                .map(|(name, text)| ((*name).to_owned(), text.clone()))
                .collect(),
            count: 0,
            quantity: Decimal::ZERO,
            amounts: Vec::new(),
        }
    }

    /// Kept to the projects of somebody's team, where there is a team.
    pub fn of_team(mut self, team: Option<&str>) -> Self {
        self.filters.extend(team.map(|name| ("team".to_owned(), name.to_owned())));
        self
    }

    /// Adds rows and what they come to.
    pub fn add(&mut self, count: i64, currency: Currency, amount: Decimal) {
        self.count += count;
        match self.amounts.iter_mut().find(|(known, _)| *known == currency) {
            Some((_, sum)) => *sum += amount,
            None => self.amounts.push((currency, amount)),
        }
        self.amounts.sort_by_key(|(currency, _)| *currency);
    }

    /// What the list is asked.
    pub fn query(&self) -> ListQuery {
        self.filters
            .iter()
            .fold(ListQuery::default(), |query, (name, text)| query.with(name, text.clone()))
    }
}

/// What waits to be decided by an approver.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ToDecide {
    /// Submitted, to be approved.
    pub submitted: Counted,
    /// The oldest of them, in days since the work.
    pub oldest_days: Option<i64>,
    /// Recalls that their authors asked for.
    pub recalls: Counted,
}

/// Drafts of invoices by where they are.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Drafts {
    /// To be checked.
    pub drafts: Counted,
    /// The oldest of those, in days since it was made.
    pub oldest_days: Option<i64>,
    /// In review.
    pub in_review: Counted,
    /// Whose turn to be confirmed is to come.
    pub scheduled: Counted,
    /// Whose confirmation failed.
    pub failed: Counted,
}

/// A week of whoever records time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnWeek {
    /// It begins here.
    pub monday: NaiveDate,
    /// Entries of it to be submitted.
    pub drafts: i64,
    /// Returned to be changed.
    pub returned: i64,
    /// Weekdays without any time.
    pub missing: Vec<NaiveDate>,
}

/// What of their own somebody has to do.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OwnWork {
    /// Weeks with something to do, the latest first.
    pub weeks: Vec<OwnWeek>,
    /// Expenses and material to be submitted or changed.
    pub others: Vec<Counted>,
}

/// How long ago work was done, in days.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Age {
    /// 30 at most; what is yet to come is of today.
    UpTo30,
    /// 31 to 60.
    UpTo60,
    /// 61 to 90.
    UpTo90,
    /// More.
    Over90,
}

impl Age {
    /// From young to old.
    pub const ALL: [Self; 4] = [Self::UpTo30, Self::UpTo60, Self::UpTo90, Self::Over90];
}

crate::words! {
    /// What kind of unbilled work.
    UnbilledKind, "text", {
        /// Hours.
        Time = "time",
        /// Expenses.
        Expense = "expense",
        /// Material.
        Material = "material",
        /// Fees.
        Fee = "fee",
        /// Milestones that are due.
        Milestone = "milestone",
        /// Goods sold.
        Product = "product",
        /// Retainers that are due.
        Retainer = "retainer",
    }
}

/// Unbilled work of one kind, status and age.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct UnbilledCell {
    /// Not Ready, Ready, on a draft.
    pub status: BillingStatus,
    /// Of what kind.
    pub kind: UnbilledKind,
    /// How old.
    pub age: Age,
    /// What it comes to.
    pub counted: Counted,
}

/// Why something can't be billed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum WhyBlocked {
    /// It does not fit into a limit.
    OverLimit,
    /// Nobody asked whether it fits.
    NotEvaluated,
    /// Nothing prices it.
    WithoutPrice,
    /// Milestones don't come to what their line is contracted for; contracts are counted.
    MilestonesOff,
}

/// What is blocked for one reason.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Blocked {
    /// Why.
    pub why: WhyBlocked,
    /// What of it.
    pub counted: Counted,
}

/// Unbilled work by age and by what blocks it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Unbilled {
    /// What there is, by status, kind and age.
    pub cells: Vec<UnbilledCell>,
    /// What holds some of it up.
    pub blocked: Vec<Blocked>,
}

/// What this month has come to so far.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Month {
    /// Its first day.
    pub first: NaiveDate,
    /// Confirmed invoices of it.
    pub invoices: Counted,
    /// Those of the month before.
    pub before: Counted,
    /// Hours that nobody pays for; none where entries are not the reader's to see.
    pub not_charged: Vec<(BillingType, Counted)>,
}

/// Why a contract needs a look.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub enum Why {
    /// So many percent of a limit are used.
    LimitUsed(Decimal),
    /// A milestone was due so many days ago and is not Ready.
    MilestoneOverdue(i64),
    /// Invoiced last so many days ago, and something is unbilled.
    LongNotInvoiced(i64),
    /// A retainer is due in so many days; negative: it was.
    RetainerDue(i64),
}

/// A contract that needs a look.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Look {
    /// Its key.
    pub contract_id: ContractId,
    /// As people call it.
    pub number: String,
    /// The most pressing reason.
    pub why: Why,
}

/// Contracts that need a look, the most pressing first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Looks {
    /// Those that are shown.
    pub contracts: Vec<Look>,
    /// How many more there are.
    pub more: i64,
}

/// A record that the reader worked on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Record {
    /// A contract.
    Contract(ContractId),
    /// An invoice or a draft.
    Invoice(InvoiceId),
}

/// What the reader worked on lately.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recent {
    /// Which record.
    pub record: Record,
    /// Its number or name.
    pub name: String,
    /// Whose it is.
    pub customer: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// What goes on or went wrong in the background.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Runs {
    /// The reader's own of the last seven days with something refused: which, and how much.
    pub refused: Vec<(BatchId, i64)>,
    /// How many more of them there are.
    pub more: i64,
    /// The company's, for whoever administers it.
    pub all: Vec<Counted>,
}

/// An invoice on which a price was changed by more than 10 %.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EditedPrice {
    /// Which.
    pub invoice_id: InvoiceId,
    /// Its number.
    pub number: String,
    /// How many of its details.
    pub details: i64,
}

/// What was edited on the invoices of one currency before they were confirmed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ConfirmedEdit {
    /// Of the amount.
    pub currency: Currency,
    /// How many details.
    pub details: i64,
    /// What they come to now, less what they came as.
    pub change: Decimal,
}

/// What was confirmed since yesterday.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Confirmed {
    /// The invoices.
    pub invoices: Counted,
    /// What was edited on them.
    pub edited: Vec<ConfirmedEdit>,
    /// Prices that were changed by more than 10 %, the largest number first.
    pub exceptions: Vec<EditedPrice>,
    /// How many more invoices have some.
    pub more: i64,
}
