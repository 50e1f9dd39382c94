//! What was billed before Billwright, as journals say it (R-APP-14).

use crate::vocabulary::{
    currency::Currency,
    ids::{
        ContractId, ContractLineId, CustomerId, EntryJournalId, JournalOpeningId, MilestoneSplitId,
        ProjectId, RetainerId,
    },
    words::{BillingMethod, ContractState, InvoicingStatus, TransactionClass, TransactionType},
};
use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// What was billed: it is planned here as if it were still to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Billed {
    /// A customer's part of a milestone.
    Milestone(MilestoneSplitId),
    /// A prepayment.
    Retainer(RetainerId),
}

impl Billed {
    /// As a form holds it.
    pub fn key(self) -> String {
        match self {
            Self::Milestone(id) => format!("m{id}"),
            Self::Retainer(id) => format!("r{id}"),
        }
    }

    /// What a form held.
    pub fn from_key(key: &str) -> Option<Self> {
        let milestone = key.strip_prefix('m').and_then(|id| id.parse().ok()).map(Self::Milestone);
        milestone
            .or_else(|| key.strip_prefix('r').and_then(|id| id.parse().ok()).map(Self::Retainer))
    }

    /// The milestone's part, if it is one.
    pub fn milestone(self) -> Option<MilestoneSplitId> {
        if let Self::Milestone(id) = self { Some(id) } else { None }
    }

    /// The retainer, if it is one.
    pub fn retainer(self) -> Option<RetainerId> {
        if let Self::Retainer(id) = self { Some(id) } else { None }
    }

    /// As the ledger calls it.
    pub fn class(self) -> TransactionClass {
        match self {
            Self::Milestone(_) => TransactionClass::Milestone,
            Self::Retainer(_) => TransactionClass::Retainer,
        }
    }
}

/// A journal's line of class Milestone or Retainer, read.
#[derive(Clone, Debug, PartialEq)]
pub struct OpeningWork {
    /// Unbilled sales where something of a retainer is left; else billed sales.
    pub transaction_type: TransactionType,
    /// Of what.
    pub billed: Billed,
    /// What is left of a retainer, as typed.
    pub available: String,
    /// What it came to on the screen.
    pub seen_amount: Option<Decimal>,
}

/// What a journal's line can name, as it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Planned {
    /// A milestone's part or a retainer.
    pub billed: Billed,
    /// The deal.
    pub contract_id: ContractId,
    /// §2.1.
    pub contract_state: ContractState,
    /// How its lines are billed.
    pub methods: Vec<BillingMethod>,
    /// Of a milestone.
    pub contract_line_id: Option<ContractLineId>,
    /// Of a milestone.
    pub project_id: Option<ProjectId>,
    /// Who paid.
    pub customer_id: CustomerId,
    /// Its name.
    pub customer_name: String,
    /// What it is called.
    pub description: String,
    /// The day it was planned for.
    pub billed_on: NaiveDate,
    /// Of all of it.
    pub amount: Decimal,
    /// Of all of it; retainers have none.
    pub tax: Decimal,
    /// Of both.
    pub currency: Currency,
    /// Only what no invoice bills can have been billed before.
    pub status: InvoicingStatus,
    /// The invoice that bills it.
    pub invoice: Option<String>,
}

/// An opening about to be written.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Opening {
    /// Unbilled sales where something of a retainer is left.
    pub transaction_type: TransactionType,
    /// A milestone's part or a retainer.
    pub billed: Billed,
    /// The deal.
    pub contract_id: ContractId,
    /// Of a milestone.
    pub contract_line_id: Option<ContractLineId>,
    /// Of a milestone.
    pub project_id: Option<ProjectId>,
    /// Who paid.
    pub customer_id: CustomerId,
    /// What it is called.
    pub description: String,
    /// The day it was planned for.
    pub billed_on: NaiveDate,
    /// That was billed.
    pub amount: Decimal,
    /// On it.
    pub tax: Decimal,
    /// What was not used of a retainer before.
    pub available: Decimal,
    /// Of every amount.
    pub currency: Currency,
}

/// What can be named on a contract, by key.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OpenableChoice {
    /// A milestone's part or a retainer.
    pub billed: Billed,
    /// What it is called.
    pub description: String,
    /// Who paid.
    pub customer_name: String,
    /// Its day.
    pub billed_on: NaiveDate,
    /// Of all of it.
    pub amount: Decimal,
    /// Of the amount.
    pub currency: Currency,
}

/// What can be named on a contract that is typed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Openable {
    /// There is one of that number.
    pub is_contract: bool,
    /// Milestones and retainers that no invoice bills.
    pub choices: Vec<OpenableChoice>,
}

/// An opening as the list shows it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(sqlx::FromRow))]
pub struct OpeningRow {
    /// Its key.
    pub journal_opening_id: JournalOpeningId,
    /// Of which journal.
    pub entry_journal_id: EntryJournalId,
    /// When that was posted.
    pub posted_at: DateTime<Utc>,
    /// Milestone or retainer.
    pub transaction_class: TransactionClass,
    /// What it is called.
    pub description: String,
    /// The deal.
    pub contract_id: ContractId,
    /// Its number.
    pub contract_number: String,
    /// Who paid.
    pub customer_name: String,
    /// The day it was planned for.
    pub billed_on: NaiveDate,
    /// That was billed.
    pub amount: Decimal,
    /// What was not used of a retainer before.
    pub available: Decimal,
    /// Of both.
    pub currency: Currency,
    /// Not cancelled.
    pub is_standing: bool,
}

/// An opening about to be cancelled.
#[derive(Clone, Debug, PartialEq)]
pub struct OpeningUse {
    /// Its key.
    pub journal_opening_id: JournalOpeningId,
    /// Of what.
    pub billed: Billed,
    /// Not cancelled.
    pub is_standing: bool,
    /// The confirmed invoice that used some of what was left.
    pub used_on: Option<String>,
    /// The draft that does.
    pub draft: Option<String>,
}
