//! Rules as tables: marking, header status, the sum rule, customer splits, periodic and
//! progress-based milestones.

use super::{
    model::{
        FixedPriceLine, Milestone, MilestoneEdit, MilestonePart, MilestoneTerms, NextInvoice,
        PartTerms, Payer, Rearranged,
    },
    rules::{
        Event, check_sum, cut, edit_milestone, invoiced, may_change_line, may_delete, may_edit,
        next, next_amount, open_parts, parts_of, period, periodic, progress, rearrange,
    },
};
use crate::vocabulary::{
    currency::Currency,
    ids::{
        ContractId, ContractLineId, CustomerId, InvoiceId, MilestoneId, MilestoneSplitId, ProjectId,
    },
    refusal::{Field, Refusal},
    split::Share,
    words::{BillingMethod, ContractState, InvoicingStatus, MilestoneProgress, ScheduleType},
};
use chrono::NaiveDate;
use proptest::prelude::*;
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

/// Customers 1, 2, …, of which the last takes the rounding.
fn payers(percents: &str) -> Vec<Payer> {
    let percents: Vec<&str> = percents.split(' ').collect();
    let of = |(at, percent): (usize, &&str)| Payer {
        customer_id: customer(at),
        name: format!("Customer {}", at + 1),
        share: Share { percent: dec(percent), is_rounding: at + 1 == percents.len() },
    };
    percents.iter().enumerate().map(of).collect()
}

fn customer(at: usize) -> CustomerId {
    CustomerId(i64::try_from(at).unwrap() + 1)
}

fn line(contracted: &str, tax: &str) -> FixedPriceLine {
    FixedPriceLine {
        contract_id: ContractId(1),
        state: ContractState::Confirmed,
        contract_line_id: ContractLineId(2),
        line_number: 1,
        name: "Design".into(),
        billing_method: BillingMethod::FixedPrice,
        project_id: ProjectId(3),
        currency: currency("EUR"),
        schedule_type: ScheduleType::CompletedMilestones,
        contracted_amount: Some(dec(contracted)),
        estimated_tax: dec(tax),
        billing_start_on: day("2026-01-01"),
        requested_delivery_on: None,
        invoice_frequency: None,
        customers: payers("100"),
    }
}

fn terms(on: &str, amount: &str, tax: &str) -> MilestoneTerms {
    MilestoneTerms {
        name: on.into(),
        milestone_on: day(on),
        amount: dec(amount),
        tax: dec(tax),
        task: String::new(),
    }
}

/// A part as `customer amount/tax status`; behind a `!`, it was billed once and credited since.
fn part(id: i64, text: &str) -> MilestonePart {
    let (text, was_billed) = text.strip_prefix('!').map_or((text, false), |text| (text, true));
    let [who, sum, status] = text.split(' ').collect::<Vec<_>>()[..] else { panic!("{text}") };
    let (amount, tax) = sum.split_once('/').unwrap_or((sum, "0"));
    let status = InvoicingStatus::from_word(status).unwrap_or_else(|| panic!("{status}"));
    let invoice = match status {
        InvoicingStatus::NotReady | InvoicingStatus::Ready | InvoicingStatus::BilledBefore => None,
        InvoicingStatus::OnDraft => Some((InvoiceId(8), "Portal".into())),
        InvoicingStatus::Posted => Some((InvoiceId(9), "INV-000009".into())),
    };
    MilestonePart {
        milestone_split_id: MilestoneSplitId(id),
        customer_id: CustomerId(who.parse().unwrap()),
        customer_name: who.into(),
        amount: dec(amount),
        tax: dec(tax),
        status,
        invoice,
        was_billed,
    }
}

/// A milestone of 1,000 with these parts, numbered from 1.
fn milestone(parts: &[&str]) -> Milestone {
    let parts = (1..).zip(parts).map(|(id, text)| part(id, text)).collect();
    Milestone {
        milestone_id: MilestoneId(5),
        version: 1,
        terms: terms("2026-03-31", "1000", "0"),
        parts,
    }
}

