//! Which price holds, as tables.

use super::{
    model::Price,
    rules::{Priced, price_on},
};
use crate::{
    book::model::Dimension,
    contracts::model::Period,
    tests::samples::{contract_terms, dec},
    vocabulary::{
        ids::{CategoryId, ContractId, RoleId},
        words::{Pricing, TransactionClass},
    },
};
use chrono::NaiveDate;

fn price(
    code: &str,
    transaction_class: TransactionClass,
    dimension: Dimension,
    unit_price: &str,
    from: &str,
    to: &str,
) -> Price {
    let day = |text: &str| text.parse::<NaiveDate>().unwrap();
    Price {
        contract_id: None,
        currency: code.parse().unwrap(),
        transaction_class,
        dimension,
        unit: if transaction_class == TransactionClass::Time { "hour" } else { "km" }.into(),
        pricing: Pricing::PerUnit,
        unit_price: dec(unit_price),
        period: Period { from: day(from), to: Some(day(to)) },
    }
}

/// What is to be priced: so many of nothing in particular.
fn priced<'a>(
    class: TransactionClass,
    dimension: Dimension,
    unit: &'a str,
    unit_cost: Option<&str>,
    day: &str,
) -> Priced<'a> {
    Priced { class, dimension, unit, unit_cost: unit_cost.map(dec), day: day.parse().unwrap() }
}

#[test]
fn a_price_belongs_to_a_currency_class_role_and_period() {
    // R-PRC-1, R-PRC-2
    let role = |unit_price, from, to| {
        price("EUR", TransactionClass::Time, Dimension::Role(RoleId(1)), unit_price, from, to)
    };
    let prices = [role("180", "2025-01-01", "2025-12-31"), role("200", "2026-01-01", "2026-12-31")];
    for (currency, class, role, on, expected) in [
        ("EUR", TransactionClass::Time, 1, "2025-01-01", Some("180")),
        ("EUR", TransactionClass::Time, 1, "2025-12-31", Some("180")),
        ("EUR", TransactionClass::Time, 1, "2026-01-01", Some("200")),
        ("EUR", TransactionClass::Time, 1, "2026-12-31", Some("200")),
        ("EUR", TransactionClass::Time, 1, "2024-12-31", None),
        ("EUR", TransactionClass::Time, 1, "2027-01-01", None),
        ("EUR", TransactionClass::Expense, 1, "2026-01-01", None),
        ("EUR", TransactionClass::Time, 2, "2026-01-01", None),
        ("JPY", TransactionClass::Time, 1, "2026-01-01", None),
    ] {
        let found = price_on(
            &prices,
            &contract_terms(4, currency),
            priced(class, Dimension::Role(RoleId(role)), "", None, on),
        );
        assert_eq!(found, expected.map(dec), "{currency} {class:?} {role} {on}");
    }
    // Until further notice; a price of 0 is one, none is none; the price of a day is no price of an
    // hour.
    let open = Price { period: Period { to: None, ..prices[1].period }, ..prices[1].clone() };
    let free = Price { unit_price: dec("0"), ..open.clone() };
    let daily = Price { unit: "Day".into(), ..open.clone() };
    for (price, expected) in [(open, Some("200")), (free, Some("0")), (daily, None)] {
        let hour =
            priced(TransactionClass::Time, Dimension::Role(RoleId(1)), "", None, "2199-12-31");
        assert_eq!(
            price_on(std::slice::from_ref(&price), &contract_terms(4, "EUR"), hour),
            expected.map(dec),
            "{price:?}"
        );
    }
}

#[test]
fn expenses_are_priced_by_category_also_by_what_they_cost() {
    // R-PRC-2: price per unit, at cost, markup over cost
    let travel = Dimension::Category(CategoryId(3));
    for (pricing, number, cost, expected) in [
        (Pricing::PerUnit, "0.42", Some("0.30"), Some("0.42")),
        (Pricing::AtCost, "0", Some("118.335"), Some("118.335")),
        (Pricing::AtCost, "0", Some("0"), Some("0")),
        (Pricing::Markup, "10", Some("118.335"), Some("130.1685")),
        (Pricing::Markup, "0", Some("7"), Some("7")),
        (Pricing::Markup, "12.5", Some("0.0001"), Some("0.0001")),
        (Pricing::AtCost, "0", None, None), // what it cost is in another currency: nobody knows
        (Pricing::Markup, "10", None, None),
    ] {
        let prices = [Price {
            pricing,
            ..price("EUR", TransactionClass::Expense, travel, number, "2026-01-01", "2026-12-31")
        }];
        let found = price_on(
            &prices,
            &contract_terms(4, "EUR"),
            priced(TransactionClass::Expense, travel, "km", cost, "2026-02-01"),
        );
        assert_eq!(found, expected.map(dec), "{pricing:?} {number} of {cost:?}");
    }
}

#[test]
fn an_expense_is_priced_by_category_and_unit() {
    // R-PRC-2: category + unit; three days are not three kilometres
    let travel = Dimension::Category(CategoryId(3));
    let of = |unit: &str, pricing: Pricing, number: &str| Price {
        unit: unit.into(),
        pricing,
        ..price("EUR", TransactionClass::Expense, travel, number, "2026-01-01", "2026-12-31")
    };
    let (km, days, at_cost) = (
        of("km", Pricing::PerUnit, "0.6"),
        of("day", Pricing::PerUnit, "48"),
        of("each", Pricing::AtCost, "0"),
    );
    let (one, two, mixed) = (vec![km.clone()], vec![km.clone(), days], vec![km, at_cost]);
    for (prices, unit, expected) in [
        (&one, "km", Some("0.6")),
        (&one, " KM ", Some("0.6")),
        (&one, "day", None),
        (&one, "", Some("0.6")), // the only unit there is
        (&two, "km", Some("0.6")),
        (&two, " Ｋm", Some("0.6")), // written otherwise, it is the same unit
        (&two, "day", Some("48")),
        (&two, "", None), // which?
        (&mixed, "km", Some("0.6")),
        (&mixed, "night", Some("90")), // at cost, per whatever unit the cost is of
        (&mixed, "", None),
    ] {
        let found = price_on(
            prices,
            &contract_terms(4, "EUR"),
            priced(TransactionClass::Expense, travel, unit, Some("90"), "2026-02-01"),
        );
        assert_eq!(found, expected.map(dec), "{unit:?} among {prices:?}");
    }
}

#[test]
fn a_contract_s_own_price_wins_over_the_company_s() {
    // R-PRC-1
    let role = Dimension::Role(RoleId(1));
    let common = price("EUR", TransactionClass::Time, role, "200", "2026-01-01", "2026-12-31");
    let own = Price {
        contract_id: Some(ContractId(4)),
        unit_price: dec("150"),
        ..price("EUR", TransactionClass::Time, role, "0", "2026-03-01", "2026-03-31")
    };
    for (contract, on, expected) in
        [(4, "2026-03-15", "150"), (4, "2026-04-01", "200"), (5, "2026-03-15", "200")]
    {
        let found = price_on(
            &[common.clone(), own.clone()],
            &contract_terms(contract, "EUR"),
            priced(TransactionClass::Time, role, "", None, on),
        );
        assert_eq!(found, Some(dec(expected)), "{contract} {on}");
    }
}
