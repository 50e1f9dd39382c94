//! SQL of approval sets (R-APP-13).

use crate::{
    entries::{self, model::Decided},
    platform::{failure::Failure, scope::Scope},
    vocabulary::{
        ids::{ApprovalSetId, BatchId, EntryId},
        paging::Selection,
    },
};
use rust_decimal::Decimal;
use sqlx::QueryBuilder;
use std::collections::{BTreeMap, HashMap};

/// Most entries one statement adds to sets.
const ADDED_AT_ONCE: usize = 20_000;

/// From how many entries on a company approves in the background, if it said so.
pub async fn background_from(scope: &mut Scope) -> Result<Option<i32>, Failure> {
    Ok(sqlx::query_scalar!(
        "select background_from from entry_setting where company_id = $1",
        scope.company()
    )
    .fetch_optional(scope.connection())
    .await?)
}

/// Sets that.
pub async fn background_from_save(scope: &mut Scope, from: i32) -> Result<(), Failure> {
    sqlx::query!(
        r"
        insert into entry_setting (company_id, background_from) values ($1, $2)
        on conflict (company_id) do update set background_from = excluded.background_from
        ",
        scope.company(),
        from
    )
    .execute(scope.connection())
    .await?;
    Ok(())
}

/// How many entries of a selection are submitted.
pub async fn submitted_count(
    scope: &mut Scope,
    selection: &Selection,
    sees: Option<&[i64]>,
) -> Result<i64, Failure> {
    let selection = &entries::commands::ENTRIES.resolve_selection(scope, selection).await?;
    let mut sql = QueryBuilder::new(
        "select count(*) from entry e where e.state = 'submitted' and e.company_id = ",
    );
    sql.push_bind(scope.company());
    if matches!(selection, Selection::Matching(_)) {
        entries::commands::push_sight(sees, &mut sql);
    }
    entries::commands::ENTRIES.push_selection(selection, &mut sql)?;
    Ok(sql.build_query_scalar().fetch_one(scope.connection()).await?)
}

/// Until the transaction ends, nobody else of the company asks for approval: what one counts as
/// free, no other takes.
pub async fn sets_one_by_one(scope: &mut Scope) -> Result<(), Failure> {
    sqlx::query!(
        "select pg_advisory_xact_lock(hashtextextended('approval_set', $1))",
        scope.company()
    )
    .fetch_one(scope.connection())
    .await?;
    Ok(())
}

/// Which of these entries wait in a set already, each with that set.
pub async fn waits_among(
    scope: &mut Scope,
    entries: &[i64],
) -> Result<HashMap<EntryId, ApprovalSetId>, Failure> {
    if entries.is_empty() {
        return Ok(HashMap::new());
    }
    let waiting = sqlx::query!(
        r"
        select entry_id, approval_set_id
        from approval_set_entry
        where company_id = $1 and entry_id = any($2) and is_waiting
        ",
        scope.company(),
        entries
    );
    Ok(waiting
        .fetch_all(scope.connection())
        .await?
        .into_iter()
        .map(|r| (EntryId(r.entry_id), ApprovalSetId(r.approval_set_id)))
        .collect())
}

/// A set to be made.
#[derive(Clone, Debug, Default)]
pub struct NewSet {
    /// Of what.
    pub project: i64,
    /// The word to the authors.
    pub comment: String,
    /// What had failed in that set.
    pub retries: Option<i64>,
    /// Hours of time in it.
    pub hours: Decimal,
    /// What is in it.
    pub entries: Vec<i64>,
}

/// Adds sets with their entries, each under the key of its batch.
pub async fn sets_insert(
    scope: &mut Scope,
    keys: &[BatchId],
    new: &[NewSet],
) -> Result<(), Failure> {
    sqlx::query!(
        r"
        insert into approval_set (
            company_id, approval_set_id, project_id, comment, hours, retries_approval_set_id
        )
        select $1, r.approval_set_id, r.project_id, r.comment, r.hours, r.retries
        from unnest(
            $2::bigint[], $3::bigint[], $4::text[], $5::numeric[], $6::bigint[]
        ) r (approval_set_id, project_id, comment, hours, retries)
        ",
        scope.company(),
        &keys.iter().map(|key| key.0).collect::<Vec<_>>(),
        &new.iter().map(|s| s.project).collect::<Vec<_>>(),
        &new.iter().map(|s| s.comment.clone()).collect::<Vec<_>>(),
        &new.iter().map(|s| s.hours).collect::<Vec<_>>(),
        &new.iter().map(|s| s.retries).collect::<Vec<_>>() as &[Option<i64>]
    )
    .execute(scope.connection())
    .await?;
    let pairs: Vec<(i64, i64)> = keys
        .iter()
        .zip(new)
        .flat_map(|(key, set)| set.entries.iter().map(|entry| (key.0, *entry)))
        .collect();
    scope.keep_plans(true).await?;
    for part in pairs.chunks(ADDED_AT_ONCE) {
        sqlx::query!(
            r"
            insert into approval_set_entry (company_id, approval_set_id, entry_id, version)
            select $1, r.approval_set_id, e.entry_id, e.version
            from unnest($2::bigint[], $3::bigint[]) r (approval_set_id, entry_id)
            join entry e on e.company_id = $1 and e.entry_id = any($3) and e.entry_id = r.entry_id
            ",
            scope.company(),
            &part.iter().map(|(set, _)| *set).collect::<Vec<_>>(),
            &part.iter().map(|(_, entry)| *entry).collect::<Vec<_>>()
        )
        .execute(scope.connection())
        .await?;
    }
    scope.keep_plans(false).await
}

