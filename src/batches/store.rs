//! SQL of what is done in the background: lists over what `platform::batch` keeps.

use super::model::{Background, BatchRow, RefusalRow, RefusedEntry, SetFacts};
use crate::{
    platform::{
        failure::Failure,
        list::{Filter, ListSpec, Rows, Sort},
        scope::Scope,
    },
    vocabulary::{
        currency::Currency,
        failure::ApiError,
        ids::{BatchId, EntryId, InvoiceId, PersonId},
        paging::{ListQuery, Page, Selection, Totals},
        refusal::Refusal,
        words::EntryState,
    },
};
use chrono::{DateTime, Utc};
use rust_decimal::Decimal;
use sqlx::{FromRow, Postgres, QueryBuilder, Row, postgres::PgRow};

/// What the counts alone say; whether a job works on it is asked of the jobs.
const STATE: &str = r"
    (
        case
            when b.waiting > 0 and b.settled = 0 then 'waiting'
            when b.waiting > 0 then 'running'
            when b.cancelled_at is not null then 'cancelled'
            when b.refused > 0 then 'done_with_refusals'
            else 'done'
        end
    )
";

/// The day a batch was begun, where the company is.
const BEGUN_ON: &str = r"
    (
        b.begun_at at time zone (
            select z.time_zone from company z where z.company_id = b.company_id
        )
    )::date
";

/// What is done in the background; the newest first. An approval set is a batch under the same key.
pub const BATCHES: ListSpec = ListSpec {
    name: "batches",
    rows: Rows::In(WITH_SETS),
    of: "",
    is_short: false,
    company: "b.company_id",
    columns: r"
        b.company_id, b.batch_id, b.person_id, b.kind, b.begun_at, b.amounts, b.waiting, b.done,
        b.refused, b.cancelled_at, coalesce(b.retries_batch_id, s.retries_approval_set_id) as retries,
        s.project_id, s.comment, s.hours, s.without_price, s.at_zero, s.rate_left, s.not_covered, s.outside_dates
    ",
    shown: r"
        p.*, w.name as person_name, o.label as project_code, t.settled_at, r.batch_id as retried_by
    ",
    named: r"
        left join person w on w.company_id = p.company_id and w.person_id = p.person_id
        left join project o on o.company_id = p.company_id and o.project_id = p.project_id
        left join lateral (
            select max(c.settled_at) as settled_at
            from batch_chunk c
            where c.company_id = p.company_id and c.batch_id = p.batch_id
        ) t
            on true
        left join batch r on r.company_id = p.company_id and r.retries_batch_id = p.batch_id
    ",
    filters: &[
        (
            "state",
            Filter::Word(
                STATE,
                "text",
                &["waiting", "running", "done", "done_with_refusals", "cancelled"],
            ),
        ),
        (
            "kind",
            Filter::Word(
                "b.kind",
                "text",
                &[
                    "mark_ready",
                    "mark_not_ready",
                    "reset_limits",
                    "reevaluate_limits",
                    "approve_set",
                    "create_invoices",
                    "confirm_invoices",
                    "delete_invoices",
                    "set_billing_type",
                    "run_invoices",
                ],
            ),
        ),
        (
            "project",
            Filter::Named(
                "s.project_id",
                "select f.project_id from project f where (f.label || ' ' || f.name) ilike ",
            ),
        ),
        (
            "person",
            Filter::Named("b.person_id", "select f.person_id from person f where f.name ilike "),
        ),
        ("from", Filter::From(BEGUN_ON)),
        ("to", Filter::To(BEGUN_ON)),
        ("batch_id", Filter::Id("b.batch_id")),
    ],
    sorts: &[Sort::own("begun", "b.batch_id", "bigint")],
    descending: true,
    id: "b.batch_id",
};

/// Batches, with the sets among them.
const WITH_SETS: &str = r"
    batch b
    left join approval_set s on s.company_id = b.company_id and s.approval_set_id = b.batch_id
";