#[test]
fn a_part_moves_only_as_drawn() {
    // R-SM-8 to R-SM-13, R-MS-4, R-MS-7: every status with every event, schedule and state of the
    // sum
    use {Event::*, InvoicingStatus::*, ScheduleType::*};
    let off = || Refusal::MilestonesOffSum {
        amount: dec("-1"),
        tax: dec("0"),
        currency: currency("EUR"),
    };
    for schedule in ScheduleType::ALL {
        for sum in [Ok(()), Err(off())] {
            let table = [
                (NotReady, MarkNotReady, Ok(NotReady)),
                (Ready, MarkNotReady, Ok(NotReady)),
                (Ready, MarkReady, Ok(Ready)),
                (OnDraft, MarkReady, Err(Refusal::OnDraftInvoice("Portal".into()))),
                (OnDraft, MarkNotReady, Err(Refusal::OnDraftInvoice("Portal".into()))),
                (Posted, MarkReady, Err(Refusal::OnConfirmedInvoice("Portal".into()))),
                (Posted, MarkNotReady, Err(Refusal::OnConfirmedInvoice("Portal".into()))),
                (BilledBefore, MarkReady, Err(Refusal::BilledBefore)),
                (BilledBefore, MarkNotReady, Err(Refusal::BilledBefore)),
                (
                    NotReady,
                    MarkReady,
                    match schedule {
                        ProgressBased => Err(Refusal::MilestoneIsProgressBased),
                        CompletedMilestones => sum.clone().map(|()| Ready),
                    },
                ),
            ];
            assert_eq!(table.len(), InvoicingStatus::ALL.len() * 2);
            for (status, event, expected) in table {
                assert_eq!(
                    next(status, *schedule, &sum, "Portal", event),
                    expected,
                    "{status:?} {event:?} {schedule:?} {sum:?}"
                );
            }
        }
    }
}

#[test]
fn a_milestone_is_as_far_as_its_parts() {
    // R-SM-5 to R-SM-7
    use {InvoicingStatus::*, MilestoneProgress::*};
    for (parts, expected) in [
        (vec![NotReady, NotReady], NotStarted),
        (vec![Ready, NotReady], InProgress),
        (vec![NotReady, OnDraft], InProgress),
        (vec![Ready, Ready], InProgress),
        (vec![OnDraft, OnDraft], InProgress),
        (vec![Posted, NotReady], InProgress), // R-SM-6: one of two confirmed; R-SM-15: a part of it billed
        (vec![Posted, OnDraft], InProgress),
        (vec![Posted, Posted], Completed),
        (vec![Posted], Completed),
        (vec![BilledBefore, Posted], Completed), // R-APP-14
        (vec![BilledBefore, NotReady], InProgress),
        (vec![], NotStarted),
    ] {
        assert_eq!(
            progress(parts.iter().map(|status| (*status, Decimal::ONE))),
            expected,
            "{parts:?}"
        );
    }
    // A part of 0 is on no invoice, and holds nothing up; a milestone of nothing is done once it is
    // marked.
    let (some, none) = (Decimal::ONE, Decimal::ZERO);
    for (parts, expected) in [
        (vec![(Posted, some), (NotReady, none)], Completed),
        (vec![(Posted, some), (Ready, none)], Completed),
        (vec![(OnDraft, some), (Ready, none)], InProgress),
        (vec![(NotReady, some), (Ready, none)], NotStarted),
        (vec![(NotReady, none), (NotReady, none)], NotStarted),
        (vec![(Ready, none), (NotReady, none)], InProgress),
        (vec![(Ready, none), (Ready, none)], Completed),
        (vec![(Posted, none)], Completed), // billed at 0 before this was so
    ] {
        assert_eq!(progress(parts.iter().copied()), expected, "{parts:?}");
    }
}

