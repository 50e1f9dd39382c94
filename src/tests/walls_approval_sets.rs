//! The walls around approval sets and jobs.

use super::walls::{As, DENIED, check};
use crate::tests::{fixtures::World, sheets::work};
use sqlx::PgPool;

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn approval_sets_are_a_record_of_what_was_asked_and_what_waits(owner: PgPool) {
    // R-APP-13: entry_waits_in_one_approval_set, entry_waits_until_its_chunk_is_settled,
    // approval_set_forgets_deleted_entries, approval_set_keeps_what_was_asked,
    // approval_set_is_a_record
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
    for _ in 0..3 {
        world
            .force_owned(format!(
                r"
                insert into batch (company_id, kind, input, person_id, begun_at)
                values ({company}, 'approve_set', '{{}}', {asker}, now())
                "
            ))
            .await;
    }
    let one = world.ask("select min(batch_id) from batch").await;
    let (other, third) = (one + 1, one + 2);
    let set = |key: i64, columns: &str, values: &str| {
        format!(
            r"
            insert into approval_set (
                company_id, approval_set_id, project_id, comment, hours{columns}
            )
            select company_id, {key}, project_id, '', 8{values}
            from project
            where company_id = {company} and code = 'SOLO'
            "
        )
    };
    for key in [one, other] {
        world.force_owned(set(key, "", "")).await;
    }
    let entry = |set: i64, entry: i64| {
        format!(
            r"
            insert into approval_set_entry (company_id, approval_set_id, entry_id, version)
            values ({company}, {set}, {entry}, 1)
            "
        )
    };
    for (place, id) in (0..).zip(&ids[..2]) {
        world.force_owned(entry(one, id.0)).await;
        world
            .force_owned(format!(
                r"
                insert into batch_chunk (company_id, batch_id, place, items)
                values ({company}, {one}, {place}, array[{id}])
                "
            ))
            .await;
    }
    world
        .force_owned(format!(
            "update batch_chunk set is_settled = true where items = array[{}::bigint]",
            ids[0]
        ))
        .await;
    let waits = "select entry_id::text from approval_set_entry where is_waiting order by 1";
    assert_eq!(
        world.texts(waits).await,
        [ids[1].to_string()],
        "settled with its chunk, whoever settles it"
    );

    let (once, asked, record) = (
        "23514 approval_set_entry_waits_once",
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
        (As::App, format!("update approval_set_entry set is_waiting = true {settled}"), DENIED),
        (As::App, format!("update approval_set_entry set is_waiting = false {waiting}"), DENIED),
        (As::App, format!("update approval_set_entry set version = 2 {waiting}"), DENIED),
        (As::Owner, format!("update approval_set_entry set is_waiting = true {settled}"), once),
        (As::Owner, format!("update approval_set_entry set version = 2 {waiting}"), once),
        (
            As::Owner,
            format!(
                r"
                insert into approval_set_entry (
                    company_id, approval_set_id, entry_id, version, is_waiting
                )
                values ({company}, {other}, {}, 1, false)
                ",
                ids[2]
            ),
            "23514 approval_set_entry_begins_waiting",
        ),
        (As::App, "delete from approval_set_entry".to_owned(), DENIED),
        (As::App, "update approval_set set project_id = project_id".to_owned(), DENIED),
        (As::Owner, "update approval_set set comment = 'x'".to_owned(), asked),
        (As::Owner, "update approval_set set hours = 1".to_owned(), asked),
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
        (As::App, set(0, "", ""), "23503 approval_set_is_a_batch"),
        (As::App, set(one, "", ""), "23505 approval_set_key"),
        (As::App, set(third, ", without_price", ", 5"), DENIED),
        (
            As::App,
            set(third, ", retries_approval_set_id", ", 0"),
            "23503 approval_set_retries_a_set",
        ),
        (
            As::App,
            set(third, "", "").replace("'', 8", "repeat('x', 1001), 8"),
            "23514 approval_set_comment_is_short",
        ),
        (
            As::App,
            set(third, "", "").replace("'', 8", "'', -1"),
            "23514 approval_set_hours_are_not_negative",
        ),
        (
            As::App,
            set(third, "", "").replace(&format!("{third}, project_id"), &format!("{third}, 0")),
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
        (As::App, "select approval_set_settle()".to_owned(), DENIED),
        (As::App, "select approval_set_forget()".to_owned(), DENIED),
    ];
    let table: Vec<(As, &str, &str)> =
        statements.iter().map(|(who, sql, expected)| (*who, sql.as_str(), *expected)).collect();
    check(&world, &table).await;
    // approval_set_forgets_deleted_entries: what its author took back and deleted leaves the log,
    // waiting or refused
    let counts = format!(
        "select waiting || ' ' || settled || ' ' || refused from batch where batch_id = {one}"
    );
    world
        .force_owned(format!(
            r"
            insert into batch_refusal (company_id, batch_id, item_id, reason)
            values ({company}, {one}, {}, '1')
            ",
            ids[0]
        ))
        .await;
    assert_eq!(world.texts(&counts).await, ["1 1 1"]);
    for (id, left) in [(ids[1], "0 1 1"), (ids[0], "0 0 0")] {
        world
            .force_owned(format!(
                r"
                update entry
                set state = 'returned'
                where entry_id = {id}; delete
                from entry
                where entry_id = {id}
                "
            ))
            .await;
        assert_eq!(world.texts(&counts).await, [left]);
    }
    world.audit_clean().await;
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
