//! Rules as tables: whole splits, prices by day.

use super::{
    model::{
        Cover, Dimension, LineTerms, Period, Price,
        setup::{ContractForm, ContractSetup, CoveredWork, LineForm, Place, SplitForm},
        team::{Team, TeamPerson},
    },
    rules::{
        Priced, billing_type, is_outside, price_on, rounding_has_a_share,
        setup::{check, evenly, next},
        split_is_whole,
        team::{may_change_team, team},
    },
};
use crate::vocabulary::{
    ids::{CategoryId, ContractId, ContractLineId, CustomerId, PersonId, ProductId, ProjectId, RoleId, TaskId},
    refusal::{Field, Refusal},
    words::{BillingMethod, BillingType, ContractState, Pricing, Role, TransactionClass},
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

#[test]
fn a_day_is_outside_where_contracts_cover_the_work_on_others() {
    // R-APP-2: as approval asks, of a project or of one of its tasks
    let day = |text: &str| text.parse::<NaiveDate>().unwrap_or_else(|error| panic!("{text}: {error}"));
    let cover = |project: i64, task: Option<i64>, from: &str, to: Option<&str>| Cover {
        project_id: ProjectId(project),
        task_id: task.map(TaskId),
        period: Period { from: day(from), to: to.map(day) },
    };
    let covers = [
        cover(1, None, "2026-01-01", Some("2026-03-31")),
        cover(1, None, "2026-05-01", None),
        cover(1, Some(7), "2026-04-01", Some("2026-04-10")),
        cover(2, Some(8), "2026-01-01", Some("2026-01-31")),
    ];
    for (project, task, on, outside) in [
        (1, None, "2026-03-31", false),
        (1, None, "2026-04-01", true),
        (1, Some(7), "2026-04-01", false),
        (1, Some(7), "2026-04-11", true),
        (1, Some(7), "2026-06-01", false),
        (1, Some(9), "2026-04-01", true),
        (1, None, "2025-12-31", true),
        (2, Some(8), "2026-02-01", true),
        (2, None, "2026-02-01", false),
        (2, Some(9), "2026-02-01", false),
        (3, None, "2026-02-01", false),
    ] {
        assert_eq!(is_outside(&covers, ProjectId(project), task.map(TaskId), day(on)), outside, "{project} {task:?} {on}");
    }
}

fn terms(contract: i64, code: &str) -> LineTerms {
    LineTerms {
        contract_id: ContractId(contract),
        contract_line_id: ContractLineId(1),
        billing_method: BillingMethod::TimeAndMaterial,
        currency: code.parse().unwrap(),
        customers: Vec::new(),
        is_task_chargeable: true,
        not_chargeable: Vec::new(),
        period: Period { from: "2020-01-01".parse().unwrap(), to: None },
    }
}

fn price(code: &str, transaction_class: TransactionClass, dimension: Dimension, unit_price: &str, from: &str, to: &str) -> Price {
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
fn priced<'a>(class: TransactionClass, dimension: Dimension, unit: &'a str, unit_cost: Option<&str>, day: &str) -> Priced<'a> {
    Priced { class, dimension, unit, unit_cost: unit_cost.map(dec), day: day.parse().unwrap() }
}

