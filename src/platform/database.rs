//! The pools of the app role, and reads within one company.

use super::{
    clock::Clock,
    failure::Failure,
    scope::{Actor, Scope},
};
use crate::{
    language::reader::{current, reading},
    vocabulary::ids::CompanyId,
};
use chrono::NaiveDate;
use futures::future::BoxFuture;
use sqlx::{
    AssertSqlSafe, Connection, Executor, PgConnection, PgPool,
    postgres::{PgConnectOptions, PgListener, PgPoolOptions},
};
use std::{any::Any, str::FromStr, time::Duration};

/// What the server holds of its database: connections of the app role (never of the owner) and a
/// clock. Connections are parted by what they are for, so that whoever waits for a row that
/// somebody holds takes none from those who only read, sign in or look whether all is well.
#[derive(Clone, Debug)]
pub struct Database {
    pools: Pools,
    /// Whether what meets a lock waits and is tried again: work in the background has nobody who
    /// waits for it.
    patient: bool,
    /// The time that commands go by.
    pub clock: Clock,
}

/// Connections by purpose.
#[derive(Clone, Debug)]
struct Pools {
    reads: PgPool,
    writes: PgPool,
    jobs: PgPool,
    sessions: PgPool,
}

/// How long anything waits for a row or a connection.
#[derive(Clone, Copy, Debug)]
pub struct Waits {
    /// For a row that somebody else holds.
    pub lock: Duration,
    /// For a connection while all are in use.
    pub connection: Duration,
}

impl Waits {
    /// Somebody waits for the answer, and can be told to try again.
    pub const REQUEST: Self =
        Self { lock: Duration::from_secs(3), connection: Duration::from_secs(3) };
    /// Nobody does: jobs and the command line.
    pub const PATIENT: Self =
        Self { lock: Duration::from_secs(30), connection: Duration::from_secs(30) };
}

/// How many connections each purpose gets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shares {
    /// Pages and lists.
    pub reads: u32,
    /// Commands.
    pub writes: u32,
    /// The worker: one that listens, one that takes jobs and says that it is alive, and two for each
    /// job under way, whose chunks are done in two lanes.
    pub jobs: u32,
    /// Who is signed in; signing in and out.
    pub sessions: u32,
}

impl Shares {
    /// Fewest connections a server works with.
    pub const FEWEST: u32 = 10;

    /// Parts what the operator allows: the worker needs six, sessions little; pages and commands
    /// share the rest.
    pub fn of(connections: u32) -> Self {
        let all = connections.max(Self::FEWEST);
        let jobs = (all / 4).max(6);
        let sessions = (all / 8).max(2);
        let writes = (all - jobs - sessions) / 2;
        Self { reads: all - jobs - sessions - writes, writes, jobs, sessions }
    }
}

impl Database {
    /// Connects a program that does one thing after another: as the app role, by `app_url` if the
    /// operator gave one, else by the owner's address and `set role`.
    pub async fn connect(
        owner_url: &str,
        app_url: Option<&str>,
        connections: u32,
    ) -> Result<Self, Failure> {
        let options = PgConnectOptions::from_str(app_url.unwrap_or(owner_url))?;
        let pool = pool(&options, app_url.is_none(), connections, Waits::PATIENT);
        check_role(&pool).await?;
        Ok(Self { pools: Pools::one(pool), patient: true, clock: Clock::System })
    }

    /// Connects a server: the same, with connections of their own for each purpose.
    pub async fn serve(
        options: &PgConnectOptions,
        set_role: bool,
        shares: Shares,
        waits: Waits,
    ) -> Result<Self, Failure> {
        let pool = |size, waits| pool(options, set_role, size, waits);
        let pools = Pools {
            reads: pool(shares.reads, waits),
            writes: pool(shares.writes, waits),
            jobs: pool(shares.jobs, Waits::PATIENT),
            sessions: pool(shares.sessions, waits),
        };
        check_role(&pools.sessions).await?;
        Ok(Self { pools, patient: false, clock: Clock::System })
    }

    /// For tests: a pool made elsewhere, for everything.
    pub fn from_pool(pool: PgPool, clock: Clock) -> Self {
        Self { pools: Pools::one(pool), patient: false, clock }
    }

