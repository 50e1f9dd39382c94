//! Where the data lives: a given database, or a private PostgreSQL that starts and stops with us.

use super::guard::Guarded;
use crate::platform::{
    self,
    config::Config,
    database::{Database, Shares, Waits},
    failure::Failure,
    private_postgres::{OWNER, Settings},
};
use sqlx::{Connection, Executor, PgConnection, postgres::PgConnectOptions};
use std::{
    path::{Path, PathBuf},
    str::FromStr,
};

/// A database to work on, with the private PostgreSQL that serves it, if one does.
pub struct Home {
    postgres: Option<Guarded>,
    owner_url: String,
    app_url: Option<String>,
    scratch: Option<PathBuf>,
}

/// Name of the database in the private PostgreSQL.
const DATABASE: &str = "billwright";

impl Home {
    /// Opens the given database, or starts the private one; brings its schema up to date.
    pub async fn open(config: &Config) -> Result<Self, Failure> {
        let home = match &config.database_url {
            Some(url) => Self {
                postgres: None,
                owner_url: url.clone(),
                app_url: config.database_app_url.clone(),
                scratch: None,
            },
            None => Self::private(&config.home, true).await?,
        };
        platform::migrations::migrate(&home.owner_url).await?;
        Ok(home)
    }

    /// A database of its own for `rehearse` and `bench`: gone when dropped by `throw_away`.
    /// Durable: it waits for the disk as the real one does.
    pub async fn scratch(config: &Config, durable: bool) -> Result<Self, Failure> {
        let home = match &config.database_url {
            Some(url) if may_make_databases(url).await? => {
                let name = format!("billwright_rehearse_{}", uuid::Uuid::new_v4().simple());
                let mut owner = PgConnection::connect(url).await?;
                owner.execute(sqlx::AssertSqlSafe(format!("create database {name}"))).await?;
                owner.close().await?;
                Self {
                    postgres: None,
                    owner_url: with_database(url, &name)?,
                    app_url: None,
                    scratch: None,
                }
            }
            Some(_) | None => {
                let folder = scratch_folder()?;
                Self { scratch: Some(folder.clone()), ..Self::private(&folder, durable).await? }
            }
        };
        platform::migrations::migrate(&home.owner_url).await?;
        Ok(home)
    }

    async fn private(folder: &Path, durable: bool) -> Result<Self, Failure> {
        let settings = Settings { home: folder.to_owned(), durable, max_connections: 100 };
        let postgres = tokio::task::spawn_blocking(move || Guarded::start(settings))
            .await
            .map_err(fault)??;
        let mut owner = PgConnection::connect(&postgres.url(OWNER, "postgres")).await?;
        let exists: bool =
            sqlx::query_scalar("select exists (select from pg_database where datname = $1)")
                .bind(DATABASE)
                .fetch_one(&mut owner)
                .await?;
        if !exists {
            owner.execute(sqlx::AssertSqlSafe(format!("create database {DATABASE}"))).await?;
        }
        owner.close().await?;
        Ok(Self {
            owner_url: postgres.url(OWNER, DATABASE),
            app_url: Some(postgres.url("billwright_app", DATABASE)),
            postgres: Some(postgres),
            scratch: None,
        })
    }

    /// A pool of the app role.
    pub async fn database(&self, connections: u32) -> Result<Database, Failure> {
        Database::connect(&self.owner_url, self.app_url.as_deref(), connections).await
    }

    /// The app role's connections for a server, parted by purpose.
    pub async fn serve(&self, shares: Shares) -> Result<Database, Failure> {
        let options =
            PgConnectOptions::from_str(self.app_url.as_deref().unwrap_or(&self.owner_url))?;
        Database::serve(&options, self.app_url.is_none(), shares, Waits::REQUEST).await
    }

    /// A connection of the owner: migrations, founding companies, audit.
    pub async fn owner(&self) -> Result<PgConnection, Failure> {
        Ok(PgConnection::connect(&self.owner_url).await?)
    }

