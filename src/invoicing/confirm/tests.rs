//! What confirming writes, as tables.

use super::{
    model::{Agreed, AgreedSource, OpenDetail, Source},
    rules::{Settled, confirm_detail, may_confirm, rows_of, settled},
};
use crate::{
    actuals::model::Actual,
    invoicing::{
        draft::{
            model::{Corrected, DetailBefore, DetailEdit},
            rules::edit_detail,
        },
        tests::{currency, day, dec},
    },
    vocabulary::{
        ids::{
            ActualId, ContractId, ContractLineId, CustomerId, EntryId, InvoiceDetailId, InvoiceId,
            ProductLineId, ProjectId, ResourceId, RoleId,
        },
        refusal::{Field, Refusal},
        words::{BillingType, InvoiceState, TransactionClass, TransactionType},
    },
};
use rust_decimal::Decimal;

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
        assert_eq!(
            may_confirm(state, bill_to, details).map(|t| t.to()),
            expected,
            "{state:?} {bill_to:?} {details}"
        );
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
        added_detail_id: None,
        quantity,
        unit_price,
        amount: crate::vocabulary::money::amount(quantity, unit_price, currency(code)),
        discount_and_fee: crate::vocabulary::money::DiscountAndFee::NONE,
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
fn detail(
    source: Actual,
    quantity: &str,
    price: &str,
    billing_type: BillingType,
    tax: &str,
) -> OpenDetail {
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
            let link = |name: &str, id: Option<ActualId>| {
                id.map(|id| format!(", {name} {id}")).unwrap_or_default()
            };
            let tax = if a.tax.is_zero() {
                String::new()
            } else {
                format!(", tax {}", a.tax.normalize())
            };
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
        assert_eq!(
            (row.accounted_on, row.work_on),
            (day("2026-04-30"), day("2026-03-02")),
            "R-CONF-4"
        );
        assert_eq!(
            (row.invoice_id, row.invoice_detail_id, row.entry_id),
            (Some(InvoiceId(100)), Some(InvoiceDetailId(101)), Some(EntryId(7))),
            "R-CONF-8: origins"
        );
        assert_eq!(
            (row.customer_id, row.contract_line_id, row.currency),
            (source.customer_id, source.contract_line_id, source.currency),
            "I10"
        );
    }
    let unbilled: Decimal = std::iter::once(source)
        .chain(&rows)
        .filter(|a| a.transaction_type == TransactionType::UnbilledSales)
        .map(|a| a.quantity)
        .sum();
    assert!(unbilled.is_zero(), "I3: whatever was unbilled is billed");
}

