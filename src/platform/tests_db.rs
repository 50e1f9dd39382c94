//! The wrapper of every write, reads within a company, lists, on PostgreSQL.
#![cfg(test)]

use super::{
    batch::{self, Items, Many, NewBatch, Part, Refused, Work},
    clock::Clock,
    command::{self, Actor, Tx},
    database::{Database, in_task},
    failure::Failure,
    jobs::{self, Job, Jobs, Pace, enqueue},
};
use crate::{
    tests::fixtures::{NOW, World, app_pool, day, person, refusal},
    vocabulary::{
        currency::Currency,
        failure::ApiError,
        ids::{BatchId, CompanyId},
        refusal::Refusal,
    },
};
use futures::future::BoxFuture;
use serde::{Deserialize, Serialize};
use sqlx::{Executor, PgPool};
use std::{
    sync::atomic::{AtomicU32, Ordering},
    time::Duration,
};

/// Adds a customer of that name: a write with one visible effect.
fn add_customer<'a>(tx: &'a mut Tx, name: &'a String) -> BoxFuture<'a, Result<i64, Failure>> {
    Box::pin(async move {
        let company = tx.company();
        tx.note("nothing", name);
        let id = sqlx::query_scalar(
            r"
            insert into customer (company_id, name, country, language, payment_terms_days)
            values ($1, $2, 'DE', 'de', 30)
            returning customer_id
            ",
        )
        .bind(company)
        .bind(name)
        .fetch_one(tx.connection())
        .await?;
        Ok(id)
    })
}