/// What a batch refused: sales of the backlog, entries of an approval set, contracts or invoices, as
/// its kind says.
pub const REFUSALS: ListSpec = ListSpec {
    name: "batch refusals",
    rows: Rows::In(
        r"
        batch_refusal x
        join batch b on b.company_id = x.company_id and b.batch_id = x.batch_id
        left join approval_set s on s.company_id = b.company_id and s.approval_set_id = b.batch_id
        left join run_item_contract r on b.kind = 'run_invoices' and r.company_id = x.company_id
            and r.run_item_id = x.item_id
        ",
    ),
    of: "batch_id",
    is_short: false,
    company: "x.company_id",
    columns: r"
        x.company_id, x.item_id, x.reason,
            case when b.kind = 'create_invoices' then x.item_id else r.contract_id end as of_contract_id,
            case when b.kind in ('confirm_invoices', 'delete_invoices') then x.item_id end as invoice_id,
            case when b.kind not in ('create_invoices', 'confirm_invoices', 'delete_invoices', 'approve_set', 'run_invoices') then x.item_id end as actual_id,
            case when s.approval_set_id is not null then x.item_id end as entry_id
    ",
    shown: r"
        p.item_id, p.reason, p.entry_id, coalesce(e.work_on, a.work_on) as work_on, c.contract_id,
            a.net_amount as amount, a.currency, c.number as contract_number, cu.name as customer_name,
            i.invoice_id, i.label as invoice_label, re.name as resource_name, e.notes, e.quantity,
            e.unit, e.state
    ",
    named: r"
        left join actual a on a.company_id = p.company_id and a.actual_id = p.actual_id
        left join invoice_label i on i.company_id = p.company_id and i.invoice_id = p.invoice_id
        left join contract c on c.company_id = p.company_id
            and c.contract_id = coalesce(p.of_contract_id, i.contract_id, a.contract_id)
        left join customer cu on cu.company_id = p.company_id
            and cu.customer_id = coalesce(i.customer_id, a.customer_id, c.primary_customer_id)
        left join entry e on e.company_id = p.company_id and e.entry_id = p.entry_id
        left join resource re on re.company_id = p.company_id
            and re.resource_id = coalesce(e.resource_id, a.resource_id)
    ",
    filters: &[
        ("batch_id", Filter::Id("x.batch_id")),
        ("person", Filter::Named(WHO, "select f.resource_id from resource f where f.name ilike ")),
        (
            "now",
            Filter::Word(
                NOW,
                "entry_state",
                &["draft", "submitted", "approved", "returned", "recall_requested"],
            ),
        ),
    ],
    sorts: &[Sort::own("row", "x.item_id", "bigint")],
    descending: false,
    id: "x.item_id",
};

/// Whose work was refused.
const WHO: &str = r"
    (
        case
            when b.kind in ('create_invoices', 'confirm_invoices', 'delete_invoices', 'run_invoices') then null
            when s.approval_set_id is null then (
                select f.resource_id
                from actual f
                where f.company_id = x.company_id and f.actual_id = x.item_id
            )
            else (
                select f.resource_id
                from entry f
                where f.company_id = x.company_id and f.entry_id = x.item_id
            )
        end
    )
";

/// What has become of an entry since.
const NOW: &str = r"
    (
        select f.state
        from entry f
        where f.company_id = x.company_id and f.entry_id = x.item_id
            and s.approval_set_id is not null
    )
";

/// What somebody sees of what is done in the background.
pub struct Sight {
    /// What is done with sales.
    pub bills: bool,
    /// Approval sets of which projects; none: of all.
    pub projects: Option<Vec<i64>>,
}

impl Sight {
    /// A set is of one project.
    fn push(&self, sql: &mut QueryBuilder<Postgres>) {
        sql.push(" and (");
        match self.bills {
            true => sql.push("s.approval_set_id is null"),
            false => sql.push("false"),
        };
        match &self.projects {
            None => sql.push(" or s.approval_set_id is not null"),
            Some(projects) => {
                sql.push(" or s.project_id = any(").push_bind(projects.clone()).push(")")
            }
        };
        sql.push(")");
    }
}

/// A page of batches.
pub async fn batch_list(
    scope: &mut Scope,
    query: &ListQuery,
    sight: &Sight,
) -> Result<Page<BatchRow>, Failure> {
    BATCHES.page(scope, query, &|sql| sight.push(sql)).await
}

/// The chosen batches that somebody sees.
pub async fn batches_chosen(
    scope: &mut Scope,
    selection: &Selection,
    sight: &Sight,
) -> Result<Vec<i64>, Failure> {
    let query = match selection {
        Selection::Rows(rows) => ListQuery { rows: Some(rows.clone()), ..ListQuery::default() },
        Selection::Matching(query) => query.clone(),
        Selection::Seen(..) => return Err(Refusal::InputUnreadable.into()),
    };
    BATCHES.chosen(scope, &Selection::Matching(query), &|sql| sight.push(sql), WITH_SETS).await
}

/// How many, and rows still to come; in the hints, how many batches of each state there are at all.
pub async fn batch_totals(
    scope: &mut Scope,
    query: &ListQuery,
    sight: &Sight,
) -> Result<Totals, Failure> {
    let count = BATCHES.count(scope, query, &|sql| sight.push(sql)).await?;
    // Whoever looks at the list follows what is still to come, in all that they see.
    let mut to_come = QueryBuilder::new(format!(
        r"
        select coalesce(sum(b.waiting), 0)
        from {WITH_SETS}
        where b.waiting > 0 and b.company_id =
        ",
    ));
    to_come.push_bind(scope.company());
    sight.push(&mut to_come);
    let waiting: i64 = to_come.build_query_scalar().fetch_one(scope.connection()).await?;
    let mut hints = vec![("items".to_owned(), waiting)];
    if count == 0 {
        let mut states = QueryBuilder::new("select ");
        states
            .push(STATE)
            .push(format!(", count(*) from {WITH_SETS} where b.company_id = "))
            .push_bind(scope.company());
        sight.push(&mut states);
        states.push(" group by 1");
        hints.extend(states.build_query_as::<(String, i64)>().fetch_all(scope.connection()).await?);
    }
    Ok(Totals { count, hints, ..Totals::default() })
}

