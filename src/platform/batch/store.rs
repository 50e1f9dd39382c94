//! SQL of batches.
#![allow(
    clippy::as_conversions,
    reason = "in sqlx's macros `as` names a parameter's type; nothing is converted"
)]

use super::plan::Planned;
use crate::{
    platform::{database::Database, failure::Failure, scope::Scope},
    vocabulary::{
        currency::Currency,
        failure::ApiError,
        ids::{BatchId, PersonId},
    },
};
use chrono::{DateTime, Utc};
use rust_decimal::Decimal;
use serde::Serialize;
use std::collections::HashSet;

/// A batch to be begun, as it is stored.
pub struct BatchRow {
    /// Whose word in the list it is.
    pub kind: String,
    /// What its room needs to know.
    pub input: serde_json::Value,
    /// On whose behalf.
    pub person: Option<PersonId>,
    /// When.
    pub now: DateTime<Utc>,
    /// What the items come to.
    pub amounts: Vec<(Currency, Decimal)>,
    /// The batch whose refused items they are.
    pub retries: Option<BatchId>,
}

/// Adds batches; answers their keys, in the same order.
pub async fn batches_insert(scope: &mut Scope, rows: &[BatchRow]) -> Result<Vec<BatchId>, Failure> {
    let keys = sqlx::query_scalar!(
        r"
        insert into batch (
            company_id, kind, input, person_id, begun_at, amounts, retries_batch_id
        )
        select $1, r.kind, r.input, r.person_id, r.begun_at, r.amounts, r.retries
        from unnest(
            $2::text[], $3::jsonb[], $4::bigint[], $5::timestamptz[], $6::jsonb[], $7::bigint[]
        ) with ordinality r (kind, input, person_id, begun_at, amounts, retries, place)
        order by r.place
        returning batch_id
        ",
        scope.company(),
        &rows.iter().map(|r| r.kind.clone()).collect::<Vec<_>>(),
        &rows.iter().map(|r| r.input.clone()).collect::<Vec<_>>(),
        &rows.iter().map(|r| r.person.map(|id| id.0)).collect::<Vec<_>>() as &[Option<i64>],
        &rows.iter().map(|r| r.now).collect::<Vec<_>>(),
        &rows.iter().map(|r| json(&r.amounts)).collect::<Result<Vec<_>, _>>()?,
        &rows.iter().map(|r| r.retries.map(|id| id.0)).collect::<Vec<_>>() as &[Option<i64>]
    )
    .fetch_all(scope.connection())
    .await?;
    Ok(keys.into_iter().map(BatchId).collect())
}

/// Adds the chunks of batches. Arrays travel as text: those of one statement need not be of one
/// length.
pub async fn chunks_insert(
    scope: &mut Scope,
    chunks: &[(BatchId, Planned)],
) -> Result<(), Failure> {
    sqlx::query!(
        r"
        insert into batch_chunk (company_id, batch_id, place, items, parts)
        select $1, r.batch_id, r.place, r.items::bigint[], r.parts::integer[]
        from unnest(
            $2::bigint[], $3::integer[], $4::text[], $5::text[]
        ) r (batch_id, place, items, parts)
        ",
        scope.company(),
        &chunks.iter().map(|(batch, _)| batch.0).collect::<Vec<_>>(),
        &chunks.iter().map(|(_, chunk)| chunk.place).collect::<Vec<_>>(),
        &chunks.iter().map(|(_, chunk)| array(&chunk.items)).collect::<Vec<_>>(),
        &chunks.iter().map(|(_, chunk)| chunk.parts.as_deref().map(array)).collect::<Vec<_>>()
            as &[Option<String>]
    )
    .execute(scope.connection())
    .await?;
    Ok(())
}

/// As PostgreSQL reads an array.
fn array<N: ToString>(items: &[N]) -> String {
    format!("{{{}}}", items.iter().map(N::to_string).collect::<Vec<_>>().join(","))
}

/// Whether some chunk of a batch waits. Whoever asks comes one after another until their
/// transaction ends.
pub async fn batch_waits(scope: &mut Scope, batch: BatchId) -> Result<bool, Failure> {
    sqlx::query!("select pg_advisory_xact_lock(hashtextextended('batch', $1))", batch.0)
        .fetch_one(scope.connection())
        .await?;
    let waits = sqlx::query_scalar!(
        r#"
        select exists (
            select from batch_chunk where company_id = $1 and batch_id = $2 and not is_settled
        ) as "waits!"
        "#,
        scope.company(),
        batch.0
    );
    Ok(waits.fetch_one(scope.connection()).await?)
}

