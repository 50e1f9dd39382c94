//! What is done to many at once, on PostgreSQL: begun, worked off, interrupted, in each other's
//! way, refused, started again.
#![cfg(test)]

use super::{
    commands::{
        list_batch_refusals, list_batches, restart_batch, total_batch_refusals, total_batches,
    },
    model::BatchRow,
    rules,
    words::{BatchKind, BatchState},
};
use crate::{
    access::commands::{edit_batch_setting, read_batch_setting},
    app::worker,
    backlog::{
        commands::{
            MarkNotReady, MarkReady, ReevaluateLimits, ResetLimits, mark_backlog,
            reevaluate_limits, reset_limits, total_backlog,
        },
        model::Mark,
    },
    platform::{
        batch::{self, Many},
        command::{self, Actor},
        database::Database,
        failure::Failure,
    },
    tests::{
        fixtures::{World, app_pool, check_list, person, refusal},
        one_by_one::counted,
        sheets::{Work, work},
    },
    vocabulary::{
        failure::ApiError,
        ids::BatchId,
        paging::{BulkOutcome, ListQuery, Selection, Sight},
        refusal::{Field, Refusal},
        words::{LimitKind, Role},
    },
};
use sqlx::PgPool;

fn everything() -> Selection {
    Selection::Matching(ListQuery::default())
}

async fn setting(world: &World, typed: &str) -> Result<(), Failure> {
    let seen = world.read(|scope| Box::pin(read_batch_setting(scope))).await?;
    world.run((typed.to_owned(), seen), |tx, above| Box::pin(edit_batch_setting(tx, above))).await
}

/// A world where more than so many rows are done in the background.
async fn world_above(owner: PgPool, above: &str) -> World {
    let world = World::new(owner).await.with_jobs().await;
    setting(&world, above).await.expect("set");
    world
}

async fn mark(world: &World, selection: Selection, ready: bool) -> BulkOutcome {
    world
        .run(Mark { selection, ready }, |tx, mark| Box::pin(mark_backlog(tx, mark)))
        .await
        .expect("answered")
}

async fn reset(world: &World, selection: Selection) -> BulkOutcome {
    world.run(selection, |tx, rows| Box::pin(reset_limits(tx, rows))).await.expect("answered")
}

async fn reevaluate(world: &World, selection: Selection) -> BulkOutcome {
    world.run(selection, |tx, rows| Box::pin(reevaluate_limits(tx, rows))).await.expect("answered")
}

fn begun(outcome: &BulkOutcome) -> BatchId {
    assert_eq!(
        (outcome.changed, outcome.refused.len(), outcome.left()),
        (0, 0, None),
        "begun, not done"
    );
    outcome.begun.expect("in the background").batch_id
}

async fn work_off(world: &World) {
    worker::jobs().work_off(&world.database).await.expect("worked off");
}

/// What is done with sales; approval sets have tests of their own.
const OF_SALES: [BatchKind; 4] = [
    BatchKind::MarkReady,
    BatchKind::MarkNotReady,
    BatchKind::ResetLimits,
    BatchKind::ReevaluateLimits,
];

async fn list(world: &World, query: ListQuery) -> Vec<BatchRow> {
    world
        .read(move |scope| Box::pin(async move { list_batches(scope, None, &query).await }))
        .await
        .expect("batches")
        .rows
}

async fn told(world: &World) -> Vec<String> {
    let mut rows = list(world, ListQuery::default()).await;
    rows.reverse();
    rows.iter()
        .map(|r| {
            format!("{} {} {}/{}/{}", r.kind.word(), r.state().word(), r.waiting, r.done, r.refused)
        })
        .collect()
}

/// What a batch refused, and why.
async fn refused(world: &World, batch: BatchId) -> Vec<(i64, Refusal)> {
    let query = ListQuery::default().with("batch_id", batch.to_string());
    let asked = query.clone();
    let rows = world
        .read(move |scope| Box::pin(async move { list_batch_refusals(scope, None, &asked).await }))
        .await
        .expect("rows")
        .rows;
    let totals = world
        .read(move |scope| Box::pin(async move { total_batch_refusals(scope, None, &query).await }))
        .await
        .expect("totals");
    assert_eq!(usize::try_from(totals.count), Ok(rows.len()));
    let reason = |reason| match reason {
        ApiError::Refused(refusal) => refusal,
        other => panic!("{other:?}"),
    };
    rows.into_iter().map(|row| (row.item_id, reason(row.reason))).collect()
}

