//! What approval writes, as tables.

use super::rules::{
    Approval, Turn, approve, background_from, billable_quantity, foresee, is_in_background,
    nte_validation, turn,
};
use crate::{
    backlog::{model::Limit, rules::levels},
    book::model::Dimension,
    contracts::model::{LineTerms, Period, Terms},
    entries::model::Entry,
    prices::model::Price,
    tests::samples::{currency, day, dec, entry, line, of, prices},
    vocabulary::{
        ids::{ContractId, ContractLineId, CustomerId, EntryId, ProjectId, RoleId},
        refusal::{Field, Refusal},
        words::{
            BillingMethod, BillingType, EntryState, NteValidation, Pricing, TransactionClass,
            TransactionType,
        },
    },
};
use rust_decimal::Decimal;

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

/// What approval wrote, a word per row: `C1 8 x 100 = 800 EUR` is customer 1's cost, `U` an
/// unbilled sale.
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
    let sales = approval.sales.iter().map(|(sale, cost)| {
        format!(
            "{} cost {}",
            text(sale),
            cost.map(|at| at.to_string()).unwrap_or_else(|| "-".into())
        )
    });
    costs.chain(sales).collect()
}

fn check(entry: &Entry, terms: Option<&LineTerms>, expected: &[&str]) {
    let approval = approve(entry, terms, &prices(), currency("EUR"), day("2026-03-31"));
    assert_eq!(rows(&approval), expected, "{entry:?}");
    for row in approval.costs.iter().chain(approval.sales.iter().map(|(sale, _)| sale)) {
        assert_eq!(
            (row.entry_id, row.work_on, row.accounted_on),
            (Some(EntryId(1)), entry.work_on, day("2026-03-31")),
            "R-APP-10: origin and days"
        );
        assert_eq!(
            (row.project_id, row.resource_id, row.transaction_class),
            (Some(ProjectId(7)), entry.resource_id, entry.transaction_class)
        );
        assert_eq!(
            row.role_id,
            (entry.transaction_class == TransactionClass::Time).then_some(RoleId(9))
        );
        assert_eq!(
            (row.tax, row.reverses_actual_id, row.bills_actual_id, row.invoice_id),
            (Decimal::ZERO, None, None, None)
        );
    }
}

#[test]
fn time_and_material_writes_cost_and_unbilled_sales() {
    // R-APP-5: 8 h, cost 100, bill rate 200
    let terms = line(BillingMethod::TimeAndMaterial, "EUR", "100r");
    let billable = |hours: &str| Entry { billable_quantity: dec(hours), ..entry() };
    check(
        &billable("8"),
        Some(&terms),
        &["C1 chargeable 8 x 100 = 800 EUR", "U1 chargeable 8 x 200 = 1600 EUR cost 0"],
    );
    check(
        &billable("6"),
        Some(&terms),
        &[
            "C1 chargeable 8 x 100 = 800 EUR",
            "U1 chargeable 6 x 200 = 1200 EUR cost 0",
            "U1 non_chargeable 2 x 200 = 400 EUR cost 0",
        ],
    );
    check(
        &billable("10"),
        Some(&terms),
        &["C1 chargeable 8 x 100 = 800 EUR", "U1 chargeable 10 x 200 = 2000 EUR cost 0"],
    );
    check(
        &billable("0"),
        Some(&terms),
        &["C1 chargeable 8 x 100 = 800 EUR", "U1 non_chargeable 8 x 200 = 1600 EUR cost 0"],
    );
}

#[test]
fn what_is_not_chargeable_is_written_whole_under_its_own_type() {
    // R-ENUM billing type; R-INV-4: they are pulled in too but add nothing
    let terms = line(BillingMethod::TimeAndMaterial, "EUR", "100r");
    for billing_type in [BillingType::NonChargeable, BillingType::Complimentary] {
        let word = billing_type.word();
        let entry = Entry {
            billing_type,
            billing_type_is_chosen: true,
            billable_quantity: dec("6"),
            ..entry()
        };
        check(
            &entry,
            Some(&terms),
            &[
                &format!("C1 {word} 8 x 100 = 800 EUR"),
                &format!("U1 {word} 8 x 200 = 1600 EUR cost 0"),
            ],
        );
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
        &[
            "C4 chargeable 0.01 x 100 = 1 EUR",
            "U1 chargeable 0.01 x 200 = 2 EUR cost -",
            "U2 chargeable 0.01 x 200 = 2 EUR cost -",
        ],
    );
}

