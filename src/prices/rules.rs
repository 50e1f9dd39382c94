//! Which price holds (R-PRC-1 to R-PRC-5), and whether one can be saved as typed. Pure.

pub mod planned;

use super::model::{Price, PriceForm};
use crate::{
    book::model::{Dimension, NameKind},
    contracts::model::LineTerms,
    vocabulary::{
        currency::Currency,
        dates::parse_date,
        ids::ContractId,
        money::{FACTOR_DECIMALS, is_price, round},
        names::fold,
        refusal::{Field, Refusal},
        typed::{number, number_in, required, text},
        words::{Pricing, TransactionClass},
    },
};
use chrono::NaiveDate;
use rust_decimal::Decimal;

/// What is to be priced, and when.
#[derive(Clone, Copy, Debug)]
pub struct Priced<'a> {
    /// Time, expense, …
    pub class: TransactionClass,
    /// As what, or for what.
    pub dimension: Dimension,
    /// Of its quantity; hours, whatever it says, for time.
    pub unit: &'a str,
    /// What a unit cost us, if that is known in the contract's currency.
    pub unit_cost: Option<Decimal>,
    /// When.
    pub day: NaiveDate,
}

/// R-PRC-1, R-PRC-2: the price per unit on a day, in the contract's currency; the contract's own
/// before the company's. None: nothing prices it, which is not the same as 0.
pub fn price_on(prices: &[Price], terms: &LineTerms, priced: Priced) -> Option<Decimal> {
    price_in(prices, terms.contract_id, terms.currency, priced)
}

/// The same of a contract and its currency.
pub fn price_in(
    prices: &[Price],
    contract_id: ContractId,
    currency: Currency,
    priced: Priced,
) -> Option<Decimal> {
    let holds = |p: &Price| {
        p.currency == currency
            && p.dimension == priced.dimension
            && p.transaction_class == priced.class
            && p.period.holds(priced.day)
    };
    let of = |contract: Option<ContractId>| {
        of_unit(prices.iter().filter(move |p| p.contract_id == contract && holds(p)), priced)
    };
    let price = of(Some(contract_id)).or_else(|| of(None))?;
    match price.pricing {
        Pricing::PerUnit => Some(price.unit_price),
        Pricing::AtCost => priced.unit_cost,
        Pricing::Markup => {
            let marked_up =
                priced.unit_cost?.saturating_mul(Decimal::ONE_HUNDRED + price.unit_price)
                    / Decimal::ONE_HUNDRED;
            Some(round(marked_up, FACTOR_DECIMALS))
        }
    }
}

/// The price of a unit: hours have the hour's; others their own unit's, else one by cost, which is
/// per whatever unit the cost is of. Where no unit was written down, it is the one unit that has
/// prices, if there is but one.
fn of_unit<'a>(
    mut prices: impl Iterator<Item = &'a Price> + Clone,
    priced: Priced,
) -> Option<&'a Price> {
    if priced.class == TransactionClass::Time {
        return prices.find(|p| is_hour(&p.unit));
    }
    if priced.unit.trim().is_empty() {
        let first = prices.next()?;
        return prices.all(|p| is_same_unit(&p.unit, &first.unit)).then_some(first);
    }
    prices
        .clone()
        .find(|p| is_same_unit(&p.unit, priced.unit))
        .or_else(|| prices.find(|p| p.pricing != Pricing::PerUnit))
}

/// Whether two people mean the same unit, as names are compared.
pub fn is_same_unit(one: &str, other: &str) -> bool {
    fold(one) == fold(other)
}

/// Words for the one unit that time is priced by (price_of_time_is_by_the_hour).
const HOURS: [&str; 15] = [
    "hour", "hours", "h", "hr", "hrs", "stunde", "stunden", "std", "std.", "uur", "uren", "u",
    "time", "timer", "t",
];

/// Whether a unit is the hour: the price of a day would be charged for each of its hours.
pub fn is_hour(unit: &str) -> bool {
    HOURS.contains(&fold(unit).as_str())
}