/// A page of what was refused.
pub async fn refusal_list(
    scope: &mut Scope,
    query: &ListQuery,
    sight: &Sight,
) -> Result<Page<RefusalRow>, Failure> {
    REFUSALS.page(scope, query, &|sql| sight.push(sql)).await
}

/// How much that is.
pub async fn refusal_totals(
    scope: &mut Scope,
    query: &ListQuery,
    sight: &Sight,
) -> Result<Totals, Failure> {
    Ok(Totals {
        count: REFUSALS.count(scope, query, &|sql| sight.push(sql)).await?,
        ..Totals::default()
    })
}

/// What somebody began that goes on, or that they have not looked at since it was done.
pub async fn background(scope: &mut Scope, person: PersonId) -> Result<Background, Failure> {
    let row = sqlx::query!(
        r#"
        select count(*) filter (where waiting > 0) as "running!",
            count(*) filter (where waiting = 0) as "done!",
            coalesce(sum(refused) filter (where waiting = 0), 0) as "refused!",
            max(batch_id) filter (where waiting = 0) as newest
        from batch
        where company_id = $1 and person_id = $2 and seen_at is null
        "#,
        scope.company(),
        person.0
    )
    .fetch_one(scope.connection())
    .await?;
    Ok(Background {
        running: row.running,
        done: row.done,
        refused: row.refused,
        newest: row.newest.map(BatchId),
    })
}

fn unreadable(error: serde_json::Error) -> sqlx::Error {
    sqlx::Error::Decode(error.into())
}

impl<'r> FromRow<'r, PgRow> for BatchRow {
    fn from_row(row: &'r PgRow) -> Result<Self, sqlx::Error> {
        Ok(Self {
            batch_id: row.try_get("batch_id")?,
            kind: row.try_get("kind")?,
            person_name: row.try_get("person_name")?,
            begun_at: row.try_get("begun_at")?,
            amounts: serde_json::from_value(row.try_get("amounts")?).map_err(unreadable)?,
            waiting: row.try_get("waiting")?,
            done: row.try_get("done")?,
            refused: row.try_get("refused")?,
            is_stopped: false,
            is_cancelled: row.try_get::<Option<DateTime<Utc>>, _>("cancelled_at")?.is_some(),
            settled_at: row.try_get("settled_at")?,
            retries: row.try_get::<Option<i64>, _>("retries")?.map(BatchId),
            retried_by: row.try_get::<Option<i64>, _>("retried_by")?.map(BatchId),
            set: set_facts(row)?,
        })
    }
}

impl<'r> FromRow<'r, PgRow> for RefusalRow {
    fn from_row(row: &'r PgRow) -> Result<Self, sqlx::Error> {
        let (currency, amount): (Option<Currency>, Option<Decimal>) =
            (row.try_get("currency")?, row.try_get("amount")?);
        let reason: serde_json::Value = row.try_get("reason")?;
        Ok(Self {
            item_id: row.try_get("item_id")?,
            work_on: row.try_get("work_on")?,
            contract_id: row.try_get("contract_id")?,
            contract_number: row.try_get("contract_number")?,
            customer_name: row.try_get("customer_name")?,
            invoice: row
                .try_get::<Option<i64>, _>("invoice_id")?
                .map(InvoiceId)
                .zip(row.try_get("invoice_label")?),
            resource_name: row.try_get("resource_name")?,
            amount: currency.zip(amount),
            entry: refused_entry(row)?,
            // Written by a version that knew other reasons: better said vaguely than not at all.
            reason: serde_json::from_value(reason).unwrap_or_else(|_| ApiError::Fault("?".into())),
        })
    }
}

fn set_facts(row: &PgRow) -> Result<Option<SetFacts>, sqlx::Error> {
    let Some(project_code) = row.try_get("project_code")? else { return Ok(None) };
    Ok(Some(SetFacts {
        project_code,
        comment: row.try_get("comment")?,
        hours: row.try_get("hours")?,
        without_price: row.try_get("without_price")?,
        at_zero: row.try_get("at_zero")?,
        rate_left: row.try_get("rate_left")?,
        not_covered: row.try_get("not_covered")?,
        outside_dates: row.try_get("outside_dates")?,
    }))
}

/// Of an entry that is gone, nothing is left to say.
fn refused_entry(row: &PgRow) -> Result<Option<RefusedEntry>, sqlx::Error> {
    let Some(state) = row.try_get::<Option<EntryState>, _>("state")? else { return Ok(None) };
    Ok(Some(RefusedEntry {
        entry_id: EntryId(row.try_get("entry_id")?),
        notes: row.try_get("notes")?,
        quantity: row.try_get("quantity")?,
        unit: row.try_get("unit")?,
        state,
    }))
}
