//! Rules of product lines.
#![cfg(test)]

use super::{model::ProductLineEdit, rules};
use crate::{
    tests::fixtures::{currency, dec},
    vocabulary::{
        ids::{ContractLineId, ProductId},
        refusal::{Field, Refusal},
        words::{ContractState, InvoicingStatus},
    },
};

fn typed() -> ProductLineEdit {
    ProductLineEdit {
        contract_line_id: ContractLineId(1),
        product_line_id: None,
        version: 0,
        product: Some(ProductId(2)),
        sold_on: "2026-03-02".into(),
        quantity: "5".into(),
        unit_price: String::new(),
        tax: String::new(),
    }
}

#[test]
fn a_product_line_is_checked_as_typed() {
    // R-VOC-3, R-PRC-2: the price list's price where none is typed; bad input by its field
    let check = |change: fn(&mut ProductLineEdit), listed: Option<&str>| {
        let mut edit = typed();
        change(&mut edit);
        rules::edit(&edit, currency("EUR"), listed.map(dec))
            .map(|terms| (terms.quantity, terms.unit_price, terms.amount, terms.tax))
    };
    let of = |quantity: &str, price: &str, amount: &str, tax: &str| {
        Ok((dec(quantity), dec(price), dec(amount), dec(tax)))
    };
    assert_eq!(check(|_| (), Some("80")), of("5", "80", "400", "0"));
    assert_eq!(check(|e| e.unit_price = "0.333".into(), Some("80")), of("5", "0.333", "1.67", "0"));
    assert_eq!(check(|e| e.tax = "76".into(), Some("80")), of("5", "80", "400", "76"));
    assert_eq!(check(|_| (), None), Err(Refusal::ProductHasNoPrice));
    type Change = fn(&mut ProductLineEdit);
    let cases: [(Change, Refusal); 11] = [
        (|e| e.product = None, Refusal::FieldMissing(Field::Product)),
        (|e| e.sold_on = String::new(), Refusal::FieldMissing(Field::Date)),
        (|e| e.sold_on = "soon".into(), Refusal::FieldNotADate(Field::Date)),
        (|e| e.quantity = String::new(), Refusal::FieldMissing(Field::Quantity)),
        (|e| e.quantity = "0".into(), Refusal::FieldOutOfRange(Field::Quantity)),
        (|e| e.quantity = "-1".into(), Refusal::FieldOutOfRange(Field::Quantity)),
        (|e| e.quantity = "1.00001".into(), Refusal::FieldOutOfRange(Field::Quantity)),
        (|e| e.unit_price = "-1".into(), Refusal::FieldOutOfRange(Field::UnitPrice)),
        (
            |e| e.unit_price = "1000000000000000000".into(),
            Refusal::FieldOutOfRange(Field::UnitPrice),
        ),
        (|e| e.tax = "1.005".into(), Refusal::FieldTooPrecise(Field::Tax, 2)),
        (|e| (e.unit_price, e.tax) = ("0".into(), "1".into()), Refusal::ProductTaxNeedsAnAmount),
    ];
    for (change, refused) in cases {
        assert_eq!(check(change, Some("80")), Err(refused));
    }
}

#[test]
fn what_an_invoice_has_is_marked_no_more() {
    // R-SM-8 to R-SM-13, R-SM-3
    use ContractState::{Confirmed, Draft, Lost};
    use InvoicingStatus::{NotReady, OnDraft, Posted, Ready};
    let on_draft = || Err(Refusal::OnDraftInvoice("#7".into()));
    let posted = || Err(Refusal::OnConfirmedInvoice("#7".into()));
    let cases = [
        (NotReady, Confirmed, true, Ok(Ready)),
        (Ready, Draft, true, Ok(Ready)),
        (Ready, Confirmed, false, Ok(NotReady)),
        (NotReady, Lost, true, Err(Refusal::ContractIsLost)),
        (Ready, Lost, false, Ok(NotReady)),
        (OnDraft, Confirmed, false, on_draft()),
        (Posted, Confirmed, true, posted()),
    ];
    for (status, contract, ready, expected) in cases {
        assert_eq!(rules::marked(status, contract, "#7", ready), expected, "{status:?} {ready}");
    }
}