#[test]
fn amounts_are_in_the_contract_s_currency_and_costs_in_the_company_s() {
    // R-PRC-6, R-PRC-9
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
    let rated = |rate: &str| Entry {
        unit_price: Some(dec(rate)),
        price_currency: Some(currency("EUR")),
        ..entry()
    };
    check(&rated("150.5"), Some(&terms), &[cost, "U1 chargeable 8 x 150.5 = 1204 EUR cost 0"]);
    check(&rated("0"), Some(&terms), &[cost, "U1 chargeable 8 x 0 = 0 EUR cost 0"]);
    for (work_on, price) in [
        ("2025-01-01", "180"),
        ("2025-12-31", "180"),
        ("2026-01-01", "200"),
        ("2026-12-31", "200"),
        ("2024-12-31", "0"),
        ("2027-01-01", "0"),
    ] {
        let amount = dec(price) * dec("8");
        check(
            &Entry { work_on: day(work_on), ..entry() },
            Some(&terms),
            &[cost, &format!("U1 chargeable 8 x {price} = {amount} EUR cost 0")],
        );
    }
}

#[test]
fn chargeable_hours_without_a_price_are_counted() {
    // W-27
    let terms = line(BillingMethod::TimeAndMaterial, "EUR", "100r");
    let today = day("2026-03-31");
    let without = |entry: &Entry, terms: Option<&LineTerms>| {
        approve(entry, terms, &prices(), currency("EUR"), today).remarks.without_price
    };
    let unpriced = Entry { work_on: day("2030-01-01"), ..entry() };
    assert!(without(&unpriced, Some(&terms)));
    assert!(!without(&entry(), Some(&terms)));
    assert!(!without(
        &Entry {
            billing_type: BillingType::NonChargeable,
            billing_type_is_chosen: true,
            ..unpriced.clone()
        },
        Some(&terms)
    ));
    assert!(!without(&unpriced, None), "cost only: nobody is billed");
    assert!(!without(&unpriced, Some(&line(BillingMethod::FixedPrice, "EUR", "100r"))));
}

#[test]
fn whether_customers_pay_follows_from_class_role_category_and_task() {
    // R-APP-3, its table: class, what the line says, expected
    use BillingType::{Chargeable, NonChargeable};
    let plain = line(BillingMethod::TimeAndMaterial, "EUR", "100r");
    let without =
        |dimension: Dimension| LineTerms { not_chargeable: vec![dimension], ..plain.clone() };
    let idle_task = LineTerms { is_task_chargeable: false, ..plain.clone() };
    let (time, expense, material) =
        (of(TransactionClass::Time), of(TransactionClass::Expense), of(TransactionClass::Material));
    for (entry, terms, expected) in [
        (&time, None, BillingType::NotAvailable),
        (&expense, None, BillingType::NotAvailable),
        (&material, None, BillingType::NotAvailable),
        (&time, Some(without(time.dimension)), NonChargeable),
        (&time, Some(without(Dimension::Role(RoleId(10)))), Chargeable),
        (&expense, Some(without(expense.dimension)), NonChargeable),
        (&expense, Some(without(time.dimension)), Chargeable),
        (&material, Some(without(expense.dimension)), Chargeable),
        (&time, Some(idle_task.clone()), NonChargeable),
        (&expense, Some(idle_task.clone()), NonChargeable),
        (&material, Some(idle_task.clone()), NonChargeable),
        (&time, Some(plain.clone()), Chargeable),
        (&expense, Some(plain.clone()), Chargeable),
        (&material, Some(plain.clone()), Chargeable),
    ] {
        let decided = |entry: &Entry| {
            approve(entry, terms.as_ref(), &prices(), currency("EUR"), day("2026-03-31"))
        };
        let approval = decided(entry);
        assert_eq!(approval.billing_type, expected, "{:?} {terms:?}", entry.transaction_class);
        assert!(
            approval
                .costs
                .iter()
                .chain(approval.sales.iter().map(|(sale, _)| sale))
                .all(|row| row.billing_type == expected)
        );
        // what somebody chose stands, but where nobody pays at all
        let chosen = Entry {
            billing_type: BillingType::Complimentary,
            billing_type_is_chosen: true,
            ..(*entry).clone()
        };
        let approval = decided(&chosen);
        assert_eq!(
            approval.billing_type,
            if terms.is_none() { BillingType::NotAvailable } else { BillingType::Complimentary }
        );
        // and the entry keeps it, for a line may cover the work later
        assert_eq!(approval.type_of(&chosen), BillingType::Complimentary);
        assert_eq!(approval.type_of(entry), approval.billing_type);
    }
}

