//! SQL of the lists of jobs, runs and what came of them.

use crate::{
    platform::{
        failure::Failure,
        list::{ALL, Filter, ListSpec, Rows, Sort},
        scope::Scope,
    },
    runs::{
        model::{JobRow, RunItemRow, RunRow},
        rules::OVERDUE_AFTER,
    },
    vocabulary::paging::{ListQuery, Page, Totals},
};
use sqlx::{FromRow, Row, postgres::PgRow, types::Json};

/// Every job of the company, with its last run.
pub async fn jobs(scope: &mut Scope) -> Result<Vec<JobRow>, Failure> {
    // Later than this is overdue.
    let since = scope.now() - OVERDUE_AFTER;
    Ok(sqlx::query_as(
        r"
        select j.batch_job_id, j.name, j.job_type, j.runs_at, j.is_active, j.workflow,
            j.started_at, j.next_run_at, j.version,
            coalesce(j.next_run_at < $2, false)
            or coalesce(r.waiting > 0 and r.moved_at < $2, false) as is_overdue,
            r.batch_job_run_id as last_run_id, r.begun_at as last_begun_at,
            coalesce(r.failed, 0) as last_failed, coalesce(r.waiting, 0)::bigint as last_waiting
        from batch_job j
        left join lateral (
            select r.batch_job_run_id, r.begun_at, b.waiting,
                greatest(
                    r.begun_at,
                    (
                        select max(c.settled_at)
                        from batch_chunk c
                        where c.company_id = r.company_id and c.batch_id = r.batch_id
                    )
                ) as moved_at,
                (
                    select count(*)
                    from run_item i
                    where i.company_id = r.company_id
                        and i.batch_job_run_id = r.batch_job_run_id and i.status = 'failed'
                ) as failed
            from batch_job_run r
            left join batch b on b.company_id = r.company_id and b.batch_id = r.batch_id
            where r.company_id = j.company_id and r.batch_job_id = j.batch_job_id
            order by r.batch_job_run_id desc
            limit 1
        ) r
            on true
        where j.company_id = $1
        order by j.job_type
        ",
    )
    .bind(scope.company())
    .bind(since)
    .fetch_all(scope.connection())
    .await?)
}

/// Runs of every job, the newest first.
pub const RUNS: ListSpec = ListSpec {
    name: "runs",
    rows: Rows::In("batch_job_run t"),
    of: "",
    is_short: false,
    company: "t.company_id",
    columns: "t.*",
    shown: r"
        p.batch_job_run_id, p.batch_job_id, p.job_type, p.due_on, p.run_on, p.begun_at,
            w.name as person_name, p.batch_id, b.last_batch_id, f.item_count,
            coalesce(b.waiting, 0) as waiting, f.failed, f.left_over, f.draft_count
    ",
    named: r"
        left join person w on w.company_id = p.company_id and w.person_id = p.person_id
        left join lateral (
            with recursive tried as (
                select b.company_id, b.batch_id, b.waiting
                from batch b
                where b.company_id = p.company_id and b.batch_id = p.batch_id
                union all select b.company_id, b.batch_id, b.waiting
                from tried t
                join batch b on b.company_id = t.company_id and b.retries_batch_id = t.batch_id
            )
            select max(batch_id) as last_batch_id, sum(waiting)::bigint as waiting
            from tried
        ) b
            on true
        cross join lateral (
            select count(distinct i.run_item_id) as item_count,
                count(distinct i.run_item_id) filter (where i.status = 'failed') as failed,
                count(distinct i.run_item_id) filter (where i.status = 'not_run') as left_over,
                count(d.invoice_id) as draft_count
            from run_item i
            left join run_draft d on d.company_id = i.company_id
                and d.run_item_id = i.run_item_id
            where i.company_id = p.company_id and i.batch_job_run_id = p.batch_job_run_id
        ) f
    ",
    filters: &[
        ("run_id", Filter::Id("t.batch_job_run_id")),
        ("job_id", Filter::Id("t.batch_job_id")),
        ("batch_id", Filter::Id("t.batch_id")),
        ("from", Filter::From("t.run_on")),
        ("to", Filter::To("t.run_on")),
    ],
    sorts: &[Sort::own("begun", "t.batch_job_run_id", "bigint")],
    descending: true,
    id: "t.batch_job_run_id",
};

