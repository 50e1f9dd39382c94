//! Work in the background: a command enqueues a job in its own transaction, and any node does it.
//! Jobs lie in the database (graphile_worker): none is lost with a node, and none begins before its
//! command is committed. A job may be begun again after a crash, so whatever does one asks the
//! database how far it got.

use super::{command::Tx, database::Database, failure::Failure};
use graphile_worker::{
    IntoTaskHandlerResult, JobDefinition, TaskHandler, Worker, WorkerContext, WorkerOptions,
    WorkerUtils,
};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use sqlx::{PgConnection, PgPool};
use std::{collections::HashSet, time::Duration};
use tokio::{sync::watch, task::JoinHandle};

/// A job: what it is to be done with, as stored, and how it is done. The input names the company; a
/// handler works as `command::run` does, on behalf of somebody.
pub trait Job: Serialize + DeserializeOwned + Send + Sync + 'static {
    /// What it is called in the database: one handler per name.
    const NAME: &'static str;

    /// Does it. What fails is tried again later, after longer and longer pauses: an end that stays
    /// is no failure of the job, and belongs into the job's own tables.
    fn run(self, database: Database) -> impl Future<Output = Result<(), Failure>> + Send + 'static;
}

/// Where the library keeps them.
const SCHEMA: &str = "graphile_worker";

/// What the server's role may do there: enqueue, take, finish and recover jobs, and say that it is
/// alive; nothing of the schema itself. Jobs belong to no company: a job names the company it is
/// done in, and works there under the same walls as everything else. The library turns row-level
/// security on without a policy, which hides its rows from all but their owner.
const GRANTS: &str = "
    select pg_advisory_xact_lock(hashtext('grants of jobs'));
    grant usage on schema graphile_worker to billwright_app;
    revoke execute on all functions in schema graphile_worker from public;
    grant execute on function graphile_worker.add_job, graphile_worker.add_jobs, graphile_worker.worker_heartbeat, graphile_worker.worker_deregister,
        graphile_worker.list_stale_workers, graphile_worker.list_orphan_locked_workers, graphile_worker.recover_dead_worker_jobs,
        graphile_worker.delete_stale_workers, graphile_worker._private_return_jobs to billwright_app;
    grant select on graphile_worker.migrations to billwright_app;
    grant select, insert on graphile_worker._private_tasks to billwright_app;
    grant select, insert, update on graphile_worker._private_job_queues to billwright_app;
    grant select, insert, update, delete on graphile_worker._private_jobs, graphile_worker._private_workers to billwright_app;
    grant select, insert, delete on graphile_worker._private_job_retirements to billwright_app;
    do $$
    declare hidden text;
    begin
        foreach hidden in array array['_private_jobs', '_private_tasks', '_private_job_queues'] loop
            if not exists (select from pg_policies where schemaname = 'graphile_worker' and tablename = hidden and policyname = 'every_node') then
                execute format('create policy every_node on graphile_worker.%I to billwright_app using (true) with check (true)', hidden);
            end if;
        end loop;
    end $$;";

/// Brings the place of jobs up to date, as the owner: the library migrates its own schema, and the
/// server's role is let in.
pub async fn migrate(owner: &PgPool) -> Result<(), Failure> {
    WorkerUtils::new(owner.clone(), SCHEMA).migrate().await.map_err(fault)?;
    let mut tx = owner.begin().await?;
    sqlx::raw_sql(GRANTS).execute(&mut *tx).await?;
    Ok(tx.commit().await?)
}

/// Enqueues jobs with the transaction of a command: they are there if it commits. Not checked when
/// compiled: the schema is the library's, and its functions are what it offers to other programs.
pub async fn enqueue<J: Job>(tx: &mut Tx, jobs: &[J]) -> Result<(), Failure> {
    if jobs.is_empty() {
        return Ok(());
    }
    let inputs = jobs
        .iter()
        .map(serde_json::to_value)
        .collect::<Result<Vec<_>, _>>()
        .map_err(|error| Failure::Fault(error.to_string()))?;
    sqlx::query(
        r"
        select
        from graphile_worker.add_jobs(
            array(
                select row(
                    $1, r.input::json, null, null, null, null, null, null
                )::graphile_worker.job_spec
                from unnest($2::jsonb[]) r (input)
            )
        )
        ",
    )
    .bind(J::NAME)
    .bind(inputs)
    .execute(tx.connection())
    .await?;
    Ok(())
}