#[test]
fn every_class_is_split_and_priced_by_its_own_dimension() {
    // R-APP-5, R-APP-8, R-PRC-2: expenses per unit, at cost and marked up; material per unit; fees
    // by amount
    let thirds = line(BillingMethod::TimeAndMaterial, "EUR", "33.33 33.33 33.34r");
    let priced = |class: TransactionClass, pricing: Pricing, unit_price: &str| {
        let dimension = of(class).dimension;
        let price = Price {
            currency: currency("EUR"),
            contract_id: None,
            transaction_class: class,
            dimension,
            unit: "piece".into(),
            pricing,
            unit_price: dec(unit_price),
            period: Period { from: day("2026-01-01"), to: Some(day("2026-12-31")) },
        };
        move |entry: &Entry, terms: &LineTerms| {
            rows(&approve(
                entry,
                Some(terms),
                std::slice::from_ref(&price),
                currency("EUR"),
                day("2026-03-31"),
            ))
        }
    };
    let taxi = Entry {
        quantity: dec("1"),
        billable_quantity: dec("1"),
        unit_cost: dec("99.99"),
        ..of(TransactionClass::Expense)
    };
    let alone = line(BillingMethod::TimeAndMaterial, "EUR", "100r");
    let cost = "C1 chargeable 1 x 99.99 = 99.99 EUR".to_owned();
    for (pricing, unit_price, sold) in [
        (Pricing::PerUnit, "120", "120 = 120"),
        (Pricing::AtCost, "0", "99.99 = 99.99"),
        (Pricing::Markup, "10", "109.989 = 109.99"),
    ] {
        let written = priced(TransactionClass::Expense, pricing, unit_price)(&taxi, &alone);
        assert_eq!(
            written,
            [cost.clone(), format!("U1 chargeable 1 x {sold} EUR cost 0")],
            "{pricing:?}"
        );
    }
    assert_eq!(
        priced(TransactionClass::Expense, Pricing::AtCost, "0")(&taxi, &thirds),
        [
            "C1 chargeable 0.33 x 99.99 = 33 EUR",
            "C2 chargeable 0.33 x 99.99 = 33 EUR",
            "C3 chargeable 0.34 x 99.99 = 34 EUR",
            "U1 chargeable 0.33 x 99.99 = 33 EUR cost 0",
            "U2 chargeable 0.33 x 99.99 = 33 EUR cost 1",
            "U3 chargeable 0.34 x 99.99 = 34 EUR cost 2",
        ]
    );
    let cable = Entry {
        billable_quantity: dec("6"),
        unit_cost: dec("2"),
        ..of(TransactionClass::Material)
    };
    assert_eq!(
        priced(TransactionClass::Material, Pricing::PerUnit, "3.5")(&cable, &alone),
        [
            "C1 chargeable 8 x 2 = 16 EUR",
            "U1 chargeable 6 x 3.5 = 21 EUR cost 0",
            "U1 non_chargeable 2 x 3.5 = 7 EUR cost 0"
        ]
    );
    let fee = Entry {
        quantity: dec("1"),
        billable_quantity: dec("1"),
        unit_price: Some(dec("1000")),
        price_currency: Some(currency("EUR")),
        unit_cost: dec("0"),
        resource_id: None,
        journal_type: Some(TransactionType::UnbilledSales),
        ..of(TransactionClass::Fee)
    };
    check(&fee, Some(&alone), &["U1 chargeable 1 x 1000 = 1000 EUR cost -"]);
    check(
        &fee,
        Some(&thirds),
        &[
            "U1 chargeable 1 x 333.3 = 333.3 EUR cost -",
            "U2 chargeable 1 x 333.3 = 333.3 EUR cost -",
            "U3 chargeable 1 x 333.4 = 333.4 EUR cost -",
        ],
    );
    // R-APP-14: a journal's line writes what it says and nothing beside
    let journal = |written| Entry { journal_type: Some(written), ..entry() };
    check(&journal(TransactionType::Cost), Some(&alone), &["C1 chargeable 8 x 100 = 800 EUR"]);
    check(
        &journal(TransactionType::UnbilledSales),
        Some(&alone),
        &["U1 chargeable 8 x 200 = 1600 EUR cost -"],
    );
    check(
        &journal(TransactionType::Cost),
        Some(&line(BillingMethod::FixedPrice, "EUR", "100r")),
        &["C- chargeable 8 x 100 = 800 EUR"],
    );
}

