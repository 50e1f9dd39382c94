//! The project's build tool: `cargo xtask build`, `run`, `dev`, `check`, `test`, `storm`, `sqlx`
//! and `advisories`.
//!
//! It is a member of the workspace, so that one lock file pins the crate `wasm-bindgen` and the
//! code that post-processes its output to the same version, and nothing needs installing.

mod browser;
mod checks;
mod css;
mod database;
mod dev;
mod join;
mod narrow;
mod parts;
mod precompress;
#[path = "../../src/platform/private_postgres.rs"]
#[expect(dead_code, reason = "shared with the application, which uses all of it")]
mod private_postgres;
mod project;
mod queries;
#[path = "../../src/platform/repeatable.rs"]
mod repeatable;
mod rooms;
mod site;
mod timing;
mod wasm;
mod wasm_opt;

use anyhow::{Result, bail};
use project::{Mode, Project};
use rooms::Room;
use std::process::ExitCode;

const USAGE: &str = "\
usage: cargo xtask <command>

  build [--release]             build the site and the server
  run [--release] [-- ARGS]     build, then start the server with ARGS
  dev [-- ARGS]                 start the server with ARGS (the demo without), build what changes, and let
                                open pages show it
  check ROOM                    type-check both halves and the tests; show what is said of one room
  test ROOM [-- ARGS]           the tests of one room, and those of the house that enter it
  test [-- ARGS]                every check and test; ONLY=lint, rust, storm or browser does a part,
                                and passes ARGS to its runner
  storm [-- ARGS]               many clients on two servers, and kills; --seconds N, --seed N, --strikes N, --bulk N
  sqlx [ROOM]                   write the query descriptions in .sqlx and docs/schema.sql anew, all or those of one room
  advisories                    whether a dependency is known to be broken; asks the network";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match dispatch(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("xtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn dispatch(arguments: &[String]) -> Result<()> {
    let (own, passed_on) = split_at_dashes(arguments);
    let own: Vec<&str> = own.iter().map(String::as_str).collect();
    let Some((&command, options)) = own.split_first() else {
        bail!("which command?\n{USAGE}");
    };
    let project = Project::find()?;
    let room = |name: &str| Room::find(&project, name);
    match (command, options) {
        ("build", []) => site::build(&project, Mode::Dev),
        ("build", ["--release"]) => site::build(&project, Mode::Release),
        ("run", []) => site::build_and_run(&project, Mode::Dev, passed_on),
        ("run", ["--release"]) => site::build_and_run(&project, Mode::Release, passed_on),
        ("dev", []) => dev::run_and_watch(&project, passed_on),
        ("check", [name]) => narrow::check(&project, &room(name)?),
        ("test", []) => checks::run(&project, passed_on),
        ("test", [name]) => narrow::test(&project, &room(name)?, passed_on),
        ("storm", []) => checks::storm(&project, passed_on),
        ("sqlx", []) => queries::describe(&project, None),
        ("sqlx", [name]) => queries::describe(&project, Some(&room(name)?)),
        ("advisories", []) => checks::advisories(&project),
        ("help", []) => {
            println!("{USAGE}");
            Ok(())
        }
        _ => bail!("unknown: {}\n{USAGE}", own.join(" ")),
    }
}

/// Our own arguments, and those after `--`, which are somebody else's.
fn split_at_dashes(arguments: &[String]) -> (&[String], &[String]) {
    match arguments.iter().position(|argument| argument == "--") {
        Some(at) => (&arguments[..at], &arguments[at + 1..]),
        None => (arguments, &[]),
    }
}
