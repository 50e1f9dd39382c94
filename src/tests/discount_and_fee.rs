//! Discount % and fee % of a line: from the approval to the ledger, the invoice and its correction
//! (R-PRC-4, R-EDIT-10, R-EDIT-11).
#![cfg(feature = "ssr")]

use super::{
    added_details::{add, three_hours},
    fixtures::{World, day, dec, refusal},
    one_figure::agreed,
    sheets::work,
    walls::{As, check, copy_of},
};
use crate::{
    contracts::tests_db::{save, setup},
    invoicing::{
        revise::tests_db::{corrective, follows},
        tests_db::{change, read},
    },
    vocabulary::{money::DiscountAndFee, refusal::Refusal, words::BillingType},
};
use rust_decimal::Decimal;
use sqlx::PgPool;

/// 10 % off and 2 % on top, on every Time and Material line.
async fn discounted(owner: PgPool) -> World {
    let world = World::new(owner).await;
    world
        .force_terms(
            r"
            update contract_line
            set discount_percent = 10, fee_percent = 2
            where billing_method = 'time_and_material'
            ",
        )
        .await;
    world
}

#[test]
fn discount_and_fee_follow_the_amount_and_are_rounded_as_it_is() {
    // R-PRC-4, R-PRC-9, R-EDIT-10: half away from zero, as decimals of the currency; of what is
    // taken back, the same with its sign; of what is not charged, none
    let terms = DiscountAndFee { discount_percent: dec("12.5"), fee_percent: dec("2.25") };
    let charged = BillingType::Chargeable;
    for (code, amount, discount, fee, net) in [
        ("EUR", "1600", "200.00", "36.00", "1436.00"),
        ("EUR", "0.20", "0.03", "0.00", "0.17"),
        ("EUR", "-0.20", "-0.03", "0.00", "-0.17"),
        ("JPY", "10001", "1250", "225", "8976"),
        ("BHD", "12.346", "1.543", "0.278", "11.081"),
    ] {
        let (amount, currency) = (dec(amount), code.parse().expect("a currency"));
        assert_eq!(terms.of(charged, amount, currency), (dec(discount), dec(fee)), "{amount}");
        assert_eq!(terms.net(charged, amount, currency), dec(net), "{amount} {code}");
        for other in [BillingType::NonChargeable, BillingType::Complimentary] {
            assert_eq!(terms.net(other, amount, currency), amount, "{other:?}");
        }
        assert_eq!(DiscountAndFee::NONE.net(charged, amount, currency), amount);
    }
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn a_sale_counts_what_its_line_leaves_of_it_wherever_it_stands(owner: PgPool) {
    // R-PRC-4: 8 h at 200 are 1,600, less 160, with 32; carried over to the billed sale
    let world = discounted(owner).await;
    world.approved(&[work("SOLO", "2026-03-02", "8")]).await;
    assert_eq!(agreed(&world, "SOLO").await.0, dec("1472"), "not ready");
    world.mark_all().await;
    assert_eq!(agreed(&world, "SOLO").await.1, dec("1472"), "ready");
    let draft = world.draft("SOLO").await;
    let row = world.details(draft).await.remove(0);
    assert_eq!((row.amount, row.net_amount()), (dec("1600"), dec("1472")));
    assert_eq!(agreed(&world, "SOLO").await.2, dec("1472"), "on a draft");

    // R-EDIT-11: they follow the quantity; R-EDIT-10: what is not charged has neither
    change(&world, draft, |edit| edit.billing_type = BillingType::NonChargeable).await;
    let row = world.details(draft).await.remove(0);
    assert_eq!((row.net_amount(), row.counts().0), (dec("1600"), Decimal::ZERO));
    change(&world, draft, |edit| {
        edit.billing_type = BillingType::Chargeable;
        edit.quantity = "6".into();
        edit.tax = "209.76".into();
    })
    .await;
    let page = read(&world, draft).await.expect("the draft");
    assert_eq!((page.header.amount, page.header.tax), (dec("1104"), dec("209.76")));
    assert_eq!(page.detail_amount(), dec("1104"));

    world.confirmed(draft).await;
    assert_eq!(
        world.ledger().await.split_off(1),
        [
            "2 unbilled_sales chargeable 8 x 200 = 1600 GBP, cost 1, net 1472",
            "3 unbilled_sales chargeable -8 x 200 = -1600 GBP, reverses 2, net -1472",
            "4 unbilled_sales chargeable 6 x 200 = 1200 GBP, cost 1, replaces 2, net 1104",
            "5 unbilled_sales chargeable -6 x 200 = -1200 GBP, reverses 4, net -1104",
            "6 billed_sales chargeable 6 x 200 = 1200 GBP, bills 4, tax 209.76, net 1104",
            "7 unbilled_sales non_chargeable 2 x 200 = 400 GBP, cost 1, replaces 2",
            "8 unbilled_sales non_chargeable -2 x 200 = -400 GBP, reverses 7",
            "9 billed_sales non_chargeable 2 x 200 = 400 GBP, bills 7",
        ]
    );
    assert_eq!(agreed(&world, "SOLO").await.3, dec("1104"), "billed");
    world.audit_clean().await;
    follows(&world).await;
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn a_correction_credits_what_was_billed_and_bills_as_its_line_says(owner: PgPool) {
    // R-COR-2, R-COR-7, R-COR-9, R-PRC-4: 8 h credited with 1,472, 4 h billed with 736, 4 h open
    let world = discounted(owner).await;
    world.ready(&[work("SOLO", "2026-03-02", "8")]).await;
    let invoice = world.draft("SOLO").await;
    world.confirmed(invoice).await;
    let draft = corrective(&world, invoice).await;
    let row = world.details(draft).await.remove(0);
    assert_eq!((row.credited_amount, row.counts().0), (dec("1472"), dec("-1472")));
    change(&world, draft, |edit| edit.quantity = "4".into()).await;
    assert_eq!(read(&world, draft).await.expect("it").header.amount, dec("-736"));
    world.confirmed(draft).await;
    assert_eq!(
        world.backlog().await,
        ["SOLO 2026-03-02 Harbour & Vale, Architects chargeable 4 = 736 not ready not_applicable"]
    );
    assert_eq!(
        agreed(&world, "SOLO").await,
        (dec("736"), Decimal::ZERO, Decimal::ZERO, dec("736"))
    );
    world.audit_clean().await;
    follows(&world).await;

    // R-COR-11: nothing is charged, so nothing is taken off; and back again
    world.mark_all().await;
    let again = world.draft("SOLO").await;
    assert_eq!(world.details(again).await[0].net_amount(), dec("736"));
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn a_limit_holds_what_is_charged(owner: PgPool) {
    // R-NTE-3: within 3,000 fit 16 h at 200, which are 2,944; one more hour does not
    let world = discounted(owner).await;
    world.approved(&[work("CAP", "2026-03-02", "16")]).await;
    world.approved(&[work("CAP", "2026-03-03", "1")]).await;
    assert_eq!(
        world.backlog().await,
        [
            "CAP 2026-03-02 Nordlicht Energie chargeable 16 = 2944 not ready committed",
            "CAP 2026-03-03 Nordlicht Energie chargeable 1 = 184 not ready failed (contract_line)",
        ]
    );
    // R-NTE-9: on a draft, too, the raise is what is charged more
    world.mark_all().await;
    let draft = world.draft("CAP").await;
    change(&world, draft, |edit| edit.quantity = "16.3".into()).await;
    world.confirmed(draft).await;
    world.audit_clean().await;
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn what_is_written_by_hand_has_its_line_s_discount_and_fee(owner: PgPool) {
    // R-EDIT-13, R-PRC-4
    let world = discounted(owner).await;
    world.ready(&[work("SOLO", "2026-03-02", "8")]).await;
    let draft = world.draft("SOLO").await;
    add(&world, three_hours(&world, draft).await).await.expect("added");
    let added = world.details(draft).await.into_iter().find(|row| row.is_added).expect("it");
    assert_eq!((added.work_on, added.net_amount()), (day("2026-03-03"), dec("552")));
    assert_eq!(read(&world, draft).await.expect("it").header.amount, dec("2024"));
    world.confirmed(draft).await;
    world.audit_clean().await;
    assert!(
        world
            .ledger()
            .await
            .iter()
            .any(|row| row.contains("3 x 200 = 600 GBP, bills") && row.ends_with("net 552"))
    );
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn what_was_agreed_stays_and_what_was_sold_keeps_it(owner: PgPool) {
    // R-SM-2: nobody changes the terms of a contract in force; of a draft they hold from then on
    let world = discounted(owner).await;
    let contract = world.contract("SOLO").await;
    let mut form = setup(&world, Some(contract)).await.form;
    assert_eq!(
        (form.lines[0].discount_percent.as_str(), form.lines[0].fee_percent.as_str()),
        ("10", "2")
    );
    form.lines[0].discount_percent = "11".into();
    assert_eq!(refusal(save(&world, form).await), Refusal::ContractIsReadOnly);

    world.approved(&[work("DRAFT", "2026-03-02", "8")]).await;
    let contract = world.contract("DRAFT").await;
    let mut form = setup(&world, Some(contract)).await.form;
    form.lines[0].discount_percent = String::new();
    save(&world, form).await.expect("still a draft");
    world.approved(&[work("DRAFT", "2026-03-03", "8")]).await;
    assert_eq!(
        world.backlog().await,
        [
            "DRAFT 2026-03-02 Nordlicht Energie chargeable 8 = 1472 not ready not_applicable",
            "DRAFT 2026-03-03 Nordlicht Energie chargeable 8 = 1632 not ready not_applicable",
        ]
    );
    world.audit_clean().await;
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn nobody_at_a_prompt_gives_a_sale_other_terms(owner: PgPool) {
    // contract_line_discount_is_a_share, contract_line_fee_is_a_share,
    // contract_line_discount_and_fee_are_for_time_and_material,
    // actual_discount_and_fee_are_of_work, invoice_detail_discount_and_fee_are_of_work,
    // sale_has_its_line_s_discount_and_fee
    let world = discounted(owner).await;
    world.ready(&[work("SOLO", "2026-03-02", "8"), work("SOLO", "2026-03-03", "4")]).await;
    let billed = world.draft("SOLO").await;
    world.confirmed(billed).await;
    world.ready(&[work("SOLO", "2026-03-04", "2")]).await;
    let draft = world.draft("SOLO").await;
    world.approved(&[work("SOLO", "2026-03-05", "1")]).await;
    let open = "actual_id in (select actual_id from backlog)";
    let live = "transaction_type = 'billed_sales'";
    let other = |which: &str, changes: &[(&str, &str)]| {
        copy_of(which, &[changes, &[("discount_percent", "50")]].concat())
    };
    let (bare, taken_back) = (other(open, &[]), ("quantity", "-quantity"));
    let reversal =
        other(open, &[taken_back, ("amount", "-amount"), ("reverses_actual_id", "actual_id")]);
    let cost = copy_of("transaction_type = 'cost'", &[("fee_percent", "1")]);
    let again = other(live, &[("bills_actual_id", "(select actual_id from backlog)")]);
    let detail = format!("update invoice_detail set fee_percent = 50 where invoice_id = {draft}");
    let line = |set: &str, of: &str| format!("update contract_line set {set} where name = '{of}'");
    let share = line("discount_percent = 101", "Unsigned time");
    let fee = line("fee_percent = -1", "Unsigned time");
    let fixed = line("billing_method = 'fixed_price'", "Unsigned time");
    let signed = line("fee_percent = 1", "Portal time");
    let net = format!("update invoice_detail set net_amount = 1 where invoice_id = {draft}");
    check(
        &world,
        &[
            (As::Owner, &bare, "23514 sale_has_its_line_s_discount_and_fee"),
            (As::App, &bare, "23514 sale_has_its_line_s_discount_and_fee"),
            (As::Owner, &reversal, "23514 reversal_mirrors_original"),
            (As::Owner, &cost, "23514 actual_discount_and_fee_are_of_work"),
            (As::Owner, &again, "23514 billed_sale_equals_its_unbilled_sale"),
            (As::Owner, &detail, "23514 invoice_detail_keeps_its_source"),
            (As::App, &detail, super::walls::DENIED),
            (As::Owner, &net, "428C9"),
            (As::Owner, &share, "23514 contract_line_discount_is_a_share"),
            (As::Owner, &fee, "23514 contract_line_fee_is_a_share"),
            (As::Owner, &fixed, "23514 contract_line_discount_and_fee_are_for_time_and_material"),
            (As::App, &signed, "23514 confirmed_contract_is_read_only"),
            (As::Owner, &signed, "23514 confirmed_contract_is_read_only"),
        ],
    )
    .await;
}
