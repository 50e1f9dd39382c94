//! The walls around approval sets and jobs.

use super::walls::{As, DENIED, check};
use crate::tests::{fixtures::World, sheets::work};
use sqlx::PgPool;

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn approval_sets_are_a_record_of_what_was_asked_and_what_became_of_it(owner: PgPool) {
    // R-APP-13: entry_waits_in_one_approval_set, approval_outcome_is_final,
    // approval_set_counts_its_entries, approval_set_keeps_what_was_asked, approval_set_is_a_record
    let world = World::new(owner).await;
    let rival = world.rival().await;
    let ids = world
        .entries(&[
            work("SOLO", "2026-03-02", "8"),
            work("SOLO", "2026-03-03", "8"),
            work("SOLO", "2026-03-04", "8"),
        ])
        .await;
    let theirs = rival.entries(&[work("SOLO", "2026-03-02", "8")]).await;
    let (company, asker) = (world.company(), world.actor.person.expect("somebody"));
    let set = |columns: &str, values: &str| {
        format!(
            r"
            insert into approval_set (
                company_id, project_id, person_id, asked_at, comment, hours{columns}
            )
            select company_id, project_id, {asker}, now(), '', 8{values}
            from project
            where company_id = {company} and code = 'SOLO'
            "
        )
    };
    for _ in 0..2 {
        world.force_owned(set("", "")).await;
    }
    let one = world.ask("select min(approval_set_id) from approval_set").await;
    let other = world.ask("select max(approval_set_id) from approval_set").await;
    let entry = |set: i64, entry: i64| {
        format!(
            r"
            insert into approval_set_entry (company_id, approval_set_id, entry_id, version)
            values ({company}, {set}, {entry}, 1)
            "
        )
    };
    for id in &ids[..2] {
        world.force_owned(entry(one, id.0)).await;
    }
    world
        .force_owned(format!(
            "update approval_set_entry set outcome = 'approved' where entry_id = {}",
            ids[0]
        ))
        .await;
    assert_eq!(
        world
            .texts(&format!(
                r"
                select waiting || ' ' || approved || ' ' || failed
                from approval_set
                where approval_set_id = {one}
                "
            ))
            .await,
        ["1 1 0"]
    );

    let (is_final, asked, record) = (
        "23514 approval_outcome_is_final",
        "23514 approval_set_keeps_what_was_asked",
        "23514 approval_set_is_a_record",
    );
    let settled = format!("where entry_id = {}", ids[0]);
    let waiting = format!("where entry_id = {}", ids[1]);
    let statements = [
        (As::App, entry(other, ids[1].0), "23505 entry_waits_in_one_approval_set"),
        (As::App, entry(one, ids[0].0), "23505 approval_set_entry_key"),
        (As::App, entry(0, ids[2].0), "23503 approval_set_entry_of_a_set"),
        (As::App, entry(one, theirs[0].0), "23503 approval_set_entry_of_an_entry"),
        (As::App, format!("update approval_set_entry set outcome = 'waiting' {settled}"), is_final),
        (
            As::App,
            format!("update approval_set_entry set outcome = 'failed', reason = '1' {settled}"),
            is_final,
        ),
        (
            As::App,
            format!("update approval_set_entry set outcome = 'failed' {waiting}"),
            "23514 approval_failure_has_a_reason",
        ),
        (
            As::App,
            format!("update approval_set_entry set outcome = 'approved', reason = '1' {waiting}"),
            "23514 approval_failure_has_a_reason",
        ),
        (As::App, format!("update approval_set_entry set version = 2 {waiting}"), DENIED),
        (As::Owner, format!("update approval_set_entry set version = 2 {waiting}"), is_final),
        (
            As::Owner,
            format!(
                r"
                insert into approval_set_entry (
                    company_id, approval_set_id, entry_id, version, outcome
                )
                values ({company}, {other}, {}, 1, 'approved')
                ",
                ids[2]
            ),
            "23514 approval_outcome_is_final_insert",
        ),
        (As::App, "delete from approval_set_entry".to_owned(), DENIED),
        (As::App, "update approval_set set waiting = 9".to_owned(), DENIED),
        (As::App, "update approval_set set person_id = person_id".to_owned(), DENIED),
        (As::Owner, "update approval_set set comment = 'x'".to_owned(), asked),
        (As::Owner, "update approval_set set hours = 1".to_owned(), asked),
        (
            As::Owner,
            "update approval_set set waiting = -1".to_owned(),
            "23514 approval_set_counts_are_not_negative",
        ),
        (As::App, "delete from approval_set".to_owned(), DENIED),
        (As::Owner, "delete from approval_set".to_owned(), record),
        (
            As::Owner,
            "truncate approval_set cascade".to_owned(),
            "23514 approval_set_is_a_record_truncate",
        ),
        (
            As::Owner,
            "truncate approval_set_entry".to_owned(),
            "23514 approval_set_entry_is_a_record_truncate",
        ),
        (As::App, set(", waiting", ", 5"), DENIED),
        (As::App, set(", retries_approval_set_id", ", 0"), "23503 approval_set_retries_a_set"),
        (
            As::App,
            set("", "").replace("'', 8", "repeat('x', 1001), 8"),
            "23514 approval_set_comment_is_short",
        ),
        (
            As::App,
            set("", "").replace("'', 8", "'', -1"),
            "23514 approval_set_hours_are_not_negative",
        ),
        (
            As::App,
            set("", "").replace(&format!("{asker}, now()"), "0, now()"),
            "23503 approval_set_of_a_person",
        ),
        (
            As::App,
            set("", "").replace("select company_id, project_id", "select company_id, 0"),
            "23503 approval_set_of_a_project",
        ),
        (
            As::App,
            format!(
                "insert into entry_setting (company_id, background_from) values ({company}, -1)"
            ),
            "23514 entry_setting_background_from_is_within_range",
        ),
        (
            As::App,
            format!(
                r"
                insert into entry_setting (company_id, background_from) values ({company}, 1000001)
                "
            ),
            "23514 entry_setting_background_from_is_within_range",
        ),
        (As::App, "select approval_set_count()".to_owned(), DENIED),
        (As::Nobody, "update approval_set_entry set outcome = 'approved'".to_owned(), "ok 0"),
    ];
    let table: Vec<(As, &str, &str)> =
        statements.iter().map(|(who, sql, expected)| (*who, sql.as_str(), *expected)).collect();
    check(&world, &table).await;
    world
        .force_owned(format!(
            r"
            alter table approval_set disable trigger user; update approval_set
            set waiting = 7
            where approval_set_id = {one}; alter table approval_set enable trigger user
            "
        ))
        .await;
    assert!(
        world
            .audit()
            .await
            .0
            .contains(&format!("approval_set_counts_its_entries: approval set {one}")),
        "the audit counts them"
    );
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn the_schema_of_jobs_is_the_owner_s(owner: PgPool) {
    // the server enqueues and takes jobs; it can neither change what they are kept in nor forget
    // what was migrated
    let world = World::bare(owner).await.with_jobs().await;
    let wrong = [
        "drop schema graphile_worker cascade",
        "create table graphile_worker.mine (x int)",
        "alter table graphile_worker._private_jobs disable row level security",
        "truncate graphile_worker._private_jobs cascade",
        "drop function graphile_worker.add_jobs",
        "update graphile_worker.migrations set id = id",
        "delete from graphile_worker._private_tasks",
        "delete from graphile_worker._private_job_queues",
        "select * from graphile_worker._private_known_crontabs",
        "select graphile_worker.force_unlock_workers('{x}')",
        "select graphile_worker.permanently_fail_jobs('{1}')",
        "select graphile_worker.remove_job('x')",
    ];
    let table: Vec<(As, &str, &str)> = wrong.iter().map(|sql| (As::App, *sql, DENIED)).collect();
    check(&world, &table).await;
}
