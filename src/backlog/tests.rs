//! Rules as tables: marking, and not-to-exceed limits.

use super::{
    model::{Limit, LimitLevel},
    rules::{Event, evaluate, level_name, next},
};
use crate::vocabulary::{
    ids::{ContractLineId, CustomerId},
    refusal::Refusal,
    words::{BillingStatus, BillingType, NteStatus},
};
use rust_decimal::Decimal;
use std::collections::BTreeMap;

#[test]
fn a_row_moves_only_as_drawn() {
    // R-SM-17 to R-SM-19: every billing status with every limit status and every event
    use {BillingStatus::*, Event::*, NteStatus::*};
    let over = Refusal::LimitFailed("contract line".into());
    let drafted = Refusal::OnDraftInvoice("Portal".into());
    let billed = Refusal::OnConfirmedInvoice("Portal".into());
    let table: Vec<(BillingStatus, NteStatus, Event, Result<BillingStatus, Refusal>)> = vec![
        (NotReady, Committed, MarkReady, Ok(Ready)),
        (NotReady, NotApplicable, MarkReady, Ok(Ready)),
        (NotReady, Failed, MarkReady, Err(over.clone())),
        (NotReady, NotEvaluated, MarkReady, Err(Refusal::LimitNotEvaluated)),
        (Ready, Committed, MarkReady, Ok(Ready)),
        (Ready, NotApplicable, MarkReady, Ok(Ready)),
        (Ready, Failed, MarkReady, Err(over)),
        (Ready, NotEvaluated, MarkReady, Err(Refusal::LimitNotEvaluated)),
        (NotReady, Committed, MarkNotReady, Ok(NotReady)),
        (NotReady, NotApplicable, MarkNotReady, Ok(NotReady)),
        (NotReady, Failed, MarkNotReady, Ok(NotReady)),
        (NotReady, NotEvaluated, MarkNotReady, Ok(NotReady)),
        (Ready, Committed, MarkNotReady, Ok(NotReady)),
        (Ready, NotApplicable, MarkNotReady, Ok(NotReady)),
        (Ready, Failed, MarkNotReady, Ok(NotReady)),
        (Ready, NotEvaluated, MarkNotReady, Ok(NotReady)),
    ];
    for (status, nte, event, expected) in &table {
        assert_eq!(&next(*status, *nte, Some("contract line"), "Portal", *event), expected, "{status:?} {nte:?} {event:?}");
    }
    for nte in NteStatus::ALL {
        for event in [MarkReady, MarkNotReady] {
            assert_eq!(next(OnDraft, *nte, None, "Portal", event), Err(drafted.clone()), "on a draft, {nte:?} {event:?}");
            assert_eq!(next(Posted, *nte, None, "Portal", event), Err(billed.clone()), "billed, {nte:?} {event:?}");
            assert_eq!(next(Canceled, *nte, None, "", event), Err(Refusal::NotInBacklog), "taken back, {nte:?} {event:?}");
        }
    }
    assert_eq!(table.len() + 3 * 2 * NteStatus::ALL.len(), BillingStatus::ALL.len() * NteStatus::ALL.len() * 2);
}

const LINE: LimitLevel = LimitLevel::Line(ContractLineId(1));
const CUSTOMER: LimitLevel = LimitLevel::LineCustomer(ContractLineId(1), CustomerId(2));

/// Limits as `limit/used`, `-` where a level has none.
fn limits(customer: &str, line: &str) -> BTreeMap<LimitLevel, Limit> {
    let mut limits = BTreeMap::new();
    for (level, text) in [(CUSTOMER, customer), (LINE, line)] {
        if let Some((limit, used)) = text.split_once('/') {
            limits.insert(level, Limit { limit: dec(limit), used: dec(used) });
        }
    }
    limits
}

fn dec(text: &str) -> Decimal {
    text.parse().unwrap_or_else(|error| panic!("{text}: {error}"))
}