#[test]
fn a_rate_counts_in_its_own_currency_only() {
    // R-PRC-3: the file's 95 are pounds
    let rated =
        Entry { unit_price: Some(dec("95")), price_currency: Some(currency("GBP")), ..entry() };
    for (code, on, price, rate_left, without_price) in [
        ("GBP", "2026-03-02", "95", false, false),
        ("EUR", "2026-03-02", "200", true, false), // the list's
        ("JPY", "2026-03-02", "10001", true, false), // likewise
        ("EUR", "2030-03-02", "0", true, true),    // which has none that day
        ("CHF", "2026-03-02", "0", true, true),
    ] {
        let terms = line(BillingMethod::TimeAndMaterial, code, "100r");
        let approval = approve(
            &Entry { work_on: day(on), ..rated.clone() },
            Some(&terms),
            &prices(),
            currency("EUR"),
            day("2026-03-31"),
        );
        let [(sale, _)] = approval.sales.as_slice() else { panic!("{approval:?}") };
        assert_eq!(
            (sale.unit_price, sale.currency, sale.has_price),
            (dec(price), currency(code), !without_price),
            "{code} {on}"
        );
        assert_eq!(
            (approval.remarks.rate_left, approval.remarks.without_price),
            (rate_left, without_price),
            "{code} {on}"
        );
    }
    // A rate of 0 is one: somebody said so, and approval says it again.
    let free =
        Entry { unit_price: Some(dec("0")), price_currency: Some(currency("EUR")), ..entry() };
    let approval = approve(
        &free,
        Some(&line(BillingMethod::TimeAndMaterial, "EUR", "100r")),
        &prices(),
        currency("EUR"),
        day("2026-03-31"),
    );
    assert_eq!(
        (approval.remarks.without_price, approval.remarks.at_zero, approval.sales[0].0.has_price),
        (false, true, true)
    );
}

