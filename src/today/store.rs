//! SQL of Today: what waits for somebody, and what they worked on. Each a statement along an index.

pub mod billing;

use crate::{
    platform::{failure::Failure, scope::Scope},
    today::model::{EditedPrice, Recent, Record},
    vocabulary::{
        currency::Currency,
        ids::{BatchId, ContractId, InvoiceId, PersonId},
        words::{BillingType, EntryState, TransactionClass},
    },
};
use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::Decimal;

/// Whose figures: these projects and contracts; none: all.
#[derive(Clone, Debug, Default)]
pub struct Team {
    /// The name that the lists are kept to.
    pub name: Option<String>,
    /// What the name stands for among projects.
    pub projects: Option<Vec<i64>>,
    /// And among contracts.
    pub contracts: Option<Vec<i64>>,
}

/// Entries in one state that wait for an approver.
pub struct Waiting {
    /// Submitted, or a recall that was asked for.
    pub state: EntryState,
    /// How many.
    pub count: i64,
    /// Their hours.
    pub hours: Decimal,
    /// The day of the oldest.
    pub oldest_on: Option<NaiveDate>,
}

/// What waits for approvers on the projects that somebody sees, and of those of a team.
pub async fn waiting(
    scope: &mut Scope,
    sees: Option<&[i64]>,
    team: &Team,
) -> Result<Vec<Waiting>, Failure> {
    Ok(sqlx::query_as!(
        Waiting,
        r#"
        select e.state, count(*) as "count!",
            coalesce(sum(e.quantity) filter (where e.transaction_class = 'time'), 0) as "hours!",
            min(e.work_on) as oldest_on
        from entry e
        where e.company_id = $1 and e.state <> 'approved'
            and e.state in ('submitted', 'recall_requested')
            and ($2::bigint[] is null or e.project_id = any($2))
            and ($3::bigint[] is null or e.project_id = any($3))
        group by e.state
        "#,
        scope.company(),
        sees,
        team.projects.as_deref()
    )
    .fetch_all(scope.connection())
    .await?)
}

/// Entries of some resources that are to be submitted or changed, by day.
pub struct Own {
    /// Time, expense or material.
    pub transaction_class: TransactionClass,
    /// A draft, or returned.
    pub state: EntryState,
    /// The day of the work.
    pub work_on: NaiveDate,
    /// How many.
    pub count: i64,
}

/// What of their own somebody has to do.
pub async fn own(scope: &mut Scope, resources: &[i64]) -> Result<Vec<Own>, Failure> {
    Ok(sqlx::query_as!(
        Own,
        r#"
        select e.transaction_class,
            e.state, e.work_on, count(*) as "count!"
        from entry e
        where e.company_id = $1 and e.resource_id = any($2) and e.state in ('draft', 'returned')
        group by e.transaction_class, e.state, e.work_on
        order by e.work_on desc, e.state
        "#,
        scope.company(),
        resources
    )
    .fetch_all(scope.connection())
    .await?)
}

/// Days with time of these resources, from one on.
pub async fn days_with_time(
    scope: &mut Scope,
    resources: &[i64],
    from: NaiveDate,
) -> Result<Vec<NaiveDate>, Failure> {
    Ok(sqlx::query_scalar!(
        r"
        select distinct work_on
        from entry
        where company_id = $1 and resource_id = any($2) and work_on >= $3
            and transaction_class = 'time'
        ",
        scope.company(),
        resources,
        from
    )
    .fetch_all(scope.connection())
    .await?)
}

/// Hours of these days that nobody pays for: how many entries, and how many hours.
pub async fn not_charged(
    scope: &mut Scope,
    (from, to): (NaiveDate, NaiveDate),
    sees: Option<&[i64]>,
    team: &Team,
) -> Result<Vec<(BillingType, i64, Decimal)>, Failure> {
    let rows = sqlx::query!(
        r#"
        select e.billing_type, count(*) as "count!",
            sum(e.quantity) as "hours!"
        from entry e
        where e.company_id = $1 and e.work_on between $2 and $3 and e.state = 'approved'
            and e.transaction_class = 'time'
            and e.billing_type in ('non_chargeable', 'complimentary')
            and ($4::bigint[] is null or e.project_id = any($4))
            and ($5::bigint[] is null or e.project_id = any($5))
        group by e.billing_type
        order by e.billing_type
        "#,
        scope.company(),
        from,
        to,
        sees,
        team.projects.as_deref()
    )
    .fetch_all(scope.connection())
    .await?;
    Ok(rows.into_iter().map(|row| (row.billing_type, row.count, row.hours)).collect())
}

