//! What became of a figure, as tables: E1 row by row.

use super::{
    model::{LedgerRow, What},
    rules::{stands, steps, used_percent},
};
use crate::vocabulary::{
    ids::{ActualId, InvoiceId},
    words::{AdjustmentStatus, BillingStatus, BillingType, TransactionClass, TransactionType},
};
use chrono::NaiveDate;
use rust_decimal::Decimal;

fn row(id: i64, transaction_type: TransactionType, hours: i64, invoice: Option<i64>) -> LedgerRow {
    LedgerRow {
        actual_id: ActualId(id),
        transaction_type,
        transaction_class: TransactionClass::Time,
        billing_type: BillingType::Chargeable,
        work_on: NaiveDate::default(),
        accounted_on: NaiveDate::default(),
        contract_id: None,
        contract_number: None,
        customer_name: None,
        project_code: None,
        resource_name: None,
        entry_id: None,
        notes: None,
        quantity: Decimal::from(hours),
        unit_price: Decimal::from(200),
        amount: Decimal::from(hours * 200),
        discount_and_fee: crate::vocabulary::money::DiscountAndFee::NONE,
        tax: Decimal::ZERO,
        currency: "GBP".parse().expect("a currency"),
        has_price: true,
        cost_actual_id: None,
        reverses_actual_id: None,
        replaces_actual_id: None,
        bills_actual_id: None,
        reversed_by_actual_id: None,
        billed_by_actual_id: None,
        own_invoice_id: invoice.map(InvoiceId),
        invoice_id: invoice.map(InvoiceId),
        invoice_number: invoice,
        billing_status: None,
        adjustment_status: AdjustmentStatus::None,
    }
}

/// 8 h billed, corrected to 6 h: E1.
fn e1() -> Vec<LedgerRow> {
    use TransactionType::{BilledSales, UnbilledSales};
    let id = |id| Some(ActualId(id));
    let posted = Some(BillingStatus::Posted);
    vec![
        row(1, TransactionType::Cost, 8, None),
        LedgerRow {
            reversed_by_actual_id: id(3),
            billing_status: posted,
            ..row(2, UnbilledSales, 8, None)
        },
        LedgerRow { reverses_actual_id: id(2), ..row(3, UnbilledSales, -8, Some(1)) },
        LedgerRow { reversed_by_actual_id: id(5), ..row(4, BilledSales, 8, Some(1)) },
        LedgerRow { reverses_actual_id: id(4), ..row(5, BilledSales, -8, Some(2)) },
        LedgerRow {
            reversed_by_actual_id: id(7),
            billing_status: posted,
            ..row(6, UnbilledSales, 6, Some(2))
        },
        LedgerRow { reverses_actual_id: id(6), ..row(7, UnbilledSales, -6, Some(2)) },
        row(8, BilledSales, 6, Some(2)),
        LedgerRow {
            billing_status: Some(BillingStatus::NotReady),
            ..row(9, UnbilledSales, 2, Some(2))
        },
    ]
}

#[test]
fn a_correction_is_told_step_by_step_and_the_parts_are_the_whole() {
    // E1, R-VOC-10, R-VOC-11
    let rows = e1();
    let told: Vec<(What, usize)> =
        steps(&rows).iter().map(|step| (step.what, step.rows.len())).collect();
    assert_eq!(
        told,
        [(What::Approved, 2), (What::Billed, 2), (What::Corrected, 5), (What::NotReady, 1)]
    );
    let stands = stands(&rows).expect("sales");
    assert_eq!(
        (stands.billed, stands.not_ready, stands.in_all, stands.sum()),
        (1_200.into(), 400.into(), 1_600.into(), 1_600.into())
    );
}

#[test]
fn what_was_taken_back_or_written_anew_says_so() {
    // R-APP-12, R-COR-11
    let id = |id| Some(ActualId(id));
    let rows = vec![
        LedgerRow {
            reversed_by_actual_id: id(2),
            billing_status: Some(BillingStatus::Canceled),
            ..row(1, TransactionType::UnbilledSales, 8, None)
        },
        LedgerRow {
            reverses_actual_id: id(1),
            billing_status: Some(BillingStatus::Canceled),
            ..row(2, TransactionType::UnbilledSales, -8, None)
        },
        LedgerRow {
            replaces_actual_id: id(1),
            billing_type: BillingType::NonChargeable,
            billing_status: Some(BillingStatus::OnDraft),
            invoice_id: Some(InvoiceId(7)),
            ..row(3, TransactionType::UnbilledSales, 8, None)
        },
    ];
    let told = steps(&rows);
    let whats: Vec<What> = told.iter().map(|step| step.what).collect();
    assert_eq!(whats, [What::Approved, What::TakenBack, What::Retyped, What::OnDraft]);
    assert_eq!(told[3].invoice_id, Some(InvoiceId(7)));
    let stands = stands(&rows).expect("sales");
    assert_eq!((stands.not_charged, stands.sum()), (1_600.into(), stands.in_all));
    assert!(super::rules::stands(&[row(1, TransactionType::Cost, 8, None)]).is_none());
}

#[test]
fn a_limit_is_used_in_whole_percent() {
    for (limit, used, percent) in [(200, 179, 89), (200, 180, 90), (0, 0, 0), (0, 5, 100)] {
        let percent_used = used_percent(Decimal::from(limit), Decimal::from(used));
        assert_eq!(percent_used, Decimal::from(percent), "{used} of {limit}");
    }
}
