//! A PostgreSQL server of our own, run from the programs already on the machine.
//!
//! The program that starts it owns it: the server listens only on a Unix socket in a directory
//! that nobody else may enter, and stops when its owner stops, even when the owner is killed.
//! A second program that starts on the same home finds the server running and uses it as a guest.
//!
//! Started by root, the server drops to the account `postgres` (else `nobody`), because PostgreSQL
//! refuses to run as root. A home which that account cannot reach (below `/root`, say) gets its
//! files in `/var/lib/billwright` instead, and says so in the file `location`.
//!
//! Linux only: it relies on `/proc` and on `setpriv` (util-linux).

use std::ffi::OsStr;
use std::fmt::Write as _;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};
use std::{env, fs, io, thread};

/// The database superuser of every private server.
pub const OWNER: &str = "billwright_owner";

/// Names the directory with the PostgreSQL server programs (`initdb`, `postgres`), if set.
const PROGRAMS_VARIABLE: &str = "BILLWRIGHT_PG_BIN";
/// Where clusters live when root's home directory is closed to the server's account.
const SHARED_STATE: &str = "/var/lib/billwright";
/// Only names the socket file, `.s.PGSQL.5432`: nothing listens on TCP.
const PORT: &str = "5432";
/// The longest path a Unix socket may have.
const SOCKET_PATH_LIMIT: usize = 107;
/// Long enough for the recovery that follows a crash.
const START_LIMIT: Duration = Duration::from_secs(300);
/// How long the remains of a killed server may stand in the way.
const REMAINS_LIMIT: Duration = Duration::from_secs(60);
const STOP_LIMIT: Duration = Duration::from_secs(60);
const POLL: Duration = Duration::from_millis(10);

/// What the caller may decide about the server.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The directory the server's files belong to; it is made when missing.
    pub home: PathBuf,
    /// Whether committed work must survive a power cut. Scratch servers for tests say no.
    pub durable: bool,
    /// How many connections may be open at once.
    pub max_connections: u16,
}

/// A running server; dropping it stops the server, unless this is a guest.
#[derive(Debug)]
pub struct PrivatePostgres {
    programs: PathBuf,
    data: PathBuf,
    socket: PathBuf,
    owned: Option<Server>,
}

impl PrivatePostgres {
    /// Starts the server of this home, making its cluster on first use, and returns when it
    /// accepts connections.
    ///
    /// # Errors
    /// When PostgreSQL is not installed, cannot use the directory or does not start; the message
    /// says what to do.
    pub fn start(settings: &Settings) -> io::Result<Self> {
        let home = prepared_home(&settings.home)?;
        let base = base_directory(&home)?;
        let account = Account::for_directory(&base)?;
        make_private_directory(&base, account)?;

        let lock = fs::File::create(base.join("start.lock"))?;
        lock.lock()?; // released when it goes out of scope: one program at a time gets past here

        let data = base.join("data");
        let programs = find_programs(&data)?;
        if let Some(postmaster) = Postmaster::running(&data) {
            if postmaster.will_stay(&base) {
                let socket = postmaster.socket;
                return Ok(Self { programs, data, socket, owned: None });
            }
            postmaster.stop()?;
        }

        let cluster = Cluster { programs, base, data, account };
        cluster.initialise(settings.durable)?;
        let socket = cluster.socket_directory()?;
        let server = cluster.serve(&socket, settings)?;
        let Cluster { programs, data, .. } = cluster;
        Ok(Self { programs, data, socket, owned: Some(server) })
    }

    /// The address of a database on this server, as sqlx and psql understand it.
    #[must_use]
    pub fn url(&self, user: &str, database: &str) -> String {
        format!(
            "postgres://{}@localhost:{PORT}/{}?host={}",
            percent_encoded(user.as_bytes()),
            percent_encoded(database.as_bytes()),
            percent_encoded(self.socket.as_os_str().as_bytes()),
        )
    }

    /// Stops the server and waits until it has. A guest leaves it running.
    ///
    /// # Errors
    /// When the server cannot be told to stop, or takes too long.
    pub fn stop(mut self) -> io::Result<()> {
        self.owned.take().map_or(Ok(()), Server::stop)
    }