/// Records that somebody's last commands were about, the latest first, so many: of so many of their
/// commands, because most are about the same few.
pub async fn recent(
    scope: &mut Scope,
    person: PersonId,
    commands: i64,
    most: i64,
) -> Result<Vec<Recent>, Failure> {
    let rows = sqlx::query!(
        r#"
        with acted as (
            select a.audit_entry_id, a.happened_at,
                case
                    when jsonb_typeof(a.input -> 'contract_id') = 'number'
                        then (a.input ->> 'contract_id')::bigint
                end as contract_id
            from audit_entry a
            where a.company_id = $1 and a.person_id = $2
            order by a.audit_entry_id desc
            limit $3
        ),
            about as (
                select s.subject_id as invoice_id, null::bigint as contract_id, a.audit_entry_id,
                    a.happened_at
                from acted a
                join audit_subject s on s.company_id = $1 and s.audit_entry_id = a.audit_entry_id
                    and s.subject = 'invoice'
                union all select null, a.contract_id, a.audit_entry_id, a.happened_at
                from acted a
                where a.contract_id is not null
            )
        select x.invoice_id, x.contract_id, max(x.happened_at) as "at!",
            coalesce(invoice_number_label(i.invoice_number), i.name, c.number) as "name!",
            cu.name as customer
        from about x
        left join invoice i on i.company_id = $1 and i.invoice_id = x.invoice_id
        left join contract c on c.company_id = $1 and c.contract_id = x.contract_id
        join customer cu on cu.company_id = $1
            and cu.customer_id = coalesce(i.customer_id, c.primary_customer_id)
        group by x.invoice_id, x.contract_id, i.invoice_number, i.name, c.number, cu.name
        order by max(x.audit_entry_id) desc
        limit $4
        "#,
        scope.company(),
        person.0,
        commands,
        most
    )
    .fetch_all(scope.connection())
    .await?;
    let record = |invoice: Option<i64>, contract: Option<i64>| {
        let invoice = invoice.map(|id| Record::Invoice(InvoiceId(id)));
        invoice.or(contract.map(|id| Record::Contract(ContractId(id))))
    };
    Ok(rows
        .into_iter()
        .filter_map(|row| {
            Some(Recent {
                record: record(row.invoice_id, row.contract_id)?,
                name: row.name,
                customer: row.customer,
                at: row.at,
            })
        })
        .collect())
}

/// Somebody's batches since then that refused something, the latest first, so many; and how many
/// there are.
pub async fn refused_batches(
    scope: &mut Scope,
    person: PersonId,
    since: DateTime<Utc>,
    most: i64,
) -> Result<(Vec<(BatchId, i64)>, i64), Failure> {
    let rows = sqlx::query!(
        r#"
        select batch_id, refused, count(*) over () as "in_all!"
        from batch
        where company_id = $1 and person_id = $2 and refused > 0 and begun_at >= $3
        order by batch_id desc
        limit $4
        "#,
        scope.company(),
        person.0,
        since,
        most
    )
    .fetch_all(scope.connection())
    .await?;
    let in_all = rows.first().map_or(0, |row| row.in_all);
    let batches = rows.into_iter().map(|row| (BatchId(row.batch_id), row.refused.into()));
    Ok((batches.collect(), in_all))
}

