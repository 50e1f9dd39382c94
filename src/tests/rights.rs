//! What roles and project teams let somebody see and decide (§14), for readers, approvers and
//! background sets alike.

use super::{
    fixtures::{World, person, refusal},
    sheets::{Work, work},
    web::Site,
};
use crate::{
    app::worker,
    approvals::{
        commands::{
            decide_entries, edit_approval_setting, edit_entry, list_entries, request_approval,
            total_entries,
        },
        model::{ApprovalRequest, EntryEdit},
    },
    batches,
    book::{
        commands::{list_identities, read_team, save_identity, save_team},
        model::{
            people::{Identity, IdentityForm},
            team::{Team, TeamForm},
        },
    },
    entries::{
        commands::{list_own_entries, read_week},
        model::{Decide, Decided, Decision, EntryRow},
    },
    platform::{
        command::{self, Actor},
        failure::Failure,
    },
    vocabulary::{
        failure::ApiError,
        ids::{EntryId, PersonId, ProjectId},
        paging::{ListQuery, Selection},
        refusal::Refusal,
        words::{BillingType, Role},
    },
};
use sqlx::PgPool;

fn rows(ids: &[EntryId]) -> Selection {
    Selection::Rows(ids.iter().map(|id| id.0).collect())
}

fn acting(world: &World, person: PersonId) -> Actor {
    Actor { person: Some(person), ..world.actor }
}

async fn somebody(world: &World, email: &str, roles: &[Role]) -> PersonId {
    person(&world.owner, world.actor.company, email, roles).await
}

async fn project(world: &World, code: &str) -> ProjectId {
    ProjectId(
        world
            .ask(&format!(
                "select project_id from project where company_id = {} and code = '{code}'",
                world.company()
            ))
            .await,
    )
}

/// Says who is on a team, over whatever is said now.
async fn team(
    world: &World,
    actor: Actor,
    code: &str,
    said: impl FnOnce(Team) -> Team,
) -> Result<(), Failure> {
    let project_id = project(world, code).await;
    let reader = actor.person.expect("somebody");
    let seen = world
        .read(move |scope| Box::pin(async move { read_team(scope, reader, project_id).await }))
        .await
        .expect("a team")
        .team;
    let form = TeamForm { project_id, seen: seen.clone(), team: said(seen) };
    command::run(&world.database, actor, "save_team", None, form, |tx, form| {
        Box::pin(save_team(tx, form))
    })
    .await
}

async fn mark(world: &World, code: &str, person: PersonId) {
    let marked = team(world, world.actor, code, |mut team| {
        team.members.push((person, true));
        team
    });
    marked.await.expect("the manager marks an approver");
}

async fn decide(
    world: &World,
    person: PersonId,
    selection: Selection,
    decision: Decision,
) -> Decided {
    let decide = Decide { selection, decision, comment: String::new(), after: EntryId(0) };
    command::run(
        &world.database,
        acting(world, person),
        "decide_entries",
        None,
        decide,
        |tx, decide| Box::pin(decide_entries(tx, decide)),
    )
    .await
    .expect("decided")
}

