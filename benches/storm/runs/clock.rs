//! The batch job that the clock begins, the clock that is pushed on, and what writes down each day
//! that ran: of what was committed nothing is forgotten, even if somebody deletes the draft.

use crate::stage::Stage;
use billwright::{
    frequencies::{self, model::FrequencyForm},
    runs::{
        self,
        model::{JobForm, JobStart},
        words::{JobType, Workflow},
    },
};
use std::io::{Error, Result};

/// Notes each day whose run was successful, and each draft of a run, as they are committed.
const NOTES: &str = "
    create table storm_ran (invoice_schedule_id bigint not null);
    create table storm_drafted (run_item_id bigint not null, customer_id bigint not null, has_work boolean not null);
    create function storm_note_day() returns trigger language plpgsql security definer set search_path = public as $$
    begin
        insert into storm_ran values (new.invoice_schedule_id);
        return null;
    end $$;
    create function storm_note_draft() returns trigger language plpgsql security definer set search_path = public as $$
    begin
        insert into storm_drafted
        select new.run_item_id, i.customer_id, exists (
            select
            from invoice_detail d
            join actual a on a.company_id = d.company_id and a.actual_id = d.source_actual_id
            where d.company_id = new.company_id and d.invoice_id = new.invoice_id and a.transaction_class = 'time'
        )
        from invoice i
        where i.company_id = new.company_id and i.invoice_id = new.invoice_id;
        return null;
    end $$;
    create trigger storm_note_day after update of status on invoice_schedule
        for each row when (new.status = 'successful') execute function storm_note_day();
    create trigger storm_note_draft after insert on run_draft for each row execute function storm_note_draft();
";
/// Takes that away again.
pub const NOTED: &str = "
    drop trigger storm_note_day on invoice_schedule;
    drop trigger storm_note_draft on run_draft;
    drop function storm_note_day, storm_note_draft;
    drop table storm_ran, storm_drafted;
";

/// Lines have a frequency, and a batch job is started that runs daily.
pub async fn set_up(stage: &Stage) -> Result<()> {
    let company = stage.company;
    let form = FrequencyForm {
        invoice_frequency_id: None,
        version: 0,
        name: "Mondays".to_owned(),
        frequency: "weekly mon".to_owned(),
    };
    let frequency = stage
        .run(company, "save_frequency", form, |tx, form| {
            Box::pin(frequencies::commands::save_frequency(tx, form))
        })
        .await?;
    // As the forms of the contracts would say it.
    let mut owner = stage.owner().await?;
    let sql = format!(
        r"
        begin;
        alter table contract_line disable trigger user;
        update contract_line set invoice_frequency_id = {frequency}
        where company_id = {company} and billing_method = 'time_and_material';
        alter table contract_line enable trigger user;
        commit;
        {NOTES}
        "
    );
    sqlx::raw_sql(sqlx::AssertSqlSafe(sql)).execute(&mut owner).await.map_err(Error::other)?;
    let form = JobForm {
        batch_job_id: None,
        version: 0,
        name: "Project Operations Create Invoices".to_owned(),
        job_type: JobType::CreateInvoices,
        runs_at: "02:00".to_owned(),
        is_active: true,
    };
    let batch_job_id = stage
        .run(company, "save_job", form, |tx, form| Box::pin(runs::commands::save_job(tx, form)))
        .await?;
    let start = JobStart { batch_job_id, workflow: Workflow::ProcessRunCaller };
    stage
        .run(company, "start_job", start, |tx, start| {
            Box::pin(runs::commands::start_job(tx, start))
        })
        .await
}

/// Pushes the clock on: two servers look at once whose time has come, and it has, of a day that no
/// run has been of. Whoever was killed counts as silent: a run that is under way makes others wait.
pub async fn tick(stage: &Stage) -> Result<()> {
    crate::bulk::jobs::silence_the_dead(stage).await?;
    let mut owner = stage.owner().await?;
    sqlx::query(
        r"
        update batch_job j
        set next_run_at = now() - interval '1 minute', next_run_on = (
            select coalesce(min(r.due_on), current_date) - 1
            from batch_job_run r
            where r.company_id = j.company_id and r.batch_job_id = j.batch_job_id
        )
        where j.company_id = $1 and j.next_run_on is not null
        ",
    )
    .bind(stage.company.0)
    .execute(&mut owner)
    .await
    .map_err(Error::other)?;
    sqlx::query("select graphile_worker.add_job('begin_runs', '{}') from generate_series(1, 2)")
        .execute(&mut owner)
        .await
        .map_err(Error::other)
        .map(drop)
}
