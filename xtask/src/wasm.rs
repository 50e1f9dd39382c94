//! From cargo's wasm file to the modules and scripts that browsers load.

use crate::project::{Mode, NAME, Project};
use crate::timing::step;
use crate::{dev, wasm_opt};
use anyhow::{Context, Result, anyhow};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::{env, fs};

/// Makes the pkg folder from cargo's output, unless it was made from this very output before.
/// It is made beside and then swapped in: never half made, and never with a former build's parts.
pub fn publish(project: &Project, mode: Mode, pkg: &Path) -> Result<()> {
    let input = project.target.join("wasm32-unknown-unknown").join(mode.wasm_profile()).join(format!("{NAME}.wasm"));
    let wasm = fs::read(&input).with_context(|| format!("cannot read {}", input.display()))?;
    let optimiser = if mode.is_release() { wasm_opt::find() } else { None };

    let stamp = project.site(mode).with_extension("stamp");
    let inputs = fingerprint(&wasm, optimiser.as_deref())?;
    let made_from = fs::read_to_string(&stamp).unwrap_or_default();
    if made_from == inputs && pkg.join(format!("{NAME}.wasm")).exists() {
        return Ok(());
    }

    let work = project.site(mode).with_extension("work");
    if work.exists() {
        fs::remove_dir_all(&work)?;
    }
    let new_pkg = work.join("pkg");
    fs::create_dir_all(&new_pkg)?;
    let main = step("wasm: split", || split(&wasm, &work, &new_pkg))?;
    step("wasm: bindgen", || bindgen(&main, &new_pkg))?;
    if mode == Mode::Live {
        fs::OpenOptions::new().append(true).open(new_pkg.join(format!("{NAME}.js")))?.write_all(dev::FOLLOW.as_bytes())?;
    }
    if mode.is_release() {
        step("wasm: wasm-opt", || wasm_opt::optimise(optimiser.as_deref(), &new_pkg))?;
    }
    // Which build it is: the server says so with every answer, and pages of another one offer to reload.
    fs::write(new_pkg.join("version"), content_id(&wasm))?;
    fs::remove_dir_all(pkg)?;
    fs::rename(&new_pkg, pkg)?;
    fs::remove_dir_all(&work)?;
    fs::write(&stamp, inputs)?;
    Ok(())
}

/// Cuts the lazy routes out into modules of their own; returns the module that starts.
fn split(wasm: &[u8], work: &Path, pkg: &Path) -> Result<PathBuf> {
    let main = work.join("main.wasm");
    let main_script = format!("./{NAME}.js");
    let mut options = wasm_split_cli_support::Options::new(wasm);
    options.output_dir = pkg;
    options.main_out_path = &main;
    options.main_module = &main_script;
    options.link_name = "./__wasm_split.______________________.js"; // the name in compiled code
    let parts = wasm_split_cli_support::transform(options).map_err(|error| anyhow!("{error:#}"))?;
    let manifest = serde_json::to_string_pretty(&parts.prefetch_map)?;
    fs::write(pkg.join("__wasm_split_manifest.json"), manifest)?;
    Ok(main)
}

fn bindgen(main: &Path, pkg: &Path) -> Result<()> {
    wasm_bindgen_cli_support::Bindgen::new()
        .input_path(main)
        .out_name(NAME)
        .web(true)?
        .typescript(false)
        .keep_lld_exports(true) // the split modules import them
        .demangle(false)
        .generate(pkg)?;
    // Leptos asks for it without bindgen's suffix.
    fs::rename(pkg.join(format!("{NAME}_bg.wasm")), pkg.join(format!("{NAME}.wasm")))?;
    Ok(())
}

/// The same for the same program, wherever and whenever it was built.
fn content_id(wasm: &[u8]) -> String {
    let mut hasher = DefaultHasher::new();
    hasher.write(wasm);
    format!("{:016x}", hasher.finish())
}

/// All that the pkg folder depends on: the wasm, this program and the optimiser.
fn fingerprint(wasm: &[u8], optimiser: Option<&Path>) -> Result<String> {
    let mut hasher = DefaultHasher::new();
    hasher.write(wasm);
    fs::metadata(env::current_exe()?)?.modified()?.hash(&mut hasher);
    optimiser.hash(&mut hasher);
    Ok(format!("{:016x}", hasher.finish()))
}
