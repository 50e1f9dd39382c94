//! Reads the fields of one part of the form; what can't stay is collected with its place.

use crate::{
    book::rules::payment_terms,
    contracts::model::setup::{Place, Problem},
    vocabulary::{
        currency::Currency,
        dates::parse_date,
        money::{is_percent, is_price},
        refusal::{Field, Refusal},
        typed::{number, number_in},
    },
};
use chrono::NaiveDate;
use rust_decimal::Decimal;

/// Of one part.
pub(super) struct Collector<'a> {
    pub(super) place: Place,
    pub(super) problems: &'a mut Vec<Problem>,
}

impl Collector<'_> {
    pub(super) fn refuse(&mut self, refusal: Refusal) {
        self.problems.push(Problem { place: self.place, refusal });
    }

    pub(super) fn text(&mut self, typed: &str, field: Field, limit: u32) -> String {
        let text = self.text_or_none(typed, field, limit);
        if text.is_empty() {
            self.refuse(Refusal::FieldMissing(field));
        }
        text
    }

    /// The same, but it may be blank.
    pub(super) fn text_or_none(&mut self, typed: &str, field: Field, limit: u32) -> String {
        let text = typed.replace('\0', "").trim().to_owned();
        if text.chars().count() > usize::try_from(limit).unwrap_or(usize::MAX) {
            self.refuse(Refusal::FieldTooLong(field, limit));
        }
        text
    }

    /// An amount in the contract's currency; blank is none.
    pub(super) fn amount(
        &mut self,
        typed: &str,
        field: Field,
        currency: Option<Currency>,
    ) -> Option<Decimal> {
        if typed.trim().is_empty() {
            return None;
        }
        let read = currency
            .map_or_else(|| number(typed, field), |currency| number_in(typed, field, currency));
        let value = read.map_err(|refusal| self.refuse(refusal)).ok()?;
        let decimals = currency.map_or(4, Currency::decimals);
        if !is_price(value) {
            self.refuse(Refusal::FieldOutOfRange(field));
        } else if value.normalize().scale() > decimals {
            self.refuse(Refusal::FieldTooPrecise(field, decimals));
        }
        Some(value)
    }

    /// A percentage, 0 to 100; blank is 0 (R-PRC-4).
    pub(super) fn percent(&mut self, typed: &str, field: Field) -> Decimal {
        if typed.trim().is_empty() {
            return Decimal::ZERO;
        }
        let read = match number(typed, field) {
            Ok(percent) if !is_percent(percent) => Err(Refusal::FieldNotAPercentage(field)),
            read => read,
        };
        read.map_err(|refusal| self.refuse(refusal)).unwrap_or_default()
    }

    /// Days to pay; blank is none.
    pub(super) fn terms(&mut self, typed: &str) -> Option<i32> {
        if typed.trim().is_empty() {
            return None;
        }
        payment_terms(typed).map_err(|refusal| self.refuse(refusal)).ok()
    }

    pub(super) fn day(&mut self, typed: &str, field: Field) -> Option<NaiveDate> {
        if typed.trim().is_empty() {
            return None;
        }
        let day = parse_date(typed);
        if day.is_none() {
            self.refuse(Refusal::FieldNotADate(field));
        }
        day
    }

    /// One of what there is.
    pub(super) fn choice<T: Copy>(
        &mut self,
        chosen: Option<T>,
        is_known: impl Fn(T) -> bool,
        field: Field,
    ) -> Option<T> {
        match chosen {
            None => self.refuse(Refusal::FieldMissing(field)),
            Some(id) if is_known(id) => return Some(id),
            Some(_) => self.refuse(Refusal::FieldNotAChoice(field)),
        }
        None
    }
}
