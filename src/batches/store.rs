//! SQL of what is done in the background: lists over what `platform::batch` keeps.

use super::{
    model::{BatchRow, RefusalRow},
    words::BatchKind,
};
use crate::{
    platform::{
        failure::Failure,
        list::{Filter, ListSpec, Rows, Sort, Sums},
        scope::Scope,
    },
    vocabulary::{
        currency::Currency,
        failure::ApiError,
        paging::{ListQuery, Page, Totals},
    },
};
use rust_decimal::Decimal;
use sqlx::{FromRow, Postgres, QueryBuilder, Row, postgres::PgRow};

/// What the counts alone say; whether a job works on it is asked of the jobs.
const STATE: &str = r"
    (
        case
            when b.waiting > 0 and b.settled = 0 then 'waiting'
            when b.waiting > 0 then 'running'
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

/// What is done in the background; the newest first.
pub const BATCHES: ListSpec = ListSpec {
    name: "batches",
    rows: Rows::In("batch b"),
    of: "",
    is_short: false,
    company: "b.company_id",
    columns: r"
        b.company_id, b.batch_id, b.person_id, b.kind, b.begun_at, b.amounts, b.waiting, b.done,
        b.refused
    ",
    shown: r"
        p.batch_id, p.kind, w.name as person_name, p.begun_at, p.amounts, p.waiting, p.done,
        p.refused
    ",
    named: r"
        left join person w on w.company_id = p.company_id and w.person_id = p.person_id
    ",
    filters: &[
        (
            "state",
            Filter::Word(STATE, "text", &["waiting", "running", "done", "done_with_refusals"]),
        ),
        (
            "kind",
            Filter::Word(
                "b.kind",
                "text",
                &["mark_ready", "mark_not_ready", "reset_limits", "reevaluate_limits"],
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

/// The rows that a batch refused.
pub const REFUSALS: ListSpec = ListSpec {
    name: "batch refusals",
    rows: Rows::In(
        r"
        batch_refusal x
        join batch b on b.company_id = x.company_id and b.batch_id = x.batch_id
        ",
    ),
    of: "batch_id",
    is_short: false,
    company: "x.company_id",
    columns: "x.company_id, x.item_id, x.reason",
    shown: r"
        p.item_id, p.reason, a.work_on, a.contract_id, a.amount, a.currency,
        c.number as contract_number, cu.name as customer_name, re.name as resource_name
    ",
    named: r"
        left join actual a on a.company_id = p.company_id and a.actual_id = p.item_id
        left join contract c on c.company_id = a.company_id and c.contract_id = a.contract_id
        left join customer cu on cu.company_id = a.company_id and cu.customer_id = a.customer_id
        left join resource re on re.company_id = a.company_id and re.resource_id = a.resource_id
    ",
    filters: &[("batch_id", Filter::Id("x.batch_id"))],
    sorts: &[Sort::own("row", "x.item_id", "bigint")],
    descending: false,
    id: "x.item_id",
};

/// Approval sets are batches too: they have a list of their own, where approvers see those of their
/// projects.
fn push_kinds(sql: &mut QueryBuilder<Postgres>) {
    sql.push(" and b.kind = any(")
        .push_bind(BatchKind::ALL.iter().map(|kind| kind.word().to_owned()).collect::<Vec<_>>())
        .push(")");
}

/// A page of batches.
pub async fn batch_list(scope: &mut Scope, query: &ListQuery) -> Result<Page<BatchRow>, Failure> {
    BATCHES.page(scope, query, &push_kinds).await
}

/// How many, and rows still to come; in the hints, how many batches of each state there are at all.
pub async fn total_batches(scope: &mut Scope, query: &ListQuery) -> Result<Totals, Failure> {
    let count = count(scope, &BATCHES, query).await?;
    // Whoever looks at the list follows what is still to come.
    let mut to_come = QueryBuilder::new(
        "select coalesce(sum(b.waiting), 0) from batch b where b.waiting > 0 and b.company_id = ",
    );
    to_come.push_bind(scope.company());
    push_kinds(&mut to_come);
    let waiting: i64 = to_come.build_query_scalar().fetch_one(scope.connection()).await?;
    let mut hints = vec![("items".to_owned(), waiting)];
    if count == 0 {
        let mut states = QueryBuilder::new("select ");
        states
            .push(STATE)
            .push(", count(*) from batch b where b.company_id = ")
            .push_bind(scope.company());
        push_kinds(&mut states);
        states.push(" group by 1");
        hints.extend(states.build_query_as::<(String, i64)>().fetch_all(scope.connection()).await?);
    }
    Ok(Totals { count, hints, ..Totals::default() })
}

async fn count(scope: &mut Scope, list: &ListSpec, query: &ListQuery) -> Result<i64, Failure> {
    let sums = Sums { columns: "count(*)", joins: "", by: "" };
    let counts: Vec<(i64,)> = list.sums(scope, query, &push_kinds, sums).await?;
    Ok(counts.into_iter().map(|(count,)| count).sum())
}

/// A page of refused rows.
pub async fn list_batch_refusals(
    scope: &mut Scope,
    query: &ListQuery,
) -> Result<Page<RefusalRow>, Failure> {
    REFUSALS.page(scope, query, &push_kinds).await
}

/// How many they are.
pub async fn total_batch_refusals(scope: &mut Scope, query: &ListQuery) -> Result<Totals, Failure> {
    Ok(Totals { count: count(scope, &REFUSALS, query).await?, ..Totals::default() })
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
            resource_name: row.try_get("resource_name")?,
            amount: currency.zip(amount),
            // Written by a version that knew other reasons: better said vaguely than not at all.
            reason: serde_json::from_value(reason).unwrap_or_else(|_| ApiError::Fault("?".into())),
        })
    }
}
