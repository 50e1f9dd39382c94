//! An entry, as written down, approved and listed; beside it journals and corrections.

mod asker;
mod imported;

pub use asker::Asker;
pub use imported::{KnownEntry, NewEntry, TakenChange};

use crate::{
    book::model::Dimension,
    contracts::model::{Cover, LimitLevel},
    vocabulary::{
        currency::Currency,
        ids::{
            ApprovalSetId, CategoryId, EntryId, EntryJournalId, PersonId, ProductId, ProjectId,
            ResourceId, RoleId, TaskId,
        },
        paging::{Selection, Sight},
        words::{BillingType, EntryState, NteValidation, TransactionClass, TransactionType},
    },
};
use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// A line of a journal that is an entry, read.
#[derive(Clone, Debug, PartialEq)]
pub struct JournalWork {
    /// Cost or unbilled sales.
    pub transaction_type: TransactionType,
    /// What it is of.
    pub work: Work,
    /// Who.
    pub resource_id: Option<ResourceId>,
    /// For the customer; none: the price list's.
    pub unit_price: Option<Decimal>,
    /// Of that price: the contract's.
    pub price_currency: Option<Currency>,
}

/// What approval reads of an entry.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// Its key.
    pub entry_id: EntryId,
    /// Raised by every change that somebody makes of it.
    pub version: i32,
    /// Time, …
    pub transaction_class: TransactionClass,
    /// When.
    pub work_on: NaiveDate,
    /// On what.
    pub project_id: ProjectId,
    /// On which part of it.
    pub task_id: Option<TaskId>,
    /// Who; nobody for a fee.
    pub resource_id: Option<ResourceId>,
    /// As what, or for what.
    pub dimension: Dimension,
    /// Hours worked, or units.
    pub quantity: Decimal,
    /// Of the quantity; empty: hours, or nobody said.
    pub unit: String,
    /// Whether the customer pays.
    pub billing_type: BillingType,
    /// By somebody; else R-APP-3 says.
    pub billing_type_is_chosen: bool,
    /// Hours or units let through to the customer (R-APP-4).
    pub billable_quantity: Decimal,
    /// Typed on the time sheet or in the journal (R-PRC-3).
    pub unit_price: Option<Decimal>,
    /// Of that price: it is worth nothing on a contract in another currency.
    pub price_currency: Option<Currency>,
    /// Per hour or unit, in the company's currency.
    pub unit_cost: Decimal,
    /// §2.10.
    pub state: EntryState,
    /// Invoiced before Billwright.
    pub is_history: bool,
    /// What a journal's line writes; none: both, as approval does.
    pub journal_type: Option<TransactionType>,
    /// Whoever asks wrote it, or did the work (R-SEC-1).
    pub is_own: bool,
    /// Whoever asks may have done the work: somebody of a name like theirs did, and nobody said who
    /// that is (R-SEC-1).
    pub may_be_own: bool,
    /// Whoever asks approves on its project (§14).
    pub is_theirs_to_decide: bool,
    /// Somebody who signs in wrote it, or did the work: while it is a draft, it is theirs to submit
    /// (R-SM-36).
    pub has_an_author: bool,
}

