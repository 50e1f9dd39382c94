//! Batch jobs and their runs on PostgreSQL.
#![cfg(test)]

use super::{
    commands::{
        RunInvoices,
        clock::begin_due_runs,
        list_jobs, list_utilization, preview_run, run_job, save_job,
        shell::{rehearse_due, run_due},
        start_job, stop_job,
    },
    model::{AskPreview, JobForm, JobRow, JobStart, RunItemRow, RunRow},
    store::lists::{list_run_items, list_runs},
    words::{JobType, Workflow},
};
use crate::{
    app::worker,
    batches::commands::{cancel_batch, list_batch_refusals, retry_batch},
    entries::model::Decision,
    invoicing::commands::list_invoices,
    platform::{batch, clock::Clock, command::Actor, database::Database, failure::Failure},
    schedules::tests_db::add_day,
    tests::{
        fixtures::{World, app_pool, dec, person, refusal},
        one_by_one::counted,
        sheets::{Work, work},
    },
    vocabulary::{
        ids::{BatchId, BatchJobId, BatchJobRunId, ContractLineId, PersonId},
        paging::{Begun, ListQuery, Selection},
        refusal::Refusal,
        words::Role,
    },
};
use chrono::{DateTime, TimeDelta, Utc};
use sqlx::PgPool;

fn at(instant: &str) -> DateTime<Utc> {
    instant.parse().unwrap_or_else(|error| panic!("{instant}: {error}"))
}

/// The same database at another hour.
fn later(world: &World, now: DateTime<Utc>) -> Database {
    let mut database = world.database.clone();
    database.clock = Clock::Fixed(now);
    database
}

/// The same world at noon of another day.
fn on(world: &World, day: &str) -> World {
    World {
        owner: world.owner.clone(),
        database: later(world, at(&format!("{day}T12:00:00Z"))),
        actor: world.actor,
        stranger: world.stranger,
    }
}

/// The same world for a billing administrator, who has jobs run.
async fn keeper(world: &World) -> World {
    let company = world.actor.company;
    let known = "select coalesce(max(person_id), 0) from person where email = 'keeper@example.org'";
    let keeper = match world.ask(known).await {
        0 => {
            let roles = &[Role::BillingAdministrator];
            person(&world.owner, company, "keeper@example.org", roles).await
        }
        known => PersonId(known),
    };
    World {
        owner: world.owner.clone(),
        database: world.database.clone(),
        actor: Actor { company, person: Some(keeper) },
        stranger: world.stranger,
    }
}

/// No invariant is broken; that these tests move the clock back is seen by the trail alone.
async fn audit_clean_but_for_the_clock(world: &World) {
    let (report, _) = world.audit().await;
    let broken: Vec<&str> = report
        .lines()
        .filter(|line| line.starts_with("FAIL") && !line.contains("audit_entry_is_in_order"))
        .collect();
    assert!(broken.is_empty(), "{broken:#?}");
}

async fn job(world: &World, job_type: JobType, runs_at: &str) -> BatchJobId {
    let form = JobForm {
        batch_job_id: None,
        version: 0,
        name: "Project Operations Create Invoices".into(),
        job_type,
        runs_at: runs_at.into(),
        is_active: true,
    };
    world.run(form, |tx, form| Box::pin(save_job(tx, form))).await.expect("a job")
}

async fn start(world: &World, job: BatchJobId, workflow: Workflow) -> Result<(), Failure> {
    let start = JobStart { batch_job_id: job, workflow };
    keeper(world).await.run(start, |tx, start| Box::pin(start_job(tx, start))).await
}

async fn run_now(world: &World, job: BatchJobId) -> Result<BatchJobRunId, Failure> {
    keeper(world).await.run(job, |tx, job| Box::pin(run_job(tx, job))).await
}

async fn retry(world: &World, batch: BatchId) -> Result<Begun, Failure> {
    keeper(world).await.run(batch, |tx, batch| Box::pin(retry_batch(tx, batch))).await
}

async fn cancel(world: &World, batch: BatchId) -> Result<i64, Failure> {
    keeper(world).await.run(batch, |tx, batch| Box::pin(cancel_batch(tx, batch))).await
}

async fn work_off(world: &World) {
    worker::jobs().work_off(&world.database).await.expect("worked off");
}

async fn jobs(world: &World) -> Vec<JobRow> {
    world.read(|scope| Box::pin(list_jobs(scope))).await.expect("jobs")
}