/// The same by name for jobs of which there is one at a time, each under its key. One that failed
/// for good begins anew.
pub async fn enqueue_once(
    tx: &mut Tx,
    name: &str,
    jobs: &[(String, serde_json::Value)],
) -> Result<(), Failure> {
    if jobs.is_empty() {
        return Ok(());
    }
    let (keys, inputs): (Vec<String>, Vec<serde_json::Value>) = jobs.iter().cloned().unzip();
    sqlx::query(
        r"
        select
        from graphile_worker.add_jobs(
            array(
                select row(
                    $1, r.input::json, null, null, null, r.key, null, null
                )::graphile_worker.job_spec
                from unnest($2::text[], $3::jsonb[]) r (key, input)
            )
        )
        ",
    )
    .bind(name)
    .bind(keys)
    .bind(inputs)
    .execute(tx.connection())
    .await?;
    Ok(())
}

/// Which of these keys a job works under, or will: it failed for good once no attempt is left, and
/// was done once it is gone.
pub async fn alive(conn: &mut PgConnection, keys: &[String]) -> Result<HashSet<String>, Failure> {
    if keys.is_empty() {
        return Ok(HashSet::new());
    }
    let alive: Vec<String> = sqlx::query_scalar(
        r"
        select key
        from graphile_worker._private_jobs
        where key = any($1) and (locked_at is not null or attempts < max_attempts)
        ",
    )
    .bind(keys)
    .fetch_all(conn)
    .await?;
    Ok(alive.into_iter().collect())
}

/// Keeps a job that comes back: there is one of it, whatever number of nodes asks, and it is begun
/// at once unless one waits for its time already. It comes back when it calls `again`.
pub async fn keep<J: Job>(database: &Database, job: &J) -> Result<(), Failure> {
    place(database, job, Duration::ZERO, true).await
}

/// The one next time of a job that comes back.
pub async fn again<J: Job>(database: &Database, job: &J, after: Duration) -> Result<(), Failure> {
    place(database, job, after, false).await
}

async fn place<J: Job>(
    database: &Database,
    job: &J,
    after: Duration,
    keeps_its_time: bool,
) -> Result<(), Failure> {
    let input = serde_json::to_value(job).map_err(|error| Failure::Fault(error.to_string()))?;
    let seconds = i64::try_from(after.as_secs()).unwrap_or(i64::MAX);
    let database = database.for_jobs();
    let placed = database.without_company(move |conn| {
        Box::pin(async move {
            sqlx::query(
                r"
                select
                from graphile_worker.add_jobs(
                    array[row($1, $2::jsonb::json, null, now() + $3 * interval '1 second', null, $1, null, null)::graphile_worker.job_spec],
                    $4
                )
                ",
            )
            .bind(J::NAME)
            .bind(input)
            .bind(seconds)
            .bind(keeps_its_time)
            .execute(conn)
            .await?;
            Ok(())
        })
    });
    placed.await
}

/// Gives back what workers had in hand that ended with an error: as a rule the database was away, and
/// could not be told.
async fn give_back(database: &Database, workers: Vec<String>) -> Result<(), Failure> {
    let database = database.for_jobs();
    let given = database.without_company(move |conn| {
        Box::pin(async move {
            sqlx::query(
                r"
                select graphile_worker.recover_dead_worker_jobs($1, interval '0'),
                    graphile_worker.delete_stale_workers($1)
                ",
            )
            .bind(workers)
            .execute(conn)
            .await?;
            Ok(())
        })
    });
    given.await
}

/// How a worker goes about it.
#[derive(Clone, Copy, Debug)]
pub struct Pace {
    /// Jobs at once on this node.
    pub hands: usize,
    /// How often to look for jobs that nobody announced: those to be tried again.
    pub poll: Duration,
    /// How often a node says that it is alive, and looks who no longer does.
    pub heartbeat: Duration,
    /// After how much silence the jobs of a node are somebody else's.
    pub silence: Duration,
    /// What jobs get to end in, once told to stop; after that they go on elsewhere. A command under
    /// way ends in any case.
    pub grace: Duration,
}

impl Pace {
    /// How servers do.
    pub const SERVER: Self = Self {
        hands: 2,
        poll: Duration::from_secs(1),
        heartbeat: Duration::from_secs(5),
        silence: Duration::from_secs(20),
        grace: Duration::from_secs(1),
    };
}

