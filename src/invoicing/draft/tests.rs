//! What may be changed on a draft, as tables.

use super::{
    model::{
        Change, DetailBefore, DetailEdit, DetailRow, DetailTerms, DetailWas, DetailsEdited,
        Happening, HeaderEdit, PendingRow, Retained,
    },
    rules::{
        Entry, as_it_came, as_it_was, change, decide, edit_detail, edit_header, edit_line_name,
        happened, why_not,
    },
};
use crate::{
    invoicing::{
        confirm::rules::preview_amount,
        tests::{currency, day, dec},
    },
    vocabulary::{
        ids::{ActualId, ContractLineId, InvoiceDetailId, InvoiceId, MilestoneSplitId},
        refusal::{Field, Refusal},
        words::{BillingType, InvoiceState, LimitKind, NteStatus, RetainerUse, TransactionClass},
    },
};
use rust_decimal::Decimal;
use serde_json::{Value, json};

/// 8 h at 200 with 304 of tax, in a currency.
fn before(code: &str) -> DetailBefore {
    DetailBefore {
        version: 3,
        quantity: dec("8"),
        unit_price: dec("200"),
        tax: dec("304"),
        billing_type: BillingType::Chargeable,
        came_with: (dec("1600"), dec("304")),
        currency: currency(code),
        fixed_price: None,
        is_product: false,
        has_price: true,
        is_added: false,
        corrects: None,
    }
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
        let edit = DetailEdit {
            quantity: quantity.into(),
            unit_price: price.into(),
            tax: "0".into(),
            ..typed()
        };
        let terms = edit_detail(&before(code), &edit)
            .unwrap_or_else(|refusal| panic!("{quantity} × {price}: {refusal:?}"));
        assert_eq!(terms.amount, dec(amount), "{quantity} × {price} {code}");
        assert_eq!(
            preview_amount(quantity, price, currency(code)),
            Some(dec(amount)),
            "the page shows the same while it is typed"
        );
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
        (
            DetailEdit { external_description: long.clone(), ..typed() },
            FieldTooLong(ExternalDescription, 1_000),
        ),
    ] {
        assert_eq!(edit_detail(&before("EUR"), &edit), Err(expected), "{edit:?}");
    }
    let fits = DetailEdit {
        description: "ü".repeat(1_000),
        external_description: " a\0b ".into(),
        ..typed()
    };
    let terms = edit_detail(&before("EUR"), &fits).unwrap();
    assert_eq!(
        (terms.description.chars().count(), terms.external_description.as_str()),
        (1_000, "ab"),
        "characters are counted, not bytes; null characters go"
    );
}

