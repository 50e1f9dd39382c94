//! What came of the days.

use super::clock::NOTED;
use crate::{journal::Journal, stage::Stage};
use billwright::{runs, vocabulary::ids::BatchJobId};
use std::{
    io::{Error, Result},
    time::{Duration, Instant},
};

/// How long what was begun may take to its end.
const TO_ITS_END: Duration = Duration::from_secs(120);

/// What must give no row: a sentence for each that breaks it. $1 is the company.
const BROKEN: &[&str] = &[
    // R-RUN-3: each day of the job once, without one left out.
    r"
    select 'the job ran ' || count(*) || ' times, for the days from ' || min(due_on) || ' to ' || max(due_on)
    from batch_job_run
    where company_id = $1 and due_on is not null
    having count(*) <> max(due_on) - min(due_on) + 1
    ",
    // R-RUN-9, §2.9: a day that ran, ran once, and stays so; one that did not, did not.
    r"
    select 'day ' || s.run_on || ' of line ' || s.contract_line_id || ' is ' || s.status || ', and ran ' || count(n.invoice_schedule_id) || ' times'
    from invoice_schedule s
    left join storm_ran n using (invoice_schedule_id)
    where s.company_id = $1
    group by s.company_id, s.invoice_schedule_id
    having count(n.invoice_schedule_id) <> case s.status when 'successful' then 1 else 0 end
    ",
    r"
    select 'day ' || n.invoice_schedule_id || ' ran, and is not there'
    from storm_ran n
    where not exists (select from invoice_schedule s where s.invoice_schedule_id = n.invoice_schedule_id)
    ",
    r"
    select 'day ' || s.run_on || ' of contract ' || s.contract_id || ' was left out'
    from invoice_schedule s
    where s.company_id = $1 and s.status = 'not_run' and s.run_on < current_date
    ",
    // What a day says is what a run says of it.
    r"
    select 'day ' || s.run_on || ' of contract ' || s.contract_id || ' is ' || s.status || ', and no run says so'
    from invoice_schedule s
    where s.company_id = $1 and s.status <> 'not_run' and not exists (
        select
        from run_item i
        where i.company_id = $1 and i.contract_id = s.contract_id and i.due_on = s.run_on and i.status = s.status
    )
    ",
    // One draft per customer of what a run did for a contract and a day, and work of a day on one.
    r"
    select 'contract ' || i.contract_id || ' has ' || count(*) || ' drafts of ' || i.due_on || ' for customer ' || d.customer_id
    from storm_drafted d
    join run_item i on i.company_id = $1 and i.run_item_id = d.run_item_id
    group by i.run_item_id, i.contract_id, i.due_on, d.customer_id
    having count(*) > 1
    ",
    r"
    select 'work of contract ' || i.contract_id || ' for ' || i.due_on || ' is on ' || count(*) || ' drafts to customer ' || d.customer_id
    from storm_drafted d
    join run_item i on i.company_id = $1 and i.run_item_id = d.run_item_id
    where d.has_work
    group by i.contract_id, i.due_on, d.customer_id
    having count(*) > 1
    ",
    // What has no end was cancelled; what failed says why; what came to nothing made no draft.
    r"
    select 'contract ' || i.contract_id || ' for ' || i.due_on || ' is ' || i.status || ' in run ' || i.batch_job_run_id || ', but was refused: ' || (f.reason is not null)
    from run_item i
    join batch_job_run r on r.company_id = $1 and r.batch_job_run_id = i.batch_job_run_id
    left join lateral (
        with recursive try (batch_id) as (
            select r.batch_id
            union all
            select b.batch_id from batch b join try t on b.retries_batch_id = t.batch_id where b.company_id = $1
        )
        select f.reason
        from try t
        join batch_chunk c on c.company_id = $1 and c.batch_id = t.batch_id and i.run_item_id = any(c.items)
        left join batch_refusal f on f.company_id = $1 and f.batch_id = t.batch_id and f.item_id = i.run_item_id
        order by t.batch_id desc
        limit 1
    ) f on true
    where i.company_id = $1 and (i.status = 'successful') <> (f.reason is null)
    ",
    r"
    select 'contract ' || i.contract_id || ' for ' || i.due_on || ' is ' || i.status || ', and has a draft'
    from run_item i
    join storm_drafted d using (run_item_id)
    where i.company_id = $1 and i.status <> 'successful'
    ",
];

/// Has the job run once more, so that each day that is due has had its turn; judges each when all that
/// was begun has ended.
pub async fn days(stage: &Stage, journal: &Journal) -> Result<()> {
    let mut owner = stage.owner().await?;
    ended(stage, journal).await?;
    let job: i64 = sqlx::query_scalar("select batch_job_id from batch_job where company_id = $1")
        .bind(stage.company.0)
        .fetch_one(&mut owner)
        .await
        .map_err(Error::other)?;
    stage
        .run(stage.company, "run_job", BatchJobId(job), |tx, job| {
            Box::pin(runs::commands::run_job(tx, job))
        })
        .await?;
    ended(stage, journal).await?;
    for sql in BROKEN {
        let rows: Vec<String> = sqlx::query_scalar(sqlx::AssertSqlSafe(*sql))
            .bind(stage.company.0)
            .fetch_all(&mut owner)
            .await
            .map_err(Error::other)?;
        rows.into_iter().for_each(|told| journal.violation(told));
    }
    let told: String = sqlx::query_scalar(
        r"
        select count(*) || ' runs, ' || count(due_on) || ' of them by the clock; contracts and days: '
            || coalesce((select string_agg(n || ' ' || status, ', ') from (select status, count(*) as n from run_item where company_id = $1 group by status) x), 'none')
            || '; days of schedules: '
            || coalesce((select string_agg(n || ' ' || status, ', ') from (select status, count(*) as n from invoice_schedule where company_id = $1 group by status) x), 'none')
            || '; ' || (select count(*) from storm_drafted) || ' drafts'
        from batch_job_run
        where company_id = $1
        ",
    )
    .bind(stage.company.0)
    .fetch_one(&mut owner)
    .await
    .map_err(Error::other)?;
    println!("{told}");
    sqlx::raw_sql(NOTED).execute(&mut owner).await.map_err(Error::other).map(drop)
}

/// Waits until all that was begun has ended.
async fn ended(stage: &Stage, journal: &Journal) -> Result<()> {
    let (mut owner, begun) = (stage.owner().await?, Instant::now());
    while begun.elapsed() < TO_ITS_END {
        crate::bulk::jobs::silence_the_dead(stage).await?;
        let waiting: i64 =
            sqlx::query_scalar("select count(*) from batch where company_id = $1 and waiting > 0")
                .bind(stage.company.0)
                .fetch_one(&mut owner)
                .await
                .map_err(Error::other)?;
        if waiting == 0 {
            return Ok(());
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    journal.violation("batches stand still".to_owned());
    Ok(())
}
