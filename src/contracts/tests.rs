//! Rules as tables: whole splits, prices by day.

use super::{
    model::{
        Cover, LineTerms, Period,
        setup::{ContractForm, ContractSetup, CoveredWork, LineForm, Place, SplitForm},
    },
    rules::{
        billing_type, is_outside, rounding_has_a_share,
        setup::{check, evenly, next},
        split_is_whole,
    },
};
use crate::{
    book::model::Dimension,
    tests::samples::contract_terms,
    vocabulary::{
        ids::{
            CategoryId, ContractId, ContractLineId, CustomerId, ProductId, ProjectId, RoleId,
            TaskId,
        },
        refusal::{Field, Refusal},
        words::{BillingMethod, BillingType, ContractState, TransactionClass},
    },
};
use chrono::NaiveDate;
use rust_decimal::Decimal;

pub fn dec(text: &str) -> Decimal {
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
    let day =
        |text: &str| text.parse::<NaiveDate>().unwrap_or_else(|error| panic!("{text}: {error}"));
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
        assert_eq!(
            is_outside(&covers, ProjectId(project), task.map(TaskId), day(on)),
            outside,
            "{project} {task:?} {on}"
        );
    }
}

#[test]
fn who_takes_the_rounding_has_a_share() {
    // R-APP-7, R-VOC-4
    for (split, good) in [
        ("100r", true),
        ("60 40r", true),
        ("100r 0", true),
        ("100 0r", false),
        ("33.33 33.33 33.34 0r", false),
    ] {
        let shares = split
            .split_whitespace()
            .map(|word| (dec(word.trim_end_matches('r')), word.ends_with('r')));
        assert_eq!(rounding_has_a_share(shares), good, "{split}");
    }
}

#[test]
fn roles_categories_and_tasks_say_what_customers_pay() {
    // R-APP-3
    let (role, travel, cable) = (
        Dimension::Role(RoleId(1)),
        Dimension::Category(CategoryId(3)),
        Dimension::Product(ProductId(7)),
    );
    let (pays, free) = (BillingType::Chargeable, BillingType::NonChargeable);
    for (is_task_chargeable, not_chargeable, expected) in [
        (true, vec![], [pays, pays, pays]),
        (true, vec![role], [free, pays, pays]),
        (true, vec![travel], [pays, free, pays]),
        (true, vec![role, travel], [free, free, pays]),
        (false, vec![], [free, free, free]), // every class
    ] {
        let line = LineTerms { is_task_chargeable, not_chargeable, ..contract_terms(4, "EUR") };
        assert_eq!(
            [role, travel, cable].map(|dimension| billing_type(&line, dimension)),
            expected,
            "{line:?}"
        );
    }
}

