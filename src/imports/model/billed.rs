//! What a time sheet says it bills, beside what Billwright would bill of the same rows.

use crate::{
    ui::format,
    vocabulary::{
        currency::Currency,
        texts::{Texts, count, fill},
    },
};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// The rows of a file that say what they bill, in one currency.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BilledTotal {
    /// None: nobody says which.
    pub currency: Option<Currency>,
    /// By the file.
    pub there: Decimal,
    /// By the rules of approval.
    pub here: Decimal,
    /// Rows that say it in this currency.
    pub rows: i64,
    /// Those of them that would be billed otherwise.
    pub differing: i64,
}

impl BilledTotal {
    /// Both sums in a sentence.
    pub fn sentence(&self, t: &Texts) -> String {
        let (there, here) = (amount(self.there, self.currency), amount(self.here, self.currency));
        let (rows, differing) = (
            count(t.import_bills_rows, self.rows),
            count(t.import_bills_differing, self.differing),
        );
        let template = match (self.rows, self.differing) {
            (0, _) => t.import_bills_elsewhere,
            (_, 0) if self.there == self.here => t.import_bills_agree,
            _ => t.import_bills_differ,
        };
        fill(
            template,
            &[("there", &there), ("rows", &rows), ("here", &here), ("differing", &differing)],
        )
    }
}

/// A row that its file bills otherwise than Billwright would.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct BilledOtherwise {
    /// By the file.
    pub there: (Decimal, Option<Currency>),
    /// By the rules of approval.
    pub here: (Decimal, Option<Currency>),
    /// Why.
    pub because: Because,
}

/// Why a row is billed otherwise.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Because {
    /// No line of a contract covers it.
    NotCovered,
    /// The contract that covers it has other dates.
    OutsideDates,
    /// The line bills a fixed price.
    FixedPrice,
    /// Customers don't pay for it.
    NotChargeable,
    /// Nothing prices it.
    NoPrice,
    /// The contract is in this currency.
    Currency(Currency),
    /// Each rounds in its own way.
    Rounding,
    /// At one rate; that many hours there and here.
    Hours(Decimal, Decimal),
    /// So much an hour there and here.
    Price(Decimal, Decimal),
}

impl BilledOtherwise {
    /// What the user reads.
    pub fn sentence(&self, t: &Texts) -> String {
        let two = |template: &str, there: Decimal, here: Decimal| {
            fill(
                template,
                &[("there", &format::number(there, 2)), ("here", &format::number(here, 2))],
            )
        };
        let because = match &self.because {
            Because::NotCovered => t.import_because_not_covered.to_owned(),
            Because::OutsideDates => t.import_because_outside_dates.to_owned(),
            Because::FixedPrice => t.import_because_fixed_price.to_owned(),
            Because::NotChargeable => t.import_because_not_chargeable.to_owned(),
            Because::NoPrice => t.import_because_no_price.to_owned(),
            Because::Currency(currency) => {
                fill(t.import_because_currency, &[("currency", currency.as_str())])
            }
            Because::Rounding => t.import_because_rounding.to_owned(),
            Because::Hours(there, here) => two(t.import_because_hours, *there, *here),
            Because::Price(there, here) => two(t.import_because_price, *there, *here),
        };
        let (there, here) =
            (amount(self.there.0, self.there.1), amount(self.here.0, self.here.1.or(self.there.1)));
        fill(t.import_bills_otherwise, &[("there", &there), ("here", &here), ("because", &because)])
    }
}

/// An amount, with its currency where somebody says which.
fn amount(value: Decimal, currency: Option<Currency>) -> String {
    currency.map_or_else(|| format::number(value, 2), |currency| format::money(value, currency))
}
