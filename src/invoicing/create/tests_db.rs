//! Creation on PostgreSQL.
#![cfg(test)]

use super::{
    commands,
    model::{Billed, Create},
};
use crate::{
    invoicing::tests_db::read,
    platform::{command, failure::Failure},
    tests::{
        fixtures::{TODAY, Told, World, day, dec, refusal},
        samples::{invoice_contracts, stayed},
        sheets::{Work, work},
    },
    vocabulary::{
        left_behind::LeftBehind,
        paging::{ListQuery, Selection},
        refusal::{Field, Refusal},
        words::InvoiceState,
    },
};
use sqlx::PgPool;

// ---- create
#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn nothing_ready_says_why(owner: PgPool) {
    // R-INV-8, R-SM-5
    let world = World::new(owner).await;
    let why = |outcome: Vec<Told>| {
        outcome.into_iter().map(|created| created.outcome.unwrap_err()).collect::<Vec<_>>()
    };
    let nothing = |later, not_chargeable, not_ready, on_draft| {
        Refusal::NothingToInvoice(
            LeftBehind { later, not_chargeable, not_ready, on_draft, ..LeftBehind::default() },
            day(TODAY),
        )
    };
    assert_eq!(why(world.create(&["SOLO"]).await), [nothing(0, 0, 0, 0)]);
    world.approved(&[work("SOLO", "2026-03-02", "8"), work("SOLO", "2026-03-03", "8")]).await;
    world
        .ready(&[
            work("SOLO", "2026-04-01", "8"),
            Work { billable: "No", ..work("SOLO", "2026-03-02", "8") },
        ])
        .await;
    assert_eq!(why(world.create(&["SOLO"]).await), [nothing(1, 1, 2, 0)]);
    assert_eq!(world.ask("select count(*) from invoice").await, 0);
    world.ready(&[work("SOLO", "2026-03-04", "8")]).await;
    world.draft("SOLO").await;
    assert_eq!(
        why(world.create(&["SOLO"]).await),
        [nothing(1, 0, 2, 2)],
        "what is not chargeable went along"
    );
    world.ready(&[work("DRAFT", "2026-03-04", "8")]).await;
    assert_eq!(
        why(world.create(&["DRAFT", "YEN"]).await),
        [Refusal::ContractNotConfirmed, nothing(0, 0, 0, 0)]
    );
    world.audit_clean().await;
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn every_customer_with_something_chargeable_gets_a_draft(owner: PgPool) {
    // R-VOC-18, R-INV-3, R-INV-5, R-INV-6, R-INV-10, R-SM-26
    let world = World::new(owner).await;
    let sales = world
        .approved(&[work("THIRDS", "2026-03-02", "8"), work("THIRDS", "2026-03-03", "1")])
        .await;
    world.mark(Selection::Rows(sales.iter().copied().take(4).collect()), true).await.unwrap();
    let drafts = world.create(&["THIRDS"]).await.remove(0).outcome.unwrap();
    assert_eq!(drafts.len(), 3);
    let mut told = Vec::new();
    for draft in &drafts {
        let page = read(&world, *draft).await.unwrap();
        assert_eq!(
            (page.header.state, page.header.invoice_number, page.header.invoice_on, page.version),
            (InvoiceState::Draft, None, day(TODAY), 1)
        );
        assert_eq!(
            (page.header.name.as_str(), page.created_by.as_deref()),
            ("Shared berth", Some("kestrel.consulting@example.org"))
        );
        assert_eq!(
            page.lines.iter().map(|line| line.name.as_str()).collect::<Vec<_>>(),
            ["Berth time"]
        );
        told.push(format!(
            "{} {} {} {} {}",
            page.bill_to_name,
            page.payment_terms_days,
            page.header.detail_count,
            page.header.amount.normalize(),
            page.header.currency
        ));
    }
    assert_eq!(
        told,
        [
            "Nordlicht Energie 30 1 534 EUR",
            "Harbour & Vale, Architects 14 1 532 EUR",
            "Tromsø Shipping 45 2 600 EUR"
        ]
    );
    assert_eq!(world.ask("select count(*) from backlog").await, 2, "what was not ready stays");
    world.audit_clean().await;
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn a_draft_is_billed_to_whom_its_contract_says(owner: PgPool) {
    // R-INV-10: bill-to name and contact of the contract's customer; blank: the customer's own
    // name, nobody's attention
    let world = World::new(owner).await;
    let pair = world.contract("PAIR").await;
    world
        .force_owned(format!(
            r"
            update contract_customer
            set bill_to_name = 'Nordlicht, Accounts', bill_to_contact = 'Vera'
            where contract_id = {pair}
                and customer_id = (
                    select customer_id from customer where name = 'Nordlicht Energie'
                )
            "
        ))
        .await;
    world.ready(&[work("PAIR", "2026-03-02", "8"), work("CAP", "2026-03-02", "1")]).await;
    let mut told = Vec::new();
    for created in world.create(&["PAIR", "CAP"]).await {
        for draft in created.outcome.unwrap() {
            let page = read(&world, draft).await.unwrap();
            told.push(format!("{} / {}", page.bill_to_name, page.bill_to_contact));
        }
    }
    told.sort_unstable();
    assert_eq!(
        told,
        ["Nordlicht Energie / ", "Nordlicht, Accounts / Vera", "Tromsø Shipping / "],
        "each contract its own"
    );
    world.audit_clean().await;
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn later_dated_rows_stay(owner: PgPool) {
    // R-INV-4: not after the invoice date
    let world = World::new(owner).await;
    world
        .ready(&[
            work("SOLO", "2026-03-30", "1"),
            work("SOLO", "2026-03-31", "2"),
            work("SOLO", "2026-04-01", "4"),
        ])
        .await;
    let draft = world
        .create_on(&["SOLO"], Some(day("2026-03-30")))
        .await
        .unwrap()
        .remove(0)
        .outcome
        .unwrap()[0];
    assert_eq!(
        (world.details(draft).await.len(), read(&world, draft).await.unwrap().header.invoice_on),
        (1, day("2026-03-30"))
    );
    let draft = world.draft("SOLO").await;
    assert_eq!(world.details(draft).await[0].quantity, dec("2"), "dated today counts");
    assert_eq!(
        world.backlog().await,
        ["SOLO 2026-04-01 Harbour & Vale, Architects chargeable 4 = 800 ready not_applicable"]
    );
    for (odd, expected) in [
        ("0001-01-01", Refusal::FieldNotADate(Field::InvoiceDate)),
        ("1989-12-31", Refusal::FieldNotADate(Field::InvoiceDate)),
        ("2200-01-01", Refusal::FieldNotADate(Field::InvoiceDate)),
    ] {
        assert_eq!(refusal(world.create_on(&["SOLO"], Some(day(odd))).await), expected, "{odd}");
    }
    for odd in ["-262143-01-01", "+262142-12-31"] {
        let create: Create =
            serde_json::from_value(serde_json::json!({ "contracts": [1], "invoice_on": odd }))
                .unwrap();
        let answer =
            world.run(create, |tx, create| Box::pin(commands::create_invoices(tx, create))).await;
        assert_eq!(refusal(answer), Refusal::FieldNotADate(Field::InvoiceDate), "{odd}");
    }
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn two_who_create_at_once_take_each_source_once(owner: PgPool) {
    // R-INV-18, I2
    let world = World::new(owner).await;
    let rows: Vec<Work> = (1..=10).map(|n| work("PAIR", "2026-03-02", &n.to_string())).collect();
    world.ready(&rows).await;
    world.ready(&[work("SOLO", "2026-03-02", "8")]).await;
    let (one, other) =
        tokio::join!(world.create(&["PAIR", "SOLO"]), world.create(&["SOLO", "PAIR"]));
    let drafts: usize = one
        .iter()
        .chain(&other)
        .filter_map(|created| created.outcome.as_ref().ok())
        .map(Vec::len)
        .sum();
    assert_eq!(drafts, 3, "{one:?} {other:?}");
    assert_eq!(world.ask("select count(*) from invoice_detail").await, 21);
    assert_eq!(world.ask("select count(*) from backlog").await, 0);
    world.audit_clean().await;
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn another_company_s_contract_is_not_invoiced(owner: PgPool) {
    // G22
    let world = World::new(owner).await;
    let rival = world.rival().await;
    rival.ready(&[work("SOLO", "2026-03-02", "8")]).await;
    let create = Create {
        contracts: vec![rival.contract("SOLO").await, crate::vocabulary::ids::ContractId(999_999)],
        invoice_on: None,
        seen: None,
    };
    let created = world
        .run(create, |tx, create| Box::pin(commands::create_invoices(tx, create)))
        .await
        .unwrap();
    assert_eq!(
        created.into_iter().map(|c| c.outcome).collect::<Vec<_>>(),
        [Err(Refusal::NotFound.into()), Err(Refusal::NotFound.into())]
    );
}

async fn invoice_rows(world: &World, selection: Selection) -> Result<Billed, Failure> {
    command::run(&world.database, world.actor, "invoice_rows", None, selection, |tx, s| {
        Box::pin(commands::invoice_rows(tx, s))
    })
    .await
}

async fn add_to_invoice(world: &World, selection: Selection) -> Result<Billed, Failure> {
    command::run(&world.database, world.actor, "add_to_invoice", None, selection, |tx, s| {
        Box::pin(commands::add_to_invoice(tx, s))
    })
    .await
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn only_the_selected_rows_are_invoiced(owner: PgPool) {
    // R-INV-13: on a backlog list only the selected rows; the others stay Ready
    let world = World::new(owner).await;
    let pair =
        world.ready(&[work("PAIR", "2026-03-02", "8"), work("PAIR", "2026-03-03", "4")]).await;
    let solo =
        world.ready(&[work("SOLO", "2026-03-02", "1"), work("SOLO", "2026-03-03", "2")]).await;
    let late = world.ready(&[work("SOLO", "2026-04-02", "1")]).await;
    let not_ready = world.approved(&[work("SOLO", "2026-03-04", "1")]).await;
    let unsigned = world.ready(&[work("DRAFT", "2026-03-04", "1")]).await;
    let selected = vec![pair[0], solo[1], late[0], not_ready[0], unsigned[0], 999_999];
    let billed = invoice_rows(&world, Selection::Rows(selected.clone())).await.unwrap();
    assert_eq!((billed.outcome.changed, billed.invoices.len()), (2, 2));
    assert_eq!(
        stayed(&billed),
        [
            (Refusal::NotInBacklog, 1),
            (Refusal::ContractNotConfirmed, 1),
            (Refusal::NotMarkedReady, 1),
            (Refusal::DatedAfterInvoice(crate::tests::fixtures::day("2026-03-31")), 1),
        ]
    );
    let details: Vec<i64> =
        sqlx::query_scalar("select source_actual_id from invoice_detail order by 1")
            .fetch_all(&world.owner)
            .await
            .unwrap();
    assert_eq!(details, [pair[0], solo[1]]);
    assert_eq!(
        world.ask("select count(*) from backlog where is_ready").await,
        6,
        "what was not selected stays as it is"
    );
    let again = invoice_rows(&world, Selection::Rows(selected)).await.unwrap();
    assert_eq!((again.outcome.changed, again.invoices.len()), (0, 0), "once only");
    assert_eq!(
        stayed(&again)[0],
        (Refusal::OnDraftInvoice("#1 Portal".into()), 1),
        "it says where they are"
    );
    assert_eq!(
        refusal(invoice_rows(&world, Selection::Rows(vec![])).await),
        Refusal::NothingSelected
    );
    assert_eq!(
        refusal(add_to_invoice(&world, Selection::Rows(vec![])).await),
        Refusal::NothingSelected
    );
    world.audit_clean().await;
    for invoice in billed.invoices {
        world.confirmed(invoice).await;
    }
    world.audit_clean().await;
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn rows_are_added_to_the_draft_there_is(owner: PgPool) {
    // R-INV-14: the sole draft of that contract and customer, else the newest, else a new one
    let world = World::new(owner).await;
    let first = world.ready(&[work("SOLO", "2026-03-02", "8")]).await;
    let new = add_to_invoice(&world, Selection::Rows(first.clone())).await.unwrap();
    assert_eq!((new.outcome.changed, new.invoices.len()), (1, 1), "none there: a new one");
    let second = world.ready(&[work("SOLO", "2026-03-03", "4")]).await;
    let version = || {
        world.texts(
            "select string_agg(invoice_id || ':' || version, ' ' order by invoice_id) from invoice",
        )
    };
    let before = version().await;
    let sole = add_to_invoice(&world, Selection::Rows(second)).await.unwrap();
    assert_eq!(sole.invoices, new.invoices, "the sole one");
    assert_ne!(version().await, before, "whoever has it open reloads");
    world.ready(&[work("SOLO", "2026-03-04", "2")]).await;
    let other = world.draft("SOLO").await;
    world
        .ready(&[
            work("SOLO", "2026-03-05", "1"),
            Work { billable: "No", ..work("SOLO", "2026-03-05", "3") },
        ])
        .await;
    let newest = add_to_invoice(
        &world,
        Selection::Matching(ListQuery::default().with("contract", "SOLO").with("status", "ready")),
    )
    .await
    .unwrap();
    assert_eq!((newest.invoices, newest.outcome.changed), (vec![other], 2), "of two the newest");
    world
        .force_owned(format!("update invoice set state = 'in_review' where invoice_id = {other}"))
        .await;
    let third = world.ready(&[work("SOLO", "2026-03-06", "1")]).await;
    assert_eq!(
        add_to_invoice(&world, Selection::Rows(third)).await.unwrap().invoices,
        new.invoices,
        "one in review is left to its reviewer"
    );
    world.confirmed(new.invoices[0]).await;
    world.confirmed(other).await;
    let last = world.ready(&[work("SOLO", "2026-03-07", "1")]).await;
    let after = add_to_invoice(&world, Selection::Rows(last)).await.unwrap();
    assert!(
        !after.invoices.contains(&other) && after.invoices != new.invoices,
        "confirmed ones are frozen: a new one"
    );
    let gone = add_to_invoice(&world, Selection::Rows(first)).await.unwrap();
    assert_eq!(stayed(&gone), [(Refusal::OnConfirmedInvoice("INV-000001".into()), 1)]);
    world.audit_clean().await;
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn two_people_adding_the_same_rows_have_one_effect(owner: PgPool) {
    // R-INV-18, I2: whoever adds, invoices, creates and confirms at once, every row is on one draft
    let world = World::new(owner).await;
    let rows: Vec<Work> = (1..=9).map(|n| work("PAIR", &format!("2026-03-0{n}"), "1")).collect();
    let sales = world.ready(&rows).await;
    let solo = world.ready(&[work("SOLO", "2026-03-02", "1")]).await;
    let both: Vec<i64> = sales.iter().chain(&solo).copied().collect();
    let some = Selection::Rows(both.clone());
    let draft = world.draft("SOLO").await;
    let (one, two) = ([draft], ["PAIR", "SOLO"]);
    let (a, b, c, d, e, f) = tokio::join!(
        add_to_invoice(&world, some.clone()),
        add_to_invoice(&world, some.clone()),
        invoice_rows(&world, Selection::Rows(sales[..9].to_vec())),
        world.create_on(&two, None),
        world.confirm(&one),
        invoice_contracts(&world, Selection::Matching(ListQuery::default())),
    );
    let added: i64 = [a, b, c].into_iter().map(|billed| billed.unwrap().outcome.changed).sum();
    d.unwrap();
    e.unwrap();
    f.unwrap();
    assert!(added <= 18, "no row twice");
    assert_eq!(world.ask("select count(*) from backlog").await, 0);
    assert_eq!(world.ask("select count(distinct source_actual_id) from invoice_detail").await, 19);
    assert_eq!(
        world
            .ask(
                r"
                select count(*)
                from invoice i
                where not exists (select from invoice_detail d where d.invoice_id = i.invoice_id)
                "
            )
            .await,
        0,
        "no empty draft"
    );
    let again = add_to_invoice(&world, some).await.unwrap();
    assert_eq!(
        (again.outcome.changed, again.outcome.refused.iter().map(|r| r.1).sum::<i64>()),
        (0, 19)
    );
    world.audit_clean().await;
}