/// The place of the next chunk of a batch of a kind after a place, and on whose behalf it is done;
/// nothing once all are settled.
pub async fn chunk_next(
    scope: &mut Scope,
    batch: BatchId,
    kind: &str,
    after: i32,
) -> Result<Option<(i32, Option<PersonId>)>, Failure> {
    let row = sqlx::query!(
        r"
        select c.place, b.person_id
        from batch_chunk c
        join batch b on b.company_id = c.company_id and b.batch_id = c.batch_id and b.kind = $3
        where c.company_id = $1 and c.batch_id = $2 and not c.is_settled and c.place > $4
        order by c.place
        limit 1
        ",
        scope.company(),
        batch.0,
        kind,
        after
    )
    .fetch_optional(scope.connection())
    .await?;
    Ok(row.map(|r| (r.place, r.person_id.map(PersonId))))
}

/// A chunk whose turn it is.
pub struct Chunk {
    /// Of which batch.
    pub batch_id: BatchId,
    /// Which of its chunks.
    pub place: i32,
    /// Its items, in order.
    pub items: Vec<i64>,
    /// How many of them belong together.
    pub parts: Option<Vec<i32>>,
}

/// A chunk, locked, if it waits still, with what its room needs to know: whoever else works on it is
/// done with it by then.
pub async fn chunk_lock(
    scope: &mut Scope,
    batch: BatchId,
    place: i32,
) -> Result<Option<(serde_json::Value, Chunk)>, Failure> {
    let row = sqlx::query!(
        r"
        select b.input, c.items, c.parts
        from batch_chunk c
        join batch b on b.company_id = c.company_id and b.batch_id = c.batch_id
        where c.company_id = $1 and c.batch_id = $2 and c.place = $3 and not c.is_settled
        for update of c
        ",
        scope.company(),
        batch.0,
        place
    )
    .fetch_optional(scope.connection())
    .await?;
    Ok(row.map(|r| (r.input, Chunk { batch_id: batch, place, items: r.items, parts: r.parts })))
}

/// Chunks of other batches that are alike (their kind, what it needs to know, whoever began them) and
/// have room together, locked; what somebody else has in hand is left to them. The youngest first:
/// who goes through batches from the oldest on meets nobody who fills up.
pub async fn filling_lock(
    scope: &mut Scope,
    batch: BatchId,
    room: usize,
    most: usize,
) -> Result<Vec<Chunk>, Failure> {
    Ok(sqlx::query_as!(
        Chunk,
        r#"
        with free as (
            select c.batch_id, c.place, c.items, c.parts
            from batch own
            join batch_chunk c on c.company_id = own.company_id and not c.is_settled
                and c.batch_id <> own.batch_id and cardinality(c.items) <= $3
            join batch b on b.company_id = c.company_id and b.batch_id = c.batch_id
                and b.kind = own.kind and b.input = own.input and b.person_id = own.person_id
            where own.company_id = $1 and own.batch_id = $2
            order by c.batch_id desc, c.place desc
            limit $4
            for update of c skip locked
        ),
            summed as (
                select f.*, sum(cardinality(items)) over (order by batch_id desc, place desc) as together
                from free f
            )
        select batch_id as "batch_id!: BatchId", place as "place!", items as "items!", parts
        from summed
        where together <= $3
        order by batch_id, place
        "#,
        scope.company(),
        batch.0,
        i32::try_from(room).unwrap_or(i32::MAX),
        i64::try_from(most).unwrap_or(i64::MAX)
    )
    .fetch_all(scope.connection())
    .await?)
}

/// Whether every chunk before a place is settled, once nobody has one in hand any more: the rows
/// that somebody holds are waited for, however long, and read as they leave them. PostgreSQL finds
/// whoever waits for each other, and ends one of them.
pub async fn earlier_settled(
    scope: &mut Scope,
    batch: BatchId,
    place: i32,
) -> Result<bool, Failure> {
    sqlx::query!("select set_config('lock_timeout', '0', true)")
        .fetch_one(scope.connection())
        .await?;
    let waiting = sqlx::query_scalar!(
        r"
        select place
        from batch_chunk
        where company_id = $1 and batch_id = $2 and place < $3 and not is_settled
        order by place
        for share
        ",
        scope.company(),
        batch.0,
        place
    )
    .fetch_all(scope.connection())
    .await?;
    Ok(waiting.is_empty())
}