    /// The directory with PostgreSQL's programs: `psql`, `pg_dump` and so on.
    #[must_use]
    pub fn bin(&self) -> &Path {
        &self.programs
    }

    /// Where the cluster's files are.
    #[must_use]
    pub fn data_directory(&self) -> &Path {
        &self.data
    }

    /// Whether the server is gone, though nobody here stopped it: it was killed, or its owner was.
    ///
    /// # Errors
    /// When its process cannot be looked at.
    pub fn has_ended(&mut self) -> io::Result<bool> {
        match &mut self.owned {
            Some(server) => Ok(server.child.try_wait()?.is_some()),
            None => Ok(Postmaster::running(&self.data).is_none()),
        }
    }

    /// Whether another program owns the server, and may stop it.
    #[must_use]
    pub fn is_guest(&self) -> bool {
        self.owned.is_none()
    }
}

impl Drop for PrivatePostgres {
    fn drop(&mut self) {
        if let Some(server) = self.owned.take() {
            // Nobody is left to tell; the kernel's own signal follows when this process ends.
            let _ = server.stop();
        }
    }
}

/// The server as a child of this process.
#[derive(Debug)]
struct Server {
    child: Child,
    /// The kernel stops the server when the *thread* that started it ends, so a thread of its own
    /// does that and then waits for this to be dropped.
    _keeper: mpsc::Sender<()>,
}

impl Server {
    fn spawn(mut command: Command) -> io::Result<Self> {
        let (keeper, until_dropped) = mpsc::channel::<()>();
        let (send_child, child) = mpsc::sync_channel(1);
        thread::Builder::new().name("postgres-keeper".into()).spawn(move || {
            let spawned = command.spawn();
            let running = spawned.is_ok();
            if send_child.send(spawned).is_ok() && running {
                let _ = until_dropped.recv();
            }
        })?;
        let child = child
            .recv()
            .map_err(io::Error::other)?
            .map_err(|error| explained(&error, "cannot run setpriv (Debian package util-linux)"))?;
        Ok(Self { child, _keeper: keeper })
    }

    fn stop(mut self) -> io::Result<()> {
        if self.child.try_wait()?.is_some() {
            return Ok(());
        }
        interrupt(self.child.id())?;
        let child = &mut self.child;
        wait_until(STOP_LIMIT, || Ok(child.try_wait()?.is_some()))?.then_some(()).ok_or_else(|| {
            io::Error::other(format!(
                "PostgreSQL (process {}) did not stop within {} seconds",
                child.id(),
                STOP_LIMIT.as_secs()
            ))
        })
    }
}

/// A cluster's files, and the account that works on them.
struct Cluster {
    programs: PathBuf,
    base: PathBuf,
    data: PathBuf,
    account: Option<Account>,
}

impl Cluster {
    /// Runs `initdb` unless that was done. It works in a directory beside, so that a cluster
    /// under its final name is always a whole one. Where one was at work and is no more, nothing
    /// is made in its place: an empty database would look like the loss of all that was in it.
    fn initialise(&self, durable: bool) -> io::Result<()> {
        if self.data.join("PG_VERSION").exists() {
            return Ok(());
        }
        if owner_file(&self.base).exists() {
            let (data, base) = (self.data.display(), self.base.display());
            return Err(io::Error::other(format!(
                "the files of the database in {data} are gone: bring them back from a copy, or remove {base} to begin with an empty one"
            )));
        }
        let unfinished = self.base.join("data.unfinished");
        if unfinished.exists() {
            fs::remove_dir_all(&unfinished)?;
        }
        let mut initdb = Command::new(self.programs.join("initdb"));
        initdb
            .args(["--username", OWNER, "--auth", "trust", "--encoding", "UTF8"])
            .args(["--locale", "C.UTF-8", "--no-instructions", "--pgdata"])
            .arg(&unfinished)
            .current_dir(&self.base)
            .stdin(Stdio::null());
        if !durable {
            initdb.arg("--no-sync");
        }
        if let Some(account) = self.account {
            initdb.uid(account.user).gid(account.group);
        }
        let output = initdb.output()?;
        if !output.status.success() {
            let said = String::from_utf8_lossy(&output.stderr);
            let place = self.base.display();
            return Err(io::Error::other(format!("initdb failed in {place}: {}", said.trim())));
        }
        fs::rename(&unfinished, &self.data)?;
        if durable { fs::File::open(&self.base)?.sync_all() } else { Ok(()) }
    }