/// A page of runs.
pub async fn list_runs(scope: &mut Scope, query: &ListQuery) -> Result<Page<RunRow>, Failure> {
    RUNS.page(scope, query, ALL).await
}

/// How many runs.
pub async fn total_runs(scope: &mut Scope, query: &ListQuery) -> Result<Totals, Failure> {
    counted(&RUNS, scope, query).await
}

/// What runs set out to do, and what came of it.
pub const RUN_ITEMS: ListSpec = ListSpec {
    name: "run items",
    rows: Rows::In("run_item t"),
    of: "",
    is_short: false,
    company: "t.company_id",
    columns: "t.*",
    shown: r"
        p.run_item_id, p.contract_id, c.number as contract_number, c.name as contract_name,
            p.due_on, p.status, p.reason, d.drafts
    ",
    named: r"
        join contract c on c.company_id = p.company_id and c.contract_id = p.contract_id
        cross join lateral (
            select coalesce(
                jsonb_agg(
                    jsonb_build_object(
                        'invoice_id', r.invoice_id, 'customer', u.name,
                        'amount', v.amount::text, 'currency', i.currency
                    )
                    order by r.invoice_id
                ),
                '[]'
            ) as drafts
            from run_draft r
            join invoice i on i.company_id = r.company_id and i.invoice_id = r.invoice_id
            join customer u on u.company_id = i.company_id and u.customer_id = i.customer_id
            join invoice_total v on v.company_id = r.company_id and v.invoice_id = r.invoice_id
            where r.company_id = p.company_id and r.run_item_id = p.run_item_id
        ) d
    ",
    filters: &[
        ("run_id", Filter::Id("t.batch_job_run_id")),
        (
            "status",
            Filter::Choice(&[
                ("not_run", "t.status = 'not_run'"),
                ("successful", "t.status = 'successful'"),
                ("failed", "t.status = 'failed'"),
            ]),
        ),
        (
            "contract",
            Filter::Named(
                "t.contract_id",
                "select f.contract_id from contract f where (f.number || ' ' || f.name) ilike ",
            ),
        ),
    ],
    sorts: &[Sort::own("date", "t.due_on", "date")],
    descending: false,
    id: "t.run_item_id",
};

impl FromRow<'_, PgRow> for RunItemRow {
    fn from_row(row: &PgRow) -> Result<Self, sqlx::Error> {
        let reason: Option<Json<_>> = row.try_get("reason")?;
        let drafts: Json<_> = row.try_get("drafts")?;
        Ok(Self {
            run_item_id: row.try_get("run_item_id")?,
            contract_id: row.try_get("contract_id")?,
            contract_number: row.try_get("contract_number")?,
            contract_name: row.try_get("contract_name")?,
            due_on: row.try_get("due_on")?,
            status: row.try_get("status")?,
            reason: reason.map(|reason| reason.0),
            drafts: drafts.0,
        })
    }
}

/// A page of what runs set out to do.
pub async fn list_run_items(
    scope: &mut Scope,
    query: &ListQuery,
) -> Result<Page<RunItemRow>, Failure> {
    RUN_ITEMS.page(scope, query, ALL).await
}

/// All that the filters let through, one after the other.
pub async fn each_item(
    scope: &mut Scope,
    query: &ListQuery,
    each: impl FnMut(RunItemRow) + Send,
) -> Result<(), Failure> {
    RUN_ITEMS.each(scope, query, ALL, each).await
}

/// How much that is.
pub async fn total_run_items(scope: &mut Scope, query: &ListQuery) -> Result<Totals, Failure> {
    counted(&RUN_ITEMS, scope, query).await
}

async fn counted(list: &ListSpec, scope: &mut Scope, query: &ListQuery) -> Result<Totals, Failure> {
    Ok(Totals { count: list.count(scope, query, ALL).await?, ..Totals::default() })
}
