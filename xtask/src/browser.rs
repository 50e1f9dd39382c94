//! The browser tests: servers, each with a fresh home, and Playwright.

use crate::database::Scratch;
use crate::project::{Mode, Project, run};
use anyhow::{Context, Result, anyhow, bail};
use std::fs::{self, File};
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

const START_LIMIT: Duration = Duration::from_secs(60);
const STOP_LIMIT: Duration = Duration::from_secs(15);
const POLL: Duration = Duration::from_millis(50);

/// How many servers there are, each with its part of the files: a browser with a server of its own
/// leaves a processor idle for a quarter of the time.
const PARTS: usize = 2;

/// All files in parts, side by side; what is asked for by name, in one.
pub fn tests(project: &Project, arguments: &[String]) -> Result<()> {
    let parts = if arguments.is_empty() { PARTS } else { 1 };
    let outcomes: Vec<Result<()>> = thread::scope(|scope| {
        let running: Vec<_> = (1..=parts)
            .map(|part| scope.spawn(move || tests_of(project, arguments, part, parts)))
            .collect();
        running
            .into_iter()
            .map(|part| {
                part.join().unwrap_or_else(|_| Err(anyhow!("a part of the tests panicked")))
            })
            .collect()
    });
    let failed: Vec<String> =
        outcomes.into_iter().filter_map(Result::err).map(|error| format!("{error:#}")).collect();
    if failed.is_empty() { Ok(()) } else { bail!(failed.join("\n")) }
}

/// One part of the files, on a server of its own.
fn tests_of(project: &Project, arguments: &[String], part: usize, parts: usize) -> Result<()> {
    let results = format!("test-results/{part}");
    let mut server = TestServer::start(project, part)?;
    let mut playwright = Command::new("npx");
    playwright
        .args(["--no-install", "playwright", "test"])
        .args([format!("--shard={part}/{parts}"), format!("--output={results}")])
        .args(arguments)
        .current_dir(project.root.join("end2end"))
        .env("BASE_URL", format!("http://{}", server.address));
    let outcome = run(&mut playwright);
    if outcome.is_err() {
        eprintln!("\nThe server's log ends:\n{}", server.log_end());
    }
    server.stop()?;
    // Said last of all: where only the end of an output is kept, this is what it is read for.
    outcome.map_err(|error| {
        let failed = project.root.join("end2end").join(results).join("failed.txt");
        anyhow!("{error}\n{}", fs::read_to_string(failed).unwrap_or_default())
    })
}

struct TestServer {
    child: Child,
    address: SocketAddr,
    log: PathBuf,
    _home: Scratch,
}

impl TestServer {
    fn start(project: &Project, part: usize) -> Result<Self> {
        let home = Scratch::new(&format!("home-{part}"))?;
        let address = free_address()?;
        let log = home.path().join("server.log");
        let output = File::create(&log)?;
        let child = Command::new(project.server(Mode::Dev))
            .args(["serve", "--demo"])
            .current_dir(&project.root)
            .env("BILLWRIGHT_HOME", home.path())
            .env("BILLWRIGHT_ADDR", address.to_string())
            .envs(project.server_environment(Mode::Dev))
            .env_remove("DATABASE_URL") // it starts its own, as an installation does
            .stdin(Stdio::null())
            .stdout(output.try_clone()?)
            .stderr(output)
            .spawn()
            .context("cannot start the server")?;
        let mut server = Self { child, address, log, _home: home };
        server.wait_until_it_answers()?;
        Ok(server)
    }

    fn wait_until_it_answers(&mut self) -> Result<()> {
        let begin = Instant::now();
        while !answers(self.address) {
            if let Some(status) = self.child.try_wait()? {
                bail!("the server ended ({status}):\n{}", self.log_end());
            }
            if begin.elapsed() > START_LIMIT {
                bail!("the server does not answer; its log ends:\n{}", self.log_end());
            }
            thread::sleep(POLL);
        }
        Ok(())
    }

    fn log_end(&self) -> String {
        let text = fs::read(&self.log).unwrap_or_default();
        let text = String::from_utf8_lossy(&text);
        let lines: Vec<&str> = text.lines().collect();
        lines[lines.len().saturating_sub(40)..].join("\n")
    }

    fn stop(&mut self) -> Result<()> {
        terminate(&self.child);
        let begin = Instant::now();
        while begin.elapsed() < STOP_LIMIT {
            if self.child.try_wait()?.is_some() {
                return Ok(());
            }
            thread::sleep(POLL);
        }
        Err(anyhow!("the server did not stop within {} seconds", STOP_LIMIT.as_secs()))
    }
}

impl Drop for TestServer {
    fn drop(&mut self) {
        if matches!(self.child.try_wait(), Ok(None)) {
            let _ = self.child.kill();
            let _ = self.child.wait();
        }
    }
}

/// The shell's own `kill`: the program of that name is not on every machine.
fn terminate(child: &Child) {
    let _ = Command::new("/bin/sh").args(["-c", "kill \"$0\"", &child.id().to_string()]).status();
}

/// The kernel picks a free port; we give it back at once for the server to take.
fn free_address() -> Result<SocketAddr> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?)
}

/// Whether a request for the first page gets an HTTP answer that is no server error.
fn answers(address: SocketAddr) -> bool {
    let ask = || -> std::io::Result<String> {
        let mut stream = TcpStream::connect_timeout(&address, Duration::from_secs(1))?;
        stream.set_read_timeout(Some(Duration::from_secs(10)))?;
        write!(stream, "GET / HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\r\n")?;
        let mut head = [0; 12];
        stream.read_exact(&mut head)?;
        Ok(String::from_utf8_lossy(&head).into_owned())
    };
    ask().is_ok_and(|head| head.starts_with("HTTP/1.1 ") && !head.contains(" 5"))
}