/// All batches since a day, by state: waiting, running, done with refusals.
pub async fn batches(scope: &mut Scope, from: NaiveDate) -> Result<[i64; 3], Failure> {
    let row = sqlx::query!(
        r#"
        select count(*) filter (where b.waiting > 0 and b.settled = 0) as "waiting!",
            count(*) filter (where b.waiting > 0 and b.settled > 0) as "running!",
            count(*) filter (
                where b.waiting = 0 and b.cancelled_at is null and b.refused > 0
            ) as "refused!"
        from batch b
        where b.company_id = $1
            and (
                b.begun_at at time zone (
                    select z.time_zone
                    from company_time_zone z
                    where z.company_id = $1
                )
            )::date >= $2
        "#,
        scope.company(),
        from
    )
    .fetch_one(scope.connection())
    .await?;
    Ok([row.waiting, row.running, row.refused])
}

/// Invoices confirmed since a day, per currency: how many, and what they come to.
pub async fn confirmed_since(
    scope: &mut Scope,
    from: NaiveDate,
) -> Result<Vec<(Currency, i64, Decimal)>, Failure> {
    let rows = sqlx::query!(
        r#"
        select i.currency, count(*) as "count!",
            coalesce(sum(i.amount), 0) as "amount!"
        from invoice i
        where i.company_id = $1 and not i.is_open and i.state = 'confirmed'
            and i.confirmed_at >= (
                select $2::date::timestamp at time zone z.time_zone
                from company_time_zone z
                where z.company_id = $1
            )
        group by i.currency
        "#,
        scope.company(),
        from
    )
    .fetch_all(scope.connection())
    .await?;
    Ok(rows.into_iter().map(|row| (row.currency, row.count, row.amount)).collect())
}

/// Details of those invoices that were edited: per currency how many, and what the edits made of
/// what came.
pub async fn edited_since(
    scope: &mut Scope,
    from: NaiveDate,
) -> Result<Vec<(Currency, i64, Decimal)>, Failure> {
    let rows = sqlx::query!(
        r#"
        select d.currency, count(*) as "count!",
            coalesce(
                sum(
                    case when d.billing_type = 'chargeable' then d.net_amount else 0 end
                    - case when a.billing_type = 'chargeable' then a.net_amount else 0 end
                ),
                0
            ) as "change!"
        from invoice i
        join invoice_detail d on d.company_id = i.company_id and d.invoice_id = i.invoice_id
            and d.edited_at is not null
        join actual a on a.company_id = d.company_id and a.actual_id = d.source_actual_id
        where i.company_id = $1 and not i.is_open and i.state = 'confirmed'
            and i.confirmed_at >= (
                select $2::date::timestamp at time zone z.time_zone
                from company_time_zone z
                where z.company_id = $1
            )
        group by d.currency
        order by d.currency
        "#,
        scope.company(),
        from
    )
    .fetch_all(scope.connection())
    .await?;
    Ok(rows.into_iter().map(|row| (row.currency, row.count, row.change)).collect())
}

/// Those invoices on which prices were changed by more than so many percent, the largest number
/// first, so many; and how many there are.
pub async fn exceptions_since(
    scope: &mut Scope,
    from: NaiveDate,
    percent: Decimal,
    most: i64,
) -> Result<(Vec<EditedPrice>, i64), Failure> {
    let rows = sqlx::query!(
        r#"
        select i.invoice_id, invoice_number_label(i.invoice_number) as "number!", count(*) as "details!",
            count(*) over () as "in_all!"
        from invoice i
        join invoice_detail d on d.company_id = i.company_id and d.invoice_id = i.invoice_id
            and d.edited_at is not null
        join actual a on a.company_id = d.company_id and a.actual_id = d.source_actual_id
        where i.company_id = $1 and not i.is_open and i.state = 'confirmed'
            and i.confirmed_at >= (
                select $2::date::timestamp at time zone z.time_zone
                from company_time_zone z
                where z.company_id = $1
            )
            and abs(d.unit_price - a.unit_price) * 100 > $3 * a.unit_price
        group by i.invoice_id, i.invoice_number
        order by i.invoice_number desc
        limit $4
        "#,
        scope.company(),
        from,
        percent,
        most
    )
    .fetch_all(scope.connection())
    .await?;
    let in_all = rows.first().map_or(0, |row| row.in_all);
    let invoices = rows.into_iter().map(|row| EditedPrice {
        invoice_id: InvoiceId(row.invoice_id),
        number: row.number,
        details: row.details,
    });
    Ok((invoices.collect(), in_all))
}
