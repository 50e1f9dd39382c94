//! Approval in the background (R-APP-13): asked for, worked off, followed, retried; with people,
//! workers and machines in the way.

use super::{
    fixtures::{World, app_pool, check_list, person, refusal},
    one_by_one::counted,
    sheets::work,
};
use crate::{
    app::worker,
    approvals::{
        self,
        commands::ApproveSet,
        model::{ApprovalRequest, Requested},
    },
    batches::{
        self,
        model::{BatchRow, RefusalRow},
        words::BatchState,
    },
    entries::{
        commands::{self, Chunk},
        model::{Asker, Decide, Decision},
    },
    platform::{
        batch,
        clock::Clock,
        command::{self, Actor},
        database::Database,
        failure::Failure,
        jobs::Pace,
    },
    vocabulary::{
        failure::ApiError,
        ids::{ApprovalSetId, BatchId, EntryId},
        paging::{ListQuery, Page, Selection},
        refusal::{Field, Refusal},
        words::Role,
    },
};
use sqlx::PgPool;
use std::{collections::BTreeSet, time::Duration};

fn rows(ids: &[EntryId]) -> Selection {
    Selection::Rows(ids.iter().map(|id| id.0).collect())
}

async fn ask_as(
    world: &World,
    actor: Actor,
    selection: Selection,
    comment: &str,
) -> Result<Requested, Failure> {
    let request = ApprovalRequest { selection, comment: comment.to_owned() };
    command::run(&world.database, actor, "request_approval", None, request, |tx, request| {
        Box::pin(approvals::commands::request_approval(tx, request))
    })
    .await
}

async fn ask(world: &World, ids: &[EntryId]) -> Requested {
    ask_as(world, world.actor, rows(ids), "").await.expect("asked")
}

async fn retry_as(world: &World, actor: Actor, sets: &[i64]) -> Result<Requested, Failure> {
    let selection = Selection::Rows(sets.to_vec());
    command::run(&world.database, actor, "retry_approval_sets", None, selection, |tx, selection| {
        Box::pin(batches::commands::retry_approval_sets(tx, selection))
    })
    .await
}

async fn threshold(world: &World, from: &str) -> Result<(), Failure> {
    let seen = world
        .read(|scope| Box::pin(approvals::commands::read_approval_setting(scope)))
        .await
        .expect("a setting");
    world
        .run((from.to_owned(), seen), |tx, from| {
            Box::pin(approvals::commands::edit_approval_setting(tx, from))
        })
        .await
}

async fn restart(world: &World, set: ApprovalSetId) -> Result<(), Failure> {
    world.run(BatchId(set.0), |tx, set| Box::pin(batches::commands::restart_batch(tx, set))).await
}

/// Small worlds approve everything in the background.
async fn always(owner: PgPool) -> World {
    let world = World::new(owner).await.with_jobs().await;
    threshold(&world, "0").await.expect("set");
    world
}

async fn work_off(world: &World) {
    worker::jobs().work_off(&world.database).await.expect("worked off");
}

async fn list(world: &World, query: ListQuery) -> Result<Page<BatchRow>, Failure> {
    world
        .read(move |scope| {
            Box::pin(async move { batches::commands::list_batches(scope, None, &query).await })
        })
        .await
}

async fn failures(world: &World, query: ListQuery) -> Result<Page<RefusalRow>, Failure> {
    world
        .read(move |scope| {
            Box::pin(
                async move { batches::commands::list_batch_refusals(scope, None, &query).await },
            )
        })
        .await
}

/// The company's sets, oldest first: project, counts waiting/approved/failed, hours.
async fn sets(world: &World) -> Vec<String> {
    let mut rows = list(world, ListQuery::default()).await.expect("sets").rows;
    rows.reverse();
    rows.iter()
        .map(|r| {
            let set = r.set.as_ref().expect("a set");
            let state = match r.state() {
                BatchState::Stopped => BatchState::Waiting,
                state => state,
            };
            format!(
                "{} {:?} {}/{}/{} {}",
                set.project_code,
                state,
                r.waiting,
                r.done,
                r.refused,
                set.hours.normalize()
            )
        })
        .collect()
}

/// What the company's sets could not approve, and why.
async fn reasons(world: &World) -> Vec<(EntryId, ApiError)> {
    failures(world, ListQuery::default())
        .await
        .expect("failures")
        .rows
        .into_iter()
        .map(|r| (EntryId(r.item_id), r.reason))
        .collect()
}

async fn jobs(world: &World) -> i64 {
    world.ask("select count(*) from graphile_worker._private_jobs").await
}

async fn state_of(world: &World, id: EntryId) -> String {
    world.texts(&format!("select state::text from entry where entry_id = {id}")).await.remove(0)
}

async fn last_set(world: &World) -> ApprovalSetId {
    ApprovalSetId(
        world
            .ask(&format!(
                "select max(approval_set_id) from approval_set where company_id = {}",
                world.company()
            ))
            .await,
    )
}

async fn last_batch(world: &World) -> BatchId {
    BatchId(last_set(world).await.0)
}

