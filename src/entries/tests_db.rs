//! Store and commands on PostgreSQL: lists, decisions, and what approval writes.
#![cfg(test)]

use super::{
    commands::{decide_own_entries, delete_entry, list_own_entries, read_week},
    model::{Decide, Decision, EntryRecord, Recorded},
};
use crate::{
    book::commands::{read_choices, read_tasks},
    tests::{
        fixtures::{World, refusal},
        samples::{decide_own, widen, work_on, write_down},
        sheets::{Work, work},
    },
    vocabulary::{
        ids::{EntryId, TaskId},
        paging::{ListQuery, Selection},
        refusal::{Field, Refusal},
        words::{EntryState, TransactionClass},
    },
};
use sqlx::PgPool;

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn people_write_down_submit_and_recall_their_own_work(owner: PgPool) {
    // R-VOC-7, R-APP-1, R-SM-36, R-SM-37: every class, version checked, deleted while it never
    // counted
    let world = World::new(owner).await;
    world.entries(&[work("SOLO", "2026-02-02", "1"), work("SOLO", "2026-02-04", "1")]).await;
    // A sale that a journal wrote, or a time sheet without a rate, says nothing of what an hour costs.
    let unknown = "update entry set unit_cost = 0 where work_on = '2026-02-04'";
    world.force_past_walls(unknown).await;
    widen(&world).await;
    world
        .force_owned(format!(
            "update person set name = 'Ada Lind' where company_id = {}",
            world.company()
        ))
        .await;
    let time = write_down(&world, work_on(&world, "SOLO", TransactionClass::Time, "7,5").await)
        .await
        .unwrap();
    assert_eq!(
        refusal(
            write_down(&world, work_on(&world, "SOLO", TransactionClass::Time, "1").await).await
        ),
        Refusal::SameWork,
        "another tab"
    );
    let beside = EntryRecord {
        notes: "on the phone".into(),
        ..work_on(&world, "SOLO", TransactionClass::Time, "0.5").await
    };
    let beside = write_down(&world, beside).await.expect("R-APP-15: other notes, other work");
    world.run(beside, |tx, seen| Box::pin(delete_entry(tx, seen))).await.expect("thrown away");
    let expense =
        write_down(&world, work_on(&world, "THIRDS", TransactionClass::Expense, "2").await)
            .await
            .unwrap();
    let cable = write_down(&world, work_on(&world, "SOLO", TransactionClass::Material, "10").await)
        .await
        .unwrap();
    assert_eq!(
        world
            .texts(r"
                select transaction_class || ' ' || state || ' ' || trim_scale(quantity) || ' ' || unit || ' x ' || trim_scale(unit_cost) || ' by ' || re.name
                from entry
                join resource re using (company_id, resource_id)
                where entry.person_id is not null
                order by entry_id
            ")
            .await,
        ["time draft 7.5  x 100 by Ada Lind", "expense draft 2 km x 50 by Ada Lind", "material draft 10 m x 50 by Ada Lind"],
        "an hour costs what it cost before; material is counted in its product's unit"
    );
    assert!(world.ledger().await.is_empty(), "R-APP-1");

    let again = EntryRecord {
        entry_id: Some(time.entry_id),
        version: time.version,
        ..work_on(&world, "SOLO", TransactionClass::Time, "8").await
    };
    let changed = write_down(&world, again.clone()).await.unwrap();
    assert_eq!((changed.entry_id, changed.version), (time.entry_id, time.version + 1));
    assert_eq!(
        refusal(write_down(&world, again).await),
        Refusal::ChangedInAnotherWindow,
        "a stale page"
    );
    let delete = |seen: Recorded| world.run(seen, |tx, seen| Box::pin(delete_entry(tx, seen)));
    assert_eq!(refusal(delete(time).await), Refusal::ChangedInAnotherWindow);

    let all = [changed.entry_id, expense.entry_id, cable.entry_id];
    assert_eq!(decide_own(&world, &all, Decision::Submit).await.outcome.changed, 3);
    assert_eq!(refusal(delete(changed).await), Refusal::EntryNotYours);
    assert_eq!(
        refusal(
            write_down(
                &world,
                EntryRecord {
                    entry_id: Some(expense.entry_id),
                    version: 1,
                    ..work_on(&world, "SOLO", TransactionClass::Expense, "1").await
                }
            )
            .await
        ),
        Refusal::EntryNotYours
    );
    assert_eq!(decide_own(&world, &all, Decision::Recall).await.outcome.changed, 3);
    assert_eq!(
        decide_own(&world, &all, Decision::Recall).await.outcome.refused[0].0,
        Refusal::EntryNotSubmitted
    );
    let thrown_away = write_down(
        &world,
        EntryRecord {
            work_on: "2026-03-09".into(),
            ..work_on(&world, "SOLO", TransactionClass::Time, "1").await
        },
    )
    .await
    .unwrap();
    delete(thrown_away).await.unwrap();
    assert_eq!(refusal(delete(thrown_away).await), Refusal::NotFound);
    decide_own(&world, &all, Decision::Submit).await;

    // expense to invoice: at cost and ten percent, shared by three (R-APP-5, R-PRC-2)
    world
        .force_owned(format!("insert into entry_setting values ({}, true)", world.company()))
        .await;
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
        .read(|scope| {
            Box::pin(async move {
                let person = sqlx::query_scalar(
                    "select person_id from resource where name = 'Ada Lind' and company_id = $1",
                )
                .bind(scope.company())
                .fetch_one(scope.connection())
                .await?;
                read_week(scope, crate::vocabulary::ids::PersonId(person), "2026-03-08").await
            })
        })
        .await
        .unwrap();
    assert_eq!((week.monday.to_string().as_str(), week.lines.len()), ("2026-03-02", 1));
    let again = EntryRecord {
        notes: "on the phone".into(),
        ..work_on(&world, "SOLO", TransactionClass::Time, "0.5").await
    };
    write_down(&world, again).await.expect("R-APP-15: other notes, other work");
    let person = world.ask("select person_id from resource where name = 'Ada Lind'").await;
    let two = world
        .read(move |scope| {
            Box::pin(async move {
                read_week(scope, crate::vocabulary::ids::PersonId(person), "2026-03-02").await
            })
        })
        .await
        .unwrap();
    let notes = two
        .lines
        .iter()
        .map(|line| line.days[0].as_ref().map_or("-", |day| day.notes.as_str()))
        .collect::<Vec<_>>();
    assert_eq!(notes, ["to the site", "on the phone"], "each has a line of its own");
    assert_eq!(
        week.lines[0].days[0].as_ref().map(|d| (d.quantity.normalize().to_string(), d.state)),
        Some(("8".into(), EntryState::Approved))
    );
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn what_is_written_down_names_only_the_company_s_own(owner: PgPool) {
    // G22; R-VOC-6: another company's project, task, role; a task of another project; somebody
    // else's entry
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
                    .ask(&format!(
                        r"
                        select task_id
                        from task
                        join project using (company_id, project_id)
                        where company_id = {company} and code = '{project}'
                        "
                    ))
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
        assert_eq!(
            refusal(write_down(&world, record.clone()).await),
            Refusal::FieldNotAChoice(expected),
            "{record:?}"
        );
    }
    let mine =
        write_down(&world, EntryRecord { task_id: Some(task("SOLO").await), ..good().await })
            .await
            .unwrap();
    assert_eq!(
        refusal(
            write_down(&rival, EntryRecord { entry_id: Some(mine.entry_id), version: 1, ..theirs })
                .await
        ),
        Refusal::NotFound
    );
    assert_eq!(
        refusal(rival.run(mine, |tx, seen| Box::pin(delete_entry(tx, seen))).await),
        Refusal::NotFound
    );
    assert_eq!(decide_own(&rival, &[mine.entry_id], Decision::Submit).await.outcome.changed, 0);
    let bob = world
        .entries(&[Work { approved: "No", ..work("SOLO", "2026-03-05", "2").by("Bob") }])
        .await;
    let everything = Decide {
        selection: Selection::Matching(ListQuery::default()),
        decision: Decision::Submit,
        comment: String::new(),
        after: EntryId(0),
    };
    let decided =
        world.run(everything, |tx, decide| Box::pin(decide_own_entries(tx, decide))).await.unwrap();
    assert_eq!(
        (decided.outcome.changed, decided.outcome.refused),
        (1, vec![]),
        "a filter finds one's own only"
    );
    assert_eq!(
        world.texts(&format!("select state::text from entry where entry_id = {}", bob[0])).await,
        ["draft"]
    );
    let person = world.actor.person.unwrap();
    let own = world
        .read(move |scope| {
            Box::pin(async move { list_own_entries(scope, person, &ListQuery::default()).await })
        })
        .await
        .unwrap();
    assert_eq!(
        own.rows.iter().map(|r| (r.entry_id, r.task_name.as_str())).collect::<Vec<_>>(),
        [(mine.entry_id, "Roof")]
    );
    let (choices, tasks) = world
        .read(|scope| {
            Box::pin(
                async move { Ok((read_choices(scope).await?, read_tasks(scope, None).await?)) },
            )
        })
        .await
        .unwrap();
    assert_eq!(
        (tasks.offered.len(), choices.categories.offered.len(), choices.products.offered.len()),
        (2, 2, 1),
        "one's own only"
    );
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn two_tabs_write_the_same_day_down_once(owner: PgPool) {
    let world = World::new(owner).await;
    world.entries(&[work("SOLO", "2026-02-02", "1")]).await;
    let record = work_on(&world, "SOLO", TransactionClass::Time, "8").await;
    let (one, two) = tokio::join!(write_down(&world, record.clone()), write_down(&world, record));
    assert_eq!(usize::from(one.is_ok()) + usize::from(two.is_ok()), 1, "{one:?} {two:?}");
    assert_eq!(refusal(if one.is_ok() { two } else { one }), Refusal::SameWork);
    assert_eq!(
        world.ask("select count(*) from resource where person_id is not null").await,
        1,
        "and they are one resource"
    );
}