/// What runs set out to do and what came of it, the oldest first.
async fn told(world: &World) -> Vec<String> {
    let query = ListQuery::default();
    let page = world
        .read(move |scope| Box::pin(async move { list_run_items(scope, &query).await }))
        .await
        .expect("items");
    let told = |row: &RunItemRow| {
        let drafts: Vec<String> = row
            .drafts
            .iter()
            .map(|d| format!("{} {} {}", d.customer, d.amount.normalize(), d.currency))
            .collect();
        let reason = row.reason.as_ref().map(|why| format!(" {why:?}")).unwrap_or_default();
        let came = drafts.join(", ");
        format!("{} {} {}{reason}: {came}", row.due_on, row.contract_number, row.status.word())
    };
    page.rows.iter().map(told).collect()
}

/// A run, as its page shows it.
async fn run_row(world: &World, run: BatchJobRunId) -> RunRow {
    let query = ListQuery::default().with("run_id", run.to_string());
    let page = world
        .read(move |scope| Box::pin(async move { list_runs(scope, &query).await }))
        .await
        .expect("runs");
    page.rows.into_iter().next().expect("a run")
}

async fn batch_of(world: &World, run: BatchJobRunId) -> Option<BatchId> {
    run_row(world, run).await.batch_id
}

/// How many invoices a link with this filter opens.
async fn listed(world: &World, filter: &str, batch: BatchId) -> usize {
    let query = ListQuery::default().with(filter, batch.to_string());
    let page = world
        .read(move |scope| Box::pin(async move { list_invoices(scope, &query).await }))
        .await
        .expect("invoices");
    page.rows.len()
}

/// SOLO is lost between plan and execution.
async fn lose_solo(world: &World) {
    world
        .run((), |tx, ()| {
            Box::pin(async move {
                sqlx::query(
                    "update contract set state = 'lost' where number = 'SOLO' and company_id = $1",
                )
                .bind(tx.company())
                .execute(tx.connection())
                .await?;
                Ok(())
            })
        })
        .await
        .expect("lost");
}

/// Has a job run at another time of day; answers when it runs next.
async fn move_to(world: &World, id: BatchJobId, runs_at: &str) -> Option<DateTime<Utc>> {
    let row = jobs(world).await.remove(0);
    let form = JobForm {
        batch_job_id: Some(id),
        version: row.version,
        name: row.name,
        job_type: row.job_type,
        runs_at: runs_at.into(),
        is_active: true,
    };
    world.run(form, |tx, form| Box::pin(save_job(tx, form))).await.expect("another time");
    jobs(world).await.remove(0).next_run_at
}

/// The second line of the staged delivery, by time and material.
async fn hours(world: &World) -> ContractLineId {
    let contract = world.contract("STAGES").await;
    ContractLineId(
        world
            .ask(&format!(
                "select contract_line_id from contract_line where contract_id = {contract} and line_number = 2"
            ))
            .await,
    )
}

/// Time to bill with the milestones of the staged delivery, as the worked example has them.
async fn worked_example(owner: PgPool) -> World {
    let world = World::staged(owner).await.with_jobs().await;
    world.milestone("STAGES", "Prototype", "2026-01-05", "3000").await;
    world.milestone("STAGES", "Delivery", "2026-02-03", "2000").await;
    world.milestones_ready("STAGES").await;
    let extra = |day: &str| Work { rate: "100".into(), ..work("EXTRA", day, "1") };
    world
        .ready(&[
            extra("2026-01-04"),
            extra("2026-01-05"),
            extra("2026-01-18"),
            extra("2026-01-20"),
            extra("2026-02-02"),
        ])
        .await;
    let line = hours(&world).await;
    for day in ["2026-01-05", "2026-01-19", "2026-02-02"] {
        add_day(&world, line, day, "").await.expect("a day");
    }
    world
}

