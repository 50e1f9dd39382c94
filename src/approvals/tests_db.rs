//! Store and commands on PostgreSQL: lists, decisions, and what approval writes.
#![cfg(test)]

use super::{
    commands::{self, edit_entry, list_entries, total_entries},
    model::EntryEdit,
};
use crate::{
    entries::{
        commands::decide_own_entries,
        model::{Decide, Decision, EntryRecord},
    },
    tests::{
        fixtures::{World, check_list, refusal},
        samples::{
            decide, decide_own, link, one_of_each, rows, standing, states, unlink, widen, work_on,
            write_down,
        },
        sheets::{Work, work},
    },
    vocabulary::{
        ids::EntryId,
        paging::{ListQuery, Selection},
        refusal::{Field, Refusal},
        words::{BillingType, EntryState, NteValidation, TransactionClass},
    },
};
use sqlx::PgPool;

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn approving_writes_cost_and_unbilled_sales_and_opens_the_backlog(owner: PgPool) {
    // R-APP-1, R-APP-5, R-SM-16
    let world = World::new(owner).await;
    let ids = world
        .entries(&[
            work("SOLO", "2026-03-02", "8"),
            work("SOLO", "2026-03-03", "8"),
            work("SOLO", "2026-03-04", "8"),
        ])
        .await;
    world.edit_entry(ids[1], "6", BillingType::Chargeable).await.unwrap();
    world.edit_entry(ids[2], "10", BillingType::Chargeable).await.unwrap();
    assert!(world.ledger().await.is_empty(), "R-APP-1: submitting writes nothing");
    assert_eq!(world.approve(&ids).await.outcome.changed, 3);
    assert_eq!(
        world.ledger().await,
        [
            "1 cost chargeable 8 x 100 = 800 EUR",
            "2 unbilled_sales chargeable 8 x 200 = 1600 GBP, cost 1",
            "3 cost chargeable 8 x 100 = 800 EUR",
            "4 unbilled_sales chargeable 6 x 200 = 1200 GBP, cost 3",
            "5 unbilled_sales non_chargeable 2 x 200 = 400 GBP, cost 3",
            "6 cost chargeable 8 x 100 = 800 EUR",
            "7 unbilled_sales chargeable 10 x 200 = 2000 GBP, cost 6",
        ]
    );
    assert_eq!(
        world.backlog().await,
        [
            "SOLO 2026-03-02 Harbour & Vale, Architects chargeable 8 = 1600 not ready not_applicable",
            "SOLO 2026-03-03 Harbour & Vale, Architects chargeable 6 = 1200 not ready not_applicable",
            "SOLO 2026-03-03 Harbour & Vale, Architects non_chargeable 2 = 400 not ready not_applicable",
            "SOLO 2026-03-04 Harbour & Vale, Architects chargeable 10 = 2000 not ready not_applicable",
        ]
    );
    world.audit_clean().await;
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn approving_splits_among_customers_in_every_currency(owner: PgPool) {
    // R-APP-6 to R-APP-8, R-PRC-9
    let world = World::new(owner).await;
    for (project, hours, expected) in [
        ("PAIR", "8", vec!["Nordlicht Energie 4.8 = 960 EUR", "Tromsø Shipping 3.2 = 640 EUR"]),
        (
            "THIRDS",
            "8",
            vec![
                "Tromsø Shipping 2.67 = 534 EUR",
                "Nordlicht Energie 2.67 = 534 EUR",
                "Harbour & Vale, Architects 2.66 = 532 EUR",
            ],
        ),
        ("YEN", "0.5", vec!["Nordlicht Energie 0.5 = 5001 JPY"]),
        ("DINAR", "0.5", vec!["Nordlicht Energie 0.5 = 6.173 BHD"]),
        ("FIXED", "8", vec![]),
        ("ELSEWHERE", "8", vec![]),
    ] {
        let sales = world.approved(&[work(project, "2026-03-02", hours)]).await;
        let found = world
            .texts(&format!(
                r"
                select cu.name || ' ' || trim_scale(a.quantity) || ' = ' || trim_scale(a.amount) || ' ' || a.currency
                from actual a
                join customer cu using (company_id, customer_id)
                where a.actual_id = any('{{{}}}')
                order by a.actual_id
                ",
                sales.iter().map(i64::to_string).collect::<Vec<_>>().join(",")
            ))
            .await;
        assert_eq!(found, expected, "{project}");
    }
    assert_eq!(
        world
            .texts(
                r"
                select billing_type || ' ' || coalesce(contract_id is not null, false)
                from actual
                where customer_id is null
                order by actual_id
                "
            )
            .await,
        ["chargeable true", "not_available false"],
        "cost only: fixed price, and work no line covers"
    );
    world.audit_clean().await;
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn refused_entries_are_named_and_the_others_are_changed(owner: PgPool) {
    // R-SM-36, R-SM-38, R-SM-39, R-BL-4
    let world = World::new(owner).await;
    let ids = one_of_each(&world).await;
    let id = |n: usize| ids[n].0;
    for (decision, changed, refused) in [
        (
            Decision::Return,
            vec!["returned", "draft", "approved", "approved", "returned"],
            vec![
                (Refusal::EntryNotSubmitted, 2, vec![id(1), id(4)]),
                (Refusal::EntryFrozen, 2, vec![id(2), id(3)]),
            ],
        ),
        (
            Decision::Submit,
            vec!["submitted", "submitted", "approved", "approved", "submitted"],
            vec![(Refusal::EntryFrozen, 2, vec![id(2), id(3)])],
        ),
        (
            Decision::Submit,
            vec!["submitted", "submitted", "approved", "approved", "submitted"],
            vec![
                (Refusal::EntryNotDraft, 3, vec![id(0), id(1), id(4)]),
                (Refusal::EntryFrozen, 2, vec![id(2), id(3)]),
            ],
        ),
        (
            Decision::Approve,
            vec!["approved"; 5],
            vec![(Refusal::EntryFrozen, 2, vec![id(2), id(3)])],
        ),
        (
            Decision::Approve,
            vec!["approved"; 5],
            vec![(Refusal::EntryFrozen, 5, ids.iter().map(|id| id.0).collect())],
        ),
    ] {
        let decided = world.decide(rows(&ids), decision).await.unwrap();
        assert_eq!(decided.outcome.refused, refused, "{decision:?}");
        assert_eq!(states(&world).await, changed, "{decision:?}");
    }
    assert_eq!(
        world.ask("select count(*) from actual where transaction_type = 'cost'").await,
        4,
        "history never reaches the ledger"
    );
    world.audit_clean().await;
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn everything_a_filter_lets_through_is_decided(owner: PgPool) {
    let world = World::new(owner).await;
    one_of_each(&world).await;
    world.entries(&[work("PAIR", "2026-03-02", "1"), work("PAIR", "2026-04-02", "1")]).await;
    let matching = |filters: &[(&str, &str)]| {
        Selection::Matching(
            filters
                .iter()
                .fold(ListQuery::default(), |query, (name, text)| query.with(name, *text)),
        )
    };
    let decided = world
        .decide(matching(&[("project", "pair"), ("to", "2026-03-31")]), Decision::Approve)
        .await
        .unwrap();
    assert_eq!((decided.outcome.changed, decided.last), (1, None));
    let decided =
        world.decide(matching(&[("state", "submitted")]), Decision::Approve).await.unwrap();
    assert_eq!((decided.outcome.changed, decided.outcome.refused), (2, vec![]));
    assert_eq!(
        refusal(world.decide(matching(&[("state", "sleeping")]), Decision::Approve).await),
        Refusal::UnknownListOption("sleeping".into())
    );
    assert_eq!(
        refusal(world.decide(matching(&[("colour", "red")]), Decision::Approve).await),
        Refusal::UnknownListOption("colour".into())
    );
    assert_eq!(
        refusal(world.decide(matching(&[("from", "yesterday")]), Decision::Approve).await),
        Refusal::FieldNotADate(Field::Date)
    );
    assert_eq!(
        refusal(world.decide(Selection::Rows(vec![]), Decision::Approve).await),
        Refusal::NothingSelected
    );
    world.audit_clean().await;
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn the_approver_s_word_reaches_the_author(owner: PgPool) {
    let world = World::new(owner).await;
    let ids = world.entries(&[work("SOLO", "2026-03-02", "8")]).await;
    let comment = |comment: &str| Decide {
        selection: rows(&ids),
        decision: Decision::Return,
        comment: comment.into(),
        after: EntryId(0),
    };
    assert_eq!(
        refusal(decide(&world, comment(&"x".repeat(1_001))).await),
        Refusal::FieldTooLong(Field::Comment, 1_000)
    );
    decide(&world, comment("  Which ticket?\0 "))
        .await
        .expect("null characters are no fault of ours");
    assert_eq!(world.texts("select decision_comment from entry").await, ["Which ticket?"]);
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn an_approver_changes_hours_and_type_of_what_is_submitted(owner: PgPool) {
    // R-APP-4
    let world = World::new(owner).await;
    let ids = one_of_each(&world).await;
    let edit = |entry_id: EntryId, billable: &str, billing_type: BillingType, comment: &str| {
        let (world, billable_quantity, external_comment) =
            (&world, billable.to_owned(), comment.to_owned());
        async move {
            let edit = EntryEdit {
                entry_id,
                version: world.entry_version(entry_id).await,
                billable_quantity,
                billing_type,
                external_comment,
            };
            world.run(edit, |tx, edit| Box::pin(edit_entry(tx, edit))).await
        }
    };
    edit(ids[0], "0,5", BillingType::Complimentary, " on the house\0 ").await.unwrap();
    assert_eq!(
        world
            .texts(
                r"
                select trim_scale(
                    billable_quantity
                ) || ' ' || billing_type || ' ' || external_comment
                from entry
                order by entry_id
                limit 1
                "
            )
            .await,
        ["0.5 complimentary on the house"]
    );
    for (n, billable, billing_type, comment, expected) in [
        (0, "-1", BillingType::Chargeable, "", Refusal::FieldOutOfRange(Field::BillableQuantity)),
        (0, "", BillingType::Chargeable, "", Refusal::FieldMissing(Field::BillableQuantity)),
        (0, "NaN", BillingType::Chargeable, "", Refusal::FieldNotANumber(Field::BillableQuantity)),
        (0, "1", BillingType::NotAvailable, "", Refusal::InputUnreadable),
        (
            0,
            "1",
            BillingType::Chargeable,
            &*"x".repeat(1_001),
            Refusal::FieldTooLong(Field::ExternalDescription, 1_000),
        ),
        (1, "1", BillingType::Chargeable, "", Refusal::EntryNotSubmitted),
        (2, "1", BillingType::Chargeable, "", Refusal::EntryNotSubmitted),
        (3, "1", BillingType::Chargeable, "", Refusal::EntryNotSubmitted),
        (4, "1", BillingType::Chargeable, "", Refusal::EntryNotSubmitted),
    ] {
        assert_eq!(
            refusal(edit(ids[n], billable, billing_type, comment).await),
            expected,
            "{n} {billable:?}"
        );
    }
    assert_eq!(
        refusal(edit(EntryId(999_999), "1", BillingType::Chargeable, "").await),
        Refusal::NotFound
    );
    assert_eq!(
        world
            .texts(
                r"
                select before::text || ' ' || after::text
                from audit_entry
                where command = 'test' and before is not null
                "
            )
            .await,
        [r#"["1.0000", "chargeable"] ["0.5", "complimentary"]"#]
    );
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn two_who_approve_the_same_at_once_have_one_effect(owner: PgPool) {
    // I1, I12
    let world = World::new(owner).await;
    let ids = world
        .entries(&(1..=20).map(|n| work("PAIR", "2026-03-02", &n.to_string())).collect::<Vec<_>>())
        .await;
    let (one, other) = tokio::join!(
        world.decide(rows(&ids), Decision::Approve),
        world.decide(rows(&ids), Decision::Approve)
    );
    let changed: i64 =
        [&one, &other].iter().map(|decided| decided.as_ref().unwrap().outcome.changed).sum();
    assert_eq!(changed, 20);
    assert_eq!(
        world.ask("select count(*) from actual").await,
        80,
        "20 entries, two customers each, cost and sale"
    );
    world.audit_clean().await;
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn limits_are_counted_when_sales_are_made_in_order_of_their_days(owner: PgPool) {
    // R-NTE-3, R-NTE-4, R-APP-9: CAP is limited to 3,000, one customer of CAPS to 1,000
    let world = World::new(owner).await;
    world
        .approved(&[
            work("CAP", "2026-03-05", "8"),
            work("CAP", "2026-03-04", "6"),
            work("CAP", "2026-03-03", "1"),
        ])
        .await;
    assert_eq!(
        world.backlog().await,
        [
            "CAP 2026-03-05 Nordlicht Energie chargeable 8 = 1600 not ready committed",
            "CAP 2026-03-04 Nordlicht Energie chargeable 6 = 1200 not ready committed",
            "CAP 2026-03-03 Nordlicht Energie chargeable 1 = 200 not ready committed",
        ],
        "3,000 of 3,000: equality passes"
    );
    world.approved(&[work("CAP", "2026-03-06", "0.01")]).await;
    assert_eq!(
        world.backlog().await.last().unwrap(),
        "CAP 2026-03-06 Nordlicht Energie chargeable 0.01 = 2 not ready failed (contract_line)"
    );

    world.approved(&[work("CAPS", "2026-03-06", "8"), work("CAPS", "2026-03-05", "4")]).await;
    assert_eq!(
        world.backlog().await[4..],
        [
            "CAPS 2026-03-06 Nordlicht Energie chargeable 4 = 800 not ready failed (contract_line_customer)",
            "CAPS 2026-03-06 Tromsø Shipping chargeable 4 = 800 not ready not_applicable",
            "CAPS 2026-03-05 Nordlicht Energie chargeable 2 = 400 not ready committed",
            "CAPS 2026-03-05 Tromsø Shipping chargeable 2 = 400 not ready not_applicable",
        ],
        "the earlier day comes first, whichever was written first"
    );
    let id = world.entries(&[work("CAP", "2026-03-07", "8")]).await;
    world.edit_entry(id[0], "0", BillingType::Chargeable).await.unwrap();
    world.approve(&id).await;
    assert_eq!(
        world.backlog().await.last().unwrap(),
        "CAP 2026-03-07 Nordlicht Energie non_chargeable 8 = 1600 not ready not_applicable",
        "R-NTE-1"
    );
    world.audit_clean().await;
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn approvals_say_beforehand_whether_limits_would_hold(owner: PgPool) {
    // R-APP-9: for information, live, each entry on its own. CAP is limited to 3,000, one customer
    // of CAPS to 1,000.
    let world = World::new(owner).await;
    let ids = world
        .entries(&[
            work("CAP", "2026-03-02", "10"),
            work("CAP", "2026-03-03", "12"),
            work("CAPS", "2026-03-04", "12"),
            work("SOLO", "2026-03-05", "99"),
        ])
        .await;
    world.entries(&[Work { approved: "No", ..work("CAP", "2026-03-06", "1") }]).await;
    let validations = || async {
        let page = world
            .read(|scope| {
                Box::pin(async move { list_entries(scope, None, &ListQuery::default()).await })
            })
            .await
            .unwrap();
        page.rows
            .into_iter()
            .map(|row| {
                row.nte_validation
                    .map(|(word, level)| (word, level.map(|level| level.kind().word())))
            })
            .collect::<Vec<_>>()
    };
    let (success, not_applicable) =
        (Some((NteValidation::Success, None)), Some((NteValidation::NotApplicable, None)));
    let failed = |level| Some((NteValidation::Failed, Some(level)));
    assert_eq!(
        validations().await,
        [success, success, failed("contract_line_customer"), not_applicable, None],
        "each fits the line by itself; one share of CAPS does not fit; no limit on SOLO; a draft is not asked"
    );

    world.approve(&ids[..1]).await;
    assert_eq!(
        validations().await[..2],
        [None, failed("contract_line")],
        "2,000 of 3,000 are used: 2,400 more are too much"
    );
    world.set_limit(world.levels("CAP").await[1], "4400").await.unwrap();
    assert_eq!(validations().await[1], success, "the limit was raised: never stale");
    world.set_limit(world.levels("SOLO").await[3], "5").await.unwrap();
    assert_eq!(validations().await[3], failed("contract"));

    assert_eq!(world.approve(&ids[1..]).await.outcome.changed, 3, "a failure blocks no approval");
    assert_eq!(
        world.texts("select nte_status::text from backlog order by work_on, actual_id").await,
        ["committed", "committed", "failed", "not_applicable", "failed"]
    );
    world.audit_clean().await;
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn two_who_approve_on_one_limit_at_once_stay_within_it(owner: PgPool) {
    // R-NTE-3 under concurrency: 4 × 1,000 against 3,000
    let world = World::new(owner).await;
    let ids = world
        .entries(&[
            work("CAP", "2026-03-02", "5"),
            work("CAP", "2026-03-03", "5"),
            work("CAP", "2026-03-04", "5"),
            work("CAP", "2026-03-05", "5"),
        ])
        .await;
    futures::future::join_all(
        ids.iter().map(|id| async { world.decide(rows(&[*id]), Decision::Approve).await.unwrap() }),
    )
    .await;
    assert_eq!(
        world
            .texts(
                "select nte_status || ' ' || count(*) from backlog group by nte_status order by 1"
            )
            .await,
        ["committed 3", "failed 1"]
    );
    world.audit_clean().await;
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn what_finds_no_price_or_no_line_is_counted(owner: PgPool) {
    // W-27, R-APP-2
    let world = World::new(owner).await;
    let trainee = Work { roles: "Trainee".into(), ..work("SOLO", "2026-03-02", "8") };
    let rated = Work { rate: "90".into(), currency: "GBP".into(), ..trainee.clone() };
    let unbillable = Work { billable: "No", ..trainee.clone() };
    let ids = world
        .entries(&[
            trainee,
            rated,
            unbillable,
            work("SOLO", "2027-03-02", "8"),
            work("ELSEWHERE", "2026-03-02", "8"),
        ])
        .await;
    let decided = world.approve(&ids).await;
    assert_eq!((decided.without_price, decided.not_covered), (2, 1));
    assert_eq!(
        world
            .texts(
                r"
                select distinct trim_scale(unit_price)::text
                from actual
                where transaction_type = 'unbilled_sales'
                order by 1
                "
            )
            .await,
        ["0", "90"]
    );
    world.audit_clean().await;
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn entries_are_listed_page_by_page(owner: PgPool) {
    let world = World::new(owner).await;
    let people = ["Ada", "Bob", "Ada", "Cleo"];
    let rows: Vec<Work> = (0..14_usize)
        .map(|n| {
            work(
                ["SOLO", "PAIR", "THIRDS"][n % 3],
                ["2026-03-02", "2026-03-02", "2026-03-03"][n % 3],
                ["8", "8", "4.25", "0.5"][n % 4],
            )
            .by(people[n % 4])
        })
        .collect();
    world.entries(&rows).await;
    check_list(&["date", "project"], |query| {
        world.read(move |scope| Box::pin(async move { list_entries(scope, None, &query).await }))
    })
    .await;
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn entries_are_filtered_and_totalled(owner: PgPool) {
    let world = World::new(owner).await;
    one_of_each(&world).await;
    world
        .entries(&[work("PAIR", "2026-04-02", "0.5")
            .by("Böb")
            .noted("100% done_ \\ O'Brien \"quoted\"")])
        .await;
    for (name, text, count, hours) in [
        ("state", "submitted", 2, "1.5"),
        ("state", "approved", 2, "7"),
        ("project", "pair", 1, "0.5"),
        ("project", "%", 0, "0"),
        ("person", "BÖB", 1, "0.5"),
        ("notes", "100%", 1, "0.5"),
        ("notes", "e_", 1, "0.5"),
        ("notes", "\\", 1, "0.5"),
        ("notes", "o'brien \"QUOTED\"", 1, "0.5"),
        ("notes", "Build", 6, "15.5"),
        ("notes", "no\0thing", 0, "0"),
        ("from", "2026-03-06", 2, "5.5"),
        ("to", "2026-03-02", 1, "1"),
        ("billing_type", "complimentary", 0, "0"),
        ("project", "  ", 6, "15.5"),
    ] {
        let query = ListQuery::default().with(name, text);
        let listed = query.clone();
        let page = world
            .read(move |scope| Box::pin(async move { list_entries(scope, None, &listed).await }))
            .await
            .unwrap();
        let totals = world
            .read(move |scope| Box::pin(async move { total_entries(scope, None, &query).await }))
            .await
            .unwrap();
        assert_eq!(
            (totals.count, totals.quantity.normalize().to_string().as_str()),
            (count, hours),
            "{name} {text:?}"
        );
        assert_eq!(i64::try_from(page.rows.len()), Ok(count), "{name} {text:?}");
        if count == 0 {
            assert_eq!(
                totals.hints.iter().map(|(_, n)| n).sum::<i64>(),
                6,
                "an empty list says what there is: {:?}",
                totals.hints
            );
        }
    }
    for (name, text, expected) in [
        ("entry_id", "x", Refusal::InputUnreadable),
        ("from", "2026-02-30", Refusal::FieldNotADate(Field::Date)),
        ("state", "Approved", Refusal::UnknownListOption("Approved".into())),
        ("notes", &*"x".repeat(201), Refusal::FieldTooLong(Field::Name, 200)),
    ] {
        let query = ListQuery::default().with(name, text);
        assert_eq!(
            refusal(
                world
                    .read(move |scope| Box::pin(
                        async move { list_entries(scope, None, &query).await }
                    ))
                    .await
            ),
            expected,
            "{name}"
        );
    }
    let page = world
        .read(|scope| {
            Box::pin(async move { list_entries(scope, None, &ListQuery::default()).await })
        })
        .await
        .unwrap();
    assert_eq!(
        page.rows.iter().map(|row| row.contract_number.clone().unwrap()).collect::<Vec<_>>(),
        ["SOLO", "SOLO", "SOLO", "SOLO", "SOLO", "PAIR"]
    );
    assert_eq!(page.rows[1].state, EntryState::Draft);
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn another_company_s_entries_are_not_there(owner: PgPool) {
    // G22
    let world = World::new(owner).await;
    let rival = world.rival().await;
    let theirs = rival.entries(&[work("SOLO", "2026-03-02", "8")]).await;
    let decided = world.decide(rows(&theirs), Decision::Approve).await.unwrap();
    assert_eq!((decided.outcome.changed, decided.outcome.refused.len()), (0, 0));
    assert_eq!(
        refusal(world.edit_entry(theirs[0], "1", BillingType::Chargeable).await),
        Refusal::NotFound
    );
    let page = world
        .read(|scope| {
            Box::pin(async move { list_entries(scope, None, &ListQuery::default()).await })
        })
        .await
        .unwrap();
    assert!(page.rows.is_empty());
    assert_eq!(states(&rival).await, ["submitted"]);
}

async fn ledger_statuses(world: &World) -> Vec<String> {
    let query = ListQuery { descending: true, size: 200, ..ListQuery::default() };
    let page = world
        .read(move |scope| {
            Box::pin(async move { crate::desk::commands::list_ledger(scope, None, &query).await })
        })
        .await
        .unwrap();
    page.rows
        .iter()
        .map(|r| {
            format!(
                "{} {} {} {}",
                r.transaction_type.word(),
                r.quantity.normalize(),
                r.billing_status.map(|s| s.word()).unwrap_or("-"),
                r.adjustment_status.word()
            )
        })
        .collect()
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn a_cancelled_approval_leaves_the_ledger_and_can_be_given_again(owner: PgPool) {
    // R-SM-43, R-SM-23, R-APP-12: reversed, Canceled, out of the backlog; approved again under what
    // the approver changed
    let world = World::new(owner).await;
    let ids = world.entries(&[work("PAIR", "2026-03-02", "8")]).await;
    world.approve(&ids).await;
    let decided = world.decide(rows(&ids), Decision::CancelApproval).await.unwrap();
    assert_eq!((decided.outcome.changed, decided.outcome.refused), (1, vec![]));
    assert_eq!(states(&world).await, ["submitted"]);
    assert!(world.backlog().await.is_empty() && standing(&world).await.is_empty());
    assert_eq!(
        ledger_statuses(&world).await,
        [
            "cost 4.8 canceled adjusted",
            "cost 3.2 canceled adjusted",
            "unbilled_sales 4.8 canceled adjusted",
            "unbilled_sales 3.2 canceled adjusted",
            "cost -4.8 canceled unadjustable",
            "cost -3.2 canceled unadjustable",
            "unbilled_sales -4.8 canceled unadjustable",
            "unbilled_sales -3.2 canceled unadjustable",
        ]
    );
    world.audit_clean().await;
    world.edit_entry(ids[0], "5", BillingType::Chargeable).await.unwrap();
    world.approve(&ids).await;
    assert_eq!(standing(&world).await, ["cost 8 = 800", "unbilled_sales 8 = 1600"]);
    assert_eq!(
        world.backlog().await.len(),
        4,
        "chargeable and non-chargeable, each for both customers"
    );
    world.audit_clean().await;
    world.mark_all().await;
    for created in world.create(&["PAIR"]).await {
        for draft in created.outcome.unwrap() {
            world.confirmed(draft).await;
        }
    }
    world.audit_clean().await;
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn what_is_asked_back_is_decided(owner: PgPool) {
    // R-SM-40 to R-SM-42
    let world = World::new(owner).await;
    let ids =
        world.entries(&[work("SOLO", "2026-03-02", "8"), work("SOLO", "2026-03-03", "8")]).await;
    world.approve(&ids).await;
    let ask = |reason: &str| Decide {
        selection: rows(&ids),
        decision: Decision::RequestRecall,
        comment: reason.into(),
        after: EntryId(0),
    };
    assert_eq!(
        refusal(decide(&world, ask("wrong day")).await),
        Refusal::InputUnreadable,
        "an approver does not ask"
    );
    let own =
        |decide: Decide| world.run(decide, |tx, decide| Box::pin(decide_own_entries(tx, decide)));
    let decided = own(ask("wrong day")).await.unwrap();
    assert_eq!(
        (decided.outcome.changed, decided.outcome.refused),
        (0, vec![(Refusal::NotFound, 2, ids.iter().map(|id| id.0).collect())]),
        "somebody else's work"
    );
    link(&world).await;
    assert_eq!(refusal(own(ask("  ")).await), Refusal::FieldMissing(Field::Reason));
    assert_eq!(own(ask("wrong day")).await.unwrap().outcome.changed, 2);
    assert_eq!(states(&world).await, ["recall_requested", "recall_requested"]);
    assert_eq!(world.texts("select distinct recall_reason from entry").await, ["wrong day"]);
    world.audit_clean().await;
    // R-SEC-1: nobody decides what they asked for themselves
    let refused = world.decide(rows(&ids), Decision::ApproveRecall).await.unwrap();
    assert_eq!(
        (refused.outcome.changed, refused.outcome.refused[0].0.clone()),
        (0, Refusal::OwnWork)
    );
    unlink(&world).await;
    world.decide(rows(&ids[..1]), Decision::ApproveRecall).await.unwrap();
    world.decide(rows(&ids[1..]), Decision::RejectRecall).await.unwrap();
    assert_eq!(states(&world).await, ["returned", "approved"]);
    assert_eq!(standing(&world).await, ["cost 8 = 800", "unbilled_sales 8 = 1600"]);
    assert_eq!(
        world.decide(rows(&ids), Decision::RejectRecall).await.unwrap().outcome.refused,
        [(Refusal::RecallNotRequested, 2, vec![ids[0].0, ids[1].0])]
    );
    world.audit_clean().await;
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn nobody_approves_their_own_work_unless_the_company_says_so(owner: PgPool) {
    // R-SEC-1
    let world = World::new(owner).await;
    let ids = world
        .entries(&[work("SOLO", "2026-03-02", "8"), work("SOLO", "2026-03-02", "8").by("Bob")])
        .await;
    link(&world).await;
    let decided = world.decide(rows(&ids), Decision::Approve).await.unwrap();
    assert_eq!(
        (decided.outcome.changed, decided.outcome.refused),
        (1, vec![(Refusal::OwnWork, 1, vec![ids[0].0])])
    );
    let set = |allowed: bool| {
        world.run((allowed, !allowed), |tx, allowed| {
            Box::pin(commands::edit_entry_setting(tx, allowed))
        })
    };
    set(true).await.unwrap();
    assert_eq!(world.decide(rows(&ids[..1]), Decision::Approve).await.unwrap().outcome.changed, 1);
    world.decide(rows(&ids[..1]), Decision::CancelApproval).await.unwrap();
    set(false).await.unwrap();
    assert_eq!(
        world.decide(rows(&ids[..1]), Decision::Approve).await.unwrap().outcome.refused[0].0,
        Refusal::OwnWork
    );
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn what_is_on_an_invoice_stays_and_the_invoice_is_named(owner: PgPool) {
    // R-SM-44: on a draft, on a confirmed invoice; asking, giving back, cancelling
    let world = World::new(owner).await;
    world
        .force_owned(format!("insert into entry_setting values ({}, true)", world.company()))
        .await;
    let ids = world
        .entries(&[
            work("SOLO", "2026-03-02", "8"),
            work("SOLO", "2026-03-03", "8"),
            work("SOLO", "2026-03-04", "8"),
        ])
        .await;
    link(&world).await;
    world.approve(&ids).await;
    let ask = |ids: &[EntryId]| Decide {
        selection: rows(ids),
        decision: Decision::RequestRecall,
        comment: "wrong".into(),
        after: EntryId(0),
    };
    let own =
        |decide: Decide| world.run(decide, |tx, decide| Box::pin(decide_own_entries(tx, decide)));
    assert_eq!(own(ask(&ids[1..2])).await.unwrap().outcome.changed, 1);
    let sales: Vec<i64> = sqlx::query_scalar("select actual_id from backlog order by actual_id")
        .fetch_all(&world.owner)
        .await
        .unwrap();
    world.mark(Selection::Rows(sales[..2].to_vec()), true).await.unwrap();
    let draft = world.draft("SOLO").await;
    let on_draft = Refusal::OnDraftInvoice("#1 Portal".into());
    for (decision, n) in [(Decision::CancelApproval, 0), (Decision::ApproveRecall, 1)] {
        assert_eq!(
            world.decide(rows(&ids[n..=n]), decision).await.unwrap().outcome.refused,
            [(on_draft.clone(), 1, vec![ids[n].0])],
            "{decision:?}"
        );
    }
    assert_eq!(own(ask(&ids[..1])).await.unwrap().outcome.refused, [(on_draft, 1, vec![ids[0].0])]);
    world.confirmed(draft).await;
    let billed = Refusal::OnConfirmedInvoice("INV-000001".into());
    let decided = world.decide(rows(&ids), Decision::CancelApproval).await.unwrap();
    assert_eq!(
        (decided.outcome.changed, decided.outcome.refused),
        (
            1,
            vec![
                (billed.clone(), 1, vec![ids[0].0]),
                (Refusal::EntryNotApproved, 1, vec![ids[1].0])
            ]
        )
    );
    assert_eq!(
        world.decide(rows(&ids[1..2]), Decision::ApproveRecall).await.unwrap().outcome.refused,
        [(billed, 1, vec![ids[1].0])]
    );
    assert_eq!(
        world.decide(rows(&ids[1..2]), Decision::RejectRecall).await.unwrap().outcome.changed,
        1,
        "it stays approved"
    );
    world.audit_clean().await;
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn a_cancelled_approval_frees_the_room_it_held(owner: PgPool) {
    // R-APP-12: the commitment is released
    let world = World::new(owner).await;
    let ids =
        world.entries(&[work("CAP", "2026-03-02", "8"), work("CAP", "2026-03-03", "8")]).await;
    world.approve(&ids).await;
    assert_eq!(
        world.texts("select nte_status::text from backlog order by actual_id").await,
        ["committed", "failed"]
    );
    world.decide(rows(&ids[..1]), Decision::CancelApproval).await.unwrap();
    world
        .run(Selection::Matching(ListQuery::default()), |tx, selection| {
            Box::pin(crate::backlog::commands::reevaluate_limits(tx, selection))
        })
        .await
        .unwrap();
    assert_eq!(
        world.texts("select nte_status::text from backlog order by actual_id").await,
        ["committed"]
    );
    world.approve(&ids[..1]).await;
    assert_eq!(
        world.texts("select nte_status::text from backlog order by actual_id").await,
        ["committed", "failed"]
    );
    world.audit_clean().await;
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn two_who_cancel_and_invoice_at_once_have_one_effect(owner: PgPool) {
    // R-SM-44, R-INV-18: either it is on a draft and stays approved, or it is out of the ledger
    let world = World::new(owner).await;
    for round in 0..6 {
        let ids = world
            .entries(&[
                work("SOLO", "2026-03-02", "8").noted(format!("round {round}")),
                work("SOLO", "2026-03-03", "8").noted(format!("round {round}")),
            ])
            .await;
        world.approve(&ids).await;
        world.mark_all().await;
        let (cancelled, again, created) = tokio::join!(
            world.decide(rows(&ids), Decision::CancelApproval),
            world.decide(rows(&ids), Decision::CancelApproval),
            world.create_on(&["SOLO"], None)
        );
        let changed = cancelled.unwrap().outcome.changed + again.unwrap().outcome.changed;
        let drafts = created.unwrap().remove(0).outcome.unwrap_or_default();
        assert!(
            (changed == 2 && drafts.is_empty()) || (changed == 0 && drafts.len() == 1),
            "{changed} cancelled, {drafts:?}"
        );
        for draft in drafts {
            world.delete_invoice(draft).await.unwrap();
        }
        world.decide(rows(&ids), Decision::CancelApproval).await.unwrap();
        world.audit_clean().await;
    }
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn a_price_that_no_row_holds_is_refused_and_the_others_are_approved(owner: PgPool) {
    // R-PRC-2, R-BL-4: marked up by 10 %, what cost 9,999,999,999 comes to more than ten thousand
    // million
    let world = World::new(owner).await;
    world.entries(&[work("SOLO", "2026-02-02", "1")]).await;
    widen(&world).await;
    world
        .force_owned(format!("insert into entry_setting values ({}, true)", world.company()))
        .await;
    let mut ids = Vec::new();
    for cost in ["9999999999", "50"] {
        let record = EntryRecord {
            unit_cost: cost.into(),
            ..work_on(&world, "THIRDS", TransactionClass::Expense, "1").await
        };
        ids.push(write_down(&world, record).await.unwrap().entry_id);
    }
    decide_own(&world, &ids, Decision::Submit).await;
    let decided = world.decide(rows(&ids), Decision::Approve).await.unwrap();
    assert_eq!(
        (decided.outcome.changed, decided.outcome.refused),
        (1, vec![(Refusal::PriceTooLarge, 1, vec![ids[0].0])])
    );
    assert_eq!(
        world.texts(&format!("select state::text from entry where entry_id = {}", ids[0])).await,
        ["submitted"]
    );
    world.audit_clean().await;
}