    /// The owner's address.
    pub fn owner_url(&self) -> &str {
        &self.owner_url
    }

    /// Where `psql` is, if we know.
    pub fn psql(&self) -> PathBuf {
        self.postgres
            .as_ref()
            .and_then(|postgres| Some(postgres.bin()?.join("psql")))
            .filter(|path| path.exists())
            .unwrap_or_else(|| "psql".into())
    }

    /// Stops the private PostgreSQL, if it is ours.
    pub async fn close(self) -> Result<(), Failure> {
        match self.postgres {
            Some(postgres) => {
                tokio::task::spawn_blocking(move || postgres.stop()).await.map_err(fault)?
            }
            None => Ok(()),
        }
    }

    /// Looks after the private PostgreSQL; ends with why, should it not be kept alive. A given
    /// database is somebody else's to keep.
    pub async fn guard(&self) -> Failure {
        match &self.postgres {
            Some(postgres) => postgres.guard().await,
            None => std::future::pending().await,
        }
    }

    /// Drops a scratch database with all that is in it.
    pub async fn throw_away(self, config: &Config) -> Result<(), Failure> {
        if let (Some(url), None) = (&config.database_url, &self.postgres) {
            let name = self
                .owner_url
                .rsplit('/')
                .next()
                .and_then(|rest| rest.split('?').next())
                .unwrap_or_default()
                .to_owned();
            let mut owner = PgConnection::connect(url).await?;
            owner
                .execute(sqlx::AssertSqlSafe(format!(
                    "drop database if exists {name} with (force)"
                )))
                .await?;
            owner.close().await?;
            return Ok(());
        }
        // The cluster itself may lie elsewhere, where the database's user can reach it.
        let cluster = self
            .postgres
            .as_ref()
            .and_then(|postgres| postgres.data_directory()?.parent().map(Path::to_owned));
        let scratch = self.scratch.clone();
        self.close().await?;
        for folder in [cluster, scratch].into_iter().flatten().filter(|folder| folder.exists()) {
            tokio::fs::remove_dir_all(folder).await.map_err(fault)?;
        }
        Ok(())
    }
}

/// Whether the role of this address may make a database and a role in it; an owner as `init` makes
/// it may not, and need not.
async fn may_make_databases(url: &str) -> Result<bool, Failure> {
    let mut owner = PgConnection::connect(url).await?;
    let may = sqlx::query_scalar(
        r"
        select rolsuper or rolcreatedb and rolcreaterole from pg_roles where rolname = current_user
        ",
    )
    .fetch_one(&mut owner)
    .await?;
    owner.close().await?;
    Ok(may)
}

/// A folder that the database's user can reach, whoever we are.
fn scratch_folder() -> Result<PathBuf, Failure> {
    use std::os::unix::fs::PermissionsExt;
    let folder =
        std::env::temp_dir().join(format!("billwright-rehearse-{}", uuid::Uuid::new_v4().simple()));
    std::fs::create_dir_all(&folder).map_err(fault)?;
    std::fs::set_permissions(&folder, std::fs::Permissions::from_mode(0o755)).map_err(fault)?;
    Ok(folder)
}

/// The same server, another database.
pub fn with_database(url: &str, name: &str) -> Result<String, Failure> {
    let (address, query) =
        url.split_once('?').map_or((url, None), |(address, query)| (address, Some(query)));
    let scheme_end = address
        .find("://")
        .map(|at| at + 3)
        .ok_or_else(|| Failure::Fault("DATABASE_URL is not an address".into()))?;
    let path = address
        .get(scheme_end..)
        .and_then(|rest| rest.find('/'))
        .map_or(address.len(), |at| at + scheme_end);
    let base = address.get(..path).unwrap_or(address);
    Ok(format!("{base}/{name}{}", query.map(|q| format!("?{q}")).unwrap_or_default()))
}

fn fault(error: impl std::fmt::Display) -> Failure {
    Failure::Fault(error.to_string())
}
