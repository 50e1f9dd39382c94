//! Store and commands on PostgreSQL: lists, decisions, and what approval writes.
#![cfg(test)]

use super::{
    commands::{
        close_contract, confirm_contract, correct_entries, decide_entries, decide_own_entries, delete_entry, edit_entry, list_entries, list_own_entries,
        post_journal, preview_correction, read_choices, read_week, record_entry, total_entries,
    },
    model::{Change, Correct, Decide, Decision, EntryEdit, EntryRecord, Journal, JournalLine, Posted, Recorded},
};
use crate::{
    contracts::rules::level_name,
    platform::failure::Failure,
    tests::{
        fixtures::{World, check_list, refusal},
        sheets::{Work, work},
    },
    vocabulary::{
        ids::{CategoryId, EntryId, ProductId, ProjectId, ResourceId, RoleId, TaskId},
        paging::{ListQuery, Selection},
        refusal::{Field, Refusal},
        words::{BillingType, EntryState, NteValidation, TransactionClass, TransactionType},
    },
};
use sqlx::PgPool;

fn rows(ids: &[EntryId]) -> Selection {
    Selection::Rows(ids.iter().map(|id| id.0).collect())
}

async fn decide(world: &World, decide: Decide) -> Result<super::model::Decided, Failure> {
    world.run(decide, |tx, decide| Box::pin(decide_entries(tx, decide))).await
}

async fn states(world: &World) -> Vec<String> {
    world.texts("select state::text from entry order by entry_id").await
}

/// One entry of every kind: submitted, draft, history, approved, returned.
async fn one_of_each(world: &World) -> Vec<EntryId> {
    let draft = Work { approved: "No", ..work("SOLO", "2026-03-03", "2") };
    let history = Work { invoiced: "Yes", ..work("SOLO", "2026-03-04", "3") };
    let ids = world.entries(&[work("SOLO", "2026-03-02", "1"), draft, history, work("SOLO", "2026-03-05", "4"), work("SOLO", "2026-03-06", "5")]).await;
    world.approve(&ids[3..4]).await;
    world.decide(rows(&ids[4..5]), Decision::Return).await.unwrap();
    assert_eq!(states(world).await, ["submitted", "draft", "approved", "approved", "returned"]);
    ids
}

