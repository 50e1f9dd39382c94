//! Lists as every page asks for them: filters, one sort, a keyset cursor; all of it fits in a URL.

pub use super::sight::Sight;

use super::{currency::Currency, ids::BatchId, refusal::Refusal};
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
    /// On the server: the rows that such a filter leaves, where they are few.
    #[serde(skip)]
    pub found: BTreeMap<String, Vec<i64>>,
    /// On the server: these rows only.
    #[serde(skip)]
    pub rows: Option<Vec<i64>>,
    /// On the server: only rows whose ids come after this one.
    #[serde(skip)]
    pub beyond: Option<i64>,
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

/// Where a row is in a filtered list, and which are beside it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Neighbours {
    /// The first is 1; none: the list leaves it out.
    pub place: Option<i64>,
    /// Rows of the list.
    pub count: i64,
    /// The key of the row before where it is, or would be.
    pub previous: Option<i64>,
    /// The key of the row after.
    pub next: Option<i64>,
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
    /// Amounts per kind of row, by its word, where kinds are never added: cost, unbilled and billed
    /// sales.
    #[serde(default)]
    pub kinds: Vec<(String, Currency, Decimal)>,
    /// Amount per currency; amounts of different currencies are never added.
    pub amounts: Vec<(Currency, Decimal)>,
    /// Named counts of the list as a whole, for empty lists that say why ("0 ready, 42 not ready").
    pub hints: Vec<(String, i64)>,
}

/// What a bulk command works on. From a page it comes only with what was seen of it: no list can
/// forget to say that.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub enum Selection {
    /// These rows.
    Rows(Vec<i64>),
    /// Every row that the list's filters let through.
    Matching(ListQuery),
    /// One of the two, as somebody saw it. What has changed since is not acted on.
    Seen(Box<Selection>, Sight),
}

impl<'de> Deserialize<'de> for Selection {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        enum Chosen {
            Rows(Vec<i64>),
            Matching(ListQuery),
        }
        #[derive(Deserialize)]
        enum Sent {
            Seen(Chosen, Sight),
        }
        let Sent::Seen(chosen, sight) = Sent::deserialize(deserializer)?;
        let chosen = match chosen {
            Chosen::Rows(ids) => Self::Rows(ids),
            Chosen::Matching(query) => Self::Matching(query),
        };
        Ok(Self::Seen(Box::new(chosen), sight))
    }
}

impl Selection {
    /// Rows as a page shows them, each with its version.
    pub fn versioned(rows: impl IntoIterator<Item = (i64, i32)>) -> Self {
        let (ids, versions): (Vec<i64>, Vec<i32>) = rows.into_iter().unzip();
        let sight = Sight {
            count: i64::try_from(ids.len()).unwrap_or(i64::MAX),
            versions,
            ..Sight::default()
        };
        Self::Seen(Box::new(Self::Rows(ids)), sight)
    }

    /// Rows as a page shows them that have no version of their own.
    pub fn shown(ids: Vec<i64>) -> Self {
        let sight =
            Sight { count: i64::try_from(ids.len()).unwrap_or(i64::MAX), ..Sight::default() };
        Self::Seen(Box::new(Self::Rows(ids)), sight)
    }

    /// What is chosen, and what was seen of it: nothing, where no page was looked at (command line,
    /// jobs).
    pub fn parts(&self) -> (&Self, Option<&Sight>) {
        match self {
            Self::Seen(chosen, sight) => (&**chosen, Some(sight)),
            Self::Rows(_) | Self::Matching(_) => (self, None),
        }
    }

    /// Everything that a list's filters let through, with what was seen of it; none where rows were
    /// chosen one by one, or no page was looked at.
    pub fn matching_seen(&self) -> Option<(&ListQuery, &Sight)> {
        match self {
            Self::Seen(chosen, sight) => match &**chosen {
                Self::Matching(query) => Some((query, sight)),
                Self::Rows(_) | Self::Seen(..) => None,
            },
            Self::Rows(_) | Self::Matching(_) => None,
        }
    }

    /// The version that each row was seen in, for rows that were chosen one by one.
    pub fn versions_seen(&self) -> BTreeMap<i64, i32> {
        match self {
            Self::Seen(chosen, sight) => match &**chosen {
                Self::Rows(ids) => sight.versions_of(ids).collect(),
                Self::Matching(_) | Self::Seen(..) => BTreeMap::new(),
            },
            Self::Rows(_) | Self::Matching(_) => BTreeMap::new(),
        }
    }

    /// Whether a row that is in this version now has changed since somebody chose it. A page that
    /// chose it without saying its version has not seen it as it is.
    pub fn is_stale(&self, seen: &BTreeMap<i64, i32>, row: i64, version: i32) -> bool {
        let one_by_one = matches!(self, Self::Seen(chosen, _) if matches!(**chosen, Self::Rows(_)));
        one_by_one && seen.get(&row) != Some(&version)
    }