#[test]
fn milestones_sum_to_what_is_contracted() {
    // R-MS-4: amount before tax, tax separately; the difference is named with its sign
    let sum = |contracted: Option<&str>, tax: &str, rows: &[(&str, &str)]| {
        check_sum(
            contracted.map(dec),
            dec(tax),
            currency("EUR"),
            rows.iter().map(|(amount, tax)| (dec(amount), dec(tax))),
        )
    };
    let off = |amount: &str, tax: &str| {
        Err(Refusal::MilestonesOffSum {
            amount: dec(amount),
            tax: dec(tax),
            currency: currency("EUR"),
        })
    };
    for (contracted, tax, rows, expected) in [
        (Some("5000"), "0", vec![("2000", "0"), ("3000", "0")], Ok(())),
        (Some("5000"), "950", vec![("2000", "380"), ("3000", "570")], Ok(())),
        (Some("5000"), "0", vec![("2000", "0")], off("-3000", "0")),
        (Some("5000"), "0", vec![("5000.01", "0")], off("0.01", "0")),
        (Some("5000"), "950", vec![("5000", "0")], off("0", "-950")),
        (Some("5000"), "0", vec![("5000", "950")], off("0", "950")),
        (Some("5000"), "0", vec![], off("-5000", "0")),
        (None, "0", vec![("10", "0")], off("10", "0")),
        (None, "0", vec![], Ok(())),
    ] {
        assert_eq!(sum(contracted, tax, &rows), expected, "{contracted:?} {tax} {rows:?}");
    }
}

#[test]
fn an_amount_is_split_by_percent_and_the_rounding_customer_takes_the_rest() {
    // R-MS-5; the first is the worked example
    for (code, amount, tax, percents, expected) in [
        ("EUR", "5000", "0", "33.33 33.33 33.34", "1666.50/0 1666.50/0 1667.00/0"),
        ("EUR", "5000", "950", "33.33 33.33 33.34", "1666.50/316.64 1666.50/316.64 1667.00/316.72"),
        ("EUR", "100.01", "0", "60 40", "60.01/0 40.00/0"),
        ("EUR", "100", "19", "100", "100/19"),
        ("JPY", "100", "0", "33.33 33.33 33.34", "33/0 33/0 34/0"),
        ("BHD", "1", "0", "33.33 33.33 33.34", "0.333/0 0.333/0 0.334/0"),
        ("EUR", "0", "0", "50 50", "0/0 0/0"),
        // the rest would be negative: largest remainder, ties in order
        ("EUR", "0.02", "0", "25 25 25 25", "0.01/0 0.01/0 0/0 0/0"),
        // what has no amount carries no tax
        ("EUR", "0.01", "1", "50 50", "0.01/1 0/0"),
        ("EUR", "0.02", "0.04", "25 25 25 25", "0.01/0.03 0.01/0.01 0/0 0/0"),
    ] {
        let terms = MilestoneTerms {
            name: "x".into(),
            milestone_on: day("2026-01-01"),
            amount: dec(amount),
            tax: dec(tax),
            task: String::new(),
        };
        let parts = parts_of(&terms, &payers(percents), currency(code));
        let expected: Vec<(CustomerId, Decimal, Decimal, bool)> = expected
            .split(' ')
            .enumerate()
            .map(|(at, sum)| {
                let (amount, tax) = sum.split_once('/').unwrap();
                (customer(at), dec(amount), dec(tax), false)
            })
            .collect();
        let found: Vec<_> =
            parts.iter().map(|p| (p.customer_id, p.amount, p.tax, p.is_ready)).collect();
        assert_eq!(found, expected, "{amount} {tax} {code} among {percents}");
    }
}