#[test]
fn tax_follows_quantity_and_chargeability() {
    // R-EDIT-10: what is not chargeable carries no tax. R-EDIT-11: changing quantity scales tax
    // that is left alone
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
        let edit =
            DetailEdit { quantity: quantity.into(), tax: tax.into(), billing_type, ..typed() };
        assert_eq!(
            edit_detail(&before(code), &edit).map(|terms| terms.tax),
            expected.map(dec),
            "{code} {quantity} h, {tax:?} {billing_type:?}"
        );
    }
    // what was not charged, or was nothing, and is charged again has the tax that it came with
    for (quantity, billing_type, now, typed_tax, expected) in [
        ("8", Complimentary, "8", "0", "304"),
        ("8", NonChargeable, "4", "0", "152"),
        ("0", Chargeable, "6", "0", "228"),
        ("8", Complimentary, "8", "19", "19"),
    ] {
        let before =
            DetailBefore { quantity: dec(quantity), tax: dec("0"), billing_type, ..before("EUR") };
        let edit = DetailEdit { quantity: now.into(), tax: typed_tax.into(), ..typed() };
        assert_eq!(
            edit_detail(&before, &edit).map(|terms| terms.tax),
            Ok(dec(expected)),
            "{quantity} h {billing_type:?}, {now} h chargeable with {typed_tax:?}"
        );
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
        let edit = DetailEdit {
            quantity: quantity.into(),
            unit_price: price.into(),
            tax: tax.into(),
            ..typed()
        };
        assert_eq!(
            edit_detail(&before(code), &edit).map(|terms| terms.tax),
            Ok(dec(expected)),
            "{code} {quantity} at {price}, {tax}"
        );
    }
    let for_nothing =
        DetailBefore { unit_price: Decimal::ZERO, tax: Decimal::ZERO, ..before("EUR") };
    let priced = DetailEdit { tax: "0".into(), ..typed() };
    assert_eq!(
        edit_detail(&for_nothing, &priced).map(|terms| terms.tax),
        Ok(Decimal::ZERO),
        "of nothing there is nothing to scale"
    );
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
    assert_eq!(
        (checked.name.as_str(), checked.bill_to_name.as_str(), accounted_on),
        ("Portal", "Harbour & Vale", Some(day("2026-04-30")))
    );
    assert_eq!(
        edit_header(&HeaderEdit { accounted_on: " ".into(), ..header.clone() }).unwrap().1,
        None
    );
    let long = |n: usize| "x".repeat(n);
    use {Field::*, Refusal::*};
    for (edit, expected) in [
        (HeaderEdit { name: "".into(), ..header.clone() }, FieldMissing(Name)),
        (HeaderEdit { name: "\0".into(), ..header.clone() }, FieldMissing(Name)),
        (HeaderEdit { name: long(201), ..header.clone() }, FieldTooLong(Name, 200)),
        (
            HeaderEdit { description: long(2_001), ..header.clone() },
            FieldTooLong(Description, 2_000),
        ),
        (HeaderEdit { bill_to_name: " ".into(), ..header.clone() }, FieldMissing(BillToName)),
        (HeaderEdit { bill_to_name: long(201), ..header.clone() }, FieldTooLong(BillToName, 200)),
        (
            HeaderEdit { bill_to_contact: long(201), ..header.clone() },
            FieldTooLong(BillToContact, 200),
        ),
        (
            HeaderEdit { bill_to_address: long(1_001), ..header.clone() },
            FieldTooLong(BillToAddress, 1_000),
        ),
        (
            HeaderEdit { accounted_on: "30.4.2026".into(), ..header.clone() },
            FieldNotADate(AccountingDate),
        ),
        (
            HeaderEdit { accounted_on: "2026-02-30".into(), ..header.clone() },
            FieldNotADate(AccountingDate),
        ),
        (
            HeaderEdit { accounted_on: "0000-00-00".into(), ..header.clone() },
            FieldNotADate(AccountingDate),
        ),
        (
            HeaderEdit { accounted_on: "9999-01-01".into(), ..header.clone() },
            FieldNotADate(AccountingDate),
        ),
    ] {
        assert_eq!(edit_header(&edit).map(|_| ()), Err(expected), "{edit:?}");
    }
    assert_eq!(edit_line_name(" Portal time "), Ok("Portal time".into()));
    assert_eq!(edit_line_name("  "), Err(FieldMissing(Name)));
    assert_eq!(edit_line_name(&long(201)), Err(FieldTooLong(Name, 200)));
}

#[test]
fn a_milestone_keeps_its_amount_on_a_draft() {
    // R-EDIT-6: billing type, tax and descriptions change; quantity and price don't
    let before = DetailBefore {
        quantity: dec("1"),
        tax: dec("0"),
        fixed_price: Some(dec("5000")),
        ..before("EUR")
    };
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
        let answer = edit_detail(&before, &edit(quantity, price, tax))
            .map(|terms| (terms.amount, terms.tax));
        assert_eq!(answer, expected, "{quantity} x {price}, tax {tax}");
    }
    let free = DetailEdit { billing_type: BillingType::Complimentary, ..edit("1", "5000", "0") };
    assert_eq!(
        edit_detail(&before, &free).map(|terms| (terms.billing_type, terms.amount)),
        Ok((BillingType::Complimentary, dec("5000")))
    );
}

/// 8 h at 200 as they came, listed.
fn listed() -> DetailRow {
    DetailRow {
        invoice_detail_id: InvoiceDetailId(2),
        invoice_id: InvoiceId(1),
        contract_line_id: ContractLineId(3),
        line_name: "Portal time".into(),
        source_actual_id: Some(ActualId(4)),
        source_milestone_split_id: None,
        is_product: false,
        entry_id: None,
        transaction_class: TransactionClass::Time,
        work_on: day("2026-03-02"),
        resource_name: None,
        role_name: None,
        notes: None,
        billing_type: BillingType::Chargeable,
        quantity: dec("8"),
        unit_price: dec("200"),
        amount: dec("1600"),
        discount_and_fee: crate::vocabulary::money::DiscountAndFee::NONE,
        tax: dec("304"),
        currency: currency("EUR"),
        description: String::new(),
        external_description: "March".into(),
        version: 3,
        source_quantity: dec("8"),
        source_unit_price: dec("200"),
        source_billing_type: BillingType::Chargeable,
        source_has_price: true,
        source_tax: dec("0"),
        corrects_actual_id: None,
        credited_amount: Decimal::ZERO,
        credited_tax: Decimal::ZERO,
        source_external_description: "Approved".into(),
        edited_at: None,
        edited_by: None,
        is_added: false,
    }
}

