//! What is selected: rows of any page, or everything that matches.

use crate::vocabulary::{
    currency::Currency,
    paging::{ListQuery, Selection},
};
use rust_decimal::Decimal;
use std::collections::BTreeMap;

/// The rows chosen so far, with what each counts.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Chosen {
    /// Row id → what it counts.
    pub rows: BTreeMap<i64, Option<(Currency, Decimal)>>,
    /// Everything that matches, whatever page it is on.
    pub all: bool,
}

impl Chosen {
    /// For the server; none while nothing is chosen.
    pub fn selection(&self, filters: &ListQuery) -> Option<Selection> {
        if self.all {
            return Some(Selection::Matching(filters.clone()));
        }
        (!self.rows.is_empty()).then(|| Selection::Rows(self.rows.keys().copied().collect()))
    }

    /// How many rows, when not all.
    pub fn count(&self) -> i64 {
        i64::try_from(self.rows.len()).unwrap_or(i64::MAX)
    }

    /// What they come to, per currency.
    pub fn amounts(&self) -> Vec<(Currency, Decimal)> {
        let mut sums: BTreeMap<Currency, Decimal> = BTreeMap::new();
        for (currency, amount) in self.rows.values().flatten() {
            *sums.entry(*currency).or_default() += *amount;
        }
        sums.into_iter().collect()
    }

    /// Puts a row in or out.
    pub fn set(&mut self, id: i64, amount: Option<(Currency, Decimal)>, is_in: bool) {
        self.all = false;
        if is_in {
            self.rows.insert(id, amount);
        } else {
            self.rows.remove(&id);
        }
    }
}
