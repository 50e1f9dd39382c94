//! Every business no, as a sentence. Each room has its own (`refusals.rs`), with the named
//! constraints of the database that stand for them; the build gathers them here.

mod field;

pub use field::Field;

use super::{
    currency::Currency,
    left_behind::LeftBehind,
    sight::Sight,
    texts::{Texts, count, fill},
    words::LimitKind,
};
use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

include!(concat!(env!("OUT_DIR"), "/refusals.rs"));

/// What a refusal carries, as its sentence says it; an amount in the currency that the refusal
/// carries too.
trait Said {
    fn said(&self, t: &Texts, currency: Option<Currency>) -> String;
}

impl Said for Field {
    fn said(&self, t: &Texts, _: Option<Currency>) -> String {
        self.label(t).to_owned()
    }
}

impl Said for Decimal {
    fn said(&self, _: &Texts, currency: Option<Currency>) -> String {
        currency.map_or_else(|| self.to_string(), |currency| signed(*self, currency))
    }
}

impl Said for LimitKind {
    fn said(&self, t: &Texts, _: Option<Currency>) -> String {
        let level = match self {
            Self::ContractLineCustomer => t.limit_of_line_customer,
            Self::ContractLine => t.limit_of_line,
            Self::ContractCustomer => t.limit_of_contract_customer,
            Self::Contract => t.limit_of_contract,
        };
        level.to_owned()
    }
}

impl Said for Box<Sight> {
    fn said(&self, t: &Texts, _: Option<Currency>) -> String {
        sight(self, t)
    }
}

impl Said for Box<Refusal> {
    fn said(&self, t: &Texts, _: Option<Currency>) -> String {
        self.sentence(t)
    }
}

impl Said for DateTime<Utc> {
    fn said(&self, _: &Texts, _: Option<Currency>) -> String {
        self.format("%Y-%m-%d %H:%M UTC").to_string()
    }
}

/// What is said as it stands.
macro_rules! plain {
    ($($kind:ty),+) => {
        $(impl Said for $kind {
            fn said(&self, _: &Texts, _: Option<Currency>) -> String {
                self.to_string()
            }
        })+
    };
}

plain!(String, u32, i64, NaiveDate);

/// An amount with its sign and currency.
fn signed(amount: Decimal, currency: Currency) -> String {
    let mut amount = amount.normalize();
    if amount.scale() < currency.decimals() {
        amount.rescale(currency.decimals());
    }
    format!("{amount}\u{a0}{currency}")
}

/// "20 rows, 160 h, 1234.50 EUR"
fn sight(sight: &Sight, t: &Texts) -> String {
    let quantity = sight
        .quantity
        .filter(|quantity| !quantity.is_zero())
        .map(|quantity| fill(t.grid_hours, &[("hours", &quantity.to_string())]));
    let amounts = sight.amounts.iter().flatten().map(|(currency, amount)| {
        format!("{amount:.*} {currency}", usize::try_from(currency.decimals()).unwrap_or(2))
    });
    std::iter::once(count(t.count_rows, sight.count))
        .chain(quantity)
        .chain(amounts)
        .collect::<Vec<_>>()
        .join(", ")
}
