//! `replay`: plays what a page exported (`shop.trace()`) once more, natively.

use std::path::PathBuf;

use anyhow::{Context, Result};

use crate::process;

/// What can be said to `replay`.
#[derive(clap::Args)]
pub struct Flags {
    /// A file with what `shop.trace()` answered.
    file: PathBuf,
}

/// Replays the file: its last events, where they lead, and whether the page was there, too.
pub fn run(flags: &Flags) -> Result<()> {
    let file = flags.file.canonicalize().with_context(|| format!("{} cannot be read", flags.file.display()))?;
    let mut cargo =
        process::cargo(["test", "--quiet", "--package", "tsampa", "--test", "simulation", "--", "--replay"]);
    process::run(cargo.arg(file))
}