/// So many submitted entries on one project, a day each.
async fn many(world: &World, project: &str, n: u32) -> Vec<EntryId> {
    let rows: Vec<_> =
        (1..=n).map(|day| work(project, &format!("2026-03-{day:02}"), "8")).collect();
    world.entries(&rows).await
}

/// A resource is somebody from now on: what they did is their own.
async fn is_ada(world: &World, actor: Actor) {
    let person = actor.person.expect("somebody").0;
    world
        .force_owned(format!(
            "update resource set person_id = {person} where company_id = {} and name = 'Ada Lind'",
            world.company()
        ))
        .await;
}

async fn own_work(world: &World, allowed: bool) {
    world
        .run((allowed, !allowed), |tx, allowed| {
            Box::pin(approvals::commands::edit_entry_setting(tx, allowed))
        })
        .await
        .expect("set");
}

/// What whoever did the work does with it.
async fn as_author(world: &World, decision: Decision, ids: &[EntryId]) {
    let decide =
        Decide { selection: rows(ids), decision, comment: String::new(), after: EntryId(0) };
    let decided = world
        .run(decide, |tx, decide| Box::pin(commands::decide_own_entries(tx, decide)))
        .await
        .expect("decided");
    assert_eq!(decided.outcome.changed, i64::try_from(ids.len()).expect("few"), "{decided:?}");
}

/// An import brings what was approved elsewhere, whatever waits here.
async fn imported_as_approved(world: &World, id: EntryId) {
    let approve = world.run(rows(&[id]), |tx, selection| {
        Box::pin(async move {
            let asker = Asker::default();
            let chunk = Chunk { asker: &asker, only_own: false, after: EntryId(0), limit: 1 };
            let entries = commands::entry_lock(tx, selection, chunk).await?;
            approvals::commands::approve(tx, &entries, |_| String::new()).await
        })
    });
    assert_eq!(approve.await.expect("approved").unfit, []);
}

