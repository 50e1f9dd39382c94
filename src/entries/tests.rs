//! Rules as tables: the way of an entry, and what approving one writes.

use super::{
    model::{Decision, Entry},
    rules::{Approval, approve, billable_quantity, next},
};
use crate::{
    contracts::model::{CustomerTerms, Dimension, LineTerms, Price},
    vocabulary::{
        currency::Currency,
        ids::{ContractId, ContractLineId, CustomerId, EntryId, ProjectId, ResourceId, RoleId},
        refusal::{Field, Refusal},
        words::{BillingMethod, BillingType, EntryState, Pricing, TransactionClass, TransactionType},
    },
};
use chrono::NaiveDate;
use rust_decimal::Decimal;

fn dec(text: &str) -> Decimal {
    text.parse().unwrap_or_else(|error| panic!("{text}: {error}"))
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap_or_else(|error| panic!("{text}: {error}"))
}

fn currency(code: &str) -> Currency {
    code.parse().unwrap_or_else(|error| panic!("{code}: {error}"))
}

#[test]
fn an_entry_moves_only_as_drawn() {
    // R-SM-36, R-SM-38, R-SM-39: every state with every event
    use {Decision::*, EntryState::*};
    let table = [
        (Draft, Submit, Ok(Submitted)),
        (Draft, Approve, Err(Refusal::EntryNotSubmitted)),
        (Draft, Return, Err(Refusal::EntryNotSubmitted)),
        (Submitted, Submit, Err(Refusal::EntryNotDraft)),
        (Submitted, Approve, Ok(Approved)),
        (Submitted, Return, Ok(Returned)),
        (Approved, Submit, Err(Refusal::EntryFrozen)),
        (Approved, Approve, Err(Refusal::EntryFrozen)),
        (Approved, Return, Err(Refusal::EntryFrozen)),
        (Returned, Submit, Ok(Submitted)),
        (Returned, Approve, Err(Refusal::EntryNotSubmitted)),
        (Returned, Return, Err(Refusal::EntryNotSubmitted)),
    ];
    assert_eq!(table.len(), EntryState::ALL.len() * 3);
    for (from, decision, to) in table {
        let answer = next(from, false, decision);
        if let Ok(transition) = answer {
            assert_eq!(transition.from(), from);
        }
        assert_eq!(answer.map(|t| t.to()), to, "{from:?} {decision:?}");
        assert_eq!(next(from, true, decision), Err(Refusal::EntryFrozen), "history: {from:?} {decision:?}");
    }
}

#[test]
fn billable_hours_are_read_as_typed() {
    // R-APP-4: negative billable quantity is refused
    let field = Field::BillableQuantity;
    for (typed, read) in [
        ("8", Ok(dec("8"))),
        (" 7,25 ", Ok(dec("7.25"))),
        ("0", Ok(dec("0"))),
        ("999999.9999", Ok(dec("999999.9999"))),
        ("", Err(Refusal::FieldMissing(field))),
        ("  ", Err(Refusal::FieldMissing(field))),
        ("eight", Err(Refusal::FieldNotANumber(field))),
        ("NaN", Err(Refusal::FieldNotANumber(field))),
        ("1e18", Err(Refusal::FieldNotANumber(field))),
        ("-1", Err(Refusal::FieldOutOfRange(field))),
        ("1000000", Err(Refusal::FieldOutOfRange(field))),
        ("1000000000000000000", Err(Refusal::FieldOutOfRange(field))),
        ("1.00001", Err(Refusal::FieldOutOfRange(field))),
    ] {
        assert_eq!(billable_quantity(typed), read, "{typed:?}");
    }
}

/// 8 h of a Developer on 2 March at cost 100, submitted.
fn entry() -> Entry {
    Entry {
        entry_id: EntryId(1),
        transaction_class: TransactionClass::Time,
        work_on: day("2026-03-02"),
        project_id: ProjectId(7),
        resource_id: ResourceId(8),
        role_id: RoleId(9),
        quantity: dec("8"),
        billing_type: BillingType::Chargeable,
        billable_quantity: dec("8"),
        unit_price: None,
        unit_cost: dec("100"),
        state: EntryState::Submitted,
        is_history: false,
    }
}

/// A line split as written: `60 40r`, where `r` takes the rounding; customers are 1, 2, ….
fn line(method: BillingMethod, code: &str, split: &str) -> LineTerms {
    let customers = split
        .split_whitespace()
        .zip(1..)
        .map(|(word, id)| CustomerTerms {
            customer_id: CustomerId(id),
            percent: dec(word.trim_end_matches('r')),
            is_rounding: word.ends_with('r'),
            not_to_exceed: None,
        })
        .collect();
    LineTerms {
        contract_id: ContractId(4),
        contract_line_id: ContractLineId(5),
        billing_method: method,
        currency: currency(code),
        not_to_exceed: None,
        customers,
        is_task_chargeable: true,
        not_chargeable: Vec::new(),
    }
}