/// An entry as it is listed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(sqlx::FromRow))]
pub struct EntryRow {
    /// Its key.
    pub entry_id: EntryId,
    /// Time, …
    pub transaction_class: TransactionClass,
    /// When.
    pub work_on: NaiveDate,
    /// On what.
    pub project_id: ProjectId,
    /// Its code.
    pub project_code: String,
    /// Who.
    pub resource_name: Option<String>,
    /// Key of the task, if it is one of the project's.
    pub task_id: Option<TaskId>,
    /// Doing what.
    pub task_name: String,
    /// As what.
    pub role_id: Option<RoleId>,
    /// For what.
    pub category_id: Option<CategoryId>,
    /// Of what.
    pub product_id: Option<ProductId>,
    /// Name of the role, category or product.
    pub priced_by: String,
    /// In words.
    pub notes: String,
    /// Hours worked, or units.
    pub quantity: Decimal,
    /// Of the quantity; empty: hours.
    pub unit: String,
    /// Per hour or unit, in the company's currency; none: whoever asks doesn't see costs of its
    /// project.
    pub unit_cost: Option<Decimal>,
    /// Typed on the time sheet or in the journal.
    pub unit_price: Option<Decimal>,
    /// Of that price.
    pub price_currency: Option<Currency>,
    /// What there is to be said of it before it is approved.
    #[cfg_attr(feature = "ssr", sqlx(skip))]
    pub remarks: Remarks,
    /// Whether it would stay within every limit if it were approved now, on its own; none: it isn't
    /// waiting for approval (R-APP-9).
    #[cfg_attr(feature = "ssr", sqlx(skip))]
    pub nte_validation: Option<(NteValidation, Option<LimitLevel>)>,
    /// Whether the customer pays: as chosen, or as the contract says.
    pub billing_type: BillingType,
    /// By somebody; else R-APP-3 says.
    pub billing_type_is_chosen: bool,
    /// Hours let through to the customer.
    pub billable_quantity: Decimal,
    /// For the customer's eyes.
    pub external_comment: String,
    /// §2.10.
    pub state: EntryState,
    /// Invoiced before Billwright.
    pub is_history: bool,
    /// What the approver said.
    pub decision_comment: String,
    /// Why its author wants it back.
    pub recall_reason: String,
    /// The journal it came by.
    pub entry_journal_id: Option<EntryJournalId>,
    /// Raised by every change that its author or an approver makes of it.
    pub version: i32,
    /// The contract whose line covers it, if one does.
    pub contract_number: Option<String>,
    /// That contract's dates leave the day out, so nothing bills it.
    #[cfg_attr(feature = "ssr", sqlx(default))]
    pub is_outside_dates: bool,
    /// The approval set that it waits in: it is being approved (R-APP-13).
    #[cfg_attr(feature = "ssr", sqlx(skip))]
    pub waits_in: Option<ApprovalSetId>,
}

/// What there is to be said of what approval writes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remarks {
    /// Chargeable, but nothing prices it: it can't be invoiced before something does (R-PRC-2).
    pub without_price: bool,
    /// Chargeable at a price of 0: the customer gets it for nothing (R-PRC-2).
    pub at_zero: bool,
    /// It came with a rate, which is in another currency than the contract and was not used.
    pub rate_left: bool,
    /// Lines cover its project, but not on that day.
    pub outside_dates: bool,
}

impl EntryRow {
    /// What it is priced and charged by.
    pub fn dimension(&self) -> Option<Dimension> {
        dimension(self.role_id, self.category_id, self.product_id)
    }

    /// As approval reads it, for telling what it would write.
    pub fn entry(&self) -> Option<Entry> {
        Some(Entry {
            entry_id: self.entry_id,
            version: self.version,
            transaction_class: self.transaction_class,
            work_on: self.work_on,
            project_id: self.project_id,
            task_id: self.task_id,
            resource_id: None,
            dimension: self.dimension()?,
            quantity: self.quantity,
            unit: self.unit.clone(),
            billing_type: self.billing_type,
            billing_type_is_chosen: self.billing_type_is_chosen,
            billable_quantity: self.billable_quantity,
            unit_price: self.unit_price,
            price_currency: self.price_currency,
            unit_cost: self.unit_cost?,
            state: self.state,
            is_history: self.is_history,
            journal_type: None,
            is_own: false,
            may_be_own: false,
            is_theirs_to_decide: false,
            has_an_author: false,
        })
    }
}

/// The one of three that is given.
pub fn dimension(
    role: Option<RoleId>,
    category: Option<CategoryId>,
    product: Option<ProductId>,
) -> Option<Dimension> {
    role.map(Dimension::Role)
        .or(category.map(Dimension::Category))
        .or(product.map(Dimension::Product))
}

/// An entry as its author writes it down; no key: a new one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EntryRecord {
    /// Which, if it is there already.
    pub entry_id: Option<EntryId>,
    /// As it was seen.
    pub version: i32,
    /// Time, expense or material.
    pub transaction_class: TransactionClass,
    /// On what.
    pub project_id: Option<ProjectId>,
    /// On which part of it.
    pub task_id: Option<TaskId>,
    /// Key of the role, category or product.
    pub priced_by: Option<i64>,
    /// When, as typed.
    pub work_on: String,
    /// Hours or units, as typed.
    pub quantity: String,
    /// Of an expense's quantity.
    pub unit: String,
    /// Per unit, as typed; hours have the cost their resource had before.
    pub unit_cost: String,
    /// In words.
    pub notes: String,
}

