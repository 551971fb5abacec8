//! The same schedules with the engine as Wasm under Node: each has to come to what it came to natively.

use anyhow::Result;

use super::{ENGINE, simulation};
use crate::build::target::{self, TARGET};
use crate::{paths, process};

/// What plays the Wasm and compares, from the repository's root, where cargo starts it.
const PLAYER: &str = "node tests/simulation/under_node.mjs";

/// Plays them natively into a file, then as Wasm against that file.
pub fn run(words: &[String]) -> Result<()> {
    target::ensure()?;
    let file = paths::scratch("traces.txt").display().to_string();
    simulation(ENGINE, &[], &[words, &["--traces".to_owned(), file.clone()]].concat())?;
    let mut cargo = process::cargo(["test", "--quiet", "--profile", "simulation", "--test", ENGINE]);
    cargo.args(["--package", "tsampa", "--target", TARGET, "--", &file]);
    process::run(cargo.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", PLAYER))
}
