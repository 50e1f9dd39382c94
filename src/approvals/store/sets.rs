//! SQL of approval sets (R-APP-13).

use crate::{
    approvals::model::{ApprovalSetRow, FailureRow},
    entries::{self, model::Decided},
    platform::{
        failure::Failure,
        list::{Filter, ListSpec, Rows, Sort, Sums},
        scope::Scope,
    },
    vocabulary::{
        failure::ApiError,
        ids::{ApprovalSetId, BatchId, EntryId},
        paging::{ListQuery, Page, Selection, Totals},
        words::EntryState,
    },
};
use rust_decimal::Decimal;
use sqlx::{FromRow, QueryBuilder, Row, postgres::PgRow};
use std::collections::HashMap;

/// Most entries one statement adds to sets.
const ADDED_AT_ONCE: usize = 20_000;

/// The state of a set, as `rules::set_state` has it.
const STATE: &str = r"
    (
        case
            when t.waiting > 0 and t.approved + t.failed = 0 then 'waiting'
            when t.waiting > 0 then 'running'
            when t.failed > 0 then 'done_with_failures'
            else 'done'
        end
    )
";

/// The day a set was asked for, where the company is.
const ASKED_ON: &str = r"
    (
        t.asked_at at time zone (
            select z.time_zone from company z where z.company_id = t.company_id
        )
    )::date
";

/// Sets and what became of them.
const ALL_SETS: &str = r"
    (
        select s.company_id, s.approval_set_id, s.project_id, b.person_id, b.begun_at as asked_at,
            s.comment, s.hours, s.retries_approval_set_id, b.waiting, b.done as approved,
            b.refused as failed, s.without_price, s.not_covered, s.outside_dates, s.at_zero,
            s.rate_left
        from approval_set s
        join batch b on b.company_id = s.company_id and b.batch_id = s.approval_set_id
    ) t
";

/// The list of sets; the newest first.
pub const SETS: ListSpec = ListSpec {
    name: "approval sets",
    rows: Rows::In(ALL_SETS),
    of: "",
    is_short: false,
    company: "t.company_id",
    columns: "t.*",
    shown: r"
        p.approval_set_id, p.project_id, o.label as project_code, w.name as person_name, p.asked_at,
            p.comment, p.hours, p.retries_approval_set_id, p.waiting, p.approved, p.failed,
            p.without_price, p.not_covered, p.outside_dates, p.at_zero, p.rate_left
    ",
    named: r"
        join project o on o.company_id = p.company_id and o.project_id = p.project_id
        join person w on w.company_id = p.company_id and w.person_id = p.person_id
    ",
    filters: &[
        (
            "state",
            Filter::Word(STATE, "text", &["waiting", "running", "done", "done_with_failures"]),
        ),
        (
            "project",
            Filter::Named(
                "t.project_id",
                "select f.project_id from project f where (f.label || ' ' || f.name) ilike ",
            ),
        ),
        (
            "person",
            Filter::Named("t.person_id", "select f.person_id from person f where f.name ilike "),
        ),
        ("from", Filter::From(ASKED_ON)),
        ("to", Filter::To(ASKED_ON)),
        ("set_id", Filter::Id("t.approval_set_id")),
    ],
    sorts: &[
        Sort::own("asked", "t.approval_set_id", "bigint"),
        Sort::by(
            "project",
            "s.code",
            "project s",
            "s.company_id = t.company_id and s.project_id = t.project_id",
        ),
    ],
    descending: true,
    id: "t.approval_set_id",
};

