//! `cargo xtask dev`: watches the sources, builds what a change concerns, and lets the pages that
//! are open show it.

use crate::project::{Mode, NAME, PKG, Project, run};
use crate::{css, site, wasm};
use anyhow::{Context, Result};
use notify::{EventKind, RecursiveMode, Watcher};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::{Duration, Instant, SystemTime};

/// The file below `pkg` that says what was built last; pages look at it.
const CHANGED: &str = "changed";
/// What is saved together is built together.
const QUIET: Duration = Duration::from_millis(200);
/// How long a server may take to stop; it gives requests ten seconds.
const STOP_LIMIT: Duration = Duration::from_secs(15);

/// What is written behind the program of pages that follow a build. It asks once in a while what
/// was built, and loads it. While the server starts anew nothing answers, and it asks again.
pub const FOLLOW: &str = r#"
{
    let seen;
    setInterval(async () => {
        let said;
        try {
            const answer = await fetch("/pkg/changed", { cache: "no-store" });
            if (!answer.ok) return;
            said = await answer.text();
        } catch {
            return;
        }
        if (seen !== undefined && said !== seen) {
            location.reload();
        }
        seen = said;
    }, 500);
}
"#;

/// Builds, serves, and goes on until it is interrupted. A build that fails is told, and what ran
/// before runs on.
pub fn run_and_watch(project: &Project, arguments: &[String]) -> Result<()> {
    let changes = Changes::watch(&project.root)?;
    let demo = ["serve".to_owned(), "--demo".to_owned()];
    let mut server = Server {
        project,
        arguments: if arguments.is_empty() { &demo } else { arguments },
        running: None,
    };
    let mut is_built = told(site::build(project, Mode::Live).and_then(|()| server.start_anew()));
    loop {
        let paths = changes.next()?;
        let parts = Parts::of(&paths, &project.root, &Halves::read(project), is_built);
        if parts == Parts::default() {
            continue;
        }
        eprintln!("xtask: {}", parts.named());
        is_built = told(build(project, parts, &mut server));
    }
}

fn told(outcome: Result<()>) -> bool {
    if let Err(error) = &outcome {
        eprintln!("xtask: {error:#}");
    }
    outcome.is_ok()
}

fn build(project: &Project, parts: Parts, server: &mut Server) -> Result<()> {
    let site = project.site(Mode::Live);
    match (parts.server, parts.browser) {
        (true, true) => site::build(project, Mode::Live)?,
        (true, false) => run(&mut site::server_build(project, Mode::Live))?,
        (false, true) => site::build_site(project, Mode::Live)?,
        (false, false) => {}
    }
    if parts.style {
        wasm::add_style(&site.join(PKG), &css::bundle(&project.root.join("style/main.css"))?)?;
    }
    if parts.public {
        site::copy_public(&project.root.join("public"), &site)?;
    }
    // The server knows the files of the browser's half by the names that they had when it started.
    if parts.server || parts.browser || parts.style || server.running.is_none() {
        return server.start_anew();
    }
    say_changed(project)
}

fn say_changed(project: &Project) -> Result<()> {
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH)?.as_millis();
    Ok(fs::write(project.site(Mode::Live).join(PKG).join(CHANGED), now.to_string())?)
}

/// What a change concerns.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Parts {
    style: bool,
    public: bool,
    browser: bool,
    server: bool,
}

impl Parts {
    /// A source concerns the halves that were built of it: cargo wrote down which. One that nobody
    /// knows is of the tests, or of what could not be built yet.
    fn of(paths: &BTreeSet<PathBuf>, root: &Path, halves: &Halves, is_built: bool) -> Self {
        let mut parts = Self::default();
        for path in paths {
            let Ok(inside) = path.strip_prefix(root) else { continue };
            let (server, browser) = (halves.server.has(path), halves.browser.has(path));
            match inside
                .components()
                .next()
                .map(|first| first.as_os_str().to_string_lossy().into_owned())
                .as_deref()
            {
                Some("style") => {
                    parts.style |= inside.extension().is_some_and(|extension| extension == "css")
                }
                Some("public") => parts.public = true,
                Some(".sqlx") => parts.server = true,
                Some("Cargo.toml" | "Cargo.lock" | "build.rs") => {
                    (parts.server, parts.browser) = (true, true)
                }
                _ => {
                    let is_unknown = !is_built
                        && !server
                        && !browser
                        && inside.extension().is_some_and(|extension| extension == "rs");
                    parts.server |= server || is_unknown;
                    parts.browser |= browser || is_unknown;
                }
            }
        }
        parts
    }

    fn named(self) -> String {
        let names = [
            (self.style, "styles"),
            (self.public, "files"),
            (self.browser, "the browser's half"),
            (self.server, "the server"),
        ];
        names
            .iter()
            .filter(|(is_part, _)| *is_part)
            .map(|(_, name)| *name)
            .collect::<Vec<_>>()
            .join(", ")
    }
}

/// What each half was built of, last time.
struct Halves {
    server: Sources,
    browser: Sources,
}

impl Halves {
    fn read(project: &Project) -> Self {
        let wasm = project.target.join("wasm32-unknown-unknown").join(Mode::Live.wasm_profile());
        Self {
            server: Sources::read(&project.server(Mode::Live).with_extension("d")),
            browser: Sources::read(&wasm.join(format!("{NAME}.d"))),
        }
    }
}