#[test]
fn a_price_goes_up_and_down_by_percent() {
    // R-EDIT-5, R-EDIT-11: as precise as it was, and as its currency is
    for (price, percent, code, expected) in [
        ("200", "5", "EUR", Ok("210")),
        ("200", "-5", "EUR", Ok("190")),
        ("200", "0", "EUR", Ok("200")),
        ("200", "-100", "EUR", Ok("0")),
        ("99.99", "3.3", "EUR", Ok("103.29")),
        ("0.3333", "10", "EUR", Ok("0.3666")),
        ("10001", "2.5", "JPY", Ok("10251")),
        ("12.3455", "1", "BHD", Ok("12.469")),
        ("200", "+5 %", "EUR", Ok("210")),
        ("9999999999", "10", "EUR", Err(Refusal::FieldOutOfRange(Field::UnitPrice))),
        ("200", "-100.01", "EUR", Err(Refusal::FieldOutOfRange(Field::UnitPrice))),
        ("200", "1000.01", "EUR", Err(Refusal::FieldOutOfRange(Field::UnitPrice))),
        ("200", "", "EUR", Err(Refusal::FieldMissing(Field::UnitPrice))),
        ("200", "five", "EUR", Err(Refusal::FieldNotANumber(Field::UnitPrice))),
    ] {
        let row = DetailRow {
            unit_price: dec(price),
            currency: currency(code),
            tax: dec("0"),
            ..listed()
        };
        let answer = change(&row, &Change::PriceBy(percent.into())).map(|terms| terms.unit_price);
        assert_eq!(answer, expected.map(dec), "{price} {code} by {percent}");
    }
    let taxed = change(&listed(), &Change::PriceBy("10".into())).map(|terms| terms.tax);
    assert_eq!(taxed, Ok(dec("334.4")), "R-EDIT-11");
}

#[test]
fn what_is_undone_is_what_it_was_whatever_its_tax_would_follow() {
    // R-EDIT-15
    let cent = DetailTerms {
        quantity: dec("1"),
        unit_price: dec("1"),
        amount: dec("1"),
        tax: dec("304"),
        billing_type: BillingType::Chargeable,
        description: "was".into(),
        external_description: "said".into(),
    };
    let was =
        |version| DetailWas { invoice_detail_id: InvoiceDetailId(2), version, terms: cent.clone() };
    assert_eq!(as_it_was(&listed(), &was(3)), Ok(cent.clone()), "the same tax, not scaled");
    assert_eq!(as_it_was(&listed(), &was(2)), Err(Refusal::Outdated));
    let came = as_it_came(&listed());
    assert_eq!(
        (came.tax, came.amount, came.external_description.as_str()),
        (dec("0"), dec("1600"), "Approved")
    );
}

#[test]
fn many_are_counted_with_what_they_come_to() {
    // R-INV-15: changed, the same already, refused with its reason
    let fixed = DetailRow {
        source_milestone_split_id: Some(MilestoneSplitId(9)),
        quantity: dec("1"),
        amount: dec("200"),
        tax: dec("0"),
        invoice_detail_id: InvoiceDetailId(7),
        ..listed()
    };
    let free = DetailRow {
        billing_type: BillingType::Complimentary,
        tax: dec("0"),
        quantity: dec("4"),
        amount: dec("800"),
        ..listed()
    };
    let mut told = DetailsEdited::default();
    let rows = vec![listed(), fixed, free];
    let writes = decide(rows, |row| change(row, &Change::Quantity("4".into())), &mut told);
    assert_eq!(writes.len(), 1);
    assert!(writes[0].is_edited());
    assert_eq!(
        (told.changed, told.same, told.before, told.after, told.currency),
        (1, 1, dec("1800"), dec("1000"), Some(currency("EUR")))
    );
    assert_eq!(told.refused, [(Refusal::MilestoneAmountIsFixed, 1, vec![7])]);
}