    /// As a question to the list: what do these rows come to now?
    pub fn query(&self) -> ListQuery {
        match self {
            Self::Rows(ids) => ListQuery { rows: Some(ids.clone()), ..ListQuery::default() },
            Self::Matching(query) => query.clone(),
            Self::Seen(chosen, _) => chosen.query(),
        }
    }

    /// The same seen otherwise: the rest of a selection, once a part of it is done.
    pub fn seen_as(&self, sight: Option<Sight>) -> Self {
        match (self.parts().0, sight) {
            (chosen, Some(sight)) => Self::Seen(Box::new(chosen.clone()), sight),
            (_, None) => self.clone(),
        }
    }
}

impl Sight {
    /// All that a list comes to.
    pub fn of(totals: &Totals) -> Self {
        Self {
            count: totals.count,
            quantity: Some(totals.quantity),
            amounts: Some(told(&totals.amounts)),
            versions: Vec::new(),
        }
    }

    /// What was seen is still so.
    ///
    /// # Errors
    /// `SelectionChanged` with both, so that a page can say what became of it.
    pub fn check(&self, now: &Totals) -> Result<(), Refusal> {
        let amounts = self.amounts.as_ref().map(|amounts| told(amounts));
        let seen = Self {
            count: self.count,
            quantity: self.quantity.map(|q| q.normalize()),
            amounts,
            versions: Vec::new(),
        };
        let now = Self {
            count: now.count,
            quantity: self.quantity.map(|_| now.quantity.normalize()),
            amounts: self.amounts.as_ref().map(|_| told(&now.amounts)),
            versions: Vec::new(),
        };
        if seen == now {
            Ok(())
        } else {
            Err(Refusal::SelectionChanged { seen: Box::new(seen), now: Box::new(now) })
        }
    }

    /// The version that each row was seen in; none for rows without one.
    pub fn versions_of<'a>(&'a self, rows: &'a [i64]) -> impl Iterator<Item = (i64, i32)> + 'a {
        rows.iter().copied().zip(self.versions.iter().copied())
    }
}

/// Amounts as they are compared: in order of their currencies, without those that come to nothing.
fn told(amounts: &[(Currency, Decimal)]) -> Vec<(Currency, Decimal)> {
    let mut told: Vec<_> = amounts
        .iter()
        .filter(|(_, amount)| !amount.is_zero())
        .map(|(currency, amount)| (*currency, amount.normalize()))
        .collect();
    told.sort_unstable();
    told
}

/// What a bulk command did: permitted rows are changed, the others say why not (R-BL-4).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct BulkOutcome {
    /// Rows changed.
    pub changed: i64,
    /// Refused rows by reason: how many, and the first few row ids.
    pub refused: Vec<(Refusal, i64, Vec<i64>)>,
    /// The rows changed, each in the version it has since, if it has any: what an undo begins from.
    /// Only where they were chosen one by one, so never more than somebody named; of all that match
    /// it was said beforehand what would happen.
    #[serde(default)]
    pub rows: Vec<(i64, Option<i32>)>,
    /// They are many: nothing is changed yet, it goes on in the background.
    #[serde(default)]
    pub begun: Option<Begun>,
}

/// What goes on in the background.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Begun {
    /// Where it is followed.
    pub batch_id: BatchId,
    /// With how many rows.
    pub items: i64,
}

/// Rows a reason names, at most; its count says how many there are.
const NAMED: usize = 20;

impl BulkOutcome {
    /// Counts the rows of a selection that were changed, each with the version it has now.
    pub fn change(
        &mut self,
        selection: &Selection,
        rows: impl IntoIterator<Item = (i64, Option<i32>)>,
    ) {
        let is_one_by_one = matches!(selection.parts().0, Selection::Rows(_));
        for row in rows {
            self.changed += 1;
            if is_one_by_one {
                self.rows.push(row);
            }
        }
    }

    /// Adds what became of another part of the selection.
    pub fn add(&mut self, part: Self) {
        self.changed += part.changed;
        self.refused.extend(part.refused);
        self.rows.extend(part.rows);
        self.begun = self.begun.or(part.begun);
    }

    /// The rows that were changed as they were left: what takes the act back begins from them, and
    /// is refused where somebody has changed one since. None: it is not known which they are.
    pub fn left(&self) -> Option<Selection> {
        if self.rows.is_empty() {
            return None;
        }
        let versioned: Option<Vec<(i64, i32)>> =
            self.rows.iter().map(|(row, version)| version.map(|version| (*row, version))).collect();
        Some(versioned.map_or_else(
            || Selection::shown(self.rows.iter().map(|(row, _)| *row).collect()),
            Selection::versioned,
        ))
    }

    /// Counts a row that stays as it is; reasons are told in the order of their precedence.
    pub fn refuse(&mut self, refusal: Refusal, row: i64) {
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