#[test]
fn case_a_an_unedited_detail_is_reversed_and_billed() {
    // R-CONF-1 a
    use BillingType::*;
    let unedited =
        |tax: &str| detail(source("8", "200", Chargeable, "EUR"), "8", "200", Chargeable, tax);
    check_confirmed(
        &unedited("0"),
        &[
            "U11 chargeable -8 x 200 = -1600, reverses 10",
            "B12 chargeable 8 x 200 = 1600, bills 10",
        ],
    );
    check_confirmed(
        &unedited("304"),
        &[
            "U11 chargeable -8 x 200 = -1600, reverses 10",
            "B12 chargeable 8 x 200 = 1600, bills 10, tax 304",
        ],
    );
    for billing_type in [NonChargeable, Complimentary] {
        let word = billing_type.word();
        check_confirmed(
            &detail(source("8", "200", billing_type, "EUR"), "8", "200", billing_type, "0"),
            &[
                &format!("U11 {word} -8 x 200 = -1600, reverses 10"),
                &format!("B12 {word} 8 x 200 = 1600, bills 10"),
            ],
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
    for (from, to) in [
        (Chargeable, NonChargeable),
        (Chargeable, Complimentary),
        (NonChargeable, Chargeable),
        (Complimentary, NonChargeable),
    ] {
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
    // R-PRC-9, R-APP-8: what is printed multiplies out, also in currencies without or with three
    // decimals
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
    let with_tax = detail(
        source("8", "200", BillingType::Chargeable, "EUR"),
        "8.00",
        "200.0000",
        BillingType::Chargeable,
        "12",
    );
    assert_eq!(rows_of(&with_tax), 2);
}

#[test]
fn too_few_keys_give_nothing_rather_than_half() {
    let edited = detail(
        source("8", "200", BillingType::Chargeable, "EUR"),
        "6",
        "200",
        BillingType::Chargeable,
        "0",
    );
    for keys in 0..rows_of(&edited) {
        assert_eq!(
            confirm_detail(&edited, day("2026-04-30"), &mut (0..).map(ActualId).take(keys)),
            None,
            "{keys} keys"
        );
    }
}

#[test]
fn case_i_a_milestone_is_billed_and_nothing_is_reversed() {
    // R-CONF-1 i, R-CONF-4: quantity 1 at its amount; its billing type and tax as on the draft
    // (R-EDIT-6)
    use BillingType::*;
    let source = AgreedSource {
        transaction_class: TransactionClass::Milestone,
        contract_id: ContractId(1),
        contract_line_id: ContractLineId(2),
        customer_id: CustomerId(3),
        project_id: ProjectId(4),
        agreed_on: day("2026-03-02"),
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
            source: Source::Agreed(source),
        };
        let rows = confirm_detail(&detail, day("2026-04-30"), &mut (11..).map(ActualId))
            .expect("keys enough");
        assert_eq!(rows.len(), rows_of(&detail));
        let [billed] = rows.as_slice() else { panic!("{rows:?}") };
        assert_eq!(
            (billed.id, billed.transaction_type, billed.transaction_class),
            (ActualId(11), TransactionType::BilledSales, TransactionClass::Milestone)
        );
        assert_eq!(
            (billed.quantity, billed.unit_price, billed.amount, billed.tax),
            (dec("1"), dec("5000"), dec("5000"), dec(tax))
        );
        assert_eq!(
            (billed.billing_type, billed.work_on, billed.accounted_on),
            (billing_type, day("2026-03-02"), day("2026-04-30"))
        );
        assert_eq!(
            (billed.contract_id, billed.contract_line_id, billed.customer_id),
            (Some(ContractId(1)), Some(ContractLineId(2)), Some(CustomerId(3)))
        );
        assert_eq!(
            (
                billed.bills_actual_id,
                billed.reverses_actual_id,
                billed.replaces_actual_id,
                billed.cost_actual_id
            ),
            (None, None, None, None)
        );
        assert_eq!(
            (billed.invoice_id, billed.invoice_detail_id, billed.entry_id),
            (Some(InvoiceId(100)), Some(InvoiceDetailId(101)), None)
        );
        assert!(
            confirm_detail(&detail, day("2026-04-30"), &mut std::iter::empty()).is_none(),
            "no key, no row"
        );
    }
}

#[test]
fn a_product_line_is_billed_as_material_and_nothing_is_reversed() {
    // R-CONF-1 j: B of class Material, +n, +n·p, Chargeable; E12: 5 → 3 takes 5 back and bills 3
    let source = AgreedSource {
        transaction_class: TransactionClass::Material,
        contract_id: ContractId(1),
        contract_line_id: ContractLineId(2),
        customer_id: CustomerId(3),
        project_id: ProjectId(4),
        agreed_on: day("2026-03-02"),
        currency: currency("EUR"),
    };
    let detail = |quantity: &str, source| OpenDetail {
        invoice_id: InvoiceId(100),
        invoice_detail_id: InvoiceDetailId(101),
        billing_type: BillingType::Chargeable,
        quantity: dec(quantity),
        unit_price: dec("80"),
        tax: dec("0"),
        source,
    };
    let written = |detail: &OpenDetail| {
        let rows = confirm_detail(detail, day("2026-04-30"), &mut (11..).map(ActualId));
        let rows = rows.expect("keys enough");
        assert_eq!(rows.len(), rows_of(detail));
        rows
    };
    let told = |row: &Actual| {
        (row.transaction_type, row.transaction_class, row.quantity, row.amount, row.billing_type)
    };
    let (billed_sales, material) = (TransactionType::BilledSales, TransactionClass::Material);
    let [billed] = written(&detail("5", Source::Agreed(source))).try_into().expect("one row");
    let chargeable = BillingType::Chargeable;
    assert_eq!(told(&billed), (billed_sales, material, dec("5"), dec("400"), chargeable));
    let of_line = Source::Billed(billed, Some(Agreed::Product(ProductLineId(9))));
    let corrected = detail("3", of_line);
    let rows = written(&corrected);
    assert_eq!(
        rows.iter().map(told).collect::<Vec<_>>(),
        [
            (billed_sales, material, dec("-5"), dec("-400"), chargeable),
            (billed_sales, material, dec("3"), dec("240"), chargeable)
        ]
    );
    let mut left = Settled::default();
    settled(&corrected, &rows, &mut left);
    let kept = (InvoiceDetailId(101), ProductLineId(9), dec("3"));
    assert_eq!(left, Settled { products: vec![kept], ..Settled::default() });
}

#[test]
fn what_is_left_of_a_repriced_fee_is_what_is_not_billed_of_it() {
    // E9, R-COR-9, R-PRC-9: what is billed is rounded once, and the two come to the fee
    for (code, quantity, price, now_billed, left) in [
        ("EUR", "1", "100", "100", "200"),
        ("EUR", "0.5", "100.01", "50.01", "249.99"),
        ("JPY", "0.5", "101", "51", "249"),
        ("BHD", "0.5", "100.001", "50.001", "249.999"),
    ] {
        let sale = Actual {
            transaction_type: TransactionType::BilledSales,
            transaction_class: TransactionClass::Fee,
            bills_actual_id: Some(ActualId(8)),
            ..source("1", "300", BillingType::Chargeable, code)
        };
        let corrected = OpenDetail {
            source: Source::Billed(sale.clone(), None),
            ..detail(sale, quantity, price, BillingType::Chargeable, "0")
        };
        let rows = confirm_detail(&corrected, day("2026-04-30"), &mut (11..).map(ActualId));
        let rows = rows.expect("keys enough");
        assert_eq!(rows.len(), rows_of(&corrected));
        let billed = rows.iter().find(|row| row.bills_actual_id.is_some()).expect("billed");
        let rest = rows.last().expect("the rest");
        assert_eq!(rest.transaction_type, TransactionType::UnbilledSales);
        assert_eq!(
            (billed.amount, rest.quantity, rest.amount),
            (dec(now_billed), Decimal::ONE, dec(left)),
            "{quantity} x {price} {code}"
        );
        assert_eq!(billed.amount + rest.amount, dec("300"), "{quantity} x {price} {code}");
    }
}

#[test]
fn of_a_milestone_stays_what_its_currency_can_say() {
    // R-COR-4, E11: confirming cuts the part at what is typed here
    let too_precise = |decimals| Err(Refusal::FieldTooPrecise(Field::UnitPrice, decimals));
    for (code, price, expected) in [
        ("EUR", "333.33", Ok(dec("333.33"))),
        ("EUR", "333.3300", Ok(dec("333.33"))),
        ("EUR", "333.333", too_precise(2)),
        ("JPY", "333", Ok(dec("333"))),
        ("JPY", "333.5", too_precise(0)),
        ("BHD", "333.3335", too_precise(3)),
        ("EUR", "1000.01", Err(Refusal::MilestoneIsCorrectedDownwards)),
    ] {
        let before = DetailBefore {
            version: 1,
            quantity: Decimal::ZERO,
            unit_price: dec("1000"),
            tax: Decimal::ZERO,
            billing_type: BillingType::Chargeable,
            came_with: (dec("1000"), Decimal::ZERO),
            currency: currency(code),
            fixed_price: None,
            is_product: false,
            has_price: true,
            is_added: false,
            corrects: Some(Corrected {
                billing_type: BillingType::Chargeable,
                quantity: Decimal::ONE,
                unit_price: dec("1000"),
                tax: Decimal::ZERO,
                is_milestone: true,
                is_product: false,
            }),
        };
        let edit = DetailEdit {
            invoice_id: InvoiceId(100),
            invoice_detail_id: InvoiceDetailId(101),
            version: 1,
            quantity: "1".into(),
            unit_price: price.into(),
            tax: "0".into(),
            billing_type: BillingType::Chargeable,
            description: String::new(),
            external_description: String::new(),
        };
        let answer = edit_detail(&before, &edit).map(|terms| terms.amount);
        assert_eq!(answer, expected, "{price} {code}");
    }
}
