//! Rules as tables: create, edit, confirm.

use super::rules::{Event, is_open, may_be_paid, next, total};
use crate::vocabulary::{
    currency::Currency,
    refusal::Refusal,
    words::{BillingType, InvoiceState},
};
use chrono::NaiveDate;
use rust_decimal::Decimal;

pub fn dec(text: &str) -> Decimal {
    text.parse().unwrap_or_else(|error| panic!("{text}: {error}"))
}

pub fn day(text: &str) -> NaiveDate {
    text.parse().unwrap_or_else(|error| panic!("{text}: {error}"))
}

pub fn currency(code: &str) -> Currency {
    code.parse().unwrap_or_else(|error| panic!("{code}: {error}"))
}

#[test]
fn an_invoice_moves_only_as_drawn() {
    // R-SM-26 to R-SM-28, R-SM-32, R-SM-33: every state with every event
    use InvoiceState::*;
    let frozen = || Err(Refusal::ConfirmedInvoiceIsFrozen);
    let no_command = || Err(Refusal::InputUnreadable);
    let events = [
        Event::Edit,
        Event::SetState(Draft),
        Event::SetState(InReview),
        Event::SetState(Confirmed),
        Event::SetState(Posted),
        Event::Confirm,
    ];
    let table = [
        (Draft, [Ok(Draft), Ok(Draft), Ok(InReview), no_command(), no_command(), Ok(Confirmed)]),
        (
            InReview,
            [Ok(InReview), Ok(Draft), Ok(InReview), no_command(), no_command(), Ok(Confirmed)],
        ),
        (Confirmed, [frozen(), frozen(), frozen(), frozen(), frozen(), frozen()]),
        (Posted, [frozen(), frozen(), frozen(), frozen(), frozen(), frozen()]),
    ];
    assert_eq!(table.len(), InvoiceState::ALL.len());
    for (from, answers) in table {
        for (event, expected) in events.into_iter().zip(answers) {
            let answer = next(from, event);
            if let Ok(transition) = answer {
                assert_eq!(transition.from(), from);
            }
            assert_eq!(answer.map(|t| t.to()), expected, "{from:?} {event:?}");
        }
    }
    assert_eq!(InvoiceState::ALL.iter().filter(|state| is_open(**state)).count(), 2);
}

#[test]
fn only_chargeable_rows_count_in_the_total() {
    // R-EDIT-10
    use BillingType::*;
    let rows = [
        (Chargeable, "100.10", "19.02"),
        (NonChargeable, "50", "0"),
        (Complimentary, "25", "0"),
        (Chargeable, "0.90", "0.17"),
    ]
    .map(|(t, a, x)| (t, dec(a), dec(x)));
    assert_eq!(total(rows.iter().map(|(t, a, x)| (t, *a, *x))), (dec("101.00"), dec("19.19")));
    assert_eq!(total(std::iter::empty()), (Decimal::ZERO, Decimal::ZERO));
}

#[test]
fn only_what_is_confirmed_is_paid() {
    // R-SM-30, R-CONF-9
    use InvoiceState::{Confirmed, Draft, InReview, Posted};
    for state in [Draft, InReview] {
        assert_eq!(may_be_paid(state, false, true), Err(Refusal::OnlyConfirmedIsPaid));
    }
    for state in [Confirmed, Posted] {
        assert_eq!(may_be_paid(state, false, true), Ok(()));
        assert_eq!(may_be_paid(state, true, false), Ok(()), "said by mistake");
        assert_eq!(may_be_paid(state, true, true), Err(Refusal::Outdated), "twice");
    }
}
