//! Gathers what the rooms say, each in files of its own: texts and refusals become the two types
//! that everybody uses. And a new migration makes a new program: the macro that takes them in
//! watches only those it knew.

#[path = "src/floors.rs"]
mod floors;
#[path = "build/read.rs"]
mod read;
#[path = "build/write.rs"]
mod write;

use std::{env, fs, path::Path, process::ExitCode};

fn main() -> ExitCode {
    for watched in ["build.rs", "build", "src/floors.rs"] {
        println!("cargo::rerun-if-changed={watched}");
    }
    // The browser's half has no migrations, and is not built anew for them.
    if env::var_os("CARGO_FEATURE_SSR").is_some() {
        println!("cargo::rerun-if-changed=migrations");
    }
    match gather() {
        Ok(()) => ExitCode::SUCCESS,
        Err(wrong) => {
            println!("cargo::error={wrong}");
            ExitCode::FAILURE
        }
    }
}

fn gather() -> Result<(), String> {
    let mut files = Vec::new();
    // Every room has both files, were they empty: so it is known which files to watch, and no
    // others build anything anew.
    for room in floors::FLOORS {
        for name in ["texts.rs", "refusals.rs"] {
            let path = format!("src/{room}/{name}");
            println!("cargo::rerun-if-changed={path}");
            let text = fs::read_to_string(&path).map_err(|error| format!("{path}: {error}"))?;
            let found = read::read(&text).map_err(|wrong| format!("{path}:{wrong}"))?;
            files.push(write::File { room: (*room).to_owned(), path, found });
        }
    }
    let (texts, refusals) = write::write(&files)?;
    let out = env::var("OUT_DIR").map_err(|error| error.to_string())?;
    for (name, text) in [("texts.rs", texts), ("refusals.rs", refusals)] {
        fs::write(Path::new(&out).join(name), text).map_err(|error| error.to_string())?;
    }
    Ok(())
}
