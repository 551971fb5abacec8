//! Node and the npm packages of package-lock.json: for a release and for tests, never for `start`.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::report::step;
use crate::{paths, process};

const OLDEST: u32 = 20;

/// Sees that Node is there and that `node_modules` holds what package-lock.json says.
pub fn ensure() -> Result<()> {
    version()?;
    install(paths::root())
}

/// Sees that a folder's `node_modules` holds what its package-lock.json says.
pub fn install(folder: &Path) -> Result<()> {
    let lock = folder.join("package-lock.json");
    let lock = std::fs::read_to_string(&lock).with_context(|| format!("{} cannot be read", paths::shown(&lock)))?;
    // A copy of the lock file as it was installed, so that an unchanged one asks nothing of npm.
    let stamp = folder.join("node_modules").join(".installed-package-lock.json");
    if std::fs::read_to_string(&stamp).is_ok_and(|installed| installed == lock) {
        return Ok(());
    }
    step("installing the npm packages", || {
        process::read(Command::new("npm").args(["ci", "--no-audit", "--no-fund"]).current_dir(folder))
            .context("npm could not install the packages. Look at the network connection, then run `npm ci`")?;
        std::fs::write(stamp, &lock)?;
        Ok(())
    })
}

fn version() -> Result<()> {
    let next = format!(
        "Install Node {OLDEST} or newer with npm (`apt-get install nodejs npm`, `brew install node`, or from its own site), then run this command again."
    );
    let Ok(said) = process::read(Command::new("node").arg("--version")) else {
        bail!("there is no Node. {next}");
    };
    let major = said.trim().trim_start_matches('v').split('.').next().and_then(|text| text.parse::<u32>().ok());
    match major {
        Some(major) if major >= OLDEST => Ok(()),
        _ => bail!("Node is at {}, too old. {next}", said.trim()),
    }
}