/// Somebody who approves on every project of the company, by their marks on the teams.
async fn approver(world: &World, email: &str) -> Actor {
    let person = person(&world.owner, world.actor.company, email, &[Role::ProjectApprover]).await;
    let marks = r"
        insert into project_team (company_id, project_id, person_id, is_approver)
        select company_id, project_id, PERSON, true
        from project
        where company_id = COMPANY
    ";
    world
        .force(
            &marks
                .replace("PERSON", &person.0.to_string())
                .replace("COMPANY", &world.actor.company.0.to_string()),
        )
        .await;
    Actor { person: Some(person), ..world.actor }
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn few_are_approved_at_once_many_in_sets_of_their_projects(owner: PgPool) {
    // R-APP-13, and nothing else than approving at once writes
    let world = World::new(owner).await.with_jobs().await;
    let at_once = world.rival().await;
    let mut ids = many(&world, "SOLO", 3).await;
    ids.extend(many(&world, "PAIR", 2).await);
    assert_eq!(
        ask(&world, &ids).await,
        Requested::default(),
        "5 are below 1,000: nothing is asked for"
    );
    threshold(&world, "6").await.expect("set");
    assert!(!ask(&world, &ids).await.is_in_background);
    threshold(&world, "5").await.expect("set");
    assert_eq!((sets(&world).await, jobs(&world).await), (vec![], 0));
    let drafts = world
        .entries(&[crate::tests::sheets::Work {
            approved: "No",
            ..work("SOLO", "2026-03-20", "1")
        }])
        .await;
    ids.extend(&drafts);
    let requested = ask_as(&world, world.actor, rows(&ids), " well done ").await.expect("asked");
    assert_eq!(
        (requested.is_in_background, requested.sets, requested.outcome.changed),
        (true, 2, 5)
    );
    assert_eq!(
        requested.outcome.refused,
        [(Refusal::EntryNotSubmitted, 1, vec![drafts[0].0])],
        "refused as when approved at once"
    );
    assert_eq!(sets(&world).await, ["SOLO Waiting 3/0/0 24", "PAIR Waiting 2/0/0 16"]);
    assert_eq!((jobs(&world).await, world.ledger().await.len()), (2, 0), "asked, not done");

    work_off(&world).await;
    assert_eq!(sets(&world).await, ["SOLO Done 0/3/0 24", "PAIR Done 0/2/0 16"]);
    assert_eq!(jobs(&world).await, 0);
    let mut theirs = many(&at_once, "SOLO", 3).await;
    theirs.extend(many(&at_once, "PAIR", 2).await);
    at_once.approve(&theirs).await;
    assert_eq!(world.ledger().await, at_once.ledger().await);
    assert_eq!(world.backlog().await, at_once.backlog().await);
    let said = world
        .texts(&format!(
            r"
            select distinct decision_comment from entry where company_id = {} and state = 'approved'
            ",
            world.company()
        ))
        .await;
    assert_eq!(said, ["well done"]);
    let by = format!(
        "select count(*) from audit_entry where command = 'approve_set' and person_id = {}",
        world.actor.person.expect("somebody").0
    );
    assert_eq!(world.ask(&by).await, 1, "small ones are one act, on behalf of whoever asked");
    world.audit_clean().await;
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn what_is_asked_for_is_there_only_with_its_command(owner: PgPool) {
    // a job begins with the commit of what enqueued it
    let world = always(owner).await;
    let ids = many(&world, "SOLO", 1).await;
    let long = ask_as(&world, world.actor, rows(&ids), &"x".repeat(1_001)).await;
    assert_eq!(refusal(long), Refusal::FieldTooLong(Field::Comment, 1_000));
    assert_eq!(
        refusal(ask_as(&world, world.actor, Selection::Rows(vec![]), "").await),
        Refusal::NothingSelected
    );
    let rolled_back = world
        .run(ids.clone(), |tx, ids| {
            Box::pin(async move {
                let request = ApprovalRequest { selection: rows(ids), comment: String::new() };
                approvals::commands::request_approval(tx, &request).await?;
                Err::<(), _>(Refusal::NotFound.into())
            })
        })
        .await;
    assert_eq!(refusal(rolled_back), Refusal::NotFound);
    assert_eq!((jobs(&world).await, sets(&world).await), (0, vec![]));
    assert_eq!(
        refusal(ask_as(&world, Actor { person: None, ..world.actor }, rows(&ids), "").await),
        Refusal::AskerMayNotApprove,
        "somebody asks"
    );
    for typed in ["", "-1", "1000001", "x"] {
        assert!(matches!(
            refusal(threshold(&world, typed).await),
            Refusal::FieldMissing(Field::BackgroundFrom)
                | Refusal::FieldNotWithin(Field::BackgroundFrom, 0, 1_000_000)
        ));
    }
    let from = world
        .read(|scope| {
            Box::pin(async move { approvals::commands::read_approval_setting(scope).await })
        })
        .await
        .expect("read");
    assert_eq!(from, 0, "what is refused changes nothing");
    let matching = ask_as(
        &world,
        world.actor,
        Selection::Matching(ListQuery::default().with("state", "submitted")),
        "",
    )
    .await
    .expect("asked");
    assert_eq!(
        (matching.sets, matching.outcome.changed),
        (1, 1),
        "all that match, as well as rows"
    );
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn an_entry_waits_in_one_set(owner: PgPool) {
    // entry_waits_in_one_approval_set: told to whoever asks second, one after another and at once
    let world = always(owner).await;
    let ids = many(&world, "SOLO", 4).await;
    ask(&world, &ids[..2]).await;
    let second = ask(&world, &ids[..3]).await;
    assert_eq!(
        second.outcome.refused,
        [(Refusal::WaitsInApprovalSet, 2, vec![ids[0].0, ids[1].0])]
    );
    assert_eq!((second.sets, second.outcome.changed), (1, 1));
    let third = ask(&world, &ids[..3]).await;
    assert_eq!((third.is_in_background, third.sets, third.outcome.changed), (true, 0, 0));
    let (one, other) = tokio::join!(ask(&world, &ids[3..]), ask(&world, &ids[3..]));
    assert_eq!(one.outcome.changed + other.outcome.changed, 1, "{one:?} {other:?}");
    work_off(&world).await;
    assert_eq!(world.ask("select count(*) from actual where transaction_type = 'cost'").await, 4);
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn what_happened_meanwhile_counts(owner: PgPool) {
    // R-SM-37, R-SM-38, R-SM-39: recalled, recalled and changed, deleted, returned, approved by
    // somebody; the others are approved
    let world = always(owner).await;
    own_work(&world, true).await;
    let ids = many(&world, "SOLO", 6).await;
    is_ada(&world, world.actor).await;
    ask(&world, &ids).await;
    let [recalled, changed, deleted, returned, approved, left] = ids[..] else { panic!("six") };
    as_author(&world, Decision::Recall, &[recalled, changed, deleted]).await;
    world
        .force_owned(format!(
            "update entry set quantity = 9, version = version + 1 where entry_id = {changed}"
        ))
        .await;
    as_author(&world, Decision::Submit, &[changed]).await;
    world.force_owned(format!("delete from entry where entry_id = {deleted}")).await;
    for (id, decision) in [(returned, Decision::Return), (approved, Decision::Approve)] {
        let decided = world.decide(rows(&[id]), decision).await.expect("answered");
        assert_eq!(
            (decided.outcome.changed, decided.outcome.refused),
            (0, vec![(Refusal::WaitsInApprovalSet, 1, vec![id.0])]),
            "decided once"
        );
    }
    world
        .force_past_walls(&format!(
            "update entry set state = 'returned' where entry_id = {returned}"
        ))
        .await;
    imported_as_approved(&world, approved).await;
    assert_eq!(sets(&world).await, ["SOLO Waiting 5/0/0 48"], "what is deleted leaves the log");
    work_off(&world).await;
    assert_eq!(sets(&world).await, ["SOLO DoneWithRefusals 0/2/3 48"]);
    let not_submitted = ApiError::Refused(Refusal::EntryNotSubmitted);
    assert_eq!(
        reasons(&world).await,
        [
            (recalled, not_submitted.clone()),
            (changed, ApiError::Refused(Refusal::EntryChangedMeanwhile)),
            (returned, not_submitted)
        ]
    );
    assert_eq!(
        (state_of(&world, left).await, state_of(&world, changed).await),
        ("approved".into(), "submitted".into())
    );
    assert_eq!(
        world.ask("select count(*) from actual where transaction_type = 'cost'").await,
        2,
        "nothing is approved twice"
    );
    // what is Submitted is asked for again; the rest is its author's
    let again = retry_as(&world, world.actor, &[last_set(&world).await.0]).await.expect("asked");
    assert_eq!((again.sets, again.outcome.changed, again.outcome.refused.len()), (1, 1, 0));
    work_off(&world).await;
    assert_eq!(sets(&world).await, ["SOLO DoneWithRefusals 0/2/3 48", "SOLO Done 0/1/0 9"]);
    world.audit_clean().await;
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn nobody_has_their_own_work_approved_in_the_background(owner: PgPool) {
    // R-SEC-1: refused when asked; and when it is its turn, if the company changed its mind.
    // Somebody else may retry it.
    let world = always(owner).await;
    let ids = world
        .entries(&[work("SOLO", "2026-03-02", "8"), work("SOLO", "2026-03-03", "8").by("Bob")])
        .await;
    is_ada(&world, world.actor).await;
    let requested = ask(&world, &ids).await;
    assert_eq!(requested.outcome.refused, [(Refusal::OwnWork, 1, vec![ids[0].0])]);
    own_work(&world, true).await;
    ask(&world, &ids[..1]).await;
    own_work(&world, false).await;
    work_off(&world).await;
    assert_eq!(sets(&world).await, ["SOLO Done 0/1/0 8", "SOLO DoneWithRefusals 0/0/1 8"]);
    assert_eq!(reasons(&world).await, [(ids[0], ApiError::Refused(Refusal::OwnWork))]);
    let failed = last_set(&world).await;
    let own = retry_as(&world, world.actor, &[failed.0]).await.expect("asked");
    assert_eq!((own.sets, own.outcome.refused), (0, vec![(Refusal::OwnWork, 1, vec![ids[0].0])]));
    let other = approver(&world, "other@example.org").await;
    assert_eq!(retry_as(&world, other, &[failed.0]).await.expect("asked").sets, 1);
    work_off(&world).await;
    assert_eq!(sets(&world).await[2..], ["SOLO Done 0/1/0 8"]);
    let retried = list(&world, ListQuery::default()).await.expect("sets").rows.remove(0);
    assert_eq!(
        (retried.retries, retried.person_name.as_deref()),
        (Some(BatchId(failed.0)), Some("other@example.org"))
    );
    assert_eq!(refusal(retry_as(&world, other, &[failed.0]).await), Refusal::NothingToRetry);
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn whoever_may_not_approve_any_more_approves_nothing(owner: PgPool) {
    // deactivated, or without the role: the set fails with that reason, entries stay Submitted
    let world = always(owner).await;
    let ids = many(&world, "SOLO", 2).await;
    for (n, away) in
        ["update person set is_active = false", "delete from person_role"].into_iter().enumerate()
    {
        let email = format!("asker{n}@example.org");
        let asker = approver(&world, &email).await;
        ask_as(&world, asker, rows(&ids), "").await.expect("asked");
        world
            .force_owned(format!("{away} where person_id = {}", asker.person.expect("somebody").0))
            .await;
        work_off(&world).await;
        let set = last_set(&world).await;
        let why = failures(&world, ListQuery::default().with("batch_id", set.to_string()))
            .await
            .expect("failures")
            .rows;
        assert_eq!(
            why.iter().map(|r| r.reason.clone()).collect::<Vec<_>>(),
            vec![ApiError::Refused(Refusal::AskerMayNotApprove); 2],
            "{away}"
        );
        assert_eq!(
            (state_of(&world, ids[0]).await.as_str(), world.ledger().await.len()),
            ("submitted", 0)
        );
    }
    let both = Selection::Matching(ListQuery::default().with("state", "done_with_refusals"));
    let again = world
        .run(both, |tx, selection| Box::pin(batches::commands::retry_approval_sets(tx, selection)))
        .await
        .expect("asked");
    assert_eq!(
        (again.sets, again.outcome.changed),
        (1, 2),
        "what failed in both is asked for once"
    );
    work_off(&world).await;
    assert_eq!(sets(&world).await[2..], ["SOLO Done 0/2/0 16"]);
}

/// A worker's own pool, as another node has it.
async fn node(world: &World) -> Database {
    Database::from_pool(
        app_pool(world.owner.connect_options().as_ref().clone(), 4).await,
        Clock::Fixed(super::fixtures::NOW.parse().expect("an instant")),
    )
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn two_workers_at_one_set_approve_it_once(owner: PgPool) {
    let world = always(owner).await;
    let ids = many(&world, "CAP", 10).await;
    ask(&world, &ids).await;
    world.cut_batches(3).await;
    let (company, set) = (world.actor.company, last_batch(&world).await);
    let (here, there) = (node(&world).await, node(&world).await);
    let (one, other) = tokio::join!(
        batch::work::<ApproveSet>(&here, company, set),
        batch::work::<ApproveSet>(&there, company, set)
    );
    one.expect("worked");
    other.expect("worked");
    assert_eq!(sets(&world).await, ["CAP Done 0/10/0 80"]);
    assert_eq!(world.ask("select count(*) from actual where transaction_type = 'cost'").await, 10);
    work_off(&world).await;
    assert_eq!(
        world.ask("select count(*) from actual where transaction_type = 'cost'").await,
        10,
        "and the job finds nothing to do"
    );
    world.audit_clean().await;
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn killed_between_chunks_it_goes_on_to_the_same_end(owner: PgPool) {
    // a node dies with the job in its hands, some chunks committed; another takes it after a
    // silence
    let world = always(owner).await;
    let undisturbed = world.rival().await;
    let ids = many(&world, "CAP", 7).await;
    ask(&world, &ids).await;
    world.cut_batches(3).await;
    assert!(
        batch::step::<ApproveSet>(&world.database, world.actor.company, last_batch(&world).await)
            .await
            .expect("one chunk")
    );
    assert_eq!(sets(&world).await, ["CAP Running 4/3/0 56"]);
    world.force("update graphile_worker._private_jobs set locked_by = 'graphile_worker_dead', locked_at = now() - interval '1 hour', attempts = 1").await;
    work_off(&world).await;
    assert_eq!(sets(&world).await, ["CAP Running 4/3/0 56"], "it still counts as the dead node's");

    let (stop, stopped) = tokio::sync::watch::channel(false);
    let quick = Pace {
        hands: 2,
        poll: Duration::from_millis(20),
        heartbeat: Duration::from_millis(20),
        silence: Duration::from_secs(60),
        grace: Duration::from_secs(5),
    };
    let here = node(&world).await;
    let worker = worker::jobs().start(&here, quick, stopped).await.expect("starts");
    let done = async {
        while world.ask("select count(*) from batch where waiting > 0").await > 0 {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), done).await.expect("taken up again");
    // Told to stop, it ends: nothing of it is left in the pool.
    stop.send_replace(true);
    tokio::time::timeout(Duration::from_secs(30), worker)
        .await
        .expect("ends in time")
        .expect("ends well");
    here.close().await;
    assert_eq!(sets(&world).await, ["CAP Done 0/7/0 56"]);
    let theirs = many(&undisturbed, "CAP", 7).await;
    undisturbed.approve(&theirs).await;
    assert_eq!(world.ledger().await, undisturbed.ledger().await);
    assert_eq!(world.backlog().await, undisturbed.backlog().await);
    world.audit_clean().await;
}

/// The audit's rows of chunks, oldest first: of which batch, and what filled each.
async fn turns(world: &World) -> Vec<(i64, i64)> {
    let told = world
        .texts(
            r"
            select (input ->> 'batch_id') || ' ' || case when jsonb_typeof(after) = 'array' then jsonb_array_length(after) else 0 end
            from audit_entry
            where command = 'approve_set'
            order by audit_entry_id
            ",
        )
        .await;
    told.iter()
        .filter_map(|row| row.split_once(' '))
        .map(|(batch, filled)| (batch.parse().expect("a key"), filled.parse().expect("a count")))
        .collect()
}

/// The batches of the company's sets, oldest first.
async fn batches_of(world: &World) -> Vec<BatchId> {
    let sets =
        world.texts("select approval_set_id::text from approval_set order by 1::bigint").await;
    sets.iter().map(|set| BatchId(set.parse().expect("a key"))).collect()
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn small_sets_are_done_together_and_each_keeps_what_is_its_own(owner: PgPool) {
    // R-APP-13: the words to the authors, what is to be said, what stays and why
    let world = always(owner).await;
    let (solo, pair) = (many(&world, "SOLO", 3).await, many(&world, "PAIR", 2).await);
    let bare =
        world.entries(&[work("SOLO", "2025-12-01", "8"), work("SOLO", "2025-12-02", "8")]).await;
    for (ids, word) in [(&solo, "one"), (&pair, "two"), (&bare, "three")] {
        ask_as(&world, world.actor, rows(ids), word).await.expect("asked");
    }
    is_ada(&world, world.actor).await;
    own_work(&world, true).await;
    as_author(&world, Decision::Recall, &pair[..1]).await;
    let other = approver(&world, "other@kestrel.example").await;
    let theirs = many(&world, "CAP", 2).await;
    ask_as(&world, other, rows(&theirs), "four").await.expect("asked");

    let sets_of = batches_of(&world).await;
    batch::work::<ApproveSet>(&world.database, world.actor.company, sets_of[0])
        .await
        .expect("worked");
    assert_eq!(turns(&world).await, [(sets_of[0].0, 2)], "one act for three sets");
    assert_eq!(
        sets(&world).await,
        [
            "SOLO Done 0/3/0 24",
            "PAIR DoneWithRefusals 0/1/1 16",
            "SOLO Done 0/2/0 16",
            "CAP Waiting 2/0/0 16"
        ],
        "what somebody else asked for is done on their behalf"
    );
    assert_eq!(reasons(&world).await, [(pair[0], Refusal::EntryNotSubmitted.into())]);
    let words = world
        .texts(
            r"
            select p.code || ' ' || e.decision_comment || ' ' || count(*)
            from entry e
            join project p using (company_id, project_id)
            where e.state = 'approved'
            group by p.code, e.decision_comment
            order by 1
            ",
        )
        .await;
    assert_eq!(words, ["PAIR two 1", "SOLO one 3", "SOLO three 2"]);
    let told = world
        .texts(
            r"
            select not_covered::text || ' ' || without_price
            from approval_set
            order by approval_set_id
            ",
        )
        .await;
    assert_eq!(told, ["0 0", "0 0", "2 0", "0 0"], "no contract covers December");
    work_off(&world).await;
    assert_eq!(sets(&world).await[3], "CAP Done 0/2/0 16");
    assert_eq!(turns(&world).await, [(sets_of[0].0, 2), (sets_of[3].0, 0)], "nothing twice");
    world.audit_clean().await;
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn a_set_that_is_in_hand_or_broken_holds_up_no_other(owner: PgPool) {
    // R-APP-13
    let world = always(owner).await;
    for project in ["SOLO", "PAIR", "CAP"] {
        let ids = many(&world, project, 2).await;
        ask(&world, &ids).await;
    }
    let sets_of = batches_of(&world).await;
    let (company, held) = (world.actor.company, sets_of[1].0);
    let mut elsewhere = world.owner.begin().await.expect("begins");
    sqlx::query("select from batch_chunk where batch_id = $1 for update")
        .bind(held)
        .execute(&mut *elsewhere)
        .await
        .expect("in hand");
    world
        .force(&format!(
            "create trigger breaks before update on batch_chunk for each row when (old.batch_id = {}) execute function refuse_statement()",
            sets_of[2]
        ))
        .await;
    batch::work::<ApproveSet>(&world.database, company, sets_of[0]).await.expect("worked");
    assert_eq!(
        sets(&world).await,
        ["SOLO Done 0/2/0 16", "PAIR Waiting 2/0/0 16", "CAP Waiting 2/0/0 16"]
    );
    assert_eq!(
        turns(&world).await,
        [(sets_of[0].0, 0)],
        "alone, since the other could not be settled"
    );
    elsewhere.rollback().await.expect("given back");
    world.force("drop trigger breaks on batch_chunk").await;
    work_off(&world).await;
    assert_eq!(
        sets(&world).await,
        ["SOLO Done 0/2/0 16", "PAIR Done 0/2/0 16", "CAP Done 0/2/0 16"]
    );
    assert_eq!(world.ask("select count(*) from actual where transaction_type = 'cost'").await, 8);
    world.audit_clean().await;
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn one_bad_record_stands_alone_and_the_others_are_approved(owner: PgPool) {
    // a fault, not a refusal: the chunk is halved until it is found
    let world = always(owner).await;
    let ids = many(&world, "SOLO", 9).await;
    let bad = ids[6];
    world
        .force_owned(format!(
            "create trigger breaks before update on entry for each row when (new.entry_id = {bad} and new.state = 'approved') execute function refuse_statement()"
        ))
        .await;
    ask(&world, &ids).await;
    work_off(&world).await;
    assert_eq!(sets(&world).await, ["SOLO DoneWithRefusals 0/8/1 72"]);
    let why = reasons(&world).await;
    assert!(
        matches!(why.as_slice(), [(id, ApiError::Fault(reference))] if *id == bad && !reference.is_empty()),
        "{why:?}"
    );
    assert_eq!((state_of(&world, bad).await.as_str(), jobs(&world).await), ("submitted", 0));
    world.force("drop trigger breaks on entry").await;
    retry_as(&world, world.actor, &[last_set(&world).await.0]).await.expect("asked");
    work_off(&world).await;
    assert_eq!(state_of(&world, bad).await, "approved");
    assert_eq!(world.ask("select count(*) from actual where transaction_type = 'cost'").await, 9);
    world.audit_clean().await;
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn a_database_that_is_away_makes_nothing_fail(owner: PgPool) {
    // the job is tried again later; no entry is blamed
    let world = always(owner).await;
    let ids = many(&world, "SOLO", 2).await;
    ask(&world, &ids).await;
    let away = node(&world).await;
    away.close().await;
    let failure = batch::work::<ApproveSet>(&away, world.actor.company, last_batch(&world).await)
        .await
        .expect_err("no database");
    assert!(failure.is_passing(), "{failure}");
    assert_eq!(sets(&world).await, ["SOLO Waiting 2/0/0 16"]);
    work_off(&world).await;
    assert_eq!(sets(&world).await, ["SOLO Done 0/2/0 16"]);
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn a_set_whose_job_gave_up_is_started_again_and_its_entries_say_that_they_wait(
    owner: PgPool,
) {
    let world = always(owner).await;
    let ids = many(&world, "SOLO", 3).await;
    ask(&world, &ids[..2]).await;
    let set = last_set(&world).await;
    let listed = world.read(|scope| {
        Box::pin(async move {
            approvals::commands::list_entries(scope, None, &ListQuery::default()).await
        })
    });
    let mut waits: Vec<_> = listed
        .await
        .expect("entries")
        .rows
        .into_iter()
        .map(|row| (row.entry_id, row.waits_in))
        .collect();
    waits.sort_unstable();
    assert_eq!(waits, [(ids[0], Some(set)), (ids[1], Some(set)), (ids[2], None)]);
    let decided = world.decide(rows(&ids), Decision::Approve).await.expect("answered");
    assert_eq!(
        (decided.outcome.changed, decided.outcome.refused),
        (1, vec![(Refusal::WaitsInApprovalSet, 2, vec![ids[0].0, ids[1].0])])
    );

    assert_eq!(refusal(restart(&world, set).await), Refusal::BatchIsUnderWay);
    world.force("update graphile_worker._private_jobs set attempts = max_attempts").await;
    work_off(&world).await;
    let is_stopped =
        async || list(&world, ListQuery::default()).await.expect("sets").rows[0].is_stopped;
    assert_eq!(
        (sets(&world).await, is_stopped().await),
        (vec!["SOLO Waiting 2/0/0 16".to_owned()], true)
    );
    let stranger =
        person(&world.owner, world.actor.company, "stranger@example.org", &[Role::ProjectApprover])
            .await;
    let by = |person| Actor { person: Some(person), ..world.actor };
    let unseen = command::run(
        &world.database,
        by(stranger),
        "restart_batch",
        None,
        BatchId(set.0),
        |tx, set| Box::pin(batches::commands::restart_batch(tx, set)),
    );
    assert_eq!(refusal(unseen.await), Refusal::NotFound, "of projects that one does not see");
    restart(&world, set).await.expect("started again");
    assert!(!is_stopped().await);
    work_off(&world).await;
    assert_eq!(
        (sets(&world).await, is_stopped().await),
        (vec!["SOLO Done 0/2/0 16".to_owned()], false)
    );
    assert_eq!(refusal(restart(&world, set).await), Refusal::BatchIsDone);
    world.audit_clean().await;
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn a_chunk_of_a_set_takes_as_many_statements_whatever_it_holds(owner: PgPool) {
    // architecture §4: on one connection, since each looks up the database's types once
    let mut world = always(owner).await;
    let ids = many(&world, "SOLO", 12).await;
    world.database = Database::from_pool(
        app_pool(world.owner.connect_options().as_ref().clone(), 1).await,
        world.database.clock,
    );
    let mut counts = Vec::new();
    for some in [&ids[..1], &ids[1..2], &ids[2..]] {
        let asking = counted(ask(&world, some)).await.1;
        let (done, takes) = counted(batch::step::<ApproveSet>(
            &world.database,
            world.actor.company,
            last_batch(&world).await,
        ))
        .await;
        assert!(done.expect("one chunk"));
        counts.push([asking, takes]);
    }
    assert!(counts[0].iter().all(|n| *n > 10), "they are counted: {counts:?}");
    assert_eq!(counts[1], counts[2], "one entry, and ten: {counts:?}");

    let (mut filled, mut days) = (Vec::new(), 1..);
    for sets in [1_usize, 2, 5] {
        for project in ["SOLO", "PAIR", "SOLO", "PAIR", "SOLO"].iter().take(sets) {
            let day = format!("2026-04-{:02}", days.next().expect("a day"));
            let ids = world.entries(&[work(project, &day, "8")]).await;
            ask(&world, &ids).await;
        }
        let before = 3 + filled.iter().map(|(sets, _)| sets).sum::<usize>();
        let oldest = batches_of(&world).await[before];
        let (done, takes) =
            counted(batch::work::<ApproveSet>(&world.database, world.actor.company, oldest)).await;
        done.expect("worked");
        assert_eq!(world.ask("select count(*) from batch where waiting > 0").await, 0);
        filled.push((sets, takes));
    }
    assert_eq!(filled[1].1, filled[2].1, "two sets, and five: {filled:?}");
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn another_company_has_sets_of_its_own(owner: PgPool) {
    let world = always(owner).await;
    let rival = world.rival().await;
    let ids = many(&world, "SOLO", 1).await;
    ask(&world, &ids).await;
    let set = last_set(&world).await;
    batch::work::<ApproveSet>(&rival.database, rival.actor.company, BatchId(set.0))
        .await
        .expect("nothing of theirs");
    assert_eq!(
        (sets(&world).await, sets(&rival).await),
        (vec!["SOLO Waiting 1/0/0 8".to_owned()], vec![])
    );
    assert_eq!(refusal(retry_as(&rival, rival.actor, &[set.0]).await), Refusal::NothingToRetry);
    threshold(&rival, "0").await.expect("set");
    let theirs = ask_as(&rival, rival.actor, rows(&ids), "").await.expect("asked");
    assert_eq!((theirs.sets, theirs.outcome.changed), (0, 0), "our entry is not there for them");
    assert!(
        !batch::step::<ApproveSet>(&world.database, rival.actor.company, BatchId(set.0))
            .await
            .expect("nothing of theirs")
    );
    assert_eq!(refusal(restart(&rival, set).await), Refusal::NotFound);
    work_off(&world).await;
    assert_eq!(sets(&world).await, ["SOLO Done 0/1/0 8"]);
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn sets_are_listed_by_state_project_person_and_day(owner: PgPool) {
    let world = always(owner).await;
    let other = approver(&world, "other@example.org").await;
    let mut all = Vec::new();
    for project in ["SOLO", "PAIR", "CAP", "THIRDS", "SOLO", "PAIR", "CAP", "YEN"] {
        let ids = world
            .entries(&[work(project, "2026-03-02", "8"), work(project, "2026-03-03", "7.5")])
            .await;
        ask_as(&world, if project == "CAP" { other } else { world.actor }, rows(&ids), "")
            .await
            .expect("asked");
        all.push((last_set(&world).await, ids));
    }
    // every state that counts can make
    world.cut_batches(1).await;
    let outcome = |n: usize, at: usize, outcome: &str| {
        let (set, id) = (all[n].0, all[n].1[at]);
        let settled = format!(
            r"
            update batch_chunk
            set is_settled = true
            where batch_id = {set} and items = array[{id}::bigint]
            "
        );
        let reason = format!(
            r#"
            insert into batch_refusal (company_id, batch_id, item_id, reason)
            select company_id, batch_id, {id}, '{{"Refused":"OwnWork"}}'
            from batch
            where batch_id = {set}
            "#
        );
        if outcome == "failed" { format!("{settled}; {reason}") } else { settled }
    };
    for sql in [
        outcome(0, 0, "approved"),
        outcome(1, 0, "failed"),
        outcome(2, 0, "approved"),
        outcome(2, 1, "failed"),
        outcome(3, 0, "approved"),
        outcome(3, 1, "approved"),
        outcome(4, 0, "failed"),
        outcome(4, 1, "failed"),
    ] {
        world.force_owned(sql).await;
    }
    check_list(&["begun"], |query| list(&world, query)).await;
    let count = async |name: &str, value: &str| {
        let query = ListQuery::default().with(name, value);
        let page = list(&world, query.clone()).await.expect("sets");
        let totals = world
            .read(move |scope| {
                Box::pin(async move { batches::commands::total_batches(scope, None, &query).await })
            })
            .await
            .expect("totals");
        assert_eq!(usize::try_from(totals.count), Ok(page.rows.len()), "{name}={value}");
        (page, totals)
    };
    let mut seen = BTreeSet::new();
    for (state, n) in [("waiting", 3), ("running", 2), ("done", 1), ("done_with_refusals", 2)] {
        let (page, _) = count("state", state).await;
        assert_eq!(page.rows.len(), n, "{state}");
        for row in page.rows {
            assert_eq!(
                batches::rules::state((row.waiting, row.done, row.refused), false, false).word(),
                state,
                "the database and the rule say the same"
            );
            seen.insert(row.batch_id.0);
        }
    }
    assert_eq!(seen.len(), 8);
    for (name, value, n) in [
        ("project", "sol", 2),
        ("person", "other", 2),
        ("from", "2026-03-31", 8),
        ("from", "2026-04-01", 0),
        ("to", "2026-03-31", 8),
        ("to", "2026-03-30", 0),
    ] {
        assert_eq!(count(name, value).await.0.rows.len(), n, "{name}={value}");
    }
    let (_, totals) = count("to", "2026-03-30").await;
    let mut hints = totals.hints;
    hints.sort();
    let hint = |name: &str, n: i64| (name.to_owned(), n);
    assert_eq!(
        hints,
        [
            hint("done", 1),
            hint("done_with_refusals", 2),
            hint("items", 8),
            hint("running", 2),
            hint("waiting", 3)
        ]
    );
    let query = ListQuery::default().with("batch_id", all[4].0.to_string());
    assert_eq!(
        failures(&world, query.clone())
            .await
            .expect("failures")
            .rows
            .iter()
            .map(|r| EntryId(r.item_id))
            .collect::<Vec<_>>(),
        all[4].1
    );
    assert_eq!(
        failures(&world, query.with("now", "approved")).await.expect("failures").rows.len(),
        0
    );
    let listed = ListQuery::default().with("failed_in", all[2].0.to_string());
    let in_approvals = world
        .read(move |scope| {
            Box::pin(async move { approvals::commands::list_entries(scope, None, &listed).await })
        })
        .await
        .expect("entries");
    assert_eq!(in_approvals.rows.iter().map(|r| r.entry_id).collect::<Vec<_>>(), [all[2].1[1]]);
}
