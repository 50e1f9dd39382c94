//! Rules as tables: marking, refunding, schedules, what is applied, and what confirmation writes.

use super::{
    model::{RetainerContract, RetainerEdit, RetainerRow, RetainerSchedule, RetainerSource},
    rules::{
        Event, applied_amount, apply, confirm_use, correct_use, edit_retainer, may_change, next,
        refit, refund, rows_of_use, schedule,
    },
};
use crate::{
    actuals::model::Actual,
    vocabulary::{
        currency::Currency,
        ids::{ActualId, ContractId, CustomerId, InvoiceId, RetainerId},
        refusal::{Field, Refusal},
        words::{ContractState, InvoicingStatus, RefundStatus, RetainerUse},
    },
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

fn contract(state: ContractState, code: &str) -> RetainerContract {
    RetainerContract {
        contract_id: ContractId(1),
        state,
        currency: currency(code),
        start_on: day("2026-01-01"),
        requested_delivery_on: None,
        customers: vec![(CustomerId(1), "Nordlicht".into()), (CustomerId(2), "Tromsø".into())],
    }
}

fn row(status: InvoicingStatus, refund_status: RefundStatus, available: &str) -> RetainerRow {
    RetainerRow {
        retainer_id: RetainerId(1),
        version: 1,
        contract_id: ContractId(1),
        contract_number: "K".into(),
        contract_state: ContractState::Confirmed,
        customer_id: CustomerId(1),
        customer_name: "Nordlicht".into(),
        description: "Advance".into(),
        invoice_on: day("2026-01-01"),
        currency: currency("EUR"),
        amount: dec("1000"),
        used_amount: Decimal::ZERO,
        draft_amount: Decimal::ZERO,
        available_amount: dec(available),
        status,
        refund_status,
        refund_draft: None,
        invoice_id: None,
        invoice: Some("INV-000001".into()),
    }
}

#[test]
fn a_retainer_is_marked_until_an_invoice_bills_it() {
    // as R-SM-9 to R-SM-13; R-SM-3 for lost contracts
    use InvoicingStatus::{BilledBefore, NotReady, OnDraft, Posted, Ready};
    let ask = |status, state, event| next(status, state, "INV-000001", event);
    for state in [ContractState::Draft, ContractState::Confirmed] {
        for open in [NotReady, Ready] {
            assert_eq!(ask(open, state, Event::MarkReady), Ok(Ready));
            assert_eq!(ask(open, state, Event::MarkNotReady), Ok(NotReady));
        }
        for event in [Event::MarkReady, Event::MarkNotReady] {
            assert_eq!(
                ask(OnDraft, state, event),
                Err(Refusal::OnDraftInvoice("INV-000001".into()))
            );
            assert_eq!(
                ask(Posted, state, event),
                Err(Refusal::OnConfirmedInvoice("INV-000001".into()))
            );
            assert_eq!(ask(BilledBefore, state, event), Err(Refusal::BilledBefore), "R-APP-14");
        }
    }
    assert_eq!(ask(NotReady, ContractState::Lost, Event::MarkReady), Err(Refusal::ContractIsLost));
    assert_eq!(ask(Ready, ContractState::Lost, Event::MarkNotReady), Ok(NotReady));
}

#[test]
fn what_an_invoice_bills_can_no_longer_be_changed() {
    let ask = |status| may_change(&row(status, RefundStatus::None, "0"));
    assert_eq!(ask(InvoicingStatus::NotReady), Ok(()));
    assert_eq!(ask(InvoicingStatus::Ready), Ok(()));
    assert_eq!(ask(InvoicingStatus::OnDraft), Err(Refusal::OnDraftInvoice("INV-000001".into())));
    assert_eq!(ask(InvoicingStatus::Posted), Err(Refusal::OnConfirmedInvoice("INV-000001".into())));
    assert_eq!(ask(InvoicingStatus::BilledBefore), Err(Refusal::BilledBefore));
}

#[test]
fn what_is_left_is_refunded_once() {
    // R-RET-8
    use InvoicingStatus::{NotReady, OnDraft, Posted, Ready};
    for (status, refund_status, available, wanted, outcome) in [
        (Posted, RefundStatus::None, "400", true, Ok(true)),
        (InvoicingStatus::BilledBefore, RefundStatus::None, "400", true, Ok(true)), // R-APP-14
        (Posted, RefundStatus::None, "0", true, Err(Refusal::NothingAvailable)),
        (Posted, RefundStatus::None, "400", false, Ok(false)),
        (NotReady, RefundStatus::None, "0", true, Err(Refusal::RetainerIsNotBilled)),
        (Ready, RefundStatus::None, "0", true, Err(Refusal::RetainerIsNotBilled)),
        (OnDraft, RefundStatus::None, "0", true, Err(Refusal::RetainerIsNotBilled)),
        (Posted, RefundStatus::Ready, "400", true, Ok(false)),
        (Posted, RefundStatus::Ready, "400", false, Ok(true)),
        (Posted, RefundStatus::Refunded, "0", true, Err(Refusal::RetainerIsRefunded)),
        (Posted, RefundStatus::Refunded, "0", false, Err(Refusal::RetainerIsRefunded)),
    ] {
        assert_eq!(
            refund(&row(status, refund_status, available), wanted),
            outcome,
            "{status:?} {refund_status:?} {available} {wanted}"
        );
    }
    let on_draft = RetainerRow {
        refund_draft: Some("Portal".into()),
        ..row(Posted, RefundStatus::Ready, "0")
    };
    assert_eq!(
        refund(&on_draft, false),
        Err(Refusal::OnDraftInvoice("Portal".into())),
        "taken off there"
    );
}

fn edit(customer: Option<i64>, description: &str, on: &str, amount: &str) -> RetainerEdit {
    RetainerEdit {
        contract_id: ContractId(1),
        retainer_id: None,
        version: 0,
        customer_id: customer.map(CustomerId),
        description: description.into(),
        invoice_on: on.into(),
        amount: amount.into(),
    }
}

#[test]
fn a_retainer_is_read_as_typed() {
    // R-RET-1
    let good = edit(Some(2), " Advance ", "2026-03-01", "1000,50");
    let terms = edit_retainer(&good, &contract(ContractState::Draft, "EUR")).expect("good");
    assert_eq!(
        (terms.customer_id, terms.description.as_str(), terms.invoice_on, terms.amount),
        (CustomerId(2), "Advance", day("2026-03-01"), dec("1000.50"))
    );
    let long = "x".repeat(201);
    for (bad, refusal) in [
        (edit(None, "a", "2026-03-01", "1"), Refusal::FieldMissing(Field::Customer)),
        (edit(Some(3), "a", "2026-03-01", "1"), Refusal::FieldNotAChoice(Field::Customer)),
        (edit(Some(1), " \0 ", "2026-03-01", "1"), Refusal::FieldMissing(Field::Description)),
        (edit(Some(1), &long, "2026-03-01", "1"), Refusal::FieldTooLong(Field::Description, 200)),
        (edit(Some(1), "a", "", "1"), Refusal::FieldMissing(Field::InvoiceDate)),
        (edit(Some(1), "a", "9999-01-01", "1"), Refusal::FieldNotADate(Field::InvoiceDate)),
        (edit(Some(1), "a", "01.03.2026", "1"), Refusal::FieldNotADate(Field::InvoiceDate)),
        (edit(Some(1), "a", "2026-03-01", ""), Refusal::FieldMissing(Field::Amount)),
        (edit(Some(1), "a", "2026-03-01", "0"), Refusal::FieldNotPositive(Field::Amount)),
        (edit(Some(1), "a", "2026-03-01", "-1"), Refusal::FieldOutOfRange(Field::Amount)),
        (edit(Some(1), "a", "2026-03-01", "NaN"), Refusal::FieldNotANumber(Field::Amount)),
        (
            edit(Some(1), "a", "2026-03-01", "1000000000000000000"),
            Refusal::FieldOutOfRange(Field::Amount),
        ),
        (edit(Some(1), "a", "2026-03-01", "1.001"), Refusal::FieldTooPrecise(Field::Amount, 2)),
    ] {
        assert_eq!(
            edit_retainer(&bad, &contract(ContractState::Confirmed, "EUR")),
            Err(refusal),
            "{bad:?}"
        );
    }
    assert_eq!(
        edit_retainer(&good, &contract(ContractState::Lost, "EUR")),
        Err(Refusal::ContractIsLost)
    );
    assert_eq!(
        edit_retainer(&good, &contract(ContractState::Draft, "JPY")),
        Err(Refusal::FieldTooPrecise(Field::Amount, 0))
    );
}

fn plan(frequency: &str, from: &str, to: &str, number: &str, total: &str) -> RetainerSchedule {
    RetainerSchedule {
        contract_id: ContractId(1),
        customer_id: Some(CustomerId(1)),
        description: "Retainer".into(),
        frequency: frequency.into(),
        from: from.into(),
        to: to.into(),
        number: number.into(),
        total: total.into(),
    }
}

/// A schedule's days and amounts.
fn planned(
    frequency: &str,
    from: &str,
    to: &str,
    number: &str,
    total: &str,
) -> Result<Vec<String>, Refusal> {
    let made = schedule(
        &plan(frequency, from, to, number, total),
        &contract(ContractState::Confirmed, "EUR"),
    )?;
    Ok(made.iter().map(|t| format!("{} {}", t.invoice_on, t.amount.normalize())).collect())
}

#[test]
fn a_schedule_spreads_the_total_and_the_last_takes_the_rest() {
    // R-RET-2: by end date
    assert_eq!(
        planned("monthly 1", "2026-01-01", "2026-03-01", "", "10000").unwrap(),
        ["2026-01-01 3333.33", "2026-02-01 3333.33", "2026-03-01 3333.34"]
    );
    // no closing instalment on the last day, as invoice schedules have
    assert_eq!(
        planned("monthly 1", "2026-01-01", "2026-02-28", "", "100").unwrap(),
        ["2026-01-01 50", "2026-02-01 50"]
    );
    // a number overrides the end date
    assert_eq!(
        planned("monthly 1", "2026-01-15", "2026-12-31", "2", "100").unwrap(),
        ["2026-02-01 50", "2026-03-01 50"]
    );
    assert_eq!(
        planned("monthly 31", "2026-01-31", "", "3", "100").unwrap(),
        ["2026-01-31 33.33", "2026-02-28 33.33", "2026-03-31 33.34"]
    );
    assert_eq!(
        planned("weekly mon", "2026-01-01", "nonsense", "1", "7").unwrap(),
        ["2026-01-05 7"]
    );
    assert_eq!(planned("biweekly 1-mon", "2026-01-05", "", "520", "520").unwrap().len(), 520);
    let names: Vec<String> = schedule(
        &plan("monthly 1", "2026-01-01", "", "2", "10"),
        &contract(ContractState::Confirmed, "EUR"),
    )
    .unwrap()
    .into_iter()
    .map(|t| t.description)
    .collect();
    assert_eq!(names, ["Retainer 1/2", "Retainer 2/2"]);
}

#[test]
fn a_schedule_that_makes_no_sense_is_refused_by_field() {
    for (frequency, from, to, number, total, refusal) in [
        (
            "daily",
            "2026-01-01",
            "2026-03-01",
            "",
            "1",
            Refusal::FieldNotAChoice(Field::InvoiceFrequency),
        ),
        ("monthly 1", "", "2026-03-01", "", "1", Refusal::FieldMissing(Field::From)),
        ("monthly 1", "2026-01-01", "", "", "1", Refusal::FieldMissing(Field::To)),
        (
            "monthly 1",
            "2026-01-01",
            "2025-12-31",
            "",
            "1",
            Refusal::FieldBefore(Field::To, Field::From),
        ),
        ("monthly 1", "2026-01-02", "2026-01-31", "", "1", Refusal::ScheduleLength(520)),
        ("weekly mon", "2026-01-01", "2199-12-31", "", "100000", Refusal::ScheduleLength(520)),
        ("monthly 1", "2026-01-01", "", "0", "1", Refusal::ScheduleLength(520)),
        ("monthly 1", "2026-01-01", "", "-1", "1", Refusal::ScheduleLength(520)),
        ("monthly 1", "2026-01-01", "", "1.5", "1", Refusal::ScheduleLength(520)),
        ("monthly 1", "2026-01-01", "", "521", "1000", Refusal::ScheduleLength(520)),
        ("monthly 1", "2026-01-01", "", "1000000000000000000", "1", Refusal::ScheduleLength(520)),
        ("monthly 1", "2026-01-01", "", "many", "1", Refusal::FieldNotANumber(Field::Number)),
        ("monthly 1", "2199-06-01", "", "12", "1000", Refusal::FieldNotADate(Field::To)),
        ("monthly 1", "2026-01-01", "", "3", "0", Refusal::FieldNotPositive(Field::Total)),
        ("monthly 1", "2026-01-01", "", "3", "0.02", Refusal::TotalTooSmall),
        ("monthly 1", "2026-01-01", "", "3", "", Refusal::FieldMissing(Field::Total)),
    ] {
        assert_eq!(
            planned(frequency, from, to, number, total),
            Err(refusal),
            "{frequency} {from} {to} {number} {total}"
        );
    }
}

fn of(amounts: &[&str]) -> Vec<(RetainerId, Decimal)> {
    (1..).zip(amounts).map(|(id, amount)| (RetainerId(id), dec(amount))).collect()
}

#[test]
fn the_oldest_is_applied_first_and_never_more_than_is_chargeable() {
    // R-RET-4
    assert_eq!(apply(&of(&["1000"]), dec("1600")), of(&["1000"]));
    assert_eq!(apply(&of(&["1000"]), dec("600")), of(&["600"]));
    assert_eq!(apply(&of(&["1000", "500", "500"]), dec("1200")), of(&["1000", "200"]));
    assert_eq!(apply(&of(&["1000"]), dec("0")), vec![]);
    assert_eq!(apply(&of(&["1000"]), dec("-5")), vec![], "a credit is paid by nobody");
    assert_eq!(apply(&[], dec("100")), vec![]);
}

#[test]
fn the_newest_gives_way_when_an_invoice_comes_to_less() {
    let changed = |applied: &[&str], chargeable: &str| {
        refit(&of(applied), dec(chargeable))
            .into_iter()
            .map(|(id, amount)| (id.0, amount))
            .collect::<Vec<_>>()
    };
    assert_eq!(changed(&["1000", "200"], "1200"), vec![]);
    assert_eq!(changed(&["1000", "200"], "1100"), vec![(2, dec("100"))]);
    assert_eq!(changed(&["1000", "200"], "900"), vec![(2, dec("0")), (1, dec("900"))]);
    assert_eq!(changed(&["1000", "200"], "-1"), vec![(2, dec("0")), (1, dec("0"))]);
    assert_eq!(changed(&["10"], "1200"), vec![], "raising it again is a person's choice");
}

#[test]
fn an_applied_amount_stays_within_what_there_is() {
    // R-EDIT-8, R-RET-4
    let ask = |typed: &str| applied_amount(typed, dec("400"), dec("300"), currency("EUR"));
    assert_eq!(ask("300"), Ok(dec("300")));
    assert_eq!(ask("0"), Ok(dec("0")), "0 takes it off");
    assert_eq!(ask("300.01"), Err(Refusal::MoreThanChargeable(dec("300"), currency("EUR"))));
    assert_eq!(ask("400.01"), Err(Refusal::MoreThanAvailable(dec("400"), currency("EUR"))));
    assert_eq!(ask("-1"), Err(Refusal::FieldOutOfRange(Field::Amount)));
    assert_eq!(ask(""), Ok(dec("300")), "as much as there is and fits");
    assert_eq!(
        applied_amount(" ", dec("0"), dec("300"), currency("EUR")),
        Err(Refusal::NothingAvailable)
    );
    assert_eq!(
        applied_amount("", dec("400"), dec("0"), currency("EUR")),
        Err(Refusal::MoreThanChargeable(dec("0"), currency("EUR")))
    );
    assert_eq!(
        applied_amount("1", dec("400"), dec("-5"), currency("EUR")),
        Err(Refusal::MoreThanChargeable(dec("0"), currency("EUR")))
    );
}

fn source() -> RetainerSource {
    RetainerSource {
        retainer_id: RetainerId(9),
        contract_id: ContractId(1),
        customer_id: CustomerId(1),
        invoice_on: day("2026-01-01"),
        currency: currency("EUR"),
        owed: Vec::new(),
    }
}

/// Rows of uses one after another: `unbilled_sales -1 x 400 replaces 4`; and all that is owed. A
/// correction is `200 of 600@5`: 200 instead of the 600 of row 5.
fn written(uses: &[(RetainerUse, &str)]) -> (Vec<String>, Option<Decimal>) {
    let (mut source, mut keys) = (source(), (1..).map(ActualId));
    let mut rows: Vec<Actual> = Vec::new();
    for (retainer_use, amount) in uses {
        let owed_in = source.owed.len();
        let (amount, corrects) = match amount.split_once(" of ") {
            None => (dec(amount), None),
            Some((amount, credited)) => {
                let (credited, row) = credited.split_once('@').expect("credited@row");
                let row = ActualId(row.parse().expect("a row"));
                (dec(amount), Some((row, dec(credited))))
            }
        };
        let on = (InvoiceId(5), day("2026-02-01"));
        let made = match corrects {
            None => confirm_use(&mut source, *retainer_use, amount, on.0, on.1, &mut keys),
            Some(of) => correct_use(&mut source, *retainer_use, of, amount, on.0, on.1, &mut keys),
        }
        .expect("rows");
        assert!(made.len() <= rows_of_use(owed_in));
        rows.extend(made);
    }
    assert_eq!(
        rows.iter().map(|r| r.amount).sum::<Decimal>(),
        Decimal::ZERO,
        "retainer_rows_balance"
    );
    assert!(rows.iter().all(|r| r.amount == r.quantity * r.unit_price
        && r.project_id.is_none()
        && r.contract_line_id.is_none()
        && r.retainer_id == Some(RetainerId(9))));
    let text = |r: &Actual| {
        let points = r
            .reverses_actual_id
            .map(|id| format!(" reverses {id}"))
            .or(r.replaces_actual_id.map(|id| format!(" replaces {id}")))
            .unwrap_or_default();
        format!("{} {} x {}{points}", r.transaction_type.word(), r.quantity, r.unit_price)
    };
    (rows.iter().map(text).collect(), (!source.owed.is_empty()).then(|| source.in_all()))
}

#[test]
fn billing_applying_and_refunding_write_these_rows() {
    use RetainerUse::{Applied, Billed, Refunded};
    // R-RET-5
    let (rows, owed) = written(&[(Billed, "1000")]);
    assert_eq!(rows, ["billed_sales 1 x 1000", "unbilled_sales -1 x 1000"]);
    assert_eq!(owed, Some(dec("1000")));
    // R-RET-6: all of it
    let (rows, owed) = written(&[(Billed, "1000"), (Applied, "1000")]);
    assert_eq!(rows[2..], ["unbilled_sales 1 x 1000 reverses 2", "billed_sales -1 x 1000"]);
    assert_eq!(owed, None);
    // R-RET-7: 600 of it
    let (rows, owed) = written(&[(Billed, "1000"), (Applied, "600")]);
    assert_eq!(
        rows[2..],
        [
            "unbilled_sales 1 x 1000 reverses 2",
            "billed_sales -1 x 600",
            "unbilled_sales -1 x 400 replaces 2"
        ]
    );
    assert_eq!(owed, Some(dec("400")));
    // R-RET-8: the rest goes back
    let (rows, owed) = written(&[(Billed, "1000"), (Applied, "600"), (Refunded, "400")]);
    assert_eq!(rows[5..], ["unbilled_sales 1 x 400 reverses 5", "billed_sales -1 x 400"]);
    assert_eq!(owed, None);
}

#[test]
fn corrections_of_uses_write_these_rows() {
    use RetainerUse::{Applied, Billed, Refunded};
    // E10: what was applied is available again, all of the 1,000
    let (rows, owed) = written(&[(Billed, "1000"), (Applied, "600"), (Applied, "0 of 600@4")]);
    assert_eq!(
        rows[5..],
        ["billed_sales 1 x 600 reverses 4", "unbilled_sales -1 x 600 replaces 4"]
    );
    assert_eq!(owed, Some(dec("1000")));
    // W-10: in part
    let (rows, owed) = written(&[(Billed, "1000"), (Applied, "600"), (Applied, "200 of 600@4")]);
    assert_eq!(
        rows[5..],
        [
            "billed_sales 1 x 600 reverses 4",
            "billed_sales -1 x 200 replaces 4",
            "unbilled_sales -1 x 400 replaces 4"
        ]
    );
    assert_eq!(owed, Some(dec("800")));
    // E13: billed, nothing used, credited: nothing is owed, and it may be billed again
    let (rows, owed) = written(&[(Billed, "1000"), (Billed, "0 of 1000@1"), (Billed, "1000")]);
    assert_eq!(
        rows[2..],
        [
            "billed_sales -1 x 1000 reverses 1",
            "unbilled_sales 1 x 1000 reverses 2",
            "billed_sales 1 x 1000",
            "unbilled_sales -1 x 1000"
        ]
    );
    assert_eq!(owed, Some(dec("1000")));
    // E14: a refund taken back
    let uses = [(Billed, "1000"), (Applied, "600"), (Refunded, "400"), (Refunded, "0 of 400@7")];
    let (rows, owed) = written(&uses);
    assert_eq!(
        rows[7..],
        ["billed_sales 1 x 400 reverses 7", "unbilled_sales -1 x 400 replaces 7"]
    );
    assert_eq!(owed, Some(dec("400")));
    // What stands in two rows is used as one, the oldest first.
    let uses = [(Billed, "1000"), (Applied, "600"), (Applied, "0 of 600@4"), (Applied, "700")];
    let (rows, owed) = written(&uses);
    assert_eq!(
        rows[7..],
        [
            "unbilled_sales 1 x 400 reverses 5",
            "unbilled_sales 1 x 600 reverses 7",
            "billed_sales -1 x 700",
            "unbilled_sales -1 x 300 replaces 7"
        ]
    );
    assert_eq!(owed, Some(dec("300")));
}

#[test]
fn nothing_is_used_that_is_not_owed() {
    let mut keys = (1..).map(ActualId);
    let mut ask = |source: &mut RetainerSource, retainer_use, amount: &str| {
        confirm_use(source, retainer_use, dec(amount), InvoiceId(5), day("2026-02-01"), &mut keys)
    };
    assert_eq!(ask(&mut source(), RetainerUse::Applied, "1"), None);
    assert_eq!(ask(&mut source(), RetainerUse::Refunded, "1"), None);
    let mut billed = RetainerSource { owed: vec![(ActualId(1), dec("10"))], ..source() };
    assert_eq!(ask(&mut billed, RetainerUse::Applied, "10.01"), None);
    assert_eq!(ask(&mut billed, RetainerUse::Billed, "10"), None, "once");
    assert_eq!(
        confirm_use(
            &mut billed,
            RetainerUse::Applied,
            dec("10"),
            InvoiceId(5),
            day("2026-02-01"),
            &mut std::iter::empty()
        ),
        None,
        "no keys"
    );
}

proptest! {
    #[test]
    fn applied_and_refitted_amounts_stay_within_bounds(amounts in proptest::collection::vec(1i64..100_000, 0..8), chargeable in -1_000i64..400_000, lower in -1_000i64..400_000) {
        let available: Vec<(RetainerId, Decimal)> = (1..).map(RetainerId).zip(amounts.iter().map(|a| Decimal::new(*a, 2))).collect();
        let mut applied = apply(&available, Decimal::new(chargeable, 2));
        let sum = |applied: &[(RetainerId, Decimal)]| applied.iter().map(|(_, a)| *a).sum::<Decimal>();
        prop_assert_eq!(sum(&applied), Decimal::new(chargeable, 2).max(Decimal::ZERO).min(sum(&available)));
        for (retainer, amount) in refit(&applied, Decimal::new(lower, 2)) {
            for one in applied.iter_mut().filter(|(id, _)| *id == retainer) {
                prop_assert!(amount < one.1 && amount >= Decimal::ZERO);
                one.1 = amount;
            }
        }
        prop_assert!(sum(&applied) <= Decimal::new(lower, 2).max(Decimal::ZERO) );
    }
}