async fn seen(world: &World, reader: PersonId, query: ListQuery) -> Vec<EntryRow> {
    world
        .read(move |scope| Box::pin(async move { list_entries(scope, Some(reader), &query).await }))
        .await
        .expect("entries")
        .rows
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn an_approver_sees_and_decides_only_where_a_team_marks_them(owner: PgPool) {
    // §14: "must be marked approver on the project team"
    let world = World::new(owner).await;
    let pia = somebody(&world, "pia@example.org", &[Role::ProjectApprover]).await;
    let ids = world
        .entries(&[
            work("SOLO", "2026-03-02", "8"),
            work("PAIR", "2026-03-03", "4"),
            work("PAIR", "2026-03-04", "2"),
        ])
        .await;
    assert_eq!(seen(&world, pia, ListQuery::default()).await, vec![], "marked nowhere");
    let everything = || Selection::Matching(ListQuery::default());
    assert_eq!(
        decide(&world, pia, everything(), Decision::Approve).await,
        Decided::default(),
        "all that she sees is nothing"
    );
    mark(&world, "PAIR", pia).await;

    assert_eq!(
        seen(&world, pia, ListQuery::default())
            .await
            .iter()
            .map(|r| r.entry_id)
            .collect::<Vec<_>>(),
        ids[1..]
    );
    assert!(seen(&world, pia, ListQuery::default().with("project", "SOLO")).await.is_empty());
    let totals = world
        .read(move |scope| {
            Box::pin(async move { total_entries(scope, Some(pia), &ListQuery::default()).await })
        })
        .await
        .unwrap();
    assert_eq!((totals.count, totals.quantity), (2, super::fixtures::dec("6")));
    let nothing = ListQuery::default().with("state", "approved");
    let hints = world
        .read(move |scope| Box::pin(async move { total_entries(scope, Some(pia), &nothing).await }))
        .await
        .unwrap()
        .hints;
    assert_eq!(hints, [("submitted".to_owned(), 2)], "what an empty list says of all is of hers");

    let named = decide(&world, pia, rows(&ids[..2]), Decision::Approve).await;
    assert_eq!(
        (named.outcome.changed, named.outcome.refused),
        (1, vec![(Refusal::NotProjectApprover, 1, vec![ids[0].0])])
    );
    let edit = |entry_id: EntryId| {
        let edit = EntryEdit {
            entry_id,
            version: 1,
            billable_quantity: "1".into(),
            billing_type: BillingType::Chargeable,
            external_comment: String::new(),
        };
        command::run(&world.database, acting(&world, pia), "edit_entry", None, edit, |tx, edit| {
            Box::pin(edit_entry(tx, edit))
        })
    };
    assert_eq!(refusal(edit(ids[0]).await), Refusal::NotProjectApprover);
    edit(ids[2]).await.expect("hers");
    assert_eq!(
        decide(&world, pia, everything(), Decision::Approve).await.outcome.changed,
        1,
        "all matching are all of hers"
    );
    for decision in [Decision::Return, Decision::CancelApproval, Decision::Submit] {
        assert_eq!(
            decide(&world, pia, rows(&ids[..1]), decision).await.outcome.refused[0].0,
            Refusal::NotProjectApprover,
            "{decision:?}"
        );
    }

    let ada = somebody(&world, "root@example.org", &[Role::Administrator]).await;
    assert_eq!(
        decide(&world, ada, rows(&ids[..1]), Decision::Approve).await.outcome.changed,
        1,
        "the administrator's override"
    );
    world.audit_clean().await;
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn a_project_manager_decides_on_their_own_projects_and_reads_the_others(owner: PgPool) {
    // §14; a project is managed by the project manager who adds it
    let world = World::new(owner).await;
    let paul = somebody(&world, "paul@example.org", &[Role::ProjectManager]).await;
    let ids =
        world.entries(&[work("SOLO", "2026-03-02", "8"), work("PAIR", "2026-03-03", "4")]).await;
    assert_eq!(
        seen(&world, paul, ListQuery::default()).await.len(),
        2,
        "lists open on own projects, but he may look at others"
    );
    assert_eq!(
        decide(&world, paul, rows(&ids), Decision::Approve).await.outcome.refused,
        [(Refusal::NotProjectApprover, 2, vec![ids[0].0, ids[1].0])]
    );
    assert_eq!(
        refusal(
            team(&world, acting(&world, paul), "SOLO", |team| Team { manager: Some(paul), ..team })
                .await
        ),
        Refusal::NotProjectManager
    );
    team(&world, world.actor, "SOLO", |team| Team { manager: Some(paul), ..team })
        .await
        .expect("handed over");
    assert_eq!(
        decide(&world, paul, rows(&ids[..1]), Decision::Approve).await.outcome.changed,
        1,
        "a manager counts as marked"
    );
    assert_eq!(
        refusal(team(&world, world.actor, "SOLO", |team| team).await),
        Refusal::NotProjectManager,
        "whoever handed a project over has no say in it any more"
    );
    let mine = ListQuery::default().with("team", "paul@");
    assert_eq!(
        seen(&world, paul, mine).await.iter().map(|r| &*r.project_code).collect::<Vec<_>>(),
        ["SOLO"]
    );
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn a_team_is_changed_as_it_was_seen(owner: PgPool) {
    let world = World::new(owner).await;
    let [pia, rob] = [
        somebody(&world, "pia@example.org", &[Role::ProjectApprover]).await,
        somebody(&world, "rob@example.org", &[Role::Resource]).await,
    ];
    let project_id = project(&world, "SOLO").await;
    let manager = world.actor.person;
    let seen = Team { manager, members: vec![] };
    let save = |seen: Team, members: Vec<(PersonId, bool)>| {
        world.run(TeamForm { project_id, seen, team: Team { manager, members } }, |tx, form| {
            Box::pin(save_team(tx, form))
        })
    };
    save(seen.clone(), vec![(rob, false), (pia, true)]).await.expect("seen as it is");
    assert_eq!(
        refusal(save(seen.clone(), vec![]).await),
        Refusal::Outdated,
        "two who look at the same team"
    );
    let marks = "select person_id || ' ' || is_approver from project_team order by person_id";
    assert_eq!(world.texts(marks).await, [format!("{pia} true"), format!("{rob} false")]);
    let now = Team { manager, members: vec![(pia, true), (rob, false)] };
    save(now, vec![(rob, false)]).await.expect("taken off");
    assert_eq!(world.texts(marks).await, [format!("{rob} false")]);
    let theirs = world.rival().await;
    let stranger = TeamForm {
        project_id: project(&theirs, "SOLO").await,
        seen: Team::default(),
        team: Team::default(),
    };
    assert_eq!(
        refusal(world.run(stranger, |tx, form| Box::pin(save_team(tx, form))).await),
        Refusal::NotFound
    );
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn a_draft_that_somebody_still_writes_is_theirs_to_submit(owner: PgPool) {
    // R-SM-36: the resource submits; an approver only for people who don't sign in
    let world = World::new(owner).await;
    let draft = |n: u32| Work { approved: "No", ..work("SOLO", &format!("2026-03-{n:02}"), "2") };
    let ids = world.entries(&[draft(2), draft(3), draft(4)]).await;
    let manager = world.actor.person.expect("somebody");
    let ina = somebody(&world, "ina@example.org", &[Role::Resource]).await;
    world
        .force_owned(format!("update entry set person_id = {ina} where entry_id = {}", ids[1]))
        .await;
    let decided = decide(&world, manager, rows(&ids[..2]), Decision::Submit).await;
    assert_eq!(
        (decided.outcome.changed, decided.outcome.refused),
        (1, vec![(Refusal::DraftIsItsAuthors, 1, vec![ids[1].0])])
    );
    world
        .force_owned(format!(
            "update resource set person_id = {ina} where company_id = {}",
            world.company()
        ))
        .await;
    assert_eq!(
        decide(&world, manager, rows(&ids[2..]), Decision::Submit).await.outcome.refused[0].0,
        Refusal::DraftIsItsAuthors,
        "imported, but its resource signs in"
    );
    world.force_owned(format!("update person set is_active = false where person_id = {ina}")).await;
    assert_eq!(
        decide(&world, manager, rows(&ids[1..]), Decision::Submit).await.outcome.changed,
        2,
        "whoever can't sign in any more submits nothing"
    );
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn background_sets_ask_again_who_approves_where(owner: PgPool) {
    // R-APP-13, §14: when it is asked, and again per chunk
    let world = World::new(owner).await.with_jobs().await;
    world
        .run(("0".to_owned(), 1_000), |tx, from| Box::pin(edit_approval_setting(tx, from)))
        .await
        .expect("set");
    let pia = somebody(&world, "pia@example.org", &[Role::ProjectApprover]).await;
    mark(&world, "PAIR", pia).await;
    let ids = world
        .entries(&[
            work("SOLO", "2026-03-02", "8"),
            work("PAIR", "2026-03-03", "4"),
            work("PAIR", "2026-03-04", "2"),
        ])
        .await;
    let ask = |selection: Selection| {
        let request = ApprovalRequest { selection, comment: String::new() };
        command::run(
            &world.database,
            acting(&world, pia),
            "request_approval",
            None,
            request,
            |tx, request| Box::pin(request_approval(tx, request)),
        )
    };
    let named = ask(rows(&ids[..2])).await.expect("asked");
    assert_eq!(
        (named.sets, named.outcome.changed, named.outcome.refused),
        (1, 1, vec![(Refusal::NotProjectApprover, 1, vec![ids[0].0])])
    );
    assert_eq!(
        ask(Selection::Matching(ListQuery::default().with("state", "submitted")))
            .await
            .expect("asked")
            .outcome
            .changed,
        1,
        "what waits already is refused"
    );
    let sets_of = |reader: PersonId| {
        world.read(move |scope| {
            Box::pin(async move {
                let query = ListQuery::default();
                let rows = batches::commands::list_batches(scope, Some(reader), &query).await?.rows;
                let totals = batches::commands::total_batches(scope, Some(reader), &query).await?;
                Ok((rows.len(), totals.count, totals.hints))
            })
        })
    };
    let other = somebody(&world, "other@example.org", &[Role::ProjectApprover]).await;
    assert_eq!(sets_of(pia).await.unwrap(), (2, 2, vec![("items".to_owned(), 2)]));
    assert_eq!(
        sets_of(other).await.unwrap(),
        (0, 0, vec![("items".to_owned(), 0)]),
        "marked nowhere: not even how many"
    );

    team(&world, world.actor, "PAIR", |team| Team { members: vec![], ..team })
        .await
        .expect("taken off");
    worker::jobs().work_off(&world.database).await.expect("worked off");
    let failed = world
        .read(|scope| {
            Box::pin(async move {
                batches::commands::list_batch_refusals(scope, None, &ListQuery::default()).await
            })
        })
        .await
        .unwrap()
        .rows;
    let reason = ApiError::Refused(Refusal::NotProjectApprover);
    assert_eq!(
        failed.into_iter().map(|f| (EntryId(f.item_id), f.reason)).collect::<Vec<_>>(),
        [(ids[1], reason.clone()), (ids[2], reason)]
    );
    assert_eq!(world.ask("select count(*) from entry where state = 'approved'").await, 0);
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn costs_are_answered_to_whoever_may_see_them(owner: PgPool) {
    // §14: in what the server answers, lists, sums and hidden columns alike
    let world = World::new(owner).await;
    let manager = world.actor.person.expect("somebody");
    let costs_seen = |rows: Vec<EntryRow>| {
        rows.into_iter()
            .map(|r| (r.project_code, r.unit_cost.map(|c| c.normalize().to_string())))
            .collect::<Vec<_>>()
    };
    world.approved(&[work("SOLO", "2026-03-02", "8"), work("PAIR", "2026-03-03", "4")]).await;
    let paul = somebody(&world, "paul@example.org", &[Role::ProjectManager]).await;
    team(&world, world.actor, "SOLO", |team| Team { manager: Some(paul), ..team })
        .await
        .expect("handed over");
    let pia = somebody(&world, "pia@example.org", &[Role::ProjectApprover]).await;
    mark(&world, "PAIR", pia).await;
    let cost = Some("100".to_owned());
    let (solo, pair) = ("SOLO".to_owned(), "PAIR".to_owned());
    assert_eq!(costs_seen(seen(&world, pia, ListQuery::default()).await), [(pair.clone(), None)]);
    assert_eq!(
        costs_seen(seen(&world, paul, ListQuery::default()).await),
        [(solo.clone(), cost.clone()), (pair.clone(), None)]
    );
    assert_eq!(
        costs_seen(seen(&world, manager, ListQuery::default()).await),
        [(solo.clone(), None), (pair.clone(), cost.clone())]
    );
    for role in [Role::BillingAdministrator, Role::PracticeManager, Role::Administrator] {
        let reader = somebody(&world, &format!("{}@example.org", role.word()), &[role]).await;
        assert_eq!(
            costs_seen(seen(&world, reader, ListQuery::default()).await),
            [(solo.clone(), cost.clone()), (pair.clone(), cost.clone())],
            "{role:?}"
        );
    }

    let ledger = |reader: PersonId| {
        world.read(move |scope| {
            Box::pin(async move {
                let query = ListQuery::default().with("type", "cost");
                let rows =
                    crate::desk::commands::list_ledger(scope, Some(reader), &query).await?.rows;
                let total =
                    crate::desk::commands::total_ledger(scope, Some(reader), &query).await?;
                Ok((
                    rows.into_iter().filter_map(|r| r.project_code).collect::<Vec<_>>(),
                    total.count,
                ))
            })
        })
    };
    let accountant = somebody(&world, "anna@example.org", &[Role::ProjectAccountant]).await;
    assert_eq!(ledger(paul).await.unwrap(), (vec![solo.clone()], 1), "costs of his project only");
    assert_eq!(
        ledger(manager).await.unwrap(),
        (vec![pair.clone(), pair.clone()], 2),
        "one row per customer"
    );
    assert_eq!(ledger(accountant).await.unwrap(), (vec![pair.clone(), pair, solo], 3));

    let site = Site::new(world);
    let token = site.sign_in("approver", &[Role::ProjectApprover]).await;
    site.world
        .force(
            r"
            insert into project_team (company_id, project_id, person_id, is_approver)
            select p.company_id, p.project_id, w.person_id, true
            from project p
            join person w using (company_id)
            where w.name = 'approver@example.org'
            ",
        )
        .await;
    let answer = site.call("list_entries", Some(&token), r#"{"query": {}}"#).await;
    assert!(
        answer.text.contains(r#""unit_cost":null"#) && !answer.text.contains(r#""unit_cost":"1"#),
        "{}",
        answer.text
    );
}

/// Somebody who signs in, under a name of their own.
async fn named(world: &World, name: &str, email: &str, roles: &[Role]) -> PersonId {
    let added = format!(
        r"
        insert into person (company_id, name, email, password_hash)
        values ({}, '{name}', '{email}', 'none')
        returning person_id
        ",
        world.company()
    );
    let id = world.ask(&added).await;
    for role in roles {
        world
            .force_owned(format!(
                "insert into person_role (company_id, person_id, role) values ({}, {id}, '{}')",
                world.company(),
                role.word()
            ))
            .await;
    }
    PersonId(id)
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn own_work_that_came_in_a_file_is_own_work(owner: PgPool) {
    // R-SEC-1: whichever came first, the file or the person; nobody has recorded anything here yet
    let world = World::new(owner).await;
    let before = world.entries(&[work("SOLO", "2026-03-02", "2").by("Mona")]).await;
    let mona =
        named(&world, "mona  LIND", "mona@example.org", &[Role::ProjectManager, Role::Resource])
            .await;
    let nils = named(&world, "Nils Lind", "nils@example.org", &[Role::ProjectManager]).await;
    let after = world.entries(&[work("SOLO", "2026-03-03", "3").by("Nils")]).await;
    for (person, own) in [(mona, before[0]), (nils, after[0])] {
        mark(&world, "SOLO", person).await;
        let decided = decide(&world, person, rows(&[own]), Decision::Approve).await;
        assert_eq!(
            (decided.outcome.changed, decided.outcome.refused),
            (0, vec![(Refusal::OwnWork, 1, vec![own.0])])
        );
    }
    let week = world
        .read(move |scope| Box::pin(async move { read_week(scope, mona, "2026-03-02").await }))
        .await
        .unwrap();
    assert_eq!(
        week.lines
            .iter()
            .flat_map(|line| line.days.iter().flatten())
            .map(|e| e.entry_id)
            .collect::<Vec<_>>(),
        before,
        "imported rows show in one's own Time"
    );
    let own = world
        .read(move |scope| {
            Box::pin(async move { list_own_entries(scope, mona, &ListQuery::default()).await })
        })
        .await
        .unwrap();
    assert_eq!(
        own.rows.iter().map(|r| (r.entry_id, r.unit_cost)).collect::<Vec<_>>(),
        [(before[0], None)],
        "what their hours cost is not said"
    );
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn what_may_be_own_work_is_refused_until_an_administrator_says_who_did_it(owner: PgPool) {
    // R-SEC-1: a missing link doesn't count as allowed
    let world = World::new(owner).await;
    let mona = named(&world, "M. Lind", "m@example.org", &[Role::ProjectManager]).await;
    mark(&world, "SOLO", mona).await;
    let ids = world
        .entries(&[
            work("SOLO", "2026-03-02", "2").by("Mona"),
            work("SOLO", "2026-03-03", "3").by("Ute"),
        ])
        .await;
    let decided = decide(&world, mona, rows(&ids), Decision::Approve).await;
    assert_eq!(
        (decided.outcome.changed, decided.outcome.refused),
        (1, vec![(Refusal::MayBeOwnWork, 1, vec![ids[0].0])])
    );

    let list = || world.read(|scope| Box::pin(async move { list_identities(scope).await }));
    let all = list().await.unwrap();
    let first = all.resources[0].clone();
    assert_eq!(
        (&*first.name, &first.alike),
        ("Mona Lind", &vec![mona]),
        "what is open comes first, with who it may be"
    );
    assert!(all.resources[1..].iter().all(|row| row.alike.is_empty()));
    let say = |seen: Identity, person_id: Option<PersonId>| {
        world.run(IdentityForm { resource_id: first.resource_id, seen, person_id }, |tx, form| {
            Box::pin(save_identity(tx, form))
        })
    };
    say(first.identity, Some(mona)).await.expect("it is her");
    assert_eq!(refusal(say(first.identity, None).await), Refusal::Outdated, "seen as it is");
    assert_eq!(
        decide(&world, mona, rows(&ids[..1]), Decision::Approve).await.outcome.refused[0].0,
        Refusal::OwnWork
    );
    let said = Identity { person_id: Some(mona), is_said: true };
    assert_eq!(
        refusal(say(said, world.stranger.person).await),
        Refusal::NotFound,
        "another company's people are nobody's"
    );
    say(said, None).await.expect("it is a namesake");
    named(&world, "Mona Lind", "mona@example.org", &[Role::Resource]).await;
    assert_eq!(
        list()
            .await
            .unwrap()
            .resources
            .iter()
            .find(|r| r.name == "Mona Lind")
            .expect("her")
            .identity,
        Identity { person_id: None, is_said: true },
        "what an administrator said is not changed by names"
    );
    assert_eq!(decide(&world, mona, rows(&ids[..1]), Decision::Approve).await.outcome.changed, 1);
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn two_people_of_one_name_are_nobody_until_somebody_says(owner: PgPool) {
    // R-SEC-1
    let world = World::new(owner).await;
    let one = named(&world, "Ola Lind", "ola@example.org", &[Role::ProjectManager]).await;
    let other = named(&world, "ola lind", "ola.lind@example.org", &[Role::ProjectManager]).await;
    for manager in [one, other] {
        mark(&world, "SOLO", manager).await;
    }
    let ids = world.entries(&[work("SOLO", "2026-03-02", "2").by("Ola")]).await;
    for manager in [one, other] {
        assert_eq!(
            decide(&world, manager, rows(&ids), Decision::Approve).await.outcome.refused[0].0,
            Refusal::MayBeOwnWork,
            "it is one of them"
        );
    }
}
