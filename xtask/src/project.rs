//! Where things are, and how cargo is called.

use anyhow::{Context, Result, bail};
use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The name of the crate, the server program and the files in the browser.
pub const NAME: &str = "billwright";
/// The folder below the site's root that holds wasm, scripts and styles.
pub const PKG: &str = "pkg";

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    Dev,
    /// As for development, with pages that follow what is built: `dev` alone.
    Live,
    Release,
}

impl Mode {
    pub fn is_release(self) -> bool {
        self == Self::Release
    }

    pub fn wasm_profile(self) -> &'static str {
        if self.is_release() { "wasm-release" } else { "wasm-dev" }
    }
}

pub struct Project {
    pub root: PathBuf,
    pub target: PathBuf,
}

impl Project {
    pub fn find() -> Result<Self> {
        // Cargo says at run time which checkout this is; several may share one target folder.
        let manifest =
            env::var_os("CARGO_MANIFEST_DIR").unwrap_or(env!("CARGO_MANIFEST_DIR").into());
        let root =
            Path::new(&manifest).parent().context("xtask has no parent folder")?.to_path_buf();
        Ok(Self { root, target: target_folder()? })
    }

    /// `cargo` on this project.
    pub fn cargo(&self, arguments: &[&str]) -> Command {
        let mut cargo = Command::new(env::var_os("CARGO").unwrap_or("cargo".into()));
        cargo.args(arguments).current_dir(&self.root).env("CARGO_TARGET_DIR", &self.target);
        // Compiler flags are those of `.cargo/config.toml`; whatever else says some takes these
        // away.
        cargo
            .env_remove("RUSTFLAGS")
            .env_remove("CARGO_ENCODED_RUSTFLAGS")
            .env_remove("CARGO_BUILD_RUSTFLAGS");
        cargo
    }

    /// `cargo` on the half that runs in the browser; `command` is `rustc` or `clippy`.
    pub fn cargo_wasm(&self, command: &str, mode: Mode) -> Command {
        let mut cargo = self.cargo(&[command, "-p", NAME, "--lib"]);
        if command == "rustc" {
            // Said here and not in Cargo.toml: a library that is of another kind too is not
            // optimised as a whole.
            cargo.args(["--crate-type", "cdylib"]);
        }
        cargo
            .args(["--target", "wasm32-unknown-unknown", "--profile", mode.wasm_profile()])
            .args(["--no-default-features", "--features", "hydrate"]);
        cargo
    }

    pub fn site(&self, mode: Mode) -> PathBuf {
        self.target.join(match mode {
            Mode::Dev => "site-dev",
            Mode::Live => "site-live",
            Mode::Release => "site",
        })
    }

    pub fn server(&self, mode: Mode) -> PathBuf {
        self.target.join(if mode.is_release() { "release" } else { "debug" }).join(NAME)
    }

    /// What the server must know to find its site.
    pub fn server_environment(&self, mode: Mode) -> [(&'static str, PathBuf); 1] {
        [("LEPTOS_SITE_ROOT", self.site(mode))]
    }
}

fn target_folder() -> Result<PathBuf> {
    if let Some(named) = env::var_os("CARGO_TARGET_DIR") {
        return Ok(std::path::absolute(named)?);
    }
    let home = env::home_dir().context("HOME is not set; set CARGO_TARGET_DIR instead")?;
    Ok(home.join(".cache/billwright/target"))
}

/// Runs a command to its end; a failure is an error.
pub fn run(command: &mut Command) -> Result<()> {
    let status = command.status().with_context(|| format!("cannot run {}", shown(command)))?;
    if !status.success() {
        bail!("{} failed: {status}", shown(command));
    }
    Ok(())
}

/// The program's name and first argument: enough to know which of our commands it was.
pub fn shown(command: &Command) -> String {
    let program = Path::new(command.get_program());
    let name = program.file_name().unwrap_or(command.get_program()).to_string_lossy();
    let first = command.get_args().next().unwrap_or_default().to_string_lossy();
    format!("{name} {first}")
}

/// A program on PATH.
pub fn on_path(program: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    env::split_paths(&path).map(|folder| folder.join(program)).find(|file| file.is_file())
}