fn prices() -> Vec<Price> {
    let price = |code: &str, unit_price: &str, from: &str, to: &str| Price {
        currency: currency(code),
        contract_id: None,
        transaction_class: TransactionClass::Time,
        dimension: Dimension::Role(RoleId(9)),
        pricing: Pricing::PerUnit,
        unit_price: dec(unit_price),
        valid_from: day(from),
        valid_to: day(to),
    };
    vec![
        price("EUR", "180", "2025-01-01", "2025-12-31"),
        price("EUR", "200", "2026-01-01", "2026-12-31"),
        price("JPY", "10001", "2026-01-01", "2026-12-31"),
        price("BHD", "12.3455", "2026-01-01", "2026-12-31"),
    ]
}

/// What approval wrote, a word per row: `C1 8 x 100 = 800 EUR` is customer 1's cost, `U` an unbilled sale.
fn rows(approval: &Approval) -> Vec<String> {
    let text = |a: &crate::actuals::model::Actual| {
        let letter = if a.transaction_type == TransactionType::Cost { "C" } else { "U" };
        let customer = a.customer_id.map(|c| c.to_string()).unwrap_or_else(|| "-".into());
        format!(
            "{letter}{customer} {} {} x {} = {} {}",
            a.billing_type.word(),
            a.quantity.normalize(),
            a.unit_price.normalize(),
            a.amount.normalize(),
            a.currency
        )
    };
    let costs = approval.costs.iter().map(text);
    let sales = approval.sales.iter().map(|(sale, cost)| format!("{} cost {}", text(sale), cost.map(|at| at.to_string()).unwrap_or_else(|| "-".into())));
    costs.chain(sales).collect()
}

fn check(entry: &Entry, terms: Option<&LineTerms>, expected: &[&str]) {
    let approval = approve(entry, terms, &prices(), currency("EUR"), day("2026-03-31"));
    assert_eq!(rows(&approval), expected, "{entry:?}");
    for row in approval.costs.iter().chain(approval.sales.iter().map(|(sale, _)| sale)) {
        assert_eq!((row.entry_id, row.work_on, row.accounted_on), (Some(EntryId(1)), entry.work_on, day("2026-03-31")), "R-APP-10: origin and days");
        assert_eq!((row.project_id, row.resource_id, row.role_id), (ProjectId(7), Some(ResourceId(8)), Some(RoleId(9))));
        assert_eq!((row.tax, row.reverses_actual_id, row.bills_actual_id, row.invoice_id), (Decimal::ZERO, None, None, None));
    }
}

#[test]
fn time_and_material_writes_cost_and_unbilled_sales() {
    // R-APP-5: 8 h, cost 100, bill rate 200
    let terms = line(BillingMethod::TimeAndMaterial, "EUR", "100r");
    let billable = |hours: &str| Entry { billable_quantity: dec(hours), ..entry() };
    check(&billable("8"), Some(&terms), &["C1 chargeable 8 x 100 = 800 EUR", "U1 chargeable 8 x 200 = 1600 EUR cost 0"]);
    check(
        &billable("6"),
        Some(&terms),
        &["C1 chargeable 8 x 100 = 800 EUR", "U1 chargeable 6 x 200 = 1200 EUR cost 0", "U1 non_chargeable 2 x 200 = 400 EUR cost 0"],
    );
    check(&billable("10"), Some(&terms), &["C1 chargeable 8 x 100 = 800 EUR", "U1 chargeable 10 x 200 = 2000 EUR cost 0"]);
    check(&billable("0"), Some(&terms), &["C1 chargeable 8 x 100 = 800 EUR", "U1 non_chargeable 8 x 200 = 1600 EUR cost 0"]);
}

#[test]
fn what_is_not_chargeable_is_written_whole_under_its_own_type() {
    // R-ENUM billing type; R-INV-4: they are pulled in too but add nothing
    let terms = line(BillingMethod::TimeAndMaterial, "EUR", "100r");
    for billing_type in [BillingType::NonChargeable, BillingType::Complimentary] {
        let word = billing_type.word();
        let entry = Entry { billing_type, billable_quantity: dec("6"), ..entry() };
        check(&entry, Some(&terms), &[&format!("C1 {word} 8 x 100 = 800 EUR"), &format!("U1 {word} 8 x 200 = 1600 EUR cost 0")]);
    }
}

#[test]
fn fixed_price_writes_cost_only() {
    // R-APP-6
    let terms = line(BillingMethod::FixedPrice, "EUR", "60 40r");
    check(&entry(), Some(&terms), &["C- chargeable 8 x 100 = 800 EUR"]);
}

#[test]
fn work_that_no_line_covers_writes_cost_only() {
    // R-APP-2, R-APP-3: class not included on a line → Not available
    check(&entry(), None, &["C- not_available 8 x 100 = 800 EUR"]);
}