    /// A directory for the socket that only the server's account may enter: in the cluster's own
    /// directory when the socket's path is short enough there.
    fn socket_directory(&self) -> io::Result<PathBuf> {
        let near = self.base.join("run");
        let directory = if usable_for_socket(&near) {
            near
        } else {
            Path::new("/tmp").join(format!("billwright-{}", short_hash(&self.base)))
        };
        make_private_directory(&directory, self.account)?;
        // A killed server leaves it behind; whether one lives, the lock on the cluster decides.
        let lock = directory.join(format!(".s.PGSQL.{PORT}.lock"));
        if lock.exists() {
            fs::remove_file(lock)?;
        }
        Ok(directory)
    }

    /// Starts the server and waits until it is ready. One that was killed a moment ago may still be
    /// going, and stands in the way until it has gone.
    fn serve(&self, socket: &Path, settings: &Settings) -> io::Result<Server> {
        let log = self.base.join("postgres.log");
        if log.exists() {
            fs::rename(&log, self.base.join("postgres.log.1"))?;
        }
        let begin = Instant::now();
        loop {
            let outcome = self.serve_once(socket, settings, &log);
            let in_the_way = outcome.is_err() && tells_of_former_server(&log);
            if !in_the_way || begin.elapsed() > REMAINS_LIMIT {
                return outcome;
            }
            thread::sleep(POLL * 10);
        }
    }

    fn serve_once(&self, socket: &Path, settings: &Settings, log: &Path) -> io::Result<Server> {
        let mut server = Server::spawn(self.server_command(socket, settings, log)?)?;
        // Written before anybody else gets past the lock, so a guest can tell an owner from none.
        fs::write(owner_file(&self.base), std::process::id().to_string())?;

        let ready = wait_until(START_LIMIT, || {
            if let Some(status) = server.child.try_wait()? {
                return Err(io::Error::other(format!(
                    "PostgreSQL did not start ({status}); its log {} ends:\n{}",
                    log.display(),
                    last_lines(log, 8)
                )));
            }
            Ok(Postmaster::is_ready(&self.data, server.child.id()))
        })?;
        if ready {
            return Ok(server);
        }
        let _ = server.stop();
        Err(io::Error::other(format!(
            "PostgreSQL was not ready after {} seconds; see {}",
            START_LIMIT.as_secs(),
            log.display()
        )))
    }

    /// `setpriv` asks the kernel to stop the server when we die, however that happens, and drops
    /// root's rights. The process group is the server's own: Ctrl-C reaches us, and we stop it.
    fn server_command(
        &self,
        socket: &Path,
        settings: &Settings,
        log: &Path,
    ) -> io::Result<Command> {
        let mut command = Command::new("setpriv");
        command.arg("--pdeathsig=INT");
        if let Some(Account { user, group }) = self.account {
            command.args([format!("--reuid={user}"), format!("--regid={group}")]);
            command.arg("--clear-groups");
        }
        command.arg(self.programs.join("postgres")).arg("-D").arg(&self.data);
        command.arg("-k").arg(socket).args(["-p", PORT]);
        for (name, value) in server_settings(settings) {
            command.arg("-c").arg(format!("{name}={value}"));
        }
        command
            .current_dir(&self.base)
            .process_group(0)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(fs::File::create(log)?);
        Ok(command)
    }
}

/// Settings for a server that shares the machine with the application. One that keeps what it is
/// given is sized to the machine; a scratch server is small, since several may run side by side.
fn server_settings(settings: &Settings) -> Vec<(&'static str, String)> {
    let durable = if settings.durable { "on" } else { "off" };
    let sized = if settings.durable {
        sized(memory())
    } else {
        Vec::from([("shared_buffers", "128MB".to_owned()), ("max_wal_size", "4GB".to_owned())])
    };
    [
        ("listen_addresses", ""),
        ("fsync", durable),
        ("full_page_writes", durable),
        ("synchronous_commit", durable),
        ("checkpoint_timeout", "15min"),
        ("random_page_cost", "1.1"),
        ("jit", "off"),
        ("timezone", "UTC"),
        ("log_timezone", "UTC"),
    ]
    .into_iter()
    .map(|(name, value)| (name, value.to_owned()))
    .chain([("max_connections", settings.max_connections.to_string())])
    .chain(sized)
    .collect()
}