/// The jobs that this program can do.
#[derive(Clone, Default)]
pub struct Jobs {
    definitions: Vec<JobDefinition>,
}

impl Jobs {
    /// The same and one more.
    pub fn and<J: Job>(mut self) -> Self {
        self.definitions.push(Task::<J>::definition());
        self
    }

    /// Does jobs until told to stop; ends once those under way have ended.
    pub async fn start(
        self,
        database: &Database,
        pace: Pace,
        stop: watch::Receiver<bool>,
    ) -> Result<JoinHandle<()>, Failure> {
        // The first time a failure says that something is set up wrongly; later, that the database
        // was away.
        let first = self.worker(database, pace, stop.clone()).await?;
        let database = database.clone();
        Ok(tokio::spawn(async move {
            let (mut ready, mut ended) = (Some(first), Vec::new());
            while !*stop.borrow() {
                if let Err(error) =
                    self.turn(&database, pace, &stop, (&mut ready, &mut ended)).await
                {
                    tracing::error!("the worker stopped and begins anew: {error}");
                    let mut stop = stop.clone();
                    // An error means that nobody is left to tell us to stop.
                    let _ = tokio::time::timeout(pace.poll, stop.wait_for(|stop| *stop)).await;
                }
            }
        }))
    }

    /// One worker, from its beginning to its end. Jobs that those before it could not give back are
    /// for everybody at once: nobody has to wait until they count as silent.
    async fn turn(
        &self,
        database: &Database,
        pace: Pace,
        stop: &watch::Receiver<bool>,
        (ready, ended): (&mut Option<Worker>, &mut Vec<String>),
    ) -> Result<(), Failure> {
        if !ended.is_empty() {
            give_back(database, ended.clone()).await?;
            ended.clear();
        }
        let worker = match ready.take() {
            Some(worker) => worker,
            None => self.worker(database, pace, stop.clone()).await?,
        };
        worker.run().await.map_err(|error| {
            ended.push(worker.worker_id().clone());
            fault(error)
        })
    }

    /// Does whatever is to be done now, then ends: tests work so.
    pub async fn work_off(&self, database: &Database) -> Result<(), Failure> {
        let (_stop, stopped) = watch::channel(false);
        let worker = self.worker(database, Pace { hands: 1, ..Pace::SERVER }, stopped).await?;
        worker.run_once().await.map_err(fault)
    }

    async fn worker(
        &self,
        database: &Database,
        pace: Pace,
        mut stop: watch::Receiver<bool>,
    ) -> Result<Worker, Failure> {
        WorkerOptions::default()
            .schema(SCHEMA)
            .pg_pool(database.pool().clone())
            .add_extension(database.for_jobs())
            .define_jobs(self.definitions.iter().cloned())
            .concurrency(pace.hands)
            .poll_interval(pace.poll)
            .worker_recovery(
                graphile_worker::WorkerRecoveryConfig::default()
                    .heartbeat_interval(pace.heartbeat)
                    .sweep_interval(pace.heartbeat)
                    .sweep_threshold(pace.silence)
                    .recovery_delay(Duration::ZERO),
            )
            .listen_os_shutdown_signals(false)
            .shutdown_signal(async move {
                // An error means that nobody is left to tell us to stop: then stop.
                let _ = stop.wait_for(|stop| *stop).await;
            })
            .shutdown_grace_period(pace.grace)
            .shutdown_interrupted_job_retry_delay(Duration::ZERO)
            .init()
            .await
            .map_err(fault)
    }
}

/// A job as the library has it.
#[derive(Serialize, Deserialize)]
#[serde(transparent, bound = "J: Job")]
struct Task<J>(J);

impl<J: Job> TaskHandler for Task<J> {
    const IDENTIFIER: &'static str = J::NAME;

    async fn run(self, context: WorkerContext) -> impl IntoTaskHandlerResult {
        let Some(database) = context.get_ext::<Database>().cloned() else {
            return Err("the worker has no database".to_owned());
        };
        self.0.run(database).await.map_err(|failure| {
            tracing::error!(job = J::NAME, "{failure}");
            failure.to_string()
        })
    }
}

fn fault(error: impl std::fmt::Display) -> Failure {
    Failure::Fault(error.to_string())
}
