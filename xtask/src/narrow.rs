//! One room alone: `check ROOM` and `test ROOM`.

use crate::checks::{offline, test_runner};
use crate::database::TestDatabase;
use crate::project::{self, Mode, NAME, Project, shown};
use crate::rooms::Room;
use anyhow::{Context, Result, bail};
use serde_json::Value;
use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

/// What the compiler says of a place in the sources.
pub struct Message {
    /// An error; else a warning.
    pub is_error: bool,
    /// Whether it has a number: what macros say has none.
    pub is_numbered: bool,
    /// As a person reads it.
    pub rendered: String,
    /// Its first line.
    pub text: String,
    /// From the crate's folder on; nothing where it is of no place.
    pub file: String,
    pub line: u64,
}

/// Runs a command of cargo's to its end; what the compiler said, and whether all went well.
pub fn messages(cargo: &mut Command) -> Result<(Vec<Message>, bool)> {
    cargo.args(["--message-format", "json-diagnostic-rendered-ansi"]).stdout(Stdio::piped());
    let mut running = cargo.spawn().with_context(|| format!("cannot run {}", shown(cargo)))?;
    let mut messages = Vec::new();
    for line in BufReader::new(running.stdout.take().context("no output")?).lines() {
        messages.extend(serde_json::from_str::<Value>(&line?).ok().as_ref().and_then(message));
    }
    Ok((messages, running.wait()?.success()))
}

fn message(line: &Value) -> Option<Message> {
    let message = line.get("message").filter(|_| line["reason"] == "compiler-message")?;
    let place =
        message["spans"].as_array().into_iter().flatten().find(|span| span["is_primary"] == true);
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    Some(Message {
        is_error: message["level"] == "error",
        is_numbered: !message["code"].is_null(),
        rendered: text(&message["rendered"]),
        text: text(&message["message"]),
        file: place.map(|span| text(&span["file_name"])).unwrap_or_default(),
        line: place.and_then(|span| span["line_start"].as_u64()).unwrap_or_default(),
    })
}

/// Both halves and the tests, type-checked. A crate is checked whole; what is said of other rooms
/// is counted, not shown.
pub fn check(project: &Project, room: &Room) -> Result<()> {
    let server = offline(project.cargo(&[
        "check",
        "-p",
        NAME,
        "--lib",
        "--features",
        "ssr",
        "--profile",
        "test",
    ]));
    let browser = offline(project.cargo_wasm("check", Mode::Dev));
    let (mut shown, mut elsewhere, mut is_whole) = (Vec::new(), BTreeMap::new(), true);
    for mut half in [server, browser] {
        let (messages, is_well) = messages(&mut half)?;
        is_whole &= is_well;
        for message in messages.into_iter().filter(|message| !message.file.is_empty()) {
            // Most sources are of both halves.
            if shown.contains(&message.rendered) {
                continue;
            }
            match message.file.strip_prefix("src/").and_then(|path| path.split('/').next()) {
                Some(own) if own == room.name => eprint!("{}", message.rendered),
                place => {
                    *elsewhere.entry(place.unwrap_or(&message.file).to_owned()).or_insert(0) += 1
                }
            }
            shown.push(message.rendered);
        }
    }
    if !elsewhere.is_empty() {
        let counted: Vec<String> =
            elsewhere.into_iter().map(|(place, count)| format!("{count} in {place}")).collect();
        eprintln!("xtask: said elsewhere: {}", counted.join(", "));
    }
    if !is_whole {
        bail!("it does not compile");
    }
    Ok(())
}

/// The tests of a room, and those of the house that enter it.
pub fn test(project: &Project, room: &Room, arguments: &[String]) -> Result<()> {
    let mut tests = project.cargo(test_runner());
    tests
        .args(["-p", NAME, "--lib", "--features", "ssr"])
        .args(arguments)
        .arg("--")
        .args(room.tests(project)?);
    let database = TestDatabase::with_template(project)?;
    project::run(offline(tests).env("DATABASE_URL", database.url()))
}
