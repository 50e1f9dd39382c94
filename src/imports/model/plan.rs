//! What an import would write, and what it knows.

use super::known::KnownBook;
use crate::{
    approvals::model::Carried,
    book::model::{NewCustomer, NewProject},
    contracts::model::NewContract,
    entries::model::{KnownEntry, NewEntry},
    prices::model::NewPrice,
    vocabulary::{currency::Currency, ids::ProjectId},
};
use rust_decimal::Decimal;

/// What a checked folder adds.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Plan {
    /// New customers.
    pub customers: Vec<NewCustomer>,
    /// New projects, each of its client.
    pub projects: Vec<NewProject>,
    /// Projects that were nobody's, and for whom somebody is named now.
    pub clients: Vec<(ProjectId, String)>,
    /// New people of time sheets.
    pub resources: Vec<String>,
    /// New roles of prices and time sheets.
    pub roles: Vec<String>,
    /// New contracts, whole.
    pub contracts: Vec<NewContract>,
    /// New prices.
    pub prices: Vec<NewPrice>,
    /// New entries.
    pub entries: Vec<NewEntry>,
    /// What the source says now of entries that are here.
    pub carried: Carried,
    /// What files say they bill for rows that are added or taken.
    pub bills: Vec<SaidBill>,
}

/// What is here already.
#[derive(Clone, Debug, Default)]
pub struct Known {
    /// The contract book.
    pub book: KnownBook,
    /// Imported entries of the folder's days.
    pub entries: Vec<KnownEntry>,
}

// 10^16
/// A row with what its file says it bills.
#[derive(Clone, Debug, PartialEq)]
pub struct SaidBill {
    /// Its place among what the plan adds, or takes over.
    pub work: Planned,
    /// Its file, by the place of its report.
    pub file: usize,
    /// As an editor counts.
    pub line: u64,
    /// As the header names it.
    pub column: String,
    /// How much.
    pub amount: Decimal,
    /// Of what; none: nobody says.
    pub currency: Option<Currency>,
}

/// Where the plan has a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Planned {
    /// Among the new entries.
    New(usize),
    /// Among those that are changed.
    Changed(usize),
}

/// Problems a report names; the counts say how many there are.
pub const NAMED: usize = 500;