/// Entries of these sets that failed and are still submitted: each with the last of the sets it
/// failed in, and that set's word to the authors.
pub async fn retried(
    scope: &mut Scope,
    sets: &[i64],
) -> Result<Vec<(EntryId, ApprovalSetId, String)>, Failure> {
    let rows = sqlx::query!(
        r#"
        select distinct on (x.entry_id) x.entry_id as "entry_id!",
            x.approval_set_id as "approval_set_id!", t.comment
        from approval_set t
        join approval_failure x on x.company_id = t.company_id
            and x.approval_set_id = t.approval_set_id
        join entry e on e.company_id = x.company_id and e.entry_id = x.entry_id
            and e.state = 'submitted'
        where t.company_id = $1 and t.approval_set_id = any($2)
        order by x.entry_id, x.approval_set_id desc
        "#,
        scope.company(),
        sets
    )
    .fetch_all(scope.connection())
    .await?;
    Ok(rows
        .into_iter()
        .map(|r| (EntryId(r.entry_id), ApprovalSetId(r.approval_set_id), r.comment))
        .collect())
}

/// The words to the authors of sets.
pub async fn set_comments(
    scope: &mut Scope,
    sets: &[i64],
) -> Result<HashMap<ApprovalSetId, String>, Failure> {
    let rows = sqlx::query!(
        r"
        select approval_set_id, comment
        from approval_set
        where company_id = $1 and approval_set_id = any($2)
        ",
        scope.company(),
        sets
    );
    Ok(rows
        .fetch_all(scope.connection())
        .await?
        .into_iter()
        .map(|r| (ApprovalSetId(r.approval_set_id), r.comment))
        .collect())
}

/// In which of these sets entries were asked for, and in which version.
pub async fn set_entries(
    scope: &mut Scope,
    sets: &[i64],
    entries: &[i64],
) -> Result<HashMap<EntryId, (ApprovalSetId, i32)>, Failure> {
    let rows = sqlx::query!(
        r"
        select entry_id, approval_set_id, version
        from approval_set_entry
        where company_id = $1 and approval_set_id = any($2) and entry_id = any($3) and is_waiting
        ",
        scope.company(),
        sets,
        entries
    );
    Ok(rows
        .fetch_all(scope.connection())
        .await?
        .into_iter()
        .map(|r| (EntryId(r.entry_id), (ApprovalSetId(r.approval_set_id), r.version)))
        .collect())
}

/// What there is to be said of what was approved, by set.
pub async fn sets_count_told(
    scope: &mut Scope,
    told: &BTreeMap<ApprovalSetId, Decided>,
) -> Result<(), Failure> {
    if told.is_empty() {
        return Ok(());
    }
    let of = |count: fn(&Decided) -> i64| told.values().map(count).collect::<Vec<i64>>();
    sqlx::query!(
        r"
        update approval_set t
        set without_price = t.without_price + r.without_price::integer,
            not_covered = t.not_covered + r.not_covered::integer,
            outside_dates = t.outside_dates + r.outside_dates::integer,
            at_zero = t.at_zero + r.at_zero::integer, rate_left = t.rate_left + r.rate_left::integer
        from unnest(
            $2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[]
        ) r (approval_set_id, without_price, not_covered, outside_dates, at_zero, rate_left)
        where t.company_id = $1 and t.approval_set_id = r.approval_set_id
        ",
        scope.company(),
        &told.keys().map(|set| set.0).collect::<Vec<_>>(),
        &of(|t| t.without_price),
        &of(|t| t.not_covered),
        &of(|t| t.outside_dates),
        &of(|t| t.at_zero),
        &of(|t| t.rate_left)
    )
    .execute(scope.connection())
    .await?;
    Ok(())
}