/// Which names a kind of work is priced by (R-PRC-2); none: it has no prices.
pub fn priced_by(class: TransactionClass) -> Option<NameKind> {
    match class {
        TransactionClass::Time => Some(NameKind::Role),
        TransactionClass::Expense | TransactionClass::Fee => Some(NameKind::Category),
        TransactionClass::Material => Some(NameKind::Product),
        TransactionClass::Milestone | TransactionClass::Retainer => None,
    }
}

/// A price whose texts were read.
#[derive(Clone, Debug, PartialEq)]
pub struct CheckedPrice {
    /// Of which currency.
    pub currency: Currency,
    /// Number of the contract that has it for itself; none: the company's.
    pub contract: Option<String>,
    /// Which names it is among.
    pub kind: NameKind,
    /// Key of the role, category or product.
    pub dimension: i64,
    /// What is counted.
    pub unit: String,
    /// Per unit, or percent.
    pub unit_price: Decimal,
    /// First day.
    pub valid_from: NaiveDate,
    /// Last day; none: until further notice.
    pub valid_to: Option<NaiveDate>,
}

/// R-PRC-1, R-PRC-2: a price as typed, read.
pub fn price(form: &PriceForm) -> Result<CheckedPrice, Refusal> {
    let currency = form.currency.trim().to_uppercase().parse::<Currency>();
    let currency = currency.map_err(|_| {
        if form.currency.trim().is_empty() {
            Refusal::FieldMissing(Field::Currency)
        } else {
            Refusal::FieldNotAChoice(Field::Currency)
        }
    })?;
    let kind = priced_by(form.transaction_class).ok_or(Refusal::FieldNotAChoice(Field::Classes))?;
    let dimension = form.dimension.ok_or(Refusal::FieldMissing(Field::Dimension))?;
    if form.pricing != Pricing::PerUnit && form.transaction_class != TransactionClass::Expense {
        return Err(Refusal::FieldNotAChoice(Field::UnitPrice));
    }
    let unit_price = match form.unit_price.trim() {
        _ if form.pricing == Pricing::AtCost => Decimal::ZERO,
        typed if form.pricing == Pricing::PerUnit => number_in(typed, Field::UnitPrice, currency)?,
        typed => number(typed, Field::UnitPrice)?,
    };
    if !is_price(unit_price) {
        return Err(Refusal::FieldOutOfRange(Field::UnitPrice));
    }
    let day = |typed: &str, field| match typed.trim() {
        "" => Err(Refusal::FieldMissing(field)),
        typed => parse_date(typed).ok_or(Refusal::FieldNotADate(field)),
    };
    let valid_from = day(&form.valid_from, Field::ValidFrom)?;
    let valid_to = if form.valid_to.trim().is_empty() {
        None
    } else {
        Some(day(&form.valid_to, Field::ValidTo)?)
    };
    if valid_to.is_some_and(|to| to < valid_from) {
        return Err(Refusal::FieldBefore(Field::ValidTo, Field::ValidFrom));
    }
    let unit = required(&form.unit, Field::Unit, 50)?;
    if form.transaction_class == TransactionClass::Time && !is_hour(&unit) {
        return Err(Refusal::TimeIsByTheHour);
    }
    let contract =
        Some(text(&form.contract, Field::Contract, 50)?).filter(|number| !number.is_empty());
    Ok(CheckedPrice { currency, contract, kind, dimension, unit, unit_price, valid_from, valid_to })
}

/// A product is counted in its own unit, and so are its prices.
pub fn in_its_unit(
    class: TransactionClass,
    unit: &str,
    price: &CheckedPrice,
) -> Result<(), Refusal> {
    if class != TransactionClass::Material || is_same_unit(unit, &price.unit) {
        Ok(())
    } else {
        Err(Refusal::ProductHasUnit(unit.to_owned()))
    }
}
