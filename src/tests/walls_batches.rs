//! The walls around batches: many at once.

use super::walls::{As, DENIED, check};
use crate::tests::fixtures::World;
use sqlx::PgPool;

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn batches_are_a_record_of_what_was_begun_and_what_became_of_it(owner: PgPool) {
    // batch_counts_add_up, batch_chunk_is_settled_once, batch_keeps_what_was_begun,
    // batch_refusal_is_final, batch_is_retried_once
    let world = World::new(owner).await;
    let rival = world.rival().await;
    let (company, person) = (world.company(), world.actor.person.expect("somebody"));
    let theirs = rival
        .ask(&format!("select min(person_id) from person where company_id = {}", rival.company()))
        .await;
    let begin = |person: i64, columns: &str, values: &str| {
        format!(
            r"
            insert into batch (company_id, kind, input, person_id, begun_at{columns})
            values ({company}, 'mark_ready', '{{}}', {person}, now(){values})
            "
        )
    };
    world.force_owned(begin(person.0, "", "")).await;
    let batch = world.ask("select min(batch_id) from batch").await;
    let chunk = |batch: i64, place: i32, items: &str| {
        format!(
            r"
            insert into batch_chunk (company_id, batch_id, place, items)
            values ({company}, {batch}, {place}, '{{{items}}}')
            "
        )
    };
    let refuse = |batch: i64, item: i64| {
        format!(
            r"
            insert into batch_refusal (company_id, batch_id, item_id, reason)
            values ({company}, {batch}, {item}, '1')
            "
        )
    };
    for sql in [
        chunk(batch, 0, "1,2,3"),
        chunk(batch, 3, "4,5"),
        "update batch_chunk set is_settled = true where place = 0".to_owned(),
        refuse(batch, 2),
    ] {
        world.force_owned(sql).await;
    }
    let counts = "select waiting || ' ' || settled || ' ' || refused || ' ' || done from batch";
    assert_eq!(world.texts(counts).await, ["2 3 1 2"]);

    let retried = format!(", {batch}");
    let (once, begun, up) = (
        "23514 batch_chunk_is_settled_once",
        "23514 batch_keeps_what_was_begun",
        "23514 batch_counts_add_up",
    );
    let statements = [
        (As::App, begin(theirs, "", ""), "23503 batch_of_a_person"),
        (
            As::App,
            begin(person.0, "", "").replace("'mark_ready'", "''"),
            "23514 batch_kind_is_given",
        ),
        (As::App, begin(person.0, ", waiting", ", 5"), DENIED),
        (As::App, begin(person.0, ", retries_batch_id", ", 0"), "23503 batch_retries_a_batch"),
        (
            As::App,
            [(); 2].map(|()| begin(person.0, ", retries_batch_id", &retried)).join("; "),
            "23505 batch_is_retried_once",
        ),
        (As::App, "update batch set retries_batch_id = 1".to_owned(), DENIED),
        (
            As::App,
            "update batch set cancelled_at = now(); update batch set cancelled_at = null"
                .to_owned(),
            begun,
        ),
        (As::App, "update batch set waiting = 0".to_owned(), DENIED),
        (As::App, "delete from batch".to_owned(), DENIED),
        (As::Owner, "update batch set kind = 'reset_limits'".to_owned(), begun),
        (As::Owner, "update batch set person_id = null".to_owned(), begun),
        (As::Owner, "update batch set amounts = '1'".to_owned(), begun),
        (As::Owner, "update batch set waiting = -1".to_owned(), up),
        (As::Owner, "update batch set refused = 4".to_owned(), up),
        (As::Owner, "delete from batch".to_owned(), "23514 batch_is_a_record"),
        (As::Owner, "truncate batch cascade".to_owned(), "23514 batch_is_a_record_truncate"),
        (As::App, chunk(0, 9, "1"), "23503 batch_chunk_of_a_batch"),
        (As::App, chunk(batch, 3, "1"), "23505 batch_chunk_key"),
        (As::App, "update batch_chunk set is_settled = false where place = 0".to_owned(), once),
        (As::App, "update batch_chunk set items = '{}'".to_owned(), DENIED),
        (As::App, "delete from batch_chunk".to_owned(), DENIED),
        (As::Owner, "update batch_chunk set items = '{9}' where place = 0".to_owned(), once),
        (As::Owner, "update batch_chunk set items = '{4,9}' where place = 3".to_owned(), once),
        (As::Owner, "update batch_chunk set place = 9 where place = 3".to_owned(), once),
        (
            As::Owner,
            format!(
                r"
                insert into batch_chunk (company_id, batch_id, place, items, is_settled)
                values ({company}, {batch}, 9, '{{7}}', true)
                "
            ),
            "23514 batch_chunk_begins_waiting",
        ),
        (As::Owner, "delete from batch_chunk".to_owned(), "23514 batch_chunk_is_a_record"),
        (As::Owner, "truncate batch_chunk".to_owned(), "23514 batch_chunk_is_a_record_truncate"),
        (As::App, refuse(0, 1), "23503 batch_refusal_of_a_batch"),
        (As::App, refuse(batch, 2), "23505 batch_refusal_key"),
        (As::App, format!("{}; {}; {}", refuse(batch, 1), refuse(batch, 3), refuse(batch, 4)), up),
        (As::App, "update batch_refusal set reason = '2'".to_owned(), DENIED),
        (As::App, "delete from batch_refusal".to_owned(), DENIED),
        (
            As::Owner,
            "update batch_refusal set reason = '2'".to_owned(),
            "23514 batch_refusal_is_final",
        ),
        (
            As::Owner,
            "truncate batch_refusal".to_owned(),
            "23514 batch_refusal_is_a_record_truncate",
        ),
        (
            As::App,
            format!("update company set background_above = -1 where company_id = {company}"),
            "23514 company_background_above_is_within_range",
        ),
        (
            As::App,
            format!("update company set background_above = 1000001 where company_id = {company}"),
            "23514 company_background_above_is_within_range",
        ),
        (As::App, "select batch_count()".to_owned(), DENIED),
        (As::Nobody, "update batch_chunk set is_settled = true".to_owned(), "ok 0"),
    ];
    let table: Vec<(As, &str, &str)> =
        statements.iter().map(|(who, sql, expected)| (*who, sql.as_str(), *expected)).collect();
    check(&world, &table).await;
    assert_eq!(world.texts(counts).await, ["2 3 1 2"], "each statement was taken back");
    world
        .force(
            r"
            alter table batch disable trigger user; update batch
            set waiting = 7; alter table batch enable trigger user
            ",
        )
        .await;
    assert!(
        world.audit().await.0.contains(&format!("batch_counts_its_items: batch {batch}")),
        "the audit counts them"
    );
}
