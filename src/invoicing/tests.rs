//! Rules as tables: create, edit, confirm.

use super::{
    model::{DetailBefore, DetailEdit, DetailTerms, HeaderEdit, MilestoneSource, NewInvoice, OpenDetail, OpenDraft, Source},
    rules::{
        Event, confirm_detail, create, edit_detail, edit_header, edit_line_name, is_open, may_confirm, next, number_text, pick, preview_amount, rows_of, total,
    },
};
use crate::{
    actuals::model::Actual,
    backlog::model::{PickedRow, ReadySummary},
    vocabulary::{
        currency::Currency,
        ids::{ActualId, ContractId, ContractLineId, CustomerId, EntryId, InvoiceDetailId, InvoiceId, ProjectId, ResourceId, RoleId},
        left_behind::LeftBehind,
        refusal::{Field, Refusal},
        words::{BillingType, ContractState, InvoiceState, NteStatus, TransactionClass, TransactionType},
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
fn an_invoice_moves_only_as_drawn() {
    // R-SM-26 to R-SM-33: every state with every event
    use InvoiceState::*;
    let frozen = || Err(Refusal::ConfirmedInvoiceIsFrozen);
    let no_command = || Err(Refusal::InputUnreadable);
    let events = [Event::Edit, Event::SetState(Draft), Event::SetState(InReview), Event::SetState(Confirmed), Event::SetState(Posted), Event::Confirm];
    let table = [
        (Draft, [Ok(Draft), Ok(Draft), Ok(InReview), no_command(), no_command(), Ok(Confirmed)]),
        (InReview, [Ok(InReview), Ok(Draft), Ok(InReview), no_command(), no_command(), Ok(Confirmed)]),
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

/// What a customer has: chargeable, not chargeable, later, not ready.
fn found(customer: i64, chargeable: i64, not_chargeable: i64, later: i64, not_ready: i64) -> ReadySummary {
    ReadySummary {
        contract_id: ContractId(1),
        customer_id: CustomerId(customer),
        chargeable,
        not_chargeable,
        later,
        without_price: 0,
        at_limit: 0,
        not_evaluated: 0,
        not_ready,
    }
}

#[test]
fn a_contract_gets_a_draft_per_customer_with_something_chargeable() {
    // R-INV-3, R-INV-8, R-SM-5
    let drafts = |customers: &[i64]| Ok(customers.iter().map(|id| NewInvoice { contract_id: ContractId(1), customer_id: CustomerId(*id) }).collect::<Vec<_>>());
    let today = day("2026-03-31");
    let nothing = |later, not_chargeable, not_ready, on_draft| {
        Err(Refusal::NothingToInvoice(LeftBehind { later, not_chargeable, not_ready, on_draft, ..LeftBehind::default() }, today))
    };
    use ContractState::*;
    for (state, found, on_draft, expected) in [
        (Confirmed, vec![found(1, 3, 0, 0, 0)], 0, drafts(&[1])),
        (Confirmed, vec![found(1, 3, 0, 0, 0), found(2, 1, 4, 0, 9)], 0, drafts(&[1, 2])),
        (Confirmed, vec![found(1, 3, 0, 0, 0), found(2, 0, 4, 0, 0)], 0, drafts(&[1])),
        (Confirmed, vec![found(1, 1, 0, 0, 0)], 12, drafts(&[1])),
        (Confirmed, vec![], 0, nothing(0, 0, 0, 0)),
        (Confirmed, vec![], 5, nothing(0, 0, 0, 5)),
        (Confirmed, vec![found(1, 0, 2, 0, 0)], 0, nothing(0, 2, 0, 0)),
        (Confirmed, vec![found(1, 0, 2, 3, 4), found(2, 0, 20, 30, 40)], 1, nothing(33, 22, 44, 1)),
        (Draft, vec![found(1, 3, 0, 0, 0)], 0, Err(Refusal::ContractNotConfirmed)),
        (Draft, vec![], 0, Err(Refusal::ContractNotConfirmed)),
        (Lost, vec![], 0, Err(Refusal::ContractIsLost)),
        (Lost, vec![found(1, 3, 0, 0, 0)], 0, drafts(&[1])), // what is found of a lost one is left of its retainers
    ] {
        assert_eq!(create(state, &found, on_draft, today).map(|(drafts, _)| drafts), expected, "{state:?} {found:?}");
    }
}

/// 8 h at 200 with 304 of tax, in a currency.
fn before(code: &str) -> DetailBefore {
    DetailBefore { version: 3, quantity: dec("8"), unit_price: dec("200"), tax: dec("304"), currency: currency(code), fixed_price: None, has_price: true }
}

/// What is typed when nothing is changed.
fn typed() -> DetailEdit {
    DetailEdit {
        invoice_id: InvoiceId(1),
        invoice_detail_id: InvoiceDetailId(2),
        version: 3,
        quantity: "8".into(),
        unit_price: "200".into(),
        tax: "304".into(),
        billing_type: BillingType::Chargeable,
        description: String::new(),
        external_description: String::new(),
    }
}

#[test]
fn an_edited_detail_multiplies_out() {
    // R-EDIT-5, R-EDIT-10: amount = quantity × price, rounded per detail to the currency's decimals
    for (code, quantity, price, amount) in [
        ("EUR", "8", "200", "1600"),
        ("EUR", "6", "200", "1200"),
        ("EUR", "0", "200", "0"),
        ("EUR", "0.333", "200", "66.6"),
        ("EUR", "0.0001", "50", "0.01"),
        ("EUR", "0.0001", "49.99", "0"),
        ("EUR", "8,5", "150,25", "1277.13"),
        ("JPY", "0.5", "10001", "5001"),
        ("BHD", "0.5", "12.3455", "6.173"),
        ("CLF", "0.5", "0.0001", "0.0001"),
        ("EUR", "999999.9999", "9999999999.9999", "9999999998999900"),
    ] {
        let edit = DetailEdit { quantity: quantity.into(), unit_price: price.into(), tax: "0".into(), ..typed() };
        let terms = edit_detail(&before(code), &edit).unwrap_or_else(|refusal| panic!("{quantity} × {price}: {refusal:?}"));
        assert_eq!(terms.amount, dec(amount), "{quantity} × {price} {code}");
        assert_eq!(preview_amount(quantity, price, currency(code)), Some(dec(amount)), "the page shows the same while it is typed");
    }
}

#[test]
fn what_can_t_be_billed_is_refused_field_by_field() {
    // R-EDIT-5; never a fault for bad input
    let long = "x".repeat(1_001);
    let quantity = |text: &str| DetailEdit { quantity: text.into(), ..typed() };
    let price = |text: &str| DetailEdit { unit_price: text.into(), ..typed() };
    let tax = |text: &str| DetailEdit { tax: text.into(), ..typed() };
    use {Field::*, Refusal::*};
    for (edit, expected) in [
        (quantity(""), FieldMissing(Quantity)),
        (quantity("  "), FieldMissing(Quantity)),
        (quantity("eight"), FieldNotANumber(Quantity)),
        (quantity("NaN"), FieldNotANumber(Quantity)),
        (quantity("1e18"), FieldNotANumber(Quantity)),
        (quantity("1,234"), FieldReadTwoWays(Quantity, dec("1234"), dec("1.234"))),
        (quantity("1.234,5x"), FieldNotANumber(Quantity)),
        (quantity("-1"), FieldOutOfRange(Quantity)),
        (quantity("-0.0001"), FieldOutOfRange(Quantity)),
        (quantity("1.00001"), FieldOutOfRange(Quantity)),
        (quantity("1000000"), FieldOutOfRange(Quantity)),
        (quantity("1000000000000000000"), FieldOutOfRange(Quantity)),
        (quantity(&"9".repeat(40)), FieldNotANumber(Quantity)),
        (price(""), FieldMissing(UnitPrice)),
        (price("free"), FieldNotANumber(UnitPrice)),
        (price("inf"), FieldNotANumber(UnitPrice)),
        (price("-200"), FieldOutOfRange(UnitPrice)),
        (price("0.00001"), FieldOutOfRange(UnitPrice)),
        (price("10000000000"), FieldOutOfRange(UnitPrice)),
        (price("1000000000000000000"), FieldOutOfRange(UnitPrice)),
        (tax("some"), FieldNotANumber(Tax)),
        (tax("-1"), FieldOutOfRange(Tax)),
        (tax("10000000000"), FieldOutOfRange(Tax)),
        (tax("0.00001"), FieldOutOfRange(Tax)),
        (tax("0.001"), FieldTooPrecise(Tax, 2)),
        (DetailEdit { billing_type: BillingType::NotAvailable, ..typed() }, InputUnreadable),
        (DetailEdit { description: long.clone(), ..typed() }, FieldTooLong(Description, 1_000)),
        (DetailEdit { external_description: long.clone(), ..typed() }, FieldTooLong(ExternalDescription, 1_000)),
    ] {
        assert_eq!(edit_detail(&before("EUR"), &edit), Err(expected), "{edit:?}");
    }
    let fits = DetailEdit { description: "ü".repeat(1_000), external_description: " a\0b ".into(), ..typed() };
    let terms = edit_detail(&before("EUR"), &fits).unwrap();
    assert_eq!(
        (terms.description.chars().count(), terms.external_description.as_str()),
        (1_000, "ab"),
        "characters are counted, not bytes; null characters go"
    );
}

#[test]
fn tax_follows_quantity_and_chargeability() {
    // R-EDIT-10: what is not chargeable carries no tax. R-EDIT-11: changing quantity scales tax that is left alone
    use BillingType::*;
    for (code, quantity, tax, billing_type, expected) in [
        ("EUR", "8", "304", Chargeable, Ok("304")),
        ("EUR", "6", "304", Chargeable, Ok("228")),
        ("EUR", "6", "304.00", Chargeable, Ok("228")),
        ("EUR", "3", "304", Chargeable, Ok("114")),
        ("EUR", "0.01", "304", Chargeable, Ok("0.38")),
        ("EUR", "0", "304", Chargeable, Ok("0")),
        ("EUR", "0", "0", Chargeable, Ok("0")),
        ("EUR", "0", "19", Chargeable, Err(Refusal::TaxOnNonChargeable)),
        ("EUR", "6", "100", Chargeable, Ok("100")),
        ("EUR", "6", "", Chargeable, Ok("0")),
        ("JPY", "7", "304", Chargeable, Ok("266")),
        ("JPY", "1", "304", Chargeable, Ok("38")),
        ("BHD", "0.001", "304", Chargeable, Ok("0.038")),
        ("JPY", "8", "0.5", Chargeable, Err(Refusal::FieldTooPrecise(Field::Tax, 0))),
        ("EUR", "8", "0", NonChargeable, Ok("0")),
        ("EUR", "8", "", Complimentary, Ok("0")),
        ("EUR", "8", "304", NonChargeable, Ok("0")),
        ("EUR", "8", "303", NonChargeable, Err(Refusal::TaxOnNonChargeable)),
        ("EUR", "8", "1", Complimentary, Err(Refusal::TaxOnNonChargeable)),
    ] {
        let edit = DetailEdit { quantity: quantity.into(), tax: tax.into(), billing_type, ..typed() };
        assert_eq!(edit_detail(&before(code), &edit).map(|terms| terms.tax), expected.map(dec), "{code} {quantity} h, {tax:?} {billing_type:?}");
    }
    // and so does changing the price, alone or with it: tax is of the amount
    for (code, quantity, price, tax, expected) in [
        ("EUR", "8", "100", "304", "152"),
        ("EUR", "8", "250", "304", "380"),
        ("EUR", "4", "400", "304", "304"),
        ("EUR", "4", "100", "304", "76"),
        ("EUR", "8", "0", "304", "0"),
        ("EUR", "8", "100", "300", "300"), // what is typed stands
        ("JPY", "8", "201", "304", "306"),
    ] {
        let edit = DetailEdit { quantity: quantity.into(), unit_price: price.into(), tax: tax.into(), ..typed() };
        assert_eq!(edit_detail(&before(code), &edit).map(|terms| terms.tax), Ok(dec(expected)), "{code} {quantity} at {price}, {tax}");
    }
    let for_nothing = DetailBefore { unit_price: Decimal::ZERO, tax: Decimal::ZERO, ..before("EUR") };
    let priced = DetailEdit { tax: "0".into(), ..typed() };
    assert_eq!(edit_detail(&for_nothing, &priced).map(|terms| terms.tax), Ok(Decimal::ZERO), "of nothing there is nothing to scale");
    // tax can't be scaled beyond what a row holds
    let tiny = DetailBefore { quantity: dec("0.0001"), tax: dec("9999999999"), ..before("EUR") };
    let edit = DetailEdit { quantity: "999999".into(), tax: "9999999999".into(), ..typed() };
    assert_eq!(edit_detail(&tiny, &edit), Err(Refusal::FieldOutOfRange(Field::Tax)));
    // tax on nothing can't be scaled: it stays as typed
    let nothing = DetailBefore { quantity: dec("0"), ..before("EUR") };
    assert_eq!(edit_detail(&nothing, &typed()).map(|terms| terms.tax), Ok(dec("304")));
}

#[test]
fn an_unchanged_detail_stays_as_it_is() {
    let unchanged = DetailTerms {
        quantity: dec("8"),
        unit_price: dec("200"),
        amount: dec("1600"),
        tax: dec("304"),
        billing_type: BillingType::Chargeable,
        description: String::new(),
        external_description: String::new(),
    };
    assert_eq!(edit_detail(&before("EUR"), &typed()), Ok(unchanged));
}

#[test]
fn the_header_is_checked_field_by_field() {
    // R-EDIT-1, R-EDIT-4, R-CONF-4
    let header = HeaderEdit {
        invoice_id: InvoiceId(1),
        version: 1,
        name: " Portal ".into(),
        description: String::new(),
        bill_to_name: "Harbour & Vale\0".into(),
        bill_to_contact: String::new(),
        bill_to_address: String::new(),
        accounted_on: " 2026-04-30 ".into(),
        state: InvoiceState::InReview,
    };
    let (checked, accounted_on) = edit_header(&header).unwrap();
    assert_eq!((checked.name.as_str(), checked.bill_to_name.as_str(), accounted_on), ("Portal", "Harbour & Vale", Some(day("2026-04-30"))));
    assert_eq!(edit_header(&HeaderEdit { accounted_on: " ".into(), ..header.clone() }).unwrap().1, None);
    let long = |n: usize| "x".repeat(n);
    use {Field::*, Refusal::*};
    for (edit, expected) in [
        (HeaderEdit { name: "".into(), ..header.clone() }, FieldMissing(Name)),
        (HeaderEdit { name: "\0".into(), ..header.clone() }, FieldMissing(Name)),
        (HeaderEdit { name: long(201), ..header.clone() }, FieldTooLong(Name, 200)),
        (HeaderEdit { description: long(2_001), ..header.clone() }, FieldTooLong(Description, 2_000)),
        (HeaderEdit { bill_to_name: " ".into(), ..header.clone() }, FieldMissing(BillToName)),
        (HeaderEdit { bill_to_name: long(201), ..header.clone() }, FieldTooLong(BillToName, 200)),
        (HeaderEdit { bill_to_contact: long(201), ..header.clone() }, FieldTooLong(BillToContact, 200)),
        (HeaderEdit { bill_to_address: long(1_001), ..header.clone() }, FieldTooLong(BillToAddress, 1_000)),
        (HeaderEdit { accounted_on: "30.4.2026".into(), ..header.clone() }, FieldNotADate(AccountingDate)),
        (HeaderEdit { accounted_on: "2026-02-30".into(), ..header.clone() }, FieldNotADate(AccountingDate)),
        (HeaderEdit { accounted_on: "0000-00-00".into(), ..header.clone() }, FieldNotADate(AccountingDate)),
        (HeaderEdit { accounted_on: "9999-01-01".into(), ..header.clone() }, FieldNotADate(AccountingDate)),
    ] {
        assert_eq!(edit_header(&edit).map(|_| ()), Err(expected), "{edit:?}");
    }
    assert_eq!(edit_line_name(" Portal time "), Ok("Portal time".into()));
    assert_eq!(edit_line_name("  "), Err(FieldMissing(Name)));
    assert_eq!(edit_line_name(&long(201)), Err(FieldTooLong(Name, 200)));
}

#[test]
fn what_may_be_confirmed_is_open_has_details_and_somebody_to_bill() {
    // R-CONF-5
    use InvoiceState::*;
    for (state, bill_to, details, expected) in [
        (Draft, "Harbour", 1, Ok(Confirmed)),
        (InReview, "Harbour", 9, Ok(Confirmed)),
        (Draft, "Harbour", 0, Err(Refusal::InvoiceEmpty)),
        (Draft, " ", 1, Err(Refusal::BillToMissing)),
        (Draft, "", 0, Err(Refusal::InvoiceEmpty)),
        (Confirmed, "Harbour", 1, Err(Refusal::ConfirmedInvoiceIsFrozen)),
        (Posted, "", 0, Err(Refusal::ConfirmedInvoiceIsFrozen)),
    ] {
        assert_eq!(may_confirm(state, bill_to, details).map(|t| t.to()), expected, "{state:?} {bill_to:?} {details}");
    }
}

/// An unbilled sale, number 10, cost 9.
fn source(quantity: &str, price: &str, billing_type: BillingType, code: &str) -> Actual {
    let (quantity, unit_price) = (dec(quantity), dec(price));
    Actual {
        id: ActualId(10),
        transaction_type: TransactionType::UnbilledSales,
        transaction_class: TransactionClass::Time,
        billing_type,
        work_on: day("2026-03-02"),
        accounted_on: day("2026-03-31"),
        contract_id: Some(ContractId(1)),
        contract_line_id: Some(ContractLineId(2)),
        customer_id: Some(CustomerId(3)),
        project_id: Some(ProjectId(4)),
        resource_id: Some(ResourceId(5)),
        role_id: Some(RoleId(6)),
        entry_id: Some(EntryId(7)),
        retainer_id: None,
        journal_opening_id: None,
        quantity,
        unit_price,
        amount: crate::vocabulary::money::amount(quantity, unit_price, currency(code)),
        tax: Decimal::ZERO,
        currency: currency(code),
        has_price: true,
        cost_actual_id: Some(ActualId(9)),
        reverses_actual_id: None,
        replaces_actual_id: None,
        bills_actual_id: None,
        invoice_id: None,
        invoice_detail_id: None,
    }
}

/// A detail that bills `source` under other terms.
fn detail(source: Actual, quantity: &str, price: &str, billing_type: BillingType, tax: &str) -> OpenDetail {
    OpenDetail {
        invoice_id: InvoiceId(100),
        invoice_detail_id: InvoiceDetailId(101),
        billing_type,
        quantity: dec(quantity),
        unit_price: dec(price),
        tax: dec(tax),
        source: Source::Sale(source),
    }
}

/// The rows of a confirmation, a line each; keys count from 11.
fn check_confirmed(detail: &OpenDetail, expected: &[&str]) {
    let mut ids = (11..).map(ActualId);
    let rows = confirm_detail(detail, day("2026-04-30"), &mut ids).expect("keys enough");
    let lines: Vec<String> = rows
        .iter()
        .map(|a| {
            let kind = if a.transaction_type == TransactionType::UnbilledSales { "U" } else { "B" };
            let link = |name: &str, id: Option<ActualId>| id.map(|id| format!(", {name} {id}")).unwrap_or_default();
            let tax = if a.tax.is_zero() { String::new() } else { format!(", tax {}", a.tax.normalize()) };
            format!(
                "{kind}{} {} {} x {} = {}{}{}{}{}{tax}",
                a.id,
                a.billing_type.word(),
                a.quantity.normalize(),
                a.unit_price.normalize(),
                a.amount.normalize(),
                link("cost", a.cost_actual_id),
                link("reverses", a.reverses_actual_id),
                link("replaces", a.replaces_actual_id),
                link("bills", a.bills_actual_id)
            )
        })
        .collect();
    assert_eq!(lines, expected);
    assert_eq!(rows.len(), rows_of(detail), "as many keys are drawn as are used");
    let Source::Sale(source) = &detail.source else { panic!("a sale") };
    for row in &rows {
        assert_eq!((row.accounted_on, row.work_on), (day("2026-04-30"), day("2026-03-02")), "R-CONF-4");
        assert_eq!(
            (row.invoice_id, row.invoice_detail_id, row.entry_id),
            (Some(InvoiceId(100)), Some(InvoiceDetailId(101)), Some(EntryId(7))),
            "R-CONF-8: origins"
        );
        assert_eq!((row.customer_id, row.contract_line_id, row.currency), (source.customer_id, source.contract_line_id, source.currency), "I10");
    }
    let unbilled: Decimal = std::iter::once(source).chain(&rows).filter(|a| a.transaction_type == TransactionType::UnbilledSales).map(|a| a.quantity).sum();
    assert!(unbilled.is_zero(), "I3: whatever was unbilled is billed");
}

#[test]
fn case_a_an_unedited_detail_is_reversed_and_billed() {
    // R-CONF-1 a
    use BillingType::*;
    let unedited = |tax: &str| detail(source("8", "200", Chargeable, "EUR"), "8", "200", Chargeable, tax);
    check_confirmed(&unedited("0"), &["U11 chargeable -8 x 200 = -1600, reverses 10", "B12 chargeable 8 x 200 = 1600, bills 10"]);
    check_confirmed(&unedited("304"), &["U11 chargeable -8 x 200 = -1600, reverses 10", "B12 chargeable 8 x 200 = 1600, bills 10, tax 304"]);
    for billing_type in [NonChargeable, Complimentary] {
        let word = billing_type.word();
        check_confirmed(
            &detail(source("8", "200", billing_type, "EUR"), "8", "200", billing_type, "0"),
            &[&format!("U11 {word} -8 x 200 = -1600, reverses 10"), &format!("B12 {word} 8 x 200 = 1600, bills 10")],
        );
    }
}

#[test]
fn case_b_hours_cut_on_a_draft_leave_a_non_chargeable_billed_rest() {
    // R-CONF-1 b, R-CONF-2
    use BillingType::*;
    check_confirmed(
        &detail(source("8", "200", Chargeable, "EUR"), "6", "200", Chargeable, "228"),
        &[
            "U11 chargeable -8 x 200 = -1600, reverses 10",
            "U12 chargeable 6 x 200 = 1200, cost 9, replaces 10",
            "U13 chargeable -6 x 200 = -1200, reverses 12",
            "B14 chargeable 6 x 200 = 1200, bills 12, tax 228",
            "U15 non_chargeable 2 x 200 = 400, cost 9, replaces 10",
            "U16 non_chargeable -2 x 200 = -400, reverses 15",
            "B17 non_chargeable 2 x 200 = 400, bills 15",
        ],
    );
}

#[test]
fn hours_cut_to_nothing_leave_the_rest_alone() {
    // R-CONF-2 at its end: nothing of it is chargeable
    use BillingType::*;
    check_confirmed(
        &detail(source("8", "200", Chargeable, "EUR"), "0", "200", Chargeable, "0"),
        &[
            "U11 chargeable -8 x 200 = -1600, reverses 10",
            "U12 non_chargeable 8 x 200 = 1600, cost 9, replaces 10",
            "U13 non_chargeable -8 x 200 = -1600, reverses 12",
            "B14 non_chargeable 8 x 200 = 1600, bills 12",
        ],
    );
}

#[test]
fn case_c_hours_raised_are_billed_as_raised() {
    // R-CONF-1 c
    use BillingType::*;
    check_confirmed(
        &detail(source("8", "200", Chargeable, "EUR"), "10", "200", Chargeable, "0"),
        &[
            "U11 chargeable -8 x 200 = -1600, reverses 10",
            "U12 chargeable 10 x 200 = 2000, cost 9, replaces 10",
            "U13 chargeable -10 x 200 = -2000, reverses 12",
            "B14 chargeable 10 x 200 = 2000, bills 12",
        ],
    );
}

#[test]
fn case_d_another_billing_type_replaces_the_sale() {
    // R-CONF-1 d, R-EDIT-14
    use BillingType::*;
    for (from, to) in [(Chargeable, NonChargeable), (Chargeable, Complimentary), (NonChargeable, Chargeable), (Complimentary, NonChargeable)] {
        check_confirmed(
            &detail(source("8", "200", from, "EUR"), "8", "200", to, "0"),
            &[
                &format!("U11 {} -8 x 200 = -1600, reverses 10", from.word()),
                &format!("U12 {} 8 x 200 = 1600, cost 9, replaces 10", to.word()),
                &format!("U13 {} -8 x 200 = -1600, reverses 12", to.word()),
                &format!("B14 {} 8 x 200 = 1600, bills 12", to.word()),
            ],
        );
    }
}

#[test]
fn case_e_another_price_replaces_the_sale() {
    // R-CONF-1 e
    use BillingType::*;
    check_confirmed(
        &detail(source("8", "200", Chargeable, "EUR"), "8", "150", Chargeable, "0"),
        &[
            "U11 chargeable -8 x 200 = -1600, reverses 10",
            "U12 chargeable 8 x 150 = 1200, cost 9, replaces 10",
            "U13 chargeable -8 x 150 = -1200, reverses 12",
            "B14 chargeable 8 x 150 = 1200, bills 12",
        ],
    );
}

#[test]
fn several_changes_at_once_are_one_replacement_and_the_rest_keeps_the_old_price() {
    // R-CONF-1 b, d and e together
    use BillingType::*;
    check_confirmed(
        &detail(source("8", "200", Chargeable, "EUR"), "6", "150", Complimentary, "0"),
        &[
            "U11 chargeable -8 x 200 = -1600, reverses 10",
            "U12 complimentary 6 x 150 = 900, cost 9, replaces 10",
            "U13 complimentary -6 x 150 = -900, reverses 12",
            "B14 complimentary 6 x 150 = 900, bills 12",
            "U15 non_chargeable 2 x 200 = 400, cost 9, replaces 10",
            "U16 non_chargeable -2 x 200 = -400, reverses 15",
            "B17 non_chargeable 2 x 200 = 400, bills 15",
        ],
    );
}

#[test]
fn every_row_rounds_by_itself() {
    // R-PRC-9, R-APP-8: what is printed multiplies out, also in currencies without or with three decimals
    use BillingType::*;
    check_confirmed(
        &detail(source("0.5", "10001", Chargeable, "JPY"), "0.25", "10001", Chargeable, "0"),
        &[
            "U11 chargeable -0.5 x 10001 = -5001, reverses 10",
            "U12 chargeable 0.25 x 10001 = 2500, cost 9, replaces 10",
            "U13 chargeable -0.25 x 10001 = -2500, reverses 12",
            "B14 chargeable 0.25 x 10001 = 2500, bills 12",
            "U15 non_chargeable 0.25 x 10001 = 2500, cost 9, replaces 10",
            "U16 non_chargeable -0.25 x 10001 = -2500, reverses 15",
            "B17 non_chargeable 0.25 x 10001 = 2500, bills 15",
        ],
    );
}

#[test]
fn texts_and_tax_alone_are_no_edit() {
    // R-SM-21: the ledger sees quantity, price and type only
    let with_tax = detail(source("8", "200", BillingType::Chargeable, "EUR"), "8.00", "200.0000", BillingType::Chargeable, "12");
    assert_eq!(rows_of(&with_tax), 2);
}

#[test]
fn too_few_keys_give_nothing_rather_than_half() {
    let edited = detail(source("8", "200", BillingType::Chargeable, "EUR"), "6", "200", BillingType::Chargeable, "0");
    for keys in 0..rows_of(&edited) {
        assert_eq!(confirm_detail(&edited, day("2026-04-30"), &mut (0..).map(ActualId).take(keys)), None, "{keys} keys");
    }
}

#[test]
fn only_chargeable_rows_count_in_the_total() {
    // R-EDIT-10
    use BillingType::*;
    let rows = [(Chargeable, "100.10", "19.02"), (NonChargeable, "50", "0"), (Complimentary, "25", "0"), (Chargeable, "0.90", "0.17")]
        .map(|(t, a, x)| (t, dec(a), dec(x)));
    assert_eq!(total(rows.iter().map(|(t, a, x)| (t, *a, *x))), (dec("101.00"), dec("19.19")));
    assert_eq!(total(std::iter::empty()), (Decimal::ZERO, Decimal::ZERO));
}

#[test]
fn numbers_are_written_with_six_digits_or_more() {
    for (number, text) in [(1, "INV-000001"), (999_999, "INV-999999"), (1_000_000, "INV-1000000")] {
        assert_eq!(number_text(number), text);
    }
}

#[test]
fn case_i_a_milestone_is_billed_and_nothing_is_reversed() {
    // R-CONF-1 i, R-CONF-4: quantity 1 at its amount; its billing type and tax as on the draft (R-EDIT-6)
    use BillingType::*;
    let source = MilestoneSource {
        contract_id: ContractId(1),
        contract_line_id: ContractLineId(2),
        customer_id: CustomerId(3),
        project_id: ProjectId(4),
        milestone_on: day("2026-03-02"),
        currency: currency("EUR"),
    };
    for (billing_type, tax) in [(Chargeable, "950"), (NonChargeable, "0"), (Complimentary, "0")] {
        let detail = OpenDetail {
            invoice_id: InvoiceId(100),
            invoice_detail_id: InvoiceDetailId(101),
            billing_type,
            quantity: dec("1"),
            unit_price: dec("5000"),
            tax: dec(tax),
            source: Source::Milestone(source),
        };
        let rows = confirm_detail(&detail, day("2026-04-30"), &mut (11..).map(ActualId)).expect("keys enough");
        assert_eq!(rows.len(), rows_of(&detail));
        let [billed] = rows.as_slice() else { panic!("{rows:?}") };
        assert_eq!((billed.id, billed.transaction_type, billed.transaction_class), (ActualId(11), TransactionType::BilledSales, TransactionClass::Milestone));
        assert_eq!((billed.quantity, billed.unit_price, billed.amount, billed.tax), (dec("1"), dec("5000"), dec("5000"), dec(tax)));
        assert_eq!((billed.billing_type, billed.work_on, billed.accounted_on), (billing_type, day("2026-03-02"), day("2026-04-30")));
        assert_eq!((billed.contract_id, billed.contract_line_id, billed.customer_id), (Some(ContractId(1)), Some(ContractLineId(2)), Some(CustomerId(3))));
        assert_eq!((billed.bills_actual_id, billed.reverses_actual_id, billed.replaces_actual_id, billed.cost_actual_id), (None, None, None, None));
        assert_eq!((billed.invoice_id, billed.invoice_detail_id, billed.entry_id), (Some(InvoiceId(100)), Some(InvoiceDetailId(101)), None));
        assert!(confirm_detail(&detail, day("2026-04-30"), &mut std::iter::empty()).is_none(), "no key, no row");
    }
}

#[test]
fn a_milestone_keeps_its_amount_on_a_draft() {
    // R-EDIT-6: billing type, tax and descriptions change; quantity and price don't
    let before = DetailBefore { quantity: dec("1"), tax: dec("0"), fixed_price: Some(dec("5000")), ..before("EUR") };
    let edit = |quantity: &str, price: &str, tax: &str| DetailEdit {
        quantity: quantity.into(),
        unit_price: price.into(),
        tax: tax.into(),
        billing_type: BillingType::Chargeable,
        description: "agreed".into(),
        external_description: "Design".into(),
        invoice_id: InvoiceId(1),
        invoice_detail_id: InvoiceDetailId(1),
        version: 3,
    };
    for (quantity, price, tax, expected) in [
        ("1", "5000", "950", Ok((dec("5000"), dec("950")))),
        ("1.0000", "5000.00", "", Ok((dec("5000"), dec("0")))),
        ("2", "5000", "0", Err(Refusal::MilestoneAmountIsFixed)),
        ("1", "4999.99", "0", Err(Refusal::MilestoneAmountIsFixed)),
        ("0", "5000", "0", Err(Refusal::MilestoneAmountIsFixed)),
        ("one", "5000", "0", Err(Refusal::FieldNotANumber(Field::Quantity))),
    ] {
        let answer = edit_detail(&before, &edit(quantity, price, tax)).map(|terms| (terms.amount, terms.tax));
        assert_eq!(answer, expected, "{quantity} x {price}, tax {tax}");
    }
    let free = DetailEdit { billing_type: BillingType::Complimentary, ..edit("1", "5000", "0") };
    assert_eq!(edit_detail(&before, &free).map(|terms| (terms.billing_type, terms.amount)), Ok((BillingType::Complimentary, dec("5000"))));
}

#[test]
fn milestones_and_hours_of_a_customer_make_one_draft() {
    // R-INV-3: contract and customer split an invoice, nothing else
    let drafts =
        create(ContractState::Confirmed, &[found(7, 2, 0, 0, 0), found(8, 0, 1, 0, 0), found(8, 1, 0, 0, 0), found(7, 1, 0, 0, 0)], 0, day("2026-03-31"));
    let customers: Vec<i64> = drafts.expect("drafts").0.iter().map(|draft| draft.customer_id.0).collect();
    assert_eq!(customers, [7, 8]);
}

/// A picked row: `1 of 7/2 on 2026-03-02 chargeable ready committed` as its parts.
fn picked(id: i64, payer: (i64, i64), day: &str, billing_type: BillingType, is_ready: bool, nte_status: NteStatus) -> PickedRow {
    PickedRow {
        actual_id: ActualId(id),
        contract_id: ContractId(payer.0),
        customer_id: CustomerId(payer.1),
        work_on: day.parse().unwrap_or_default(),
        billing_type,
        has_price: true,
        is_ready,
        nte_status,
        nte_detail: (nte_status == NteStatus::Failed).then(|| "contract".to_owned()),
    }
}

#[test]
fn picked_rows_go_on_the_newest_draft_or_on_a_new_one() {
    // R-INV-13, R-INV-14, R-INV-4, R-INV-8, R-SM-5, R-NTE-5
    use {BillingType::*, NteStatus::*};
    let draft = |id: i64, payer: (i64, i64), on: &str| OpenDraft {
        invoice_id: InvoiceId(id),
        contract_id: ContractId(payer.0),
        customer_id: CustomerId(payer.1),
        invoice_on: day(on),
    };
    let states: std::collections::HashMap<ContractId, ContractState> =
        [(7, ContractState::Confirmed), (8, ContractState::Draft), (9, ContractState::Lost)].into_iter().map(|(id, state)| (ContractId(id), state)).collect();
    let today = day("2026-03-31");
    let good = |id: i64, payer: (i64, i64)| picked(id, payer, "2026-03-02", Chargeable, true, Committed);
    for (name, rows, drafts, taken, refused) in [
        ("none there: a new one per customer", vec![good(1, (7, 1)), good(2, (7, 2))], vec![], "7/1 new: 1; 7/2 new: 2", ""),
        ("the sole one", vec![good(1, (7, 1))], vec![draft(50, (7, 1), "2026-03-31")], "7/1 on 50: 1", ""),
        (
            "of several the newest",
            vec![good(1, (7, 1)), good(2, (7, 1))],
            vec![draft(51, (7, 1), "2026-03-31"), draft(50, (7, 1), "2026-03-31")],
            "7/1 on 51: 1 2",
            "",
        ),
        ("another customer's is not taken", vec![good(1, (7, 1))], vec![draft(50, (7, 2), "2026-03-31"), draft(51, (8, 1), "2026-03-31")], "7/1 new: 1", ""),
        ("dated after that draft", vec![good(1, (7, 1))], vec![draft(50, (7, 1), "2026-03-01")], "", "1 DatedAfterInvoice(2026-03-01)"),
        ("dated by the day of it", vec![good(1, (7, 1))], vec![draft(50, (7, 1), "2026-03-02")], "7/1 on 50: 1", ""),
        (
            "dated after today",
            vec![picked(1, (7, 1), "2026-04-01", Chargeable, true, Committed), good(2, (7, 1))],
            vec![],
            "7/1 new: 2",
            "1 DatedAfterInvoice(2026-03-31)",
        ),
        ("not marked", vec![picked(1, (7, 1), "2026-03-02", Chargeable, false, NotApplicable)], vec![], "", "1 NotMarkedReady"),
        ("over a limit", vec![picked(1, (7, 1), "2026-03-02", Chargeable, false, Failed)], vec![], "", "1 LimitFailed(\"contract\")"),
        ("not evaluated", vec![picked(1, (7, 1), "2026-03-02", Chargeable, false, NotEvaluated)], vec![], "", "1 LimitNotEvaluated"),
        ("unsigned and lost", vec![good(1, (8, 1)), good(2, (9, 1)), good(3, (10, 1))], vec![], "", "1 ContractNotConfirmed 2 ContractIsLost 3 NotInBacklog"),
        ("nothing chargeable, nothing new", vec![picked(1, (7, 1), "2026-03-02", NonChargeable, true, NotApplicable)], vec![], "", "1 NothingChargeable"),
        (
            "but it may be added",
            vec![picked(1, (7, 1), "2026-03-02", NonChargeable, true, NotApplicable)],
            vec![draft(50, (7, 1), "2026-03-31")],
            "7/1 on 50: 1",
            "",
        ),
        ("beside something chargeable", vec![picked(1, (7, 1), "2026-03-02", Complimentary, true, NotApplicable), good(2, (7, 1))], vec![], "7/1 new: 1 2", ""),
        ("nothing", vec![], vec![draft(50, (7, 1), "2026-03-31")], "", ""),
    ] {
        let picking = pick(&rows, &states, &drafts, today);
        let ids = |rows: &[ActualId]| rows.iter().map(|id| id.to_string()).collect::<Vec<_>>().join(" ");
        let told: Vec<String> = picking
            .take
            .iter()
            .map(|((contract, customer), (draft, rows))| {
                format!("{contract}/{customer} {}: {}", draft.map_or("new".to_owned(), |d| format!("on {}", d.invoice_id)), ids(rows))
            })
            .collect();
        let held: Vec<String> = picking.refused.iter().map(|(id, refusal)| format!("{id} {refusal:?}")).collect();
        assert_eq!((told.join("; ").as_str(), held.join(" ").as_str()), (taken, refused), "{name}");
    }
}