#[test]
fn cost_and_sale_are_split_among_the_customers_by_quantity() {
    // R-APP-7, R-APP-8
    let thirds = line(BillingMethod::TimeAndMaterial, "EUR", "33.33 33.33 33.34r");
    check(
        &entry(),
        Some(&thirds),
        &[
            "C1 chargeable 2.67 x 100 = 267 EUR",
            "C2 chargeable 2.67 x 100 = 267 EUR",
            "C3 chargeable 2.66 x 100 = 266 EUR",
            "U1 chargeable 2.67 x 200 = 534 EUR cost 0",
            "U2 chargeable 2.67 x 200 = 534 EUR cost 1",
            "U3 chargeable 2.66 x 200 = 532 EUR cost 2",
        ],
    );
    let sixty = line(BillingMethod::TimeAndMaterial, "EUR", "60 40r");
    check(
        &Entry { billable_quantity: dec("6"), ..entry() },
        Some(&sixty),
        &[
            "C1 chargeable 4.8 x 100 = 480 EUR",
            "C2 chargeable 3.2 x 100 = 320 EUR",
            "U1 chargeable 3.6 x 200 = 720 EUR cost 0",
            "U2 chargeable 2.4 x 200 = 480 EUR cost 1",
            "U1 non_chargeable 1.2 x 200 = 240 EUR cost 0",
            "U2 non_chargeable 0.8 x 200 = 160 EUR cost 1",
        ],
    );
    // a customer whose share comes to nothing gets no row
    let tiny = Entry { quantity: dec("0.02"), billable_quantity: dec("0.02"), ..entry() };
    let quarters = line(BillingMethod::TimeAndMaterial, "EUR", "25 25 25 25r");
    check(
        &tiny,
        Some(&quarters),
        &[
            "C1 chargeable 0.01 x 100 = 1 EUR",
            "C2 chargeable 0.01 x 100 = 1 EUR",
            "U1 chargeable 0.01 x 200 = 2 EUR cost 0",
            "U2 chargeable 0.01 x 200 = 2 EUR cost 1",
        ],
    );
    // more may be billed than was worked: then a customer may have a sale without a cost
    let raised = Entry { quantity: dec("0.01"), billable_quantity: dec("0.02"), ..entry() };
    check(
        &raised,
        Some(&quarters),
        &["C4 chargeable 0.01 x 100 = 1 EUR", "U1 chargeable 0.01 x 200 = 2 EUR cost -", "U2 chargeable 0.01 x 200 = 2 EUR cost -"],
    );
}

#[test]
fn amounts_are_in_the_contract_s_currency_and_costs_in_the_company_s() {
    // R-PRC-9
    let half = Entry { quantity: dec("0.5"), billable_quantity: dec("0.5"), ..entry() };
    check(
        &half,
        Some(&line(BillingMethod::TimeAndMaterial, "JPY", "100r")),
        &["C1 chargeable 0.5 x 100 = 50 EUR", "U1 chargeable 0.5 x 10001 = 5001 JPY cost 0"],
    );
    check(
        &half,
        Some(&line(BillingMethod::TimeAndMaterial, "BHD", "100r")),
        &["C1 chargeable 0.5 x 100 = 50 EUR", "U1 chargeable 0.5 x 12.3455 = 6.173 BHD cost 0"],
    );
}

#[test]
fn the_typed_rate_comes_before_the_price_list_and_the_list_goes_by_day() {
    // R-PRC-1 to R-PRC-3
    let terms = line(BillingMethod::TimeAndMaterial, "EUR", "100r");
    let cost = "C1 chargeable 8 x 100 = 800 EUR";
    check(&Entry { unit_price: Some(dec("150.5")), ..entry() }, Some(&terms), &[cost, "U1 chargeable 8 x 150.5 = 1204 EUR cost 0"]);
    check(&Entry { unit_price: Some(dec("0")), ..entry() }, Some(&terms), &[cost, "U1 chargeable 8 x 0 = 0 EUR cost 0"]);
    for (work_on, price) in
        [("2025-01-01", "180"), ("2025-12-31", "180"), ("2026-01-01", "200"), ("2026-12-31", "200"), ("2024-12-31", "0"), ("2027-01-01", "0")]
    {
        let amount = dec(price) * dec("8");
        check(&Entry { work_on: day(work_on), ..entry() }, Some(&terms), &[cost, &format!("U1 chargeable 8 x {price} = {amount} EUR cost 0")]);
    }
}

#[test]
fn chargeable_hours_without_a_price_are_counted() {
    // W-27
    let terms = line(BillingMethod::TimeAndMaterial, "EUR", "100r");
    let today = day("2026-03-31");
    let without = |entry: &Entry, terms: Option<&LineTerms>| approve(entry, terms, &prices(), currency("EUR"), today).without_price;
    let unpriced = Entry { work_on: day("2030-01-01"), ..entry() };
    assert!(without(&unpriced, Some(&terms)));
    assert!(!without(&entry(), Some(&terms)));
    assert!(!without(&Entry { billing_type: BillingType::NonChargeable, ..unpriced.clone() }, Some(&terms)));
    assert!(!without(&unpriced, None), "cost only: nobody is billed");
    assert!(!without(&unpriced, Some(&line(BillingMethod::FixedPrice, "EUR", "100r"))));
}