/// By how much memory there is, in megabytes: a sixth is kept of tables and indexes, half is expected
/// to be the system's cache; a third, 8 GB at most, is written ahead between two checkpoints: a bulk
/// run waits for none. What it empties is cleared away soon: until then pages walk over it.
fn sized(memory: u64) -> Vec<(&'static str, String)> {
    let megabytes =
        |share: u64, least: u64, most: u64| format!("{}MB", (memory / share).clamp(least, most));
    Vec::from([
        ("shared_buffers", megabytes(6, 128, 8_192)),
        ("effective_cache_size", megabytes(2, 512, 65_536)),
        ("maintenance_work_mem", megabytes(32, 64, 1_024)),
        ("max_wal_size", megabytes(3, 1_024, 8_192)),
        ("autovacuum_naptime", "10s".to_owned()),
    ])
}

/// Memory in megabytes: the machine's, or what the container may have; 2 GB if nobody says.
fn memory() -> u64 {
    let machine = fs::read_to_string("/proc/meminfo").ok().and_then(|text| {
        let line = text.lines().find_map(|line| line.strip_prefix("MemTotal:"))?;
        line.trim()
            .trim_end_matches("kB")
            .trim()
            .parse::<u64>()
            .ok()
            .map(|kilobytes| kilobytes >> 10)
    });
    let container = fs::read_to_string("/sys/fs/cgroup/memory.max")
        .ok()
        .and_then(|text| text.trim().parse::<u64>().ok())
        .map(|bytes| bytes >> 20);
    [machine, container].into_iter().flatten().min().unwrap_or(2_048)
}

/// The server process that `postmaster.pid` tells of.
struct Postmaster {
    process: u32,
    socket: PathBuf,
    status: String,
}

impl Postmaster {
    /// The server at work on this cluster, if there is one. The file may be left from one that is
    /// gone, and its number used again: only a `postgres` that works in this very directory counts.
    fn running(data: &Path) -> Option<Self> {
        let lines = Self::lines(data)?;
        let process: u32 = lines.first()?.parse().ok()?;
        let socket = PathBuf::from(lines.get(4)?);
        let status = lines.get(7).cloned().unwrap_or_default();
        let proc = PathBuf::from(format!("/proc/{process}"));
        let name = fs::read_to_string(proc.join("comm")).ok()?;
        let works_in = fs::read_link(proc.join("cwd")).ok()?;
        (name.trim() == "postgres" && works_in == data).then_some(Self { process, socket, status })
    }

    fn is_ready(data: &Path, process: u32) -> bool {
        Self::lines(data).is_some_and(|lines| {
            lines.first() == Some(&process.to_string())
                && lines.get(7).is_some_and(|status| status == "ready")
        })
    }

    /// Process, data directory, start time, port, socket directory, address, memory, status.
    fn lines(data: &Path) -> Option<Vec<String>> {
        let text = fs::read_to_string(data.join("postmaster.pid")).ok()?;
        Some(text.lines().map(|line| line.trim().to_owned()).collect())
    }

    /// Whether it is at work and the program that started it is too: an orphan has another parent.
    fn will_stay(&self, base: &Path) -> bool {
        let owner = fs::read_to_string(owner_file(base)).ok();
        self.status == "ready" && owner.is_some_and(|owner| Some(owner) == self.parent())
    }

    fn parent(&self) -> Option<String> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.process)).ok()?;
        let line = status.lines().find_map(|line| line.strip_prefix("PPid:"))?;
        Some(line.trim().to_owned())
    }

    /// Stops a server whose owner is gone, and waits until it has stopped.
    fn stop(&self) -> io::Result<()> {
        let works_in = format!("/proc/{}/cwd", self.process);
        let gone = || Ok(fs::read_link(&works_in).is_err());
        // It may be stopping already, and be gone before the signal comes: waiting tells.
        let _ = interrupt(self.process);
        if wait_until(STOP_LIMIT, gone)? {
            return Ok(());
        }
        Err(io::Error::other(format!(
            "a PostgreSQL left from an earlier run (process {0}) does not stop; stop it with: kill -QUIT {0}",
            self.process
        )))
    }
}