/// Ten days on two contracts, one of them with limits, approved.
async fn ten(world: &World) -> Vec<i64> {
    let days = |project: &'static str| {
        (1..=5).map(move |day| work(project, &format!("2026-03-{day:02}"), "1"))
    };
    world.approved(&days("SOLO").chain(days("CAP")).collect::<Vec<Work>>()).await
}

async fn ready(world: &World) -> i64 {
    world
        .ask(&format!(
            "select count(*) from backlog where company_id = {} and is_ready",
            world.company()
        ))
        .await
}

async fn jobs(world: &World) -> i64 {
    world.ask("select count(*) from graphile_worker._private_jobs where key like 'batch %'").await
}

/// A pool of its own, as another node has it.
async fn node(world: &World, connections: u32) -> Database {
    Database::from_pool(
        app_pool(world.owner.connect_options().as_ref().clone(), connections).await,
        world.database.clock,
    )
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn few_are_done_at_once_many_in_the_background(owner: PgPool) {
    // the company says how many are few; 1,000 unless it does
    let world = World::new(owner).await.with_jobs().await;
    let rows = ten(&world).await;
    for typed in ["", " ", "-1", "1000001", "x", "1.5"] {
        let refused = refusal(setting(&world, typed).await);
        assert!(
            matches!(
                refused,
                Refusal::FieldMissing(Field::BackgroundAbove)
                    | Refusal::FieldNotWithin(Field::BackgroundAbove, 0, 1_000_000)
            ),
            "{typed:?}"
        );
    }
    assert_eq!(mark(&world, everything(), true).await.changed, 10, "10 are no more than 1,000");
    setting(&world, "10").await.expect("set");
    let stale = world
        .run(("3".to_owned(), 1_000), |tx, above| Box::pin(edit_batch_setting(tx, above)))
        .await;
    assert_eq!(refusal(stale), Refusal::Outdated, "somebody else was first");
    assert_eq!(mark(&world, everything(), false).await.changed, 10, "nor than 10");
    assert_eq!((told(&world).await, jobs(&world).await), (vec![], 0));

    setting(&world, "9").await.expect("set");
    let outcome = mark(&world, everything(), true).await;
    assert_eq!(
        (begun(&outcome), outcome.begun.expect("begun").items),
        (BatchId(world.ask("select max(batch_id) from batch").await), 10)
    );
    assert_eq!(
        (told(&world).await, jobs(&world).await, ready(&world).await),
        (vec!["mark_ready waiting 10/0/0".to_owned()], 1, 0)
    );
    work_off(&world).await;
    assert_eq!(
        (told(&world).await, jobs(&world).await, ready(&world).await),
        (vec!["mark_ready done 0/10/0".to_owned()], 0, 10)
    );
    let by = format!(
        "select count(*) from audit_entry where command = 'mark_ready' and person_id = {}",
        world.actor.person.expect("somebody").0
    );
    assert_eq!(world.ask(&by).await, 1, "each chunk is audited, on behalf of whoever began it");

    // chosen one by one, as well as all that match; fewer are done at once
    assert_eq!(mark(&world, Selection::Rows(rows[..9].to_vec()), false).await.changed, 9);
    begun(&mark(&world, Selection::Rows(rows.clone()), false).await);
    begun(&reset(&world, everything()).await);
    begun(&reevaluate(&world, Selection::Rows(rows.clone())).await);
    work_off(&world).await;
    assert_eq!(
        told(&world).await[1..],
        ["mark_not_ready done 0/10/0", "reset_limits done 0/10/0", "reevaluate_limits done 0/10/0"]
    );
    assert_eq!(
        refusal(
            world
                .run(Mark { selection: Selection::Rows(vec![]), ready: true }, |tx, mark| Box::pin(
                    mark_backlog(tx, mark)
                ))
                .await
        ),
        Refusal::NothingSelected
    );
    let amounts = list(&world, ListQuery::default()).await.remove(0).amounts;
    let query = ListQuery::default();
    let totals = world
        .read(move |scope| Box::pin(async move { total_backlog(scope, &query).await }))
        .await
        .expect("totals");
    assert_eq!(amounts, totals.amounts, "what they came to is kept");
    world.audit_clean().await;
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn what_was_seen_is_what_is_begun(owner: PgPool) {
    let world = world_above(owner, "2").await;
    let rows = ten(&world).await;
    let seen = |count| Selection::Seen(Box::new(everything()), Sight { count, ..Sight::default() });
    for act in ["mark", "reset", "reevaluate"] {
        let answer = match act {
            "mark" => {
                world
                    .run(Mark { selection: seen(9), ready: true }, |tx, mark| {
                        Box::pin(mark_backlog(tx, mark))
                    })
                    .await
            }
            "reset" => world.run(seen(9), |tx, rows| Box::pin(reset_limits(tx, rows))).await,
            _ => world.run(seen(9), |tx, rows| Box::pin(reevaluate_limits(tx, rows))).await,
        };
        assert!(matches!(refusal(answer), Refusal::SelectionChanged { .. }), "{act}");
    }
    assert_eq!(
        (told(&world).await, jobs(&world).await),
        (vec![], 0),
        "nothing is begun that nobody saw"
    );
    begun(&mark(&world, seen(10), true).await);
    let later = world.approved(&[work("SOLO", "2026-03-20", "1")]).await;
    work_off(&world).await;
    assert_eq!(
        ready(&world).await,
        i64::try_from(rows.len()).expect("few"),
        "found once: what comes later is not in it"
    );
    assert_eq!(
        world
            .ask(&format!(
                "select count(*) from backlog where is_ready and actual_id = {}",
                later[0]
            ))
            .await,
        0
    );
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn what_changed_meanwhile_is_refused_row_by_row(owner: PgPool) {
    // R-SM-17, R-BL-4, as when it is done at once: on a draft, over a limit, to be evaluated, taken
    // back; the others are marked
    let world = world_above(owner, "2").await;
    let rows = ten(&world).await;
    let capped = world.approved(&[work("CAP", "2026-03-06", "500")]).await[0];
    let drafted = world.ready(&[work("SOLO", "2026-03-03", "2")]).await;
    world.draft("SOLO").await;
    let batch = begun(
        &mark(&world, Selection::Rows([&rows[..], &[capped, drafted[0], 999_999]].concat()), true)
            .await,
    );
    world
        .force(&format!(
            "update backlog set nte_status = 'not_evaluated' where actual_id = {}",
            rows[9]
        ))
        .await;
    work_off(&world).await;
    assert_eq!(
        told(&world).await,
        [format!("mark_ready {} 0/9/4", BatchState::DoneWithRefusals.word())]
    );
    let mut why = refused(&world, batch).await;
    why.retain(|(row, _)| *row != drafted[0]);
    assert_eq!(
        why,
        [
            (rows[9], Refusal::LimitNotEvaluated),
            (capped, Refusal::LimitFailed(LimitKind::ContractLine)),
            (999_999, Refusal::NotInBacklog)
        ]
    );
    assert!(matches!(
        refused(&world, batch).await.into_iter().find(|(row, _)| *row == drafted[0]),
        Some((_, Refusal::OnDraftInvoice(_)))
    ));
    assert_eq!(ready(&world).await, 9);
    world.audit_clean().await;
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn killed_between_chunks_it_goes_on_to_the_same_end(owner: PgPool) {
    // every kind: whoever did some chunks is gone; then it is taken up again
    let world = world_above(owner, "2").await;
    let undisturbed = world.rival().await;
    setting(&undisturbed, "2").await.expect("set");
    for which in [&world, &undisturbed] {
        ten(which).await;
        which.approved(&[work("CAP", "2026-03-06", "500"), work("CAP", "2026-03-07", "1")]).await;
    }
    for kind in OF_SALES {
        for which in [&world, &undisturbed] {
            begun(&match kind {
                BatchKind::MarkReady => mark(which, everything(), true).await,
                BatchKind::MarkNotReady => mark(which, everything(), false).await,
                BatchKind::ResetLimits => reset(which, everything()).await,
                BatchKind::ReevaluateLimits => reevaluate(which, everything()).await,
                _ => unreachable!("of others"),
            });
        }
        let company = world.actor.company;
        let batch = list(&world, ListQuery::default()).await.remove(0).batch_id;
        world.cut_batches(3).await;
        world.force_owned(by_contract(batch)).await;
        let step = match kind {
            BatchKind::MarkReady => batch::step::<MarkReady>(&world.database, company, batch).await,
            BatchKind::MarkNotReady => {
                batch::step::<MarkNotReady>(&world.database, company, batch).await
            }
            BatchKind::ResetLimits => {
                batch::step::<ResetLimits>(&world.database, company, batch).await
            }
            BatchKind::ReevaluateLimits => {
                batch::step::<ReevaluateLimits>(&world.database, company, batch).await
            }
            _ => unreachable!("of others"),
        };
        assert!(step.expect("one chunk"));
        assert!(
            list(&world, ListQuery::default()).await.remove(0).waiting > 0,
            "{kind:?}: others wait"
        );
        work_off(&world).await;
        assert_eq!(world.backlog().await, undisturbed.backlog().await, "{kind:?}");
        assert_eq!(told(&world).await, told(&undisturbed).await, "{kind:?}");
        assert_eq!(world.ask("select sum(waiting) from batch").await, 0);
    }
    world.audit_clean().await;
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn batches_in_each_other_s_way_have_one_effect(owner: PgPool) {
    // two that name the same rows, one of them on two nodes, while somebody marks by hand: no
    // deadlock, nothing half done
    let world = world_above(owner, "2").await;
    let rows = ten(&world).await;
    let one = begun(&mark(&world, everything(), true).await);
    let other =
        begun(&mark(&world, Selection::Rows(rows.iter().rev().copied().collect()), true).await);
    world.cut_batches(2).await;
    let (here, there, third) =
        (node(&world, 2).await, node(&world, 2).await, node(&world, 2).await);
    let company = world.actor.company;
    let by_hand = Mark { selection: Selection::Rows(rows[4..6].to_vec()), ready: true };
    let (a, b, c, d) = tokio::join!(
        batch::work::<MarkReady>(&here, company, one),
        batch::work::<MarkReady>(&there, company, one),
        batch::work::<MarkReady>(&third, company, other),
        world.run(by_hand, |tx, mark| Box::pin(mark_backlog(tx, mark)))
    );
    for answer in [a, b, c, d.map(drop)] {
        answer.expect("in nobody's way");
    }
    assert_eq!(told(&world).await, ["mark_ready done 0/10/0", "mark_ready done 0/10/0"]);
    assert_eq!(ready(&world).await, 10);
    work_off(&world).await;
    assert_eq!(
        told(&world).await,
        ["mark_ready done 0/10/0", "mark_ready done 0/10/0"],
        "and the jobs find nothing to do"
    );
    assert_eq!(
        world.ask("select count(*) from batch_chunk where is_settled").await,
        10,
        "each chunk once"
    );
    world.audit_clean().await;
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn one_bad_row_stands_alone_and_a_contract_fails_together(owner: PgPool) {
    // a fault, not a refusal: halved until it is found; rows that share limits are not parted
    let world = world_above(owner, "2").await;
    let rows = ten(&world).await;
    let breaks = |row: i64| {
        format!(
            "create trigger breaks before update on backlog for each row when (new.actual_id = {row}) execute function refuse_statement()"
        )
    };
    world.force_owned(breaks(rows[6])).await;
    begun(&mark(&world, everything(), true).await);
    work_off(&world).await;
    assert_eq!(told(&world).await, ["mark_ready done_with_refusals 0/9/1"]);
    let bad = list_refused_ids(&world).await;
    assert_eq!(bad, [rows[6]]);
    begun(&reset(&world, everything()).await);
    work_off(&world).await;
    assert_eq!(told(&world).await[1], "reset_limits done_with_refusals 0/9/1");
    world.force("drop trigger breaks on backlog").await;
    begun(&reset(&world, everything()).await);
    work_off(&world).await;
    world.force_owned(breaks(rows[6])).await;
    begun(&reevaluate(&world, everything()).await);
    work_off(&world).await;
    assert_eq!(
        told(&world).await[3],
        "reevaluate_limits done_with_refusals 0/5/5",
        "the limited contract as a whole, the other is done"
    );
    world.force("drop trigger breaks on backlog").await;
    world.audit_clean().await;
}

/// Cuts a batch of rows that belong together after the first of their contracts.
fn by_contract(batch: BatchId) -> String {
    let waits = format!("batch_id = {batch} and cardinality(parts) > 1");
    format!(
        r"
        with old as (select * from batch_chunk where {waits}),
            cut as (
                update batch_chunk set items = items[1:parts[1]], parts = parts[1:1] where {waits}
            ) insert into batch_chunk (company_id, batch_id, place, items, parts)
        select company_id, batch_id, parts[1], items[parts[1] + 1:], parts[2:]
        from old
        "
    )
}

async fn list_refused_ids(world: &World) -> Vec<i64> {
    let rows = world
        .read(|scope| {
            Box::pin(async move { list_batch_refusals(scope, None, &ListQuery::default()).await })
        })
        .await
        .expect("rows")
        .rows;
    rows.iter().for_each(|row| {
        assert!(
            matches!(&row.reason, ApiError::Fault(reference) if !reference.is_empty()),
            "{row:?}"
        )
    });
    rows.into_iter().map(|row| row.item_id).collect()
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn a_batch_whose_job_gave_up_is_started_again(owner: PgPool) {
    let world = world_above(owner, "2").await;
    let rival = world.rival().await;
    ten(&world).await;
    let batch = begun(&mark(&world, everything(), true).await);
    let restart = |actor: Actor| {
        command::run(&world.database, actor, "restart_batch", None, batch, |tx, batch| {
            Box::pin(restart_batch(tx, batch))
        })
    };
    assert_eq!(refusal(restart(world.actor).await), Refusal::BatchIsUnderWay, "its job waits");
    world.force("update graphile_worker._private_jobs set locked_by = 'somebody', locked_at = now(), attempts = max_attempts").await;
    assert_eq!(
        refusal(restart(world.actor).await),
        Refusal::BatchIsUnderWay,
        "it is in its last attempt"
    );
    world
        .force("update graphile_worker._private_jobs set locked_by = null, locked_at = null")
        .await;
    work_off(&world).await;
    assert_eq!(told(&world).await, ["mark_ready stopped 10/0/0"], "for good: nobody takes it up");

    assert_eq!(refusal(restart(rival.actor).await), Refusal::NotFound, "another company's");
    let approver =
        person(&world.owner, world.actor.company, "approver@example.org", &[Role::ProjectApprover])
            .await;
    assert_eq!(
        refusal(restart(Actor { person: Some(approver), ..world.actor }).await),
        Refusal::NotFound,
        "of what one could not have begun"
    );
    restart(world.actor).await.expect("started again");
    assert_eq!(
        (told(&world).await, jobs(&world).await),
        (vec!["mark_ready waiting 10/0/0".to_owned()], 1)
    );
    work_off(&world).await;
    assert_eq!(
        (told(&world).await, ready(&world).await),
        (vec!["mark_ready done 0/10/0".to_owned()], 10)
    );
    assert_eq!(refusal(restart(world.actor).await), Refusal::BatchIsDone);

    // gone altogether, as after a restore without the jobs' schema
    begun(&mark(&world, everything(), false).await);
    world.force("delete from graphile_worker._private_jobs").await;
    assert_eq!(told(&world).await[1], "mark_not_ready stopped 10/0/0");
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn whoever_may_not_any_more_changes_nothing(owner: PgPool) {
    let world = world_above(owner, "2").await;
    let rows = ten(&world).await;
    let biller = person(
        &world.owner,
        world.actor.company,
        "biller@example.org",
        &[Role::BillingAdministrator],
    )
    .await;
    let actor = Actor { person: Some(biller), ..world.actor };
    let mark = Mark { selection: everything(), ready: true };
    let outcome = command::run(&world.database, actor, "mark_backlog", None, mark, |tx, mark| {
        Box::pin(mark_backlog(tx, mark))
    })
    .await
    .expect("begun");
    world.force_owned(format!("delete from person_role where person_id = {biller}")).await;
    work_off(&world).await;
    assert_eq!(
        refused(&world, begun(&outcome)).await,
        rows.iter().map(|row| (*row, Refusal::BeginnerMayNot)).collect::<Vec<_>>()
    );
    assert_eq!(ready(&world).await, 0);
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn a_chunk_takes_as_many_statements_whatever_it_holds(owner: PgPool) {
    // architecture §4: on one connection, since each looks up the database's types once
    let mut world = world_above(owner, "0").await;
    let rows = ten(&world).await;
    world.database = node(&world, 1).await;
    let company = world.actor.company;
    for kind in OF_SALES {
        let mut counts = Vec::new();
        for some in [&rows[..1], &rows[9..], &rows[2..]] {
            let some = Selection::Rows(some.to_vec());
            let beginning = async {
                begun(&match kind {
                    BatchKind::MarkReady => mark(&world, some, true).await,
                    BatchKind::MarkNotReady => mark(&world, some, false).await,
                    BatchKind::ResetLimits => reset(&world, some).await,
                    BatchKind::ReevaluateLimits => reevaluate(&world, some).await,
                    _ => unreachable!("of others"),
                })
            };
            let (batch, begins) = counted(beginning).await;
            let step = async {
                match kind {
                    BatchKind::MarkReady => {
                        batch::step::<MarkReady>(&world.database, company, batch).await
                    }
                    BatchKind::MarkNotReady => {
                        batch::step::<MarkNotReady>(&world.database, company, batch).await
                    }
                    BatchKind::ResetLimits => {
                        batch::step::<ResetLimits>(&world.database, company, batch).await
                    }
                    BatchKind::ReevaluateLimits => {
                        batch::step::<ReevaluateLimits>(&world.database, company, batch).await
                    }
                    _ => unreachable!("of others"),
                }
            };
            let (done, takes) = counted(step).await;
            assert!(done.expect("one chunk"));
            counts.push([begins, takes]);
        }
        assert!(counts[0].iter().all(|n| *n > 8), "they are counted: {counts:?}");
        assert_eq!(
            counts[1], counts[2],
            "{kind:?}: one row, and eight on two contracts: {counts:?}"
        );
    }
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn batches_are_listed_by_state_kind_person_and_day(owner: PgPool) {
    let world = world_above(owner, "2").await;
    let rival = world.rival().await;
    ten(&world).await;
    for _ in 0..3 {
        begun(&mark(&world, everything(), true).await);
    }
    work_off(&world).await;
    begun(&reset(&world, everything()).await);
    work_off(&world).await;
    begun(&mark(&world, everything(), true).await);
    work_off(&world).await;
    begun(&reevaluate(&world, everything()).await);
    begun(&mark(&world, everything(), false).await);
    world.cut_batches(3).await;
    let newest = list(&world, ListQuery::default()).await.remove(0).batch_id;
    batch::step::<MarkNotReady>(&world.database, world.actor.company, newest)
        .await
        .expect("one chunk");
    check_list(&["begun"], |query| {
        world.read(move |scope| Box::pin(async move { list_batches(scope, None, &query).await }))
    })
    .await;
    for (name, value, n) in [
        ("state", "waiting", 1),
        ("state", "running", 1),
        ("state", "done", 4),
        ("state", "done_with_refusals", 1),
        ("kind", "mark_ready", 4),
        ("kind", "reevaluate_limits", 1),
        ("person", "nobody at all", 0),
        ("from", "2026-03-31", 7),
        ("from", "2026-04-01", 0),
        ("to", "2026-03-30", 0),
        ("batch_id", &newest.to_string(), 1),
    ] {
        let query = ListQuery::default().with(name, value);
        let asked = query.clone();
        let totals = world
            .read(move |scope| Box::pin(async move { total_batches(scope, None, &asked).await }))
            .await
            .expect("totals");
        let rows = list(&world, query).await;
        assert_eq!(
            (rows.len(), totals.count),
            (n, i64::try_from(n).expect("few")),
            "{name}={value}"
        );
        for row in rows.iter().filter(|_| name == "state") {
            assert_eq!(
                rules::state((row.waiting, row.done, row.refused), false, false).word(),
                value,
                "the database and the rule say the same"
            );
        }
        assert_eq!(
            totals.hints.first().map(|(name, n)| (name.as_str(), *n)),
            Some(("items", 17)),
            "what is still to come, in all of them"
        );
    }
    assert_eq!(list(&rival, ListQuery::default()).await, [], "another company has its own");
}

#[test]
fn every_kind_of_the_backlog_has_its_word() {
    let kinds = [MarkReady::KIND, MarkNotReady::KIND, ResetLimits::KIND, ReevaluateLimits::KIND];
    assert_eq!(
        kinds.map(BatchKind::from_word),
        [
            BatchKind::MarkReady,
            BatchKind::MarkNotReady,
            BatchKind::ResetLimits,
            BatchKind::ReevaluateLimits
        ]
        .map(Some)
    );
}
