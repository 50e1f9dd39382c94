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
/// Where sqlx notes what it applied.
const NOTES: &str = "\
create table if not exists _sqlx_migrations (
    version bigint primary key,
    description text not null,
    installed_on timestamptz not null default now(),
    success boolean not null,
    checksum bytea not null,
    execution_time bigint not null
);
";
/// Quotes a migration's text.
const QUOTE: &str = "$what_was_applied$";
/// Kilobytes: twice what a cluster keeps to write ahead.
const MEMORY_TO_SPARE: u64 = 8 * 1024 * 1024;
const PREFIX: &str = "billwright-scratch-";

/// The server in DATABASE_URL, or one of our own that lives as long as this value.
pub struct TestDatabase {
    url: String,
    psql: PathBuf,
    // Dropped in this order: first the server, then its files.
    server: Option<PrivatePostgres>,
    _scratch: Option<Scratch>,
}

impl TestDatabase {
    pub fn start() -> Result<Self> {
        let database = match env::var("DATABASE_URL") {
            Ok(url) => Self {
                url,
                psql: on_path("psql")
                    .context("psql was not found; Debian: apt-get install postgresql-client")?,
                server: None,
                _scratch: None,
            },
            Err(_) => Self::start_private()?,
        };
        database.execute(&database.url, &["-c", SHARED_ROLE])?;
        Ok(database)
    }

    /// One with the schema as it is now.
    pub fn migrated(project: &Project) -> Result<Self> {
        let database = Self::start()?;
        database.migrate(project, &database.url)?;
        Ok(database)
    }

    /// One where every new database has the schema already, with a note of each migration that the
    /// program's own looks for: a test copies it in a tenth of a second instead of making it in
    /// half of one. Somebody else's server is left as it is, and there each test makes its own.
    pub fn with_template(project: &Project) -> Result<Self> {
        let database = Self::start()?;
        if let Some(server) = &database.server {
            database.migrate(project, &server.url(OWNER, "template1"))?;
        }
        Ok(database)
    }

    /// Applies what there is to a database.
    fn migrate(&self, project: &Project, url: &str) -> Result<()> {
        let mut script = NOTES.to_owned();
        for migration in migrations(&project.root.join("migrations"))? {
            let stem = migration.file_stem().unwrap_or_default().to_string_lossy();
            let (version, description) =
                stem.split_once('_').with_context(|| format!("{stem}.sql has no number"))?;
            let (sql, file) = (fs::read_to_string(&migration)?, migration.to_string_lossy());
            // From its own file: an error names it, with its line.
            let run = format!("\\i '{file}'");
            script.push_str(&applied(version, &description.replace('_', " "), &run, &sql)?);
        }
        let sql = repeatable::sql();
        script.push_str(&applied(&i64::MAX.to_string(), "repeatable", &sql, &sql)?);
        let scratch = Scratch::new("schema")?;
        let file = scratch.path().join("schema.sql");
        fs::write(&file, script)?;
        self.execute(url, &["-o", "/dev/null", "-f", &file.to_string_lossy()])
    }

    fn start_private() -> Result<Self> {
        let scratch = Scratch::new("database")?;
        let settings =
            Settings { home: scratch.path().to_path_buf(), durable: false, max_connections: 300 };
        let server = PrivatePostgres::start(&settings)?;
        Ok(Self {
            url: server.url(OWNER, "postgres"),
            psql: server.bin().join("psql"),
            server: Some(server),
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

    fn execute(&self, url: &str, arguments: &[&str]) -> Result<()> {
        let mut psql = Command::new(&self.psql);
        psql.args(["-X", "-q", "-v", "ON_ERROR_STOP=1"]).args(arguments).arg(url);
        run(psql.env("PGOPTIONS", "-c client_min_messages=warning"))
    }
}

/// A folder for one run, removed when dropped. Those of runs that were killed are removed too.
pub struct Scratch(PathBuf);

impl Scratch {
    /// Of one run, one for each purpose: two of the same would be one folder.
    pub fn new(purpose: &str) -> Result<Self> {
        let root = scratch_root();
        remove_abandoned(&root);
        let folder = root.join(format!("{PREFIX}{}-{purpose}", std::process::id()));
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

/// In memory, where there is plenty of it: a file system on a disk takes longer to make and remove
/// the thousand files of a database than most tests take for all else.
fn scratch_root() -> PathBuf {
    let memory = Path::new("/dev/shm");
    let free = Command::new("df").arg("-Pk").arg(memory).output().ok().and_then(|output| {
        let table = String::from_utf8(output.stdout).ok()?;
        table.lines().nth(1)?.split_whitespace().nth(3)?.parse::<u64>().ok()
    });
    if free.is_some_and(|kilobytes| kilobytes >= MEMORY_TO_SPARE) {
        memory.to_owned()
    } else {
        env::temp_dir()
    }
}

fn remove_abandoned(root: &Path) {
    for entry in fs::read_dir(root).into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let process = name.strip_prefix(PREFIX).and_then(|rest| rest.split('-').next());
        if process.is_some_and(|process| !Path::new("/proc").join(process).exists()) {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

/// How a migration is run, and the note of it with its text, in one transaction.
fn applied(version: &str, description: &str, run: &str, sql: &str) -> Result<String> {
    ensure!(!sql.contains(QUOTE), "{description}: {QUOTE} is what its text is quoted by");
    let version: i64 = version.parse().with_context(|| format!("{version} is no number"))?;
    Ok(format!(
        "begin;\n{run}\n;\ninsert into _sqlx_migrations values ({version}, '{description}', now(), true, \
         sha384(convert_to({QUOTE}{sql}{QUOTE}, 'UTF8')), 0);\ncommit;\n"
    ))
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