#[test]
fn a_milestone_is_read_as_typed() {
    // R-MS-2, R-MS-9
    let edit = MilestoneEdit {
        contract_line_id: ContractLineId(2),
        milestone_id: None,
        version: 0,
        name: " Prototype ".into(),
        milestone_on: "2026-03-31".into(),
        amount: "1234,50".into(),
        tax: String::new(),
        task: " Build ".into(),
    };
    let read = edit_milestone(&edit, currency("EUR")).unwrap();
    assert_eq!(
        (read.name.as_str(), read.milestone_on, read.amount, read.tax, read.task.as_str()),
        ("Prototype", day("2026-03-31"), dec("1234.50"), dec("0"), "Build")
    );
    use {Field::*, Refusal::*};
    let with = |change: fn(&mut MilestoneEdit)| {
        let mut edit = edit.clone();
        change(&mut edit);
        edit
    };
    for (edit, expected) in [
        (with(|e| e.name = " \0".into()), FieldMissing(Name)),
        (with(|e| e.name = "x".repeat(201)), FieldTooLong(Name, 200)),
        (with(|e| e.milestone_on = String::new()), FieldMissing(Date)),
        (with(|e| e.milestone_on = "31.3.2026".into()), FieldNotADate(Date)),
        (with(|e| e.milestone_on = "2026-02-30".into()), FieldNotADate(Date)),
        (with(|e| e.amount = " ".into()), FieldMissing(Amount)),
        (with(|e| e.amount = "much".into()), FieldNotANumber(Amount)),
        (with(|e| e.amount = "NaN".into()), FieldNotANumber(Amount)),
        (with(|e| e.amount = "1e3".into()), FieldNotANumber(Amount)),
        (with(|e| e.amount = "-1".into()), FieldOutOfRange(Amount)),
        (with(|e| e.amount = "1000000000000000000".into()), FieldOutOfRange(Amount)),
        (with(|e| e.amount = "1.005".into()), FieldTooPrecise(Amount, 2)),
        (with(|e| e.tax = "0.001".into()), FieldTooPrecise(Tax, 2)),
        (with(|e| e.tax = "-1".into()), FieldOutOfRange(Tax)),
        (with(|e| (e.amount, e.tax) = ("0".into(), "1".into())), MilestoneTaxNeedsAnAmount),
        (with(|e| e.task = "x".repeat(501)), FieldTooLong(Task, 500)),
    ] {
        assert_eq!(edit_milestone(&edit, currency("EUR")), Err(expected), "{edit:?}");
    }
    assert_eq!(
        edit_milestone(&with(|e| e.amount = "0".into()), currency("EUR")).map(|t| t.amount),
        Ok(dec("0"))
    );
    assert_eq!(
        edit_milestone(&with(|e| e.amount = "1.5".into()), currency("JPY")),
        Err(FieldTooPrecise(Amount, 0))
    );
}

#[test]
fn only_fixed_price_lines_that_are_alive_have_milestones() {
    // R-MS-1, R-SM-3
    use {BillingMethod::*, ContractState::*};
    for (billing_method, state, expected) in [
        (FixedPrice, Draft, Ok(())),
        (FixedPrice, Confirmed, Ok(())),
        (FixedPrice, Lost, Err(Refusal::ContractIsLost)),
        (TimeAndMaterial, Draft, Err(Refusal::MilestoneIsForFixedPrice)),
        (TimeAndMaterial, Confirmed, Err(Refusal::MilestoneIsForFixedPrice)),
        (TimeAndMaterial, Lost, Err(Refusal::MilestoneIsForFixedPrice)),
    ] {
        assert_eq!(
            may_change_line(&FixedPriceLine { billing_method, state, ..line("1", "0") }),
            expected,
            "{billing_method:?} {state:?}"
        );
    }
    assert_eq!(
        may_change_line(&FixedPriceLine { customers: vec![], ..line("1", "0") }),
        Err(Refusal::LineHasNoCustomers)
    );
}

#[test]
fn what_an_invoice_has_claimed_stands() {
    // R-MS-5: not deleted; of its header only the task changes
    let drafted = || Err(Refusal::OnDraftInvoice("Portal".into()));
    let posted = || Err(Refusal::OnConfirmedInvoice("INV-000009".into()));
    for (parts, expected) in [
        (vec!["1 1000 not_ready"], Ok(())),
        (vec!["1 500 ready", "2 500 not_ready"], Ok(())),
        (vec!["1 500 ready", "2 500 on_draft"], drafted()),
        (vec!["1 500 on_draft", "2 500 posted"], posted()),
    ] {
        let before = milestone(&parts);
        assert_eq!(may_delete(&before), expected, "{parts:?}");
        let same = || before.terms.clone();
        for terms in [
            MilestoneTerms { name: "y".into(), ..same() },
            MilestoneTerms { milestone_on: day("2026-04-30"), ..same() },
            MilestoneTerms { amount: dec("999"), ..same() },
            MilestoneTerms { tax: dec("1"), ..same() },
        ] {
            assert_eq!(may_edit(&before, &terms), expected, "{parts:?} {terms:?}");
        }
        assert_eq!(
            may_edit(&before, &MilestoneTerms { task: "Build".into(), ..before.terms.clone() }),
            Ok(())
        );
    }
}

