//! Where things lie.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// The repository's root.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or(Path::new("."))
}

/// Where cargo puts what it builds: the folder that this very program was built into, so that it is right however
/// the folder was chosen (flag, environment or a cargo configuration file).
pub fn built() -> Result<PathBuf> {
    let program = std::env::current_exe().context("this program does not know where it lies")?;
    let folder = program.ancestors().nth(2).context("this program lies in no target folder")?;
    Ok(folder.to_path_buf())
}

/// A program that cargo built in the dev profile.
pub fn built_program(name: &str) -> Result<PathBuf> {
    Ok(built()?.join("debug").join(format!("{name}{}", std::env::consts::EXE_SUFFIX)))
}

/// Where our own commands keep what they make: `target/` of this repository, wherever cargo builds.
pub fn scratch(name: &str) -> PathBuf {
    root().join("target").join(name)
}

/// The released SDK's folder.
pub fn dist() -> PathBuf {
    root().join("dist")
}

/// A path as a person would write it from the repository's root.
pub fn shown(path: &Path) -> String {
    path.strip_prefix(root()).unwrap_or(path).display().to_string()
}
