//! Invoice schedules on PostgreSQL.
#![cfg(test)]

use super::{
    commands::{delete_schedule_day, generate_schedule, read_schedules, save_schedule_day, settle},
    model::{Generate, LineSchedule, ScheduleEdit, ScheduleRemoval},
};
use crate::{
    frequencies::{
        commands::{delete_frequency, list_frequencies, save_frequency},
        model::{FrequencyForm, FrequencyRemoval},
    },
    platform::failure::Failure,
    tests::fixtures::{World, refusal},
    vocabulary::{
        failure::ApiError,
        ids::{ContractLineId, InvoiceFrequencyId, InvoiceScheduleId},
        refusal::Refusal,
    },
};
use sqlx::PgPool;

/// Has a line invoiced by a frequency, as its contract's form does.
pub async fn by_frequency(
    world: &World,
    line: ContractLineId,
    name: &str,
    days: &str,
) -> InvoiceFrequencyId {
    let form = FrequencyForm {
        invoice_frequency_id: None,
        version: 0,
        name: name.into(),
        frequency: days.into(),
    };
    let id =
        world.run(form, |tx, form| Box::pin(save_frequency(tx, form))).await.expect("a frequency");
    world
        .force_terms(&format!(
            "update contract_line set invoice_frequency_id = {id} where contract_line_id = {line};"
        ))
        .await;
    id
}

/// Puts a day on the schedule of a line.
pub async fn add_day(
    world: &World,
    line: ContractLineId,
    run_on: &str,
    cut_off_on: &str,
) -> Result<InvoiceScheduleId, Failure> {
    let edit = ScheduleEdit {
        contract_line_id: line,
        invoice_schedule_id: None,
        version: 0,
        run_on: run_on.into(),
        cut_off_on: cut_off_on.into(),
    };
    world.run(edit, |tx, edit| Box::pin(save_schedule_day(tx, edit))).await
}

async fn schedule(world: &World, contract: &str) -> LineSchedule {
    let id = world.contract(contract).await;
    world.read(move |scope| Box::pin(read_schedules(scope, id))).await.expect("schedules").remove(0)
}

async fn generate(world: &World, contract: &str, from: &str, to: &str) -> Result<i64, Failure> {
    let LineSchedule { line, rows } = schedule(world, contract).await;
    let generate = Generate {
        contract_line_id: line.contract_line_id,
        from: from.into(),
        to: to.into(),
        replaces: rows
            .iter()
            .filter(|row| super::rules::may_change(row).is_ok())
            .map(|row| row.invoice_schedule_id)
            .collect(),
    };
    world.run(generate, |tx, generate| Box::pin(generate_schedule(tx, generate))).await
}

