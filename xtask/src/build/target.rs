//! The compiler's wasm32 target.

use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::process;
use crate::report::step;

/// What pages run.
pub const TARGET: &str = "wasm32-unknown-unknown";

/// Adds the wasm32 target where the compiler has none; asks nothing of the network where it has one.
pub fn ensure() -> Result<()> {
    if present()? {
        return Ok(());
    }
    if process::find("rustup").is_none() {
        bail!(
            "this Rust compiler has no {TARGET} target, and there is no rustup to add it. Install rustup, or your system's package with the standard library for wasm32, then run this command again."
        );
    }
    step("adding the wasm32 target", || {
        process::read(Command::new("rustup").args(["target", "add", TARGET]).current_dir(crate::paths::root()))
            .context(format!("rustup could not add the wasm32 target. Look at the network connection, then run `rustup target add {TARGET}`"))
            .map(drop)
    })
}

fn present() -> Result<bool> {
    let folder = process::read(
        Command::new("rustc").args(["--print", "target-libdir", "--target", TARGET]).current_dir(crate::paths::root()),
    )?;
    Ok(std::fs::read_dir(folder.trim()).is_ok_and(|files| files.count() > 0))
}