#[test]
fn what_it_cost_prices_nothing_in_another_currency() {
    // R-PRC-2: at cost and marked up, in the company's euros; on a contract in yen nobody knows
    // what that is
    let taxi = Entry {
        quantity: dec("1"),
        billable_quantity: dec("1"),
        unit: "each".into(),
        unit_cost: dec("99.99"),
        ..of(TransactionClass::Expense)
    };
    for (pricing, code, expected) in [
        (Pricing::AtCost, "EUR", Some("99.99")),
        (Pricing::AtCost, "JPY", None),
        (Pricing::Markup, "EUR", Some("109.989")),
        (Pricing::Markup, "JPY", None),
    ] {
        let price = Price {
            currency: currency(code),
            contract_id: None,
            transaction_class: TransactionClass::Expense,
            dimension: taxi.dimension,
            unit: "each".into(),
            pricing,
            unit_price: dec("10"),
            period: Period { from: day("2026-01-01"), to: None },
        };
        let terms = line(BillingMethod::TimeAndMaterial, code, "100r");
        let written = |entry: &Entry| {
            approve(
                entry,
                Some(&terms),
                std::slice::from_ref(&price),
                currency("EUR"),
                day("2026-03-31"),
            )
        };
        let approval = written(&taxi);
        let (sale, _) = &approval.sales[0];
        assert_eq!(
            (sale.has_price, sale.unit_price),
            (expected.is_some(), dec(expected.unwrap_or("0"))),
            "{pricing:?} {code}"
        );
        assert_eq!(approval.remarks.without_price, expected.is_none());
        let by_journal =
            written(&Entry { journal_type: Some(TransactionType::UnbilledSales), ..taxi.clone() });
        assert!(!by_journal.sales[0].0.has_price, "a journal's sale has no cost");
    }
}

#[test]
fn a_line_covers_work_in_its_contract_s_time() {
    // R-APP-2: last year's line, this year's, and what lies outside both
    let of = |contract: i64, from: &str, to: Option<&str>| LineTerms {
        contract_id: ContractId(contract),
        period: Period { from: day(from), to: to.map(day) },
        ..line(BillingMethod::TimeAndMaterial, "EUR", "100r")
    };
    let key = (ProjectId(7), TransactionClass::Time, None);
    let terms = Terms(
        [(
            key,
            vec![
                of(25, "2025-01-01", Some("2025-12-31")),
                of(26, "2026-01-01", Some("2026-06-30")),
            ],
        )]
        .into(),
    );
    for (on, contract, outside) in [
        ("2024-12-31", None, true),
        ("2025-01-01", Some(25), false),
        ("2025-12-31", Some(25), false),
        ("2026-01-01", Some(26), false),
        ("2026-06-30", Some(26), false),
        ("2026-07-01", None, true),
    ] {
        let approval = foresee(
            &Entry { work_on: day(on), ..entry() },
            &terms,
            &prices(),
            currency("EUR"),
            day("2026-03-31"),
        );
        assert_eq!(
            approval.sales.first().map(|(sale, _)| sale.contract_id),
            contract.map(|id| Some(ContractId(id))),
            "{on}"
        );
        assert_eq!(
            (approval.is_not_covered(), approval.remarks.outside_dates),
            (outside, outside),
            "{on}"
        );
    }
    let elsewhere = foresee(
        &Entry { project_id: ProjectId(8), ..entry() },
        &terms,
        &prices(),
        currency("EUR"),
        day("2026-03-31"),
    );
    assert_eq!(
        (elsewhere.is_not_covered(), elsewhere.remarks.outside_dates),
        (true, false),
        "no line at all"
    );
}

