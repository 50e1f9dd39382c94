//! `billwright init`: what a PostgreSQL needs before Billwright works on it. Two roles: the owner,
//! who migrates, and `billwright_app`, which the server works as and every wall holds for. Done
//! again, it changes their passwords and nothing else.

use crate::platform::{self, config::Config, failure::Failure};
use sqlx::{
    AssertSqlSafe, ConnectOptions, Connection, Executor, PgConnection, postgres::PgConnectOptions,
};
use std::{fmt, str::FromStr};

/// What may be chosen.
#[derive(Clone, Debug, clap::Args)]
pub struct Init {
    /// The role that is to own the database
    #[arg(long, default_value = "billwright_owner")]
    pub owner: String,
    /// The database to make
    #[arg(long = "name", default_value = "billwright")]
    pub database: String,
    /// The owner's password; without one it is drawn and printed
    #[arg(long, env = "BILLWRIGHT_OWNER_PASSWORD", hide_env_values = true)]
    pub owner_password: Option<String>,
    /// The server's password; without one it is drawn and printed
    #[arg(long, env = "BILLWRIGHT_APP_PASSWORD", hide_env_values = true)]
    pub app_password: Option<String>,
}

/// The role that the server works as: migrations name it.
const APP: &str = "billwright_app";

/// The addresses to serve with.
#[derive(Debug)]
pub struct Made {
    /// For migrations, founding companies and audits.
    pub owner_url: String,
    /// For the server.
    pub app_url: String,
}

impl fmt::Display for Made {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DATABASE_URL={}\nDATABASE_APP_URL={}", self.owner_url, self.app_url)
    }
}

/// Makes roles and database, brings the schema up to date as the owner, and answers the addresses
/// to serve with.
pub async fn init(config: &Config, init: &Init) -> Result<Made, Failure> {
    let Some(url) = &config.database_url else {
        return Err(Failure::Fault("init sets up a PostgreSQL of yours: say where, as its superuser, with DATABASE_URL. A private one needs no init".into()));
    };
    let options = PgConnectOptions::from_str(url)?;
    let mut superuser = PgConnection::connect_with(&options).await?;
    let is_superuser: bool =
        sqlx::query_scalar("select rolsuper from pg_roles where rolname = current_user")
            .fetch_one(&mut superuser)
            .await?;
    if !is_superuser {
        return Err(Failure::Fault("init makes roles and a database: DATABASE_URL has to sign in as a superuser, this once".into()));
    }
    let (owner_password, app_password) =
        (chosen(init.owner_password.as_deref()), chosen(init.app_password.as_deref()));
    // The first migration makes the server's role if nobody did, and so asks for the right to make
    // one; it is taken back below.
    role(&mut superuser, &init.owner, &owner_password, "createrole").await?;
    role(&mut superuser, APP, &app_password, "nosuperuser nobypassrls nocreaterole nocreatedb")
        .await?;
    run(&mut superuser, "grant %I to %I", &[APP, &init.owner]).await?;
    let exists: bool =
        sqlx::query_scalar("select exists (select from pg_database where datname = $1)")
            .bind(&init.database)
            .fetch_one(&mut superuser)
            .await?;
    if !exists {
        let empty = "create database %I owner %I template template0";
        run(&mut superuser, empty, &[&init.database, &init.owner]).await?;
    }
    let of_the_owner: bool = sqlx::query_scalar(
        "select pg_get_userbyid(datdba) = $2 from pg_database where datname = $1",
    )
    .bind(&init.database)
    .bind(&init.owner)
    .fetch_one(&mut superuser)
    .await?;
    if !of_the_owner {
        return Err(Failure::Fault(format!(
            "the database {} is there already and belongs to another role; choose another with --name, or its owner with --owner",
            init.database
        )));
    }
    run(&mut superuser, "revoke all on database %I from public", &[&init.database]).await?;
    run(&mut superuser, "grant connect on database %I to %I", &[&init.database, APP]).await?;
    let mut inside = PgConnection::connect_with(&options.clone().database(&init.database)).await?;
    run(&mut inside, "alter schema public owner to %I", &[&init.owner]).await?;
    inside.close().await?;
    let address = |role: &str, password: &str| {
        options.clone().username(role).password(password).database(&init.database)
    };
    let migrated = platform::migrations::migrate(
        address(&init.owner, &owner_password).to_url_lossy().as_str(),
    )
    .await;
    run(&mut superuser, "alter role %I nocreaterole", &[&init.owner]).await?;
    superuser.close().await?;
    migrated?;
    let shown = |role: &str, password: &str| address(role, password).to_url_lossy().to_string();
    Ok(Made { owner_url: shown(&init.owner, &owner_password), app_url: shown(APP, &app_password) })
}

/// The password given, or one that nobody guesses.
fn chosen(given: Option<&str>) -> String {
    given.map_or_else(
        || rand::random::<[u8; 24]>().iter().map(|byte| format!("{byte:02x}")).collect(),
        str::to_owned,
    )
}

/// A role that signs in by password: made, or given a new one.
async fn role(
    superuser: &mut PgConnection,
    name: &str,
    password: &str,
    rights: &str,
) -> Result<(), Failure> {
    let exists: bool =
        sqlx::query_scalar("select exists (select from pg_roles where rolname = $1)")
            .bind(name)
            .fetch_one(&mut *superuser)
            .await?;
    let verb = if exists { "alter" } else { "create" };
    run(superuser, &format!("{verb} role %I login {rights} password %L"), &[name, password]).await
}

/// Runs a statement that takes no parameters, its names and texts quoted by the database.
async fn run(conn: &mut PgConnection, template: &str, values: &[&str]) -> Result<(), Failure> {
    let sql: String = sqlx::query_scalar("select format($1, variadic $2::text[])")
        .bind(template)
        .bind(values)
        .fetch_one(&mut *conn)
        .await?;
    conn.execute(AssertSqlSafe(sql)).await?;
    Ok(())
}
