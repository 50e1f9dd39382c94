//! Everything `make test` does once the machine is set up.

use crate::browser;
use crate::database::TestDatabase;
use crate::project::{self, Mode, NAME, Project, on_path};
use crate::site;
use crate::timing::Report;
use anyhow::{Result, bail};
use std::env;
use std::process::Command;

/// Runs the steps in order up to the first failure, and prints how long each took.
pub fn run(project: &Project, arguments: &[String]) -> Result<()> {
    let only = env::var("ONLY").unwrap_or_default();
    if !["", "lint", "rust", "storm", "browser"].contains(&only.as_str()) {
        bail!("ONLY is {only}, but it can be lint, rust, storm or browser");
    }
    if only.is_empty() && !arguments.is_empty() {
        bail!(
            "arguments are passed on to a runner: say which with ONLY=rust, ONLY=storm or ONLY=browser"
        );
    }
    let wanted = |part: &str| only.is_empty() || only == part;
    let mut report = Report::default();
    let outcome = steps(project, &wanted, arguments, &mut report);
    report.print();
    outcome
}

fn steps(
    project: &Project,
    wanted: &dyn Fn(&str) -> bool,
    arguments: &[String],
    report: &mut Report,
) -> Result<()> {
    if wanted("lint") {
        report.step("format", || project::run(&mut project.cargo(&["fmt", "--all", "--check"])))?;
        report.step("clippy: server and tests", || project::run(&mut clippy_server(project)))?;
        report.step("clippy: browser", || project::run(&mut clippy_browser(project)))?;
        report.step("clippy: xtask", || project::run(&mut clippy_xtask(project)))?;
        report.step("dependencies: all used", || project::run(&mut plugin(project, "machete")?))?;
        report.step("dependencies: licences, sources, bans", || {
            project::run(plugin(project, "deny")?.args([
                "--workspace",
                "check",
                "bans",
                "licenses",
                "sources",
            ]))
        })?;
    }
    if wanted("rust") {
        report.step("xtask tests", || {
            project::run(&mut project.cargo(&[
                "test",
                "--quiet",
                "-p",
                "xtask",
                "--profile",
                "xtask",
            ]))
        })?;
        report.step("rust tests", || rust_tests(project, arguments))?;
    }
    if wanted("storm") {
        report.step("storm", || storm(project, arguments))?;
    }
    if wanted("browser") {
        report.step("site and server", || site::build(project, Mode::Dev))?;
        report.step("browser tests", || browser::tests(project, arguments))?;
    }
    Ok(())
}

/// Without a database, so it fails when a query's description is missing from `.sqlx`.
pub fn offline(mut cargo: Command) -> Command {
    cargo.env("SQLX_OFFLINE", "true").env_remove("DATABASE_URL");
    cargo
}

fn denying_warnings(mut cargo: Command) -> Command {
    cargo.args(["--", "-D", "warnings"]);
    cargo
}

fn clippy_server(project: &Project) -> Command {
    let clippy = ["clippy", "-p", NAME, "--all-targets", "--features", "ssr"];
    denying_warnings(offline(project.cargo(&clippy)))
}

fn clippy_browser(project: &Project) -> Command {
    denying_warnings(offline(project.cargo_wasm("clippy", Mode::Dev)))
}

fn clippy_xtask(project: &Project) -> Command {
    denying_warnings(project.cargo(&["clippy", "-p", "xtask", "--profile", "xtask"]))
}

/// What runs the tests: side by side, where the machine has what does that.
pub fn test_runner() -> &'static [&'static str] {
    if on_path("cargo-nextest").is_some() { &["nextest", "run"] } else { &["test"] }
}

/// A command of cargo's that is installed by itself.
fn plugin(project: &Project, name: &str) -> Result<Command> {
    if on_path(&format!("cargo-{name}")).is_none() {
        bail!("cargo-{name} was not found; `make setup-test` installs it");
    }
    let mut cargo = project.cargo(&[name]);
    // What runs this program says so to whatever it runs; a plugin would think that cargo ran it as
    // a program, not as a command.
    cargo.env_remove("CARGO_PKG_NAME");
    Ok(cargo)
}

/// Whether anything that the program is made of is known to be broken. Asks the network.
pub fn advisories(project: &Project) -> Result<()> {
    project::run(plugin(project, "deny")?.args(["--workspace", "check", "advisories"]))
}

fn rust_tests(project: &Project, arguments: &[String]) -> Result<()> {
    let mut tests = project.cargo(test_runner());
    tests.args(["-p", NAME, "--features", "ssr"]).args(arguments);
    let database = TestDatabase::with_template(project)?;
    project::run(tests.env("SQLX_OFFLINE", "true").env("DATABASE_URL", database.url()))
}

/// Many clients on two servers that are killed, with a database that is: a minute of it, unless the
/// arguments say otherwise. It starts everything itself.
pub fn storm(project: &Project, arguments: &[String]) -> Result<()> {
    let mut storm = offline(project.cargo(&[
        "test",
        "-p",
        NAME,
        "--features",
        "ssr",
        "--bench",
        "storm",
        "--",
    ]));
    project::run(storm.args(arguments))
}