#[test]
fn limits_are_asked_beforehand_for_each_entry_on_its_own() {
    // R-APP-9, R-NTE-1 to R-NTE-4: 1,600 to bill, shared by two customers as the line says
    let (contract, line_id) = (ContractId(4), ContractLineId(5));
    let levels = |customer| levels(contract, line_id, CustomerId(customer));
    let [of_second, of_line, ..] = levels(2);
    let [.., of_contract] = levels(1);
    let limit =
        |level, limit: &str, used: &str| (level, Limit { limit: dec(limit), used: dec(used) });
    let (shared, alone) = (
        line(BillingMethod::TimeAndMaterial, "EUR", "60 40r"),
        line(BillingMethod::TimeAndMaterial, "EUR", "100r"),
    );
    let held_back =
        Entry { billing_type: BillingType::NonChargeable, billing_type_is_chosen: true, ..entry() };
    let half = Entry { billable_quantity: dec("4"), ..entry() };
    let (success, not_applicable) =
        ((NteValidation::Success, None), (NteValidation::NotApplicable, None));
    for (entry, terms, limits, expected, why) in [
        (entry(), &alone, vec![], not_applicable, "no limit at any level"),
        (entry(), &alone, vec![limit(of_line, "1600", "0")], success, "equality passes"),
        (
            entry(),
            &alone,
            vec![limit(of_line, "1600", "0.01")],
            (NteValidation::Failed, Some(of_line)),
            "over the line's",
        ),
        (
            half,
            &alone,
            vec![limit(of_line, "1600", "800")],
            success,
            "what is held back counts nowhere",
        ),
        (
            held_back,
            &alone,
            vec![limit(of_line, "1", "1")],
            not_applicable,
            "R-NTE-1: nothing chargeable",
        ),
        (
            entry(),
            &alone,
            vec![limit(of_second, "1", "0")],
            not_applicable,
            "somebody else's limit",
        ),
        (
            entry(),
            &shared,
            vec![limit(of_second, "640", "0")],
            success,
            "one share is limited and fits",
        ),
        (
            entry(),
            &shared,
            vec![limit(of_second, "639", "0")],
            (NteValidation::Failed, Some(of_second)),
            "one share does not fit",
        ),
        (
            entry(),
            &shared,
            vec![limit(of_contract, "1599", "0")],
            (NteValidation::Failed, Some(of_contract)),
            "the shares add up at the contract",
        ),
        (
            entry(),
            &line(BillingMethod::FixedPrice, "EUR", "100r"),
            vec![limit(of_contract, "1", "1")],
            not_applicable,
            "R-APP-6: no sale",
        ),
    ] {
        let approval = approve(&entry, Some(terms), &prices(), currency("EUR"), day("2026-03-31"));
        assert_eq!(nte_validation(&approval, &limits.into_iter().collect()), expected, "{why}");
    }
}

#[test]
fn the_threshold_says_what_runs_in_the_background() {
    // R-APP-13: from so many on; 0 = always
    for (entries, from, expected) in [
        (0, 0, true),
        (1, 0, true),
        (0, 1, false),
        (1, 1, true),
        (999, 1_000, false),
        (1_000, 1_000, true),
        (1_001, 1_000, true),
    ] {
        assert_eq!(is_in_background(entries, from), expected, "{entries} from {from}");
    }
    for (typed, expected) in
        [("0", 0), (" 1000 ", 1_000), ("1,000", 1_000), ("007", 7), ("1000000", 1_000_000)]
    {
        assert_eq!(background_from(typed), Ok(expected), "{typed:?}");
    }
    for typed in ["", "  "] {
        assert_eq!(
            background_from(typed),
            Err(Refusal::FieldMissing(Field::BackgroundFrom)),
            "{typed:?}"
        );
    }
    for typed in
        ["-1", "+1", "1.5", "1e3", "1000001", "99999999999999999999", "many", "NaN", "\0", "٣"]
    {
        assert_eq!(
            background_from(typed),
            Err(Refusal::FieldNotWithin(Field::BackgroundFrom, 0, 1_000_000)),
            "{typed:?}"
        );
    }
}

#[test]
fn an_entry_whose_turn_comes_is_approved_only_as_it_was_asked_for() {
    // R-APP-13, R-SEC-1: every state, unchanged or not, own or not, with and without leave
    use EntryState::{Approved, Draft, RecallRequested, Returned, Submitted};
    for state in [Draft, Submitted, Approved, Returned, RecallRequested] {
        for (is_unchanged, is_own, own_is_allowed) in
            (0..8).map(|n| (n & 1 > 0, n & 2 > 0, n & 4 > 0))
        {
            let expected = match state {
                Approved | RecallRequested => Turn::IsApproved,
                Draft | Returned => Turn::Fail(Refusal::EntryNotSubmitted),
                Submitted if is_own && !own_is_allowed => Turn::Fail(Refusal::OwnWork),
                Submitted if !is_unchanged => Turn::Fail(Refusal::EntryChangedMeanwhile),
                Submitted => Turn::Approve,
            };
            assert_eq!(
                turn(&Entry { state, is_own, ..entry() }, is_unchanged, own_is_allowed),
                expected,
                "{state:?} {is_unchanged} {is_own} {own_is_allowed}"
            );
        }
    }
}
