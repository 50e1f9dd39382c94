//! SQL of Today: what is unbilled, what holds it up, and which contracts may want a look.

use super::Team;
use crate::{
    platform::{failure::Failure, scope::Scope},
    today::rules::{LONG_NOT_INVOICED_DAYS, RETAINER_SOON_DAYS},
    vocabulary::{currency::Currency, ids::ContractId},
};
use chrono::{DateTime, Days, NaiveDate, Utc};
use rust_decimal::Decimal;

/// Unbilled work of a day.
pub struct Unbilled {
    /// Its kind, by its word.
    pub kind: String,
    /// Its status, by its word.
    pub status: String,
    /// When it was done, is due, was sold.
    pub work_on: NaiveDate,
    /// Of the amount.
    pub currency: Currency,
    /// Rows.
    pub count: i64,
    /// What is chargeable of them.
    pub amount: Decimal,
}

/// Chargeable work on no confirmed invoice, by day. Of the whole company the backlog is read off
/// its sums; of a team along its projects.
pub async fn unbilled_work(scope: &mut Scope, team: &Team) -> Result<Vec<Unbilled>, Failure> {
    Ok(sqlx::query_as!(
        Unbilled,
        r#"
        select s.transaction_class::text as "kind!",
            case when s.is_ready then 'ready' else 'not_ready' end as "status!",
            s.work_on as "work_on!", s.currency as "currency!: Currency",
            sum(s.row_count)::bigint as "count!", sum(s.amount) as "amount!"
        from backlog_day_sum s
        where s.company_id = $1 and $2::bigint[] is null
        group by s.transaction_class, s.is_ready, s.work_on, s.currency
        having sum(s.row_count) <> 0
        union all select b.transaction_class::text,
            case when b.is_ready then 'ready' else 'not_ready' end, b.work_on, b.currency, count(*),
            sum(b.net_amount)
        from backlog b
        where b.company_id = $1 and b.project_id = any($2) and b.billing_type = 'chargeable'
        group by b.transaction_class, b.is_ready, b.work_on, b.currency
        union all select a.transaction_class::text, 'on_draft', d.work_on, d.currency, count(*),
            sum(a.net_amount)
        from claim d
        join actual a on a.company_id = d.company_id and a.actual_id = d.source_actual_id
        where d.company_id = $1 and d.is_on_draft and a.billing_type = 'chargeable'
            and ($2::bigint[] is null or a.project_id = any($2))
        group by a.transaction_class, d.work_on, d.currency
        "#,
        scope.company(),
        team.projects.as_deref()
    )
    .fetch_all(scope.connection())
    .await?)
}

/// Milestones, goods and retainers on no confirmed invoice, by day. What is neither Ready nor due
/// yet is left out, and so is what contracts that are not in force have on no draft (R-SM-5, R-SM-3).
pub async fn unbilled_agreed(
    scope: &mut Scope,
    today: NaiveDate,
    team: &Team,
) -> Result<Vec<Unbilled>, Failure> {
    Ok(sqlx::query_as!(
        Unbilled,
        r#"
        select 'milestone' as "kind!", x.status as "status!", x.work_on as "work_on!",
            x.currency as "currency!: Currency", count(*) as "count!", sum(x.amount) as "amount!"
        from (
            select case
                    when not t.is_ready then 'not_ready'
                    when d.invoice_id is null then 'ready'
                    else 'on_draft'
                end as status, t.milestone_on as work_on, t.currency, t.amount
            from milestone_split t
            join contract c on c.company_id = t.company_id and c.contract_id = t.contract_id
            left join claim d on d.company_id = t.company_id
                and d.source_milestone_split_id = t.milestone_split_id
            where t.company_id = $1 and not t.is_billed_before
                and (d.is_on_draft or (d.invoice_id is null and c.state = 'confirmed'))
                and (t.is_ready or t.milestone_on <= $2)
                and ($3::bigint[] is null or t.project_id = any($3))
        ) x
        group by x.status, x.work_on, x.currency
        union all select 'product', x.status, x.work_on, x.currency, count(*), sum(x.amount)
        from (
            select case
                    when not t.is_ready then 'not_ready'
                    when d.invoice_id is null then 'ready'
                    else 'on_draft'
                end as status, t.sold_on as work_on, t.currency, t.amount
            from product_line t
            join contract c on c.company_id = t.company_id and c.contract_id = t.contract_id
            left join claim d on d.company_id = t.company_id
                and d.source_product_line_id = t.product_line_id
            where t.company_id = $1
                and (d.is_on_draft or (d.invoice_id is null and c.state = 'confirmed'))
                and (t.is_ready or t.sold_on <= $2)
                and ($4::bigint[] is null or t.contract_id = any($4))
        ) x
        group by x.status, x.work_on, x.currency
        union all select 'retainer', x.status, x.work_on, x.currency, count(*), sum(x.amount)
        from (
            select case
                    when not t.is_ready then 'not_ready'
                    when d.invoice_id is null then 'ready'
                    else 'on_draft'
                end as status, t.invoice_on as work_on, t.currency, t.amount
            from retainer t
            join contract c on c.company_id = t.company_id and c.contract_id = t.contract_id
            left join retainer_claim d on d.company_id = t.company_id
                and d.retainer_id = t.retainer_id and d.retainer_use = 'billed'
            where t.company_id = $1 and not t.is_billed_before
                and (d.is_on_draft or (d.invoice_id is null and c.state = 'confirmed'))
                and (t.is_ready or t.invoice_on <= $2)
                and ($4::bigint[] is null or t.contract_id = any($4))
        ) x
        group by x.status, x.work_on, x.currency
        "#,
        scope.company(),
        today,
        team.projects.as_deref(),
        team.contracts.as_deref()
    )
    .fetch_all(scope.connection())
    .await?)
}

