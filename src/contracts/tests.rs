//! Rules as tables: whole splits, prices by day.

use super::{
    model::{Dimension, LineTerms, Price},
    rules::{billing_type, price_on, split_is_whole},
};
use crate::vocabulary::{
    ids::{CategoryId, ContractId, ContractLineId, ProductId, RoleId},
    words::{BillingMethod, BillingType, Pricing, TransactionClass},
};
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

fn terms(contract: i64, code: &str) -> LineTerms {
    LineTerms {
        contract_id: ContractId(contract),
        contract_line_id: ContractLineId(1),
        billing_method: BillingMethod::TimeAndMaterial,
        currency: code.parse().unwrap(),
        not_to_exceed: None,
        customers: Vec::new(),
        is_task_chargeable: true,
        not_chargeable: Vec::new(),
    }
}

fn price(code: &str, transaction_class: TransactionClass, dimension: Dimension, unit_price: &str, from: &str, to: &str) -> Price {
    let day = |text: &str| text.parse::<NaiveDate>().unwrap();
    Price {
        contract_id: None,
        currency: code.parse().unwrap(),
        transaction_class,
        dimension,
        pricing: Pricing::PerUnit,
        unit_price: dec(unit_price),
        valid_from: day(from),
        valid_to: day(to),
    }
}

#[test]
fn a_price_belongs_to_a_currency_class_role_and_period() {
    // R-PRC-1, R-PRC-2
    let role = |unit_price, from, to| price("EUR", TransactionClass::Time, Dimension::Role(RoleId(1)), unit_price, from, to);
    let prices = [role("180", "2025-01-01", "2025-12-31"), role("200", "2026-01-01", "2026-12-31")];
    for (currency, class, role, on, expected) in [
        ("EUR", TransactionClass::Time, 1, "2025-01-01", "180"),
        ("EUR", TransactionClass::Time, 1, "2025-12-31", "180"),
        ("EUR", TransactionClass::Time, 1, "2026-01-01", "200"),
        ("EUR", TransactionClass::Time, 1, "2026-12-31", "200"),
        ("EUR", TransactionClass::Time, 1, "2024-12-31", "0"),
        ("EUR", TransactionClass::Time, 1, "2027-01-01", "0"),
        ("EUR", TransactionClass::Expense, 1, "2026-01-01", "0"),
        ("EUR", TransactionClass::Time, 2, "2026-01-01", "0"),
        ("JPY", TransactionClass::Time, 1, "2026-01-01", "0"),
    ] {
        let found = price_on(&prices, &terms(4, currency), class, Dimension::Role(RoleId(role)), None, on.parse().unwrap());
        assert_eq!(found, dec(expected), "{currency} {class:?} {role} {on}");
    }
}

#[test]
fn expenses_are_priced_by_category_also_by_what_they_cost() {
    // R-PRC-2: price per unit, at cost, markup over cost
    let travel = Dimension::Category(CategoryId(3));
    for (pricing, number, cost, expected) in [
        (Pricing::PerUnit, "0.42", Some("0.30"), "0.42"),
        (Pricing::AtCost, "0", Some("118.335"), "118.335"),
        (Pricing::Markup, "10", Some("118.335"), "130.1685"),
        (Pricing::Markup, "0", Some("7"), "7"),
        (Pricing::Markup, "12.5", Some("0.0001"), "0.0001"),
        (Pricing::AtCost, "0", None, "0"), // what it cost is in another currency: nobody knows
    ] {
        let prices = [Price { pricing, ..price("EUR", TransactionClass::Expense, travel, number, "2026-01-01", "2026-12-31") }];
        let found = price_on(&prices, &terms(4, "EUR"), TransactionClass::Expense, travel, cost.map(dec), "2026-02-01".parse().unwrap());
        assert_eq!(found, dec(expected), "{pricing:?} {number} of {cost:?}");
    }
}

#[test]
fn a_contract_s_own_price_wins_over_the_company_s() {
    // R-PRC-1
    let role = Dimension::Role(RoleId(1));
    let common = price("EUR", TransactionClass::Time, role, "200", "2026-01-01", "2026-12-31");
    let own = Price { contract_id: Some(ContractId(4)), unit_price: dec("150"), ..price("EUR", TransactionClass::Time, role, "0", "2026-03-01", "2026-03-31") };
    for (contract, on, expected) in [(4, "2026-03-15", "150"), (4, "2026-04-01", "200"), (5, "2026-03-15", "200")] {
        let found = price_on(&[common.clone(), own.clone()], &terms(contract, "EUR"), TransactionClass::Time, role, None, on.parse().unwrap());
        assert_eq!(found, dec(expected), "{contract} {on}");
    }
}

#[test]
fn roles_categories_and_tasks_say_what_customers_pay() {
    // R-APP-3
    let (role, travel, cable) = (Dimension::Role(RoleId(1)), Dimension::Category(CategoryId(3)), Dimension::Product(ProductId(7)));
    let (pays, free) = (BillingType::Chargeable, BillingType::NonChargeable);
    for (is_task_chargeable, not_chargeable, expected) in [
        (true, vec![], [pays, pays, pays]),
        (true, vec![role], [free, pays, pays]),
        (true, vec![travel], [pays, free, pays]),
        (true, vec![role, travel], [free, free, pays]),
        (false, vec![], [free, free, free]), // every class
    ] {
        let line = LineTerms { is_task_chargeable, not_chargeable, ..terms(4, "EUR") };
        assert_eq!([role, travel, cable].map(|dimension| billing_type(&line, dimension)), expected, "{line:?}");
    }
}
