//! Confirmation on PostgreSQL.
#![cfg(test)]

use super::{
    commands::{self, postings::bill_untouched, preview_confirmation},
    model::{Confirm, Preview},
};
use crate::{
    actuals::model::Actual,
    invoicing::{
        draft::model::{DetailEdit, HeaderEdit},
        tests_db::{as_is, change, eight_hours, header, read},
    },
    platform::{clock::Clock, command, database::Database, failure::Failure},
    tests::{
        fixtures::{
            TODAY, ToldInvoice, World, app_pool, confirm_invoices, day, dec, refusal, unchanged,
        },
        sheets::{Work, work},
    },
    vocabulary::{
        ids::{ActualId, InvoiceId},
        refusal::Refusal,
        words::{BillingType, InvoiceState, LimitKind},
    },
};
use sqlx::PgPool;
use std::collections::HashMap;

async fn preview(world: &World, invoice: InvoiceId, after: i64) -> Result<Preview, Failure> {
    world
        .read(move |scope| {
            Box::pin(async move { preview_confirmation(scope, invoice, after, day(TODAY)).await })
        })
        .await
}

// ---- confirm
/// What confirming wrote to the ledger: its rows after the first two, cost and sale.
async fn confirmed_rows(world: &World, draft: InvoiceId) -> Vec<String> {
    world.confirmed(draft).await;
    world.audit_clean().await;
    assert_eq!(
        world
            .ask(
                r"
                select count(*)
                from actual
                where invoice_id is not null and accounted_on <> '2026-03-31'
                "
            )
            .await,
        0,
        "R-CONF-4: the day of confirmation"
    );
    assert_eq!(
        world.ask("select count(*) from actual where work_on <> '2026-03-02'").await,
        0,
        "R-CONF-4: transaction dates stay"
    );
    world.ledger().await.split_off(2)
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn case_a_unedited(owner: PgPool) {
    // R-CONF-1 a, R-CONF-3, R-SM-21
    let (world, draft) = eight_hours(owner).await;
    assert_eq!(
        confirmed_rows(&world, draft).await,
        [
            "3 unbilled_sales chargeable -8 x 200 = -1600 GBP, reverses 2",
            "4 billed_sales chargeable 8 x 200 = 1600 GBP, bills 2"
        ]
    );
    let page = read(&world, draft).await.unwrap();
    assert_eq!(
        (page.header.state, page.header.invoice_number, page.header.amount),
        (InvoiceState::Confirmed, Some(1), dec("1600"))
    );
    assert_eq!(
        (page.accounted_on, page.confirmed_by.as_deref(), page.version),
        (Some(day(TODAY)), Some("kestrel.consulting@example.org"), 2)
    );
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn case_a_with_tax(owner: PgPool) {
    let (world, draft) = eight_hours(owner).await;
    change(&world, draft, |edit| edit.tax = "304".into()).await;
    assert_eq!(
        confirmed_rows(&world, draft).await[1],
        "4 billed_sales chargeable 8 x 200 = 1600 GBP, bills 2, tax 304"
    );
    assert_eq!(read(&world, draft).await.unwrap().header.tax, dec("304"));
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn case_b_cut_to_six(owner: PgPool) {
    // R-CONF-1 b, R-CONF-2
    let (world, draft) = eight_hours(owner).await;
    change(&world, draft, |edit| edit.quantity = "6".into()).await;
    assert_eq!(
        confirmed_rows(&world, draft).await,
        [
            "3 unbilled_sales chargeable -8 x 200 = -1600 GBP, reverses 2",
            "4 unbilled_sales chargeable 6 x 200 = 1200 GBP, cost 1, replaces 2",
            "5 unbilled_sales chargeable -6 x 200 = -1200 GBP, reverses 4",
            "6 billed_sales chargeable 6 x 200 = 1200 GBP, bills 4",
            "7 unbilled_sales non_chargeable 2 x 200 = 400 GBP, cost 1, replaces 2",
            "8 unbilled_sales non_chargeable -2 x 200 = -400 GBP, reverses 7",
            "9 billed_sales non_chargeable 2 x 200 = 400 GBP, bills 7",
        ]
    );
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn case_b_cut_to_nothing(owner: PgPool) {
    let (world, draft) = eight_hours(owner).await;
    change(&world, draft, |edit| edit.quantity = "0".into()).await;
    assert_eq!(
        confirmed_rows(&world, draft).await,
        [
            "3 unbilled_sales chargeable -8 x 200 = -1600 GBP, reverses 2",
            "4 unbilled_sales non_chargeable 8 x 200 = 1600 GBP, cost 1, replaces 2",
            "5 unbilled_sales non_chargeable -8 x 200 = -1600 GBP, reverses 4",
            "6 billed_sales non_chargeable 8 x 200 = 1600 GBP, bills 4",
        ]
    );
    assert_eq!(read(&world, draft).await.unwrap().header.amount, dec("0"));
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn case_c_raised_to_ten(owner: PgPool) {
    // R-CONF-1 c
    let (world, draft) = eight_hours(owner).await;
    change(&world, draft, |edit| edit.quantity = "10".into()).await;
    assert_eq!(
        confirmed_rows(&world, draft).await,
        [
            "3 unbilled_sales chargeable -8 x 200 = -1600 GBP, reverses 2",
            "4 unbilled_sales chargeable 10 x 200 = 2000 GBP, cost 1, replaces 2",
            "5 unbilled_sales chargeable -10 x 200 = -2000 GBP, reverses 4",
            "6 billed_sales chargeable 10 x 200 = 2000 GBP, bills 4",
        ]
    );
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn case_d_type_changed(owner: PgPool) {
    // R-CONF-1 d, R-EDIT-14
    let (world, draft) = eight_hours(owner).await;
    change(&world, draft, |edit| edit.billing_type = BillingType::NonChargeable).await;
    assert_eq!(
        confirmed_rows(&world, draft).await,
        [
            "3 unbilled_sales chargeable -8 x 200 = -1600 GBP, reverses 2",
            "4 unbilled_sales non_chargeable 8 x 200 = 1600 GBP, cost 1, replaces 2",
            "5 unbilled_sales non_chargeable -8 x 200 = -1600 GBP, reverses 4",
            "6 billed_sales non_chargeable 8 x 200 = 1600 GBP, bills 4",
        ]
    );
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn case_e_price_changed(owner: PgPool) {
    // R-CONF-1 e
    let (world, draft) = eight_hours(owner).await;
    change(&world, draft, |edit| edit.unit_price = "150".into()).await;
    assert_eq!(
        confirmed_rows(&world, draft).await,
        [
            "3 unbilled_sales chargeable -8 x 200 = -1600 GBP, reverses 2",
            "4 unbilled_sales chargeable 8 x 150 = 1200 GBP, cost 1, replaces 2",
            "5 unbilled_sales chargeable -8 x 150 = -1200 GBP, reverses 4",
            "6 billed_sales chargeable 8 x 150 = 1200 GBP, bills 4",
        ]
    );
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn invoices_in_yen_and_dinar_add_up(owner: PgPool) {
    // R-PRC-9: each detail rounds by itself, before summing (R-EDIT-10)
    let world = World::new(owner).await;
    for (contract, cut, amount) in [("YEN", "0.49", "14902"), ("DINAR", "0.49", "18.395")] {
        world
            .ready(&[
                work(contract, "2026-03-02", "0.5"),
                work(contract, "2026-03-03", "0.5"),
                work(contract, "2026-03-04", "0.5"),
            ])
            .await;
        let draft = world.draft(contract).await;
        change(&world, draft, |edit| edit.quantity = cut.into()).await;
        world.confirmed(draft).await;
        assert_eq!(read(&world, draft).await.unwrap().header.amount, dec(amount), "{contract}");
    }
    world.audit_clean().await;
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn the_accounting_date_goes_to_the_ledger(owner: PgPool) {
    // R-CONF-4
    let (world, draft) = eight_hours(owner).await;
    header(&world, HeaderEdit { accounted_on: "2026-04-30".into(), ..as_is(&world, draft).await })
        .await
        .unwrap();
    world.confirmed(draft).await;
    assert_eq!(
        world
            .texts("select distinct accounted_on::text from actual where invoice_id is not null")
            .await,
        ["2026-04-30"]
    );
    assert_eq!(
        world
            .texts("select distinct accounted_on::text from actual where invoice_id is null")
            .await,
        [TODAY]
    );
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn confirming_twice_gives_the_same_number_and_one_effect(owner: PgPool) {
    // R-CONF-5, I13
    let (world, draft) = eight_hours(owner).await;
    assert_eq!((world.confirmed(draft).await, world.confirmed(draft).await), (1, 1));
    assert_eq!(world.ledger().await.len(), 4);
    world.ready(&[work("SOLO", "2026-03-03", "1")]).await;
    let next = world.draft("SOLO").await;
    let outcomes = world.confirm(&[draft, next, next, InvoiceId(999_999)]).await.unwrap();
    assert_eq!(
        outcomes.into_iter().map(|c| c.outcome).collect::<Vec<_>>(),
        [Ok(1), Ok(2), Ok(2), Err(Refusal::NotFound)]
    );
    world.audit_clean().await;
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn two_who_confirm_at_once_have_one_effect(owner: PgPool) {
    // I2, I6, I13
    let (world, draft) = eight_hours(owner).await;
    let same = [draft];
    let (one, other) = tokio::join!(world.confirm(&same), world.confirm(&same));
    assert_eq!(
        (one.unwrap()[0].outcome.clone(), other.unwrap()[0].outcome.clone()),
        (Ok(1), Ok(1))
    );
    assert_eq!(world.ledger().await.len(), 4);
    world.audit_clean().await;
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn many_who_confirm_at_once_number_without_a_gap(owner: PgPool) {
    // I6, G10: twelve invoices, eight connections, singly and in batches, forwards and backwards
    let world = World::new(owner).await;
    let database = Database::from_pool(
        app_pool(world.owner.connect_options().as_ref().clone(), 8).await,
        Clock::System,
    );
    let mut drafts = Vec::new();
    for n in 1..=12 {
        world.ready(&[work("SOLO", "2026-03-02", &n.to_string())]).await;
        drafts.push(world.draft("SOLO").await);
    }
    let backwards: Vec<InvoiceId> = drafts.iter().rev().copied().collect();
    let batches: Vec<Vec<InvoiceId>> = drafts
        .chunks(1)
        .chain(backwards.chunks(3))
        .chain(drafts.chunks(5))
        .map(<[InvoiceId]>::to_vec)
        .collect();
    let confirm = |batch: Vec<InvoiceId>| {
        confirm_invoices(
            &database,
            world.actor,
            Confirm { invoices: batch.into_iter().map(|id| (id, None)).collect() },
        )
    };
    let outcomes = futures::future::join_all(batches.into_iter().map(confirm)).await;
    let mut numbers = std::collections::HashMap::new();
    for confirmed in outcomes.into_iter().flat_map(|outcome| outcome.expect("confirmed")) {
        let number = confirmed.outcome.expect("a number");
        assert_eq!(
            *numbers.entry(confirmed.invoice_id).or_insert(number),
            number,
            "every answer is the same"
        );
    }
    let mut drawn: Vec<i64> = numbers.into_values().collect();
    drawn.sort_unstable();
    assert_eq!(drawn, (1..=12).collect::<Vec<_>>());
    world.audit_clean().await;
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn every_company_numbers_its_own_invoices(owner: PgPool) {
    // I6: per company
    let world = World::new(owner).await;
    let rival = world.rival().await;
    rival.billed("SOLO", &[work("SOLO", "2026-03-02", "8")]).await;
    let ours = world.billed("SOLO", &[work("SOLO", "2026-03-02", "8")]).await;
    assert_eq!(read(&world, ours).await.unwrap().header.invoice_number, Some(1));
    assert_eq!(refusal(read(&rival, ours).await), Refusal::NotFound);
    assert_eq!(rival.confirm(&[ours]).await.unwrap()[0].outcome, Err(Refusal::NotFound));
    assert_eq!(refusal(rival.delete_invoice(ours).await), Refusal::NotFound);
    assert_eq!(refusal(preview(&rival, ours, 0).await), Refusal::NotFound);
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn what_was_not_looked_at_is_not_confirmed(owner: PgPool) {
    // R-EDIT-15, W-15: by the version that was previewed
    let (world, draft) = eight_hours(owner).await;
    let confirm = |version: i32| {
        confirm_invoices(
            &world.database,
            world.actor,
            Confirm { invoices: vec![(draft, Some(version))] },
        )
    };
    change(&world, draft, |edit| edit.quantity = "6".into()).await;
    assert_eq!(confirm(1).await.unwrap()[0].outcome, Err(Refusal::Outdated));
    assert_eq!(world.ledger().await.len(), 2);
    assert_eq!(confirm(2).await.unwrap()[0].outcome, Ok(1));
    assert_eq!(confirm(1).await.unwrap()[0].outcome, Ok(1), "a second click of whoever was first");
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn nobody_to_bill_stops_one_and_lets_the_others_through(owner: PgPool) {
    // R-CONF-5, R-INV-17
    let (world, draft) = eight_hours(owner).await;
    world.ready(&[work("PAIR", "2026-03-02", "8")]).await;
    let pair = world.create(&["PAIR"]).await.remove(0).outcome.unwrap();
    world
        .force(&format!("update invoice set bill_to_name = ' ' where invoice_id = {}", draft.0))
        .await;
    assert_eq!(preview(&world, draft, 0).await.unwrap().refusal, Some(Refusal::BillToMissing));
    let outcomes = world.confirm(&[pair[0], draft, pair[1]]).await.unwrap();
    assert_eq!(
        outcomes.into_iter().map(|c| c.outcome).collect::<Vec<_>>(),
        [Ok(1), Err(Refusal::BillToMissing), Ok(2)]
    );
    world.audit_clean().await;
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn raising_a_draft_over_a_limit_stops_its_confirmation(owner: PgPool) {
    // R-NTE-9: with the level named; equality passes; one draft does not stop another
    let world = World::new(owner).await;
    world.ready(&[work("CAP", "2026-03-02", "10"), work("CAPS", "2026-03-02", "8")]).await;
    let cap = world.draft("CAP").await;
    let caps = world.create(&["CAPS"]).await.remove(0).outcome.unwrap();
    change(&world, cap, |edit| edit.quantity = "15.01".into()).await;
    for draft in &caps {
        change(&world, *draft, |edit| edit.unit_price = "251".into()).await;
    }
    let outcomes = world.confirm(&[cap, caps[0], caps[1]]).await.unwrap();
    assert_eq!(
        outcomes.into_iter().map(|c| c.outcome).collect::<Vec<_>>(),
        [
            Err(Refusal::RaisedOverLimit(LimitKind::ContractLine)),
            Err(Refusal::RaisedOverLimit(LimitKind::ContractLineCustomer)),
            Ok(1)
        ]
    );
    change(&world, cap, |edit| edit.quantity = "15".into()).await;
    change(&world, caps[0], |edit| edit.unit_price = "250".into()).await;
    assert_eq!(
        world
            .confirm(&[cap, caps[0]])
            .await
            .unwrap()
            .into_iter()
            .map(|c| c.outcome)
            .collect::<Vec<_>>(),
        [Ok(2), Ok(3)]
    );
    world.audit_clean().await;
    world.approved(&[work("CAP", "2026-03-03", "0.01")]).await;
    assert_eq!(
        world.backlog().await,
        ["CAP 2026-03-03 Nordlicht Energie chargeable 0.01 = 2 not ready failed (contract_line)"],
        "what was billed counts"
    );
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn cutting_a_draft_frees_its_limit_when_it_is_confirmed(owner: PgPool) {
    // R-NTE-3: billed reversals reduce what is used
    let world = World::new(owner).await;
    world.ready(&[work("CAP", "2026-03-02", "15")]).await;
    let draft = world.draft("CAP").await;
    change(&world, draft, |edit| edit.quantity = "10".into()).await;
    world.confirmed(draft).await;
    world.approved(&[work("CAP", "2026-03-03", "5"), work("CAP", "2026-03-04", "0.01")]).await;
    assert_eq!(
        world.backlog().await,
        [
            "CAP 2026-03-03 Nordlicht Energie chargeable 5 = 1000 not ready committed",
            "CAP 2026-03-04 Nordlicht Energie chargeable 0.01 = 2 not ready failed (contract_line)",
        ]
    );
    world.audit_clean().await;
}

// ---- preview
/// Confirms a draft: what it writes is what was shown of it.
async fn confirmed_as_shown(world: &World, draft: InvoiceId, shown: &Preview) {
    world.confirmed(draft).await;
    // The same rows in the same order, but for their keys: places name each other as keys do.
    let keys =
        format!("select actual_id::text from actual where invoice_id = {draft} order by actual_id");
    let keys = world.texts(&keys).await;
    let key: HashMap<i64, &str> =
        shown.rows.iter().map(|row| row.id.0).zip(keys.iter().map(String::as_str)).collect();
    let written = format!(
        r"
            select concat_ws(
                ' ', actual_id, transaction_type, transaction_class, billing_type, work_on,
                accounted_on, contract_id, contract_line_id, customer_id, project_id, resource_id,
                role_id, entry_id, trim_scale(quantity), trim_scale(unit_price), trim_scale(amount),
                trim_scale(tax), currency, trim_scale(discount_percent), trim_scale(fee_percent),
                has_price, coalesce(cost_actual_id, 0), coalesce(reverses_actual_id, 0),
                coalesce(replaces_actual_id, 0), coalesce(bills_actual_id, 0),
                coalesce(added_detail_id, 0), invoice_id, invoice_detail_id
            )
            from actual
            where invoice_id = {draft}
            order by actual_id
            "
    );
    let written = world.texts(&written).await;
    let previewed: Vec<String> = shown
        .rows
        .iter()
        .map(|a| {
            let id = |id: Option<ActualId>| {
                let id = id.map_or(0, |id| id.0);
                key.get(&id).map_or_else(|| id.to_string(), ToString::to_string)
            };
            format!(
                "{} {} {} {} {} {} {} {} {} {} {} {} {} {} {} {} {} {} {} {} {} {} {} {} {} {} {} {}",
                id(Some(a.id)),
                a.transaction_type.word(),
                a.transaction_class.word(),
                a.billing_type.word(),
                a.work_on,
                a.accounted_on,
                a.contract_id.unwrap(),
                a.contract_line_id.unwrap(),
                a.customer_id.unwrap(),
                a.project_id.expect("a project"),
                a.resource_id.unwrap(),
                a.role_id.unwrap(),
                a.entry_id.unwrap(),
                a.quantity.normalize(),
                a.unit_price.normalize(),
                a.amount.normalize(),
                a.tax.normalize(),
                a.currency,
                a.discount_and_fee.discount_percent.normalize(),
                a.discount_and_fee.fee_percent.normalize(),
                if a.has_price { "t" } else { "f" },
                id(a.cost_actual_id),
                id(a.reverses_actual_id),
                id(a.replaces_actual_id),
                id(a.bills_actual_id),
                a.added_detail_id.map_or(0, |id| id.0),
                a.invoice_id.unwrap(),
                a.invoice_detail_id.unwrap()
            )
        })
        .collect();
    assert_eq!(previewed, written);
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn the_preview_is_what_is_then_written(owner: PgPool) {
    // architecture §5: one-way acts show beforehand exactly the rows they will write
    let world = World::new(owner).await;
    world.force_terms("update contract_line set discount_percent = 10, fee_percent = 2 where billing_method = 'time_and_material'").await;
    let rows: Vec<Work> = (1..=8).map(|n| work("SOLO", &format!("2026-03-0{n}"), "8")).collect();
    world.ready(&rows).await;
    let draft = world.draft("SOLO").await;
    let changes: [&dyn Fn(&mut DetailEdit); 7] = [
        &|_| {},
        &|e| e.quantity = "6".into(),
        &|e| e.quantity = "10".into(),
        &|e| e.billing_type = BillingType::Complimentary,
        &|e| (e.unit_price, e.tax) = ("150".into(), "228".into()),
        &|e| e.quantity = "0".into(),
        &|e| e.tax = "304".into(),
    ];
    for (detail, change) in world.details(draft).await.iter().zip(changes) {
        let mut edit = unchanged(draft, detail);
        change(&mut edit);
        world.edit(edit).await.unwrap();
    }
    let ledger = world.ledger().await.len();
    let shown = preview(&world, draft, 0).await.unwrap();
    assert_eq!(
        (shown.count, shown.edited_count, shown.next, shown.refusal.clone()),
        (2 + 7 + 4 + 4 + 4 + 4 + 2 + 2, 5, None, None)
    );
    assert_eq!(world.ledger().await.len(), ledger, "looking writes nothing");
    let page = read(&world, draft).await.unwrap();
    assert_eq!((shown.version, shown.billed_amount), (page.version, page.header.amount));
    confirmed_as_shown(&world, draft, &shown).await;
    let reversed: rust_decimal::Decimal = shown
        .rows
        .iter()
        .filter(|r| r.bills_actual_id.is_none() && r.billing_type == BillingType::Chargeable)
        .map(Actual::net_amount)
        .sum();
    assert_eq!(shown.reversed_amount, reversed);
    assert_eq!(
        preview(&world, draft, 0).await.unwrap().refusal,
        Some(Refusal::ConfirmedInvoiceIsFrozen)
    );
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn a_draft_that_nobody_worked_on_is_written_as_it_is_shown(owner: PgPool) {
    // R-CONF-1 a: the ledger writes it by itself, in whatever pieces
    let world = World::new(owner).await;
    world.force_terms("update contract_line set discount_percent = 10, fee_percent = 2 where billing_method = 'time_and_material'").await;
    let rows: Vec<Work> = (1..=9).map(|n| work("SOLO", &format!("2026-03-0{n}"), "8")).collect();
    world.ready(&rows).await;
    let draft = world.draft("SOLO").await;
    for at_once in 1..=10 {
        let input = (draft, at_once);
        let billed = command::rehearse(&world.database, world.actor, input, |tx, input| {
            Box::pin(async move {
                let (draft, at_once) = *input;
                bill_untouched(tx, &[(draft, day(TODAY))], 9, at_once).await?;
                let count = "select count(distinct bills_actual_id) from actual";
                Ok(sqlx::query_scalar::<_, i64>(count).fetch_one(tx.connection()).await?)
            })
        });
        assert_eq!(billed.await.unwrap(), 9, "{at_once} at once");
    }
    let short = command::rehearse(&world.database, world.actor, draft, |tx, draft| {
        Box::pin(async move { bill_untouched(tx, &[(*draft, day(TODAY))], 10, 20).await })
    });
    assert!(matches!(short.await, Err(Failure::Fault(_))), "what is left out is no success");
    let shown = preview(&world, draft, 0).await.unwrap();
    assert_eq!((shown.count, shown.edited_count, shown.refusal.clone()), (18, 0, None));
    confirmed_as_shown(&world, draft, &shown).await;
    world.audit_clean().await;
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn a_long_preview_comes_page_by_page(owner: PgPool) {
    let world = World::new(owner).await;
    let rows: Vec<Work> = (0..205).map(|_| work("SOLO", "2026-03-02", "1")).collect();
    world.ready(&rows).await;
    let draft = world.draft("SOLO").await;
    let mut after = 0;
    let mut lengths = Vec::new();
    let mut places = Vec::new();
    loop {
        let page = preview(&world, draft, after).await.unwrap();
        assert_eq!(
            (page.count, page.billed_amount),
            (410, dec("41000")),
            "counts are of the whole"
        );
        lengths.push(page.rows.len());
        places.extend(page.rows.iter().map(|row| row.id));
        match page.next {
            Some(next) => after = next,
            None => break,
        }
    }
    assert_eq!(lengths, [200, 200, 10]);
    places.sort_unstable();
    places.dedup();
    assert_eq!(places.len(), 410, "no row twice, none left out");
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn the_same_key_confirms_once(owner: PgPool) {
    // I13 over a real verb
    let (world, draft) = eight_hours(owner).await;
    let confirm = || {
        let confirm = Confirm { invoices: vec![(draft, None)] };
        command::run(
            &world.database,
            world.actor,
            "confirm_invoices",
            Some("click-1".to_owned().into()),
            confirm,
            |tx, confirm| Box::pin(commands::confirm_invoices(tx, confirm)),
        )
    };
    let (one, other) = tokio::join!(confirm(), confirm());
    assert_eq!(one.unwrap(), other.unwrap());
    assert_eq!(
        world.ask("select count(*) from audit_entry where command = 'confirm_invoices'").await,
        1
    );
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn a_raise_is_checked_at_the_contract_s_own_levels_too(owner: PgPool) {
    // R-NTE-9, R-NTE-2: what one detail gains another may have lost; refused invoices use no room
    // of the others
    let world = World::new(owner).await;
    let levels = world.levels("PAIR").await;
    world.ready(&[work("PAIR", "2026-03-02", "8"), work("PAIR", "2026-03-03", "8")]).await;
    let drafts = world.create(&["PAIR"]).await.remove(0).outcome.unwrap();
    world.set_limit(levels[3], "3200").await.unwrap();
    world.set_limit(levels[2], "2000").await.unwrap();
    change(&world, drafts[0], |edit| edit.unit_price = "250".into()).await; // 4.8 h: 240 more for the customer of 60 %
    let confirmed =
        |outcomes: Vec<ToldInvoice>| outcomes.into_iter().map(|c| c.outcome).collect::<Vec<_>>();
    assert_eq!(
        confirmed(world.confirm(&drafts).await.unwrap()),
        [Err(Refusal::RaisedOverLimit(LimitKind::ContractCustomer)), Ok(1)],
        "1,920 + 240 > 2,000; the other draft is not stopped"
    );
    world.set_limit(levels[2], "").await.unwrap();
    assert_eq!(
        confirmed(world.confirm(&drafts[..1]).await.unwrap()),
        [Err(Refusal::RaisedOverLimit(LimitKind::Contract))],
        "3,200 + 240 > 3,200"
    );
    let second = world.details(drafts[0]).await[1].clone();
    world
        .edit(DetailEdit { unit_price: "150".into(), ..unchanged(drafts[0], &second) })
        .await
        .unwrap();
    assert_eq!(
        confirmed(world.confirm(&drafts[..1]).await.unwrap()),
        [Ok(2)],
        "240 more and 240 less"
    );
    world.audit_clean().await;
}