/// The list of a set's failures.
pub const FAILURES: ListSpec = ListSpec {
    name: "approval failures",
    rows: Rows::In(
        r"
        approval_failure x
        join entry e on e.company_id = x.company_id and e.entry_id = x.entry_id
        ",
    ),
    of: "set_id",
    is_short: false,
    company: "x.company_id",
    columns: r"
        x.company_id, x.entry_id, e.work_on, e.resource_id, e.notes, e.quantity, e.unit, x.reason,
            e.state
    ",
    shown: r"
        p.*,
            (
                select r.name
                from resource r
                where r.company_id = p.company_id and r.resource_id = p.resource_id
            ) as resource_name
    ",
    named: "",
    filters: &[
        ("set_id", Filter::Id("x.approval_set_id")),
        (
            "person",
            Filter::Named(
                "e.resource_id",
                "select f.resource_id from resource f where f.name ilike ",
            ),
        ),
        (
            "now",
            Filter::Word(
                "e.state",
                "entry_state",
                &["draft", "submitted", "approved", "returned", "recall_requested"],
            ),
        ),
    ],
    sorts: &[
        Sort::own("date", "e.work_on", "date"),
        Sort::own("quantity", "e.quantity", "numeric"),
        Sort::own(
            "person",
            r"
            coalesce(
                (
                    select r.name
                    from resource r
                    where r.company_id = e.company_id and r.resource_id = e.resource_id
                ),
                ''
            )
            ",
            "text",
        ),
    ],
    descending: false,
    id: "x.entry_id",
};

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
    for part in pairs.chunks(ADDED_AT_ONCE) {
        sqlx::query!(
            r"
            insert into approval_set_entry (company_id, approval_set_id, entry_id, version)
            select $1, r.approval_set_id, e.entry_id, e.version
            from unnest($2::bigint[], $3::bigint[]) r (approval_set_id, entry_id)
            join entry e on e.company_id = $1 and e.entry_id = r.entry_id
            ",
            scope.company(),
            &part.iter().map(|(set, _)| *set).collect::<Vec<_>>(),
            &part.iter().map(|(_, entry)| *entry).collect::<Vec<_>>()
        )
        .execute(scope.connection())
        .await?;
    }
    Ok(())
}

/// Entries of the chosen sets that failed and are still submitted: each with the last of the sets
/// it failed in, and that set's word to the authors.
pub async fn retried(
    scope: &mut Scope,
    selection: &Selection,
) -> Result<Vec<(EntryId, ApprovalSetId, String)>, Failure> {
    let selection = &SETS.resolve_selection(scope, selection).await?;
    let mut sql = QueryBuilder::new(format!(
        r"
        select distinct on (x.entry_id) x.entry_id, x.approval_set_id, t.comment
        from {ALL_SETS}
        join approval_failure x on x.company_id = t.company_id
            and x.approval_set_id = t.approval_set_id
        join entry e on e.company_id = x.company_id and e.entry_id = x.entry_id
            and e.state = 'submitted'
        where t.company_id =
        ",
    ));
    sql.push_bind(scope.company());
    SETS.push_selection(selection, &mut sql)?;
    sql.push(" order by x.entry_id, x.approval_set_id desc");
    Ok(sql.build_query_as().fetch_all(scope.connection()).await?)
}

/// The word to the authors of a set.
pub async fn set_comment(scope: &mut Scope, set: ApprovalSetId) -> Result<Option<String>, Failure> {
    Ok(sqlx::query_scalar!(
        "select comment from approval_set where company_id = $1 and approval_set_id = $2",
        scope.company(),
        set.0
    )
    .fetch_optional(scope.connection())
    .await?)
}

/// Whether there is such a set, of a project that somebody sees.
pub async fn set_is_seen(
    scope: &mut Scope,
    set: ApprovalSetId,
    sees: Option<&[i64]>,
) -> Result<bool, Failure> {
    let project = sqlx::query_scalar!(
        "select project_id from approval_set where company_id = $1 and approval_set_id = $2",
        scope.company(),
        set.0
    );
    Ok(project
        .fetch_optional(scope.connection())
        .await?
        .is_some_and(|project| sees.is_none_or(|sees| sees.contains(&project))))
}

/// The versions in which these entries were asked for.
pub async fn set_versions(
    scope: &mut Scope,
    set: ApprovalSetId,
    entries: &[i64],
) -> Result<HashMap<EntryId, i32>, Failure> {
    let rows = sqlx::query!(
        r"
        select entry_id, version
        from approval_set_entry
        where company_id = $1 and approval_set_id = $2 and entry_id = any($3)
        ",
        scope.company(),
        set.0,
        entries
    );
    Ok(rows
        .fetch_all(scope.connection())
        .await?
        .into_iter()
        .map(|r| (EntryId(r.entry_id), r.version))
        .collect())
}

