//! The pool of the app role, and reads within one company.

use super::{clock::Clock, failure::Failure, jobs};
use crate::vocabulary::{ids::CompanyId, time_zone::TimeZone};
use chrono::{DateTime, NaiveDate, Utc};
use futures::future::BoxFuture;
use sqlx::{
    AssertSqlSafe, Connection, Executor, PgConnection, PgPool, Postgres, Transaction,
    postgres::{PgConnectOptions, PgPoolOptions},
};
use std::str::FromStr;

/// What the server holds of its database: a pool of the app role (never of the owner) and a clock.
#[derive(Clone, Debug)]
pub struct Database {
    pool: PgPool,
    /// The time that commands go by.
    pub clock: Clock,
}

/// Migrations, compiled in.
pub static MIGRATIONS: sqlx::migrate::Migrator = sqlx::migrate!();

impl Database {
    /// Connects as the app role: by `app_url` if the operator gave one, else by the owner's address and `set role`.
    pub async fn connect(owner_url: &str, app_url: Option<&str>, connections: u32) -> Result<Self, Failure> {
        let options = PgConnectOptions::from_str(app_url.unwrap_or(owner_url))?.application_name("billwright");
        let set_role = app_url.is_none();
        let pool = PgPoolOptions::new()
            .max_connections(connections)
            .acquire_timeout(std::time::Duration::from_secs(20))
            .after_connect(move |connection, _| {
                Box::pin(async move {
                    if set_role {
                        connection.execute("set role billwright_app").await?;
                    }
                    connection.execute("set statement_timeout = '10min'; set lock_timeout = '30s'; set idle_in_transaction_session_timeout = '60s'").await?;
                    Ok(())
                })
            })
            .connect_with(options)
            .await?;
        Ok(Self { pool, clock: Clock::System })
    }

    /// For tests and `rehearse`: a pool made elsewhere.
    pub fn from_pool(pool: PgPool, clock: Clock) -> Self {
        Self { pool, clock }
    }

    /// Reads in one company. Runs in a task of its own: were it dropped with the request, the connection
    /// could go back to the pool inside its transaction.
    pub async fn read<T, F>(&self, company: CompanyId, read: F) -> Result<T, Failure>
    where
        T: Send + 'static,
        F: for<'a> FnOnce(&'a mut PgConnection) -> BoxFuture<'a, Result<T, Failure>> + Send + 'static,
    {
        let pool = self.pool.clone();
        in_task(async move {
            // Lists are joined in the order they are written: the page first, then the names of its rows.
            let begin = format!("begin read only; set local billwright.company = '{}'; set local join_collapse_limit = 1", company.0);
            let mut tx = pool.begin_with(AssertSqlSafe(begin)).await?;
            let answer = read(&mut tx).await?;
            tx.commit().await?;
            Ok(answer)
        })
        .await
    }

    /// The day it is where the company is.
    pub async fn today(&self, company: CompanyId) -> Result<NaiveDate, Failure> {
        let now = self.clock.now();
        self.read(company, move |conn| Box::pin(today(conn, company, now))).await
    }

    /// A transaction that writes, for `command::run` alone.
    pub(super) async fn begin(&self, company: CompanyId) -> Result<Transaction<'static, Postgres>, Failure> {
        // One plan for every company and batch size misleads: let each statement see its values.
        let begin = format!("begin; set local billwright.company = '{}'; set local plan_cache_mode = force_custom_plan", company.0);
        Ok(self.pool.begin_with(AssertSqlSafe(begin)).await?)
    }

    /// A connection without a company: sees no rows, only the doors meant for it (sign-in, sessions, health).
    pub async fn without_company<T, F>(&self, act: F) -> Result<T, Failure>
    where
        T: Send + 'static,
        F: for<'a> FnOnce(&'a mut PgConnection) -> BoxFuture<'a, Result<T, Failure>> + Send + 'static,
    {
        let pool = self.pool.clone();
        in_task(async move {
            let mut connection = pool.acquire().await?;
            act(&mut connection).await
        })
        .await
    }

    /// The pool itself, for the worker of jobs alone.
    pub(super) fn pool(&self) -> &PgPool {
        &self.pool
    }

    /// Closes every connection; waits for those in use.
    pub async fn close(&self) {
        self.pool.close().await;
    }
}

/// The day that an instant falls on where the company is.
pub async fn today(conn: &mut PgConnection, company: CompanyId, now: DateTime<Utc>) -> Result<NaiveDate, Failure> {
    let zone = sqlx::query_scalar!("select time_zone from company where company_id = $1", company.0).fetch_one(conn).await?;
    let zone: TimeZone = zone.parse().map_err(|_| Failure::Fault(format!("the company's time zone {zone} is unknown here")))?;
    Ok(zone.day_of(now))
}

/// Runs work that must outlive its request.
pub async fn in_task<T: Send + 'static>(work: impl Future<Output = Result<T, Failure>> + Send + 'static) -> Result<T, Failure> {
    match tokio::spawn(work).await {
        Ok(answer) => answer,
        Err(error) => Err(Failure::Fault(format!("a task died: {error}"))),
    }
}

/// Brings the schema up to date, as the owner.
pub async fn migrate(owner_url: &str) -> Result<(), Failure> {
    let mut owner = PgConnection::connect(owner_url).await?;
    MIGRATIONS.run(&mut owner).await.map_err(|error| Failure::Fault(error.to_string()))?;
    owner.close().await?;
    let owner = PgPoolOptions::new().max_connections(1).connect(owner_url).await?;
    let ready = jobs::migrate(&owner).await;
    owner.close().await;
    ready
}
