//! People and their time of a month.

use crate::{
    month_end::model::{Month, TimeSheet},
    platform::{
        failure::Failure,
        list::{ALL, Filter, ListSpec, Rows, Sort},
        scope::Scope,
    },
    vocabulary::{
        ids::ResourceId,
        paging::{ListQuery, Page},
    },
};
use chrono::NaiveDate;
use sqlx::FromRow;
use std::collections::HashMap;

/// Whoever recorded time in a month or in the one before it: of others nothing is missing.
pub const TIME_SHEETS: ListSpec = ListSpec {
    name: "time sheets",
    rows: Rows::In("resource t"),
    of: "of",
    is_short: true,
    company: "t.company_id",
    columns: "t.company_id, t.resource_id, t.name",
    shown: "p.resource_id, p.name",
    named: "",
    filters: &[
        (
            "of",
            Filter::DayWithin(
                "(select true from (select ",
                r"
                ::date as day) z
                    join entry e on e.company_id = t.company_id and e.resource_id = t.resource_id
                        and e.transaction_class = 'time'
                        and e.work_on >= z.day - interval '1 month'
                        and e.work_on < z.day + interval '1 month'
                    limit 1)
                ",
            ),
        ),
        (
            "missing",
            Filter::DayWithin(
                "(select count(*) from (select ",
                r"
                ::date as day) z
                    cross join generate_series(date_trunc('month', z.day), z.day, interval '1 day') w
                    where extract(isodow from w) < 6 and not exists (
                        select
                        from entry e
                        where e.company_id = t.company_id and e.resource_id = t.resource_id
                            and e.transaction_class = 'time' and e.work_on = w::date
                    )) > 0
                ",
            ),
        ),
        (
            "waiting",
            Filter::DayWithin(
                "(select true from (select ",
                r"
                ::date as day) z
                    join entry e on e.company_id = t.company_id and e.resource_id = t.resource_id
                        and e.transaction_class = 'time' and e.state <> 'approved'
                        and e.work_on >= z.day and e.work_on < z.day + interval '1 month'
                    limit 1)
                ",
            ),
        ),
        ("person", Filter::Text("t.name ilike ", "")),
    ],
    sorts: &[Sort::own("name", "t.name", "text")],
    descending: false,
    id: "t.resource_id",
};

#[derive(FromRow)]
struct Listed {
    resource_id: ResourceId,
    name: String,
}

/// A page of people with their time of a month: hours of the projects that somebody sees, and which
/// of these days have none at all.
pub async fn time_sheet_list(
    scope: &mut Scope,
    query: &ListQuery,
    month: Month,
    days: &[NaiveDate],
    sees: Option<&[i64]>,
) -> Result<Page<TimeSheet>, Failure> {
    let page: Page<Listed> = TIME_SHEETS.page(scope, query, ALL).await?;
    let ids: Vec<i64> = page.rows.iter().map(|row| row.resource_id.0).collect();
    let found = sqlx::query!(
        r#"
        select e.resource_id as "resource_id!",
            count(distinct e.work_on) filter (where e.work_on = any($5)) as "days!",
            coalesce(sum(e.quantity) filter (where s.sees and e.state = 'draft'), 0) as "draft!",
            coalesce(
                sum(e.quantity) filter (where s.sees and e.state = 'returned'), 0
            ) as "returned!",
            coalesce(
                sum(e.quantity) filter (where s.sees and e.state = 'submitted'), 0
            ) as "submitted!",
            coalesce(
                sum(e.quantity) filter (where s.sees and e.state = 'approved'), 0
            ) as "approved!"
        from entry e
        cross join lateral (
            select $6::bigint[] is null or e.project_id = any($6) as sees
        ) s
        where e.company_id = $1 and e.resource_id = any($2) and e.transaction_class = 'time'
            and e.work_on between $3 and $4
        group by e.resource_id
        "#,
        scope.company(),
        &ids,
        month.first,
        month.last,
        days,
        sees
    )
    .fetch_all(scope.connection())
    .await?;
    let mut found: HashMap<i64, _> = found.into_iter().map(|row| (row.resource_id, row)).collect();
    let all_days = i64::try_from(days.len()).unwrap_or(i64::MAX);
    let sheet = |row: Listed| {
        let own = found.remove(&row.resource_id.0);
        TimeSheet {
            month,
            resource_id: row.resource_id,
            name: row.name,
            missing_days: all_days - own.as_ref().map_or(0, |own| own.days),
            not_submitted: own.as_ref().map(|own| own.draft).unwrap_or_default(),
            returned: own.as_ref().map(|own| own.returned).unwrap_or_default(),
            not_approved: own.as_ref().map(|own| own.submitted).unwrap_or_default(),
            approved: own.as_ref().map(|own| own.approved).unwrap_or_default(),
        }
    };
    Ok(Page {
        rows: page.rows.into_iter().map(sheet).collect(),
        next: page.next,
        previous: page.previous,
    })
}