/// Has tables that doubled since anybody looked at them looked at again: what comes after a chunk is
/// planned by what it left.
pub async fn statistics_follow(database: &Database) -> Result<(), Failure> {
    let followed = database.without_company(|conn| {
        Box::pin(async move {
            sqlx::query!(r#"select statistics_follow() as "looked_at!""#).fetch_one(conn).await?;
            Ok(())
        })
    });
    followed.await
}

/// Chunks are settled.
pub async fn chunks_settle(scope: &mut Scope, chunks: &[Chunk]) -> Result<(), Failure> {
    let now = scope.instant();
    sqlx::query!(
        r"
        update batch_chunk c
        set is_settled = true, settled_at = $4
        from unnest($2::bigint[], $3::integer[]) r (batch_id, place)
        where c.company_id = $1 and c.batch_id = r.batch_id and c.place = r.place
        ",
        scope.company(),
        &chunks.iter().map(|chunk| chunk.batch_id.0).collect::<Vec<_>>(),
        &chunks.iter().map(|chunk| chunk.place).collect::<Vec<_>>(),
        now
    )
    .execute(scope.connection())
    .await?;
    Ok(())
}

/// These items were refused, each of its batch.
pub async fn refusals_insert(
    scope: &mut Scope,
    refused: &[(BatchId, i64, ApiError)],
) -> Result<(), Failure> {
    sqlx::query!(
        r"
        insert into batch_refusal (company_id, batch_id, item_id, reason)
        select $1, r.batch_id, r.item_id, r.reason
        from unnest($2::bigint[], $3::bigint[], $4::jsonb[]) r (batch_id, item_id, reason)
        ",
        scope.company(),
        &refused.iter().map(|(batch, ..)| batch.0).collect::<Vec<_>>(),
        &refused.iter().map(|(_, item, _)| *item).collect::<Vec<_>>(),
        &refused.iter().map(|(.., reason)| json(reason)).collect::<Result<Vec<_>, _>>()?
    )
    .execute(scope.connection())
    .await?;
    Ok(())
}

/// The kind of a batch and what its room needs to know; of no other company.
pub async fn batch_input(
    scope: &mut Scope,
    batch: BatchId,
) -> Result<Option<(String, serde_json::Value)>, Failure> {
    let row = sqlx::query!(
        "select kind, input from batch where company_id = $1 and batch_id = $2",
        scope.company(),
        batch.0
    )
    .fetch_optional(scope.connection())
    .await?;
    Ok(row.map(|r| (r.kind, r.input)))
}

/// Says that nothing more of a batch is to be done; nothing, if somebody said so before.
pub async fn batch_cancel(scope: &mut Scope, batch: BatchId) -> Result<(), Failure> {
    let now = scope.now();
    sqlx::query!(
        r"
        update batch
        set cancelled_at = $3
        where company_id = $1 and batch_id = $2 and cancelled_at is null
        ",
        scope.company(),
        batch.0,
        now
    )
    .execute(scope.connection())
    .await?;
    Ok(())
}

/// Settles the chunks of a batch whose turn has not come, but for one that is under way; answers
/// their items.
pub async fn waiting_settle(scope: &mut Scope, batch: BatchId) -> Result<Vec<i64>, Failure> {
    let now = scope.now();
    Ok(sqlx::query_scalar!(
        r#"
        with waiting as (
            select place
            from batch_chunk
            where company_id = $1 and batch_id = $2 and not is_settled
            order by place
            for update skip locked
        ),
            settled as (
                update batch_chunk c
                set is_settled = true, settled_at = $3
                from waiting w
                where c.company_id = $1 and c.batch_id = $2 and c.place = w.place
                returning c.items
            )
        select i.item_id as "item_id!"
        from settled s
        cross join unnest(s.items) i (item_id)
        order by 1
        "#,
        scope.company(),
        batch.0,
        now
    )
    .fetch_all(scope.connection())
    .await?)
}

/// What was planned of a batch, in order.
pub async fn chunks(
    scope: &mut Scope,
    batch: BatchId,
) -> Result<Vec<(Vec<i64>, Option<Vec<i32>>)>, Failure> {
    let rows = sqlx::query!(
        r"
        select items, parts
        from batch_chunk
        where company_id = $1 and batch_id = $2
        order by place
        ",
        scope.company(),
        batch.0
    )
    .fetch_all(scope.connection())
    .await?;
    Ok(rows.into_iter().map(|r| (r.items, r.parts)).collect())
}

/// What a batch refused.
pub async fn items_refused(scope: &mut Scope, batch: BatchId) -> Result<HashSet<i64>, Failure> {
    let items = sqlx::query_scalar!(
        "select item_id from batch_refusal where company_id = $1 and batch_id = $2",
        scope.company(),
        batch.0
    )
    .fetch_all(scope.connection())
    .await?;
    Ok(items.into_iter().collect())
}

/// Somebody has looked at those of their batches that are done, up to this one.
pub async fn batches_see(
    scope: &mut Scope,
    person: PersonId,
    newest: BatchId,
) -> Result<(), Failure> {
    let now = scope.now();
    sqlx::query!(
        r"
        update batch
        set seen_at = $4
        where company_id = $1 and person_id = $2 and batch_id <= $3 and waiting = 0
            and seen_at is null
        ",
        scope.company(),
        person.0,
        newest.0,
        now
    )
    .execute(scope.connection())
    .await?;
    Ok(())
}

/// The batches of which something waits.
pub async fn batches_open(scope: &mut Scope) -> Result<HashSet<BatchId>, Failure> {
    let open = sqlx::query_scalar!(
        "select batch_id from batch where company_id = $1 and waiting > 0",
        scope.company()
    )
    .fetch_all(scope.connection())
    .await?;
    Ok(open.into_iter().map(BatchId).collect())
}

fn json(value: impl Serialize) -> Result<serde_json::Value, Failure> {
    serde_json::to_value(value).map_err(|error| Failure::Fault(error.to_string()))
}