#[sqlx::test(migrator = "crate::platform::database::MIGRATIONS")]
async fn approving_writes_cost_and_unbilled_sales_and_opens_the_backlog(owner: PgPool) {
    // R-APP-1, R-APP-5, R-SM-16
    let world = World::new(owner).await;
    let ids = world.entries(&[work("SOLO", "2026-03-02", "8"), work("SOLO", "2026-03-03", "8"), work("SOLO", "2026-03-04", "8")]).await;
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

#[sqlx::test(migrator = "crate::platform::database::MIGRATIONS")]
async fn approving_splits_among_customers_in_every_currency(owner: PgPool) {
    // R-APP-6 to R-APP-8, R-PRC-9
    let world = World::new(owner).await;
    for (project, hours, expected) in [
        ("PAIR", "8", vec!["Nordlicht Energie 4.8 = 960 EUR", "Tromsø Shipping 3.2 = 640 EUR"]),
        ("THIRDS", "8", vec!["Tromsø Shipping 2.67 = 534 EUR", "Nordlicht Energie 2.67 = 534 EUR", "Harbour & Vale, Architects 2.66 = 532 EUR"]),
        ("YEN", "0.5", vec!["Nordlicht Energie 0.5 = 5001 JPY"]),
        ("DINAR", "0.5", vec!["Nordlicht Energie 0.5 = 6.173 BHD"]),
        ("FIXED", "8", vec![]),
        ("ELSEWHERE", "8", vec![]),
    ] {
        let sales = world.approved(&[work(project, "2026-03-02", hours)]).await;
        let found = world
            .texts(&format!(
                "select cu.name || ' ' || trim_scale(a.quantity) || ' = ' || trim_scale(a.amount) || ' ' || a.currency from actual a join customer cu using (company_id, customer_id)
                 where a.actual_id = any('{{{}}}') order by a.actual_id",
                sales.iter().map(i64::to_string).collect::<Vec<_>>().join(",")
            ))
            .await;
        assert_eq!(found, expected, "{project}");
    }
    assert_eq!(
        world.texts("select billing_type || ' ' || coalesce(contract_id is not null, false) from actual where customer_id is null order by actual_id").await,
        ["chargeable true", "not_available false"],
        "cost only: fixed price, and work no line covers"
    );
    world.audit_clean().await;
}

#[sqlx::test(migrator = "crate::platform::database::MIGRATIONS")]
async fn refused_entries_are_named_and_the_others_are_changed(owner: PgPool) {
    // R-SM-36, R-SM-38, R-SM-39, R-BL-4
    let world = World::new(owner).await;
    let ids = one_of_each(&world).await;
    let id = |n: usize| ids[n].0;
    for (decision, changed, refused) in [
        (
            Decision::Return,
            vec!["returned", "draft", "approved", "approved", "returned"],
            vec![(Refusal::EntryNotSubmitted, 2, vec![id(1), id(4)]), (Refusal::EntryFrozen, 2, vec![id(2), id(3)])],
        ),
        (Decision::Submit, vec!["submitted", "submitted", "approved", "approved", "submitted"], vec![(Refusal::EntryFrozen, 2, vec![id(2), id(3)])]),
        (
            Decision::Submit,
            vec!["submitted", "submitted", "approved", "approved", "submitted"],
            vec![(Refusal::EntryNotDraft, 3, vec![id(0), id(1), id(4)]), (Refusal::EntryFrozen, 2, vec![id(2), id(3)])],
        ),
        (Decision::Approve, vec!["approved"; 5], vec![(Refusal::EntryFrozen, 2, vec![id(2), id(3)])]),
        (Decision::Approve, vec!["approved"; 5], vec![(Refusal::EntryFrozen, 5, ids.iter().map(|id| id.0).collect())]),
    ] {
        let decided = world.decide(rows(&ids), decision).await.unwrap();
        assert_eq!(decided.outcome.refused, refused, "{decision:?}");
        assert_eq!(states(&world).await, changed, "{decision:?}");
    }
    assert_eq!(world.ask("select count(*) from actual where transaction_type = 'cost'").await, 4, "history never reaches the ledger");
    world.audit_clean().await;
}

#[sqlx::test(migrator = "crate::platform::database::MIGRATIONS")]
async fn everything_a_filter_lets_through_is_decided(owner: PgPool) {
    let world = World::new(owner).await;
    one_of_each(&world).await;
    world.entries(&[work("PAIR", "2026-03-02", "1"), work("PAIR", "2026-04-02", "1")]).await;
    let matching = |filters: &[(&str, &str)]| Selection::Matching(filters.iter().fold(ListQuery::default(), |query, (name, text)| query.with(name, *text)));
    let decided = world.decide(matching(&[("project", "pair"), ("to", "2026-03-31")]), Decision::Approve).await.unwrap();
    assert_eq!((decided.outcome.changed, decided.last), (1, None));
    let decided = world.decide(matching(&[("state", "submitted")]), Decision::Approve).await.unwrap();
    assert_eq!((decided.outcome.changed, decided.outcome.refused), (2, vec![]));
    assert_eq!(refusal(world.decide(matching(&[("state", "sleeping")]), Decision::Approve).await), Refusal::UnknownListOption("sleeping".into()));
    assert_eq!(refusal(world.decide(matching(&[("colour", "red")]), Decision::Approve).await), Refusal::UnknownListOption("colour".into()));
    assert_eq!(refusal(world.decide(matching(&[("from", "yesterday")]), Decision::Approve).await), Refusal::FieldNotADate(Field::Date));
    assert_eq!(refusal(world.decide(Selection::Rows(vec![]), Decision::Approve).await), Refusal::NothingSelected);
    world.audit_clean().await;
}

#[sqlx::test(migrator = "crate::platform::database::MIGRATIONS")]
async fn the_approver_s_word_reaches_the_author(owner: PgPool) {
    let world = World::new(owner).await;
    let ids = world.entries(&[work("SOLO", "2026-03-02", "8")]).await;
    let comment = |comment: &str| Decide { selection: rows(&ids), decision: Decision::Return, comment: comment.into(), after: EntryId(0) };
    assert_eq!(refusal(decide(&world, comment(&"x".repeat(1_001))).await), Refusal::FieldTooLong(Field::Comment, 1_000));
    decide(&world, comment("  Which ticket?\0 ")).await.expect("null characters are no fault of ours");
    assert_eq!(world.texts("select decision_comment from entry").await, ["Which ticket?"]);
}

#[sqlx::test(migrator = "crate::platform::database::MIGRATIONS")]
async fn an_approver_changes_hours_and_type_of_what_is_submitted(owner: PgPool) {
    // R-APP-4
    let world = World::new(owner).await;
    let ids = one_of_each(&world).await;
    let edit = |entry_id: EntryId, billable: &str, billing_type: BillingType, comment: &str| {
        let (world, billable_quantity, external_comment) = (&world, billable.to_owned(), comment.to_owned());
        async move {
            let edit = EntryEdit { entry_id, version: world.entry_version(entry_id).await, billable_quantity, billing_type, external_comment };
            world.run(edit, |tx, edit| Box::pin(edit_entry(tx, edit))).await
        }
    };
    edit(ids[0], "0,5", BillingType::Complimentary, " on the house\0 ").await.unwrap();
    assert_eq!(
        world.texts("select trim_scale(billable_quantity) || ' ' || billing_type || ' ' || external_comment from entry order by entry_id limit 1").await,
        ["0.5 complimentary on the house"]
    );
    for (n, billable, billing_type, comment, expected) in [
        (0, "-1", BillingType::Chargeable, "", Refusal::FieldOutOfRange(Field::BillableQuantity)),
        (0, "", BillingType::Chargeable, "", Refusal::FieldMissing(Field::BillableQuantity)),
        (0, "NaN", BillingType::Chargeable, "", Refusal::FieldNotANumber(Field::BillableQuantity)),
        (0, "1", BillingType::NotAvailable, "", Refusal::InputUnreadable),
        (0, "1", BillingType::Chargeable, &*"x".repeat(1_001), Refusal::FieldTooLong(Field::ExternalDescription, 1_000)),
        (1, "1", BillingType::Chargeable, "", Refusal::EntryNotSubmitted),
        (2, "1", BillingType::Chargeable, "", Refusal::EntryNotSubmitted),
        (3, "1", BillingType::Chargeable, "", Refusal::EntryNotSubmitted),
        (4, "1", BillingType::Chargeable, "", Refusal::EntryNotSubmitted),
    ] {
        assert_eq!(refusal(edit(ids[n], billable, billing_type, comment).await), expected, "{n} {billable:?}");
    }
    assert_eq!(refusal(edit(EntryId(999_999), "1", BillingType::Chargeable, "").await), Refusal::NotFound);
    assert_eq!(
        world.texts("select before::text || ' ' || after::text from audit_entry where command = 'test' and before is not null").await,
        [r#"["1.0000", "chargeable"] ["0.5", "complimentary"]"#]
    );
}

#[sqlx::test(migrator = "crate::platform::database::MIGRATIONS")]
async fn two_who_approve_the_same_at_once_have_one_effect(owner: PgPool) {
    // I1, I12
    let world = World::new(owner).await;
    let ids = world.entries(&(1..=20).map(|n| work("PAIR", "2026-03-02", &n.to_string())).collect::<Vec<_>>()).await;
    let (one, other) = tokio::join!(world.decide(rows(&ids), Decision::Approve), world.decide(rows(&ids), Decision::Approve));
    let changed: i64 = [&one, &other].iter().map(|decided| decided.as_ref().unwrap().outcome.changed).sum();
    assert_eq!(changed, 20);
    assert_eq!(world.ask("select count(*) from actual").await, 80, "20 entries, two customers each, cost and sale");
    world.audit_clean().await;
}

#[sqlx::test(migrator = "crate::platform::database::MIGRATIONS")]
async fn limits_are_counted_when_sales_are_made_in_order_of_their_days(owner: PgPool) {
    // R-NTE-3, R-NTE-4, R-APP-9: CAP is limited to 3,000, one customer of CAPS to 1,000
    let world = World::new(owner).await;
    world.approved(&[work("CAP", "2026-03-05", "8"), work("CAP", "2026-03-04", "6"), work("CAP", "2026-03-03", "1")]).await;
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
    assert_eq!(world.backlog().await.last().unwrap(), "CAP 2026-03-06 Nordlicht Energie chargeable 0.01 = 2 not ready failed (contract line)");

    world.approved(&[work("CAPS", "2026-03-06", "8"), work("CAPS", "2026-03-05", "4")]).await;
    assert_eq!(
        world.backlog().await[4..],
        [
            "CAPS 2026-03-06 Nordlicht Energie chargeable 4 = 800 not ready failed (contract line customer)",
            "CAPS 2026-03-06 Tromsø Shipping chargeable 4 = 800 not ready not_applicable",
            "CAPS 2026-03-05 Nordlicht Energie chargeable 2 = 400 not ready committed",
            "CAPS 2026-03-05 Tromsø Shipping chargeable 2 = 400 not ready not_applicable",
        ],
        "the earlier day comes first, whichever was written first"
    );
    let id = world.entries(&[work("CAP", "2026-03-07", "8")]).await;
    world.edit_entry(id[0], "0", BillingType::Chargeable).await.unwrap();
    world.approve(&id).await;
    assert_eq!(world.backlog().await.last().unwrap(), "CAP 2026-03-07 Nordlicht Energie non_chargeable 8 = 1600 not ready not_applicable", "R-NTE-1");
    world.audit_clean().await;
}

#[sqlx::test(migrator = "crate::platform::database::MIGRATIONS")]
async fn approvals_say_beforehand_whether_limits_would_hold(owner: PgPool) {
    // R-APP-9: for information, live, each entry on its own. CAP is limited to 3,000, one customer of CAPS to 1,000.
    let world = World::new(owner).await;
    let ids = world
        .entries(&[work("CAP", "2026-03-02", "10"), work("CAP", "2026-03-03", "12"), work("CAPS", "2026-03-04", "12"), work("SOLO", "2026-03-05", "99")])
        .await;
    world.entries(&[Work { approved: "No", ..work("CAP", "2026-03-06", "1") }]).await;
    let validations = || async {
        let page = world.read(|conn, company| Box::pin(async move { list_entries(conn, company, None, &ListQuery::default()).await })).await.unwrap();
        page.rows.into_iter().map(|row| row.nte_validation.map(|(word, level)| (word, level.map(level_name)))).collect::<Vec<_>>()
    };
    let (success, not_applicable) = (Some((NteValidation::Success, None)), Some((NteValidation::NotApplicable, None)));
    let failed = |level| Some((NteValidation::Failed, Some(level)));
    assert_eq!(
        validations().await,
        [success, success, failed("contract line customer"), not_applicable, None],
        "each fits the line by itself; one share of CAPS does not fit; no limit on SOLO; a draft is not asked"
    );

    world.approve(&ids[..1]).await;
    assert_eq!(validations().await[..2], [None, failed("contract line")], "2,000 of 3,000 are used: 2,400 more are too much");
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

#[sqlx::test(migrator = "crate::platform::database::MIGRATIONS")]
async fn two_who_approve_on_one_limit_at_once_stay_within_it(owner: PgPool) {
    // R-NTE-3 under concurrency: 4 × 1,000 against 3,000
    let world = World::new(owner).await;
    let ids =
        world.entries(&[work("CAP", "2026-03-02", "5"), work("CAP", "2026-03-03", "5"), work("CAP", "2026-03-04", "5"), work("CAP", "2026-03-05", "5")]).await;
    futures::future::join_all(ids.iter().map(|id| async { world.decide(rows(&[*id]), Decision::Approve).await.unwrap() })).await;
    assert_eq!(world.texts("select nte_status || ' ' || count(*) from backlog group by nte_status order by 1").await, ["committed 3", "failed 1"]);
    world.audit_clean().await;
}

#[sqlx::test(migrator = "crate::platform::database::MIGRATIONS")]
async fn what_finds_no_price_or_no_line_is_counted(owner: PgPool) {
    // W-27, R-APP-2
    let world = World::new(owner).await;
    let trainee = Work { roles: "Trainee".into(), ..work("SOLO", "2026-03-02", "8") };
    let rated = Work { rate: "90".into(), currency: "GBP".into(), ..trainee.clone() };
    let unbillable = Work { billable: "No", ..trainee.clone() };
    let ids = world.entries(&[trainee, rated, unbillable, work("SOLO", "2027-03-02", "8"), work("ELSEWHERE", "2026-03-02", "8")]).await;
    let decided = world.approve(&ids).await;
    assert_eq!((decided.without_price, decided.not_covered), (2, 1));
    assert_eq!(world.texts("select distinct trim_scale(unit_price)::text from actual where transaction_type = 'unbilled_sales' order by 1").await, ["0", "90"]);
    world.audit_clean().await;
}

#[sqlx::test(migrator = "crate::platform::database::MIGRATIONS")]
async fn entries_are_listed_page_by_page(owner: PgPool) {
    let world = World::new(owner).await;
    let people = ["Ada", "Bob", "Ada", "Cleo"];
    let rows: Vec<Work> = (0..14_usize)
        .map(|n| work(["SOLO", "PAIR", "THIRDS"][n % 3], ["2026-03-02", "2026-03-02", "2026-03-03"][n % 3], ["8", "8", "4.25", "0.5"][n % 4]).by(people[n % 4]))
        .collect();
    world.entries(&rows).await;
    check_list(&["date", "quantity", "project", "person"], |query| {
        world.read(move |conn, company| Box::pin(async move { list_entries(conn, company, None, &query).await }))
    })
    .await;
}

#[sqlx::test(migrator = "crate::platform::database::MIGRATIONS")]
async fn entries_are_filtered_and_totalled(owner: PgPool) {
    let world = World::new(owner).await;
    one_of_each(&world).await;
    world.entries(&[work("PAIR", "2026-04-02", "0.5").by("Böb").noted("100% done_ \\ O'Brien \"quoted\"")]).await;
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
        let page = world.read(move |conn, company| Box::pin(async move { list_entries(conn, company, None, &listed).await })).await.unwrap();
        let totals = world.read(move |conn, company| Box::pin(async move { total_entries(conn, company, None, &query).await })).await.unwrap();
        assert_eq!((totals.count, totals.quantity.normalize().to_string().as_str()), (count, hours), "{name} {text:?}");
        assert_eq!(i64::try_from(page.rows.len()), Ok(count), "{name} {text:?}");
        if count == 0 {
            assert_eq!(totals.hints.iter().map(|(_, n)| n).sum::<i64>(), 6, "an empty list says what there is: {:?}", totals.hints);
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
            refusal(world.read(move |conn, company| Box::pin(async move { list_entries(conn, company, None, &query).await })).await),
            expected,
            "{name}"
        );
    }
    let page = world.read(|conn, company| Box::pin(async move { list_entries(conn, company, None, &ListQuery::default()).await })).await.unwrap();
    assert_eq!(page.rows.iter().map(|row| row.contract_number.clone().unwrap()).collect::<Vec<_>>(), ["SOLO", "SOLO", "SOLO", "SOLO", "SOLO", "PAIR"]);
    assert_eq!(page.rows[1].state, EntryState::Draft);
}

#[sqlx::test(migrator = "crate::platform::database::MIGRATIONS")]
async fn another_company_s_entries_are_not_there(owner: PgPool) {
    // G22
    let world = World::new(owner).await;
    let rival = world.rival().await;
    let theirs = rival.entries(&[work("SOLO", "2026-03-02", "8")]).await;
    let decided = world.decide(rows(&theirs), Decision::Approve).await.unwrap();
    assert_eq!((decided.outcome.changed, decided.outcome.refused.len()), (0, 0));
    assert_eq!(refusal(world.edit_entry(theirs[0], "1", BillingType::Chargeable).await), Refusal::NotFound);
    let page = world.read(|conn, company| Box::pin(async move { list_entries(conn, company, None, &ListQuery::default()).await })).await.unwrap();
    assert!(page.rows.is_empty());
    assert_eq!(states(&rival).await, ["submitted"]);
}

/// Every entry's state, and what of the ledger still stands.
async fn standing(world: &World) -> Vec<String> {
    world
        .texts(
            "select a.transaction_type || ' ' || trim_scale(sum(a.quantity)) || ' = ' || trim_scale(sum(a.amount)) from actual a
             group by a.transaction_type, a.contract_id having sum(a.quantity) <> 0 order by 1",
        )
        .await
}

async fn ledger_statuses(world: &World) -> Vec<String> {
    let query = ListQuery { descending: true, size: 200, ..ListQuery::default() };
    let page =
        world.read(move |conn, company| Box::pin(async move { crate::actuals::commands::list_ledger(conn, company, None, &query).await })).await.unwrap();
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

#[sqlx::test(migrator = "crate::platform::database::MIGRATIONS")]
async fn a_cancelled_approval_leaves_the_ledger_and_can_be_given_again(owner: PgPool) {
    // R-SM-43, R-SM-23, R-APP-12: reversed, Canceled, out of the backlog; approved again under what the approver changed
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
    assert_eq!(world.backlog().await.len(), 4, "chargeable and non-chargeable, each for both customers");
    world.audit_clean().await;
    world.mark_all().await;
    for created in world.create(&["PAIR"]).await {
        for draft in created.outcome.unwrap() {
            world.confirmed(draft).await;
        }
    }
    world.audit_clean().await;
}

#[sqlx::test(migrator = "crate::platform::database::MIGRATIONS")]
async fn what_is_asked_back_is_decided(owner: PgPool) {
    // R-SM-40 to R-SM-42
    let world = World::new(owner).await;
    let ids = world.entries(&[work("SOLO", "2026-03-02", "8"), work("SOLO", "2026-03-03", "8")]).await;
    world.approve(&ids).await;
    let ask = |reason: &str| Decide { selection: rows(&ids), decision: Decision::RequestRecall, comment: reason.into(), after: EntryId(0) };
    assert_eq!(refusal(decide(&world, ask("wrong day")).await), Refusal::InputUnreadable, "an approver does not ask");
    let own = |decide: Decide| world.run(decide, |tx, decide| Box::pin(decide_own_entries(tx, decide)));
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
    assert_eq!((refused.outcome.changed, refused.outcome.refused[0].0.clone()), (0, Refusal::OwnWork));
    unlink(&world).await;
    world.decide(rows(&ids[..1]), Decision::ApproveRecall).await.unwrap();
    world.decide(rows(&ids[1..]), Decision::RejectRecall).await.unwrap();
    assert_eq!(states(&world).await, ["returned", "approved"]);
    assert_eq!(standing(&world).await, ["cost 8 = 800", "unbilled_sales 8 = 1600"]);
    assert_eq!(world.decide(rows(&ids), Decision::RejectRecall).await.unwrap().outcome.refused, [(Refusal::RecallNotRequested, 2, vec![ids[0].0, ids[1].0])]);
    world.audit_clean().await;
}

/// The project manager is Ada from now on.
async fn link(world: &World) {
    let person = world.actor.person.unwrap().0;
    world.force_owned(format!("update resource set person_id = {person} where company_id = {} and name = 'Ada Lind'", world.company())).await;
}

async fn unlink(world: &World) {
    world.force("update resource set person_id = null").await;
}

#[sqlx::test(migrator = "crate::platform::database::MIGRATIONS")]
async fn nobody_approves_their_own_work_unless_the_company_says_so(owner: PgPool) {
    // R-SEC-1
    let world = World::new(owner).await;
    let ids = world.entries(&[work("SOLO", "2026-03-02", "8"), work("SOLO", "2026-03-02", "8").by("Bob")]).await;
    link(&world).await;
    let decided = world.decide(rows(&ids), Decision::Approve).await.unwrap();
    assert_eq!((decided.outcome.changed, decided.outcome.refused), (1, vec![(Refusal::OwnWork, 1, vec![ids[0].0])]));
    let set = |allowed: bool| world.run((allowed, !allowed), |tx, allowed| Box::pin(super::commands::edit_entry_setting(tx, allowed)));
    set(true).await.unwrap();
    assert_eq!(world.decide(rows(&ids[..1]), Decision::Approve).await.unwrap().outcome.changed, 1);
    world.decide(rows(&ids[..1]), Decision::CancelApproval).await.unwrap();
    set(false).await.unwrap();
    assert_eq!(world.decide(rows(&ids[..1]), Decision::Approve).await.unwrap().outcome.refused[0].0, Refusal::OwnWork);
}

#[sqlx::test(migrator = "crate::platform::database::MIGRATIONS")]
async fn what_is_on_an_invoice_stays_and_the_invoice_is_named(owner: PgPool) {
    // R-SM-44: on a draft, on a confirmed invoice; asking, giving back, cancelling
    let world = World::new(owner).await;
    world.force_owned(format!("insert into entry_setting values ({}, true)", world.company())).await;
    let ids = world.entries(&[work("SOLO", "2026-03-02", "8"), work("SOLO", "2026-03-03", "8"), work("SOLO", "2026-03-04", "8")]).await;
    link(&world).await;
    world.approve(&ids).await;
    let ask = |ids: &[EntryId]| Decide { selection: rows(ids), decision: Decision::RequestRecall, comment: "wrong".into(), after: EntryId(0) };
    let own = |decide: Decide| world.run(decide, |tx, decide| Box::pin(decide_own_entries(tx, decide)));
    assert_eq!(own(ask(&ids[1..2])).await.unwrap().outcome.changed, 1);
    let sales: Vec<i64> = sqlx::query_scalar("select actual_id from backlog order by actual_id").fetch_all(&world.owner).await.unwrap();
    world.mark(Selection::Rows(sales[..2].to_vec()), true).await.unwrap();
    let draft = world.draft("SOLO").await;
    let on_draft = Refusal::OnDraftInvoice("#1 Portal".into());
    for (decision, n) in [(Decision::CancelApproval, 0), (Decision::ApproveRecall, 1)] {
        assert_eq!(world.decide(rows(&ids[n..=n]), decision).await.unwrap().outcome.refused, [(on_draft.clone(), 1, vec![ids[n].0])], "{decision:?}");
    }
    assert_eq!(own(ask(&ids[..1])).await.unwrap().outcome.refused, [(on_draft, 1, vec![ids[0].0])]);
    world.confirmed(draft).await;
    let billed = Refusal::OnConfirmedInvoice("INV-000001".into());
    let decided = world.decide(rows(&ids), Decision::CancelApproval).await.unwrap();
    assert_eq!(
        (decided.outcome.changed, decided.outcome.refused),
        (1, vec![(Refusal::EntryNotApproved, 1, vec![ids[1].0]), (billed.clone(), 1, vec![ids[0].0])])
    );
    assert_eq!(world.decide(rows(&ids[1..2]), Decision::ApproveRecall).await.unwrap().outcome.refused, [(billed, 1, vec![ids[1].0])]);
    assert_eq!(world.decide(rows(&ids[1..2]), Decision::RejectRecall).await.unwrap().outcome.changed, 1, "it stays approved");
    world.audit_clean().await;
}

#[sqlx::test(migrator = "crate::platform::database::MIGRATIONS")]
async fn a_cancelled_approval_frees_the_room_it_held(owner: PgPool) {
    // R-APP-12: the commitment is released
    let world = World::new(owner).await;
    let ids = world.entries(&[work("CAP", "2026-03-02", "8"), work("CAP", "2026-03-03", "8")]).await;
    world.approve(&ids).await;
    assert_eq!(world.texts("select nte_status::text from backlog order by actual_id").await, ["committed", "failed"]);
    world.decide(rows(&ids[..1]), Decision::CancelApproval).await.unwrap();
    world.run(Selection::Matching(ListQuery::default()), |tx, selection| Box::pin(crate::backlog::commands::reevaluate_limits(tx, selection))).await.unwrap();
    assert_eq!(world.texts("select nte_status::text from backlog order by actual_id").await, ["committed"]);
    world.approve(&ids[..1]).await;
    assert_eq!(world.texts("select nte_status::text from backlog order by actual_id").await, ["committed", "failed"]);
    world.audit_clean().await;
}

#[sqlx::test(migrator = "crate::platform::database::MIGRATIONS")]
async fn two_who_cancel_and_invoice_at_once_have_one_effect(owner: PgPool) {
    // R-SM-44, R-INV-18: either it is on a draft and stays approved, or it is out of the ledger
    let world = World::new(owner).await;
    for round in 0..6 {
        let ids = world
            .entries(&[work("SOLO", "2026-03-02", "8").noted(format!("round {round}")), work("SOLO", "2026-03-03", "8").noted(format!("round {round}"))])
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
        assert!((changed == 2 && drafts.is_empty()) || (changed == 0 && drafts.len() == 1), "{changed} cancelled, {drafts:?}");
        for draft in drafts {
            world.delete_invoice(draft).await.unwrap();
        }
        world.decide(rows(&ids), Decision::CancelApproval).await.unwrap();
        world.audit_clean().await;
    }
}

/// Lines that take more than time: SOLO and THIRDS all classes, FIXED expenses; travel at cost, cable at 3.50, a fee category, a task.
async fn widen(world: &World) {
    let company = world.company();
    world
        .force_terms(&format!(
            "insert into category (company_id, name) values ({company}, 'Travel'), ({company}, 'Set-up');
             insert into product (company_id, name, unit) values ({company}, 'Cable', 'm');
             insert into task (company_id, project_id, name) select {company}, project_id, 'Roof' from project where company_id = {company} and code in ('SOLO', 'PAIR');
             insert into contract_line_class (company_id, project_id, transaction_class, contract_line_id)
               select l.company_id, l.project_id, k.class, l.contract_line_id from contract_line l join contract c using (company_id, contract_id)
               cross join unnest(array['expense', 'material', 'fee']::transaction_class[]) k (class)
               where l.company_id = {company} and (c.number in ('SOLO', 'THIRDS') or (c.number = 'FIXED' and k.class = 'expense'));
             insert into price (company_id, currency, transaction_class, category_id, unit, pricing, unit_price, valid_from, valid_to)
               select company_id, code, 'expense', category_id, 'each', 'markup', 10, '2026-01-01', '2026-12-31' from category cross join unnest(array['EUR', 'GBP']) code
               where company_id = {company} and name = 'Travel';
             insert into price (company_id, currency, transaction_class, product_id, unit, unit_price, valid_from, valid_to)
               select company_id, code, 'material', product_id, 'm', 3.5, '2026-01-01', '2026-12-31' from product cross join unnest(array['EUR', 'GBP']) code where company_id = {company}"
        ))
        .await;
}

async fn key(world: &World, table: &'static str, column: &'static str, name: &str) -> i64 {
    world.ask(&format!("select {table}_id from {table} where company_id = {} and {column} = '{name}' order by 1 limit 1", world.company())).await
}

/// Something to write down on 2 March.
async fn work_on(world: &World, project: &str, class: TransactionClass, quantity: &str) -> EntryRecord {
    let priced_by = match class {
        TransactionClass::Time => key(world, "role", "name", "Developer").await,
        TransactionClass::Material => key(world, "product", "name", "Cable").await,
        _ => key(world, "category", "name", "Travel").await,
    };
    EntryRecord {
        entry_id: None,
        version: 0,
        transaction_class: class,
        project_id: Some(ProjectId(key(world, "project", "code", project).await)),
        task_id: None,
        priced_by: Some(priced_by),
        work_on: "2026-03-02".into(),
        quantity: quantity.into(),
        unit: "km".into(),
        unit_cost: "50".into(),
        notes: "to the site".into(),
    }
}

async fn write_down(world: &World, record: EntryRecord) -> Result<Recorded, Failure> {
    world.run(record, |tx, record| Box::pin(record_entry(tx, record))).await
}

async fn decide_own(world: &World, ids: &[EntryId], decision: Decision) -> super::model::Decided {
    let decide = Decide { selection: rows(ids), decision, comment: "please".into(), after: EntryId(0) };
    world.run(decide, |tx, decide| Box::pin(decide_own_entries(tx, decide))).await.unwrap()
}

#[sqlx::test(migrator = "crate::platform::database::MIGRATIONS")]
async fn people_write_down_submit_and_recall_their_own_work(owner: PgPool) {
    // R-APP-1, R-SM-36, R-SM-37: every class, version checked, deleted while it never counted
    let world = World::new(owner).await;
    world.entries(&[work("SOLO", "2026-02-02", "1")]).await;
    widen(&world).await;
    world.force_owned(format!("update person set name = 'Ada Lind' where company_id = {}", world.company())).await;
    let time = write_down(&world, work_on(&world, "SOLO", TransactionClass::Time, "7,5").await).await.unwrap();
    assert_eq!(refusal(write_down(&world, work_on(&world, "SOLO", TransactionClass::Time, "1").await).await), Refusal::SameWork, "another tab");
    let beside = EntryRecord { notes: "on the phone".into(), ..work_on(&world, "SOLO", TransactionClass::Time, "0.5").await };
    let beside = write_down(&world, beside).await.expect("R-APP-15: other notes, other work");
    world.run(beside, |tx, seen| Box::pin(delete_entry(tx, seen))).await.expect("thrown away");
    let expense = write_down(&world, work_on(&world, "THIRDS", TransactionClass::Expense, "2").await).await.unwrap();
    let cable = write_down(&world, work_on(&world, "SOLO", TransactionClass::Material, "10").await).await.unwrap();
    assert_eq!(
        world
            .texts("select transaction_class || ' ' || state || ' ' || trim_scale(quantity) || ' ' || unit || ' x ' || trim_scale(unit_cost) || ' by ' || re.name from entry join resource re using (company_id, resource_id) where entry.person_id is not null order by entry_id")
            .await,
        ["time draft 7.5  x 100 by Ada Lind", "expense draft 2 km x 50 by Ada Lind", "material draft 10 m x 50 by Ada Lind"],
        "an hour costs what it cost before; material is counted in its product's unit"
    );
    assert!(world.ledger().await.is_empty(), "R-APP-1");

    let again = EntryRecord { entry_id: Some(time.entry_id), version: time.version, ..work_on(&world, "SOLO", TransactionClass::Time, "8").await };
    let changed = write_down(&world, again.clone()).await.unwrap();
    assert_eq!((changed.entry_id, changed.version), (time.entry_id, time.version + 1));
    assert_eq!(refusal(write_down(&world, again).await), Refusal::ChangedInAnotherWindow, "a stale page");
    let delete = |seen: Recorded| world.run(seen, |tx, seen| Box::pin(delete_entry(tx, seen)));
    assert_eq!(refusal(delete(time).await), Refusal::ChangedInAnotherWindow);

    let all = [changed.entry_id, expense.entry_id, cable.entry_id];
    assert_eq!(decide_own(&world, &all, Decision::Submit).await.outcome.changed, 3);
    assert_eq!(refusal(delete(changed).await), Refusal::EntryNotYours);
    assert_eq!(
        refusal(
            write_down(&world, EntryRecord { entry_id: Some(expense.entry_id), version: 1, ..work_on(&world, "SOLO", TransactionClass::Expense, "1").await })
                .await
        ),
        Refusal::EntryNotYours
    );
    assert_eq!(decide_own(&world, &all, Decision::Recall).await.outcome.changed, 3);
    assert_eq!(decide_own(&world, &all, Decision::Recall).await.outcome.refused[0].0, Refusal::EntryNotSubmitted);
    let thrown_away =
        write_down(&world, EntryRecord { work_on: "2026-03-09".into(), ..work_on(&world, "SOLO", TransactionClass::Time, "1").await }).await.unwrap();
    delete(thrown_away).await.unwrap();
    assert_eq!(refusal(delete(thrown_away).await), Refusal::NotFound);
    decide_own(&world, &all, Decision::Submit).await;

    // expense to invoice: at cost and ten percent, shared by three (R-APP-5, R-PRC-2)
    world.force_owned(format!("insert into entry_setting values ({}, true)", world.company())).await;
    world.approve(&all).await;
    assert_eq!(
        world.backlog().await,
        [
            "SOLO 2026-03-02 Harbour & Vale, Architects chargeable 8 = 1600 not ready not_applicable",
            "THIRDS 2026-03-02 Tromsø Shipping chargeable 0.67 = 36.85 not ready not_applicable",
            "THIRDS 2026-03-02 Nordlicht Energie chargeable 0.67 = 36.85 not ready not_applicable",
            "THIRDS 2026-03-02 Harbour & Vale, Architects chargeable 0.66 = 36.3 not ready not_applicable",
            "SOLO 2026-03-02 Harbour & Vale, Architects chargeable 10 = 35 not ready not_applicable",
        ]
    );
    world.mark_all().await;
    for created in world.create(&["SOLO", "THIRDS"]).await {
        for draft in created.outcome.unwrap() {
            world.confirmed(draft).await;
        }
    }
    world.audit_clean().await;
    let week = world
        .read(|conn, company| {
            Box::pin(async move {
                let person = sqlx::query_scalar("select person_id from resource where name = 'Ada Lind' and company_id = $1")
                    .bind(company.0)
                    .fetch_one(&mut *conn)
                    .await?;
                read_week(conn, company, crate::vocabulary::ids::PersonId(person), "2026-03-08".parse().unwrap()).await
            })
        })
        .await
        .unwrap();
    assert_eq!((week.monday.to_string().as_str(), week.lines.len()), ("2026-03-02", 1));
    let again = EntryRecord { notes: "on the phone".into(), ..work_on(&world, "SOLO", TransactionClass::Time, "0.5").await };
    write_down(&world, again).await.expect("R-APP-15: other notes, other work");
    let person = world.ask("select person_id from resource where name = 'Ada Lind'").await;
    let two = world
        .read(move |conn, company| {
            Box::pin(async move { read_week(conn, company, crate::vocabulary::ids::PersonId(person), "2026-03-02".parse().unwrap()).await })
        })
        .await
        .unwrap();
    let notes = two.lines.iter().map(|line| line.days[0].as_ref().map_or("-", |day| day.notes.as_str())).collect::<Vec<_>>();
    assert_eq!(notes, ["to the site", "on the phone"], "each has a line of its own");
    assert_eq!(week.lines[0].days[0].as_ref().map(|d| (d.quantity.normalize().to_string(), d.state)), Some(("8".into(), EntryState::Approved)));
}

#[sqlx::test(migrator = "crate::platform::database::MIGRATIONS")]
async fn what_is_written_down_names_only_the_company_s_own(owner: PgPool) {
    // G22; R-VOC-6: another company's project, task, role; a task of another project; somebody else's entry
    let world = World::new(owner).await;
    let rival = world.rival().await;
    for world in [&world, &rival] {
        world.entries(&[work("SOLO", "2026-02-02", "1")]).await;
        widen(world).await;
    }
    let good = || work_on(&world, "SOLO", TransactionClass::Time, "1");
    let theirs = work_on(&rival, "SOLO", TransactionClass::Time, "1").await;
    let task = |project: &'static str| {
        let (world, company) = (&world, world.company());
        async move {
            TaskId(
                world
                    .ask(&format!("select task_id from task join project using (company_id, project_id) where company_id = {company} and code = '{project}'"))
                    .await,
            )
        }
    };
    for (record, expected) in [
        (EntryRecord { project_id: theirs.project_id, ..good().await }, Field::Project),
        (EntryRecord { priced_by: theirs.priced_by, ..good().await }, Field::Role),
        (EntryRecord { priced_by: Some(999_999), ..good().await }, Field::Role),
        (EntryRecord { task_id: Some(task("PAIR").await), ..good().await }, Field::Task),
        (EntryRecord { task_id: Some(TaskId(999_999)), ..good().await }, Field::Task),
    ] {
        assert_eq!(refusal(write_down(&world, record.clone()).await), Refusal::FieldNotAChoice(expected), "{record:?}");
    }
    let mine = write_down(&world, EntryRecord { task_id: Some(task("SOLO").await), ..good().await }).await.unwrap();
    assert_eq!(refusal(write_down(&rival, EntryRecord { entry_id: Some(mine.entry_id), version: 1, ..theirs }).await), Refusal::NotFound);
    assert_eq!(refusal(rival.run(mine, |tx, seen| Box::pin(delete_entry(tx, seen))).await), Refusal::NotFound);
    assert_eq!(decide_own(&rival, &[mine.entry_id], Decision::Submit).await.outcome.changed, 0);
    let bob = world.entries(&[Work { approved: "No", ..work("SOLO", "2026-03-05", "2").by("Bob") }]).await;
    let everything = Decide { selection: Selection::Matching(ListQuery::default()), decision: Decision::Submit, comment: String::new(), after: EntryId(0) };
    let decided = world.run(everything, |tx, decide| Box::pin(decide_own_entries(tx, decide))).await.unwrap();
    assert_eq!((decided.outcome.changed, decided.outcome.refused), (1, vec![]), "a filter finds one's own only");
    assert_eq!(world.texts(&format!("select state::text from entry where entry_id = {}", bob[0])).await, ["draft"]);
    let person = world.actor.person.unwrap();
    let own = world.read(move |conn, company| Box::pin(async move { list_own_entries(conn, company, person, &ListQuery::default()).await })).await.unwrap();
    assert_eq!(own.rows.iter().map(|r| (r.entry_id, r.task_name.as_str())).collect::<Vec<_>>(), [(mine.entry_id, "Roof")]);
    let choices = world.read(|conn, company| Box::pin(async move { read_choices(conn, company).await })).await.unwrap();
    assert_eq!((choices.tasks.len(), choices.categories.len(), choices.products.len()), (2, 2, 1), "one's own only");
}

#[sqlx::test(migrator = "crate::platform::database::MIGRATIONS")]
async fn two_tabs_write_the_same_day_down_once(owner: PgPool) {
    let world = World::new(owner).await;
    world.entries(&[work("SOLO", "2026-02-02", "1")]).await;
    let record = work_on(&world, "SOLO", TransactionClass::Time, "8").await;
    let (one, two) = tokio::join!(write_down(&world, record.clone()), write_down(&world, record));
    assert_eq!(usize::from(one.is_ok()) + usize::from(two.is_ok()), 1, "{one:?} {two:?}");
    assert_eq!(refusal(if one.is_ok() { two } else { one }), Refusal::SameWork);
    assert_eq!(world.ask("select count(*) from resource where person_id is not null").await, 1, "and they are one resource");
}

#[sqlx::test(migrator = "crate::platform::database::MIGRATIONS")]
async fn a_price_that_no_row_holds_is_refused_and_the_others_are_approved(owner: PgPool) {
    // R-PRC-2, R-BL-4: marked up by 10 %, what cost 9,999,999,999 comes to more than ten thousand million
    let world = World::new(owner).await;
    world.entries(&[work("SOLO", "2026-02-02", "1")]).await;
    widen(&world).await;
    world.force_owned(format!("insert into entry_setting values ({}, true)", world.company())).await;
    let mut ids = Vec::new();
    for cost in ["9999999999", "50"] {
        let record = EntryRecord { unit_cost: cost.into(), ..work_on(&world, "THIRDS", TransactionClass::Expense, "1").await };
        ids.push(write_down(&world, record).await.unwrap().entry_id);
    }
    decide_own(&world, &ids, Decision::Submit).await;
    let decided = world.decide(rows(&ids), Decision::Approve).await.unwrap();
    assert_eq!((decided.outcome.changed, decided.outcome.refused), (1, vec![(Refusal::PriceTooLarge, 1, vec![ids[0].0])]));
    assert_eq!(world.texts(&format!("select state::text from entry where entry_id = {}", ids[0])).await, ["submitted"]);
    world.audit_clean().await;
}

/// A line of a journal on 2 March.
async fn journal_line(world: &World, written: TransactionType, class: TransactionClass, project: &str, price: &str) -> JournalLine {
    let record = if class == TransactionClass::Fee {
        EntryRecord { priced_by: Some(key(world, "category", "name", "Set-up").await), ..work_on(world, project, TransactionClass::Expense, "1").await }
    } else {
        work_on(world, project, class, "8").await
    };
    JournalLine {
        transaction_type: written,
        transaction_class: class,
        project_id: record.project_id,
        task_id: None,
        priced_by: record.priced_by,
        resource_id: Some(ResourceId(key(world, "resource", "name", "Ada Lind").await)),
        work_on: record.work_on,
        quantity: record.quantity,
        unit: record.unit,
        unit_price: price.into(),
        notes: "set-up".into(),
        milestone_split_id: None,
        retainer_id: None,
        available: String::new(),
        seen_amount: None,
    }
}

async fn post(world: &World, lines: Vec<JournalLine>) -> Result<Posted, Failure> {
    world.run(Journal { description: "Before Billwright".into(), lines }, |tx, journal| Box::pin(post_journal(tx, journal))).await
}

#[sqlx::test(migrator = "crate::platform::database::MIGRATIONS")]
async fn a_journal_goes_to_the_ledger_whole_or_not_at_all(owner: PgPool) {
    // R-APP-14, W-25, R-CONF-1 h: fees shared by amount, billed as Ur -1 and B +1; migration of cost and sales
    use {TransactionClass::*, TransactionType::*};
    let world = World::new(owner).await;
    world.entries(&[work("SOLO", "2026-02-02", "1")]).await;
    widen(&world).await;
    let fee = || journal_line(&world, UnbilledSales, Fee, "THIRDS", "1000");
    for (line, expected) in [
        (journal_line(&world, Cost, Fee, "SOLO", "10").await, Refusal::JournalClassNotAllowed),
        (journal_line(&world, BilledSales, Time, "SOLO", "10").await, Refusal::JournalClassNotAllowed),
        (JournalLine { transaction_class: Milestone, ..fee().await }, Refusal::FieldMissing(Field::Milestone)),
        (journal_line(&world, UnbilledSales, Time, "FIXED", "10").await, Refusal::JournalClassNotAllowed),
        (journal_line(&world, UnbilledSales, Fee, "PAIR", "10").await, Refusal::JournalClassNotAllowed),
        (JournalLine { priced_by: None, ..fee().await }, Refusal::FieldMissing(Field::Category)),
        (JournalLine { priced_by: Some(999_999), ..fee().await }, Refusal::FieldNotAChoice(Field::Category)),
        (JournalLine { project_id: Some(ProjectId(999_999)), ..fee().await }, Refusal::FieldNotAChoice(Field::Project)),
        (JournalLine { work_on: "9999-01-01".into(), ..fee().await }, Refusal::FieldNotADate(Field::Date)),
        (JournalLine { unit_price: "".into(), ..fee().await }, Refusal::FieldMissing(Field::UnitPrice)),
        (JournalLine { unit_price: "0".into(), ..fee().await }, Refusal::FieldNotPositive(Field::UnitPrice)),
        (JournalLine { unit_price: "-5".into(), ..fee().await }, Refusal::FieldOutOfRange(Field::UnitPrice)),
        (JournalLine { resource_id: None, ..journal_line(&world, Cost, Time, "SOLO", "10").await }, Refusal::FieldMissing(Field::Resource)),
        (
            JournalLine { resource_id: Some(ResourceId(999_999)), ..journal_line(&world, Cost, Time, "SOLO", "10").await },
            Refusal::FieldNotAChoice(Field::Resource),
        ),
    ] {
        assert_eq!(refusal(post(&world, vec![fee().await, line.clone()]).await), Refusal::JournalLine(2, Box::new(expected)), "{line:?}");
    }
    assert_eq!(refusal(post(&world, vec![]).await), Refusal::NothingSelected);
    assert_eq!(world.ask("select count(*) from entry_journal").await + world.ask("select count(*) from actual").await, 0, "nothing half-posted");

    let lines = vec![
        fee().await,
        journal_line(&world, Cost, Time, "FIXED", "70").await,
        journal_line(&world, UnbilledSales, Expense, "SOLO", "12.5").await,
        journal_line(&world, UnbilledSales, Material, "SOLO", "").await,
    ];
    assert_eq!(post(&world, lines).await.unwrap().rows, 6);
    assert_eq!(
        world.ledger().await,
        [
            "1 unbilled_sales chargeable 1 x 333.3 = 333.3 EUR",
            "2 unbilled_sales chargeable 1 x 333.3 = 333.3 EUR",
            "3 unbilled_sales chargeable 1 x 333.4 = 333.4 EUR",
            "4 cost chargeable 8 x 70 = 560 EUR",
            "5 unbilled_sales chargeable 8 x 12.5 = 100 GBP",
            "6 unbilled_sales chargeable 8 x 3.5 = 28 GBP",
        ],
        "R-APP-10: a journal's sale has no cost beside it"
    );
    world.audit_clean().await;
    world.mark_all().await;
    for created in world.create(&["THIRDS"]).await {
        world.confirmed(created.outcome.unwrap()[0]).await;
    }
    assert_eq!(
        world.ledger().await[6..],
        ["7 unbilled_sales chargeable -1 x 333.3 = -333.3 EUR, reverses 2", "8 billed_sales chargeable 1 x 333.3 = 333.3 EUR, bills 2"]
    );
    world.audit_clean().await;

    // R-APP-14: a journal's lines are cancelled, for good; billed ones are not
    let ids: Vec<EntryId> =
        world.texts("select entry_id::text from entry where entry_journal_id is not null order by 1").await.iter().map(|id| id.parse().unwrap()).collect();
    let decided = world.decide(rows(&ids), Decision::CancelApproval).await.unwrap();
    assert_eq!((decided.outcome.changed, decided.outcome.refused), (3, vec![(Refusal::OnConfirmedInvoice("INV-000001".into()), 1, vec![ids[0].0])]));
    assert_eq!(world.decide(rows(&ids[1..]), Decision::Submit).await.unwrap().outcome.refused[0].0, Refusal::JournalLineOnlyCancels);
    world.audit_clean().await;
}

#[sqlx::test(migrator = "crate::platform::database::MIGRATIONS")]
async fn a_journal_names_what_an_expense_counts(owner: PgPool) {
    // R-PRC-2: kilometres are priced as kilometres; material is counted in its product's unit, whatever is typed
    use {TransactionClass::*, TransactionType::*};
    let world = World::new(owner).await;
    world.entries(&[work("SOLO", "2026-02-02", "1")]).await;
    widen(&world).await;
    let counted = |line: JournalLine, unit: &str| JournalLine { unit: unit.into(), ..line };
    let long = counted(journal_line(&world, UnbilledSales, Expense, "SOLO", "2").await, &"k".repeat(51));
    assert_eq!(refusal(post(&world, vec![long]).await), Refusal::JournalLine(1, Box::new(Refusal::FieldTooLong(Field::Unit, 50))));
    let lines = vec![
        counted(journal_line(&world, UnbilledSales, Expense, "SOLO", "2").await, " km "),
        counted(journal_line(&world, Cost, Material, "SOLO", "2").await, "km"),
        counted(journal_line(&world, Cost, Time, "SOLO", "2").await, "km"),
        counted(journal_line(&world, UnbilledSales, Fee, "SOLO", "2").await, "km"),
    ];
    post(&world, lines).await.expect("posted");
    let units = world.texts("select transaction_class || ' ' || unit from entry where entry_journal_id is not null order by entry_id").await;
    assert_eq!(units, ["expense km", "material m", "time ", "fee "]);
    world.audit_clean().await;
}

async fn correct(world: &World, ids: &[EntryId], change: Change) -> Result<super::model::Decided, Failure> {
    let (looked, asked) = (Correct { selection: rows(ids), change, after: EntryId(0) }, world.database.today(world.actor.company).await.unwrap());
    let preview = looked.clone();
    let preview = world.read(move |conn, company| Box::pin(async move { preview_correction(conn, company, asked, &preview).await })).await;
    let before = world.ask("select count(*) from actual").await;
    let done = world.run(looked, |tx, correct| Box::pin(correct_entries(tx, correct))).await;
    let written = world.ask("select count(*) from actual").await - before;
    match (&preview, &done) {
        (Ok(preview), Ok(done)) => assert_eq!((&preview.outcome, preview.row_count), (&done.outcome, written), "what was shown is what was written"),
        (Err(Failure::Refused(shown)), Err(Failure::Refused(said))) => assert_eq!(shown, said),
        other => panic!("{other:?}"),
    }
    done
}

#[sqlx::test(migrator = "crate::platform::database::MIGRATIONS")]
async fn approved_entries_are_corrected_while_they_are_on_no_invoice(owner: PgPool) {
    // R-APP-14: project, task, role, resource, category, product, date; preview and act by the same rules
    let world = World::new(owner).await;
    let ids = world.entries(&[work("SOLO", "2026-03-02", "8"), work("SOLO", "2026-03-03", "8"), work("SOLO", "2026-03-04", "8").by("Bob")]).await;
    widen(&world).await;
    world.approve(&ids).await;
    let sales: Vec<i64> = sqlx::query_scalar("select actual_id from backlog order by actual_id").fetch_all(&world.owner).await.unwrap();
    world.mark(Selection::Rows(sales[1..2].to_vec()), true).await.unwrap();
    world.draft("SOLO").await;
    let pair = ProjectId(key(&world, "project", "code", "PAIR").await);
    let done = correct(&world, &ids[..2], Change { project_id: Some(pair), work_on: "2026-03-10".into(), ..Change::default() }).await.unwrap();
    assert_eq!((done.outcome.changed, done.outcome.refused), (1, vec![(Refusal::OnDraftInvoice("#1 Portal".into()), 1, vec![ids[1].0])]));
    assert_eq!(
        world.backlog().await,
        [
            "SOLO 2026-03-04 Harbour & Vale, Architects chargeable 8 = 1600 not ready not_applicable",
            "PAIR 2026-03-10 Nordlicht Energie chargeable 4.8 = 960 not ready not_applicable",
            "PAIR 2026-03-10 Tromsø Shipping chargeable 3.2 = 640 not ready not_applicable",
        ]
    );
    assert_eq!(standing(&world).await, ["cost 16 = 1600", "cost 8 = 800", "unbilled_sales 16 = 3200", "unbilled_sales 8 = 1600"]);
    world.audit_clean().await;
    let (ada, trainee) = (
        ResourceId(key(&world, "resource", "name", "Ada Lind").await),
        world.ask(&format!("insert into role (company_id, name) values ({}, 'Trainee') returning role_id", world.company())).await,
    );
    let task = TaskId(world.ask("select task_id from task join project using (company_id, project_id) where code = 'SOLO'").await);
    correct(&world, &ids[2..], Change { resource_id: Some(ada), role_id: Some(RoleId(trainee)), task_id: Some(task), ..Change::default() }).await.unwrap();
    assert_eq!(
        world.texts("select re.name || ' ' || ro.name || ' ' || t.name from entry e join resource re using (company_id, resource_id) join role ro using (company_id, role_id) join task t using (company_id, task_id)").await,
        ["Ada Lind Trainee Roof"]
    );
    world.audit_clean().await;
    for (change, expected) in [
        (Change::default(), Refusal::NothingToCorrect),
        (Change { work_on: "soon".into(), ..Change::default() }, Refusal::FieldNotADate(Field::Date)),
        (Change { project_id: Some(ProjectId(999_999)), ..Change::default() }, Refusal::FieldNotAChoice(Field::Project)),
        (Change { task_id: Some(TaskId(999_999)), ..Change::default() }, Refusal::FieldNotAChoice(Field::Task)),
        (Change { resource_id: Some(ResourceId(999_999)), ..Change::default() }, Refusal::FieldNotAChoice(Field::Resource)),
    ] {
        assert_eq!(refusal(correct(&world, &ids[..1], change.clone()).await), expected, "{change:?}");
    }
    let travel = CategoryId(key(&world, "category", "name", "Travel").await);
    let cable = ProductId(key(&world, "product", "name", "Cable").await);
    for (change, expected) in [
        (Change { category_id: Some(travel), ..Change::default() }, Refusal::FieldNotAChoice(Field::Category)),
        (Change { product_id: Some(cable), ..Change::default() }, Refusal::FieldNotAChoice(Field::Product)),
        (Change { project_id: Some(pair), ..Change::default() }, Refusal::NothingToCorrect),
    ] {
        assert_eq!(correct(&world, &ids[..1], change).await.unwrap().outcome.refused, [(expected, 1, vec![ids[0].0])]);
    }
    world.audit_clean().await;
}

#[sqlx::test(migrator = "crate::platform::database::MIGRATIONS")]
async fn two_who_correct_the_same_at_once_leave_one_truth(owner: PgPool) {
    let world = World::new(owner).await;
    let ids = world.entries(&[work("SOLO", "2026-03-02", "8"), work("PAIR", "2026-03-03", "8")]).await;
    world.approve(&ids).await;
    let on = |day: &str| {
        let correct = Correct { selection: rows(&ids), change: Change { work_on: day.into(), ..Change::default() }, after: EntryId(0) };
        world.run(correct, |tx, correct| Box::pin(correct_entries(tx, correct)))
    };
    let (one, two, cancelled) = tokio::join!(on("2026-03-10"), on("2026-03-11"), world.decide(rows(&ids), Decision::CancelApproval));
    one.unwrap();
    two.unwrap();
    cancelled.unwrap();
    world.audit_clean().await;
}

async fn close(world: &World, number: &str) -> Result<i64, Failure> {
    let id = world.contract(number).await;
    let version = i32::try_from(world.ask(&format!("select version::bigint from contract where contract_id = {id}")).await).expect("a version");
    world.run((id, version), |tx, input| Box::pin(close_contract(tx, input))).await
}

#[sqlx::test(migrator = "crate::platform::database::MIGRATIONS")]
async fn confirming_a_contract_writes_what_was_approved_anew_under_its_terms(owner: PgPool) {
    // R-APP-11, R-SM-2: cost and sale reversed, then written again at today's price and checked against today's limit
    let world = World::new(owner).await;
    world.approved(&[work("DRAFT", "2026-03-02", "8"), work("DRAFT", "2026-03-03", "2")]).await;
    world.approved(&[work("SOLO", "2026-03-02", "4")]).await;
    world.force("update price set unit_price = 150 where currency = 'EUR'; update contract_line set not_to_exceed = 1300 where name = 'Unsigned time'").await;
    let draft = world.contract("DRAFT").await;
    assert_eq!(world.run((draft, 1), |tx, input| Box::pin(confirm_contract(tx, input))).await.expect("confirmed"), 2);

    let of_draft = format!("from actual where contract_id = {draft} and transaction_type = 'unbilled_sales'");
    assert_eq!(
        world.texts(&format!("select trim_scale(quantity) || ' x ' || trim_scale(unit_price) {of_draft} order by actual_id")).await,
        ["8 x 200", "2 x 200", "-8 x 200", "-2 x 200", "8 x 150", "2 x 150"]
    );
    assert_eq!(
        world.texts(&format!("select nte_status || ' ' || trim_scale(amount) from backlog where contract_id = {draft} order by work_on")).await,
        ["committed 1200", "failed 300"]
    );
    assert_eq!(world.ask(&format!("select count(*) from actual where contract_id = {draft} and transaction_type = 'cost'")).await, 6);
    assert_eq!(world.ask("select count(*) from actual a join contract c using (contract_id) where c.number = 'SOLO'").await, 2, "others are left alone");
    assert_eq!(refusal(world.run((draft, 2), |tx, input| Box::pin(confirm_contract(tx, input))).await), Refusal::ContractNotDraft);
    world.audit_clean().await;
}

#[sqlx::test(migrator = "crate::platform::database::MIGRATIONS")]
async fn a_lost_contract_gives_back_what_is_on_no_invoice(owner: PgPool) {
    // R-SM-3
    let world = World::new(owner).await;
    world.billed("SOLO", &[work("SOLO", "2026-03-02", "8")]).await;
    world.ready(&[work("SOLO", "2026-03-03", "4")]).await;
    let drafted = world.draft("SOLO").await;
    world.approved(&[work("SOLO", "2026-03-04", "2"), work("PAIR", "2026-03-04", "2")]).await;
    let solo = world.contract("SOLO").await;
    let sum = format!("select trim_scale(sum(amount))::text from actual where contract_id = {solo} and transaction_type <> 'cost'");
    assert_eq!(world.texts(&sum).await, ["2800"]);

    assert_eq!(close(&world, "SOLO").await.expect("closed"), 1);
    assert_eq!(world.texts(&sum).await, ["2400"], "billed and drafted stay, the open 400 are taken back");
    assert_eq!(world.ask(&format!("select count(*) from backlog where contract_id = {solo}")).await, 0);
    assert_eq!(world.ask("select count(*) from backlog").await, 2, "PAIR's stay");
    assert_eq!(
        world.ask(&format!("select count(*) from actual where contract_id = {solo} and transaction_type = 'cost' and reverses_actual_id is not null")).await,
        0,
        "costs stay"
    );

    // from now on: cost only; the draft can still be confirmed, nothing new created
    let later = world.approved(&[work("SOLO", "2026-03-05", "1")]).await;
    assert!(later.is_empty(), "no sales: {later:?}");
    assert_eq!(world.create(&["SOLO"]).await.remove(0).outcome, Err(Refusal::ContractIsLost));
    world.confirmed(drafted).await;
    assert_eq!(refusal(close(&world, "SOLO").await), Refusal::ContractNotDraft);
    world.audit_clean().await;
}

#[sqlx::test(migrator = "crate::platform::database::MIGRATIONS")]
async fn a_lost_contract_s_milestones_are_not_ready(owner: PgPool) {
    // R-SM-3: but for those on an invoice; 5,000 for three customers, the first milestone due
    let world = World::staged(owner).await;
    world.milestone("STAGES", "First", "2026-03-01", "2000").await;
    world.milestone("STAGES", "Second", "2026-04-01", "3000").await;
    world.milestones_ready("STAGES").await;
    assert_eq!(world.create(&["STAGES"]).await[0].outcome.as_ref().map(Vec::len), Ok(3));
    close(&world, "STAGES").await.expect("lost");
    let ready = "select m.name || ' ' || s.is_ready from milestone_split s join milestone m using (company_id, milestone_id) order by s.milestone_split_id";
    assert_eq!(world.texts(ready).await, ["First true", "First true", "First true", "Second false", "Second false", "Second false"]);
    let later: Vec<i64> = world.milestones("STAGES").await[0].milestones[1].parts.iter().map(|part| part.milestone_split_id.0).collect();
    let outcome = world.mark_milestones(Selection::Rows(later.clone()), true).await.expect("answered");
    assert_eq!((outcome.changed, outcome.refused), (0, vec![(Refusal::ContractIsLost, 3, later)]), "nor are they marked again");
    world.audit_clean().await;
}
