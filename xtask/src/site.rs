//! The whole build: the server program, and the site it serves.

use crate::project::{Mode, NAME, PKG, Project, run, shown};
use crate::timing::step;
use crate::{css, precompress, wasm};
use anyhow::{Context, Result, anyhow, bail};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::Command;
use std::{env, fs};

/// Builds the site while cargo builds the server beside: on two cores the two halves, each with a
/// long single-threaded end, take hardly longer than one.
pub fn build(project: &Project, mode: Mode) -> Result<()> {
    step("build", || {
        let mut command = server_build(project, mode);
        let mut server =
            command.spawn().with_context(|| format!("cannot run {}", shown(&command)))?;
        let site = build_site(project, mode);
        let status = server.wait()?;
        site?;
        if !status.success() {
            bail!("the server did not build");
        }
        Ok(())
    })
}

/// Builds, then becomes the server, so that signals reach it directly.
pub fn build_and_run(project: &Project, mode: Mode, arguments: &[String]) -> Result<()> {
    build(project, mode)?;
    let mut server = Command::new(project.server(mode));
    server.args(arguments);
    for (name, value) in project.server_environment(mode) {
        if env::var_os(name).is_none() {
            server.env(name, value);
        }
    }
    Err(anyhow!(server.exec()).context("cannot start the server"))
}

/// The server alone.
pub fn server_build(project: &Project, mode: Mode) -> Command {
    let mut cargo = project.cargo(&["build", "-p", NAME, "--bin", NAME]);
    cargo.args(["--no-default-features", "--features", "ssr"]);
    if mode.is_release() {
        cargo.arg("--release");
    }
    cargo.env("CARGO_TERM_PROGRESS_WHEN", "never"); // the other half's bar is shown
    cargo
}

/// The browser's half alone, with styles and files.
pub fn build_site(project: &Project, mode: Mode) -> Result<()> {
    let site = project.site(mode);
    let pkg = site.join(PKG);
    fs::create_dir_all(&pkg)?;
    step("wasm: cargo", || run(&mut project.cargo_wasm("rustc", mode)))?;
    wasm::publish(project, mode, &pkg)?;
    step("css", || wasm::add_style(&pkg, &css::bundle(&project.root.join("style/main.css"))?))?;
    copy_public(&project.root.join("public"), &site)?;
    if mode.is_release() {
        step("precompress", || precompress::folder(&site))?;
        precompress::print_sizes(&pkg)?;
    }
    Ok(())
}

/// The site's root holds the files of `public`, those alone, and the pkg folder.
pub fn copy_public(public: &Path, site: &Path) -> Result<()> {
    for entry in fs::read_dir(site)? {
        let entry = entry?;
        if entry.file_name() != PKG {
            remove(&entry.path())?;
        }
    }
    copy_folder(public, site)
}

fn copy_folder(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from).with_context(|| format!("cannot read {}", from.display()))? {
        let entry = entry?;
        let copy = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy_folder(&entry.path(), &copy)?;
        } else {
            fs::copy(entry.path(), copy)?;
        }
    }
    Ok(())
}

/// Removes a file or a folder with all in it.
fn remove(path: &Path) -> Result<()> {
    if path.is_dir() {
        fs::remove_dir_all(path)?
    } else {
        fs::remove_file(path)?
    }
    Ok(())
}
