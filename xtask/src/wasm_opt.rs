//! Binaryen's `wasm-opt`, which makes modules a third smaller, where it is installed.

use crate::project::on_path;
use anyhow::{Context, Result, bail};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};
use wasmparser::{ExternalKind, Parser, Payload};

/// The program: WASM_OPT, else on PATH.
pub fn find() -> Option<PathBuf> {
    env::var_os("WASM_OPT").map(PathBuf::from).or_else(|| on_path("wasm-opt"))
}

/// Optimises every module in the folder.
pub fn optimise(program: Option<&Path>, pkg: &Path) -> Result<()> {
    let Some(program) = program else {
        eprintln!(
            "xtask: wasm-opt was not found, so pages load half as much again; Debian: apt-get install binaryen"
        );
        return Ok(());
    };
    for entry in fs::read_dir(pkg)? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "wasm") {
            optimise_module(program, &path)?;
        }
    }
    Ok(())
}

fn optimise_module(program: &Path, module: &Path) -> Result<()> {
    let before = fs::read(module)?;
    // Debian's version has to be told what rustc has long been using.
    let output = Command::new(program)
        .args(["-Oz", "--enable-bulk-memory", "--enable-nontrapping-float-to-int"])
        .args(["--enable-sign-ext", "--enable-mutable-globals"])
        .args(["--enable-reference-types", "--enable-multivalue"])
        .arg(module)
        .arg("-o")
        .arg(module)
        .output()
        .with_context(|| format!("cannot run {}", program.display()))?;
    if !output.status.success() {
        bail!("wasm-opt failed: {}", String::from_utf8_lossy(&output.stderr));
    }
    let mut after = fs::read(module)?;
    restore_table_exports(&before, &mut after)?;
    fs::write(module, after)?;
    Ok(())
}

/// Binaryen up to 108, which Debian 12 has, exports table 0 under the name of every other table
/// (its issue 4711); no page starts then. The rest of its output is right, so only the numbers are
/// put back.
fn restore_table_exports(before: &[u8], after: &mut [u8]) -> Result<()> {
    let original = exported_tables(before)?;
    for table in exported_tables(after)? {
        let index = original.iter().find(|found| found.name == table.name).map(|found| found.index);
        let index = index.with_context(|| format!("wasm-opt made up a table {}", table.name))?;
        after[table.position] = index;
    }
    Ok(())
}

struct ExportedTable {
    name: String,
    index: u8,
    /// Where in the module the index is.
    position: usize,
}

fn exported_tables(module: &[u8]) -> Result<Vec<ExportedTable>> {
    let mut tables = Vec::new();
    for payload in Parser::new(0).parse_all(module) {
        let Payload::ExportSection(exports) = payload? else {
            continue;
        };
        for export in exports.into_iter_with_offsets() {
            let (start, export) = export?;
            if export.kind != ExternalKind::Table {
                continue;
            }
            // The name's length, the name, the kind: short ones take one byte for each number.
            if export.name.len() > 127 || export.index > 127 {
                bail!("table {} has a long name or number", export.name);
            }
            let position = usize::try_from(start)? + 1 + export.name.len() + 1;
            tables.push(ExportedTable {
                name: export.name.to_owned(),
                index: module[position],
                position,
            });
        }
    }
    Ok(tables)
}