#[test]
fn a_price_belongs_to_a_currency_class_role_and_period() {
    // R-PRC-1, R-PRC-2
    let role = |unit_price, from, to| price("EUR", TransactionClass::Time, Dimension::Role(RoleId(1)), unit_price, from, to);
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
        let found = price_on(&prices, &terms(4, currency), priced(class, Dimension::Role(RoleId(role)), "", None, on));
        assert_eq!(found, expected.map(dec), "{currency} {class:?} {role} {on}");
    }
    // Until further notice; a price of 0 is one, none is none; the price of a day is no price of an hour.
    let open = Price { period: Period { to: None, ..prices[1].period }, ..prices[1].clone() };
    let free = Price { unit_price: dec("0"), ..open.clone() };
    let daily = Price { unit: "Day".into(), ..open.clone() };
    for (price, expected) in [(open, Some("200")), (free, Some("0")), (daily, None)] {
        let hour = priced(TransactionClass::Time, Dimension::Role(RoleId(1)), "", None, "2199-12-31");
        assert_eq!(price_on(std::slice::from_ref(&price), &terms(4, "EUR"), hour), expected.map(dec), "{price:?}");
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
        let prices = [Price { pricing, ..price("EUR", TransactionClass::Expense, travel, number, "2026-01-01", "2026-12-31") }];
        let found = price_on(&prices, &terms(4, "EUR"), priced(TransactionClass::Expense, travel, "km", cost, "2026-02-01"));
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
    let (km, days, at_cost) = (of("km", Pricing::PerUnit, "0.6"), of("day", Pricing::PerUnit, "48"), of("each", Pricing::AtCost, "0"));
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
        let found = price_on(prices, &terms(4, "EUR"), priced(TransactionClass::Expense, travel, unit, Some("90"), "2026-02-01"));
        assert_eq!(found, expected.map(dec), "{unit:?} among {prices:?}");
    }
}

#[test]
fn who_takes_the_rounding_has_a_share() {
    // R-APP-7, R-VOC-4
    for (split, good) in [("100r", true), ("60 40r", true), ("100r 0", true), ("100 0r", false), ("33.33 33.33 33.34 0r", false)] {
        let shares = split.split_whitespace().map(|word| (dec(word.trim_end_matches('r')), word.ends_with('r')));
        assert_eq!(rounding_has_a_share(shares), good, "{split}");
    }
}

