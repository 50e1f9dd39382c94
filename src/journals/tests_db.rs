//! Journals and corrections on PostgreSQL.
#![cfg(test)]

use super::{
    commands::{correct_entries, post_journal, preview_correction},
    model::{Change, Correct, Journal, JournalLine, Posted},
};
use crate::{
    entries::{
        self,
        model::{Decision, EntryRecord},
    },
    platform::{database::Database, failure::Failure},
    tests::{
        fixtures::{World, app_pool, refusal},
        one_by_one::counted,
        samples::{key, rows, standing, widen, work_on},
        sheets::work,
    },
    vocabulary::{
        ids::{CategoryId, EntryId, ProductId, ProjectId, ResourceId, RoleId, TaskId},
        paging::Selection,
        refusal::{Field, Refusal},
        words::{TransactionClass, TransactionType},
    },
};
use sqlx::PgPool;

/// A line of a journal on 2 March.
async fn journal_line(
    world: &World,
    written: TransactionType,
    class: TransactionClass,
    project: &str,
    price: &str,
) -> JournalLine {
    let record = if class == TransactionClass::Fee {
        EntryRecord {
            priced_by: Some(key(world, "category", "name", "Set-up").await),
            ..work_on(world, project, TransactionClass::Expense, "1").await
        }
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
    world
        .run(Journal { description: "Before Billwright".into(), lines }, |tx, journal| {
            Box::pin(post_journal(tx, journal))
        })
        .await
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn a_journal_goes_to_the_ledger_whole_or_not_at_all(owner: PgPool) {
    // R-VOC-8, R-APP-14, W-25, R-CONF-1 h: fees shared by amount, billed as Ur -1 and B +1;
    // migration of cost and sales
    use {TransactionClass::*, TransactionType::*};
    let world = World::new(owner).await;
    world.entries(&[work("SOLO", "2026-02-02", "1")]).await;
    widen(&world).await;
    let fee = || journal_line(&world, UnbilledSales, Fee, "THIRDS", "1000");
    for (line, expected) in [
        (journal_line(&world, Cost, Fee, "SOLO", "10").await, Refusal::JournalClassNotAllowed),
        (
            journal_line(&world, BilledSales, Time, "SOLO", "10").await,
            Refusal::JournalClassNotAllowed,
        ),
        (
            JournalLine { transaction_class: Milestone, ..fee().await },
            Refusal::FieldMissing(Field::Milestone),
        ),
        (
            journal_line(&world, UnbilledSales, Time, "FIXED", "10").await,
            Refusal::JournalClassNotAllowed,
        ),
        (
            journal_line(&world, UnbilledSales, Fee, "PAIR", "10").await,
            Refusal::JournalClassNotAllowed,
        ),
        (JournalLine { priced_by: None, ..fee().await }, Refusal::FieldMissing(Field::Category)),
        (
            JournalLine { priced_by: Some(999_999), ..fee().await },
            Refusal::FieldNotAChoice(Field::Category),
        ),
        (
            JournalLine { project_id: Some(ProjectId(999_999)), ..fee().await },
            Refusal::FieldNotAChoice(Field::Project),
        ),
        (
            JournalLine { work_on: "9999-01-01".into(), ..fee().await },
            Refusal::FieldNotADate(Field::Date),
        ),
        (
            JournalLine { unit_price: "".into(), ..fee().await },
            Refusal::FieldMissing(Field::UnitPrice),
        ),
        (
            JournalLine { unit_price: "0".into(), ..fee().await },
            Refusal::FieldNotPositive(Field::UnitPrice),
        ),
        (
            JournalLine { unit_price: "-5".into(), ..fee().await },
            Refusal::FieldOutOfRange(Field::UnitPrice),
        ),
        (
            JournalLine {
                resource_id: None,
                ..journal_line(&world, Cost, Time, "SOLO", "10").await
            },
            Refusal::FieldMissing(Field::Resource),
        ),
        (
            JournalLine {
                resource_id: Some(ResourceId(999_999)),
                ..journal_line(&world, Cost, Time, "SOLO", "10").await
            },
            Refusal::FieldNotAChoice(Field::Resource),
        ),
    ] {
        assert_eq!(
            refusal(post(&world, vec![fee().await, line.clone()]).await),
            Refusal::JournalLine(2, Box::new(expected)),
            "{line:?}"
        );
    }
    assert_eq!(refusal(post(&world, vec![]).await), Refusal::NothingSelected);
    assert_eq!(
        world.ask("select count(*) from entry_journal").await
            + world.ask("select count(*) from actual").await,
        0,
        "nothing half-posted"
    );

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
        [
            "7 unbilled_sales chargeable -1 x 333.3 = -333.3 EUR, reverses 2",
            "8 billed_sales chargeable 1 x 333.3 = 333.3 EUR, bills 2"
        ]
    );
    world.audit_clean().await;

    // R-APP-14: a journal's lines are cancelled, for good; billed ones are not
    let ids: Vec<EntryId> = world
        .texts("select entry_id::text from entry where entry_journal_id is not null order by 1")
        .await
        .iter()
        .map(|id| id.parse().unwrap())
        .collect();
    let decided = world.decide(rows(&ids), Decision::CancelApproval).await.unwrap();
    assert_eq!(
        (decided.outcome.changed, decided.outcome.refused),
        (3, vec![(Refusal::OnConfirmedInvoice("INV-000001".into()), 1, vec![ids[0].0])])
    );
    assert_eq!(
        world.decide(rows(&ids[1..]), Decision::Submit).await.unwrap().outcome.refused[0].0,
        Refusal::JournalLineOnlyCancels
    );
    world.audit_clean().await;
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn a_journal_of_many_lines_costs_no_more_statements(owner: PgPool) {
    use {TransactionClass::*, TransactionType::*};
    // R-APP-14, architecture §4; on one connection, which looks the database's types up once
    let mut world = World::new(owner).await;
    world.database = Database::from_pool(
        app_pool(world.owner.connect_options().as_ref().clone(), 1).await,
        world.database.clock,
    );
    world.entries(&[work("SOLO", "2026-02-02", "1")]).await;
    widen(&world).await;
    let fee = journal_line(&world, UnbilledSales, Fee, "SOLO", "10").await;
    let cost = journal_line(&world, Cost, Time, "SOLO", "10").await;
    let lines = |n: usize| (0..n).flat_map(|_| [fee.clone(), cost.clone()]).collect::<Vec<_>>();
    post(&world, lines(1)).await.expect("posted");
    let (few, statements) = counted(post(&world, lines(1))).await;
    let (many, of_many) = counted(post(&world, lines(300))).await;
    assert_eq!((few.expect("posted").entries, many.expect("posted").entries), (2, 600));
    assert_eq!(of_many, statements, "600 lines, more than 500 (W-28)");
    let wrong = JournalLine { resource_id: Some(ResourceId(999_999)), ..cost.clone() };
    let unread = JournalLine { quantity: "much".into(), ..cost.clone() };
    assert_eq!(
        refusal(post(&world, vec![fee.clone(), wrong, unread]).await),
        Refusal::JournalLine(2, Box::new(Refusal::FieldNotAChoice(Field::Resource))),
        "the first that is wrong is named"
    );
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn a_journal_names_what_an_expense_counts(owner: PgPool) {
    // R-PRC-2: kilometres are priced as kilometres; material is counted in its product's unit,
    // whatever is typed
    use {TransactionClass::*, TransactionType::*};
    let world = World::new(owner).await;
    world.entries(&[work("SOLO", "2026-02-02", "1")]).await;
    widen(&world).await;
    let counted = |line: JournalLine, unit: &str| JournalLine { unit: unit.into(), ..line };
    let long =
        counted(journal_line(&world, UnbilledSales, Expense, "SOLO", "2").await, &"k".repeat(51));
    assert_eq!(
        refusal(post(&world, vec![long]).await),
        Refusal::JournalLine(1, Box::new(Refusal::FieldTooLong(Field::Unit, 50)))
    );
    let lines = vec![
        counted(journal_line(&world, UnbilledSales, Expense, "SOLO", "2").await, " km "),
        counted(journal_line(&world, Cost, Material, "SOLO", "2").await, "km"),
        counted(journal_line(&world, Cost, Time, "SOLO", "2").await, "km"),
        counted(journal_line(&world, UnbilledSales, Fee, "SOLO", "2").await, "km"),
    ];
    post(&world, lines).await.expect("posted");
    let units = world
        .texts(
            r"
            select transaction_class || ' ' || unit
            from entry
            where entry_journal_id is not null
            order by entry_id
            ",
        )
        .await;
    assert_eq!(units, ["expense km", "material m", "time ", "fee "]);
    world.audit_clean().await;
}

async fn correct(
    world: &World,
    ids: &[EntryId],
    change: Change,
) -> Result<entries::model::Decided, Failure> {
    let (looked, asked) = (
        Correct { selection: rows(ids), change, after: EntryId(0) },
        world.database.today(world.actor.company).await.unwrap(),
    );
    let preview = looked.clone();
    let preview = world
        .read(move |scope| {
            Box::pin(async move { preview_correction(scope, asked, &preview).await })
        })
        .await;
    let before = world.ask("select count(*) from actual").await;
    let done = world.run(looked, |tx, correct| Box::pin(correct_entries(tx, correct))).await;
    let written = world.ask("select count(*) from actual").await - before;
    match (&preview, &done) {
        (Ok(preview), Ok(done)) => assert_eq!(
            (&preview.outcome, preview.row_count),
            (&done.outcome, written),
            "what was shown is what was written"
        ),
        (Err(Failure::Refused(shown)), Err(Failure::Refused(said))) => assert_eq!(shown, said),
        other => panic!("{other:?}"),
    }
    done
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn approved_entries_are_corrected_while_they_are_on_no_invoice(owner: PgPool) {
    // R-APP-14: project, task, role, resource, category, product, date; preview and act by the same
    // rules
    let world = World::new(owner).await;
    let ids = world
        .entries(&[
            work("SOLO", "2026-03-02", "8"),
            work("SOLO", "2026-03-03", "8"),
            work("SOLO", "2026-03-04", "8").by("Bob"),
        ])
        .await;
    widen(&world).await;
    world.approve(&ids).await;
    let sales: Vec<i64> = sqlx::query_scalar("select actual_id from backlog order by actual_id")
        .fetch_all(&world.owner)
        .await
        .unwrap();
    world.mark(Selection::Rows(sales[1..2].to_vec()), true).await.unwrap();
    world.draft("SOLO").await;
    let pair = ProjectId(key(&world, "project", "code", "PAIR").await);
    let done = correct(
        &world,
        &ids[..2],
        Change { project_id: Some(pair), work_on: "2026-03-10".into(), ..Change::default() },
    )
    .await
    .unwrap();
    assert_eq!(
        (done.outcome.changed, done.outcome.refused),
        (1, vec![(Refusal::OnDraftInvoice("#1 Portal".into()), 1, vec![ids[1].0])])
    );
    assert_eq!(
        world.backlog().await,
        [
            "SOLO 2026-03-04 Harbour & Vale, Architects chargeable 8 = 1600 not ready not_applicable",
            "PAIR 2026-03-10 Nordlicht Energie chargeable 4.8 = 960 not ready not_applicable",
            "PAIR 2026-03-10 Tromsø Shipping chargeable 3.2 = 640 not ready not_applicable",
        ]
    );
    assert_eq!(
        standing(&world).await,
        ["cost 16 = 1600", "cost 8 = 800", "unbilled_sales 16 = 3200", "unbilled_sales 8 = 1600"]
    );
    world.audit_clean().await;
    let (ada, trainee) = (
        ResourceId(key(&world, "resource", "name", "Ada Lind").await),
        world
            .ask(&format!(
                "insert into role (company_id, name) values ({}, 'Trainee') returning role_id",
                world.company()
            ))
            .await,
    );
    let task = TaskId(
        world
            .ask(
                r"
                select task_id
                from task
                join project using (company_id, project_id)
                where code = 'SOLO'
                ",
            )
            .await,
    );
    correct(
        &world,
        &ids[2..],
        Change {
            resource_id: Some(ada),
            role_id: Some(RoleId(trainee)),
            task_id: Some(task),
            ..Change::default()
        },
    )
    .await
    .unwrap();
    assert_eq!(
        world
            .texts(
                r"
                select re.name || ' ' || ro.name || ' ' || t.name
                from entry e
                join resource re using (company_id, resource_id)
                join role ro using (company_id, role_id)
                join task t using (company_id, task_id)
                "
            )
            .await,
        ["Ada Lind Trainee Roof"]
    );
    world.audit_clean().await;
    for (change, expected) in [
        (Change::default(), Refusal::NothingToCorrect),
        (
            Change { work_on: "soon".into(), ..Change::default() },
            Refusal::FieldNotADate(Field::Date),
        ),
        (
            Change { project_id: Some(ProjectId(999_999)), ..Change::default() },
            Refusal::FieldNotAChoice(Field::Project),
        ),
        (
            Change { task_id: Some(TaskId(999_999)), ..Change::default() },
            Refusal::FieldNotAChoice(Field::Task),
        ),
        (
            Change { resource_id: Some(ResourceId(999_999)), ..Change::default() },
            Refusal::FieldNotAChoice(Field::Resource),
        ),
    ] {
        assert_eq!(
            refusal(correct(&world, &ids[..1], change.clone()).await),
            expected,
            "{change:?}"
        );
    }
    let travel = CategoryId(key(&world, "category", "name", "Travel").await);
    let cable = ProductId(key(&world, "product", "name", "Cable").await);
    for (change, expected) in [
        (
            Change { category_id: Some(travel), ..Change::default() },
            Refusal::FieldNotAChoice(Field::Category),
        ),
        (
            Change { product_id: Some(cable), ..Change::default() },
            Refusal::FieldNotAChoice(Field::Product),
        ),
        (Change { project_id: Some(pair), ..Change::default() }, Refusal::NothingToCorrect),
    ] {
        assert_eq!(
            correct(&world, &ids[..1], change).await.unwrap().outcome.refused,
            [(expected, 1, vec![ids[0].0])]
        );
    }
    world.audit_clean().await;
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn two_who_correct_the_same_at_once_leave_one_truth(owner: PgPool) {
    let world = World::new(owner).await;
    let ids =
        world.entries(&[work("SOLO", "2026-03-02", "8"), work("PAIR", "2026-03-03", "8")]).await;
    world.approve(&ids).await;
    let on = |day: &str| {
        let correct = Correct {
            selection: rows(&ids),
            change: Change { work_on: day.into(), ..Change::default() },
            after: EntryId(0),
        };
        world.run(correct, |tx, correct| Box::pin(correct_entries(tx, correct)))
    };
    let (one, two, cancelled) = tokio::join!(
        on("2026-03-10"),
        on("2026-03-11"),
        world.decide(rows(&ids), Decision::CancelApproval)
    );
    one.unwrap();
    two.unwrap();
    cancelled.unwrap();
    world.audit_clean().await;
}
