//! What an operator can set, and where it comes from: environment variables, all with defaults.

use ipnet::IpNet;
use std::{
    net::{IpAddr, SocketAddr},
    path::PathBuf,
};

/// How proxies say where a request comes from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum ProxyHeader {
    /// The one that most write.
    #[default]
    XForwardedFor,
    /// RFC 7239.
    Forwarded,
}

/// A network, or a single address.
fn network(text: &str) -> Result<IpNet, String> {
    let text = text.trim();
    let single = || text.parse::<IpAddr>().map(IpNet::from);
    text.parse::<IpNet>()
        .or_else(|_| single())
        .map_err(|_| format!("“{text}” is no network like 10.0.0.0/8, and no address"))
}

/// The settings of a running server; docs/operations.md lists them.
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
    /// Networks of proxies whose word is taken on where a request comes from: 10.0.0.0/8,fd00::/8.
    #[arg(long, env = "BILLWRIGHT_TRUSTED_PROXIES", value_delimiter = ',', value_parser = network)]
    pub trusted_proxies: Vec<IpNet>,
    /// The header in which they say it. Only this one is read: the other may be a client's own.
    #[arg(long, env = "BILLWRIGHT_PROXY_HEADER", default_value = "x-forwarded-for", value_enum)]
    pub proxy_header: ProxyHeader,
    /// Connections to the database, in all; at least 10.
    #[arg(long, env = "BILLWRIGHT_CONNECTIONS", default_value_t = 20)]
    pub connections: u32,
    /// Where the browser's half lies. None: beside the program, as the build leaves it.
    #[arg(long, env = "LEPTOS_SITE_ROOT")]
    pub site: Option<PathBuf>,
    /// Load a made-up company, whose passwords everybody knows, into an empty private PostgreSQL.
    /// Never with DATABASE_URL or https.
    #[arg(long, env = "BILLWRIGHT_DEMO", global = true, default_value_t = false, action = clap::ArgAction::Set, num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    pub demo: bool,
}

impl Config {
    /// What may not be asked for together; a sentence with the way out.
    pub fn contradiction(&self) -> Option<&'static str> {
        let serves_others = self.database_url.is_some() || self.https;
        (self.demo && serves_others).then_some(
            "--demo loads a company whose passwords everybody knows: not into DATABASE_URL, and not behind https. Leave --demo (BILLWRIGHT_DEMO) away, or the others",
        )
    }

    /// What an operator should know before others work with it; a sentence with the way out.
    pub fn warning(&self) -> Option<&'static str> {
        (self.database_url.is_some() && self.database_app_url.is_none()).then_some(
            "the server signs in to DATABASE_URL as its owner and only puts on the role billwright_app: whoever makes it run SQL can take that off, and no wall \
             holds any more. Make the two roles with `billwright init`, and give the server's own in DATABASE_APP_URL",
        )
    }
}