#[test]
fn what_was_billed_once_and_credited_changes_and_stays() {
    // R-SM-14: the ledger leads back to it; an invoice that has it now says more
    let drafted = || Err(Refusal::OnDraftInvoice("Portal".into()));
    let once = || Err(Refusal::MilestoneWasBilled);
    for (parts, deleted, changed) in [
        (vec!["!1 1000 ready"], once(), Ok(())),
        (vec!["!1 1000 not_ready"], once(), Ok(())),
        (vec!["1 500 ready", "!2 500 not_ready"], once(), Ok(())),
        (vec!["!1 500 on_draft", "2 500 not_ready"], drafted(), drafted()),
    ] {
        let before = milestone(&parts);
        assert_eq!(may_delete(&before), deleted, "{parts:?}");
        let terms = MilestoneTerms { amount: dec("999"), ..before.terms.clone() };
        assert_eq!(may_edit(&before, &terms), changed, "{parts:?}");
    }
}

/// What a period makes of a line, as `date amount/tax`.
fn made(
    line: &FixedPriceLine,
    kept: &[Milestone],
    frequency: &str,
    from: &str,
    to: &str,
) -> Result<Vec<String>, Refusal> {
    let (frequency, from, to) = period(frequency, from, to)?;
    let terms = periodic(line, kept, &frequency, from, to)?;
    assert!(
        terms.iter().all(|t| t.name == t.milestone_on.to_string()),
        "R-MS-3: named after their date"
    );
    Ok(terms.iter().map(|t| format!("{} {}/{}", t.name, t.amount, t.tax.normalize())).collect())
}

#[test]
fn periodic_milestones_are_equal_and_the_last_takes_the_remainder() {
    // R-MS-3; the first is the worked example
    let monthly = |line: &FixedPriceLine, to: &str| made(line, &[], "monthly 31", "2026-01-01", to);
    assert_eq!(
        monthly(&line("10000", "0"), "2026-03-31").unwrap(),
        ["2026-01-31 3333.33/0", "2026-02-28 3333.33/0", "2026-03-31 3333.34/0"]
    );
    assert_eq!(
        monthly(&line("10000", "1900"), "2026-03-31").unwrap(),
        ["2026-01-31 3333.33/633.33", "2026-02-28 3333.33/633.33", "2026-03-31 3333.34/633.34"]
    );
    assert_eq!(
        monthly(&line("20000", "0"), "2026-03-31").unwrap(),
        ["2026-01-31 6666.67/0", "2026-02-28 6666.67/0", "2026-03-31 6666.66/0"]
    );
    assert_eq!(monthly(&line("100", "0"), "2026-01-31").unwrap(), ["2026-01-31 100/0"]);
    assert_eq!(
        monthly(&line("100", "0"), "2026-02-10").unwrap(),
        ["2026-01-31 50/0", "2026-02-10 50/0"],
        "R-RUN-11: one closing run"
    );
    // rounding up would take more than there is
    assert_eq!(
        monthly(&line("0.02", "0.02"), "2026-03-31").unwrap(),
        ["2026-01-31 0.01/0.01", "2026-02-28 0.01/0.01", "2026-03-31 0.00/0"]
            .map(String::from)
            .to_vec()
    );
    let dinar = FixedPriceLine { currency: currency("JPY"), ..line("100", "0") };
    assert_eq!(
        monthly(&dinar, "2026-03-31").unwrap(),
        ["2026-01-31 33/0", "2026-02-28 33/0", "2026-03-31 34/0"]
    );
    // fewer units than days: a milestone of 0 carries no tax (R-MS-2)
    let yen = FixedPriceLine { currency: currency("JPY"), ..line("2", "1") };
    assert_eq!(
        monthly(&yen, "2026-03-31").unwrap(),
        ["2026-01-31 1/1", "2026-02-28 1/0", "2026-03-31 0/0"]
    );
}