/// The same, read.
#[derive(Clone, Debug, PartialEq)]
pub struct Work {
    /// Time, expense or material.
    pub transaction_class: TransactionClass,
    /// On what.
    pub project_id: ProjectId,
    /// On which part of it.
    pub task_id: Option<TaskId>,
    /// As what, or for what.
    pub dimension: Dimension,
    /// When.
    pub work_on: NaiveDate,
    /// Hours or units.
    pub quantity: Decimal,
    /// Of the quantity.
    pub unit: String,
    /// Per unit; none: as it was before.
    pub unit_cost: Option<Decimal>,
    /// In words.
    pub notes: String,
}

/// What a change of one's own entry came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recorded {
    /// Which.
    pub entry_id: EntryId,
    /// As it is now.
    pub version: i32,
}

/// One's own week.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Week {
    /// Whose.
    pub person_id: PersonId,
    /// Its first day.
    pub monday: NaiveDate,
    /// Kinds of work, each with seven days.
    pub lines: Vec<WeekLine>,
    /// When contracts cover time on their projects.
    pub covers: Vec<Cover>,
}

/// A kind of work in a week.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WeekLine {
    /// On what.
    pub project_id: ProjectId,
    /// Its code.
    pub project_code: String,
    /// On which part of it.
    pub task_id: Option<TaskId>,
    /// Doing what.
    pub task_name: String,
    /// As what.
    pub role_id: RoleId,
    /// Its name.
    pub role_name: String,
    /// Monday to Sunday.
    pub days: Vec<Option<WeekEntry>>,
}

/// What is written down for a day.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WeekEntry {
    /// Its key.
    pub entry_id: EntryId,
    /// As it was seen.
    pub version: i32,
    /// Hours.
    pub quantity: Decimal,
    /// In words.
    pub notes: String,
    /// §2.10.
    pub state: EntryState,
    /// Invoiced before Billwright.
    pub is_history: bool,
    /// What the approver said.
    pub decision_comment: String,
}

/// What somebody may do with many entries at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Decision {
    /// R-SM-36.
    Submit,
    /// R-SM-37.
    Recall,
    /// R-SM-38.
    Approve,
    /// R-SM-39.
    Return,
    /// R-SM-40.
    RequestRecall,
    /// R-SM-41.
    ApproveRecall,
    /// R-SM-42.
    RejectRecall,
    /// R-SM-43.
    CancelApproval,
}

impl Decision {
    /// Every one, in order.
    pub const ALL: &'static [Self] = &[
        Self::Submit,
        Self::Recall,
        Self::Approve,
        Self::Return,
        Self::RequestRecall,
        Self::ApproveRecall,
        Self::RejectRecall,
        Self::CancelApproval,
    ];
}

/// Decide entries, one chunk at a time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Decide {
    /// Which entries.
    pub selection: Selection,
    /// What with them.
    pub decision: Decision,
    /// The approver's word to the author.
    pub comment: String,
    /// Chunks: only entries after this one.
    pub after: EntryId,
}

/// What one chunk did, and where it ended.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Decided {
    /// Rows changed and refused.
    pub outcome: crate::vocabulary::paging::BulkOutcome,
    /// The last entry seen; none when the selection is done.
    pub last: Option<EntryId>,
    /// What the rest of the selection comes to, where all that match were chosen: what the next
    /// chunk has to find.
    pub rest: Option<Sight>,
    /// Approved chargeable entries that found no price (W-27).
    pub without_price: i64,
    /// Approved entries that no contract line covers: cost only.
    pub not_covered: i64,
    /// Of those, entries of days outside the dates of the contract that covers their project.
    pub outside_dates: i64,
    /// Approved chargeable entries whose price is 0.
    pub at_zero: i64,
    /// Approved entries whose rate is in another currency than the contract, and was not used.
    pub rate_left: i64,
}

impl Decided {
    /// Adds what there is to be said of another chunk.
    pub fn add_told(&mut self, part: &Self) {
        self.without_price += part.without_price;
        self.not_covered += part.not_covered;
        self.outside_dates += part.outside_dates;
        self.at_zero += part.at_zero;
        self.rate_left += part.rate_left;
    }
}
