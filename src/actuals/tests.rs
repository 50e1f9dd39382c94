//! Rules as tables: how ledger rows follow from one another.

use super::{
    model::Actual,
    rules::{WrittenFor, billed, replacement, reversal},
};
use crate::vocabulary::{
    currency::Currency,
    ids::{
        ActualId, ContractId, ContractLineId, CustomerId, EntryId, InvoiceDetailId, InvoiceId,
        ProjectId, ResourceId, RoleId,
    },
    words::{BillingType, TransactionClass, TransactionType},
};
use chrono::NaiveDate;
use rust_decimal::Decimal;

fn dec(text: &str) -> Decimal {
    text.parse().unwrap_or_else(|error| panic!("{text}: {error}"))
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap_or_else(|error| panic!("{text}: {error}"))
}

/// An unbilled sale of 8 h at 200, approved in March.
fn unbilled() -> Actual {
    Actual {
        id: ActualId(10),
        transaction_type: TransactionType::UnbilledSales,
        transaction_class: TransactionClass::Time,
        billing_type: BillingType::Chargeable,
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
        added_detail_id: None,
        quantity: dec("8"),
        unit_price: dec("200"),
        amount: dec("1600"),
        discount_and_fee: crate::vocabulary::money::DiscountAndFee::NONE,
        tax: Decimal::ZERO,
        currency: "EUR".parse::<Currency>().unwrap(),
        has_price: true,
        cost_actual_id: Some(ActualId(9)),
        reverses_actual_id: None,
        replaces_actual_id: None,
        bills_actual_id: None,
        invoice_id: None,
        invoice_detail_id: None,
    }
}

const WRITTEN_FOR: fn() -> WrittenFor = || WrittenFor {
    invoice_id: InvoiceId(100),
    invoice_detail_id: InvoiceDetailId(101),
    accounted_on: day("2026-04-30"),
};

/// What every derived row takes over from its original, and from the confirmation that writes it.
fn check_inherited(row: &Actual, original: &Actual) {
    let inherited = |a: &Actual| {
        (
            a.transaction_class,
            a.work_on,
            a.contract_id,
            a.contract_line_id,
            a.customer_id,
            a.project_id,
            a.resource_id,
            a.role_id,
            a.entry_id,
            a.currency,
        )
    };
    assert_eq!(
        inherited(row),
        inherited(original),
        "R-CONF-4: transaction date stays; R-VOC-10: so does the origin"
    );
    assert_eq!(
        (row.accounted_on, row.invoice_id, row.invoice_detail_id),
        (day("2026-04-30"), Some(InvoiceId(100)), Some(InvoiceDetailId(101)))
    );
}

#[test]
fn a_reversal_mirrors_its_original() {
    // R-VOC-12, I2: quantity, amount and tax negated, all else the same
    let original = Actual { tax: dec("304"), replaces_actual_id: Some(ActualId(8)), ..unbilled() };
    let row = reversal(&original, ActualId(11), WRITTEN_FOR());
    check_inherited(&row, &original);
    assert_eq!(
        (row.quantity, row.amount, row.tax, row.unit_price),
        (dec("-8"), dec("-1600"), dec("-304"), dec("200"))
    );
    assert_eq!(
        (row.transaction_type, row.billing_type),
        (original.transaction_type, original.billing_type)
    );
    assert_eq!(
        (
            row.id,
            row.reverses_actual_id,
            row.replaces_actual_id,
            row.bills_actual_id,
            row.cost_actual_id
        ),
        (ActualId(11), Some(ActualId(10)), None, None, None)
    );
}

#[test]
fn a_replacement_stands_under_its_own_terms() {
    // R-SM-22; R-CONF-3: the cost stays where it was
    let row = replacement(
        &unbilled(),
        ActualId(12),
        dec("6.005"),
        dec("150.1"),
        BillingType::Complimentary,
        WRITTEN_FOR(),
    );
    check_inherited(&row, &unbilled());
    assert_eq!(
        (row.quantity, row.unit_price, row.amount),
        (dec("6.005"), dec("150.1"), dec("901.35")),
        "901.3505 rounds to cents"
    );
    assert_eq!(
        (row.transaction_type, row.billing_type),
        (TransactionType::UnbilledSales, BillingType::Complimentary)
    );
    assert_eq!(
        (row.replaces_actual_id, row.reverses_actual_id, row.bills_actual_id, row.cost_actual_id),
        (Some(ActualId(10)), None, None, Some(ActualId(9)))
    );
}

#[test]
fn a_billed_sale_equals_its_unbilled_sale_but_for_tax() {
    // R-VOC-11, R-CONF-8: Billed Sales ↔ Unbilled Sales
    let row = billed(&unbilled(), ActualId(13), dec("304"), WRITTEN_FOR());
    check_inherited(&row, &unbilled());
    assert_eq!(
        (row.quantity, row.unit_price, row.amount, row.billing_type),
        (dec("8"), dec("200"), dec("1600"), BillingType::Chargeable)
    );
    assert_eq!((row.transaction_type, row.tax), (TransactionType::BilledSales, dec("304")));
    assert_eq!(
        (row.bills_actual_id, row.reverses_actual_id, row.replaces_actual_id, row.cost_actual_id),
        (Some(ActualId(10)), None, None, None)
    );
}