/// What of the backlog is held up in one currency, rows and amounts: over a limit, not evaluated,
/// without a price.
pub struct Held {
    /// Of the amounts.
    pub currency: Currency,
    /// Over a limit.
    pub failed: i64,
    /// What they come to.
    pub failed_amount: Decimal,
    /// Not evaluated.
    pub not_evaluated: i64,
    /// What they come to.
    pub not_evaluated_amount: Decimal,
    /// Without a price.
    pub no_price: i64,
}

/// What of the backlog is held up.
pub async fn held(scope: &mut Scope, team: &Team) -> Result<Vec<Held>, Failure> {
    Ok(sqlx::query_as!(
        Held,
        r#"
        select s.currency,
            coalesce(
                sum(s.row_count) filter (where s.nte_status = 'failed'), 0
            )::bigint as "failed!",
            coalesce(
                sum(s.amount) filter (
                    where s.nte_status = 'failed' and s.billing_type = 'chargeable'
                ),
                0
            ) as "failed_amount!",
            coalesce(
                sum(s.row_count) filter (where s.nte_status = 'not_evaluated'), 0
            )::bigint as "not_evaluated!",
            coalesce(
                sum(s.amount) filter (
                    where s.nte_status = 'not_evaluated' and s.billing_type = 'chargeable'
                ),
                0
            ) as "not_evaluated_amount!",
            coalesce(
                sum(s.row_count) filter (
                    where not s.has_price and s.billing_type = 'chargeable'
                ),
                0
            )::bigint as "no_price!"
        from backlog_sum s
        where s.company_id = $1 and ($2::bigint[] is null or s.project_id = any($2))
        group by s.currency
        "#,
        scope.company(),
        team.projects.as_deref()
    )
    .fetch_all(scope.connection())
    .await?)
}

/// Drafts of one state in one currency.
pub struct Drafts {
    /// In review; else a draft.
    pub is_in_review: bool,
    /// Of the amounts.
    pub currency: Currency,
    /// How many.
    pub count: i64,
    /// What they come to.
    pub amount: Decimal,
    /// When the oldest was made.
    pub oldest_at: Option<DateTime<Utc>>,
    /// How many of them are confirmed once their turn has come.
    pub scheduled: i64,
    /// What those come to.
    pub scheduled_amount: Decimal,
    /// How many could not be confirmed.
    pub failed: i64,
    /// What those come to.
    pub failed_amount: Decimal,
}

/// Drafts by where they are, per currency.
pub async fn drafts(scope: &mut Scope, team: &Team) -> Result<Vec<Drafts>, Failure> {
    Ok(sqlx::query_as!(
        Drafts,
        r#"
        select i.state = 'in_review' as "is_in_review!", i.currency,
            count(*) as "count!", coalesce(sum(t.amount), 0) as "amount!",
            min(i.created_at) as oldest_at,
            count(*) filter (where f.invoice_id is not null and f.reason is null) as "scheduled!",
            coalesce(
                sum(t.amount) filter (where f.invoice_id is not null and f.reason is null), 0
            ) as "scheduled_amount!",
            count(*) filter (where f.reason is not null) as "failed!",
            coalesce(sum(t.amount) filter (where f.reason is not null), 0) as "failed_amount!"
        from invoice i
        join invoice_total t on t.company_id = i.company_id and t.invoice_id = i.invoice_id
        left join invoice_confirmation f on f.company_id = i.company_id
            and f.invoice_id = i.invoice_id
        where i.company_id = $1 and i.is_open
            and ($2::bigint[] is null or i.contract_id = any($2))
        group by i.state, i.currency
        "#,
        scope.company(),
        team.contracts.as_deref()
    )
    .fetch_all(scope.connection())
    .await?)
}

