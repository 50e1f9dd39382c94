//! What an operator can set, and where it comes from: environment variables, all with defaults.

use std::{net::SocketAddr, path::PathBuf};

/// The settings of a running server; README lists them.
#[derive(Clone, Debug, clap::Args)]
pub struct Config {
    /// The database, as its owner. None: a private PostgreSQL in `home`.
    #[arg(long, env = "DATABASE_URL", hide_env_values = true)]
    pub database_url: Option<String>,
    /// The database as the role billwright_app. None: the owner's address and `set role`.
    #[arg(long, env = "DATABASE_APP_URL", hide_env_values = true)]
    pub database_app_url: Option<String>,
    /// Where the private PostgreSQL keeps its data.
    #[arg(long, env = "BILLWRIGHT_HOME", default_value = ".billwright")]
    pub home: PathBuf,
    /// Where to listen.
    #[arg(long, env = "BILLWRIGHT_ADDR", default_value = "127.0.0.1:3000")]
    pub addr: SocketAddr,
    /// Behind https: `__Host-` cookies, Strict-Transport-Security.
    #[arg(long, env = "BILLWRIGHT_HTTPS", default_value_t = false, action = clap::ArgAction::Set)]
    pub https: bool,
    /// Connections to the database.
    #[arg(long, env = "BILLWRIGHT_CONNECTIONS", default_value_t = 16)]
    pub connections: u32,
    /// Where the browser's half lies. None: beside the program, as the build leaves it.
    #[arg(long, env = "LEPTOS_SITE_ROOT")]
    pub site: Option<PathBuf>,
    /// Load a demo company into an empty database.
    #[arg(long, env = "BILLWRIGHT_DEMO", default_value_t = true, action = clap::ArgAction::Set)]
    pub demo: bool,
}