    /// The same database on the connections of jobs, waiting as they do.
    pub fn for_jobs(&self) -> Self {
        Self { pools: Pools::one(self.pools.jobs.clone()), patient: true, clock: self.clock }
    }

    /// The same database on the connections of sessions: whoever signs in or out waits for nobody's
    /// work.
    pub fn for_sessions(&self) -> Self {
        Self { pools: Pools::one(self.pools.sessions.clone()), ..self.clone() }
    }

    /// Whether what meets a lock waits and is tried again.
    pub(super) fn is_patient(&self) -> bool {
        self.patient
    }

    /// Whether the database answers, asked by a connection of its own: it says so also while every
    /// other is in use.
    pub async fn answers(&self, within: Duration) -> bool {
        let options = self.pools.sessions.connect_options();
        let ask = async {
            let mut connection = PgConnection::connect_with(&options).await?;
            connection.ping().await?;
            connection.close().await
        };
        !self.pools.sessions.is_closed()
            && matches!(tokio::time::timeout(within, ask).await, Ok(Ok(())))
    }

    /// Reads in one company. Runs in a task of its own: were it dropped with the request, the
    /// connection could go back to the pool inside its transaction.
    pub async fn read<T, F>(&self, actor: impl Into<Actor>, read: F) -> Result<T, Failure>
    where
        T: Send + 'static,
        F: for<'a> FnOnce(&'a mut Scope) -> BoxFuture<'a, Result<T, Failure>> + Send + 'static,
    {
        let read = any_read(move |scope| Box::pin(async move { Ok(closed(read(scope).await?)) }));
        opened(self.read_any(actor.into(), read).await?)
    }

    /// The same, whatever is read.
    async fn read_any(&self, actor: Actor, read: AnyRead) -> Result<Answer, Failure> {
        let (pool, clock) = (self.pools.reads.clone(), self.clock);
        spawned(Box::pin(async move {
            // All that is read for one page is of one moment: a draft that somebody deletes
            // meanwhile is there to the end, or not at all. Lists are joined in the order they are
            // written: the page first, then the names of its rows.
            let begin =
                format!("begin isolation level repeatable read, read only; set local billwright.company = '{}'; set local join_collapse_limit = 1", actor.company.0);
            let begun = pool.begin_with(AssertSqlSafe(begin)).await?;
            let mut scope = Scope::new(begun, actor, clock);
            let answer = read(&mut scope).await?;
            scope.commit().await?;
            Ok(answer)
        }))
        .await
    }

    /// The day it is where the company is.
    pub async fn today(&self, company: CompanyId) -> Result<NaiveDate, Failure> {
        self.read(company, |scope| Box::pin(scope.today())).await
    }

    /// A transaction that writes, for `command::run` alone.
    pub(super) async fn begin(&self, actor: Actor) -> Result<Scope, Failure> {
        // One plan for every company and batch size misleads: let each statement see its values.
        let begin = format!(
            "begin; set local billwright.company = '{}'; set local plan_cache_mode = force_custom_plan",
            actor.company.0
        );
        let begun = self.pools.writes.begin_with(AssertSqlSafe(begin)).await?;
        Ok(Scope::new(begun, actor, self.clock))
    }

    /// A connection without a company: sees no rows, only the doors meant for it (sign-in,
    /// sessions).
    pub async fn without_company<T, F>(&self, act: F) -> Result<T, Failure>
    where
        T: Send + 'static,
        F: for<'a> FnOnce(&'a mut PgConnection) -> BoxFuture<'a, Result<T, Failure>>
            + Send
            + 'static,
    {
        let pool = self.pools.sessions.clone();
        in_task(async move {
            let mut connection = pool.acquire().await?;
            act(&mut connection).await
        })
        .await
    }

    /// The pool itself, for the worker of jobs alone.
    pub(super) fn pool(&self) -> &PgPool {
        &self.pools.jobs
    }

    /// Listens to what the database says on a channel, on a connection of its own.
    pub async fn listen(&self, channel: &str) -> Result<PgListener, Failure> {
        let options = self.pools.sessions.connect_options();
        let own = PgPoolOptions::new().max_connections(1).connect_lazy_with((*options).clone());
        let mut listener = PgListener::connect_with(&own).await?;
        listener.listen(channel).await?;
        Ok(listener)
    }

    /// Closes every connection; waits for those in use.
    pub async fn close(&self) {
        let Pools { reads, writes, jobs, sessions } = &self.pools;
        tokio::join!(reads.close(), writes.close(), jobs.close(), sessions.close());
    }
}