/// Confirmed invoices dated from one day to before another, per currency; before the middle of the
/// three, and from it on.
pub async fn invoiced(
    scope: &mut Scope,
    [before, first, next]: [NaiveDate; 3],
    team: &Team,
) -> Result<Vec<(bool, Currency, i64, Decimal)>, Failure> {
    let rows = sqlx::query!(
        r#"
        select i.invoice_on >= $3 as "is_now!", i.currency,
            count(*) as "count!", coalesce(sum(i.amount), 0) as "amount!"
        from invoice i
        where i.company_id = $1 and i.invoice_on >= $2 and i.invoice_on < $4 and not i.is_open
            and i.state = 'confirmed' and ($5::bigint[] is null or i.contract_id = any($5))
        group by 1, i.currency
        "#,
        scope.company(),
        before,
        first,
        next,
        team.contracts.as_deref()
    )
    .fetch_all(scope.connection())
    .await?;
    Ok(rows.into_iter().map(|row| (row.is_now, row.currency, row.count, row.amount)).collect())
}

/// A contract that may want a look, with what there is to know of it.
pub struct Candidate {
    /// Its key.
    pub contract_id: ContractId,
    /// As people call it.
    pub number: String,
    /// The oldest milestone that is due and not Ready.
    pub milestone_on: Option<NaiveDate>,
    /// The next retainer that is not Ready.
    pub retainer_on: Option<NaiveDate>,
    /// The last confirmed invoice.
    pub invoiced_on: Option<NaiveDate>,
    /// Something is on no invoice.
    pub has_unbilled: bool,
}

/// Contracts of which a level has a limit.
pub async fn limited(scope: &mut Scope) -> Result<Vec<i64>, Failure> {
    Ok(sqlx::query_scalar!(
        r#"
        select contract_id as "contract_id!"
        from contract
        where company_id = $1 and not_to_exceed is not null
        union select contract_id
        from contract_customer
        where company_id = $1 and not_to_exceed is not null
        union select contract_id
        from contract_line
        where company_id = $1 and not_to_exceed is not null
        union select l.contract_id
        from contract_line_customer lc
        join contract_line l on l.company_id = lc.company_id
            and l.contract_line_id = lc.contract_line_id
        where lc.company_id = $1 and lc.not_to_exceed is not null
        "#,
        scope.company()
    )
    .fetch_all(scope.connection())
    .await?)
}

/// Confirmed contracts that a milestone, a long time without an invoice or a retainer may give
/// reason to look at, and those with a limit.
pub async fn candidates(
    scope: &mut Scope,
    today: NaiveDate,
    team: &Team,
    limited: &[i64],
) -> Result<Vec<Candidate>, Failure> {
    let ago = |days: i64| today.checked_sub_days(Days::new(days.unsigned_abs())).unwrap_or(today);
    let soon = today.checked_add_days(Days::new(RETAINER_SOON_DAYS.unsigned_abs()));
    Ok(sqlx::query_as!(
        Candidate,
        r#"
        with overdue as (
            select contract_id, min(milestone_on) as milestone_on
            from milestone_split
            where company_id = $1 and milestone_on < $2 and not is_ready and not is_billed_before
                and amount <> 0
            group by contract_id
        ),
            due as (
                select contract_id, min(invoice_on) as retainer_on
                from retainer
                where company_id = $1 and invoice_on <= $3 and not is_ready and not is_billed_before
                group by contract_id
            ),
            invoiced as (
                select contract_id, max(invoice_on) as invoiced_on
                from invoice
                where company_id = $1 and not is_open and state = 'confirmed'
                group by contract_id
            ),
            unbilled as (
                select distinct contract_id
                from open_billing
                where company_id = $1
            )
        select c.contract_id as "contract_id: ContractId", c.number, o.milestone_on as "milestone_on?",
            d.retainer_on as "retainer_on?", i.invoiced_on as "invoiced_on?",
            u.contract_id is not null as "has_unbilled!"
        from contract c
        left join overdue o on o.contract_id = c.contract_id
        left join due d on d.contract_id = c.contract_id
        left join invoiced i on i.contract_id = c.contract_id
        left join unbilled u on u.contract_id = c.contract_id
        where c.company_id = $1 and c.state = 'confirmed'
            and ($5::bigint[] is null or c.contract_id = any($5))
            and (
                c.contract_id = any($6) or o.contract_id is not null or d.contract_id is not null
                or (u.contract_id is not null and i.invoiced_on < $4)
            )
        order by c.contract_id
        "#,
        scope.company(),
        today,
        soon,
        ago(LONG_NOT_INVOICED_DAYS),
        team.contracts.as_deref(),
        limited
    )
    .fetch_all(scope.connection())
    .await?)
}