#[test]
fn what_was_billed_once_is_planned_around() {
    // R-MS-3, R-SM-14: one of two was billed and credited: it keeps its day and its amount
    let of =
        |on: &str, part: &str| Milestone { terms: terms(on, "5000", "0"), ..milestone(&[part]) };
    let both = [of("2026-01-31", "!1 5000 ready"), of("2026-02-28", "1 5000 ready")];
    assert_eq!(
        made(&line("10000", "0"), &both, "monthly 31", "2026-01-01", "2026-03-31").unwrap(),
        ["2026-02-28 2500/0", "2026-03-31 2500/0"]
    );
    // Where all of it was, it says what holds the amount and what makes room: not what is invoiced.
    let made = |contracted: &str, kept: &[Milestone]| {
        made(&line(contracted, "0"), kept, "monthly 31", "2026-01-01", "2026-02-28")
    };
    let held = |amount: &str| Err(Refusal::CreditedMilestonesStay(dec(amount), currency("EUR")));
    let (january, february) =
        (of("2026-01-31", "!1 5000 ready"), of("2026-02-28", "!1 5000 ready"));
    let invoiced = of("2026-01-31", "1 5000 posted");
    assert_eq!(made("10000", &[january, february.clone()]), held("10000"));
    assert_eq!(made("10000", &[invoiced.clone(), february.clone()]), held("5000"));
    let none = Err(Refusal::NothingLeftForMilestones);
    assert_eq!(made("5000", &[invoiced.clone(), february.clone()]), none);
    assert_eq!(made("5000", &[invoiced]), none);
    // What came to nothing holds neither amount nor day.
    let nothing =
        Milestone { terms: terms("2026-01-31", "0", "0"), ..milestone(&["!1 0 not_ready"]) };
    assert_eq!(made("10000", &[nothing, february]), Ok(vec!["2026-01-31 5000/0".to_owned()]));
}

#[test]
fn what_is_invoiced_stays_with_its_day_and_its_amount() {
    // R-MS-3: uninvoiced ones are replaced, the others keep theirs
    let of = |on: &str, amount: &str, status: &str| Milestone {
        terms: terms(on, amount, "0"),
        ..milestone(&[&format!("1 {amount} {status}")])
    };
    let kept = [
        of("2026-01-31", "4000", "posted"),
        of("2026-02-28", "2000", "on_draft"),
        of("2026-03-31", "999", "ready"),
        of("2026-04-30", "1", "not_ready"),
    ];
    assert_eq!(
        made(&line("10000", "0"), &kept, "monthly 31", "2026-01-01", "2026-04-30").unwrap(),
        ["2026-03-31 2000/0", "2026-04-30 2000/0"]
    );
    for (line, frequency, from, to, expected) in [
        (
            line("6000", "0"),
            "monthly 31",
            "2026-01-01",
            "2026-04-30",
            Refusal::NothingLeftForMilestones,
        ),
        (
            line("5000", "0"),
            "monthly 31",
            "2026-01-01",
            "2026-04-30",
            Refusal::NothingLeftForMilestones,
        ),
        (line("10000", "0"), "monthly 31", "2026-01-01", "2026-02-28", Refusal::NoMilestoneDates),
        (line("10000", "0"), "monthly 31", "2026-04-01", "2026-03-01", Refusal::NoMilestoneDates),
        (
            line("10000", "0"),
            "yearly",
            "2026-01-01",
            "2026-02-28",
            Refusal::FieldNotAChoice(Field::InvoiceFrequency),
        ),
        (line("10000", "0"), "weekly mon", "", "2026-02-28", Refusal::FieldMissing(Field::From)),
        (line("10000", "0"), "weekly mon", "2026-01-01", "soon", Refusal::FieldNotADate(Field::To)),
        (
            FixedPriceLine { contracted_amount: None, ..line("1", "0") },
            "weekly mon",
            "2026-01-01",
            "2026-02-28",
            Refusal::FieldMissing(Field::ContractedAmount),
        ),
        (
            FixedPriceLine { billing_method: BillingMethod::TimeAndMaterial, ..line("1", "0") },
            "weekly mon",
            "2026-01-01",
            "2026-02-28",
            Refusal::MilestoneIsForFixedPrice,
        ),
    ] {
        assert_eq!(
            made(&line, &kept, frequency, from, to),
            Err(expected),
            "{frequency} {from} {to}"
        );
    }
}