/// What there is to be said of what was approved.
pub async fn set_count_told(
    scope: &mut Scope,
    set: ApprovalSetId,
    told: &Decided,
) -> Result<(), Failure> {
    sqlx::query!(
        r"
        update approval_set
        set without_price = without_price + $3::bigint::integer,
            not_covered = not_covered + $4::bigint::integer,
            outside_dates = outside_dates + $5::bigint::integer,
            at_zero = at_zero + $6::bigint::integer, rate_left = rate_left + $7::bigint::integer
        where company_id = $1 and approval_set_id = $2
        ",
        scope.company(),
        set.0,
        told.without_price,
        told.not_covered,
        told.outside_dates,
        told.at_zero,
        told.rate_left
    )
    .execute(scope.connection())
    .await?;
    Ok(())
}

/// A set is of one project.
fn push_seen_sets(sees: Option<&[i64]>, sql: &mut QueryBuilder<sqlx::Postgres>) {
    if let Some(projects) = sees {
        sql.push(" and t.project_id = any(").push_bind(projects.to_vec()).push(")");
    }
}

/// A page of sets.
pub async fn set_list(
    scope: &mut Scope,
    query: &ListQuery,
    sees: Option<&[i64]>,
) -> Result<Page<ApprovalSetRow>, Failure> {
    SETS.page(scope, query, &|sql| push_seen_sets(sees, sql)).await
}

/// Count and hours; in the hints, how many sets of each state there are at all.
pub async fn set_totals(
    scope: &mut Scope,
    query: &ListQuery,
    sees: Option<&[i64]>,
) -> Result<Totals, Failure> {
    let sums = Sums { columns: "count(*), coalesce(sum(t.hours), 0)", joins: "", by: "" };
    let sums: Vec<(i64, Decimal)> =
        SETS.sums(scope, query, &|sql| push_seen_sets(sees, sql), sums).await?;
    let (count, quantity) = sums.into_iter().next().unwrap_or_default();
    // Whoever looks at the list follows what is still to come, in all sets that they see.
    let mut to_come = QueryBuilder::new(format!(
        r"
        select coalesce(sum(t.waiting), 0)
        from {ALL_SETS}
        where t.waiting > 0 and t.company_id =
        ",
    ));
    to_come.push_bind(scope.company());
    push_seen_sets(sees, &mut to_come);
    let waiting: i64 = to_come.build_query_scalar().fetch_one(scope.connection()).await?;
    let mut hints = vec![("entries".to_owned(), waiting)];
    if count == 0 {
        let mut states = QueryBuilder::new("select ");
        states
            .push(STATE)
            .push(format!(", count(*) from {ALL_SETS} where t.company_id = "))
            .push_bind(scope.company());
        push_seen_sets(sees, &mut states);
        states.push(" group by 1");
        hints.extend(states.build_query_as::<(String, i64)>().fetch_all(scope.connection()).await?);
    }
    Ok(Totals { count, quantity, hints, ..Totals::default() })
}

/// A page of entries that sets could not approve.
pub async fn failure_list(
    scope: &mut Scope,
    query: &ListQuery,
    sees: Option<&[i64]>,
) -> Result<Page<FailureRow>, Failure> {
    FAILURES.page(scope, query, &|sql| entries::commands::push_sight(sees, sql)).await
}

/// How many they are, and their hours.
pub async fn failure_totals(
    scope: &mut Scope,
    query: &ListQuery,
    sees: Option<&[i64]>,
) -> Result<Totals, Failure> {
    let sums = Sums {
        columns: r"
            count(*), coalesce(sum(e.quantity) filter (where e.transaction_class = 'time'), 0)
        ",
        joins: "",
        by: "",
    };
    let sums: Vec<(i64, Decimal)> =
        FAILURES.sums(scope, query, &|sql| entries::commands::push_sight(sees, sql), sums).await?;
    let (count, quantity) = sums.into_iter().next().unwrap_or_default();
    Ok(Totals { count, quantity, ..Totals::default() })
}

impl<'r> FromRow<'r, PgRow> for FailureRow {
    fn from_row(row: &'r PgRow) -> Result<Self, sqlx::Error> {
        let reason: serde_json::Value = row.try_get("reason")?;
        Ok(Self {
            entry_id: row.try_get("entry_id")?,
            work_on: row.try_get("work_on")?,
            resource_name: row.try_get("resource_name")?,
            notes: row.try_get("notes")?,
            quantity: row.try_get("quantity")?,
            unit: row.try_get("unit")?,
            // Written by a version that knew other reasons: better said vaguely than not at all.
            reason: serde_json::from_value(reason).unwrap_or_else(|_| ApiError::Fault("?".into())),
            state: row.try_get::<EntryState, _>("state")?,
        })
    }
}