fn owner_file(base: &Path) -> PathBuf {
    base.join("owner.pid")
}

/// The user and group the server runs as when root starts it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Account {
    user: u32,
    group: u32,
}

impl Account {
    /// The account to drop to: the one the files belong to, if there are any. `None` when we are
    /// not root and the server simply runs as ourselves.
    fn for_directory(base: &Path) -> io::Result<Option<Self>> {
        let me = own_user()?;
        let owner = fs::metadata(base).ok().filter(|found| found.uid() != 0);
        if me == 0 {
            let existing = owner.map(|found| Self { user: found.uid(), group: found.gid() });
            return existing.map_or_else(Self::unprivileged, Ok).map(Some);
        }
        match fs::metadata(base) {
            Ok(found) if found.uid() != me => Err(io::Error::other(format!(
                "{} belongs to user {}, but this is user {me}: start as that user or as root, or choose another home",
                base.display(),
                found.uid()
            ))),
            _ => Ok(None),
        }
    }

    fn unprivileged() -> io::Result<Self> {
        let accounts = fs::read_to_string("/etc/passwd")?;
        ["postgres", "nobody"].iter().find_map(|name| Self::named(name, &accounts)).ok_or_else(|| {
            io::Error::other("PostgreSQL does not run as root, and there is neither a user postgres nor nobody to run it as: start as an ordinary user")
        })
    }

    fn named(name: &str, accounts: &str) -> Option<Self> {
        let line = accounts.lines().find(|line| line.split(':').next() == Some(name))?;
        let mut numbers = line.split(':').skip(2);
        let user = numbers.next()?.parse().ok()?;
        let group = numbers.next()?.parse().ok()?;
        Some(Self { user, group })
    }

    /// Whether this account may pass through the directory and all above it.
    fn can_reach(self, directory: &Path) -> bool {
        directory.ancestors().all(|step| {
            fs::metadata(step).is_ok_and(|found| {
                let bit = if found.uid() == self.user {
                    0o100
                } else if found.gid() == self.group {
                    0o010
                } else {
                    0o001
                };
                found.mode() & bit != 0
            })
        })
    }
}

fn own_user() -> io::Result<u32> {
    Ok(fs::metadata("/proc/self")?.uid())
}

fn prepared_home(home: &Path) -> io::Result<PathBuf> {
    fs::create_dir_all(home).and_then(|()| home.canonicalize()).map_err(|error| {
        explained(&error, &format!("cannot use {} as home directory", home.display()))
    })
}

/// Where the files of this home are, or shall be. A choice once made is kept, so that a changed
/// permission never leads to a second, empty cluster.
fn base_directory(home: &Path) -> io::Result<PathBuf> {
    let note = home.join("location");
    if let Ok(location) = fs::read(&note) {
        return Ok(PathBuf::from(OsStr::from_bytes(location.trim_ascii())));
    }
    let base = home.join("postgres");
    let reachable = own_user()? != 0
        || Account::for_directory(&base)?.is_none_or(|account| account.can_reach(home));
    if reachable {
        return Ok(base);
    }
    if base.join("data").exists() {
        return Err(io::Error::other(format!(
            "the database in {} is closed to the account it belongs to: let others pass through {} and what is above it (chmod o+x)",
            base.display(),
            home.display()
        )));
    }
    let elsewhere = Path::new(SHARED_STATE).join(short_hash(home));
    fs::create_dir_all(SHARED_STATE)?;
    fs::write(&note, elsewhere.as_os_str().as_bytes())?;
    Ok(elsewhere)
}