async fn days(world: &World, contract: &str) -> Vec<String> {
    let rows = schedule(world, contract).await.rows;
    rows.iter().map(|r| format!("{} {} {}", r.run_on, r.cut_off_on, r.status.word())).collect()
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn a_schedule_is_generated_and_again_and_what_ran_stays(owner: PgPool) {
    // R-VOC-13, R-RUN-11
    let world = World::new(owner).await;
    let line = world.line("SOLO").await;
    assert_eq!(
        refusal(generate(&world, "SOLO", "2026-01-01", "2026-03-31").await),
        Refusal::LineHasNoFrequency
    );
    by_frequency(&world, line, "Month's end", "monthly 31").await;
    assert_eq!(generate(&world, "SOLO", "2026-01-01", "2026-04-15").await.unwrap(), 4);
    let first = schedule(&world, "SOLO").await.rows.remove(0).invoice_schedule_id;
    world.run((), |tx, ()| Box::pin(settle_first(tx))).await.expect("settled");
    assert_eq!(generate(&world, "SOLO", "2026-01-01", "2026-02-28").await.unwrap(), 1);
    assert_eq!(
        days(&world, "SOLO").await,
        ["2026-01-31 2026-01-30 successful", "2026-02-28 2026-02-27 not_run"]
    );
    // what was on the screen is what is replaced
    let stale = Generate {
        contract_line_id: line,
        from: "2026-01-01".into(),
        to: "2026-05-31".into(),
        replaces: vec![first],
    };
    assert_eq!(
        refusal(world.run(stale, |tx, stale| Box::pin(generate_schedule(tx, stale))).await),
        Refusal::Outdated
    );
    assert_eq!(days(&world, "SOLO").await.len(), 2, "nothing half done");
    world.audit_clean().await;
}

async fn settle_first(tx: &mut crate::platform::command::Tx) -> Result<(), Failure> {
    let first: i64 = sqlx::query_scalar("select min(invoice_schedule_id) from invoice_schedule")
        .fetch_one(tx.connection())
        .await?;
    settle(tx, &[(InvoiceScheduleId(first), None)]).await
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn days_are_changed_until_they_have_run(owner: PgPool) {
    // R-RUN-9, R-RUN-11: line and day are unique
    let world = World::staged(owner).await;
    let line = world.line("SOLO").await;
    let first = add_day(&world, line, "2026-02-01", "").await.unwrap();
    assert_eq!(
        refusal(add_day(&world, line, "2026-02-01", "2026-01-20").await),
        Refusal::ScheduleDayIsTaken
    );
    assert_eq!(
        refusal(add_day(&world, world.line("STAGES").await, "2026-02-01", "").await),
        Refusal::ScheduleIsForTimeAndMaterial
    );
    let edit = |version: i32, run_on: &str| ScheduleEdit {
        contract_line_id: line,
        invoice_schedule_id: Some(first),
        version,
        run_on: run_on.into(),
        cut_off_on: String::new(),
    };
    let save = async |edit: ScheduleEdit| {
        world.run(edit, |tx, edit| Box::pin(save_schedule_day(tx, edit))).await
    };
    save(edit(1, "2026-02-03")).await.unwrap();
    assert_eq!(refusal(save(edit(1, "2026-02-04")).await), Refusal::Outdated);
    assert_eq!(days(&world, "SOLO").await, ["2026-02-03 2026-02-02 not_run"]);
    let strange = add_day(&world.rival().await, line, "2026-02-09", "").await;
    assert_eq!(refusal(strange), Refusal::NotFound, "of another company");

    world.run((), |tx, ()| Box::pin(settle_first(tx))).await.unwrap();
    assert_eq!(refusal(save(edit(2, "2026-02-04")).await), Refusal::ScheduleHasRun);
    let removal = ScheduleRemoval { invoice_schedule_id: first, version: 2 };
    let gone = world.run(removal, |tx, r| Box::pin(delete_schedule_day(tx, r))).await;
    assert_eq!(refusal(gone), Refusal::ScheduleHasRun);
    let second = add_day(&world, line, "2026-03-01", "").await.unwrap();
    let removal = ScheduleRemoval { invoice_schedule_id: second, version: 1 };
    world.run(removal, |tx, r| Box::pin(delete_schedule_day(tx, r))).await.unwrap();
    assert_eq!(days(&world, "SOLO").await, ["2026-02-03 2026-02-02 successful"]);
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn no_statement_changes_what_has_run(owner: PgPool) {
    // §2.9 for anybody at a prompt: invoice_schedule_that_ran_stays,
    // invoice_schedule_is_for_time_and_material, invoice_schedule_runs_once,
    // invoice_schedule_counts_work_that_is_done, invoice_schedule_says_why_it_failed
    let world = World::staged(owner).await;
    let line = world.line("SOLO").await;
    add_day(&world, line, "2026-02-01", "").await.unwrap();
    add_day(&world, line, "2026-03-01", "").await.unwrap();
    world
        .run((), |tx, ()| {
            Box::pin(async move {
                let all: Vec<i64> = sqlx::query_scalar(
                    "select invoice_schedule_id from invoice_schedule order by 1",
                )
                .fetch_all(tx.connection())
                .await?;
                let why = ApiError::Refused(Refusal::ContractIsLost);
                let keys = [None, Some(why)];
                let settled: Vec<_> = all.into_iter().map(InvoiceScheduleId).zip(keys).collect();
                settle(tx, &settled).await
            })
        })
        .await
        .unwrap();
    let staged = world.line("STAGES").await;
    for (sql, wall) in [
        (
            "update invoice_schedule set status = 'not_run' where status = 'successful'".to_owned(),
            "invoice_schedule_that_ran_stays",
        ),
        (
            "update invoice_schedule set status = 'not_run', reason = null where status = 'failed'"
                .to_owned(),
            "invoice_schedule_that_ran_stays",
        ),
        (
            "update invoice_schedule set run_on = '2026-03-02' where status = 'failed'".to_owned(),
            "invoice_schedule_that_ran_stays",
        ),
        ("delete from invoice_schedule".to_owned(), "invoice_schedule_that_ran_stays"),
        (
            "update invoice_schedule set reason = null where status = 'failed'".to_owned(),
            "invoice_schedule_says_why_it_failed",
        ),
        (
            format!(
                "insert into invoice_schedule (company_id, contract_id, contract_line_id, run_on, cut_off_on) select company_id, contract_id, contract_line_id, '2026-05-01', '2026-04-30' from contract_line where contract_line_id = {staged}"
            ),
            "invoice_schedule_is_for_time_and_material",
        ),
        (
            format!(
                "insert into invoice_schedule (company_id, contract_id, contract_line_id, run_on, cut_off_on) select company_id, contract_id, contract_line_id, '2026-05-01', '2026-05-02' from contract_line where contract_line_id = {line}"
            ),
            "invoice_schedule_counts_work_that_is_done",
        ),
        (
            format!(
                "insert into invoice_schedule (company_id, contract_id, contract_line_id, run_on, cut_off_on) select company_id, contract_id, contract_line_id, '2026-02-01', '2026-01-31' from contract_line where contract_line_id = {line}"
            ),
            "invoice_schedule_runs_once",
        ),
    ] {
        let error = sqlx::raw_sql(sqlx::AssertSqlSafe(sql.clone()))
            .execute(&world.owner)
            .await
            .expect_err(&sql);
        let held = error.as_database_error().and_then(|e| e.constraint()).map(str::to_owned);
        assert_eq!(held.as_deref(), Some(wall), "{sql}: {error}");
    }
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn a_frequency_that_lines_name_stays(owner: PgPool) {
    // R-RUN-10
    let world = World::new(owner).await;
    let line = world.line("SOLO").await;
    let id = by_frequency(&world, line, "Fridays", "weekly fri").await;
    let listed = world.read(|scope| Box::pin(list_frequencies(scope))).await.unwrap();
    let told: Vec<_> =
        listed.iter().map(|f| format!("{} {} {}", f.name, f.frequency, f.line_count)).collect();
    assert_eq!(told, ["Fridays weekly fri 1"]);
    let remove = async |version: i32| {
        let removal = FrequencyRemoval { invoice_frequency_id: id, version };
        world.run(removal, |tx, removal| Box::pin(delete_frequency(tx, removal))).await
    };
    assert_eq!(refusal(remove(1).await), Refusal::FrequencyIsUsed);
    let again = FrequencyForm {
        invoice_frequency_id: None,
        version: 0,
        name: "FRIDAYS".into(),
        frequency: "weekly fri".into(),
    };
    let again = world.run(again, |tx, form| Box::pin(save_frequency(tx, form))).await;
    assert_eq!(refusal(again), Refusal::FrequencyNameIsTaken);
    world
        .force_terms(&format!(
            "update contract_line set invoice_frequency_id = null where contract_line_id = {line};"
        ))
        .await;
    assert_eq!(refusal(remove(7).await), Refusal::Outdated);
    // invoice_frequency_names_its_days, for anybody at a prompt
    let daily = "update invoice_frequency set frequency = 'daily'";
    let error = sqlx::raw_sql(daily).execute(&world.owner).await.expect_err("no such days");
    assert!(error.to_string().contains("invoice_frequency_names_its_days"), "{error}");
    remove(1).await.unwrap();
    world.audit_clean().await;
}