impl Pools {
    fn one(pool: PgPool) -> Self {
        Self { reads: pool.clone(), writes: pool.clone(), jobs: pool.clone(), sessions: pool }
    }
}

/// A pool of the app role. It connects when first asked.
fn pool(options: &PgConnectOptions, set_role: bool, connections: u32, waits: Waits) -> PgPool {
    PgPoolOptions::new()
        .max_connections(connections)
        .acquire_timeout(waits.connection)
        .after_connect(move |connection, _| Box::pin(prepare(connection, set_role, waits.lock)))
        .connect_lazy_with(options.clone().application_name("billwright"))
}

/// Makes a new connection one of the app role, however its operator set the database up. Plans are
/// kept longer than what they were made for: one of an empty table would walk all that came into it
/// meanwhile, for each row that it looks up. So tables are read along their indexes, which serve
/// every list. Nothing that a page asks is worth compiling.
pub async fn prepare(
    connection: &mut PgConnection,
    set_role: bool,
    lock: Duration,
) -> Result<(), sqlx::Error> {
    if set_role {
        connection.execute("set role billwright_app").await?;
    }
    let settings = format!(
        "set statement_timeout = '10min'; set lock_timeout = '{}ms'; set idle_in_transaction_session_timeout = '60s'; set enable_seqscan = off; set jit = off",
        lock.as_millis()
    );
    connection.execute(AssertSqlSafe(settings)).await.map(drop)
}

/// The walls hold only for a role that they hold for.
async fn check_role(pool: &PgPool) -> Result<(), Failure> {
    let above: bool = sqlx::query_scalar(
        "select rolsuper or rolbypassrls from pg_roles where rolname = current_user",
    )
    .fetch_one(pool)
    .await?;
    if above {
        return Err(Failure::Fault(
            "DATABASE_APP_URL signs in as a role that no wall holds for (a superuser, or one that bypasses row-level security); give it the role billwright_app: billwright init makes one".into(),
        ));
    }
    Ok(())
}

/// What work answers, whatever it is. A task, a transaction and all that the runtime does around
/// them would be compiled anew for each kind of answer: behind a pointer they are there once.
pub(super) type Answer = Box<dyn Any + Send>;
/// What is read, whatever it answers.
type AnyRead =
    Box<dyn for<'a> FnOnce(&'a mut Scope) -> BoxFuture<'a, Result<Answer, Failure>> + Send>;

fn any_read(
    read: impl for<'a> FnOnce(&'a mut Scope) -> BoxFuture<'a, Result<Answer, Failure>> + Send + 'static,
) -> AnyRead {
    Box::new(read)
}

/// An answer, whatever it is.
pub(super) fn closed<T: Send + 'static>(answer: T) -> Answer {
    Box::new(answer)
}

/// The answer as what it is.
pub(super) fn opened<T: 'static>(answer: Answer) -> Result<T, Failure> {
    match answer.downcast() {
        Ok(answer) => Ok(*answer),
        Err(_) => Err(Failure::Fault("an answer is not what was asked for".into())),
    }
}

/// Runs work that must outlive its request, for whoever asked.
pub async fn in_task<T: Send + 'static>(
    work: impl Future<Output = Result<T, Failure>> + Send + 'static,
) -> Result<T, Failure> {
    opened(spawned(Box::pin(async move { Ok(closed(work.await?)) })).await?)
}

/// The same, whatever it answers.
async fn spawned(work: BoxFuture<'static, Result<Answer, Failure>>) -> Result<Answer, Failure> {
    match tokio::spawn(reading(current(), work)).await {
        Ok(answer) => answer,
        Err(error) => Err(Failure::Fault(format!("a task died: {error}"))),
    }
}