/// Files that something was built of, and folders with all in them.
#[derive(Default)]
struct Sources(Vec<PathBuf>);

impl Sources {
    /// Cargo's list: what was built, a colon, then its sources, with blanks in names behind a
    /// backslash.
    fn read(list: &Path) -> Self {
        fs::read_to_string(list).map(|text| Self::parse(&text)).unwrap_or_default()
    }

    fn parse(text: &str) -> Self {
        let mut files = Vec::new();
        for line in text.lines() {
            let Some((_, sources)) = line.split_once(": ") else { continue };
            files.extend(
                sources
                    .replace("\\ ", "\u{0}")
                    .split(' ')
                    .filter(|name| !name.is_empty())
                    .map(|name| PathBuf::from(name.replace('\u{0}', " "))),
            );
        }
        Self(files)
    }

    fn has(&self, path: &Path) -> bool {
        self.0.iter().any(|source| path.starts_with(source))
    }
}

/// The server that runs now, if one does.
struct Server<'a> {
    project: &'a Project,
    arguments: &'a [String],
    running: Option<Child>,
}

impl Server<'_> {
    /// Pages hear of it while nothing answers, so that they are loaded from the new one.
    fn start_anew(&mut self) -> Result<()> {
        self.stop()?;
        say_changed(self.project)?;
        let mut server = Command::new(self.project.server(Mode::Live));
        server.args(self.arguments).envs(self.project.server_environment(Mode::Live));
        self.running = Some(server.spawn().context("cannot start the server")?);
        Ok(())
    }

    /// As Ctrl-C would: what is under way ends, and its private PostgreSQL with it.
    fn stop(&mut self) -> Result<()> {
        let Some(mut server) = self.running.take() else { return Ok(()) };
        // The shell's own `kill`, since the program of that name is not on every machine.
        let mut shell = Command::new("/bin/sh");
        shell
            .args(["-c", "kill -s TERM \"$0\"", &server.id().to_string()])
            .stderr(Stdio::null())
            .status()?;
        let begin = Instant::now();
        while server.try_wait()?.is_none() {
            if begin.elapsed() > STOP_LIMIT {
                server.kill()?;
            }
            thread::sleep(Duration::from_millis(20));
        }
        Ok(())
    }
}

/// Files that were written, made, moved or removed.
struct Changes {
    events: Receiver<notify::Result<notify::Event>>,
    /// Watches as long as it lives.
    _watcher: notify::RecommendedWatcher,
}

impl Changes {
    fn watch(root: &Path) -> Result<Self> {
        let (sender, events) = mpsc::channel();
        let mut watcher = notify::recommended_watcher(sender)?;
        watcher.watch(root, RecursiveMode::NonRecursive)?;
        for folder in ["src", "style", "public", "migrations", ".sqlx"] {
            if root.join(folder).exists() {
                watcher.watch(&root.join(folder), RecursiveMode::Recursive)?;
            }
        }
        Ok(Self { events, _watcher: watcher })
    }

    /// Waits for some, and until no more come.
    fn next(&self) -> Result<BTreeSet<PathBuf>> {
        let mut paths = BTreeSet::new();
        let mut event = self.events.recv()?;
        loop {
            let told = event?;
            if !matches!(told.kind, EventKind::Access(_)) {
                paths.extend(told.paths);
            }
            match self.events.recv_timeout(QUIET) {
                Ok(next) => event = next,
                Err(_) => return Ok(paths),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(changed: &[&str], is_built: bool) -> Parts {
        let halves = Halves {
            server: Sources::parse(
                "/target/billwright: /house/src/lib.rs /house/src/a\\ room/store.rs /house/migrations\n",
            ),
            browser: Sources::parse(
                "/target/billwright.wasm: /house/src/lib.rs /house/src/ui/client.rs\n",
            ),
        };
        let paths = changed.iter().map(|path| Path::new("/house").join(path)).collect();
        Parts::of(&paths, Path::new("/house"), &halves, is_built)
    }

    #[test]
    fn a_change_concerns_what_was_built_of_it() {
        let none = Parts::default();
        assert_eq!(parts(&["style/list.css"], true), Parts { style: true, ..none });
        assert_eq!(parts(&["style/.list.css.swp"], true), none);
        assert_eq!(parts(&["public/favicon.svg"], true), Parts { public: true, ..none });
        assert_eq!(parts(&["src/a room/store.rs"], true), Parts { server: true, ..none });
        assert_eq!(parts(&["src/ui/client.rs"], true), Parts { browser: true, ..none });
        assert_eq!(parts(&["src/lib.rs"], true), Parts { server: true, browser: true, ..none });
        assert_eq!(parts(&["migrations/0999_new.sql"], true), Parts { server: true, ..none });
        assert_eq!(
            parts(&["Cargo.lock", "style/list.css"], true),
            Parts { server: true, browser: true, style: true, ..none }
        );
        assert_eq!(parts(&["src/a room/tests.rs", "README.md"], true), none, "tests are nobody's");
        assert_eq!(
            parts(&["src/new.rs"], false),
            Parts { server: true, browser: true, ..none },
            "what did not build may have wanted it"
        );
    }
}