#[test]
fn a_contract_s_own_price_wins_over_the_company_s() {
    // R-PRC-1
    let role = Dimension::Role(RoleId(1));
    let common = price("EUR", TransactionClass::Time, role, "200", "2026-01-01", "2026-12-31");
    let own = Price { contract_id: Some(ContractId(4)), unit_price: dec("150"), ..price("EUR", TransactionClass::Time, role, "0", "2026-03-01", "2026-03-31") };
    for (contract, on, expected) in [(4, "2026-03-15", "150"), (4, "2026-04-01", "200"), (5, "2026-03-15", "200")] {
        let found = price_on(&[common.clone(), own.clone()], &terms(contract, "EUR"), priced(TransactionClass::Time, role, "", None, on));
        assert_eq!(found, Some(dec(expected)), "{contract} {on}");
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

fn known() -> ContractSetup {
    ContractSetup {
        customers: (1..=4).map(|id| (CustomerId(id), format!("Customer {id}"))).collect(),
        projects: vec![(ProjectId(1), "GRID".into()), (ProjectId(2), "PORTAL".into())],
        tasks: vec![(TaskId(1), ProjectId(1), "Design".into()), (TaskId(2), ProjectId(1), "Build".into()), (TaskId(3), ProjectId(2), "Test".into())],
        roles: vec![(RoleId(1), "Developer".into(), true)],
        categories: vec![(CategoryId(1), "Travel".into(), true)],
        covered: vec![CoveredWork {
            project: ProjectId(2),
            transaction_class: TransactionClass::Time,
            task: None,
            contract: "K-9".into(),
            period: Period { from: "2025-01-01".parse().unwrap(), to: "2026-06-30".parse().ok() },
        }],
        ..ContractSetup::default()
    }
}

/// A split as written: `1:60 2:40r`.
fn typed_splits(text: &str) -> Vec<SplitForm> {
    let one = |word: &str| {
        let (customer, percent) = word.split_once(':').unwrap();
        SplitForm {
            customer: customer.parse().ok(),
            percent: percent.trim_end_matches('r').into(),
            is_rounding: percent.ends_with('r'),
            ..SplitForm::default()
        }
    };
    text.split_whitespace().map(one).collect()
}

fn typed_contract(lines: Vec<LineForm>) -> ContractForm {
    ContractForm {
        number: "K-1".into(),
        name: "Grid".into(),
        primary_customer: Some(CustomerId(1)),
        currency: "EUR".into(),
        start_on: "2026-01-01".into(),
        customers: typed_splits("1:60 2:40r"),
        lines,
        ..ContractForm::default()
    }
}

fn typed_line() -> LineForm {
    LineForm { name: "Time".into(), project: Some(ProjectId(1)), splits: typed_splits("1:60 2:40r"), ..LineForm::default() }
}

fn problems(form: &ContractForm, known: &ContractSetup) -> Vec<(Place, Refusal)> {
    check(form, known).err().unwrap_or_default().into_iter().map(|p| (p.place, p.refusal)).collect()
}

#[test]
fn a_contract_as_typed_is_checked_field_by_field() {
    // R-VOC-1, R-VOC-2, R-VOC-4, R-APP-7; each change of a good form and what it is told
    use Refusal::{CustomerTwice, FieldMissing, FieldNotAChoice, FieldNotADate, FieldNotANumber, FieldOutOfRange, FieldTooLong, FieldTooPrecise};
    let (header, line) = (Place::Header, Place::Line(0));
    assert_eq!(problems(&typed_contract(vec![typed_line()]), &known()), []);
    type Change = fn(&mut ContractForm);
    let table: &[(Change, Place, Refusal)] = &[
        (|f| f.customers[1].bill_to_name = "x".repeat(201), Place::Customer(1), FieldTooLong(Field::BillToName, 200)),
        (|f| f.customers[0].bill_to_contact = "x".repeat(201), Place::Customer(0), FieldTooLong(Field::BillToContact, 200)),
        (|f| f.number = "  ".into(), header, FieldMissing(Field::ContractNumber)),
        (|f| f.number = "x".repeat(51), header, FieldTooLong(Field::ContractNumber, 50)),
        (|f| f.name.clear(), header, FieldMissing(Field::Name)),
        (|f| f.currency = "EURO".into(), header, FieldNotAChoice(Field::Currency)),
        (|f| f.start_on = "9999-12-31".into(), header, FieldNotADate(Field::StartDate)),
        (|f| f.requested_delivery_on = "2025-12-31".into(), header, Refusal::FieldBefore(Field::DeliveryDate, Field::StartDate)),
        (|f| f.primary_customer = Some(CustomerId(77)), header, FieldNotAChoice(Field::PrimaryCustomer)),
        (|f| f.primary_customer = Some(CustomerId(3)), header, Refusal::PrimaryCustomerMissing),
        (|f| f.not_to_exceed = "NaN".into(), header, FieldNotANumber(Field::NotToExceed)),
        (|f| f.not_to_exceed = "-1".into(), header, FieldOutOfRange(Field::NotToExceed)),
        (|f| f.not_to_exceed = "1000000000000000000".into(), header, FieldOutOfRange(Field::NotToExceed)),
        (|f| f.not_to_exceed = "0.001".into(), header, FieldTooPrecise(Field::NotToExceed, 2)),
        (|f| f.customers = typed_splits("1:60 2:39.99r"), header, Refusal::SplitNotWhole("99.99".into())),
        (|f| f.customers = typed_splits("1:60 2:40"), header, Refusal::RoundingCustomerMissing),
        (|f| f.customers = typed_splits("1:100 2:0r"), header, Refusal::RoundingWithoutShare),
        (|f| f.lines[0].splits = typed_splits("1:60 2:40 3:0r"), line, Refusal::RoundingWithoutShare),
        (|f| f.customers = typed_splits("1:60 1:40r"), Place::Customer(1), CustomerTwice),
        (|f| f.customers = typed_splits("1:-1 2:101r"), Place::Customer(0), Refusal::PercentOutOfRange),
        (|f| f.lines[0].name.clear(), line, FieldMissing(Field::Name)),
        (|f| f.lines[0].project = None, line, FieldMissing(Field::Project)),
        (|f| f.lines[0].project = Some(ProjectId(99)), line, FieldNotAChoice(Field::Project)),
        (|f| f.lines[0].classes.clear(), line, FieldMissing(Field::Classes)),
        (|f| f.lines[0].classes = vec![TransactionClass::Milestone], line, FieldNotAChoice(Field::Classes)),
        (|f| f.lines[0].has_selected_tasks = true, line, FieldMissing(Field::Tasks)),
        (
            |f| {
                f.lines[0].has_selected_tasks = true;
                f.lines[0].tasks = vec![(TaskId(3), true)];
            },
            line,
            FieldNotAChoice(Field::Tasks),
        ),
        (|f| f.lines[0].billing_method = BillingMethod::FixedPrice, line, FieldMissing(Field::ContractedAmount)),
        (
            |f| {
                f.lines[0].billing_method = BillingMethod::FixedPrice;
                f.lines[0].contracted_amount = "1".into();
                f.lines[0].not_to_exceed = "9".into();
            },
            line,
            Refusal::LimitOnFixedPrice,
        ),
        (|f| f.lines[0].splits.clear(), line, FieldMissing(Field::Customer)),
        (|f| f.lines[0].splits = typed_splits("1:33.33 2:33.33 3:33.33r"), line, Refusal::SplitNotWhole("99.99".into())),
        (|f| f.lines[0].splits[1].percent = "many".into(), Place::LineCustomer(0, 1), FieldNotANumber(Field::SplitPercent)),
        (|f| f.lines[0].roles = vec![(RoleId(5), false)], line, Refusal::Outdated),
        (|f| f.lines[0].contract_line_id = Some(ContractLineId(5)), line, Refusal::Outdated),
        (|f| f.lines[0].project = Some(ProjectId(2)), line, Refusal::ProjectClassTaken("K-9".into())),
        (
            |f| {
                f.lines[0].project = Some(ProjectId(2));
                f.start_on = "2024-06-01".into();
                f.requested_delivery_on = "2025-01-01".into();
            },
            line,
            Refusal::ProjectClassTaken("K-9".into()),
        ),
    ];
    for (change, place, refusal) in table {
        let mut form = typed_contract(vec![typed_line()]);
        change(&mut form);
        assert!(problems(&form, &known()).contains(&(*place, refusal.clone())), "{refusal:?}: {:?}", problems(&form, &known()));
    }
}

#[test]
fn a_contract_is_renewed_where_the_old_one_ends() {
    // R-APP-2 within a contract and its time: K-9 covers project 2 to the end of June
    for (from, to, taken) in [
        ("2026-07-01", "2027-06-30", false),
        ("2026-07-01", "", false),
        ("2024-01-01", "2024-12-31", false),
        ("2026-06-30", "", true),
        ("2024-01-01", "", true),
        ("2026-01-01", "2026-01-31", true),
    ] {
        let line = LineForm { project: Some(ProjectId(2)), ..typed_line() };
        let form = ContractForm { start_on: from.into(), requested_delivery_on: to.into(), ..typed_contract(vec![line]) };
        let expected: Vec<_> = taken.then(|| (Place::Line(0), Refusal::ProjectClassTaken("K-9".into()))).into_iter().collect();
        assert_eq!(problems(&form, &known()), expected, "{from} to {to}");
    }
}

#[test]
fn a_project_and_class_sit_on_one_line_or_on_several_task_by_task() {
    // R-APP-2
    let line = |name: &str, classes: &[TransactionClass], tasks: &[i64]| LineForm {
        name: name.into(),
        classes: classes.to_vec(),
        has_selected_tasks: !tasks.is_empty(),
        tasks: tasks.iter().map(|id| (TaskId(*id), true)).collect(),
        ..typed_line()
    };
    use TransactionClass::{Expense, Time};
    for (lines, taken) in [
        (vec![line("A", &[Time], &[]), line("B", &[Expense], &[])], None),
        (vec![line("A", &[Time], &[]), line("B", &[Expense, Time], &[])], Some("A")),
        (vec![line("A", &[Time], &[1]), line("B", &[Time], &[2])], None),
        (vec![line("A", &[Time], &[1, 2]), line("B", &[Time], &[2])], Some("A")),
        (vec![line("A", &[Time], &[1]), line("B", &[Time], &[])], Some("A")),
    ] {
        let form = typed_contract(lines);
        let expected: Vec<_> = taken.into_iter().map(|name| (Place::Line(1), Refusal::ProjectClassTaken(name.into()))).collect();
        assert_eq!(problems(&form, &known()), expected, "{:?}", form.lines);
    }
}

#[test]
fn a_confirmed_contract_changes_only_names_limits_and_dates() {
    // R-SM-2, R-VOC-1
    let form =
        ContractForm { contract_id: Some(ContractId(1)), ..typed_contract(vec![LineForm { contract_line_id: Some(ContractLineId(7)), ..typed_line() }]) };
    type Change = fn(&mut ContractForm);
    let free: &[Change] = &[
        |f| f.name = "Other".into(),
        |f| f.requested_delivery_on = "2027-01-01".into(),
        |f| f.not_to_exceed = "9".into(),
        |f| f.lines[0].name = "Other".into(),
        |f| f.lines[0].not_to_exceed = "9".into(),
        |f| f.lines[0].splits[0].not_to_exceed = "9".into(),
        |f| f.lines[0].billing_start_on = "2026-02-01".into(),
        |f| f.lines[0].splits[0].percent = "60.00".into(), // the same
    ];
    let frozen: &[Change] = &[
        |f| f.number = "K-2".into(),
        |f| f.currency = "USD".into(),
        |f| f.start_on = "2026-01-02".into(),
        |f| f.primary_customer = Some(CustomerId(2)),
        |f| f.lines[0].classes.push(TransactionClass::Fee),
        |f| f.lines[0].splits = typed_splits("1:50 2:50r"),
        |f| f.lines[0].splits = typed_splits("1:60r 2:40"),
        |f| f.customers = typed_splits("1:50 2:50r"),
        |f| f.lines[0].roles = vec![(RoleId(1), false)],
        |f| f.lines.clear(),
        |f| f.lines.push(LineForm { project: Some(ProjectId(1)), classes: vec![TransactionClass::Fee], ..typed_line() }),
    ];
    for (state, changes, refused) in [
        (ContractState::Confirmed, free, false),
        (ContractState::Confirmed, frozen, true),
        (ContractState::Lost, free, true),
        (ContractState::Draft, &frozen[1..2], true), // the currency is frozen after the first save
        (ContractState::Draft, &frozen[4..9], false),
    ] {
        let known = ContractSetup { form: form.clone(), state: Some(state), ..known() };
        for (at, change) in changes.iter().enumerate() {
            let mut changed = form.clone();
            change(&mut changed);
            let found = problems(&changed, &known);
            assert_eq!(found.iter().any(|(_, refusal)| *refusal == Refusal::ContractIsReadOnly), refused, "{state:?} {at}: {found:?}");
        }
    }
}

#[test]
fn evenly_distributed_shares_total_a_hundred() {
    for (count, rounding, shares) in [
        (1, 0, "100"),
        (2, 1, "50 50"),
        (3, 2, "33.33 33.33 33.34"),
        (3, 0, "33.34 33.33 33.33"),
        (6, 5, "16.66 16.66 16.66 16.66 16.66 16.7"),
        (7, 9, "14.28 14.28 14.28 14.28 14.28 14.28 14.32"),
        (0, 0, ""),
    ] {
        assert_eq!(evenly(count, rounding).iter().map(|share| share.normalize().to_string()).collect::<Vec<_>>().join(" "), shares, "{count}");
    }
}

#[test]
fn a_contract_goes_from_draft_to_confirmed_and_from_either_to_lost() {
    // R-SM-1 to R-SM-3
    use ContractState::{Confirmed, Draft, Lost};
    for (from, to, lines, outcome) in [
        (Draft, Confirmed, 1, Ok(Confirmed)),
        (Draft, Confirmed, 0, Err(Refusal::ContractHasNoLines)),
        (Draft, Lost, 0, Ok(Lost)),
        (Confirmed, Lost, 3, Ok(Lost)),
        (Confirmed, Confirmed, 3, Err(Refusal::ContractNotDraft)),
        (Confirmed, Draft, 3, Err(Refusal::ContractNotDraft)),
        (Lost, Confirmed, 3, Err(Refusal::ContractNotDraft)),
        (Lost, Draft, 3, Err(Refusal::ContractNotDraft)),
        (Lost, Lost, 3, Err(Refusal::ContractNotDraft)),
        (Draft, Draft, 3, Err(Refusal::ContractNotDraft)),
    ] {
        assert_eq!(next(from, to, lines), outcome, "{from:?} to {to:?}");
    }
}

#[test]
fn a_team_names_people_whose_roles_suit() {
    // §14
    let person = |id: i64, may_approve: bool, may_manage: bool| TeamPerson { person_id: PersonId(id), name: format!("{id}"), may_approve, may_manage };
    let people = [person(1, true, true), person(2, true, false), person(3, false, false)];
    let said = |manager: Option<i64>, members: &[(i64, bool)]| Team {
        manager: manager.map(PersonId),
        members: members.iter().map(|(id, is_approver)| (PersonId(*id), *is_approver)).collect(),
    };
    for (manager, members, expected) in [
        (None, &[][..], Ok(())),
        (Some(1), &[(3, false), (2, true)], Ok(())),
        (Some(2), &[], Err(Refusal::FieldNotAChoice(Field::ProjectManager))),
        (Some(9), &[], Err(Refusal::FieldNotAChoice(Field::ProjectManager))),
        (None, &[(3, true)], Err(Refusal::FieldNotAChoice(Field::Approvers))),
        (None, &[(9, false)], Err(Refusal::FieldNotAChoice(Field::Approvers))),
        (None, &[(2, true), (2, false)], Err(Refusal::FieldNotAChoice(Field::Approvers))),
    ] {
        let checked = team(&said(manager, members), &people);
        assert_eq!(checked.as_ref().map(|_| ()).map_err(Clone::clone), expected, "{manager:?} {members:?}");
        if let Ok(team) = checked {
            assert!(team.members.is_sorted(), "in one order, so that two who look see the same");
        }
    }
}

#[test]
fn a_project_s_manager_and_administrators_name_its_team() {
    // §14: whoever could name themselves approver of any project would approve them all
    use Role::{Administrator, BillingAdministrator, ProjectApprover, ProjectManager};
    let (ann, bob) = (Some(PersonId(1)), Some(PersonId(2)));
    for (roles, person, manager, may) in [
        (&[ProjectManager][..], ann, ann, true),
        (&[ProjectManager], ann, bob, false),
        (&[ProjectManager], ann, None, false),
        (&[ProjectApprover], ann, ann, false),
        (&[BillingAdministrator], ann, bob, false),
        (&[Administrator], ann, bob, true),
        (&[Administrator], ann, None, true),
        (&[], None, None, true),
    ] {
        assert_eq!(may_change_team(roles, person, manager), may, "{roles:?} {person:?} {manager:?}");
    }
}

#[cfg(feature = "ssr")]
#[test]
fn names_that_may_be_one_person_s_are_asked_about() {
    // R-SEC-1: unknown and alike is refused, so what is alike must not be everybody
    use super::rules::people::is_alike;
    for (one, other) in [
        ("Maria Winter", "maria  winter"),
        ("Maria Winter", "Winter, Maria"),
        ("Maria Winter", "María Winter"),
        ("Maria Winter", "M. Winter"),
        ("Maria Winter", "Winter M."),
        ("Maria Anna Winter", "Maria Winter"),
        ("Maria A. Winter", "Maria Anna Winter"),
        ("Maria", "maria"),
    ] {
        assert!(is_alike(one, other) && is_alike(other, one), "{one:?} {other:?}");
    }
    for (one, other) in [
        ("Maria Winter", "Martin Winter"),
        ("Maria Winter", "Maria Sommer"),
        ("Maria Winter", "Maria"),
        ("Maria Winter", "M. W."),
        ("Maria Winter", "T. Winter"),
        ("Maria Winter", "Maria Maria"),
        ("maria@example.org", "Maria Winter"),
        ("", ""),
        ("Maria Winter", ""),
    ] {
        assert!(!is_alike(one, other) && !is_alike(other, one), "{one:?} {other:?}");
    }
}