#[test]
fn what_waits_says_why_in_the_order_of_what_stops_it() {
    // R-INV-4, R-INV-15, R-NTE-4, R-PRC-2
    let row = PendingRow {
        pending_id: 4,
        source_actual_id: Some(ActualId(4)),
        source_milestone_split_id: None,
        invoice_id: None,
        invoice_label: None,
        transaction_class: TransactionClass::Time,
        line_name: "Portal time".into(),
        work_on: day("2026-03-31"),
        resource_name: None,
        notes: None,
        billing_type: BillingType::Chargeable,
        quantity: dec("8"),
        net_amount: dec("1600"),
        currency: currency("EUR"),
        has_price: true,
        is_ready: false,
        nte_status: NteStatus::NotApplicable,
        nte_detail: None,
    };
    let on = day("2026-03-31");
    let later = DetailRow { work_on: day("2026-04-01"), ..listed() }.work_on;
    for (row, expected) in [
        (row.clone(), None),
        (PendingRow { is_ready: true, ..row.clone() }, None),
        (PendingRow { has_price: false, ..row.clone() }, Some(Refusal::NoPrice)),
        (
            PendingRow {
                has_price: false,
                billing_type: BillingType::Complimentary,
                ..row.clone()
            },
            None,
        ),
        (
            PendingRow { nte_status: NteStatus::NotEvaluated, ..row.clone() },
            Some(Refusal::LimitNotEvaluated),
        ),
        (
            PendingRow {
                nte_status: NteStatus::Failed,
                nte_detail: Some(LimitKind::Contract),
                ..row.clone()
            },
            Some(Refusal::LimitFailed(LimitKind::Contract)),
        ),
        (
            PendingRow { work_on: later, is_ready: true, ..row.clone() },
            Some(Refusal::DatedAfterInvoice(on)),
        ),
        (
            PendingRow {
                work_on: later,
                invoice_id: Some(InvoiceId(7)),
                invoice_label: Some("#7 March".into()),
                ..row
            },
            Some(Refusal::OnAnotherDraft("#7 March".into())),
        ),
    ] {
        assert_eq!(why_not(&row, on), expected, "{row:?}");
    }
}

#[test]
fn an_entry_of_the_trail_says_what_happened() {
    // I16: whatever an older build wrote is still told
    let entry = |command: &str, input: Value, before: Option<Value>, after: Option<Value>| Entry {
        command: command.into(),
        input,
        before,
        after,
    };
    for (entry, expected) in [
        (entry("create_invoices", json!({}), None, None), Happening::Created),
        (
            entry("edit_detail", json!({}), Some(json!({"quantity": "8"})), Some(json!({}))),
            Happening::EditedSomehow,
        ),
        (
            entry(
                "delete_details",
                json!({"hold_back": true}),
                None,
                Some(json!({"details": 3, "sales": [1, 2, 3]})),
            ),
            Happening::TakenOff(3, true),
        ),
        (
            entry(
                "add_pending",
                json!({}),
                None,
                Some(json!({"outcome": {"changed": 2, "refused": []}})),
            ),
            Happening::Added(2),
        ),
        (
            entry("refresh_invoice", json!(7), None, Some(json!({"sales": 2, "milestones": 1}))),
            Happening::Refreshed(2, 1),
        ),
        (
            entry("edit_line", json!({"name": "New"}), Some(json!("Old")), Some(json!("New"))),
            Happening::Renamed(Some("Old".into()), "New".into()),
        ),
        (
            entry("edit_line", json!({"name": "New"}), None, None),
            Happening::Renamed(None, "New".into()),
        ),
        (
            entry("apply_retainer", json!({}), Some(json!([1, "50"])), Some(json!("100"))),
            Happening::Retainer(Retained::Applied, Some(dec("100"))),
        ),
        (
            entry(
                "take_off_retainer",
                json!({"retainer_use": "billed"}),
                Some(json!([1, "billed", "70"])),
                Some(json!(null)),
            ),
            Happening::Retainer(Retained::TakenOff(RetainerUse::Billed), Some(dec("70"))),
        ),
        (entry("something_new", json!({}), None, None), Happening::Other("something_new".into())),
    ] {
        assert_eq!(happened(&entry), expected, "{entry:?}");
    }
}
