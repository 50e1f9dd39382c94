//! The project's build tool: `cargo xtask build`, `run`, `test`, `storm` and `sqlx`.
//!
//! It is a member of the workspace, so that one lock file pins the crate `wasm-bindgen` and the
//! code that post-processes its output to the same version, and nothing needs installing.

mod browser;
mod checks;
mod css;
mod database;
mod precompress;
#[path = "../../src/platform/private_postgres.rs"]
#[expect(dead_code, reason = "shared with the application, which uses all of it")]
mod private_postgres;
mod project;
mod site;
mod timing;
mod wasm;
mod wasm_opt;

use anyhow::{Result, bail};
use project::{Mode, Project};
use std::process::ExitCode;

const USAGE: &str = "\
usage: cargo xtask <command>

  build [--release]             build the site and the server
  run [--release] [-- ARGS]     build, then start the server with ARGS
  test [-- ARGS]                every check and test; ONLY=lint, rust, storm or browser does a part,
                                and passes ARGS to its runner
  storm [-- ARGS]               many clients on two servers, and kills; --seconds N, --seed N
  sqlx                          write the query descriptions in .sqlx anew";

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
    let mode = match options {
        [] => Mode::Dev,
        ["--release"] => Mode::Release,
        _ => bail!("unknown option in: {}\n{USAGE}", own.join(" ")),
    };
    let project = Project::find()?;
    match command {
        "build" => site::build(&project, mode),
        "run" => site::build_and_run(&project, mode, passed_on),
        "test" => checks::run(&project, passed_on),
        "storm" => checks::storm(&project, passed_on),
        "sqlx" => database::describe_queries(&project),
        "help" => {
            println!("{USAGE}");
            Ok(())
        }
        other => bail!("unknown command {other}\n{USAGE}"),
    }
}

/// Our own arguments, and those after `--`, which are somebody else's.
fn split_at_dashes(arguments: &[String]) -> (&[String], &[String]) {
    match arguments.iter().position(|argument| argument == "--") {
        Some(at) => (&arguments[..at], &arguments[at + 1..]),
        None => (arguments, &[]),
    }
}