#[test]
fn what_is_billed_next_is_said_by_percentage_or_amount() {
    // R-MS-7: of a whole of 1,000, of which so much remains
    let percent = |text: &str| NextInvoice::Percent(text.into());
    let amount = |text: &str| NextInvoice::Amount(text.into());
    let more = |rest: &str| Err(Refusal::MoreThanRemains(dec(rest), currency("EUR")));
    for (next, remaining, expected) in [
        (percent("20"), "1000", Ok(dec("200"))),
        (percent("20"), "800", Ok(dec("200"))),
        (percent("33,3333"), "1000", Ok(dec("333.33"))),
        (percent("100"), "1000", Ok(dec("1000"))),
        (percent("80"), "800", Ok(dec("800"))),
        (percent("80.001"), "800", Ok(dec("800"))), // a cent over by rounding: the rest is meant
        (percent("81"), "800", more("800")),        // the sum of percentages stays within 100
        (percent("1"), "0", more("0")),
        (percent("0"), "800", Err(Refusal::NextPercentOutOfRange)),
        (percent("-5"), "800", Err(Refusal::NextPercentOutOfRange)),
        (percent("100.01"), "1000", Err(Refusal::NextPercentOutOfRange)),
        (percent("0.00001"), "1000", Err(Refusal::NextPercentOutOfRange)),
        (percent("0.0001"), "1000", Err(Refusal::FieldOutOfRange(Field::Percent))), // comes to nothing
        (percent(""), "1000", Err(Refusal::FieldMissing(Field::Percent))),
        (percent("half"), "1000", Err(Refusal::FieldNotANumber(Field::Percent))),
        (amount("250.50"), "800", Ok(dec("250.50"))),
        (amount("800"), "800", Ok(dec("800"))),
        (amount("800.01"), "800", more("800")),
        (amount("0"), "800", Err(Refusal::FieldOutOfRange(Field::Amount))),
        (amount("-1"), "800", Err(Refusal::FieldOutOfRange(Field::Amount))),
        (amount("1.005"), "800", Err(Refusal::FieldTooPrecise(Field::Amount, 2))),
        (amount(" "), "800", Err(Refusal::FieldMissing(Field::Amount))),
    ] {
        assert_eq!(
            next_amount(&next, dec("1000"), dec(remaining), currency("EUR")),
            expected,
            "{next:?} of {remaining}"
        );
    }
}

fn lines_of(parts: &[PartTerms]) -> Vec<String> {
    parts
        .iter()
        .map(|p| {
            format!(
                "{} {}/{} {}",
                p.customer_id,
                p.amount.normalize(),
                p.tax.normalize(),
                if p.is_ready { "ready" } else { "not_ready" }
            )
        })
        .collect()
}

#[test]
fn a_progress_based_milestone_is_cut_in_two() {
    // R-MS-7; the first is the worked example: 1,000 at 20 %
    for (parts, next, expected) in [
        (vec!["1 1000 not_ready"], "200", vec!["1 200/0 ready", "1 800/0 not_ready"]),
        (vec!["1 200 posted", "1 800 not_ready"], "800", vec!["1 800/0 ready"]),
        (vec!["1 1000/190 not_ready"], "200", vec!["1 200/38 ready", "1 800/152 not_ready"]),
        // every customer bears it in proportion to what is open
        (
            vec!["1 333.30 not_ready", "2 333.30 not_ready", "3 333.40 not_ready"],
            "200",
            vec![
                "1 66.66/0 ready",
                "1 266.64/0 not_ready",
                "2 66.66/0 ready",
                "2 266.64/0 not_ready",
                "3 66.68/0 ready",
                "3 266.72/0 not_ready",
            ],
        ),
        (
            vec!["1 0.01 not_ready", "2 0.01 not_ready"],
            "0.01",
            vec!["1 0.01/0 ready", "2 0.01/0 not_ready"],
        ),
        // what was cut before and is not invoiced goes back first
        (vec!["1 200 ready", "1 800 not_ready"], "500", vec!["1 500/0 ready", "1 500/0 not_ready"]),
        (vec!["1 100 posted", "2 100 not_ready"], "100", vec!["2 100/0 ready"]),
        // a customer with nothing to pay is done with the last cut
        (
            vec!["1 1000 not_ready", "2 0 not_ready"],
            "400",
            vec!["1 400/0 ready", "1 600/0 not_ready", "2 0/0 not_ready"],
        ),
        (vec!["1 600 not_ready", "2 0 not_ready"], "600", vec!["1 600/0 ready", "2 0/0 ready"]),
    ] {
        let before = milestone(&parts);
        assert_eq!(
            lines_of(&cut(&open_parts(&before), dec(next), 2)),
            expected,
            "{parts:?} {next}"
        );
    }
}

