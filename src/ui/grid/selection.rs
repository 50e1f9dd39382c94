//! What is selected: rows of any page, or everything that matches.

use crate::vocabulary::{
    currency::Currency,
    paging::{ListQuery, Selection, Sight, Totals},
};
use rust_decimal::Decimal;
use std::collections::BTreeMap;

/// A row as it was seen when it was chosen.
#[derive(Clone, Debug, PartialEq)]
pub struct SeenRow {
    /// What it counts in the selection's amount.
    pub amount: Option<(Currency, Decimal)>,
    /// Its version, if it has one.
    pub version: Option<i32>,
}

/// The rows chosen so far, with what each counts.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Chosen {
    /// Row id → how it was seen.
    pub rows: BTreeMap<i64, SeenRow>,
    /// Everything that matches, whatever page it is on: what it came to on the screen.
    pub all: Option<Totals>,
}

impl Chosen {
    /// For the server, with what was seen of it; none while nothing is chosen.
    pub fn selection(&self, filters: &ListQuery) -> Option<Selection> {
        if let Some(all) = &self.all {
            return Some(Selection::Seen(
                Box::new(Selection::Matching(filters.clone())),
                Sight::of(all),
            ));
        }
        let has_amounts = self.rows.values().any(|row| row.amount.is_some());
        let sight = Sight {
            count: self.count(),
            quantity: None,
            amounts: has_amounts.then(|| self.amounts()),
            versions: self.rows.values().filter_map(|row| row.version).collect(),
        };
        (!self.rows.is_empty()).then(|| {
            Selection::Seen(Box::new(Selection::Rows(self.rows.keys().copied().collect())), sight)
        })
    }

    /// How many rows, when not all.
    pub fn count(&self) -> i64 {
        i64::try_from(self.rows.len()).unwrap_or(i64::MAX)
    }

    /// What they come to, per currency.
    pub fn amounts(&self) -> Vec<(Currency, Decimal)> {
        let mut sums: BTreeMap<Currency, Decimal> = BTreeMap::new();
        for (currency, amount) in self.rows.values().filter_map(|row| row.amount) {
            *sums.entry(currency).or_default() += amount;
        }
        sums.into_iter().collect()
    }

    /// Puts a row in or out.
    pub fn set(&mut self, id: i64, seen: SeenRow, is_in: bool) {
        self.all = None;
        if is_in {
            self.rows.insert(id, seen);
        } else {
            self.rows.remove(&id);
        }
    }
}
