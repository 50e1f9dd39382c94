//! Details edited, many at once, put back and added; and what waits to be added.

use super::{DetailRow, DetailTerms};
use crate::vocabulary::{
    currency::Currency,
    ids::{ActualId, InvoiceDetailId, InvoiceId, MilestoneSplitId},
    paging::Selection,
    refusal::Refusal,
    words::{BillingType, LimitKind, NteStatus, TransactionClass},
};
use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// An edited detail as it is now: the page puts it in the place of the one it shows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DetailEdited {
    /// As it is listed.
    pub row: DetailRow,
    /// The invoice's version since.
    pub version: i32,
    /// What retainers pay gave way: the invoice is to be read again.
    pub retainers_changed: bool,
}

/// What is changed of many details, numbers as typed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Change {
    /// Whether the customer pays.
    BillingType(BillingType),
    /// So many of each.
    Quantity(String),
    /// At this price.
    UnitPrice(String),
    /// The price by so many percent: up, or with a minus down.
    PriceBy(String),
    /// So much tax on each.
    Tax(String),
    /// For us.
    Description(String),
    /// For the customer.
    ExternalDescription(String),
}

/// Change many details of a draft as it was seen, in one act (R-INV-15).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DetailsEdit {
    /// Which draft.
    pub invoice_id: InvoiceId,
    /// As it was seen.
    pub version: i32,
    /// Which details.
    pub selection: Selection,
    /// What of them.
    pub change: Change,
}

/// What an edit of many would do, and did.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct DetailsEdited {
    /// Details that change.
    pub changed: i64,
    /// Those that say so already.
    pub same: i64,
    /// What the chosen details counted in the total.
    pub before: Decimal,
    /// What they count then.
    pub after: Decimal,
    /// Of both; none where nothing was chosen.
    pub currency: Option<Currency>,
    /// Those that stay as they are, by reason: how many, and the first few.
    pub refused: Vec<(Refusal, i64, Vec<i64>)>,
    /// What each was, for the way back: where they were chosen one by one, or are not too many.
    pub was: Vec<DetailWas>,
}

/// A detail as it was before an act, and the version it has since.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DetailWas {
    /// Which.
    pub invoice_detail_id: InvoiceDetailId,
    /// Since the act: whoever edited it later wins.
    pub version: i32,
    /// What it said.
    pub terms: DetailTerms,
}

/// Take edits back: each detail says again what it said before.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DetailsUndo {
    /// Which draft.
    pub invoice_id: InvoiceId,
    /// What they were.
    pub was: Vec<DetailWas>,
}

/// Let edited details say again what they said when they came.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DetailsRestore {
    /// Which draft.
    pub invoice_id: InvoiceId,
    /// As it was seen.
    pub version: i32,
    /// Which details.
    pub selection: Selection,
}

/// What a draft took in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refreshed {
    /// Sales of the backlog.
    pub sales: i64,
    /// Customers' parts of milestones.
    pub milestones: i64,
    /// Product lines.
    #[serde(default)]
    pub products: i64,
}

impl Refreshed {
    /// How many in all.
    pub fn count(self) -> i64 {
        self.sales + self.milestones + self.products
    }
}

/// Put what waits on a draft.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PendingAdd {
    /// Which draft.
    pub invoice_id: InvoiceId,
    /// Which rows.
    pub selection: Selection,
}

/// What could be billed and is not on this draft, of its contract and customer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(sqlx::FromRow))]
pub struct PendingRow {
    /// The sale's key; of a milestone's part its own, negative: one list has both.
    pub pending_id: i64,
    /// The sale.
    pub source_actual_id: Option<ActualId>,
    /// The milestone's part.
    pub source_milestone_split_id: Option<MilestoneSplitId>,
    /// The other draft it is on.
    pub invoice_id: Option<InvoiceId>,
    /// As people call that.
    pub invoice_label: Option<String>,
    /// Time, expense, …
    pub transaction_class: TransactionClass,
    /// The line's name.
    pub line_name: String,
    /// When.
    pub work_on: NaiveDate,
    /// Who worked.
    pub resource_name: Option<String>,
    /// What the entry says, or the milestone's name.
    pub notes: Option<String>,
    /// Whether the customer pays.
    pub billing_type: BillingType,
    /// Hours or units.
    pub quantity: Decimal,
    /// What it counts: hours × price, less its discount, with its fee.
    pub net_amount: Decimal,
    /// Of the amount.
    pub currency: Currency,
    /// Not so where nothing prices it.
    pub has_price: bool,
    /// Ready to Invoice.
    pub is_ready: bool,
    /// Where it stands against limits.
    pub nte_status: NteStatus,
    /// The level that stops it.
    pub nte_detail: Option<LimitKind>,
}