async fn add(world: &World, key: Option<&str>, name: &str) -> Result<i64, Failure> {
    command::run(
        &world.database,
        world.actor,
        "add_customer",
        key.map(|key| key.to_owned().into()),
        name.to_owned(),
        add_customer,
    )
    .await
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn every_currency_has_the_same_decimals_in_the_database(owner: PgPool) {
    // R-PRC-9: two lists, one truth
    for currency in Currency::all() {
        let decimals: i32 = sqlx::query_scalar("select currency_decimals($1)")
            .bind(currency.as_str())
            .fetch_one(&owner)
            .await
            .unwrap();
        assert_eq!(u32::try_from(decimals), Ok(currency.decimals()), "{currency}");
    }
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn the_same_key_and_input_give_the_first_answer_and_one_effect(owner: PgPool) {
    // I13
    let world = World::bare(owner).await;
    let first = add(&world, Some("k1"), "Nordlicht").await.unwrap();
    let again = add(&world, Some("k1"), "Nordlicht").await.unwrap();
    assert_eq!(first, again);
    assert_eq!(world.ask("select count(*) from customer").await, 1);
    assert_eq!(
        world.ask("select count(*) from audit_entry").await,
        1,
        "nothing happened the second time, so nothing is audited"
    );
    assert_eq!(
        refusal(add(&world, Some("k1"), "Tromsø").await),
        Refusal::RequestKeyReused,
        "other input under the same key"
    );
    let other_verb = command::run(
        &world.database,
        world.actor,
        "another_verb",
        Some("k1".to_owned().into()),
        "Nordlicht".to_owned(),
        add_customer,
    )
    .await;
    assert_eq!(refusal(other_verb), Refusal::RequestKeyReused, "another verb under the same key");
    assert_ne!(add(&world, Some("k2"), "Tromsø").await.unwrap(), first);
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn a_key_belongs_to_its_company(owner: PgPool) {
    let world = World::bare(owner).await;
    let ours = add(&world, Some("k1"), "Nordlicht").await.unwrap();
    let theirs = command::run(
        &world.database,
        world.stranger,
        "add_customer",
        Some("k1".to_owned().into()),
        "Nordlicht".to_owned(),
        add_customer,
    )
    .await
    .unwrap();
    assert_ne!(ours, theirs);
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn ten_parallel_calls_with_one_key_have_one_effect_and_equal_answers(owner: PgPool) {
    // I13, G9
    let world = World::bare(owner).await;
    let answers =
        futures::future::join_all((0..10).map(|_| add(&world, Some("k1"), "Nordlicht"))).await;
    let ids: Vec<i64> = answers.into_iter().map(|answer| answer.unwrap()).collect();
    assert!(ids.iter().all(|id| id == &ids[0]), "{ids:?}");
    assert_eq!(world.ask("select count(*) from customer").await, 1);
    assert_eq!(
        world.ask("select count(*) from audit_entry where command = 'add_customer'").await,
        1
    );
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn all_that_one_page_reads_is_of_one_moment(owner: PgPool) {
    // a draft that was deleted between two statements of one page was a fault
    let world = World::bare(owner).await;
    add(&world, None, "Nordlicht").await.unwrap();
    let elsewhere = world.owner.clone();
    let count = "select count(*) from customer";
    let seen: (i64, i64) = world
        .read(move |scope| {
            Box::pin(async move {
                let before = sqlx::query_scalar(count).fetch_one(scope.connection()).await?;
                sqlx::raw_sql("delete from customer").execute(&elsewhere).await?;
                Ok((before, sqlx::query_scalar(count).fetch_one(scope.connection()).await?))
            })
        })
        .await
        .unwrap();
    assert_eq!((seen, world.ask(count).await), ((1, 1), 0));
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn a_failed_command_leaves_no_key_no_audit_row_and_no_effect(owner: PgPool) {
    // I12, I16
    let world = World::bare(owner).await;
    add(&world, None, "Nordlicht").await.unwrap();
    let twice = add(&world, Some("k1"), "Nordlicht").await;
    assert!(matches!(twice, Err(Failure::Refused(Refusal::NameTaken(_)))), "{twice:?}");
    assert_eq!(world.ask("select count(*) from command_request").await, 0);
    assert_eq!(world.ask("select count(*) from audit_entry").await, 1);
    add(&world, Some("k1"), "Tromsø").await.expect("the key is free again");
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn every_write_leaves_who_when_what_before_and_after(owner: PgPool) {
    // I16
    let world = World::bare(owner).await;
    add(&world, None, "Nordlicht").await.unwrap();
    let rows = world
        .texts(
            r#"
            select p.email || ' ' || to_char(
                a.happened_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'
            ) || ' ' || a.command || ' ' || a.input || ' ' || a.before || ' ' || a.after
            from audit_entry a
            join person p using (company_id, person_id)
            "#,
        )
        .await;
    assert_eq!(
        rows,
        [format!(
            "kestrel.consulting@example.org {NOW} add_customer \"Nordlicht\" \"nothing\" \"Nordlicht\""
        )]
    );
}

static TRIES: AtomicU32 = AtomicU32::new(0);

/// Collides as often as its input says, then succeeds.
fn collide<'a>(tx: &'a mut Tx, times: &'a u32) -> BoxFuture<'a, Result<u32, Failure>> {
    Box::pin(async move {
        let this = TRIES.fetch_add(1, Ordering::SeqCst) + 1;
        add_customer(tx, &format!("try {this} of {times}")).await?;
        if this <= *times {
            tx.connection()
                .execute("do $$ begin raise exception 'collided' using errcode = '40001'; end $$")
                .await?;
        }
        Ok(this)
    })
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn a_command_that_collides_is_tried_again_whole_three_times_at_most(owner: PgPool) {
    // architecture §2: serialization failures and deadlocks, whole transaction
    let world = World::bare(owner).await;
    let run =
        |times: u32| command::run(&world.database, world.actor, "collide", None, times, collide);
    assert_eq!(run(2).await.unwrap(), 3, "two collisions, then through");
    assert_eq!(
        world.texts("select name from customer").await,
        ["try 3 of 2"],
        "what collided left nothing"
    );
    TRIES.store(0, Ordering::SeqCst);
    assert!(matches!(run(100).await, Err(failure) if failure.is_conflict()));
    assert_eq!(TRIES.load(Ordering::SeqCst), 4, "the first try and three more");
}

/// Both have their first row before either asks for its second; once a round.
static MEETING: std::sync::LazyLock<tokio::sync::Barrier> =
    std::sync::LazyLock::new(|| tokio::sync::Barrier::new(2));
static MET: AtomicU32 = AtomicU32::new(0);

/// Locks two people in the order its input says.
fn lock_both<'a>(
    tx: &'a mut Tx,
    order: &'a (&'static str, &'static str),
) -> BoxFuture<'a, Result<(), Failure>> {
    Box::pin(async move {
        for (place, name) in [order.0, order.1].into_iter().enumerate() {
            let company = tx.company();
            sqlx::query("select 1 from person where company_id = $1 and name = $2 for update")
                .bind(company)
                .bind(name)
                .execute(tx.connection())
                .await?;
            if place == 0 && MET.fetch_add(1, Ordering::SeqCst) < 2 {
                MEETING.wait().await;
            }
        }
        Ok(())
    })
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn a_deadlock_never_reaches_the_caller(owner: PgPool) {
    let pool = app_pool(owner.connect_options().as_ref().clone(), 2).await;
    let world = World::bare(owner).await;
    for name in ["ada@x", "bob@x"] {
        person(&world.owner, world.actor.company, name, &[]).await;
    }
    let database = Database::from_pool(pool, Clock::System);
    let run = |order| command::run(&database, world.actor, "lock_both", None, order, lock_both);
    let (one, other) = tokio::join!(run(("ada@x", "bob@x")), run(("bob@x", "ada@x")));
    one.expect("through");
    other.expect("through");
    assert!(MET.swap(0, Ordering::SeqCst) > 2, "one of them was tried again");

    // What is only looked at first is held all the same (`command::rehearse`).
    let look = |order| command::rehearse(&database, world.actor, order, lock_both);
    let (one, other) = tokio::join!(look(("ada@x", "bob@x")), look(("bob@x", "ada@x")));
    one.expect("shown");
    other.expect("shown");
    assert!(MET.load(Ordering::SeqCst) > 2, "one of them was looked at again");
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn a_read_sees_its_own_company_and_can_t_write(owner: PgPool) {
    // G23
    let world = World::bare(owner).await;
    add(&world, None, "Nordlicht").await.unwrap();
    let count = |actor: Actor| {
        let database = world.database.clone();
        async move {
            database
                .read(actor.company, |scope| {
                    Box::pin(async move {
                        Ok(sqlx::query_scalar::<_, i64>("select count(*) from customer")
                            .fetch_one(scope.connection())
                            .await?)
                    })
                })
                .await
                .unwrap()
        }
    };
    assert_eq!((count(world.actor).await, count(world.stranger).await), (1, 0));
    let written = world
        .database
        .read(world.actor.company, |scope| {
            Box::pin(async move {
                Ok(sqlx::query("delete from session").execute(scope.connection()).await?)
            })
        })
        .await;
    assert!(
        matches!(written, Err(Failure::Database(error)) if error.as_database_error().and_then(|e| e.code()).as_deref() == Some("25006")),
        "a read is read-only"
    );
    let blind = world
        .database
        .without_company(|conn| {
            Box::pin(async move {
                Ok(sqlx::query_scalar::<_, i64>("select count(*) from customer")
                    .fetch_one(conn)
                    .await?)
            })
        })
        .await
        .unwrap();
    assert_eq!(blind, 0, "without a company there is nothing to see");
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn the_company_of_one_command_does_not_leak_into_the_next(owner: PgPool) {
    // one connection for all: whatever a transaction set must be gone with it
    let pool = app_pool(owner.connect_options().as_ref().clone(), 1).await;
    let world = World::bare(owner).await;
    let database = Database::from_pool(pool, Clock::System);
    command::run(
        &database,
        world.actor,
        "add_customer",
        None,
        "Nordlicht".to_owned(),
        add_customer,
    )
    .await
    .unwrap();
    let blind = database
        .without_company(|conn| {
            Box::pin(async move {
                Ok(sqlx::query_scalar::<_, i64>("select count(*) from customer")
                    .fetch_one(conn)
                    .await?)
            })
        })
        .await
        .unwrap();
    assert_eq!(blind, 0);
    let set = database
        .without_company(|conn| {
            Box::pin(async move {
                Ok(sqlx::query_scalar::<_, Option<String>>(
                    "select nullif(current_setting('billwright.company', true), '')",
                )
                .fetch_one(conn)
                .await?)
            })
        })
        .await
        .unwrap();
    assert_eq!(set, None);
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn a_caller_who_leaves_does_not_stop_a_command_nor_spoil_its_connection(owner: PgPool) {
    // G4: axum drops handlers when the client disconnects
    let pool = app_pool(owner.connect_options().as_ref().clone(), 1).await;
    let world = World::bare(owner).await;
    let database = Database::from_pool(pool, Clock::System);
    for n in 0..20_u32 {
        let leaving = command::run(
            &database,
            world.actor,
            "add_customer",
            None,
            format!("customer {n}"),
            add_customer,
        );
        // Polled once, then dropped: the request is gone.
        assert!(futures::FutureExt::now_or_never(leaving).is_none());
    }
    // The last in line runs when those before it are done.
    command::run(&database, world.actor, "add_customer", None, "last".to_owned(), add_customer)
        .await
        .unwrap();
    assert_eq!(world.ask("select count(*) from customer").await, 21);
    assert_eq!(
        world
            .ask(
                r"
                select count(*)
                from pg_stat_activity
                where datname = current_database() and state like 'idle in transaction%'
                "
            )
            .await,
        0
    );
}

#[tokio::test]
async fn a_task_that_dies_is_a_fault_not_a_panic() {
    let died = in_task(async {
        if day("2026-01-01") > day("2025-01-01") { panic!("on purpose") } else { Ok(()) }
    })
    .await;
    assert!(matches!(died, Err(Failure::Fault(_))));
}

/// A job that adds a customer, as often as it is done; one named `no` can't be added.
#[derive(Serialize, Deserialize)]
struct AddLater {
    company: CompanyId,
    name: String,
}

impl Job for AddLater {
    const NAME: &'static str = "add_later";

    async fn run(self, database: Database) -> Result<(), Failure> {
        let actor = Actor { company: self.company, person: None };
        if self.name == "no" {
            return Err(Failure::Fault("no".into()));
        }
        command::run(&database, actor, "add_customer", None, self.name, add_customer)
            .await
            .map(drop)
    }
}

async fn ask_for(tx: &mut Tx, names: &[String]) -> Result<(), Failure> {
    let company = tx.actor().company;
    let jobs: Vec<AddLater> =
        names.iter().map(|name| AddLater { company, name: name.clone() }).collect();
    enqueue(tx, &jobs).await?;
    if names.iter().any(|name| name == "not at all") {
        Err(Refusal::NotFound.into())
    } else {
        Ok(())
    }
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn a_job_is_done_once_its_command_is_committed(owner: PgPool) {
    // architecture §4: enqueued in the business transaction; done once; what fails waits for
    // another time
    let world = World::bare(owner).await.with_jobs().await;
    let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    let customers = "select count(*) from customer";
    let asked =
        async |all: &[&str]| world.run(names(all), |tx, names| Box::pin(ask_for(tx, names))).await;
    asked(&[]).await.unwrap();
    asked(&["Nordlicht", "no", "Tromsø"]).await.unwrap();
    assert_eq!(refusal(asked(&["not at all"]).await), Refusal::NotFound);
    assert_eq!(world.ask("select count(*) from graphile_worker._private_jobs").await, 3);
    Jobs::default().work_off(&world.database).await.unwrap();
    assert_eq!(world.ask(customers).await, 0, "a node that doesn't know a job leaves it to others");
    let jobs = Jobs::default().and::<AddLater>();
    jobs.work_off(&world.database).await.unwrap();
    jobs.work_off(&world.database).await.unwrap();
    assert_eq!(world.ask(customers).await, 2);
    assert_eq!(
        world
            .texts("select attempts || ' ' || last_error from graphile_worker._private_jobs")
            .await,
        [r#"1 TaskError("\"no\"")"#],
        "tried again later"
    );
}

/// Adds a customer for each item, and meets one that nobody foresaw.
#[derive(Serialize, Deserialize)]
struct AddMany {}

const UNFORESEEN: i64 = 3;

impl Many for AddMany {
    const KIND: &'static str = "add_many";
    const CHUNK: usize = 10;
    const ALONG: bool = true;

    fn chunk<'a>(
        &'a self,
        tx: &'a mut Tx,
        part: &'a Part,
    ) -> BoxFuture<'a, Result<Refused, Failure>> {
        Box::pin(async move {
            for item in &part.items {
                let name = format!("Customer {item}");
                add_customer(tx, &name).await?;
                if *item == UNFORESEEN {
                    panic!("on purpose")
                }
            }
            Ok(Refused::new())
        })
    }
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn a_panic_is_the_failure_of_the_item_that_stands_alone(owner: PgPool) {
    // R-INV-17, R-APP-13: of two batches that are done together one has an item that nobody foresaw.
    // It stops neither: it is refused as what else fails, and the rest is done
    let world = World::bare(owner).await.with_jobs().await;
    let begun: Vec<BatchId> = world
        .run((), |tx, _| {
            Box::pin(async move {
                let of = |items: [i64; 3]| NewBatch {
                    many: AddMany {},
                    items: Items::Single(items.to_vec()),
                    amounts: Vec::new(),
                };
                batch::begin(tx, vec![of([1, 2, UNFORESEEN]), of([4, 5, 6])]).await
            })
        })
        .await
        .unwrap();
    // The second, filled by the first.
    batch::work::<AddMany>(&world.database, world.actor.company, begun[1]).await.unwrap();
    let counts = "select waiting || '/' || done || '/' || refused from batch order by batch_id";
    assert_eq!(world.texts(counts).await, ["0/2/1", "0/3/0"]);
    let reasons = world.texts("select item_id || ' ' || reason::text from batch_refusal").await;
    let [(item, reason)] = reasons.iter().filter_map(|r| r.split_once(' ')).collect::<Vec<_>>()[..]
    else {
        panic!("{reasons:?}")
    };
    assert_eq!(item, UNFORESEEN.to_string());
    let reason: ApiError = serde_json::from_str(reason).unwrap();
    assert!(matches!(&reason, ApiError::Fault(said) if !said.is_empty()), "{reason:?}");
    assert_eq!(
        world.texts("select name from customer order by name").await,
        [1, 2, 4, 5, 6].map(|item| format!("Customer {item}")),
        "what it had written is undone, and nothing else"
    );
    // Their jobs find nothing to do, and end.
    Jobs::default().and::<Work<AddMany>>().work_off(&world.database).await.unwrap();
    assert_eq!(world.ask("select count(*) from graphile_worker._private_jobs").await, 0);
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn a_worker_that_can_t_begin_says_so(owner: PgPool) {
    let world = World::bare(owner).await.with_jobs().await;
    world.force("revoke usage on schema graphile_worker from billwright_app").await;
    let (_stop, stopped) = tokio::sync::watch::channel(false);
    let failure = Jobs::default()
        .and::<AddLater>()
        .start(&world.database, Pace::SERVER, stopped)
        .await
        .unwrap_err();
    assert!(failure.to_string().contains("permission denied"), "{failure}");
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn what_a_worker_could_not_give_back_is_taken_up_at_once(owner: PgPool) {
    // G2: the database goes while a job is in hand, and can't be told that it failed; when it is
    // back nobody waits until that worker counts as silent
    let world = World::bare(owner).await.with_jobs().await;
    let (stop, stopped) = tokio::sync::watch::channel(false);
    let pace = Pace {
        poll: Duration::from_millis(20),
        heartbeat: Duration::from_millis(20),
        silence: Duration::from_secs(3600),
        ..Pace::SERVER
    };
    let node = Database::from_pool(
        app_pool(world.owner.connect_options().as_ref().clone(), 4).await,
        world.database.clock,
    );
    let worker = Jobs::default().and::<AddLater>().start(&node, pace, stopped).await.unwrap();
    let until = async |sql: &str| {
        while world.ask(sql).await == 0 {
            tokio::task::yield_now().await;
        }
    };
    until("select count(*) from graphile_worker._private_workers").await;
    let job = serde_json::to_string(&AddLater {
        company: world.actor.company,
        name: "Nordlicht".to_owned(),
    });
    world
        .force_owned(format!(
            r"
            revoke update on graphile_worker._private_jobs from billwright_app;
            select graphile_worker.add_job('{}', '{}');
            update graphile_worker._private_jobs
            set locked_at = now(), attempts = 1,
                locked_by = (select max(id) from graphile_worker._private_workers)
            ",
            AddLater::NAME,
            job.unwrap()
        ))
        .await;
    // It ends, and none begins before the job is given back.
    until("select 1 - count(*) from graphile_worker._private_workers").await;
    world.force("grant update on graphile_worker._private_jobs to billwright_app").await;
    let done = until("select count(*) from customer");
    tokio::time::timeout(Duration::from_secs(20), done).await.expect("taken up");
    stop.send_replace(true);
    worker.await.unwrap();
    node.close().await;
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn the_place_of_jobs_is_made_once_by_however_many_nodes_begin(owner: PgPool) {
    let (one, two) = tokio::join!(jobs::migrate(&owner), jobs::migrate(&owner));
    one.and(two).unwrap();
    let world = World::bare(owner).await.with_jobs().await;
    assert_eq!(
        world.ask("select count(*) from pg_policies where schemaname = 'graphile_worker'").await,
        3
    );
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn what_passes_is_told_from_what_stays(owner: PgPool) {
    let world = World::bare(owner).await;
    for (code, passes) in [
        ("40001", true),  // serialization
        ("40P01", true),  // deadlock
        ("55P03", true),  // somebody holds it
        ("53300", true),  // too many connections
        ("57014", true),  // took too long
        ("57P01", true),  // the server stops
        ("08006", true),  // gone
        ("22003", false), // a number too large
        ("23514", false), // a wall
        ("42883", false), // our own mistake
    ] {
        let sql = format!("do $$ begin raise exception 'x' using errcode = '{code}'; end $$");
        let failure = world
            .database
            .without_company(|conn| {
                Box::pin(
                    async move { Ok(sqlx::raw_sql(sqlx::AssertSqlSafe(sql)).execute(conn).await?) },
                )
            })
            .await
            .map(drop)
            .unwrap_err();
        assert_eq!(failure.is_passing(), passes, "{code}");
    }
    assert!(
        !Failure::Fault("x".into()).is_passing()
            && !Failure::Refused(Refusal::NotFound).is_passing()
    );
    assert!(
        Failure::Database(sqlx::Error::PoolTimedOut).is_passing()
            && Failure::Database(sqlx::Error::PoolClosed).is_passing()
    );
}
