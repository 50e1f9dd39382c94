//! SQL of role utilization.

use crate::{
    platform::{failure::Failure, scope::Scope},
    runs::{model::UtilizationRow, rules::DAY_HOURS},
};
use chrono::NaiveDate;

/// Months that are worked out anew each time: older ones stand.
const MONTHS: i32 = 13;

/// Works out billable and available hours of each role for the last months, up to this day's. Billable
/// is what customers pay for of approved time. Of somebody who recorded approved time in a month,
/// its working days, Monday to Friday, are available; of somebody with several roles, to each as
/// much as they recorded in it. What was worked out before and is approved no more comes to
/// nothing.
pub async fn update(scope: &mut Scope, today: NaiveDate) -> Result<(), Failure> {
    let now = scope.now();
    sqlx::query!(
        r"
        with month as (
            select m::date as month,
                (
                    select count(*)
                    from generate_series(
                        m, m + interval '1 month' - interval '1 day', interval '1 day'
                    ) d
                    where extract(isodow from d) < 6
                ) * $5::numeric as hours
            from generate_series(
                date_trunc('month', $2::date) - make_interval(months => $4 - 1),
                date_trunc('month', $2::date), interval '1 month'
            ) m
        ),
        work as (
            select date_trunc('month', e.work_on)::date as month, e.role_id, e.resource_id,
                sum(e.quantity) as hours,
                sum(e.billable_quantity) filter (where e.billing_type = 'chargeable') as billable
            from entry e
            where e.company_id = $1 and e.transaction_class = 'time' and e.state = 'approved'
                and e.role_id is not null and e.resource_id is not null
                and e.work_on >= (select min(month) from month)
            group by 1, 2, 3
        ),
        shared as (
            select w.*, sum(w.hours) over (partition by w.month, w.resource_id) as of_resource
            from work w
        ),
        worked_out as (
            select s.role_id, s.month, round(sum(coalesce(s.billable, 0)), 2) as billable,
                round(sum(m.hours * s.hours / nullif(s.of_resource, 0)), 2) as available
            from shared s
            join month m using (month)
            where s.of_resource > 0
            group by s.role_id, s.month
            union all select u.role_id, u.month, 0, 0
            from role_utilization u
            join month m using (month)
            where u.company_id = $1 and u.billable_hours + u.available_hours > 0
                and not exists (
                    select
                    from shared s
                    where s.role_id = u.role_id and s.month = u.month and s.of_resource > 0
                )
        )
        insert into role_utilization (
            company_id, role_id, month, billable_hours, available_hours, updated_at
        )
        select $1, w.role_id, w.month, w.billable, w.available, $3
        from worked_out w
        order by w.role_id, w.month
        on conflict (company_id, role_id, month) do update
        set billable_hours = excluded.billable_hours, available_hours = excluded.available_hours,
            updated_at = excluded.updated_at
        ",
        scope.company(),
        today,
        now,
        MONTHS,
        DAY_HOURS
    )
    .execute(scope.connection())
    .await?;
    Ok(())
}

/// What was worked out and comes to anything, the newest month first.
pub async fn list(scope: &mut Scope) -> Result<Vec<UtilizationRow>, Failure> {
    Ok(sqlx::query_as(
        r"
        select u.role_id, r.name as role_name, u.month, u.billable_hours, u.available_hours,
            u.updated_at
        from role_utilization u
        join role r on r.company_id = u.company_id and r.role_id = u.role_id
        where u.company_id = $1 and u.billable_hours + u.available_hours > 0
            and u.month > (
                select max(x.month) - interval '13 months'
                from role_utilization x
                where x.company_id = $1 and x.billable_hours + x.available_hours > 0
            )
        order by u.month desc, r.name, u.role_id
        ",
    )
    .bind(scope.company())
    .fetch_all(scope.connection())
    .await?)
}