fn known() -> ContractSetup {
    ContractSetup {
        customers: (1..=4).map(|id| (CustomerId(id), format!("Customer {id}"))).collect(),
        projects: vec![(ProjectId(1), "GRID".into()), (ProjectId(2), "PORTAL".into())],
        tasks: vec![
            (TaskId(1), ProjectId(1), "Design".into()),
            (TaskId(2), ProjectId(1), "Build".into()),
            (TaskId(3), ProjectId(2), "Test".into()),
        ],
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
    LineForm {
        name: "Time".into(),
        project: Some(ProjectId(1)),
        splits: typed_splits("1:60 2:40r"),
        ..LineForm::default()
    }
}

fn problems(form: &ContractForm, known: &ContractSetup) -> Vec<(Place, Refusal)> {
    check(form, known).err().unwrap_or_default().into_iter().map(|p| (p.place, p.refusal)).collect()
}

#[test]
fn a_contract_as_typed_is_checked_field_by_field() {
    // R-VOC-1, R-VOC-2, R-VOC-4, R-APP-7; each change of a good form and what it is told
    use Refusal::{
        CustomerTwice, FieldMissing, FieldNotAChoice, FieldNotADate, FieldNotANumber,
        FieldOutOfRange, FieldTooLong, FieldTooPrecise,
    };
    let (header, line) = (Place::Header, Place::Line(0));
    assert_eq!(problems(&typed_contract(vec![typed_line()]), &known()), []);
    type Change = fn(&mut ContractForm);
    let table: &[(Change, Place, Refusal)] = &[
        (
            |f| f.customers[1].bill_to_name = "x".repeat(201),
            Place::Customer(1),
            FieldTooLong(Field::BillToName, 200),
        ),
        (
            |f| f.customers[0].bill_to_contact = "x".repeat(201),
            Place::Customer(0),
            FieldTooLong(Field::BillToContact, 200),
        ),
        (|f| f.number = "  ".into(), header, FieldMissing(Field::ContractNumber)),
        (|f| f.number = "x".repeat(51), header, FieldTooLong(Field::ContractNumber, 50)),
        (|f| f.name.clear(), header, FieldMissing(Field::Name)),
        (|f| f.currency = "EURO".into(), header, FieldNotAChoice(Field::Currency)),
        (|f| f.start_on = "9999-12-31".into(), header, FieldNotADate(Field::StartDate)),
        (
            |f| f.requested_delivery_on = "2025-12-31".into(),
            header,
            Refusal::FieldBefore(Field::DeliveryDate, Field::StartDate),
        ),
        (
            |f| f.primary_customer = Some(CustomerId(77)),
            header,
            FieldNotAChoice(Field::PrimaryCustomer),
        ),
        (|f| f.primary_customer = Some(CustomerId(3)), header, Refusal::PrimaryCustomerMissing),
        (|f| f.not_to_exceed = "NaN".into(), header, FieldNotANumber(Field::NotToExceed)),
        (|f| f.not_to_exceed = "-1".into(), header, FieldOutOfRange(Field::NotToExceed)),
        (
            |f| f.not_to_exceed = "1000000000000000000".into(),
            header,
            FieldOutOfRange(Field::NotToExceed),
        ),
        (|f| f.not_to_exceed = "0.001".into(), header, FieldTooPrecise(Field::NotToExceed, 2)),
        (
            |f| f.customers = typed_splits("1:60 2:39.99r"),
            Place::Customers,
            Refusal::SplitNotWhole("99.99".into()),
        ),
        (
            |f| f.customers = typed_splits("1:60 2:40"),
            Place::Customers,
            Refusal::RoundingCustomerMissing,
        ),
        (
            |f| f.customers = typed_splits("1:100 2:0r"),
            Place::Customers,
            Refusal::RoundingWithoutShare,
        ),
        (
            |f| f.lines[0].splits = typed_splits("1:60 2:40 3:0r"),
            line,
            Refusal::RoundingWithoutShare,
        ),
        (|f| f.customers.clear(), Place::Customers, FieldMissing(Field::Customer)),
        (|f| f.customers = typed_splits("1:60 1:40r"), Place::Customer(1), CustomerTwice),
        (
            |f| f.customers = typed_splits("1:-1 2:101r"),
            Place::Customer(0),
            Refusal::PercentOutOfRange,
        ),
        (|f| f.lines[0].name.clear(), line, FieldMissing(Field::Name)),
        (|f| f.lines[0].project = None, line, FieldMissing(Field::Project)),
        (|f| f.lines[0].project = Some(ProjectId(99)), line, FieldNotAChoice(Field::Project)),
        (|f| f.lines[0].classes.clear(), line, FieldMissing(Field::Classes)),
        (
            |f| f.lines[0].classes = vec![TransactionClass::Milestone],
            line,
            FieldNotAChoice(Field::Classes),
        ),
        (|f| f.lines[0].has_selected_tasks = true, line, FieldMissing(Field::Tasks)),
        (
            |f| {
                f.lines[0].has_selected_tasks = true;
                f.lines[0].tasks = vec![(TaskId(3), true)];
            },
            line,
            FieldNotAChoice(Field::Tasks),
        ),
        (
            |f| f.lines[0].billing_method = BillingMethod::FixedPrice,
            line,
            FieldMissing(Field::ContractedAmount),
        ),
        (
            |f| {
                f.lines[0].billing_method = BillingMethod::FixedPrice;
                f.lines[0].contracted_amount = "1".into();
                f.lines[0].not_to_exceed = "9".into();
            },
            line,
            Refusal::LimitOnFixedPrice,
        ),
        (
            |f| f.lines[0].discount_percent = "100.01".into(),
            line,
            Refusal::FieldNotAPercentage(Field::DiscountPercent),
        ),
        (
            |f| f.lines[0].fee_percent = "-1".into(),
            line,
            Refusal::FieldNotAPercentage(Field::FeePercent),
        ),
        (
            |f| f.lines[0].fee_percent = "2.00001".into(),
            line,
            Refusal::FieldNotAPercentage(Field::FeePercent),
        ),
        (
            |f| f.lines[0].discount_percent = "ten".into(),
            line,
            FieldNotANumber(Field::DiscountPercent),
        ),
        (
            |f| {
                f.lines[0].billing_method = BillingMethod::FixedPrice;
                f.lines[0].contracted_amount = "1".into();
                f.lines[0].fee_percent = "2".into();
            },
            line,
            Refusal::DiscountIsForTimeAndMaterial,
        ),
        (|f| f.lines[0].splits.clear(), line, FieldMissing(Field::Customer)),
        (
            |f| f.lines[0].splits = typed_splits("1:33.33 2:33.33 3:33.33r"),
            line,
            Refusal::SplitNotWhole("99.99".into()),
        ),
        (
            |f| f.lines[0].splits[1].percent = "many".into(),
            Place::LineCustomer(0, 1),
            FieldNotANumber(Field::SplitPercent),
        ),
        (|f| f.lines[0].roles = vec![(RoleId(5), false)], line, Refusal::Outdated),
        (|f| f.lines[0].contract_line_id = Some(ContractLineId(5)), line, Refusal::Outdated),
        (
            |f| f.lines[0].project = Some(ProjectId(2)),
            line,
            Refusal::ProjectClassTaken("K-9".into()),
        ),
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
        assert!(
            problems(&form, &known()).contains(&(*place, refusal.clone())),
            "{refusal:?}: {:?}",
            problems(&form, &known())
        );
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
        let form = ContractForm {
            start_on: from.into(),
            requested_delivery_on: to.into(),
            ..typed_contract(vec![line])
        };
        let expected: Vec<_> = taken
            .then(|| (Place::Line(0), Refusal::ProjectClassTaken("K-9".into())))
            .into_iter()
            .collect();
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
        let expected: Vec<_> = taken
            .into_iter()
            .map(|name| (Place::Line(1), Refusal::ProjectClassTaken(name.into())))
            .collect();
        assert_eq!(problems(&form, &known()), expected, "{:?}", form.lines);
    }
}

#[test]
fn a_confirmed_contract_changes_only_names_limits_and_dates() {
    // R-SM-2, R-VOC-1
    let form = ContractForm {
        contract_id: Some(ContractId(1)),
        ..typed_contract(vec![LineForm {
            contract_line_id: Some(ContractLineId(7)),
            ..typed_line()
        }])
    };
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
        |f| {
            f.lines.push(LineForm {
                project: Some(ProjectId(1)),
                classes: vec![TransactionClass::Fee],
                ..typed_line()
            })
        },
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
            assert_eq!(
                found.iter().any(|(_, refusal)| *refusal == Refusal::ContractIsReadOnly),
                refused,
                "{state:?} {at}: {found:?}"
            );
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
        assert_eq!(
            evenly(count, rounding)
                .iter()
                .map(|share| share.normalize().to_string())
                .collect::<Vec<_>>()
                .join(" "),
            shares,
            "{count}"
        );
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