const WORKED: [&str; 4] = [
    "2026-01-05 STAGES successful: Nordlicht Energie 999.9 EUR, Harbour & Vale, Architects 1000.2 EUR, Tromsø Shipping 1099.9 EUR",
    "2026-01-19 STAGES successful: Tromsø Shipping 200 EUR",
    "2026-02-02 STAGES successful: Tromsø Shipping 100 EUR",
    "2026-02-03 STAGES successful: Nordlicht Energie 666.6 EUR, Harbour & Vale, Architects 666.8 EUR, Tromsø Shipping 666.6 EUR",
];

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn the_worked_example_day_by_day(owner: PgPool) {
    // R-RUN-1 to R-RUN-8, W-1 to W-4: each day one invoice per customer, of lines with that day, work
    // up to the day before, milestones up to the day
    let world = worked_example(owner).await;
    let job = job(&world, JobType::CreateInvoices, "02:00").await;
    let mut now = at("2026-01-01T00:00:00Z");
    start(&on(&world, "2025-12-31"), job, Workflow::ProcessRunCaller).await.unwrap();
    while now < at("2026-02-06T00:00:00Z") {
        let here = World { database: later(&world, now), ..on(&world, "2026-01-01") };
        begin_due_runs(&here.database).await.unwrap();
        work_off(&here).await;
        now += TimeDelta::hours(6);
    }
    assert_eq!(told(&world).await, WORKED);
    let runs = "select count(*) from batch_job_run";
    assert_eq!(world.ask(runs).await, 36, "each day a run, from 1 January to 5 February");
    assert_eq!(
        world
            .texts("select (run_on || ' ' || invoice_on) from invoice join run_draft using (company_id, invoice_id) join run_item using (company_id, run_item_id) join batch_job_run using (company_id, batch_job_run_id) where run_on <> invoice_on")
            .await,
        [""; 0],
        "dated the day it ran"
    );
    let left = "select count(*) from backlog";
    assert_eq!(world.ask(left).await, 1, "2 February's work waits for another day");
    audit_clean_but_for_the_clock(&world).await;
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn an_outage_is_caught_up_and_a_preview_says_how(owner: PgPool) {
    // R-RUN-5, W-3: each missed day with its own cut-off and its own invoice, dated the day it runs
    let world = on(&worked_example(owner).await, "2026-02-10");
    let job = job(&world, JobType::CreateInvoices, "02:00").await;
    let line = "insert into batch_job_run (company_id, batch_job_id, job_type, run_on, begun_at) select company_id, batch_job_id, job_type, '2026-01-01', '2026-01-01' from batch_job";
    world.force(line).await; // it ran on 1 January last

    let ask = AskPreview { run_on: String::new(), after: None };
    let preview = preview_run(&world.database, world.actor, ask).await.unwrap();
    let previewed: Vec<String> = preview
        .rows
        .iter()
        .map(|row| {
            let drafts: Vec<String> = row
                .drafts
                .iter()
                .map(|d| format!("{} {} {}", d.customer, d.amount.normalize(), d.currency))
                .collect();
            format!("{} STAGES successful: {}", row.due_on, drafts.join(", "))
        })
        .collect();
    assert_eq!((previewed, preview.contract_count), (WORKED.map(String::from).to_vec(), 1));
    assert_eq!(world.ask("select count(*) from invoice").await, 0, "nothing is written");
    let told_first = rehearse_due(&world.database, world.actor.company, None).await.unwrap();
    assert_eq!((told_first.drafts, told_first.failed), (8, 0));

    run_now(&world, job).await.unwrap();
    work_off(&world).await;
    assert_eq!(told(&world).await, WORKED);
    assert_eq!(world.texts("select distinct invoice_on::text from invoice").await, ["2026-02-10"]);
    assert_eq!(world.texts("select status::text from invoice_schedule").await, ["successful"; 3]);
    audit_clean_but_for_the_clock(&world).await;
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn two_nodes_whose_clocks_differ_begin_each_run_once(owner: PgPool) {
    // G6, R-RUN-3, W-1: an hour apart, over both changes of the clock
    let world = World::new(owner).await.with_jobs().await;
    world.force("update company set time_zone = 'Europe/Berlin'").await;
    let job = job(&world, JobType::UpdateRoleUtilization, "02:30").await;
    let other = app_pool(world.owner.connect_options().as_ref().clone(), 4).await;
    for (from, to) in [
        ("2026-03-27T00:00:00Z", "2026-03-30T23:00:00Z"),
        ("2026-10-23T00:00:00Z", "2026-10-26T23:00:00Z"),
    ] {
        let began = World { database: later(&world, at(from)), ..on(&world, "2026-03-27") };
        start(&began, job, Workflow::ProcessRunCaller).await.unwrap();
        let mut now = at(from);
        while now < at(to) {
            let here = later(&world, now);
            let ahead = Database::from_pool(other.clone(), Clock::Fixed(now + TimeDelta::hours(1)));
            let (one, two) = tokio::join!(begin_due_runs(&here), begin_due_runs(&ahead));
            one.and(two).unwrap();
            now += TimeDelta::minutes(30);
        }
        world.run(job, |tx, job| Box::pin(stop_job(tx, job))).await.unwrap();
    }
    assert_eq!(
        world
            .texts("select due_on || ' ' || count(*) from batch_job_run group by due_on order by 1")
            .await,
        [
            "2026-03-27 1",
            "2026-03-28 1",
            "2026-03-29 1",
            "2026-03-30 1",
            "2026-10-23 1",
            "2026-10-24 1",
            "2026-10-25 1",
            "2026-10-26 1"
        ]
    );
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn starting_twice_is_harmless_and_says_so(owner: PgPool) {
    // R-RUN-2, R-RUN-3
    let world = worked_example(owner).await;
    let id = job(&world, JobType::CreateInvoices, "02:00").await;
    start(&world, id, Workflow::ProcessRunner).await.unwrap();
    let row = jobs(&world).await.remove(0);
    assert_eq!(row.workflow, Some(Workflow::ProcessRunner));
    assert_eq!(row.next_run_at, Some(at("2026-04-01T02:00:00Z")), "now, then daily");
    assert!(row.last_run_id.is_some() && row.last_waiting > 0, "{row:?}");
    let since = row.started_at.expect("started");
    for workflow in Workflow::ALL {
        let again = start(&world, id, *workflow).await;
        assert_eq!(refusal(again), Refusal::JobRunsAlready(since));
    }
    assert_eq!(refusal(run_now(&world, id).await), Refusal::RunIsUnderWay(since));
    assert_eq!(
        refusal(run_due(&world.database, world.actor.company, None).await),
        Refusal::RunIsUnderWay(since)
    );
    assert_eq!(world.ask("select count(*) from batch_job_run").await, 1);
    work_off(&world).await;

    let second = JobForm {
        batch_job_id: None,
        version: 0,
        name: "Another".into(),
        job_type: JobType::CreateInvoices,
        runs_at: "03:00".into(),
        is_active: true,
    };
    let second = world.run(second, |tx, form| Box::pin(save_job(tx, form))).await;
    assert_eq!(refusal(second), Refusal::JobTypeIsTaken);

    let later_today =
        World { database: later(&world, at("2026-04-01T02:20:00Z")), ..on(&world, "2026-04-01") };
    assert!(jobs(&later_today).await.remove(0).is_overdue, "nobody has begun it");
    assert_eq!(begin_due_runs(&later_today.database).await.unwrap(), 1);
    assert_eq!(begin_due_runs(&later_today.database).await.unwrap(), 0);
    assert!(!jobs(&later_today).await.remove(0).is_overdue);

    // what is no longer active is stopped
    let row = jobs(&world).await.remove(0);
    let off = JobForm {
        batch_job_id: Some(id),
        version: row.version,
        name: row.name,
        job_type: row.job_type,
        runs_at: "04:00".into(),
        is_active: false,
    };
    world.run(off, |tx, form| Box::pin(save_job(tx, form))).await.unwrap();
    assert_eq!(jobs(&world).await.remove(0).next_run_at, None);
    assert_eq!(refusal(start(&world, id, Workflow::ProcessRunner).await), Refusal::JobIsNotActive);
    let stopped = world.run(id, |tx, job| Box::pin(stop_job(tx, job))).await;
    assert_eq!(refusal(stopped), Refusal::JobDoesNotRun);
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn what_fails_says_why_and_the_others_go_on(owner: PgPool) {
    // R-RUN-8, R-RUN-9, R-SM-35: a contract lost between plan and execution
    let world = World::new(owner).await.with_jobs().await;
    world.ready(&[work("SOLO", "2026-03-02", "8"), work("PAIR", "2026-03-02", "8")]).await;
    for contract in ["SOLO", "PAIR", "CAP"] {
        add_day(&world, world.line(contract).await, "2026-03-20", "").await.unwrap();
    }
    let id = job(&world, JobType::CreateInvoices, "02:00").await;
    let run = run_now(&world, id).await.unwrap();
    lose_solo(&world).await;
    work_off(&world).await;
    let statuses = "select c.number || ' ' || s.status from invoice_schedule s join contract c using (company_id, contract_id) order by c.number";
    assert_eq!(world.texts(statuses).await, ["CAP successful", "PAIR successful", "SOLO failed"]);
    assert_eq!(world.ask("select count(*) from invoice").await, 2, "PAIR's two customers");
    let failed: Vec<String> =
        told(&world).await.into_iter().filter(|told| told.contains("failed")).collect();
    assert_eq!(failed, ["2026-03-20 SOLO failed Refused(ContractIsLost): "]);

    // In the background it is said with its contract.
    let batch = batch_of(&world, run).await.expect("a batch");
    let of_batch = ListQuery::default().with("batch_id", batch.to_string());
    let refused = world
        .read(move |scope| {
            Box::pin(async move { list_batch_refusals(scope, None, &of_batch).await })
        })
        .await
        .unwrap();
    let of: Vec<_> = refused.rows.iter().map(|r| r.contract_number.as_deref()).collect();
    assert_eq!(of, [Some("SOLO")]);

    // tried again once it is mended, and only what failed
    world.force_past_walls("update contract set state = 'confirmed' where number = 'SOLO'").await;
    retry(&world, batch).await.unwrap();
    work_off(&world).await;
    assert_eq!(
        world.texts(statuses).await,
        ["CAP successful", "PAIR successful", "SOLO successful"]
    );
    assert_eq!(world.ask("select count(*) from invoice").await, 3);
    assert_eq!(refusal(retry(&world, batch).await), Refusal::BatchIsRetried);
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn invoices_of_a_run_are_those_of_its_retries_too(owner: PgPool) {
    // R-RUN-9, R-INV-16: its page links to as many as it counts; a batch's page to its own
    let world = World::new(owner).await.with_jobs().await;
    world.ready(&[work("SOLO", "2026-03-02", "8"), work("PAIR", "2026-03-02", "8")]).await;
    for contract in ["SOLO", "PAIR"] {
        add_day(&world, world.line(contract).await, "2026-03-20", "").await.unwrap();
    }
    let id = job(&world, JobType::CreateInvoices, "02:00").await;
    let run = run_now(&world, id).await.unwrap();
    lose_solo(&world).await;
    work_off(&world).await;
    let batch = batch_of(&world, run).await.expect("a batch");
    assert_eq!(run_row(&world, run).await.draft_count, 2, "PAIR's two customers");
    assert_eq!(listed(&world, "tried_in", batch).await, 2);

    // tried again in vain, and once more when it is mended
    let second = retry(&world, batch).await.unwrap().batch_id;
    work_off(&world).await;
    world.force_past_walls("update contract set state = 'confirmed' where number = 'SOLO'").await;
    let third = retry(&world, second).await.unwrap().batch_id;
    work_off(&world).await;
    let row = run_row(&world, run).await;
    assert_eq!((row.draft_count, row.last_batch_id), (3, Some(third)));
    assert_eq!(listed(&world, "tried_in", batch).await, 3);
    assert_eq!(listed(&world, "tried_in", second).await, 1);
    let mut own = Vec::new();
    for one in [batch, second, third] {
        own.push(listed(&world, "batch_id", one).await);
    }
    assert_eq!(own, [2, 0, 1]);
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn a_run_that_is_cancelled_leaves_its_days_for_the_next(owner: PgPool) {
    // a run cancelled, and the next one at once
    let world = worked_example(owner).await;
    let id = job(&world, JobType::CreateInvoices, "02:00").await;
    let run = run_now(&world, id).await.unwrap();
    let batch = batch_of(&world, run).await.expect("a batch");
    world.cut_batches(1).await;
    assert!(batch::step::<RunInvoices>(&world.database, world.actor.company, batch).await.unwrap());
    cancel(&world, batch).await.unwrap();
    let run_days = "select status::text from invoice_schedule order by run_on";
    assert_eq!(world.texts(run_days).await, ["successful", "not_run", "not_run"]);

    // and retried at once: another run waits for it
    retry(&world, batch).await.unwrap();
    assert!(matches!(refusal(run_now(&world, id).await), Refusal::RunIsUnderWay(_)));
    let again = world.ask("select max(batch_id) from batch").await;
    cancel(&world, BatchId(again)).await.unwrap();
    run_now(&world, id).await.unwrap();
    work_off(&world).await;
    assert_eq!(world.texts(run_days).await, ["successful"; 3]);
    assert_eq!(world.ask("select count(*) from invoice").await, 8, "nothing twice");
    world.audit_clean().await;
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn two_workers_and_a_shell_at_one_run_do_it_once(owner: PgPool) {
    // R-RUN-3, R-INV-18: whoever else works on it
    let world = worked_example(owner).await;
    let id = job(&world, JobType::CreateInvoices, "02:00").await;
    let run = run_now(&world, id).await.unwrap();
    let batch = batch_of(&world, run).await.expect("a batch");
    world.cut_batches(1).await;
    let other = Database::from_pool(
        app_pool(world.owner.connect_options().as_ref().clone(), 4).await,
        world.database.clock,
    );
    let company = world.actor.company;
    let (one, two) = tokio::join!(
        batch::work::<RunInvoices>(&world.database, company, batch),
        batch::work::<RunInvoices>(&other, company, batch)
    );
    one.and(two).unwrap();
    assert_eq!(told(&world).await.len(), 4);
    assert_eq!(world.ask("select count(*) from invoice").await, 8);
    world.audit_clean().await;
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn a_chunk_takes_the_same_statements_whatever_it_holds(owner: PgPool) {
    // architecture §4: of one contract with one customer, and of three with four
    let mut world = World::new(owner).await.with_jobs().await;
    world.database = Database::from_pool(
        app_pool(world.owner.connect_options().as_ref().clone(), 1).await,
        world.database.clock,
    );
    let numbers = ["SOLO", "PAIR", "YEN", "CAP"];
    world.ready(&numbers.map(|number| work(number, "2026-03-02", "1"))).await;
    for (number, day) in numbers.iter().zip(["20", "21", "21", "21"]) {
        let line = world.line(number).await;
        add_day(&world, line, &format!("2026-03-{day}"), "").await.unwrap();
    }
    let id = job(&world, JobType::CreateInvoices, "02:00").await;
    let mut counts = Vec::new();
    for day in ["2026-03-20", "2026-03-21"] {
        let here = on(&world, day);
        let run = run_now(&here, id).await.unwrap();
        let batch = batch_of(&here, run).await.expect("a batch");
        let company = world.actor.company;
        let (done, count) =
            counted(batch::step::<RunInvoices>(&here.database, company, batch)).await;
        assert!(done.unwrap());
        counts.push(count);
    }
    assert_eq!(world.ask("select count(*) from run_draft").await, 5);
    assert_eq!(counts[0], counts[1], "statements of a chunk");
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn another_time_of_day_counts_at_once(owner: PgPool) {
    // R-RUN-2: the next day stays; where the new time has passed, it is due
    let world = World::new(owner).await.with_jobs().await;
    let id = job(&world, JobType::UpdateRoleUtilization, "23:00").await;
    start(&world, id, Workflow::ProcessRunCaller).await.unwrap();
    assert_eq!(move_to(&world, id, "22:00").await, Some(at("2026-03-31T22:00:00Z")));
    let an_hour_ago = Some(at("2026-03-31T11:00:00Z"));
    assert_eq!(move_to(&world, id, "11:00").await, an_hour_ago);
    assert_eq!(begin_due_runs(&world.database).await.unwrap(), 1);
    assert_eq!(jobs(&world).await.remove(0).next_run_at, Some(at("2026-04-01T11:00:00Z")));
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn a_job_started_again_on_a_day_that_has_run_goes_on_with_the_next(owner: PgPool) {
    // R-RUN-2, R-RUN-3: it ran at two, was stopped at nine, and is to run at ten in the evening
    let world = World::new(owner).await.with_jobs().await;
    let id = job(&world, JobType::UpdateRoleUtilization, "02:00").await;
    start(&on(&world, "2026-10-04"), id, Workflow::ProcessRunCaller).await.unwrap();
    let begin = async |now: &str| begin_due_runs(&later(&world, at(now))).await.unwrap();
    assert_eq!(begin("2026-10-05T02:00:00Z").await, 1);
    let nine =
        World { database: later(&world, at("2026-10-05T09:00:00Z")), ..on(&world, "2026-10-05") };
    nine.run(id, |tx, job| Box::pin(stop_job(tx, job))).await.unwrap();
    assert_eq!(move_to(&nine, id, "22:00").await, None, "it is stopped");
    start(&nine, id, Workflow::ProcessRunCaller).await.unwrap();
    assert_eq!(jobs(&nine).await.remove(0).next_run_at, Some(at("2026-10-06T22:00:00Z")));
    assert_eq!(begin("2026-10-05T22:00:00Z").await, 0, "that day has run");
    assert_eq!(begin("2026-10-06T22:00:00Z").await, 1);
    assert_eq!(begin("2026-10-07T22:00:00Z").await, 1);
    assert_eq!(
        world.texts("select due_on::text from batch_job_run order by 1").await,
        ["2026-10-05", "2026-10-06", "2026-10-07"]
    );
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn a_run_moves_with_its_company_to_another_time_zone(owner: PgPool) {
    // R-RUN-2: two o'clock on 6 October is four hours later in New York; it would have been the day
    // before there
    let world = World::new(owner).await.with_jobs().await;
    let id = job(&world, JobType::UpdateRoleUtilization, "02:00").await;
    let noon = on(&world, "2026-10-05");
    start(&noon, id, Workflow::ProcessRunCaller).await.unwrap();
    assert_eq!(jobs(&noon).await.remove(0).next_run_at, Some(at("2026-10-06T02:00:00Z")));
    world.force("update company set time_zone = 'America/New_York'").await;
    let begin = async |now: &str| begin_due_runs(&later(&world, at(now))).await.unwrap();
    assert_eq!(begin("2026-10-06T02:00:00Z").await, 0);
    assert_eq!(jobs(&noon).await.remove(0).next_run_at, Some(at("2026-10-06T06:00:00Z")));
    assert_eq!(begin("2026-10-06T06:00:00Z").await, 1);
    assert_eq!(jobs(&noon).await.remove(0).next_run_at, Some(at("2026-10-07T06:00:00Z")));
    assert_eq!(
        world.texts("select due_on || ' ' || run_on from batch_job_run").await,
        ["2026-10-06 2026-10-06"]
    );
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn from_a_shell_it_is_the_same(owner: PgPool) {
    // billwright run-due, without a job that was set up
    let world = on(&worked_example(owner).await, "2026-01-10");
    let company = world.actor.company;
    let day = |text: &str| text.parse().ok();
    let ahead = rehearse_due(&world.database, company, day("2026-01-19")).await.unwrap();
    assert_eq!((ahead.drafts, world.ask("select count(*) from invoice").await), (4, 0));
    let told = run_due(&world.database, company, None).await.unwrap();
    assert_eq!((told.drafts, told.failed), (3, 0));
    assert_eq!(told.lines.len(), 3, "{told:?}");
    assert!(told.lines[0].contains("STAGES"), "{told:?}");
    let again = run_due(&world.database, company, None).await.unwrap();
    assert_eq!((again.drafts, again.lines.len()), (0, 0), "nothing is due any more");
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn a_retainer_comes_by_its_day(owner: PgPool) {
    // R-RUN-12
    let world = World::new(owner).await.with_jobs().await;
    let due = world.retainer("SOLO", "Harbour & Vale, Architects", "2026-03-20", "500").await;
    let to_come = world.retainer("SOLO", "Harbour & Vale, Architects", "2026-04-20", "700").await;
    world.mark_retainers(&[due, to_come], true).await;
    let id = job(&world, JobType::CreateInvoices, "02:00").await;
    run_now(&world, id).await.unwrap();
    work_off(&world).await;
    let came = told(&world).await;
    assert_eq!(came, ["2026-03-31 SOLO successful: Harbour & Vale, Architects 500 GBP"]);
    world.audit_clean().await;
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn what_came_of_a_run_stands(owner: PgPool) {
    // batch_job_run_stands, run_item_that_ran_stands, run_draft_is_of_its_contract, run_item_is_once,
    // run_item_says_why_it_failed, batch_job_that_runs_is_active, batch_job_that_runs_has_a_next_run,
    // role_utilization_is_of_a_month, for anybody at a prompt
    let world = worked_example(owner).await;
    world.ready(&[work("SOLO", "2026-03-02", "8")]).await;
    let foreign = world.draft("SOLO").await;
    let id = job(&world, JobType::CreateInvoices, "02:00").await;
    run_now(&world, id).await.unwrap();
    work_off(&world).await;
    for (sql, wall) in [
        ("update batch_job_run set run_on = '2026-01-01'".to_owned(), "batch_job_run_stands"),
        ("delete from batch_job_run".to_owned(), "batch_job_run_stands_delete"),
        ("update run_item set due_on = '2026-01-01'".to_owned(), "run_item_that_ran_stands"),
        ("delete from run_item".to_owned(), "run_item_stands_delete"),
        (
            format!("insert into run_draft select company_id, run_item_id, {foreign} from run_item limit 1"),
            "run_draft_is_of_its_contract",
        ),
        (
            "insert into run_item (company_id, batch_job_run_id, contract_id, due_on) select company_id, batch_job_run_id, contract_id, due_on from run_item".to_owned(),
            "run_item_is_once",
        ),
        (
            "insert into run_item (company_id, batch_job_run_id, contract_id, due_on, status) select company_id, batch_job_run_id, contract_id, '2020-01-01', 'failed' from run_item limit 1".to_owned(),
            "run_item_says_why_it_failed",
        ),
        (
            "update batch_job set is_active = false, workflow = 'process_runner', started_at = now(), next_run_on = now(), next_run_at = now()".to_owned(),
            "batch_job_that_runs_is_active",
        ),
        (
            "insert into batch_job_run (company_id, batch_job_id, job_type, due_on, run_on, begun_at) select company_id, batch_job_id, job_type, '2026-05-01', '2026-05-01', now() from batch_job cross join generate_series(1, 2)".to_owned(),
            "batch_job_runs_once_a_day",
        ),
        (
            "update batch_job set next_run_at = now()".to_owned(),
            "batch_job_that_runs_has_a_next_run",
        ),
        (
            "insert into role_utilization select company_id, role_id, '2026-03-02', 1, 1, now() from role limit 1".to_owned(),
            "role_utilization_is_of_a_month",
        ),
        (
            "insert into batch_job (company_id, name, job_type, runs_at) select company_id, name, job_type, runs_at from batch_job".to_owned(),
            "batch_job_of_a_type_is_one",
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
async fn utilization_is_worked_out_per_role_and_month(owner: PgPool) {
    // R-RUN-1: UpdateRoleUtilization. March 2026 has 22 working days, 176 hours a head.
    let world = World::new(owner).await.with_jobs().await;
    world
        .approved(&[
            work("SOLO", "2026-03-02", "8"),
            Work { billable: "No", ..work("SOLO", "2026-03-03", "8") },
            work("SOLO", "2026-02-03", "4"),
        ])
        .await;
    let id = job(&world, JobType::UpdateRoleUtilization, "02:00").await;
    for _ in 0..2 {
        run_now(&world, id).await.unwrap();
    }
    let rows = world.read(|scope| Box::pin(list_utilization(scope))).await.unwrap();
    let told: Vec<_> =
        rows.iter().map(|r| (r.month.to_string(), r.billable_hours, r.available_hours)).collect();
    assert_eq!(
        told,
        [
            ("2026-03-01".to_owned(), dec("8"), dec("176")),
            ("2026-02-01".to_owned(), dec("4"), dec("160"))
        ]
    );
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn utilization_counts_what_is_approved_still(owner: PgPool) {
    // R-RUN-1: UpdateRoleUtilization; an approval cancelled, and given again
    let world = World::new(owner).await.with_jobs().await;
    let ids =
        world.entries(&[work("SOLO", "2026-03-02", "8"), work("SOLO", "2026-02-03", "4")]).await;
    world.approve(&ids).await;
    let id = job(&world, JobType::UpdateRoleUtilization, "02:00").await;
    let worked_out = async || {
        run_now(&world, id).await.unwrap();
        let rows = world.read(|scope| Box::pin(list_utilization(scope))).await.unwrap();
        let told = rows.iter().map(|r| {
            let (billable, available) = (r.billable_hours, r.available_hours);
            format!("{} {} of {}", r.month, billable.normalize(), available.normalize())
        });
        told.collect::<Vec<String>>()
    };
    let both = ["2026-03-01 8 of 176", "2026-02-01 4 of 160"];
    assert_eq!(worked_out().await, both);
    let one = Selection::Rows(vec![ids[0].0]);
    let cancelled = world.decide(one, Decision::CancelApproval).await.unwrap();
    assert_eq!(cancelled.outcome.changed, 1);
    assert_eq!(worked_out().await, both[1..]);
    assert_eq!(worked_out().await, both[1..], "and stays so");
    world.approve(&ids[..1]).await;
    assert_eq!(worked_out().await, both);
}
