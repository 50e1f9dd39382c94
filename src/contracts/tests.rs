//! Rules as tables: whole splits, prices by day.

use super::{
    model::Price,
    rules::{price_on, split_is_whole},
};
use crate::vocabulary::{currency::Currency, ids::RoleId, words::TransactionClass};
use chrono::NaiveDate;
use rust_decimal::Decimal;

fn dec(text: &str) -> Decimal {
    text.parse().unwrap_or_else(|error| panic!("{text}: {error}"))
}

#[test]
fn a_split_totals_a_hundred_with_one_rounding_customer() {
    // R-APP-7
    for (split, whole) in [
        ("a:100r", true),
        ("a:60 b:40r", true),
        ("a:33.33 b:33.33 c:33.34r", true),
        ("a:100r b:0", true),
        ("a:0r b:100", true),
        ("a:33.3333 b:33.3333 c:33.3334r", true),
        ("", false),
        ("a:100", false),
        ("a:50r b:50r", false),
        ("a:60 b:39.99r", false),
        ("a:60 b:40.0001r", false),
        ("a:150 b:-50r", false),
        ("a:50 a:50r", false),
    ] {
        let shares: Vec<(&str, Decimal, bool)> = split
            .split_whitespace()
            .filter_map(|word| word.split_once(':'))
            .map(|(name, share)| (name, dec(share.trim_end_matches('r')), share.ends_with('r')))
            .collect();
        assert_eq!(split_is_whole(shares.into_iter()), whole, "{split:?}");
    }
}

#[test]
fn a_price_belongs_to_a_currency_class_role_and_period() {
    // R-PRC-1, R-PRC-2
    let day = |text: &str| text.parse::<NaiveDate>().unwrap();
    let euro: Currency = "EUR".parse().unwrap();
    let yen: Currency = "JPY".parse().unwrap();
    let price = |unit_price: &str, from: &str, to: &str| Price {
        currency: euro,
        transaction_class: TransactionClass::Time,
        role_id: RoleId(1),
        unit_price: dec(unit_price),
        valid_from: day(from),
        valid_to: day(to),
    };
    let prices = [price("180", "2025-01-01", "2025-12-31"), price("200", "2026-01-01", "2026-12-31")];
    for (currency, class, role, on, expected) in [
        (euro, TransactionClass::Time, 1, "2025-01-01", "180"),
        (euro, TransactionClass::Time, 1, "2025-12-31", "180"),
        (euro, TransactionClass::Time, 1, "2026-01-01", "200"),
        (euro, TransactionClass::Time, 1, "2026-12-31", "200"),
        (euro, TransactionClass::Time, 1, "2024-12-31", "0"),
        (euro, TransactionClass::Time, 1, "2027-01-01", "0"),
        (euro, TransactionClass::Expense, 1, "2026-01-01", "0"),
        (euro, TransactionClass::Time, 2, "2026-01-01", "0"),
        (yen, TransactionClass::Time, 1, "2026-01-01", "0"),
    ] {
        assert_eq!(price_on(&prices, currency, class, RoleId(role), day(on)), dec(expected), "{currency} {class:?} {role} {on}");
    }
}
