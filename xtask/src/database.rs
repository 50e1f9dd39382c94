//! The PostgreSQL that tests and query checks run on.

use crate::private_postgres::{OWNER, PrivatePostgres, Settings};
use crate::project::{Project, on_path, run};
use crate::repeatable;
use anyhow::{Context, Result, ensure};
use std::env;
use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Tests make databases side by side, and roles belong to them all: the one role they share is
/// made here, once, before they begin.
const SHARED_ROLE: &str = "do $$ begin create role billwright_app login; \
                           exception when duplicate_object then null; end $$";
const PREFIX: &str = "billwright-scratch-";

/// The server in DATABASE_URL, or one of our own that lives as long as this value.
pub struct TestDatabase {
    url: String,
    psql: PathBuf,
    // Dropped in this order: first the server, then its files.
    _server: Option<PrivatePostgres>,
    _scratch: Option<Scratch>,
}

impl TestDatabase {
    pub fn start() -> Result<Self> {
        let database = match env::var("DATABASE_URL") {
            Ok(url) => Self {
                url,
                psql: on_path("psql")
                    .context("psql was not found; Debian: apt-get install postgresql-client")?,
                _server: None,
                _scratch: None,
            },
            Err(_) => Self::start_private()?,
        };
        database.execute(&["-c", SHARED_ROLE])?;
        Ok(database)
    }

    /// One with the schema as it is now.
    pub fn migrated(project: &Project) -> Result<Self> {
        let database = Self::start()?;
        for migration in migrations(&project.root.join("migrations"))? {
            let file = migration.to_string_lossy();
            database
                .execute(&["-1", "-o", "/dev/null", "-f", &file])
                .with_context(|| format!("in {file}"))?;
        }
        for (file, sql) in repeatable::FILES {
            database
                .execute(&["-1", "-o", "/dev/null", "-c", sql])
                .with_context(|| format!("in repeatable/{file}.sql"))?;
        }
        Ok(database)
    }

    fn start_private() -> Result<Self> {
        let scratch = Scratch::new("database")?;
        let settings =
            Settings { home: scratch.path().to_path_buf(), durable: false, max_connections: 300 };
        let server = PrivatePostgres::start(&settings)?;
        Ok(Self {
            url: server.url(OWNER, "postgres"),
            psql: server.bin().join("psql"),
            _server: Some(server),
            _scratch: Some(scratch),
        })
    }

    pub fn url(&self) -> &str {
        &self.url
    }

    /// What a query in a file answers.
    pub fn answer(&self, query: &Path) -> Result<Vec<u8>> {
        let output = Command::new(&self.psql)
            .args(["-XAt", "-v", "ON_ERROR_STOP=1", "-f"])
            .arg(query)
            .arg(&self.url)
            .output()?;
        ensure!(
            output.status.success(),
            "{}: {}",
            query.display(),
            String::from_utf8_lossy(&output.stderr)
        );
        Ok(output.stdout)
    }

    fn execute(&self, arguments: &[&str]) -> Result<()> {
        let mut psql = Command::new(&self.psql);
        psql.args(["-X", "-q", "-v", "ON_ERROR_STOP=1"]).args(arguments).arg(&self.url);
        run(psql.env("PGOPTIONS", "-c client_min_messages=warning"))
    }
}

/// A folder for one run, removed when dropped. Those of runs that were killed are removed too.
pub struct Scratch(PathBuf);

impl Scratch {
    pub fn new(purpose: &str) -> Result<Self> {
        remove_abandoned();
        let folder = env::temp_dir().join(format!("{PREFIX}{}-{purpose}", std::process::id()));
        fs::create_dir_all(&folder)?;
        // PostgreSQL's account passes through it when root runs the tests.
        fs::set_permissions(&folder, Permissions::from_mode(0o755))?;
        Ok(Self(folder))
    }

    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn remove_abandoned() {
    for entry in fs::read_dir(env::temp_dir()).into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let process = name.strip_prefix(PREFIX).and_then(|rest| rest.split('-').next());
        if process.is_some_and(|process| !Path::new("/proc").join(process).exists()) {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

fn migrations(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "sql") {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}
