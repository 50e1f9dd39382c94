//! What may be changed on a draft, as tables.

use super::{
    model::{DetailBefore, DetailEdit, DetailTerms, HeaderEdit},
    rules::{edit_detail, edit_header, edit_line_name},
};
use crate::{
    invoicing::{
        confirm::rules::preview_amount,
        tests::{currency, day, dec},
    },
    vocabulary::{
        ids::{InvoiceDetailId, InvoiceId},
        refusal::{Field, Refusal},
        words::{BillingType, InvoiceState},
    },
};
use rust_decimal::Decimal;

/// 8 h at 200 with 304 of tax, in a currency.
fn before(code: &str) -> DetailBefore {
    DetailBefore {
        version: 3,
        quantity: dec("8"),
        unit_price: dec("200"),
        tax: dec("304"),
        currency: currency(code),
        fixed_price: None,
        has_price: true,
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
