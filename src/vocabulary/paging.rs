//! Lists as every page asks for them: filters, one sort, a keyset cursor; all of it fits in a URL.

use super::currency::Currency;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Rows on a page unless asked otherwise.
pub const PAGE_SIZE: u16 = 50;
/// The most rows one page may ask for.
pub const PAGE_SIZE_LIMIT: u16 = 200;

/// What a list shows: read from the URL, sent to the server, checked there.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ListQuery {
    /// Filter name → what the user typed. Unknown names are refused.
    pub filters: BTreeMap<String, String>,
    /// Column to sort by; none: the list's own order.
    pub sort: Option<String>,
    /// Largest first.
    pub descending: bool,
    /// Where the page starts: the last row's place of the page before.
    pub after: Option<String>,
    /// Where the page ends: the first row's place of the page behind.
    pub before: Option<String>,
    /// Rows on the page; 0 means the default.
    pub size: u16,
    /// On the server: the ids that a filter by name stands for, looked up once.
    #[serde(skip)]
    pub named: BTreeMap<String, Vec<i64>>,
}

impl ListQuery {
    /// A filter's text, if it was given and is not blank.
    pub fn filter(&self, name: &str) -> Option<&str> {
        self.filters.get(name).map(|text| text.trim()).filter(|text| !text.is_empty())
    }

    /// The same list with one filter set.
    pub fn with(mut self, name: &str, text: impl Into<String>) -> Self {
        self.filters.insert(name.to_owned(), text.into());
        self
    }

    /// Rows on the page, within bounds.
    pub fn page_size(&self) -> u16 {
        if self.size == 0 { PAGE_SIZE } else { self.size.min(PAGE_SIZE_LIMIT) }
    }
}

/// A page of rows and where its neighbours begin.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Page<R> {
    /// The rows, in order.
    pub rows: Vec<R>,
    /// Cursor for `ListQuery::after`, if there is a next page.
    pub next: Option<String>,
    /// Cursor for `ListQuery::before`, if there is a page before.
    pub previous: Option<String>,
}

/// What a whole filtered list comes to.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Totals {
    /// Rows.
    pub count: i64,
    /// Hours.
    pub quantity: Decimal,
    /// What else rows count, each unit by itself: hours and kilometres are never added.
    #[serde(default)]
    pub quantities: Vec<(String, Decimal)>,
    /// Amounts per kind of row, by its word, where kinds are never added: cost, unbilled and billed sales.
    #[serde(default)]
    pub kinds: Vec<(String, Currency, Decimal)>,
    /// Amount per currency; amounts of different currencies are never added.
    pub amounts: Vec<(Currency, Decimal)>,
    /// Named counts of the list as a whole, for empty lists that say why ("0 ready, 42 not ready").
    pub hints: Vec<(String, i64)>,
}

/// What a bulk command works on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Selection {
    /// These rows.
    Rows(Vec<i64>),
    /// Every row that the list's filters let through.
    Matching(ListQuery),
}

/// What a bulk command did: permitted rows are changed, the others say why not (R-BL-4).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct BulkOutcome {
    /// Rows changed.
    pub changed: i64,
    /// Refused rows by reason: how many, and the first few row ids.
    pub refused: Vec<(super::refusal::Refusal, i64, Vec<i64>)>,
}

/// Rows a reason names, at most; its count says how many there are.
const NAMED: usize = 20;

impl BulkOutcome {
    /// Counts a row that stays as it is; reasons are told in the order of their precedence.
    pub fn refuse(&mut self, refusal: super::refusal::Refusal, row: i64) {
        match self.refused.binary_search_by(|(known, ..)| known.cmp(&refusal)) {
            Ok(at) => {
                if let Some((_, count, named)) = self.refused.get_mut(at) {
                    *count += 1;
                    if named.len() < NAMED {
                        named.push(row);
                    }
                }
            }
            Err(at) => self.refused.insert(at, (refusal, 1, vec![row])),
        }
    }
}
