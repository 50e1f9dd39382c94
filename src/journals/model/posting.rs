//! Journals, and the correction of what is approved (R-APP-14).

use super::openings::OpeningWork;
use crate::{
    entries::model::{Decided, JournalWork},
    vocabulary::{
        currency::Currency,
        ids::{
            CategoryId, EntryId, EntryJournalId, MilestoneSplitId, ProductId, ProjectId,
            ResourceId, RetainerId, RoleId, TaskId,
        },
        paging::{BulkOutcome, Selection},
        words::{BillingType, TransactionClass, TransactionType},
    },
};
use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// A line of a journal, as typed (R-APP-14).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct JournalLine {
    /// Cost, unbilled or billed sales.
    pub transaction_type: TransactionType,
    /// Time, expense, material or fee; milestone or retainer for what was billed before.
    pub transaction_class: TransactionClass,
    /// On what.
    pub project_id: Option<ProjectId>,
    /// On which part of it.
    pub task_id: Option<TaskId>,
    /// Key of the role, category or product.
    pub priced_by: Option<i64>,
    /// Who; nobody for a fee.
    pub resource_id: Option<ResourceId>,
    /// When.
    pub work_on: String,
    /// Hours or units; a fee is one.
    pub quantity: String,
    /// What an expense's quantity counts; material is counted in its product's unit.
    #[serde(default)]
    pub unit: String,
    /// Per unit: what it cost, or what the customer pays (blank: the price list). A fee's amount.
    pub unit_price: String,
    /// In words.
    pub notes: String,
    /// The part of a milestone that was billed.
    #[serde(default)]
    pub milestone_split_id: Option<MilestoneSplitId>,
    /// The prepayment that was billed.
    #[serde(default)]
    pub retainer_id: Option<RetainerId>,
    /// What is left of it.
    #[serde(default)]
    pub available: String,
    /// What it came to on the screen; another amount by now, and nothing is posted.
    #[serde(default)]
    pub seen_amount: Option<Decimal>,
}

/// A line of a journal, read.
#[derive(Clone, Debug, PartialEq)]
pub enum ReadLine {
    /// Work, or a fee: an entry.
    Work(JournalWork),
    /// What was billed before.
    Opening(OpeningWork),
}

/// Lines that go to the ledger together or not at all.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Journal {
    /// Why.
    pub description: String,
    /// In order.
    pub lines: Vec<JournalLine>,
}

/// A journal that is in the ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Posted {
    /// Its key.
    pub entry_journal_id: EntryJournalId,
    /// Rows of the ledger it wrote.
    pub rows: i64,
    /// Lines that are entries.
    pub entries: i64,
    /// Lines of what was billed before.
    pub openings: i64,
    /// Chargeable sales that nothing prices (W-27).
    pub without_price: i64,
}

/// What is to be different on approved entries (R-APP-14, *Correct entries*); blank: as it is.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Change {
    /// On what; without a task of it, the whole.
    pub project_id: Option<ProjectId>,
    /// On which part of it.
    pub task_id: Option<TaskId>,
    /// As what: time only.
    pub role_id: Option<RoleId>,
    /// For what: expenses only.
    pub category_id: Option<CategoryId>,
    /// Of what: material only.
    pub product_id: Option<ProductId>,
    /// Who.
    pub resource_id: Option<ResourceId>,
    /// When, as typed.
    pub work_on: String,
}

/// Correct approved entries, one chunk at a time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Correct {
    /// Which.
    pub selection: Selection,
    /// How.
    pub change: Change,
    /// Chunks: only entries after this one.
    pub after: EntryId,
}

/// What correcting would write.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct CorrectionPreview {
    /// Entries that would be corrected, and those refused, as the command itself would say.
    pub outcome: BulkOutcome,
    /// The first rows of the ledger it would write.
    pub rows: Vec<CorrectionRow>,
    /// How many in all.
    pub row_count: i64,
    /// What there is to be said of them: prices that are missing, rates in another currency, days
    /// that no contract covers.
    pub told: Decided,
}

/// A row of the ledger that correcting would write.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CorrectionRow {
    /// Of which entry.
    pub entry_id: EntryId,
    /// Takes back what stands, or stands in for it.
    pub is_reversal: bool,
    /// Cost or unbilled sales.
    pub transaction_type: TransactionType,
    /// Whether the customer pays.
    pub billing_type: BillingType,
    /// Who pays.
    pub customer_name: Option<String>,
    /// When.
    pub work_on: NaiveDate,
    /// Hours or units.
    pub quantity: Decimal,
    /// Per unit.
    pub unit_price: Decimal,
    /// Both multiplied.
    pub amount: Decimal,
    /// Of price and amount.
    pub currency: Currency,
    /// Not so where nothing prices it.
    pub has_price: bool,
}