#[test]
fn parts_keep_their_keys_as_far_as_they_go() {
    let before = milestone(&["1 200 ready", "1 800 not_ready", "2 100 not_ready"]);
    let to = rearrange(&open_parts(&before), cut(&open_parts(&before), dec("1100"), 2));
    assert_eq!(to.changed.iter().map(|(id, _)| id.0).collect::<Vec<_>>(), [1, 3]);
    assert_eq!((to.added, to.gone), (vec![], vec![MilestoneSplitId(2)]));
    let before = milestone(&["1 1000 not_ready"]);
    let to = rearrange(&open_parts(&before), cut(&open_parts(&before), dec("200"), 2));
    assert_eq!(
        (to.changed[0].0, lines_of(&to.added)),
        (MilestoneSplitId(1), vec!["1 800/0 not_ready".to_owned()])
    );
    assert_eq!(
        invoiced(&milestone(&["1 200 posted", "1 300 on_draft", "1 500 ready"])),
        (dec("500"), dec("500"))
    );
}

#[test]
fn parts_that_were_billed_once_come_first_and_never_go() {
    // R-MS-7, R-SM-14: 300, 300 and 400, some of them billed and credited; 200 is next
    let cut_anew = |parts: &[&str]| {
        let before = milestone(parts);
        let open = open_parts(&before);
        rearrange(&open, cut(&open, dec("200"), 2))
    };
    let became = |to: &Rearranged| {
        let terms: Vec<PartTerms> = to.changed.iter().map(|(_, part)| *part).collect();
        to.changed
            .iter()
            .zip(lines_of(&terms))
            .map(|((id, _), line)| format!("{id}: {line}"))
            .collect::<Vec<_>>()
    };
    let to = cut_anew(&["!1 300 not_ready", "!1 300 not_ready", "!1 400 not_ready"]);
    assert_eq!(became(&to), ["1: 1 200/0 ready", "2: 1 800/0 not_ready", "3: 1 0/0 not_ready"]);
    assert_eq!((to.added, to.gone), (vec![], vec![]));
    let to = cut_anew(&["1 300 not_ready", "1 300 not_ready", "!1 400 ready"]);
    assert_eq!(became(&to), ["3: 1 200/0 ready", "1: 1 800/0 not_ready"]);
    assert_eq!((to.added, to.gone), (vec![], vec![MilestoneSplitId(2)]));
}

proptest! {
    #[test]
    fn cutting_conserves_every_customer_s_amount_and_tax(
        pools in prop::collection::vec((0_i64..1_000_000, 0_i64..100_000), 1..6), fraction in 0_u32..=1_000
    ) {
        // R-MS-7: nothing is lost, nothing is negative, no tax without amount, and exactly what was
        // asked is Ready
        let parts: Vec<MilestonePart> = (1..)
            .zip(&pools)
            .map(|(id, (amount, tax))| {
                let tax = if *amount == 0 { 0 } else { *tax };
                MilestonePart { amount: Decimal::new(*amount, 2), tax: Decimal::new(tax, 2), ..part(id, &format!("{id} 0 not_ready")) }
            })
            .collect();
        let open: Vec<&MilestonePart> = parts.iter().collect();
        let total: Decimal = parts.iter().map(|p| p.amount).sum();
        let next = (total * Decimal::from(fraction) / Decimal::from(1_000)).round_dp(2);
        let wanted = cut(&open, next, 2);
        prop_assert_eq!(wanted.iter().filter(|p| p.is_ready).map(|p| p.amount).sum::<Decimal>(), next);
        for before in &parts {
            let of: Vec<&PartTerms> = wanted.iter().filter(|p| p.customer_id == before.customer_id).collect();
            prop_assert_eq!(of.iter().map(|p| p.amount).sum::<Decimal>(), before.amount);
            prop_assert_eq!(of.iter().map(|p| p.tax).sum::<Decimal>(), before.tax);
            prop_assert!((1..=2).contains(&of.len()));
        }
        for part in &wanted {
            prop_assert!(part.amount >= Decimal::ZERO && part.tax >= Decimal::ZERO && part.amount.scale() <= 2 && part.tax.scale() <= 2);
            prop_assert!(part.tax.is_zero() || !part.amount.is_zero(), "{part:?}");
        }
    }
}
