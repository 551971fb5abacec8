//! Compiling with cargo, and telling a failed download from code that does not compile.

use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::{paths, process};

/// Runs cargo; `what` names what it builds, in a failure's sentence.
pub fn compile(what: &str, cargo: &mut Command) -> Result<()> {
    let Err(error) = process::run(cargo) else { return Ok(()) };
    if process::stopping() {
        return Err(error);
    }
    if crates_are_missing()? {
        bail!(
            "{what} needs crates that are not on this machine and could not be downloaded. Look at the network connection (cargo's lines above name the crate), then run this command again."
        );
    }
    Err(error.context(format!("{what} could not be built: the compiler's lines above say where")))
}

/// Whether a crate of the lock file that this machine needs is still to be downloaded. Asks no network.
fn crates_are_missing() -> Result<bool> {
    let about = process::read(Command::new("rustc").arg("-vV").current_dir(paths::root()))?;
    let host = about.lines().find_map(|line| line.strip_prefix("host: ")).context("rustc -vV names no host")?;
    let mut cargo = process::cargo(["metadata", "--format-version", "1", "--offline", "--filter-platform", host]);
    Ok(process::read(cargo.args(["--filter-platform", super::target::TARGET])).is_err())
}
