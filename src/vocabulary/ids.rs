//! Keys of the tables as types, so that a customer is never passed for a contract.

use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "ssr", derive(sqlx::Type), sqlx(transparent))]
        #[serde(transparent)]
        pub struct $name(pub i64);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = std::num::ParseIntError;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }
    )+};
}

ids! {
    /// A legal entity; leads every key.
    CompanyId,
    /// Somebody who signs in.
    PersonId,
    /// A stay of theirs, from signing in to signing out.
    SessionId,
    /// An account that is billed.
    CustomerId,
    /// A piece of work.
    ProjectId,
    /// Somebody who does the work.
    ResourceId,
    /// The pricing dimension of time.
    RoleId,
    /// The pricing dimension of expenses and fees.
    CategoryId,
    /// The pricing dimension of material.
    ProductId,
    /// A part of a project.
    TaskId,
    /// A project contract.
    ContractId,
    /// A line of a project contract.
    ContractLineId,
    /// On which days lines are invoiced.
    InvoiceFrequencyId,
    /// One of the days on which a line is invoiced by itself.
    InvoiceScheduleId,
    /// Work that begins by the clock.
    BatchJobId,
    /// One time that it began.
    BatchJobRunId,
    /// A contract and a day of a run.
    RunItemId,
    /// A time entry.
    EntryId,
    /// Entries posted together, past approval.
    EntryJournalId,
    /// What a journal says was billed before Billwright.
    JournalOpeningId,
    /// Many at once: what somebody began.
    BatchId,
    /// Entries of a project that are approved in the background.
    ApprovalSetId,
    /// A row of the ledger.
    ActualId,
    /// A proforma invoice.
    InvoiceId,
    /// A detail of an invoice line.
    InvoiceDetailId,
    /// A fixed-price milestone.
    MilestoneId,
    /// One customer's part of a milestone.
    MilestoneSplitId,
    /// A product sold on a contract.
    ProductLineId,
    /// A prepayment.
    RetainerId,
    /// A folder uploaded for import.
    ImportUploadId,
}
