//! From cargo's wasm file to the modules and scripts that browsers load.

use crate::parts::{self, Parts};
use crate::project::{Mode, NAME, Project};
use crate::timing::step;
use crate::{dev, wasm_opt};
use anyhow::{Context, Result, anyhow};
use serde_json::json;
use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::{env, fs};

/// What the server reads to know the names of all files.
const MANIFEST: &str = "program.json";
/// The name, in compiled code, of the script that loads the parts.
const LINKER: &str = "./__wasm_split.______________________.js";

/// Makes the pkg folder from cargo's output, unless it was made from this very output before.
/// It is made beside and then swapped in: never half made, and never with a former build's parts.
pub fn publish(project: &Project, mode: Mode, pkg: &Path) -> Result<()> {
    let input = project
        .target
        .join("wasm32-unknown-unknown")
        .join(mode.wasm_profile())
        .join(format!("{NAME}.wasm"));
    let wasm = fs::read(&input).with_context(|| format!("cannot read {}", input.display()))?;
    let optimiser = if mode.is_release() { wasm_opt::find() } else { None };

    let stamp = project.site(mode).with_extension("stamp");
    let inputs = fingerprint(&wasm, optimiser.as_deref())?;
    let made_from = fs::read_to_string(&stamp).unwrap_or_default();
    if made_from == inputs && pkg.join(MANIFEST).exists() {
        return Ok(());
    }

    let work = project.site(mode).with_extension("work");
    if work.exists() {
        fs::remove_dir_all(&work)?;
    }
    let new_pkg = work.join("pkg");
    fs::create_dir_all(&new_pkg)?;
    let split = step("wasm: split", || split(&wasm, &work))?;
    step("wasm: bindgen", || bindgen(&split.main, &new_pkg))?;
    if mode == Mode::Live {
        fs::OpenOptions::new()
            .append(true)
            .open(new_pkg.join(format!("{NAME}.js")))?
            .write_all(dev::FOLLOW.as_bytes())?;
    }
    let parts = step("wasm: join", || parts::join_small(&split.parts, &work, &new_pkg))?;
    if mode.is_release() {
        step("wasm: wasm-opt", || wasm_opt::optimise(optimiser.as_deref(), &new_pkg))?;
    }
    name_by_content(&new_pkg, &split.linker, parts, content_id(&wasm))?;
    fs::remove_dir_all(pkg)?;
    fs::rename(&new_pkg, pkg)?;
    fs::remove_dir_all(&work)?;
    fs::write(&stamp, inputs)?;
    Ok(())
}

/// What the splitter makes of a program.
struct Split {
    /// The module that starts.
    main: PathBuf,
    /// The script that loads the others.
    linker: String,
    /// The modules that each area needs.
    parts: Parts,
}

/// Cuts the parts out into modules of their own.
fn split(wasm: &[u8], work: &Path) -> Result<Split> {
    let main = work.join("main.wasm");
    let mut options = wasm_split_cli_support::Options::new(wasm);
    options.output_dir = work;
    options.main_out_path = &main;
    options.link_name = LINKER;
    let parts = wasm_split_cli_support::transform(options).map_err(|error| anyhow!("{error:#}"))?;
    let linker = fs::read_to_string(work.join(LINKER))?;
    Ok(Split { main, linker, parts: parts.prefetch_map.into_iter().collect() })
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
    fs::rename(pkg.join(format!("{NAME}_bg.wasm")), pkg.join(format!("{NAME}.wasm")))?;
    Ok(())
}

/// Gives every file the name that follows its content, so that browsers keep it for good, and
/// writes down which there are.
fn name_by_content(pkg: &Path, linker: &str, mut parts: Parts, version: String) -> Result<()> {
    let mut names = BTreeMap::new();
    for stem in parts.values_mut().flatten() {
        let name = match names.get(stem) {
            Some(name) => String::clone(name),
            None => {
                let name = rename(pkg, stem, "wasm")?;
                names.insert(stem.clone(), name.clone());
                name
            }
        };
        *stem = name;
    }
    let script = pkg.join(format!("{NAME}.js"));
    fs::write(&script, parts::with_loader(&fs::read_to_string(&script)?, LINKER, linker, &parts)?)?;
    let manifest = json!({
        "version": version,
        "script": rename(pkg, NAME, "js")? + ".js",
        "module": rename(pkg, NAME, "wasm")? + ".wasm",
        "parts": parts,
    });
    fs::write(pkg.join(MANIFEST), serde_json::to_string_pretty(&manifest)?)?;
    Ok(())
}

/// Returns the new name, without its ending.
fn rename(folder: &Path, stem: &str, ending: &str) -> Result<String> {
    let file = folder.join(format!("{stem}.{ending}"));
    let name = format!("{stem}.{}", content_id(&fs::read(&file)?));
    fs::rename(&file, folder.join(format!("{name}.{ending}")))?;
    Ok(name)
}

/// Writes the style sheet beside the program, under the name that follows its content, in place of
/// the one that was there.
pub fn add_style(pkg: &Path, css: &str) -> Result<()> {
    let name = format!("{NAME}.{}.css", content_id(css.as_bytes()));
    let manifest = pkg.join(MANIFEST);
    let mut program: serde_json::Value = serde_json::from_str(&fs::read_to_string(&manifest)?)?;
    if program["style"] == name.as_str() && pkg.join(&name).exists() {
        return Ok(());
    }
    for entry in fs::read_dir(pkg)? {
        let path = entry?.path();
        if path.file_name().is_some_and(|name| name.to_string_lossy().contains(".css")) {
            fs::remove_file(path)?;
        }
    }
    fs::write(pkg.join(&name), css)?;
    program["style"] = name.into();
    fs::write(&manifest, serde_json::to_string_pretty(&program)?)?;
    Ok(())
}

/// The same for the same content, wherever and whenever it was built.
fn content_id(content: &[u8]) -> String {
    let mut hasher = DefaultHasher::new();
    hasher.write(content);
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