/// Makes a directory that only the server's account may enter; one that is there must be its own,
/// and no link, since other users can write to `/tmp`.
fn make_private_directory(directory: &Path, account: Option<Account>) -> io::Result<()> {
    let made = match fs::DirBuilder::new().mode(0o700).create(directory) {
        Ok(()) => true,
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => false,
        Err(error) => {
            return Err(explained(&error, &format!("cannot make {}", directory.display())));
        }
    };
    let found = fs::symlink_metadata(directory)?;
    let me = own_user()?;
    let user = account.map_or(me, |account| account.user);
    let ours = found.uid() == user || found.uid() == me;
    let usable = made || (found.is_dir() && ours);
    if !usable {
        return Err(io::Error::other(format!(
            "{} is in the way: it is not a directory of user {user}; remove it",
            directory.display()
        )));
    }
    if let Some(Account { user, group }) = account
        && found.uid() != user
    {
        chown(directory, Some(user), Some(group))?;
    }
    if found.mode() & 0o777 != 0o700 {
        fs::set_permissions(directory, fs::Permissions::from_mode(0o700))?;
    }
    Ok(())
}

/// The socket's path must be short, and PostgreSQL reads a comma as the end of a name.
fn usable_for_socket(directory: &Path) -> bool {
    let path = directory.as_os_str().as_bytes();
    let with_file = path.len() + "/.s.PGSQL..lock".len() + PORT.len();
    with_file <= SOCKET_PATH_LIMIT && !path.iter().any(|byte| b",\"\n".contains(byte))
}

/// The directory with `initdb` and `postgres`: the version that made the cluster if there is one,
/// else the newest.
fn find_programs(data: &Path) -> io::Result<PathBuf> {
    let named = env::var_os(PROGRAMS_VARIABLE).map(PathBuf::from);
    let on_path = env::var_os("PATH").unwrap_or_default();
    named
        .into_iter()
        .chain(packaged_programs(data))
        .chain(env::split_paths(&on_path))
        .find(|directory| directory.join("initdb").exists() && directory.join("postgres").exists())
        .and_then(|directory| Some(directory.join("initdb").canonicalize().ok()?.parent()?.to_path_buf()))
        .ok_or_else(|| {
            io::Error::other(format!(
                "PostgreSQL's server programs were not found: install them (Debian: apt-get install postgresql), or name their directory in {PROGRAMS_VARIABLE}, or give the address of a running server in DATABASE_URL"
            ))
        })
}

/// Debian's program directories, the fitting version first, then the newest.
fn packaged_programs(data: &Path) -> Vec<PathBuf> {
    let made_by = fs::read_to_string(data.join("PG_VERSION")).unwrap_or_default();
    let installed = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut versions: Vec<String> =
        installed.filter_map(|entry| entry.file_name().into_string().ok()).collect();
    versions.sort_by_key(|version| {
        let number = version.parse::<u32>().unwrap_or_default();
        (version == made_by.trim(), number)
    });
    let directory = |version: String| Path::new("/usr/lib/postgresql").join(version).join("bin");
    versions.into_iter().rev().map(directory).collect()
}

/// SIGINT, which makes PostgreSQL roll back, disconnect everybody and stop. The shell's own
/// `kill` is used because the program of that name is not on every machine.
fn interrupt(process: u32) -> io::Result<()> {
    let mut shell = Command::new("/bin/sh");
    let status = shell
        .args(["-c", "kill -s INT \"$0\"", &process.to_string()])
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .status()?;
    let failed = || io::Error::other(format!("cannot send a signal to process {process}"));
    status.success().then_some(()).ok_or_else(failed)
}

/// Asks again and again until the answer is yes, or time is up.
fn wait_until(limit: Duration, mut done: impl FnMut() -> io::Result<bool>) -> io::Result<bool> {
    let begin = Instant::now();
    while !done()? {
        if begin.elapsed() > limit {
            return Ok(false);
        }
        thread::sleep(POLL);
    }
    Ok(true)
}

/// Its lock or its shared memory is still there.
fn tells_of_former_server(log: &Path) -> bool {
    let end = last_lines(log, 8);
    end.contains("postmaster.pid\" already exists") || end.contains("is still in use")
}

fn last_lines(file: &Path, count: usize) -> String {
    let text = fs::read(file).unwrap_or_default();
    let text = String::from_utf8_lossy(&text);
    let lines: Vec<&str> = text.lines().collect();
    lines.get(lines.len().saturating_sub(count)..).unwrap_or_default().join("\n")
}