#[test]
fn a_record_passes_every_level_or_none() {
    // R-NTE-1 to R-NTE-4: equality passes, all-or-nothing, innermost level first; then what is used of each
    use {BillingType::*, NteStatus::*};
    for (customer, line, billing_type, amount, expected, used) in [
        ("-", "3000/0", Chargeable, "3000", (Committed, None), "- 3000"),
        ("-", "3000/0", Chargeable, "3000.01", (Failed, Some(LINE)), "- 0"),
        ("-", "3000/1000", Chargeable, "2000", (Committed, None), "- 3000"),
        ("-", "3000/1000", Chargeable, "2000.01", (Failed, Some(LINE)), "- 1000"),
        ("-", "0/0", Chargeable, "0", (Committed, None), "- 0"),
        ("-", "0/0", Chargeable, "0.01", (Failed, Some(LINE)), "- 0"),
        ("1000/0", "3000/0", Chargeable, "1000", (Committed, None), "1000 1000"),
        ("1000/0", "3000/0", Chargeable, "1001", (Failed, Some(CUSTOMER)), "0 0"),
        ("1000/0", "3000/2500", Chargeable, "600", (Failed, Some(LINE)), "0 2500"),
        ("1000/900", "3000/2950", Chargeable, "200", (Failed, Some(CUSTOMER)), "900 2950"),
        ("-", "-", Chargeable, "9999999", (NotApplicable, None), "- -"),
        ("-", "3000/0", NonChargeable, "9999", (NotApplicable, None), "- 0"),
        ("-", "3000/0", Complimentary, "9999", (NotApplicable, None), "- 0"),
        ("-", "3000/0", NotAvailable, "9999", (NotApplicable, None), "- 0"),
        ("-", "3000/3100", Chargeable, "0.01", (Failed, Some(LINE)), "- 3100"),
    ] {
        let mut limits = limits(customer, line);
        assert_eq!(evaluate(&mut limits, &[CUSTOMER, LINE], billing_type, dec(amount)), expected, "{customer} {line} {billing_type:?} {amount}");
        let left = [CUSTOMER, LINE].map(|level| limits.get(&level).map(|l| l.used.to_string()).unwrap_or_else(|| "-".into())).join(" ");
        assert_eq!(left, used, "used after {customer} {line} {billing_type:?} {amount}");
    }
}

#[test]
fn the_worked_example_of_a_line_limit_comes_out() {
    // R-NTE-8, as far as evaluation goes: limit 3,000, invoiced 1,000
    let mut book = limits("-", "3000/1000");
    let check = |book: &mut BTreeMap<LimitLevel, Limit>, amount: &str| evaluate(book, &[CUSTOMER, LINE], BillingType::Chargeable, dec(amount));
    assert_eq!(check(&mut book, "1600"), (NteStatus::Committed, None), "A: 2,600 used");
    assert_eq!(check(&mut book, "1200"), (NteStatus::Failed, Some(LINE)), "B: 3,800 > 3,000");
    assert_eq!(level_name(LINE), "contract line", "R-NTE-4: the detail names the level");
    assert_eq!(level_name(CUSTOMER), "contract line customer");
    // A reset: used 1,000 again
    let mut book = limits("-", "3000/1000");
    assert_eq!(check(&mut book, "1200"), (NteStatus::Committed, None), "B: 2,200");
    assert_eq!(check(&mut book, "1600"), (NteStatus::Failed, Some(LINE)), "A: 3,800 > 3,000");
    // the limit raised to 3,800
    let mut book = limits("-", "3800/2200");
    assert_eq!(check(&mut book, "1600"), (NteStatus::Committed, None), "A: 3,800 of 3,800");
}

#[test]
fn only_levels_that_apply_are_asked() {
    // R-NTE-2: another line's or customer's limit is none of a record's business
    let mut limits = limits("1000/1000", "-");
    let other = [LimitLevel::LineCustomer(ContractLineId(1), CustomerId(3)), LINE];
    assert_eq!(evaluate(&mut limits, &other, BillingType::Chargeable, dec("500")), (NteStatus::NotApplicable, None));
    assert_eq!(evaluate(&mut limits, &[CUSTOMER, LINE], BillingType::Chargeable, dec("500")), (NteStatus::Failed, Some(CUSTOMER)));
}
