//! What is missing before a month can be closed, each a statement along an index.

use crate::{
    platform::{failure::Failure, scope::Scope},
    today::commands::Team,
    vocabulary::{currency::Currency, words::EntryState},
};
use chrono::NaiveDate;
use rust_decimal::Decimal;

/// Entries up to a day that are not approved, on the projects that somebody sees: state, how many,
/// and the hours of them.
pub async fn entries(
    scope: &mut Scope,
    last: NaiveDate,
    sees: Option<&[i64]>,
    team: &Team,
) -> Result<Vec<(EntryState, i64, Decimal)>, Failure> {
    let rows = sqlx::query!(
        r#"
        select e.state, count(*) as "count!",
            coalesce(sum(e.quantity) filter (where e.transaction_class = 'time'), 0) as "hours!"
        from entry e
        where e.company_id = $1 and e.state <> 'approved' and e.work_on <= $2
            and ($3::bigint[] is null or e.project_id = any($3))
            and ($4::bigint[] is null or e.project_id = any($4))
        group by e.state
        "#,
        scope.company(),
        last,
        sees,
        team.projects.as_deref()
    )
    .fetch_all(scope.connection())
    .await?;
    Ok(rows.into_iter().map(|row| (row.state, row.count, row.hours)).collect())
}

/// What of the backlog is held up for one reason in one currency.
pub struct Held {
    /// A status of the backlog's list.
    pub status: String,
    /// Of the amount.
    pub currency: Currency,
    /// How many.
    pub count: i64,
    /// What they come to.
    pub amount: Decimal,
}

/// What of the backlog up to a day does not fit into a limit, is not evaluated or has no price.
pub async fn held(scope: &mut Scope, last: NaiveDate, team: &Team) -> Result<Vec<Held>, Failure> {
    Ok(sqlx::query_as!(
        Held,
        r#"
        select 'failed' as "status!", b.currency as "currency!: Currency", count(*) as "count!",
            coalesce(sum(b.net_amount) filter (where b.billing_type = 'chargeable'), 0) as "amount!"
        from backlog b
        where b.company_id = $1 and b.nte_status = 'failed' and b.work_on <= $2
            and ($3::bigint[] is null or b.project_id = any($3))
        group by b.currency
        union all select 'not_evaluated', b.currency, count(*),
            coalesce(sum(b.net_amount) filter (where b.billing_type = 'chargeable'), 0)
        from backlog b
        where b.company_id = $1 and b.nte_status = 'not_evaluated' and b.work_on <= $2
            and ($3::bigint[] is null or b.project_id = any($3))
        group by b.currency
        union all select 'no_price', b.currency, count(*), 0
        from backlog b
        where b.company_id = $1 and not b.has_price and b.billing_type = 'chargeable'
            and b.work_on <= $2 and ($3::bigint[] is null or b.project_id = any($3))
        group by b.currency
        "#,
        scope.company(),
        last,
        team.projects.as_deref()
    )
    .fetch_all(scope.connection())
    .await?)
}

/// Days of schedules up to a day that have not run, and whose run failed. Of contracts in force: the
/// run takes no others (R-SM-5).
pub async fn schedules(
    scope: &mut Scope,
    last: NaiveDate,
    team: &Team,
) -> Result<(i64, i64), Failure> {
    let row = sqlx::query!(
        r#"
        select count(*) filter (where s.status = 'not_run') as "not_run!",
            count(*) filter (where s.status = 'failed') as "failed!"
        from invoice_schedule s
        join contract c on c.company_id = s.company_id and c.contract_id = s.contract_id
        where s.company_id = $1 and s.status in ('not_run', 'failed') and s.run_on <= $2
            and c.state = 'confirmed' and ($3::bigint[] is null or s.contract_id = any($3))
        "#,
        scope.company(),
        last,
        team.contracts.as_deref()
    )
    .fetch_one(scope.connection())
    .await?;
    Ok((row.not_run, row.failed))
}

/// Drafts of one currency.
pub struct Drafts {
    /// Of the amounts.
    pub currency: Currency,
    /// Created by the day that was asked.
    pub old: i64,
    /// What those come to.
    pub old_amount: Decimal,
    /// Which could not be confirmed.
    pub failed: i64,
    /// What those come to.
    pub failed_amount: Decimal,
}

/// Drafts that were created by a day, and those that could not be confirmed.
pub async fn drafts(
    scope: &mut Scope,
    old_since: NaiveDate,
    team: &Team,
) -> Result<Vec<Drafts>, Failure> {
    Ok(sqlx::query_as!(
        Drafts,
        r#"
        select x.currency, count(*) filter (where x.is_old) as "old!",
            coalesce(sum(x.amount) filter (where x.is_old), 0) as "old_amount!",
            count(*) filter (where x.is_failed) as "failed!",
            coalesce(sum(x.amount) filter (where x.is_failed), 0) as "failed_amount!"
        from (
            select i.currency, t.amount, f.reason is not null as is_failed,
                (i.created_at at time zone z.time_zone)::date <= $2 as is_old
            from invoice i
            join company_time_zone z on z.company_id = i.company_id
            join invoice_total t on t.company_id = i.company_id and t.invoice_id = i.invoice_id
            left join invoice_confirmation f on f.company_id = i.company_id
                and f.invoice_id = i.invoice_id
            where i.company_id = $1 and i.is_open
                and ($3::bigint[] is null or i.contract_id = any($3))
        ) x
        group by x.currency
        "#,
        scope.company(),
        old_since,
        team.contracts.as_deref()
    )
    .fetch_all(scope.connection())
    .await?)
}