fn percent_encoded(bytes: &[u8]) -> String {
    let mut text = String::new();
    for &byte in bytes {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            text.push(char::from(byte));
        } else {
            // Writing to a string cannot fail.
            let _ = write!(text, "%{byte:02X}");
        }
    }
    text
}

/// A short name for a path (FNV-1a), the same on every run.
fn short_hash(path: &Path) -> String {
    let hash = path.as_os_str().as_bytes().iter().fold(0xcbf2_9ce4_8422_2325_u64, |hash, &byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    format!("{hash:016x}").chars().take(12).collect()
}

fn explained(error: &io::Error, what: &str) -> io::Error {
    io::Error::new(error.kind(), format!("{what}: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scratch(name: &str) -> Settings {
        let home = env::temp_dir().join(format!("billwright-{name}-{}", std::process::id()));
        Settings { home, durable: false, max_connections: 10 }
    }

    fn answers(server: &PrivatePostgres) -> bool {
        let mut psql = Command::new(server.bin().join("psql"));
        psql.args(["-XAtc", "select 1"]).arg(server.url(OWNER, "postgres"));
        psql.output().is_ok_and(|output| output.stdout.trim_ascii() == b"1")
    }

    #[test]
    fn a_second_start_is_a_guest_and_a_later_one_finds_the_same_cluster() {
        let settings = scratch("private postgres");
        let owner = PrivatePostgres::start(&settings).unwrap();
        assert!(answers(&owner) && !owner.is_guest());

        let guest = PrivatePostgres::start(&settings).unwrap();
        assert!(guest.is_guest() && guest.data_directory() == owner.data_directory());
        guest.stop().unwrap();
        assert!(answers(&owner), "a guest must leave the server alone");
        owner.stop().unwrap();

        let again = PrivatePostgres::start(&settings).unwrap();
        assert!(answers(&again) && !again.is_guest());
        drop(again);
        fs::remove_dir_all(&settings.home).unwrap();
    }

    #[test]
    fn a_server_is_sized_to_its_machine() {
        let said = |memory| {
            sized(memory)
                .into_iter()
                .map(|(name, value)| format!("{name}={value}"))
                .collect::<Vec<_>>()
                .join(" ")
        };
        assert_eq!(
            said(512),
            "shared_buffers=128MB effective_cache_size=512MB maintenance_work_mem=64MB max_wal_size=1024MB autovacuum_naptime=10s"
        );
        assert_eq!(
            said(24_576),
            "shared_buffers=4096MB effective_cache_size=12288MB maintenance_work_mem=768MB max_wal_size=8192MB autovacuum_naptime=10s"
        );
        assert_eq!(
            said(1 << 20),
            "shared_buffers=8192MB effective_cache_size=65536MB maintenance_work_mem=1024MB max_wal_size=8192MB autovacuum_naptime=10s"
        );
        assert!(memory() > 256, "this machine says what it has");
        let scratch = scratch("sizes");
        assert!(server_settings(&scratch).contains(&("shared_buffers", "128MB".to_owned())));
        let lasting = server_settings(&Settings { durable: true, ..scratch });
        assert_eq!(lasting.iter().filter(|(name, _)| *name == "shared_buffers").count(), 1);
        assert!(lasting.iter().any(|(name, _)| *name == "effective_cache_size"));
    }

    #[test]
    fn addresses_survive_odd_directory_names() {
        let server = PrivatePostgres {
            programs: PathBuf::new(),
            data: PathBuf::new(),
            socket: PathBuf::from("/srv/our bills/50%"),
            owned: None,
        };
        let expected = "postgres://me@localhost:5432/bills?host=/srv/our%20bills/50%25";
        assert_eq!(server.url("me", "bills"), expected);
    }

    #[test]
    fn accounts_are_read_from_the_password_file() {
        let accounts = "root:x:0:0::/root:/bin/sh\npostgres:x:101:104::/var/lib:/bin/sh\n";
        let expected = Account { user: 101, group: 104 };
        assert_eq!(Account::named("postgres", accounts), Some(expected));
        assert_eq!(Account::named("nobody", accounts), None);
    }
}
